"""The one decorator that compiles the model's scalar functions and loops.

Compiled code is kept on disk in a folder named after the text of every source file of this package:
numba itself looks only at the file in which a function stands, and would go on using a loop compiled
with yesterday's rules after the rules have changed.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import numba
from numba.core import config


@functools.cache
def source_digest() -> str:
    """Sixteen hexadecimal digits that change with any line of this package's code."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


chosen: str = config.CACHE_DIR  # type: ignore[attr-defined]
_own = Path(__file__).parent / "__pycache__" / f"compiled-{source_digest()}"
CACHE_FOLDER = Path(chosen or _own)  # a folder that the user chose wins
config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]

_options = {"cache": True, "nogil": True, "error_model": "numpy"}

# For functions that create no array. Without numba's run time they count no references; counting them
# for every array that is handed to a small function cost ten times the work of the function.
compiled = functools.partial(numba.njit, _nrt=False, **_options)

# For the few functions that return a new array.
compiled_maker = functools.partial(numba.njit, **_options)
