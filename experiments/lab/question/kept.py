"""Keeps the scenario files, rosters and sets of assumptions that visitors opened, as long as the lab is open.

A file goes by the digest of its content, so nobody finds one who does not have it. Room is limited: the file that
was not used for longest goes first.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.lab.temporary import lasting_folder
from sim.errors import InputError

MOST_BYTES = 2_000_000  # of one file
MOST_FILES = 100

_lock = threading.Lock()
_texts: OrderedDict[str, str] = OrderedDict()
_folder: TemporaryDirectory[str] | None = None  # made when first needed, gone with the lab


def keep(text: str) -> str:
    """Keeps a text and returns its digest, 32 hexadecimal digits."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    with _lock:
        _texts[digest] = text
        _texts.move_to_end(digest)
        while len(_texts) > MOST_FILES:
            gone, _ = _texts.popitem(last=False)
            if _folder is not None:
                for file in Path(_folder.name).glob(f"{gone}*"):
                    file.unlink()
    return digest


def kept(digest: str) -> str:
    """The text of this digest. Raises InputError where it is not, or no longer, here."""
    with _lock:
        if digest in _texts:
            _texts.move_to_end(digest)
            return _texts[digest]
    raise InputError(f"file {digest[:40]!r}: this lab does not have it (any more); open it again")


def kept_file(digest: str, ending: str = "") -> Path:
    """A file with that text and ending, for a reader that wants one. Raises InputError as ``kept`` does."""
    global _folder
    text = kept(digest)
    with _lock:
        _folder = _folder or lasting_folder()
        path = Path(_folder.name) / f"{digest}{ending}"
        if not path.exists():
            path.write_text(text, encoding="utf-8")
    return path


def is_digest(words: str) -> bool:
    """Whether this may be the digest of a file."""
    return re.fullmatch(r"[0-9a-f]{32}", words) is not None
