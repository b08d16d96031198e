"""Names and words that somebody else chose, such that they are read and never obeyed."""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four full-width
# What moves a cursor or turns the direction of writing: controls (Cc), line ends, and the directional formats.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """For a terminal: what would move its cursor, change its colours or turn its writing around is spelt out."""
    return _CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def cell(text: str) -> str:
    """For a table that a spreadsheet may open: what it would take for a formula has an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text
