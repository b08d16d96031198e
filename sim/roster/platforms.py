"""The kinds of feed, and which of them the platforms have that a roster file names."""

from __future__ import annotations

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


def feed_of_platform(name: str) -> str | None:
    """The kind of feed of a platform, or of a feed by its own name, whatever its case; None where it is not known."""
    return _BY_PLATFORM.get(" ".join(name.casefold().split()))
