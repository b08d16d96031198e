"""Words of an address as numbers and names, and names as a word."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams


def given_in(words: QueryParams | Mapping[str, str], name: str) -> list[str]:
    """Whatever stands under a name, which may stand there several times."""
    several = getattr(words, "getlist", None)
    return list(several(name)) if several else [words.get(name, "")]


def names_in(words: QueryParams | Mapping[str, str], name: str) -> tuple[str, ...]:
    """The names under a name, with commas between them."""
    return tuple(word.strip() for part in given_in(words, name) for word in part.split(",") if word.strip())


def whole_in(
    words: Mapping[str, str],
    name: str,
    default: int,
    least: int,
    most: int,
    problems: list[str],
    why: str = "",
    told: str = "",
) -> int:
    """The whole number under a name; the default where there is none, or, with a problem more, where it is another.

    A fault calls the name as it is ``told``.
    """
    given = words.get(name)
    if not given:
        return default
    if given.isascii() and given.isdigit() and len(given) < 15 and least <= int(given) <= most:
        return int(given)
    problems.append(f"{told or name} = {given[:40]!r}: must be a whole number from {least:,} to {most:,}{why}")
    return default


def quoted_names(names: Sequence[str]) -> str:
    """Names with commas between them, in quotes where a name holds a comma: what ``unquoted_names`` reads."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(names)
    return out.getvalue()


def unquoted_names(word: str) -> tuple[str, ...]:
    """The different names of a word. Raises ValueError where its quotes have no end."""
    try:
        row = next(csv.reader([word], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise ValueError(str(error)) from None
    return tuple(dict.fromkeys(name.strip() for name in row if name.strip()))
