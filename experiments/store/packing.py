"""The totals of a run as few bytes: every digit of them, and a check that they are those of this run."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from struct import Struct

import numpy as np
import numpy.typing as npt

from experiments.statistics.estimates import Array

_CHECK = Struct("<I")
_RUN = Struct("<16sq")  # the key of a cell and the number of a run, which the check covers too
_NUMBERS = np.iinfo(np.int32)


def packed(key: bytes, replicate: int, names: str, values: Sequence[float] | Array) -> bytes:
    """Values of one run, deflated. Most are counts, kept as whole numbers in half the room: a bit each says which."""
    every = np.asarray(values, np.float64)
    with np.errstate(invalid="ignore"):
        whole = (every == np.rint(every)) & (np.abs(every) <= _NUMBERS.max) & ~((every == 0.0) & np.signbit(every))
    counts = every[whole].astype("<i4")
    content = np.packbits(whole).tobytes() + _lowest_bytes_first(counts) + every[~whole].astype("<f8").tobytes()
    return sealed(key, replicate, content, level=9, names=names)


def unpacked(key: bytes, replicate: int, names: str, content: bytes, count: int) -> Array:
    """So many values of one run. Raises ValueError where these are not what was packed for it under these names."""
    plain = opened(key, replicate, content, names)
    bits = -(-count // 8)
    whole = np.unpackbits(np.frombuffer(plain[:bits], np.uint8), count=count).astype(bool)
    counts, rest = plain[bits : bits + 4 * int(whole.sum())], plain[bits + 4 * int(whole.sum()) :]
    every = np.empty(count)
    every[whole] = np.frombuffer(counts, np.uint8).reshape(4, -1).T.copy().view("<i4").ravel()
    every[~whole] = np.frombuffer(rest, "<f8")
    return every


def sealed(key: bytes, replicate: int, content: bytes, level: int, names: str = "") -> bytes:
    """Content deflated, with a check that covers the run it belongs to, and the names of its values."""
    squeezer = zlib.compressobj(level, wbits=-zlib.MAX_WBITS)
    check = _check(key, replicate, names, content)
    return _CHECK.pack(check) + squeezer.compress(content) + squeezer.flush()


def opened(key: bytes, replicate: int, content: bytes, names: str = "") -> bytes:
    """What was sealed for a run. Raises ValueError where it is damaged, or that of another."""
    try:
        plain = zlib.decompress(content[_CHECK.size :], wbits=-zlib.MAX_WBITS)
        (check,) = _CHECK.unpack(content[: _CHECK.size])
    except Exception as damage:  # zlib.error and struct.error are no kinds of ValueError
        raise ValueError("damaged") from damage
    if check != _check(key, replicate, names, plain):
        raise ValueError("not what was kept for this run")
    return plain


def _check(key: bytes, replicate: int, names: str, content: bytes) -> int:
    return zlib.crc32(content, zlib.crc32(names.encode(), zlib.crc32(_RUN.pack(key, replicate))))


def _lowest_bytes_first(counts: npt.NDArray[np.int32]) -> bytes:
    """The lowest byte of every count, then the next of each, and so on: small counts deflate better so."""
    return counts.view(np.uint8).reshape(-1, 4).T.tobytes()
