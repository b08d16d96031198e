"""Reads a roster file, once for however many worlds it is placed in."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.errors import InputError
from sim.money import EUR, Currency
from sim.roster.answers import UNANSWERED, Answers
from sim.roster.file_text import read_file_text
from sim.roster.listing import Listing, read_listing

KEYS_PER_TIER = 65_536
LARGEST_ROSTER = 262_144  # rows of a file


def read_roster(
    path: Path, interests: Sequence[str], answers: Answers = UNANSWERED, currency: Currency = EUR
) -> Listing:
    """The influencers of a CSV or XLSX file, in file order. Raises InputError with every fault of the file."""
    file = read_file_text(path)
    listing = parse_roster(file.text, str(path), interests, answers, currency)
    return replace(listing, notes=(*file.notes, *listing.notes))


def parse_roster(
    text: str, source: str, interests: Sequence[str], answers: Answers = UNANSWERED, currency: Currency = EUR
) -> Listing:
    """The influencers of a CSV text; ``source`` is named in the faults. Raises InputError with all of them.

    Nothing of it depends on the assumptions: what they say of these influencers is worked out in each world.
    """
    try:
        return _read_once(text, tuple(interests), answers, currency)
    except InputError as error:
        raise InputError((f"{source}: {problem}" for problem in error.problems), error.beyond) from None


@functools.lru_cache(maxsize=4)
def _read_once(text: str, interests: tuple[str, ...], answers: Answers, currency: Currency) -> Listing:
    return read_listing(text, interests, LARGEST_ROSTER, answers, currency)
