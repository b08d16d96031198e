"""Changes of a TOML file that leave it one: another value, of whatever type, at any key that is there or could be."""

from __future__ import annotations

import copy
import random
import tomllib
from collections.abc import Iterator
from typing import Any

import tomli_w

_PLACE = "the value that is put here"
_DEEP = (6, 100, 2_000, 50_000)

# As they stand in a file: no reader of Python need be able to write them.
VALUES = [
    *("0", "1", "-1", "2", "40", "1_000_000", "2147483648", "9223372036854775808", "-9223372036854775809"),
    *("1" + "0" * 400, "-1" + "0" * 400, "1" * 5_000, "0x" + "f" * 6_000, "0xffffffffffffffffffff", "0o" + "7" * 9_000),
    *("0b" + "1" * 20_000, "0.0", "-0.0", "0.5", "1e-320", "1e300", "-1e300", "1e400", "nan", "-nan", "inf", "-inf"),
    *("true", "false", '""', '"x"', '"micro"', '"hybrid"', '"nan"', '"1"', '"\\u0000"', '"\\u001b[31m"', '"\\u2028"'),
    *('"' + "x" * 10_000 + '"', '"../../etc/passwd"', '"/dev/zero"', '"."', '"\\U0010ffff"', '"a,b;c"'),
    *("1979-05-27", "0001-01-01", "9999-12-31", "07:32:00", "1979-05-27T07:32:00Z", "0001-01-01T00:00:00+23:59"),
    *("9999-12-31T23:59:59-23:59", "1979-13-45", "2027-02-30", "99999-01-01"),
    *("[]", "{}", "[[]]", "[{}]", '{"" = 1}', "{a = {b = {c = 1}}}", "[1, 2]", '["a", 1]', '["a", "a"]', "[nan, inf]"),
    *("[" + "1, " * 50_000 + "]", "[" + '"x", ' * 20_000 + "]", "[" + "{}, " * 20_000 + "]"),
    *("[" * depth + "]" * depth for depth in _DEEP),
    *("{a = " * depth + "1" + "}" * depth for depth in _DEEP),
]
_KEYS = ["x", '""', '"a.b"', '"\\u001b[31m"', "price_usd", "file", "name", "x" * 10_000, '"\\u0000"']
_TEXTS = [
    "a" + ".a" * 20_000 + " = 1\n",
    "[a" + ".a" * 20_000 + "]\n",
    "a . " * 20_000 + "b = 1\n",
    "".join(f"k{k} = 1\n" for k in range(20_000)),
    "".join(f"[t{k}]\n" for k in range(20_000)),
    "[[a]]\n" * 20_000,
    "a.b = 1\na.b.c = 2\n",
    "[[a]]\n[a]\n",
    "x = " + '"""' + "\\" * 9_999,
]


def places(document: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a document: keys of tables and numbers of items."""
    for key, inner in document.items() if isinstance(document, dict) else enumerate(document):
        yield (*above, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*above, key))


def with_value(document: dict[str, Any], place: tuple[Any, ...], value: str) -> str:
    """The text of a document with this value, as it would stand in a file, in one place."""
    document = copy.deepcopy(document)
    holder: Any = document
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = _PLACE
    return tomli_w.dumps(document).replace(f'"{_PLACE}"', value)


def changed(text: str, could_be: tuple[tuple[Any, ...], ...], luck: random.Random) -> str:
    """The text with one place changed; ``could_be`` are places of the schema, be they in the text or not."""
    document = tomllib.loads(text)
    there = list(places(document))
    kind = luck.random()
    if kind < 0.1:
        return luck.choice([lambda put: put + text, lambda put: text + put])(luck.choice(_TEXTS))
    if kind < 0.2:
        key = luck.choice(_KEYS)
        line = f"{key} = {luck.choice(VALUES)}\n"
        lines = text.splitlines(keepends=True)
        lines.insert(luck.randint(0, len(lines)), line)
        return "".join(lines)
    if kind < 0.3:
        place = luck.choice(there)
        holder: Any = document
        for key in place[:-1]:
            holder = holder[key]
        del holder[place[-1]]
        return tomli_w.dumps(document)
    place = luck.choice(there + [place for place in could_be if _within(document, place)])
    return with_value(document, place, luck.choice(VALUES))


def _within(document: Any, place: tuple[Any, ...]) -> bool:
    """Whether a value can be put there: the table around it is there."""
    for key in place[:-1]:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            return False
    return isinstance(document, dict)
