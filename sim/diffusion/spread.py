"""How far something went, run by run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.brief import Brief
from sim.diffusion.graph import Graph
from sim.errors import InputError
from sim.memory import available_bytes

MOST_RUNS = 2**32  # a run's number is a word of its coins
_ALWAYS_FREE = 64e6  # bytes for which nobody is asked, as asking takes as long as a small cascade


@dataclass(frozen=True, eq=False, repr=False)
class Spread(Brief):
    """How many people each run reached, those who began included; ``sizes`` (runs,).

    ``steps`` (runs, people), where it was asked for, is the step at which each was reached: 0 for those who began,
    -1 for those who never were.
    """

    sizes: npt.NDArray[np.int64]
    steps: npt.NDArray[np.int32] | None = None

    @property
    def reached(self) -> npt.NDArray[np.bool_]:
        """Who was reached in which run, (runs, people). Raises InputError where no steps were asked for."""
        if self.steps is None:
            raise InputError("who was reached is not kept; ask for it with steps=True")
        return np.asarray(self.steps >= 0)

    @property
    def mean(self) -> float:
        """The mean number of people reached."""
        return float(self.sizes.mean())

    @property
    def standard_error(self) -> float:
        """That of the mean; not a number for a single run."""
        runs = self.sizes.size
        return float(self.sizes.std(ddof=1) / np.sqrt(runs)) if runs > 1 else float("nan")

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        mean, error = f"{self.mean:,.1f}", f"{self.standard_error:,.1f}"
        rows = {"runs": f"{self.sizes.size:,}", "mean": mean, "standard error": error}
        return f"{self.sizes.size:,} runs, {mean} people reached (standard error {error})", rows


def people_who_begin(graph: Graph, seeds: Iterable[int]) -> npt.NDArray[np.uint32]:
    """Those who begin, each once. Raises InputError for whom the graph does not have."""
    given = np.atleast_1d(np.asarray(seeds if isinstance(seeds, np.ndarray) else list(seeds)))
    if not given.size:
        return np.zeros(0, np.uint32)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise InputError(f"seeds: are of {given.dtype}; must be a list of people, by their whole numbers")
    worst = given.min() if given.min() < 0 else given.max()
    if not 0 <= worst < graph.people:
        raise InputError(f"seeds: there is a person {worst:,}; must be from 0 to {graph.people - 1:,}")
    return np.unique(given).astype(np.uint32)


def check_runs(runs: int, bytes_each: float) -> None:
    """Refuses a number of runs that is none, and one whose results do not fit into memory. Raises InputError."""
    if isinstance(runs, bool) or not isinstance(runs, int | np.integer) or not 1 <= runs <= MOST_RUNS:
        raise InputError(f"runs = {runs!r}: must be a whole number from 1 to {MOST_RUNS:,}")
    if runs * bytes_each < _ALWAYS_FREE:
        return
    free = available_bytes()
    if runs * bytes_each > free:
        raise InputError(
            f"{runs:,} runs would take about {runs * bytes_each / 1e9:,.1f} GB of memory and {free / 1e9:,.1f} GB are "
            f"free; ask for at most {int(free / bytes_each / 1.1):,} at once"
        )
