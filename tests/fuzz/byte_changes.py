"""Changes of a file as bytes, whatever it holds."""

from __future__ import annotations

import random

_CODES = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "utf-7", "cp037", "utf-8-sig", "shift_jis")
_CONTROLS = [bytes([code]) for code in (*range(32), 0x7F)] + [
    "\u2028".encode(),
    "\u202e".encode(),
    "\u0085".encode(),
    "\ufeff".encode(),
    "\U0001f4a9".encode(),
    "\u0663".encode(),
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\x1b[31m",
]


def flipped(content: bytes, luck: random.Random) -> bytes:
    """Some bits are others."""
    changed = bytearray(content)
    for _ in range(luck.choice([1, 1, 2, 5, 30]) if changed else 0):
        changed[luck.randrange(len(changed))] ^= 1 << luck.randrange(8)
    return bytes(changed)


def cut(content: bytes, luck: random.Random) -> bytes:
    """A part is gone: the end, the beginning or something between."""
    start, end = sorted((luck.randint(0, len(content)), luck.randint(0, len(content))))
    return luck.choice([content[:start], content[start:], content[:start] + content[end:]])


def doubled(content: bytes, luck: random.Random) -> bytes:
    """A part, or all of it, stands there again, up to a thousand times."""
    start, end = sorted((luck.randint(0, len(content)), luck.randint(0, len(content))))
    part, times = (content, 1) if luck.random() < 0.3 else (content[start:end], luck.choice([1, 1, 2, 10, 1_000]))
    return content[:end] + part * min(times, 3_000_000 // (len(part) + 1)) + content[end:]


def shuffled(content: bytes, luck: random.Random) -> bytes:
    """The lines stand in another order."""
    lines = content.splitlines(keepends=True)
    luck.shuffle(lines)
    return b"".join(lines)


def recoded(content: bytes, luck: random.Random) -> bytes:
    """The text is saved in another encoding."""
    return content.decode("utf-8", "replace").encode(luck.choice(_CODES), "replace")


def with_controls(content: bytes, luck: random.Random) -> bytes:
    """Characters that nobody sees, or that a terminal would obey, stand in between."""
    for _ in range(luck.choice([1, 3, 20])):
        place = luck.randint(0, len(content))
        content = content[:place] + luck.choice(_CONTROLS) + content[place:]
    return content


def with_long_line(content: bytes, luck: random.Random) -> bytes:
    """One line, or one text in quotes, is very long."""
    place = luck.randint(0, len(content))
    filling = luck.choice([b"x", b"1", b"a.", b"[", b"{a=", b'"', b"'", b"\\", b",", b";", b"\t", b" ", b"#", b"-"])
    many = filling * luck.choice([5_000, 20_000, 140_000, 900_000])
    return content[:place] + many + content[place:]


def other_line_ends(content: bytes, luck: random.Random) -> bytes:
    """Lines end as on other machines, or in no way at all."""
    return content.replace(b"\n", luck.choice([b"\r", b"\r\n", b"\n\n", b"", b"\x0b", b"\xe2\x80\xa8"]))


def nothing(content: bytes, luck: random.Random) -> bytes:
    """The file is empty, or as good as empty."""
    return luck.choice([b"", b"\n", b" ", b"\0" * 50, b"\xff\xfe", b"\xef\xbb\xbf", b"#", b'"', luck.randbytes(200)])


CHANGES = (
    flipped,
    flipped,
    cut,
    doubled,
    shuffled,
    recoded,
    with_controls,
    with_long_line,
    other_line_ends,
    nothing,
)
