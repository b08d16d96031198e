"""Which of two ways a page is looked at before every change; the other is left to the night."""

from collections.abc import Iterable, Sequence

import pytest


def by_turns(pages: Iterable[object], ways: Sequence[tuple]) -> list:
    """Parameters, a page and how it is looked at: each page in one of the ways, taken in turns, and at night in all."""
    return [
        pytest.param(page, *way, marks=() if number % len(ways) == turn else pytest.mark.nightly)
        for number, page in enumerate(pages)
        for turn, way in enumerate(ways)
    ]
