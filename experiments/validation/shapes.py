"""Many ordinary cascades, counted by their shape, and what is published of such counts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from experiments.validation.network import tail_exponent
from experiments.validation.organic_cascades import habits_of, organic_cascades
from experiments.validation.reproduction import expected_reproduction_number
from experiments.validation.resampling import DRAWS, Interval, middle
from sim.results.cascades import Cascades
from sim.scenario.scenario import Scenario
from sim.world.world import World

Ints = npt.NDArray[np.int64]

SHARE_RATE = "share_per_engaged_person"
TAIL_FROM = 10  # adopters; chosen before anything was measured
LARGE = 100  # adopters of a large cascade


@dataclass(frozen=True, eq=False)
class CascadeShapes:
    """Many organic cascades under one share rate, counted by their shape.

    ``shapes`` (k, 5) holds adopters (the author included), those directly from the author, depth, those of the second
    step, and 1 for posts of large accounts; ``counts`` (k,) how many cascades have each. ``passed_on`` is the share of
    those who see a friend's post that pass it on, ``expected`` the reproduction number worked out from the ties, not a
    number where nobody did so.
    """

    rate: float
    shapes: Ints
    counts: Ints
    passed_on: float
    expected: float = math.nan

    @classmethod
    def of(cls, world: World, scenario: Scenario, cascades: int, luck_seed: int) -> CascadeShapes:
        """Plays this many cascades and counts them by their shape."""
        played = organic_cascades(world, scenario, cascades, luck_seed)
        depth = played.node_depth
        table = (
            played.size,
            _at_step(played, depth, 1),
            np.maximum.reduceat(depth, played.starts[:-1]),
            _at_step(played, depth, 2),
            (played.person[played.starts[:-1]] < 0).astype(np.int64),
        )
        shapes, counts = np.unique(np.column_stack(table), axis=0, return_counts=True)
        rate = scenario.assumptions.value(SHARE_RATE)
        passed_on = float(habits_of(world, scenario, luck_seed).engage * rate)
        return cls(rate, shapes, counts.astype(np.int64), passed_on)

    @property
    def cascades(self) -> int:
        """The number of cascades."""
        return int(self.counts.sum())

    def share(self, which: npt.NDArray[np.bool_]) -> float:
        """The share of cascades of these shapes, (k,)."""
        return float(self.counts[which].sum() / self.cascades)

    def alone(self) -> float:
        """The share of cascades that nobody passed on."""
        return self.share(self.shapes[:, 0] == 1)

    def shallow(self) -> float:
        """The share of cascades that went no farther than one step."""
        return self.share(self.shapes[:, 2] <= 1)

    def large(self) -> float:
        """The share of cascades with at least ``LARGE`` adopters."""
        return self.share(self.shapes[:, 0] >= LARGE)

    def by_accounts(self) -> float:
        """The share of cascades that large accounts posted."""
        return self.share(self.shapes[:, 4] == 1)

    def within_one_hop(self) -> float:
        """The share of all adopters who are the author or have it from the author."""
        return float((self.counts * (1 + self.shapes[:, 1])).sum() / (self.counts * self.shapes[:, 0]).sum())

    def reproduction_number(self) -> float:
        """Further people whom one who had an ordinary author's post from the author made pass it on.

        Not a number where nobody had.
        """
        ordinary = self.counts * (self.shapes[:, 4] == 0)
        direct = int((ordinary * self.shapes[:, 1]).sum())
        return float((ordinary * self.shapes[:, 3]).sum()) / direct if direct else math.nan

    def first_of_two_steps(self) -> float:
        """Of those in the first two steps of ordinary authors' posts, the share that is in the first."""
        return 1.0 / (1.0 + self.reproduction_number())

    def of_at_least(self, cut: int) -> CascadeShapes:
        """The cascades of at least ``cut`` adopters alone."""
        return self._of(self.counts * (self.shapes[:, 0] >= cut))

    def with_share_alone(self, share: float) -> CascadeShapes:
        """The cascades as if this share of them had been passed on by nobody, in thousandths of a cascade."""
        alone = self.shapes[:, 0] == 1
        passed_on = int(self.counts[~alone].sum())
        lone = max(1, int(self.counts[alone].sum()))
        wanted = share / (1.0 - share) * passed_on
        weights = np.where(alone, np.rint(1_000.0 * self.counts * wanted / lone), 1_000.0 * self.counts)
        return self._of(weights.astype(np.int64))

    def _of(self, counts: Ints) -> CascadeShapes:
        return replace(self, shapes=self.shapes[counts > 0], counts=counts[counts > 0])

    def tail(self, cut: int = TAIL_FROM) -> float:
        """The exponent of the density of adopters from ``cut`` on; not a number where no cascade is so large."""
        sizes = self.shapes[:, 0]
        return tail_exponent(np.repeat(sizes[sizes >= cut], self.counts[sizes >= cut]), cut)

    def held_by_largest(self, share: float) -> float:
        """The share of all adopters who are in this share of the cascades, the largest."""
        if not self.counts.size:
            return math.nan
        order = np.argsort(-self.shapes[:, 0], kind="stable")
        sizes, counts = self.shapes[order, 0], self.counts[order]
        left = max(1, round(share * self.cascades))
        taken = np.minimum(counts, np.maximum(0, left - (np.cumsum(counts) - counts)))
        return float((taken * sizes).sum() / (counts * sizes).sum())

    def interval(self, statistic: Callable[[CascadeShapes], float]) -> Interval:
        """The 95 % percentile interval of a statistic over cascades drawn again (bootstrap)."""
        generator = np.random.default_rng(1)
        draws = generator.multinomial(self.cascades, self.counts / self.cascades, DRAWS)
        return middle(np.array([statistic(replace(self, counts=draw)) for draw in draws]))


def direct_of(cascades: Cascades) -> Ints:
    """The number of adopters of each cascade who have it from the root."""
    return _at_step(cascades, cascades.node_depth, 1)


def _at_step(cascades: Cascades, node_depth: Ints, step: int) -> Ints:
    return np.add.reduceat((node_depth == step).astype(np.int64), cascades.starts[:-1])


def cascade_shapes(world: World, scenario: Scenario, cascades: int, luck_seed: int) -> dict[str, CascadeShapes]:
    """Organic cascades at the base of the share rate, and at the low and the high end of its range."""
    entry = scenario.assumptions.entry(SHARE_RATE)
    by_rate = {}
    for name, rate in (("base", entry.base), ("low", entry.low), ("high", entry.high)):
        at = replace(scenario, assumptions=scenario.assumptions.with_values({SHARE_RATE: rate}))
        by_rate[name] = CascadeShapes.of(world, at, cascades, luck_seed)
    by_rate["base"] = replace(by_rate["base"], expected=expected_reproduction_number(world, scenario))
    return by_rate
