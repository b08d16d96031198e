"""The option that has a cluster play, wherever it stands on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sim.errors import InputError


@contextmanager
def on_cluster(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words without ``--cluster ADDRESS``, which may stand anywhere; within the block everything is played there.

    Raises InputError.
    """
    places = [place for place, word in enumerate(words) if word == "--cluster" or word.startswith("--cluster=")]
    if not places:
        yield words
        return
    place = places[-1]
    _, is_joined, address = words[place].partition("=")
    rest = words[place + 1 :]
    if len(places) > 1 or not (is_joined or rest):
        raise InputError("--cluster takes one address, once, such as --cluster tcp://127.0.0.1:8786")
    from experiments.replicates.cluster import joined

    with joined(address if is_joined else rest[0]):
        yield [*words[:place], *(rest if is_joined else rest[1:])]
