"""What a visitor may answer where an opened list can be read in two ways, in place of the words of a command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.errors import InputError
from sim.roster.answers import (
    DECIMAL,
    FOLLOWERS_IN,
    OR_SAY_DECIMAL,
    OR_SAY_RATES,
    OR_SAY_THOUSANDS,
    RATES,
    Answers,
)

_ALLOWED = {"rates": RATES, "decimal": DECIMAL, "followers_in": FOLLOWERS_IN}
# By the end of a sentence on what can be read in two ways: which words answer it, and what stands on their buttons.
_READINGS = {
    OR_SAY_RATES: (
        ("rates", "percent", "The rates are per cent: 3 is 3 %"),
        ("rates", "shares", "The rates are shares: 0.03 is 3 %"),
    ),
    OR_SAY_DECIMAL: (
        ("decimal", "comma", "A comma stands before decimals: 1,5 is one and a half"),
        ("decimal", "point", "A point stands before decimals: 1.5 is one and a half"),
    ),
    OR_SAY_THOUSANDS: (("followers_in", "thousands", "Followers are in thousands: 12.5 is 12,500"),),
}


def taken_answers(words: dict[str, str]) -> Answers:
    """What the words of an address answer, taken out of them. Raises InputError."""
    given = {name: words.pop(name) for name in _ALLOWED if name in words}
    problems = [
        f"{name} {value[:40]!r}: must be {' or '.join(_ALLOWED[name])}"
        for name, value in given.items()
        if value not in _ALLOWED[name]
    ]
    if problems:
        raise InputError(problems)
    return Answers(**given)


def readings_of(problems: Iterable[str], answered: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The answers that would help with these problems, those given already left out: name, value and words of each."""
    found = {end: None for problem in problems for end in _READINGS if problem.endswith(end)}
    return [reading for end in found for reading in _READINGS[end] if reading[0] not in answered]


def on_a_page(problem: str) -> str:
    """A problem as a page tells it, where the answers stand on buttons below."""
    end = next((end for end in _READINGS if problem.endswith(end)), "")
    return f"{problem.removesuffix(end)}; or choose below" if end else problem
