"""The text of a file whatever it was saved in: UTF-8, UTF-16 with a mark or without, or Windows-1252."""

from __future__ import annotations

import re

from sim.errors import InputError
from sim.reading.text_file import decoded

_FIRST_CHARACTERS = 1_000
_WORD_BEYOND_ASCII = re.compile(r"\w{0,20}(?=[^\W\x00-\x7f])\w{1,20}")
_BEYOND_ASCII = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decoded_from_any(content: bytes, source: str) -> tuple[str, str]:
    """The text, and a note on its encoding where the bytes alone tell it, else "". Raises InputError.

    Text that is neither UTF-8 nor UTF-16 is taken for Windows-1252, which holds Latin-1's letters at the same places;
    not so UTF-8 of which a byte is broken.
    """
    if b"\0" in content[: 2 * _FIRST_CHARACTERS] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        for encoding in ("utf-16-le", "utf-16-be"):
            if text := _certainly(content, encoding):
                return text, "UTF-16 without a byte order mark: read as such"
    try:
        return decoded(content, source), ""
    except InputError as refusal:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise InputError(f"{source}: is not UTF-16 text, as its first bytes say; save it as UTF-8") from None
        rest = _BEYOND_ASCII.sub(b"", content)
        letters = (len(content) - len(rest)) // 2
        if letters and letters >= sum(byte > 0x7F for byte in rest):
            raise refusal
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{source}: is not UTF-8 text, nor Windows-1252 (byte {error.start + 1:,}); save it as UTF-8"
        ) from None
    word = _WORD_BEYOND_ASCII.search(text)
    return text, "not UTF-8: read as Windows-1252" + (f", in which it says {word[0]!r}" if word else "")


def _certainly(content: bytes, encoding: str) -> str:
    """The text in this encoding where most of its beginning is plain letters and nothing is null, else ""."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return ""
    beginning = text[:_FIRST_CHARACTERS]
    return text if "\0" not in text and 2 * sum(map(str.isascii, beginning)) > len(beginning) else ""
