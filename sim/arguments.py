"""Arguments of the front door: scenario, world, plan, record, in this order, then seeds by keyword."""

from __future__ import annotations

import operator
import warnings
from typing import Any, Literal

from sim.errors import InputError
from sim.reading.tables import shown

CrowdName = Literal["columns", "agents"]  # how followers are kept: at full size, or each a Mesa agent
_MOST_SEED = 2**64 - 1
MOST_THREADS = 64
# What a sentence calls those that a user is likely to swap; of anything else it shows the value.
_SAID = ("Scenario", "World", "Plan", "Record", "Campaign", "Schedule", "Comparison", "Design")


def check_kinds(where: str, **given: tuple[object, type[Any] | tuple[type[Any], ...], str]) -> None:
    """Refuses what is not of its kind: by name, the value, its type or types, and what it must be in words.

    Raises InputError with a sentence for each, which ends with the order of the arguments.
    """
    order = ", ".join(given)
    problems = [
        f"{where}: {name} is {_quoted(value)}; must be {words}" + (f"; the order is {order}" if len(given) > 1 else "")
        for name, (value, kinds, words) in given.items()
        if not isinstance(value, kinds)
    ]
    if problems:
        raise InputError(problems)


def check_seed(where: str, name: str, seed: object, most: int = _MOST_SEED) -> int:
    """The seed as a whole number. Raises InputError."""
    try:
        number = -1 if isinstance(seed, bool) else operator.index(seed)  # type: ignore[arg-type]
    except TypeError:
        number = -1
    if not 0 <= number <= most:
        raise InputError(f"{where}: {name} is {_quoted(seed)}; must be a whole number from 0 to {most:,}")
    return number


def keyword_seed(where: str, positional: tuple[int, ...], luck_seed: int | None) -> int:
    """The luck seed, given by keyword; as the last argument it is taken too, and warned of. Raises InputError."""
    if len(positional) + (luck_seed is not None) != 1:
        raise InputError(f"{where}: give the seed of the luck once, by its name, such as luck_seed=1")
    if positional:
        warnings.warn(
            f"{where}: a luck seed without its name will be refused in the next version; write luck_seed=...",
            DeprecationWarning,
            stacklevel=3,
        )
    return check_seed(where, "luck_seed", positional[0] if positional else luck_seed)


def check_threads(where: str, threads: object, crowd: CrowdName) -> int:
    """The number of threads that share one campaign. Raises InputError; agents, which take turns, have one."""
    most = MOST_THREADS if crowd == "columns" else 1
    if not isinstance(threads, int) or isinstance(threads, bool) or not 1 <= threads <= most:
        allowed = f"a whole number from 1 to {most}" if most > 1 else "1 where followers are agents, who take turns"
        raise InputError(f"{where}: threads is {_quoted(threads)}; must be {allowed}")
    return threads


def _quoted(value: object) -> str:
    kind = type(value).__name__
    return "missing" if value is None else f"a {kind}" if kind in _SAID else shown(value)
