"""The kinds of feed, and which of them the platforms have that a roster file names."""

from __future__ import annotations

import re
from collections import Counter

from sim.roster.cell_faults import shortened
from sim.roster.numbers import Cells
from sim.roster.written_numbers import is_missing

# What a platform shows people: what they follow; that, and what it recommends; hardly anything but what it recommends.
FEEDS = ("followers", "mixed", "recommended")

_BY_PLATFORM = {
    **dict.fromkeys(("instagram", "ig", "insta", "facebook", "fb", "twitter", "x", "linkedin", "threads"), "mixed"),
    **dict.fromkeys(("pinterest", "snapchat", "bluesky", "mastodon"), "mixed"),
    **dict.fromkeys(
        ("tiktok", "tik tok", "tt", "youtube", "yt", "you tube", "shorts", "youtube shorts"), "recommended"
    ),
    **dict.fromkeys(("douyin", "kwai"), "recommended"),
    **dict.fromkeys(("twitch", "blog", "newsletter", "podcast", "whatsapp", "telegram", "discord"), "followers"),
    **{feed: feed for feed in FEEDS},
}


_SAME = {
    **{"ig": "instagram", "insta": "instagram", "fb": "facebook", "x": "twitter", "tt": "tiktok", "tik tok": "tiktok"},
    **{"yt": "youtube", "you tube": "youtube", "shorts": "youtube", "youtube shorts": "youtube"},
}
_BETWEEN = re.compile(r"\s*(?:[,;/|&+]|\band\b|\bund\b)\s*", re.IGNORECASE)


def feed_of_platform(name: str) -> str | None:
    """The kind of feed of a platform, or of a feed by its own name, whatever its case; None where it is not known."""
    return _BY_PLATFORM.get(" ".join(name.casefold().split()))


def platform_of(cell: str) -> str:
    """The platform that a cell names first, under one name however it is written; "" where it names none we know."""
    words = (" ".join(word.casefold().split()) for word in _BETWEEN.split(cell))
    known = next((word for word in words if word in _BY_PLATFORM and word not in FEEDS), "")
    return _SAME.get(known, known)


def feeds_of(column: Cells, notes: list[str]) -> dict[int, str]:
    """The kind of feed on every row that names a platform we know, by place; of several platforms the first counts.

    Adds a note on how platforms are taken, and one on those that are not known.
    """
    feeds: dict[int, str] = {}
    unknown = []
    for place, cell in enumerate(column.cells):
        if is_missing(cell):
            continue
        known = next(filter(None, map(feed_of_platform, _BETWEEN.split(cell))), None)
        if known is None:
            unknown.append(place)
        else:
            feeds[place] = known
    if feeds:
        counts = Counter(feeds.values())
        said = ", ".join(f"{counts[feed]:,} {feed}" for feed in FEEDS if counts[feed])
        notes.append(f"{column.name}: to whom the platform shows posts is taken from it: {said}")
    if unknown:
        words = list(dict.fromkeys(shortened(column.cells[place]) for place in unknown))
        notes.append(f"{column.name}: not known: {', '.join(words[:6])}; taken for that of the market")
    return feeds
