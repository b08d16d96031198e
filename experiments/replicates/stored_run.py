"""A run of a large study: its totals in memory, all else in the store, where it is read when somebody asks for it.

Whole runs take 70,000 bytes each, most of them for the plan; a hundred thousand replicates would not fit.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.replicates.design import Run
from experiments.replicates.run_bytes import with_detail
from experiments.store.store import Store
from sim.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from sim.planning.budget import Plan

_READ = frozenset({"plan", "reach_people", "trust_gain", "post_results"})  # each time anew


class Shelf:
    """Whole runs by their cell and number, from the files of a study; the one that was read last is held."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store: Store | None = None
        self._held: Run | None = None
        self._held_key = ""

    def whole(self, key: str, run: StoredRun) -> Run:
        """The run with all that is kept of it. Raises InputError where that is gone."""
        held = self._held
        if held is None or (self._held_key, held.replicate) != (key, run.replicate):
            if self._store is None:
                self._store = Store(self._folder)
            detail = self._store.detail(key, run.replicate)
            if detail is None:
                raise InputError(
                    f"{self._folder}: what was kept of replicate {run.replicate:,} of {run.schedule} is no longer "
                    "there; the same command plays it again"
                )
            held = with_detail(run.totals_alone(), detail)
            self._held, self._held_key = held, key
        return held


class StoredRun(Run):
    """A run as any other, whose plan, curves and results of posts are read from the store at each asking."""

    _key: str
    _shelf: Shelf

    def __init__(self, run: Run, totals: dict[str, float], key: str, shelf: Shelf) -> None:
        for field in fields(Run):
            if field.name not in _READ:
                object.__setattr__(self, field.name, getattr(run, field.name))
        object.__setattr__(self, "totals", totals)
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "_shelf", shelf)

    @property
    def _whole(self) -> Run:
        return self._shelf.whole(self._key, self)

    @property
    def plan(self) -> Plan | None:
        """As of a whole run."""
        return self._whole.plan

    @property
    def reach_people(self) -> npt.NDArray[np.float64]:
        """As of a whole run."""
        return self._whole.reach_people

    @property
    def trust_gain(self) -> npt.NDArray[np.float64]:
        """As of a whole run."""
        return self._whole.trust_gain

    @property
    def post_results(self) -> npt.NDArray[np.float64]:
        """As of a whole run."""
        return self._whole.post_results
