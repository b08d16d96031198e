"""A set of assumptions of one's own from a TOML file: entries laid over a shipped set, and draws that belong together.

A calibration writes such a file. It keeps whole draws, not a range for each number: data bind numbers together (more
reach with fewer clicks each, say), and ranges drawn one by one would forget it. A draw has quantiles
of the ranges that the extended set gives: draws are what was played. Where these ranges are others than those under
which the draws were found, the same quantiles are other numbers, which is said in a warning.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
import multiprocessing
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from sim.assumptions.belief import quantile_of
from sim.assumptions.files import BOUNDS, SETS
from sim.assumptions.numbers import Assumptions, Draws
from sim.errors import InputError, nearest
from sim.reading.tables import shown
from sim.reading.toml_file import read_toml

POSTERIOR = "posterior"  # the table of draws; no entry can bear its name
MOST_DRAWS = 2_000
_LONGEST_NAME = 200

_log = logging.getLogger(__name__)


def is_own_file(set_name: object) -> bool:
    """Whether the name of a set is the path of a file."""
    return str(set_name).endswith(".toml")


def assumptions_named(set_name: str, folder: Path | None = None) -> Assumptions:
    """A shipped set by its name, or that of a file, as seen from a folder. Raises InputError."""
    if not is_own_file(set_name):
        return Assumptions.load(set_name)
    return assumptions_of_file(Path(set_name) if folder is None else folder / set_name)


def assumptions_of_file(path: Path) -> Assumptions:
    """The set that a file holds, under the name of the file if it gives none. Raises InputError with all that is wrong.

    Warns, once for each file, where draws were found under other ranges.
    """
    tables = read_toml(path)
    extended, name = _extended(path, tables), tables.get("name", path.stem)
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        raise InputError(f"{path}: name = {shown(name)}: must be a text of 1 to {_LONGEST_NAME} characters")
    read = replace(Assumptions.read_file(path, extended), name=name)
    if POSTERIOR not in tables:
        return read
    posterior = replace(read, draws=_draws(path, tables[POSTERIOR], read))
    learned_under, held = (tables[POSTERIOR].get(part, {}) for part in ("learned_under", "held"))
    if learned_under and learned_under["ranges"] != ranges_digest(read, held):
        _warn_once(
            f"{path}: these draws were found under other ranges or values of the set {extended} than it has now "
            f"(groundswell {learned_under.get('groundswell', 'of another version')}); calibrate again, since each is "
            "a quantile of a range"
        )
    return posterior


def extended_by(file: str) -> str:
    """The name of the shipped set that a file extends. Raises InputError."""
    return _extended(Path(file), read_toml(Path(file)))


def _extended(path: Path, tables: Mapping[str, object]) -> str:
    extended = tables.get("extends")
    if extended not in SETS:
        hint = nearest(extended, SETS)
        raise InputError(f"{path}: extends = {shown(extended)}: must be one of {', '.join(SETS)}{hint}")
    return str(extended)


def ranges_digest(assumptions: Assumptions, held: Collection[str]) -> str:
    """Sixteen hexadecimal digits that change with value, range or distribution of any entry but those that are held.

    Where tiers begin and end does not count: a scenario chooses it.
    """
    content = [
        (entry.name, entry.base, entry.low, entry.high, entry.distribution, entry.tiers)
        for entry in sorted(assumptions, key=lambda entry: entry.name)
        if entry.name not in held and entry.name not in BOUNDS
    ]
    return hashlib.sha256(json.dumps(content, default=dict).encode()).hexdigest()[:16]


def _draws(path: Path, table: object, assumptions: Assumptions) -> Draws:
    """The draws of a file, checked. Raises InputError."""
    start = f"{path}: [{POSTERIOR}]"
    if not isinstance(table, Mapping) or not {"labels", "draws"} <= table.keys():
        raise InputError(
            f"{start}: needs labels, the names of the numbers, and draws, a list of quantiles for each draw"
        )
    labels, rows = table["labels"], table["draws"]
    known = quantile_of(assumptions, 0)
    texts = isinstance(labels, list) and all(isinstance(label, str) for label in labels)
    if not texts or not labels or len(set(labels)) != len(labels):
        raise InputError(f"{start}: labels = {shown(labels)}: must be a list of different names")
    problems = [
        f"{start}: labels: {shown(label)} is no uncertain number of this set{nearest(label, known)}"
        for label in labels
        if label not in known
    ]
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_DRAWS:
        problems.append(f"{start}: draws: must be a list of 1 to {MOST_DRAWS:,} draws")
    else:
        for number, row in enumerate(rows, 1):
            if not isinstance(row, list) or len(row) != len(labels) or not all(map(_is_quantile, row)):
                problems.append(f"{start}: draw {number}: must be {len(labels)} numbers from 0 to 1")
    problems += [f"{start}: {problem}" for problem in _faults_of_origin(table)]
    if problems:
        raise InputError(problems)
    return Draws(tuple(labels), tuple(tuple(map(float, row)) for row in rows))


def _faults_of_origin(table: Mapping[str, object]) -> list[str]:
    """A sentence for each fault of what a file says of the ranges under which its draws were found."""
    learned_under, held = table.get("learned_under", {}), table.get("held", {})
    problems = []
    if learned_under != {} and not (
        isinstance(learned_under, Mapping) and isinstance(learned_under.get("ranges"), str)
    ):
        problems.append("learned_under: must be a table with ranges, a digest; leave it out where it is not known")
    if not isinstance(held, Mapping):
        problems.append("held: must be a table of numbers that were taken for certain")
    return problems


def _is_quantile(given: object) -> bool:
    return type(given) in (int, float) and 0.0 <= given <= 1.0  # type: ignore[operator]


@functools.cache
def _warn_once(sentence: str) -> None:
    """Warns in the process that somebody started and not in its workers; a file is read several times."""
    if multiprocessing.current_process().name == "MainProcess":
        _log.warning("groundswell: %s", sentence)
