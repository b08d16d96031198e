"""How viral and how trusted a launch turns out is a lottery: the same launches over many lucks, and what that says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from experiments.lab.question.fits import check_extent, check_fits
from experiments.statistics.belief_effects import rank_correlation, rank_p_value
from experiments.words.numbers import capitalised, minus, spoken
from sim import events as ev
from sim.errors import InputError
from sim.listed import listed
from sim.model import simulate
from sim.planning.budget import plan
from sim.world.graph import world_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LUCKS = 20
_FEWEST = 5  # lucks; fewer say nothing of whether two things go together
_CHANCE = 0.05  # of saying of any launch that they do where they do not

Goes = Literal["more", "less", "neither"]


@dataclass(frozen=True)
class Luck:
    """What one luck, in a town of its own, made of each launch: viral share of impressions in %, trust gained.

    A launch that reached nobody is left out, and all are where they cannot be played in this town.
    """

    seed: int
    places: dict[str, tuple[float, float]]


def luck(scenario: Scenario, schedules: tuple[str, ...], seed: int) -> Luck:
    """Plays launches with one luck, as a town of this seed is played."""
    places = {}
    try:
        check_extent(scenario, schedules)
        world = world_of(scenario, seed)
        plans = [plan(scenario, world, name) for name in schedules]
        check_fits(world, plans, scenario.assumptions)
        for name, planned in zip(schedules, plans, strict=True):
            record = simulate(scenario, world, planned, luck_seed=seed)
            totals, ending = record.totals, record.ending
            assert ending is not None
            if totals["reach_people"]:
                gained = (ending.trust_sum - totals["trust_initial_steps"] / ev.FIXED) / totals["reach_people"]
                places[name] = 100.0 * totals["viral_impressions"] / totals["impressions"], gained
    except InputError:
        return Luck(seed, {})
    return Luck(seed, places)


@dataclass(frozen=True)
class Lottery:
    """How a launch fared over ``lucks``: mean trust gained in those more viral than the median luck, and in the others.

    ``goes`` says whether trust gained goes with virality: ``correlation`` is Spearman's, 0 where either never differs.
    """

    name: str
    lucks: int
    viral_percent: tuple[float, float, float]  # the least, the median, the most
    more_viral: int  # lucks above the median
    trust_of_more_viral: float  # not a number where there are none
    trust_of_others: float
    correlation: float
    goes: Goes

    @property
    def words(self) -> str:
        """What is to be said of this launch, in a sentence."""
        least, median, most = self.viral_percent
        name = capitalised(spoken(self.name))
        if not self.more_viral:
            others = minus(f"{self.trust_of_others:+.4f}")
            return f"{name}: people brought {most:.1f} % of the views in every luck; trust gained {others}."
        more, others = (minus(f"{trust:+.4f}") for trust in (self.trust_of_more_viral, self.trust_of_others))
        return (
            f"{name}: people brought {least:.1f} to {most:.1f} % of the views, in half of {self.lucks} lucks no more "
            f"than {median:.1f} %. Trust gained {more} in the {self.more_viral} lucks above that, {others} in the "
            f"others (rank correlation {minus(f'{self.correlation:+.2f}')})."
        )


def lotteries(schedules: Sequence[str], lucks: Sequence[Luck]) -> list[Lottery]:
    """The lottery of each launch with enough lucks, in the order given; the same in whatever order the lucks came."""
    found = []
    for name in schedules:
        places = sorted(one.places[name] for one in lucks if name in one.places)
        if len(places) < _FEWEST:
            continue
        viral, trust = np.array(places).T
        correlation = 0.0
        goes: Goes = "neither"
        if np.ptp(viral) > 0.0 and np.ptp(trust) > 0.0:
            correlation = rank_correlation(viral, trust)
            if rank_p_value(correlation, len(places)) * len(schedules) < _CHANCE:
                goes = "more" if correlation > 0.0 else "less"
        median = float(np.median(viral))
        above = viral > median
        ends = float(viral[0]), median, float(viral[-1])
        gained = float(trust[above].mean()) if above.any() else float("nan"), float(trust[~above].mean())
        found.append(Lottery(name, len(places), ends, int(above.sum()), *gained, correlation, goes))
    return found


def does_it_cost_trust(found: Sequence[Lottery]) -> str:
    """The answer to whether virality costs trust, by these lotteries, in a sentence."""
    more, less = (listed([spoken(one.name) for one in found if one.goes == goes]) for goes in ("more", "less"))
    if more and less:
        return f"It hangs on the launch: the more viral lucks of {less} gained less trust, those of {more} gained more."
    if less:
        return f"Yes: the more viral lucks of {less} gained less trust."
    if more:
        return f"No: the more viral lucks of {more} gained more trust, not less."
    return "Undecided: in no launch did the more viral lucks gain clearly more or clearly less trust."
