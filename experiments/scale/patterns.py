"""Measures of the network at each size of a scale study, and from which size on they stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.replicates.design import Design
from experiments.validation.network import Network, clustering, follower_counts, interests, reciprocity
from sim.world.world import World

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LARGEST_NETWORK = 1_000_000  # people whose ties are all enumerated to be measured
PATTERNS = {
    "followers, mean": "mean followers",
    "same-interest ties, share": "same-interest share",
    "clustering, mean": "clustering",
    "reciprocity": "reciprocity",
    "follower-count tail exponent": "tail exponent",
}


@dataclass(frozen=True)
class PatternRow:
    """One measure of the network: its published band, and the smallest sizes from which on it stays put.

    ``in_band_from``: inside the band at this size and every larger one measured; ``steady_from``: within the
    tolerance of the value at the largest one measured. None where not even there, or where there is no band.
    """

    name: str
    low: float | None
    high: float | None
    in_band_from: int | None
    steady_from: int | None


def network_patterns(
    at_size: Mapping[int, Scenario], design: Design, tolerance: float
) -> tuple[dict[int, dict[str, float]], tuple[PatternRow, ...]]:
    """Measures of the network of the first world at each size of at most a million people, and their verdicts."""
    measured: dict[int, dict[str, float]] = {}
    bands: dict[str, tuple[float | None, float | None]] = {}
    for size in sorted(size for size in at_size if size <= LARGEST_NETWORK):
        network = Network.of(World.generate(at_size[size], design.seed_of(0)))
        measured[size] = {}
        for measure in (follower_counts, interests, clustering, reciprocity):
            for target in measure(network):
                if target.quantity in PATTERNS:
                    measured[size][PATTERNS[target.quantity]] = target.value
                    bands[PATTERNS[target.quantity]] = target.low, target.high
    return measured, tuple(pattern_row(name, bands[name], measured, tolerance) for name in bands)


def pattern_row(
    name: str, band: tuple[float | None, float | None], measured: Mapping[int, Mapping[str, float]], tolerance: float
) -> PatternRow:
    """From which size on one measure stays in its band, and steady; ``measured`` is by size, then name."""
    sizes = sorted(measured)
    values = [measured[size][name] for size in sizes]
    low, high = band
    inside = [low is not None and high is not None and low <= value <= high for value in values]
    steady = [abs(value - values[-1]) <= tolerance * abs(values[-1]) for value in values]
    starts = (start_of_end(holds) for holds in (inside, steady))
    return PatternRow(name, low, high, *(sizes[start] if start < len(sizes) else None for start in starts))


def start_of_end(holds: Sequence[bool]) -> int:
    """The place from which on all of them hold; their number where the last does not."""
    start = len(holds)
    while start and holds[start - 1]:
        start -= 1
    return start
