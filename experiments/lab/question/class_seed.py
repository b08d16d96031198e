"""The seed of a class: one that the teacher sets, so that all see the same, or one that each pupil draws."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.lab.question.words import whole_in

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

MOST_CLASS_SEED = 9_999  # short enough to be written on a sheet
_FIRST = 1


def class_seed(words: QueryParams | Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
    """The seed that the words of an address set, 1 where they set none, and what is wrong with them."""
    problems: list[str] = []
    return whole_in(words, "seed", _FIRST, 1, MOST_CLASS_SEED, problems), tuple(problems)


def drawn_seed() -> int:
    """A seed for a pupil who was given none. It goes into the address, so that the link shows the same again."""
    return 1 + secrets.randbelow(MOST_CLASS_SEED)
