"""Sets of assumptions of a visitor's own, such as a posterior: opened from a file, and found again by its digest."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import tomli_w

from experiments.lab.question.kept import is_digest, keep, kept_file
from sim.assumptions.numbers import Assumptions
from sim.assumptions.own_file import assumptions_of_file
from sim.errors import InputError
from sim.reading.toml_file import parse_toml

SAVED_AS = "assumptions.toml"  # beside a scenario that is saved with it
_LONGEST_NAME = 100
_YOURS = "your assumptions"  # in place of the path of a file that nobody knows


def keep_set(text: str, file: str) -> str:
    """Keeps a set under the name of its file, if it gives none, and returns its digest. Raises InputError."""
    if "name" not in parse_toml(text, file):
        text = tomli_w.dumps({"name": Path(file).stem[:_LONGEST_NAME] or "own"}) + text
    digest = keep(text)
    try:
        assumptions_opened(digest)
    except InputError as error:
        raise InputError((problem.replace(_YOURS, file) for problem in error.problems), error.beyond) from None
    return digest


def assumptions_opened(word: str) -> Assumptions:
    """A shipped set by its name, or an opened one by its digest. Raises InputError."""
    file = set_file(word)
    return Assumptions.load(word) if file is None else _of_file(file)


def set_file(word: str) -> Path | None:
    """The file of an opened set; None for a shipped one. Raises InputError where it is not, or no longer, here."""
    return kept_file(word, ".toml") if is_digest(word) else None


@lru_cache(maxsize=32)
def _of_file(path: Path) -> Assumptions:
    try:
        return assumptions_of_file(path)
    except InputError as error:
        told = (problem.replace(str(path), _YOURS).replace(path.name, _YOURS) for problem in error.problems)
        raise InputError(told, error.beyond) from None
