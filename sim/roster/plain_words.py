"""A column's name as plain words, however it is written."""

from __future__ import annotations

import re
import unicodedata


def plain(name: str) -> str:
    """A name in lower case, without accents, its words one space apart: ``followerCount`` is follower count."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.strip())
    letters = unicodedata.normalize("NFKD", name.casefold().replace("\u0131", "i"))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w%#]|_", " ", kept.replace("%", " percent ").replace("#", " number ")).split())


def words_of(name: str) -> set[str]:
    """The different words of a name."""
    return set(plain(name).split())
