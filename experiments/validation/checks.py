"""Checks of the network and of how posts spread, against published patterns. Nothing here is tuned to pass.

A check is a measured quantity beside what was published and a band that is accepted, which is wider. A miss
stays a miss, and says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from experiments.statistics.estimates import estimate, wilson
from experiments.validation.network import Target, tail_exponent, targets
from experiments.validation.organic_cascades import expected_reproduction_number, habits_of, organic_cascades
from experiments.words.numbers import capitalised
from sim import events as ev
from sim.model import simulate
from sim.planning.budget import plan
from sim.planning.posts import PIECES
from sim.results.cascades import Cascades, cascades_of
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.world.world import World

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Interval = tuple[float, float]

UNKNOWN: Interval = (math.nan, math.nan)
SHARE_RATE = "share_per_engaged_person"
TAIL_FROM = 10  # adopters; chosen before anything was measured
LARGE = 100  # adopters of a large cascade
LUCKS = 10  # campaigns whose direct shares are counted
FEWEST_ENGAGEMENTS = 50  # of a post whose timing is measured
TIMED = ("macro_only", "micro_only", "hybrid")
MULTIPLES: Floats = np.geomspace(0.03, 30.0, 151)  # of the time to half, for curves
_DRAWS = 1_000  # of every bootstrap


@dataclass(frozen=True)
class Check:
    """One quantity, what was published of it, and whether the model's value is accepted.

    ``target`` is the published figure in words; ``low`` and ``high`` are the accepted band, None where nothing
    was published to hold the value against. ``interval`` is the 95 % interval of the value, not a number where
    it is exact or unknown. ``why`` explains a miss, ``how`` says how the value was measured, and ``under`` what
    it would be at the ends of the range of the assumption that it hangs on.
    """

    group: str
    id: str
    quantity: str
    value: float
    target: str
    low: float | None
    high: float | None
    interval: Interval = UNKNOWN
    why: str = ""
    how: str = ""
    under: str = ""

    def __post_init__(self) -> None:
        if self.verdict == "miss" and not self.why:
            raise ValueError(f"{self.id}: a miss needs a reason")

    @property
    def verdict(self) -> Literal["pass", "miss", "not judged"]:
        """Whether the value lies in its band; a quantity that never came about misses it."""
        if self.low is None or self.high is None:
            return "not judged"
        return "pass" if self.low <= self.value <= self.high else "miss"


def resampled(size: int, statistic: Callable[[Ints], float]) -> Interval:
    """The 95 % percentile interval of a statistic over cases drawn again, always the same way.

    ``statistic`` takes places of cases, 0 to ``size`` - 1. Unknown for fewer than two cases.
    """
    if size < 2:
        return UNKNOWN
    generator = np.random.default_rng(1)
    return _middle(np.array([statistic(generator.integers(0, size, size)) for _ in range(_DRAWS)]))


def _middle(values: Floats) -> Interval:
    known = values[np.isfinite(values)]
    if known.size < 0.95 * values.size:  # the interval would be that of the draws that happen to have a value
        return UNKNOWN
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)


# ---- The network ----------------------------------------------------------------------------------

_WHY_MISSED = {
    "overlap of large accounts, same niche": (
        "A macro audience here counts only true followers inside the market; the published overlap counts all, and "
        "the assumed make-up of audiences was not tuned to it."
    ),
    "followers of those who reshare": (
        "Here people share because they saw something, and seeing is only loosely tied to being followed; the "
        "published figures come from popular cascades, hence from popular people."
    ),
}


def network_checks(people: int, seed: int) -> Iterator[Check]:
    """Every target of ``experiments.validation.network``. Raises InputError for an impossible number of people."""
    for number, target in enumerate(targets(people, seed), 1):
        yield _of_target(target, number)


def _of_target(target: Target, number: int) -> Check:
    why = ""
    if target.hit is False:
        general = f"The generated network has {target.value:,.4g} where {target.band} is published; nothing was tuned."
        why = next((text for name, text in _WHY_MISSED.items() if target.quantity.startswith(name)), general)
    return Check(
        "network", f"N{number}", target.quantity, target.value, target.band, target.low, target.high,
        why=why, how=target.how,
    )  # fmt: skip


# ---- What ordinary people post --------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class CascadeShapes:
    """Many organic cascades under one share rate, counted by their shape.

    ``shapes`` (k, 3) holds adopters (the author included), those directly from the author, and depth;
    ``counts`` (k,) how many cascades have each. ``expected`` is the reproduction number worked out from the
    ties, ``passed_on`` the share of those who see a friend's post that pass it on.
    """

    rate: float
    shapes: Ints
    counts: Ints
    expected: float
    passed_on: float

    @classmethod
    def of(cls, world: World, scenario: Scenario, cascades: int, luck_seed: int) -> CascadeShapes:
        """Plays this many cascades and counts them by their shape."""
        played = organic_cascades(world, scenario, cascades, luck_seed)
        shapes, counts = np.unique(
            np.column_stack([played.size, _direct(played), played.depth]), axis=0, return_counts=True
        )
        habits = habits_of(world, scenario, luck_seed)
        return cls(
            scenario.assumptions.value(SHARE_RATE),
            shapes,
            counts.astype(np.int64),
            expected_reproduction_number(world, scenario),
            float(habits.engage * habits.share),
        )

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

    def within_one_hop(self) -> float:
        """The share of all adopters who are the author or have it from the author."""
        return float((self.counts * (1 + self.shapes[:, 1])).sum() / (self.counts * self.shapes[:, 0]).sum())

    def reproduction_number(self) -> float:
        """Further people whom one who passed something on made pass it on; not a number where nobody did."""
        shared = int((self.counts * (self.shapes[:, 0] - 1)).sum())
        return 1.0 - float((self.counts * self.shapes[:, 1]).sum()) / shared if shared else math.nan

    def tail(self, cut: int = TAIL_FROM) -> float:
        """The exponent of the density of adopters from ``cut`` on; not a number where no cascade is so large."""
        sizes = self.shapes[:, 0]
        return tail_exponent(np.repeat(sizes[sizes >= cut], self.counts[sizes >= cut]), cut)

    def held_by_largest(self, share: float) -> float:
        """The share of all adopters who are in this share of the cascades, the largest."""
        order = np.argsort(-self.shapes[:, 0], kind="stable")
        sizes, counts = self.shapes[order, 0], self.counts[order]
        left = max(1, round(share * self.cascades))
        taken = np.minimum(counts, np.maximum(0, left - (np.cumsum(counts) - counts)))
        return float((taken * sizes).sum() / (counts * sizes).sum())

    def interval(self, statistic: Callable[[CascadeShapes], float]) -> Interval:
        """The 95 % percentile interval of a statistic over cascades drawn again (bootstrap)."""
        generator = np.random.default_rng(1)
        draws = generator.multinomial(self.cascades, self.counts / self.cascades, _DRAWS)
        return _middle(np.array([statistic(replace(self, counts=draw)) for draw in draws]))


def _direct(cascades: Cascades) -> Ints:
    """The number of adopters of each cascade who have it from the root."""
    return np.add.reduceat((cascades.node_depth == 1).astype(np.int64), cascades.starts[:-1])


def cascade_shapes(world: World, scenario: Scenario, cascades: int, luck_seed: int) -> dict[str, CascadeShapes]:
    """Organic cascades at the base of the share rate, and at the low and the high end of its range."""
    entry = scenario.assumptions.entry(SHARE_RATE)
    by_rate = {}
    for name, rate in (("base", entry.base), ("low", entry.low), ("high", entry.high)):
        at = replace(scenario, assumptions=scenario.assumptions.with_values({SHARE_RATE: rate}))
        by_rate[name] = CascadeShapes.of(world, at, cascades, luck_seed)
    return by_rate


def organic_checks(by_rate: dict[str, CascadeShapes]) -> Iterator[Check]:
    """P1, P2 (a) and P3: what ordinary people post, at the base of the share rate and under both ends of it."""
    base = by_rate["base"]
    sizes, law = base.shapes[:, 0], 1.0 - base.expected**2
    many = f"{base.cascades:,} ordinary posts by authors picked at random"
    alike, again = (
        f"{many}; Wilson's interval",
        f"{many}; authors counted among the adopters; bootstrap over cascades",
    )
    tail = (
        f"{many}; maximum likelihood over the {int(base.counts[sizes >= TAIL_FROM].sum()):,} with {TAIL_FROM} adopters "
        f"or more; from 2 on it would be {shown(base.tail(2))}"
    )
    rows: tuple[tuple[str, str, str, float, float, Callable[[CascadeShapes], float], str], ...] = (
        ("P1a", "nobody reshares, share of cascades", "0.70 to 0.95", 0.65, 0.97, CascadeShapes.alone, alike),
        ("P1b", "depth at most 1, share of cascades", "0.96 to 0.99", 0.93, 1.0, CascadeShapes.shallow, alike),
        ("P1c", f"{LARGE} adopters or more, share", "0.00025", 0.0, 0.002, CascadeShapes.large, alike),
        ("P2a", "adopters within one hop, share", "0.94 to 0.99", 0.85, 1.0, CascadeShapes.within_one_hop, again),
        ("P2a-R", "the same against 1 - R²", f"{law:.6g}", law - 0.05, law + 0.05, CascadeShapes.within_one_hop,
         f"{again}; R = {base.expected:.4g} worked out from every tie"),
        ("P3a", "tail exponent of cascade sizes", "2.29 to 2.61", 2.0, 3.0, CascadeShapes.tail, tail),
        ("P3b", "adopters in the largest 1 % of cascades", "0.18 to 0.27", 0.1, 0.4,
         partial(CascadeShapes.held_by_largest, share=0.01), again),
        ("P3c", "adopters in the largest 10 % of cascades", "0.44 to 0.69", 0.35, 0.8,
         partial(CascadeShapes.held_by_largest, share=0.1), again),
    )  # fmt: skip
    for id_, quantity, target, low, high, value, how in rows:
        measured = value(base)
        interval = base.interval(value)
        if how == alike:
            share = wilson(measured, base.cascades)
            interval = share.low, share.high
        yield Check(
            "organic cascades", id_, quantity, measured, target, low, high, interval,
            _why(base, measured, met=low <= measured <= high), how, _under(by_rate, value),
        )  # fmt: skip


def _why(base: CascadeShapes, measured: float, *, met: bool) -> str:
    """The reason for a pass or a miss, by the reproduction number of the cascades."""
    largest = int(base.shapes[:, 0].max())
    text = (
        f"of those who see a friend's post {base.passed_on:.2g} pass it on, so each who does makes {base.expected:.2g} "
        f"others do so (from the ties; {shown(base.reproduction_number())} in these cascades), {base.alone():.2%} of "
        f"the cascades end with their author, and the largest has {largest:,} adopters."
    )
    if met:
        return f"Met by what follows, not by any resemblance beyond it: {text}"
    if math.isnan(measured):
        return f"There is no tail to measure: {text}"
    return capitalised(text)


def _under(by_rate: dict[str, CascadeShapes], value: Callable[[CascadeShapes], float]) -> str:
    low, high = by_rate["low"], by_rate["high"]
    return (
        f"at the low end of {SHARE_RATE} ({low.rate:g}) {shown(value(low))}, "
        f"at its high end ({high.rate:g}) {shown(value(high))}"
    )


# ---- What influencers post ------------------------------------------------------------------------


def paid_checks(scenario: Scenario, world: World, seed: int, organic: CascadeShapes) -> Iterator[Check]:
    """P2 (b): of those who pass an influencer's post on, how many have it from the influencer."""
    direct, shares = [], []
    for luck in range(LUCKS):
        schedule = plan(scenario, world, "macro_only")
        cascades = cascades_of(simulate(scenario, world, schedule, luck_seed=seed + luck, events=True))
        posts = cascades.person[cascades.starts[:-1]] < 0
        direct.append(int(_direct(cascades)[posts].sum()))
        shares.append(int((cascades.size - 1)[posts].sum()))
    ratio = estimate(direct, shares)
    how = f"{sum(shares):,} shares of influencers' posts in {LUCKS} campaigns, macro_only at full size; t interval"
    why = (
        f"Of {sum(shares):,} shares {sum(direct):,} were of what the influencer showed; what an ordinary person posts "
        f"has R = {organic.expected:.2g}, and what is shared of an influencer is answered at the influencer's rate."
    )
    interval = (ratio.low, ratio.high)
    law = 1.0 - organic.expected
    for id_, quantity, target, low, high in (
        ("P2b", "paid seed: direct reshares, share", "0.61 to 0.96", 0.60, 0.99),
        ("P2b-R", "the same against 1 - R", f"{law:.4f}", law - 0.05, law + 0.05),
    ):
        extra = f"; R = {organic.expected:.4g} is that of an ordinary post, from the ties" if id_ == "P2b-R" else ""
        yield Check("campaign", id_, quantity, ratio.mean, target, low, high, interval, why, how + extra)


def engagement_hours(scenario: Scenario, world: World, seed: int) -> list[Floats]:
    """Hours from publication to each engagement, for every post with enough of them, one campaign of each kind."""
    hours = []
    for name in TIMED:
        record = simulate(scenario, world, plan(scenario, world, name), luck_seed=seed, events=True)
        hours += _by_post(record, world)
    return hours


def _by_post(record: Record, world: World) -> list[Floats]:
    assert record.events is not None
    published = {world.roster[post.influencer].key * PIECES + post.piece: post.hour for post in record.plan.published}
    engaged = record.events[(record.events["outcome"] & ev.ENGAGED) != 0]
    engaged = engaged[np.argsort(engaged["post"], kind="stable")]
    posts, first = np.unique(engaged["post"], return_index=True)
    return [
        post_events["hour"].astype(np.float64) - published[int(post)]
        for post, post_events in zip(posts, np.split(engaged, first[1:]), strict=True)
        if int(post) in published and post_events.size >= FEWEST_ENGAGEMENTS
    ]


def timing_check(hours: Sequence[Floats]) -> Check:
    """P4: how much longer nine tenths of a post's engagements take than half of them."""
    ratios = np.array([stretch(post_hours) for post_hours in hours])
    return Check(
        "campaign",
        "P4",
        "time to 90 % / time to 50 % of engagements",
        float(np.median(ratios)) if ratios.size else math.nan,
        "10.9; below 4 fails",
        5.0,
        18.0,
        resampled(ratios.size, lambda places: float(np.median(ratios[places]))),
        "Engagements follow the assumed lognormal delay, cut off where the campaign is over.",
        f"median over {ratios.size} posts with {FEWEST_ENGAGEMENTS} engagements or more, of {', '.join(TIMED)} at full "
        "size; whole hours since publication; bootstrap over posts",
    )


def stretch(times: Floats) -> float:
    """Time to nine tenths over time to half."""
    half, most = np.quantile(times, (0.5, 0.9))
    return float(most / half) if half > 0.0 else math.nan


def curve(times: Floats) -> Floats:
    """The share of all that had come by each of ``MULTIPLES`` of the time to half, (multiples,)."""
    at = MULTIPLES * np.quantile(times, 0.5)
    return np.searchsorted(np.sort(times), at, side="right") / times.size


def shown(value: float) -> str:
    """A number for reading: four digits, six just below one; ``none`` where there is none."""
    if not math.isfinite(value):
        return "none"
    if abs(value) >= 1_000.0:
        return f"{value:,.0f}"
    return f"{value:.6g}" if 0.9995 <= value < 1.0 else f"{value:.4g}"
