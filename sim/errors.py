"""The error for an input that cannot be used, and the sentences in which a user reads of it."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable

from sim.money import OF_EVIDENCE, other_currency

FAULTS_TOLD = 20  # of one input; how many more there are is told as a number
_FAULTS_KEPT = 1_000  # in words
_FAULTS_HINTED = 100  # with the nearest name, which takes time to find
_LONGEST_LINE = 2_000  # characters
_LONGEST_NAME = 100  # characters that are compared, which takes as long as two names' lengths multiplied
_MOST_COMPARED = 10_000  # names


class Faults(list[str]):
    """A list of the faults of an input: the first thousand in words, those ``beyond`` only counted.

    A file with a million faulty rows takes no more memory than one with a thousand.
    """

    def __init__(self, faults: Iterable[str] = ()) -> None:
        super().__init__()
        self.beyond = 0
        self.extend(faults)

    def append(self, fault: str, /) -> None:
        """Adds a fault: in words while there are few, else to the count."""
        if len(self) < _FAULTS_KEPT:
            super().append(fault)
        else:
            self.beyond += 1

    def extend(self, faults: Iterable[str], /) -> None:
        """Adds several faults."""
        self.beyond += faults.beyond if isinstance(faults, Faults) else 0
        for fault in faults:
            self.append(fault)

    def __iadd__(self, faults: Iterable[str], /) -> Faults:  # type: ignore[override, misc]
        self.extend(faults)
        return self

    def nearest(self, name: object, known: Iterable[str]) -> str:
        """The hint for a fault that is about to be added; none after many of them."""
        return nearest(name, known) if len(self) < _FAULTS_HINTED else ""

    def take(self, error: InputError, where: str) -> None:
        """Adds the problems of an input that this one names, each with ``where`` in front."""
        self.extend(where + problem for problem in error.problems)
        self.beyond += error.beyond


class InputError(ValueError):
    """Every problem found in one input, each a sentence: what was given, what is allowed, what to do.

    ``problems`` are those in words, at most a thousand; ``beyond`` counts any further ones.
    """

    def __init__(self, problems: Iterable[str] | str, beyond: int = 0) -> None:
        faults = Faults((problems,) if isinstance(problems, str) else problems)
        self.problems: tuple[str, ...] = tuple(faults)
        self.beyond = faults.beyond + beyond
        super().__init__("\n".join(self.told))

    @property
    def told(self) -> tuple[str, ...]:
        """The lines that are printed: one for each of the first twenty problems, and one with the number of others."""
        lines = tuple(_line(problem) for problem in self.problems[:FAULTS_TOLD])
        more = len(self.problems) - len(lines) + self.beyond
        return (*lines, f"... and {more:,} more") if more else lines

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[str, ...], int]]:
        return type(self), (self.problems, self.beyond)


def _line(problem: str) -> str:
    """A problem on one line, whatever the input wrote into it; in the middle of a long one something is left out."""
    seen = (character if character.isprintable() else repr(character)[1:-1] for character in _cut(problem))
    return _cut("".join(seen))  # what cannot be seen takes more room than it had


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else f"{text[:1_400]}...{text[-590:]}"


def nearest(name: object, known: Iterable[str]) -> str:
    """A hint such as ``; did you mean 'reach_rate'?``, or an empty string where nothing is near, or no name given.

    Where amounts of money are known and the name is that of another currency, it says so: an amount of dollars is
    not meant as euros.
    """
    if not isinstance(name, str):
        return ""
    known = list(itertools.islice(known, _MOST_COMPARED))
    if any(re.search(r"_eur(_|$)", known_name) for known_name in known) and (other := other_currency(name)):
        near = difflib.get_close_matches(name[:_LONGEST_NAME], OF_EVIDENCE.intersection(known), n=1)
        return f"; what is assumed is in EUR, whatever the currency: {near[0]}" if near else other
    name = name[:_LONGEST_NAME]
    longer = [known_name for known_name in known if name and known_name.startswith(name)]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6) or longer[:1]
    return f"; did you mean {near[0]!r}?" if near else ""
