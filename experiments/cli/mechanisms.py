"""The option that puts rules of one's own in the place of the model's, wherever it stands on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError


def with_own_rules(words: Sequence[str]) -> Sequence[str]:
    """The words without ``--mechanisms FILE``, which may stand anywhere, once the file is in use. Raises InputError."""
    places = [place for place, word in enumerate(words) if word == "--mechanisms" or word.startswith("--mechanisms=")]
    if not places:
        return words
    from sim.own_rules import use
    from sim.reading.text_file import read_text

    place = places[-1]
    _, is_joined, joined = words[place].partition("=")
    rest = words[place + 1 :]
    if len(places) > 1 or not (is_joined or rest):
        raise InputError("--mechanisms takes one file, once, such as --mechanisms my_rules.py")
    file = Path(joined if is_joined else rest[0])
    use(file, read_text(file))
    from sim.rule_contracts import check_rules

    check_rules(file)
    return [*words[:place], *(rest if is_joined else rest[1:])]
