"""Documents that are wrong in one place or a few: something dropped, doubled, added, or replaced by any TOML value."""

import copy
import datetime
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

NUMBERS = [
    *(0, 1, -1, 2, 40, 199, 200, 10**6, 10**9, 2**31, 2**63, 10**400, -(10**400), 1 << 14_000),
    *(0.0, -0.0, 0.5, -0.5, 1.5, 1e-300, 1e9, 1e300, -1e300, float("nan"), float("inf"), float("-inf")),
]
WORDS = [
    "",
    "sport",
    "micro",
    "hybrid",
    "evidence",
    "reach_people",
    "x" * 10_000,
    "a\nb",
    "\x1b[31m",
    "\u2028",
    "1",
    "nan",
]
DAYS = [datetime.date(1979, 5, 27), datetime.time(7, 32), datetime.datetime(1979, 5, 27, 7, 32, tzinfo=datetime.UTC)]
KEYS = ["", "x", "price_usd", "nano", "name", "x" * 10_000, "a\nb", "a.b", "interest", "file"]

_leaves = st.one_of(st.booleans(), st.sampled_from(NUMBERS), st.sampled_from(WORDS), st.sampled_from(DAYS), st.floats())
values = st.recursive(
    _leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)),
    max_leaves=5,
)


def places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every table or list of a document with each key or number in it."""
    for key, inner in list(document.items() if isinstance(document, dict) else enumerate(document)):
        yield document, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@st.composite
def mutated(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """The document with one to three places changed."""
    document = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(document))
        if not found:
            break
        holder, key = draw(st.sampled_from(found))
        match draw(st.sampled_from(["replaced", "replaced", "replaced", "dropped", "doubled", "added"])):
            case "replaced":
                holder[key] = draw(values)
            case "dropped":
                del holder[key]
            case "doubled" if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case _ if isinstance(holder, dict):
                holder[draw(st.sampled_from(KEYS))] = draw(values)
    return document


FOREIGN = re.compile(
    r"Input should|should be a valid|pydantic|Traceback|Error\b|tuple\.index|list\.index|not in tuple|not in list|"
    r"object has no|unhashable|argument|NoneType|Exceeds the limit|\[type=|datetime\.|\bdict\b|Value error"
)


def assert_in_our_words(error: Any) -> None:
    """Every problem is a line of its own, of bounded length and in the words of this project."""
    assert error.told
    for line in error.told:
        assert len(line) <= 2_000
        assert line.isprintable()
        assert not FOREIGN.search(line), line
