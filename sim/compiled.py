"""The one decorator that compiles the model's scalar functions and loops.

Compiled code is kept on disk in a folder named after every source file of this package as the compiler sees it,
wherever that folder lies: numba itself looks only at the file in which a function stands, and would go on using a
loop compiled with yesterday's rules after the rules have changed. What only people read (comments, docstrings, the
annotations of functions) may change without anything being compiled again. Where nothing can be kept, the model plays
all the same.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib
import logging
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core import caching, config
from numba.misc.appdirs import AppDirs

from sim.own_rules import digest_of_own_rules, own_rule, shipped

_MOST_FOLDERS = 4  # of compiled code in one place, beside that of this source as shipped: those used last
_log = logging.getLogger(__name__)

Result = TypeVar("Result")
Row = Any  # of an array with named fields: compiled code reads and writes them as attributes


@functools.cache
def digest_of(folder: Path) -> str:
    """Sixteen hexadecimal digits that change with the code of any source file of a folder, subfolders included."""
    texts = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}
    remembered = f"digest-of-tree-{_digest(texts)}"  # taking texts apart takes a quarter of a second
    for place in _folders():
        with suppress(OSError):
            return (place / remembered).read_text()
    digest = _digest({name: _as_compiled(text) for name, text in texts.items()})
    for place in _folders():
        with suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=place) as made:
                Path(made, remembered).write_text(digest)
                Path(made, remembered).replace(place / remembered)  # whole or not at all
            break
    return digest


def _digest(texts: Mapping[str, bytes]) -> str:
    joined = b"".join(name.encode() + b"\0" + text + b"\0" for name, text in texts.items())
    return hashlib.sha256(joined).hexdigest()[:16]


def _as_compiled(source: bytes) -> bytes:
    """The code of a file without comments, docstrings and the annotations of functions; as it is if it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
            if ast.get_docstring(node, clean=False) is not None:
                del node.body[0]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                node.returns = None
    return _told(tree).encode()


def _told(part: object) -> str:
    """A syntax tree as text, the same in every Python: later ones know fields that are empty in code like this."""
    if isinstance(part, ast.AST):
        fields = ",".join(f"{name}={_told(value)}" for name, value in ast.iter_fields(part) if value not in (None, []))
        return f"{type(part).__name__}({fields})"
    return f"[{','.join(map(_told, part))}]" if isinstance(part, list) else repr(part)


def source_digest() -> str:
    """Sixteen hexadecimal digits that change with any of this package's code, and with rules of one's own."""
    shipped_code, own = digest_of(Path(__file__).parent), digest_of_own_rules()
    return _digest({"shipped": shipped_code.encode(), "own": own.encode()}) if own else shipped_code


def _package_of(file: Path) -> Path:
    """The folder of the outermost package in which a file stands; that of the file itself where it is in none."""
    folder = file.parent
    while (folder / "__init__.py").exists() and (folder.parent / "__init__.py").exists():
        folder = folder.parent
    return folder


def _folders() -> Iterator[Path]:
    """The folders in which compiled code may be kept, best first: as chosen, beside the source, the user's own."""
    if config.CACHE_DIR:  # type: ignore[attr-defined]
        yield Path(config.CACHE_DIR).absolute()  # type: ignore[attr-defined]
    yield Path(__file__).parent / "__pycache__"
    user_folder = Path(AppDirs(appname="groundswell", appauthor=False).user_cache_dir)
    if user_folder.is_absolute():  # who has no home has none
        yield user_folder


def _writable_folder() -> Path | None:
    """The folder for code compiled from this source, made if it was not there; None where nothing can be written."""
    for place in _folders():
        folder = place / f"compiled-{source_digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as trial:
                trial.write(bytes(4096))
            os.utime(folder)  # used now
        except OSError:
            continue
        _remove_old(place)
        return folder
    _warn_once("compiled code cannot be kept")
    return None


def _remove_old(place: Path) -> None:
    """Takes away what was compiled from sources that have not been used for longest.

    Whoever tries one rule of their own after the other finds the model as shipped again.
    """
    as_shipped = place / f"compiled-{digest_of(Path(__file__).parent)}"
    with suppress(OSError):
        others = set(place.glob("compiled-" + 16 * "[0-9a-f]")) - {as_shipped}
        folders = sorted(others, key=lambda folder: folder.stat().st_mtime)
        for folder in folders[:-_MOST_FOLDERS]:
            shutil.rmtree(folder, ignore_errors=True)
        digests = sorted(place.glob("digest-*"), key=lambda file: file.stat().st_mtime)
        for file in digests[: -10 * _MOST_FOLDERS]:
            file.unlink(missing_ok=True)


@functools.cache
def _warn_once(trouble: str) -> None:
    """Warns once of compiled code that cannot be kept, in the process that somebody started and not in its workers."""
    if multiprocessing.current_process().name == "MainProcess":
        _log.warning(
            "groundswell: %s: every command compiles the model anew, which takes a while; "
            "set NUMBA_CACHE_DIR to a folder that can be written",
            trouble,
        )


CACHE_FOLDER = _writable_folder()


@functools.cache
def _look_for_no_blas() -> None:
    """Tells numba that there is no library of linear algebra, which it looks for before it compiles anything.

    Looking for it imports ``scipy.linalg``, a sixth of what a small campaign takes, and nothing compiled here uses it.
    Of all that numba offers only convolutions and correlations go by this answer, which are slower without.
    """
    from numba.np import linalg

    def none_found() -> None:
        raise ImportError

    looked_for, linalg.ensure_blas = linalg.ensure_blas, none_found
    try:
        importlib.import_module("numba.np.arraymath")  # which asks once, as it is imported
    finally:
        linalg.ensure_blas = looked_for


class _Locator(caching._CacheLocator):
    """Tells numba the folder of one function's compiled code, and what that code is compiled from."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._py_file = str(file)  # where Numba looks for it, to warn that a function cannot be kept

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> _Locator:
        return cls(Path(file))

    def get_cache_path(self) -> str:
        below = self._file.parent.relative_to(_package_of(self._file).parent)
        return str(CACHE_FOLDER and CACHE_FOLDER / below)

    def get_source_stamp(self) -> str:
        """A function outside this package may call others of its own."""
        return digest_of(_package_of(self._file))

    def get_disambiguator(self) -> str:
        return ""


class _Code(caching.CompileResultCacheImpl):
    _locator_classes = [_Locator]  # type: ignore[list-item]  # noqa: RUF012


class _Kept(caching.FunctionCache):
    """The compiled code of one function on disk: what cannot be read is compiled again, what cannot be written is used.

    Nothing that goes wrong with these files ends a command.
    """

    _impl_class = _Code

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        _look_for_no_blas()
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # a file that was cut off can break in any way
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            if self._listed() is None:
                self.flush()
            super().save_overload(sig, data)
        except OSError as problem:
            _warn_once(f"compiled code cannot be kept in {CACHE_FOLDER} ({problem.strerror})")

    def _listed(self) -> dict[Any, str] | None:
        """The files of what is kept of this function; None where their list cannot be read."""
        try:
            files: dict[Any, str] = self._cache_file._load_index()
        except Exception:
            return None
        return files

    def is_there(self) -> bool:
        """Whether something is kept of this function."""
        return any(Path(self.cache_path, name).exists() for name in (self._listed() or {}).values())


def is_kept(function: Any) -> bool:
    """Whether a compiled function has been compiled already, by whatever process, and lies on disk."""
    return isinstance(function._cache, _Kept) and function._cache.is_there()


def kinds_of(*values: object) -> tuple[Any, ...]:
    """What the compiler takes each value for, found out once for all that are alike.

    Numba takes 2 ms for the state of a run, a twelfth of a small campaign.
    """
    return tuple(_kind_of(value) for value in values)


_kinds: dict[Any, Any] = {}  # of arrays and tuples, by what tells two of them apart


def _kind_of(value: object) -> Any:
    told = _told_apart(value)
    kind = _kinds.get(told)
    if kind is None:
        kind = _kinds[told] = numba.typeof(value)
    return kind


def _told_apart(value: object) -> Any:
    """All that the kind of a value hangs on: of an array how it lies in memory, not what is in it."""
    if type(value) is np.ndarray:
        lie = value.flags
        return value.dtype, value.ndim, lie.c_contiguous, lie.f_contiguous, lie.writeable, lie.aligned
    if isinstance(value, tuple):
        return type(value), *map(_told_apart, value)
    return numba.typeof(value)


def straight(function: Callable[..., Result], kinds: tuple[Any, ...]) -> Callable[..., Result]:
    """A compiled function as it is called with values of these kinds alone.

    Called as usual, numba finds out anew what each value is, which takes 13 us for the state of a run, more than most
    hours of most runs. Whoever uses this must keep to the kinds: arrays of other elements would be misread.
    """
    told = function, *map(id, kinds)
    if told not in _entries:
        dispatcher: Any = function
        dispatcher.compile(kinds)
        _entries[told] = dispatcher.get_overload(kinds), kinds  # kept, so that no other kind is ever given their ids
    entry: Callable[..., Result] = _entries[told][0]
    return entry


# What is called straight. By the ids of its kinds, as numba takes a millisecond to find a kind as large as a state.
_entries: dict[Any, tuple[Any, tuple[Any, ...]]] = {}


def _compiler(**options: Any) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        dispatcher = numba.njit(**options)(function)
        if (own := own_rule(function)) is not None:
            setattr(shipped, function.__name__, dispatcher)
            replaced: Callable[..., Result] = numba.njit(**options)(own)
            return replaced
        if CACHE_FOLDER is not None:
            dispatcher._cache = _Kept(function)
        compiled_function: Callable[..., Result] = dispatcher
        return compiled_function

    return decorate


_options = {"nogil": True, "error_model": "numpy"}

# For functions that create no array. Without numba's run time they count no references; counting them
# for every array that is handed to a small function cost ten times the work of the function.
compiled = functools.partial(_compiler, _nrt=False, **_options)

# For the few functions that return a new array.
compiled_maker = functools.partial(_compiler, **_options)
