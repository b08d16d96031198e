"""A TOML file as tables; what would take long or much memory to read is refused before it is read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from sim.errors import InputError

MOST_BYTES = 1_000_000
_MOST_PARTS = 8  # of a dotted key: reading one takes as long as their number squared
_DEEPEST = 8  # lists and tables inside one another

# A text that nothing closes goes on to the end of its line, or of the file: no place is looked at twice.
_TEXTS_AND_COMMENTS = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?'
    r"|'''(?:[^']++|'(?!''))*+(?:''')?"
    r'|"(?:[^"\\\n]++|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+",
    re.DOTALL,
)
_LONG_KEY = re.compile(r"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){%d}" % _MOST_PARTS)  # noqa: UP031


def read_toml(path: Path, if_missing: str = "") -> dict[str, Any]:
    """The tables of a TOML file; ``if_missing`` ends the sentence where there is none. Raises InputError."""
    from sim.reading.text_file import read_text  # imported here: the roster is made of assumptions, which are read here

    return parse_toml(read_text(path, if_missing, MOST_BYTES), str(path))


def parse_toml(text: str, source: str) -> dict[str, Any]:
    """The tables of a TOML text; ``source`` is named in what is wrong with it. Raises InputError."""
    if len(text) > MOST_BYTES:
        raise InputError(f"{source}: {len(text):,} characters; must be at most {MOST_BYTES:,}")
    if fault := _too_deep(text):
        raise InputError(f"{source}: {fault}")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error).replace("at end of document", f"at line {text.count(chr(10)) + 1}, the end of the file")
        if reason.startswith("Exceeds the limit"):  # of Python, on the digits of a whole number
            reason = "a whole number has thousands of digits"
        elif len(reason) > 200:  # it repeats a long key
            reason = f"{reason[:100]}...{reason[-90:]}"
        raise InputError(f"{source}: not valid TOML: {reason}") from None


def _too_deep(text: str) -> str:
    """The fault of a text that would take the reader of TOML too long, or ""; in time proportional to the text."""
    plain = _TEXTS_AND_COMMENTS.sub(_blanked, text)
    if long_key := _LONG_KEY.search(plain):
        line = plain.count("\n", 0, long_key.start()) + 1
        return f"line {line}: a key has more than {_MOST_PARTS} parts with dots between them; no key here needs as many"
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", plain):
        depth = depth + 1 if bracket.group() in "[{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            line = plain.count("\n", 0, bracket.start()) + 1
            return f"line {line}: more than {_DEEPEST} lists or tables inside one another; nothing here needs as many"
    return ""


def _blanked(match: re.Match[str]) -> str:
    """A comment as nothing and a text as one word, with as many lines as before."""
    text = match.group()
    return "" if text.startswith("#") else "x" + "\n" * text.count("\n")
