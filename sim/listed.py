"""Names as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """All of them: "nano, micro and macro"; nothing for none."""
    return " and ".join([part for part in (", ".join(names[:-1]), *names[-1:]) if part])


def first_listed(names: Sequence[str], most: int) -> str:
    """The first of them, ``most`` at the most, and how many more there are: "ada, bo and 3 more"."""
    more = len(names) - most
    return f"{', '.join(names[:most])} and {more:,} more" if more > 0 else listed(names)
