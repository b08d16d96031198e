"""Checks of the network and of how posts spread, against published patterns. Nothing here is tuned to pass.

A check is a measured quantity beside what was published and a band that is accepted, which is wider. A miss
stays a miss, and says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from experiments.statistics.estimates import estimate, wilson
from experiments.validation.network import Target, targets
from experiments.validation.resampling import UNKNOWN, Interval, resampled
from experiments.validation.shapes import LARGE, SHARE_RATE, TAIL_FROM, CascadeShapes, direct_of
from experiments.words.numbers import capitalised
from sim import events as ev
from sim.model import simulate
from sim.planning.budget import plan
from sim.planning.posts import PIECES
from sim.results.cascades import cascades_of
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.world.world import World

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
HITS = 50  # adopters of the cascades among which P3b and P3c are published
HASHTAG_ALONE = 0.5  # share of the posts with the published hashtag that nobody passed on
_FITTED = "retelling_factor, author_infectiousness_spread, post_infectiousness_spread"
LUCKS = 10  # campaigns whose direct shares are counted
FEWEST_ENGAGEMENTS = 50  # of a post whose timing is measured
TIMED = ("macro_only", "micro_only", "hybrid")
MULTIPLES: Floats = np.geomspace(0.03, 30.0, 151)  # of the time to half, for curves


@dataclass(frozen=True)
class Check:
    """One quantity, what was published of it, and whether the model's value is accepted.

    ``target`` is the published figure in words; ``low`` and ``high`` are the accepted band, None where nothing
    was published to hold the value against. ``interval`` is the 95 % interval of the value, not a number where
    it is exact or unknown. ``why`` explains a miss, ``how`` says how the value was measured, and ``under`` what
    it would be at the ends of the range of the assumption that it hangs on. ``fitted`` names the assumptions that were
    set by such figures: the check then says that the model is consistent with them and is no test of it; empty where
    it is one.
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
    fitted: str = ""

    def __post_init__(self) -> None:
        if self.verdict == "miss" and not self.why:
            raise ValueError(f"{self.id}: a miss needs a reason")

    @property
    def verdict(self) -> Literal["pass", "miss", "not judged"]:
        """Whether the value lies in its band; a quantity that never came about misses it."""
        if self.low is None or self.high is None:
            return "not judged"
        return "pass" if self.low <= self.value <= self.high else "miss"


# ---- The network ----------------------------------------------------------------------------------

_WHY_MISSED = {
    "overlap of large accounts, same niche": (
        "A macro audience here counts only true followers inside the market; the published overlap counts all, and "
        "the assumed make-up of audiences was not tuned to it."
    ),
    "followers of those who reshare": (
        "Who passes on more is followed by more, as far as sharing_follows_popularity says; the published figures come "
        "from popular cascades, hence from popular people."
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


def organic_checks(by_rate: dict[str, CascadeShapes]) -> Iterator[Check]:
    """P1, P2 (a) and P3: what is ordinarily posted, at the base of the share rate and under both ends of it.

    Published shares of adopters in the largest cascades are among cascades of at least ``HITS`` adopters, or among the
    posts with one hashtag, of which so many fewer went nowhere.
    """
    base = by_rate["base"]
    hits = int(base.counts[base.shapes[:, 0] >= HITS].sum())
    law = 1.0 / (1.0 + base.expected)
    many = f"{base.cascades:,} posts, by people as they pass things on, {base.by_accounts():.1%} by large accounts"
    alike, again = (
        f"{many}; Wilson's interval",
        f"{many}; authors counted among the adopters; bootstrap over cascades",
    )
    in_tail = int(base.counts[base.shapes[:, 0] >= TAIL_FROM].sum())
    tail = (
        f"{many}; maximum likelihood over the {in_tail:,} with {TAIL_FROM} "
        f"adopters or more; from 2 on it would be {shown(base.tail(2))}"
    )
    among = f"{again}; among the {hits:,} of them with at least {HITS} adopters"
    tagged = (
        f"{again}; as if {HASHTAG_ALONE:.0%} of the posts had been passed on by nobody, as with the published hashtag"
    )
    rows: tuple[tuple[str, str, str, float, float, Callable[[CascadeShapes], float], str, str], ...] = (
        ("P1a", "nobody reshares, share of cascades", "0.70 to 0.95", 0.65, 0.97, CascadeShapes.alone, alike, _FITTED),
        ("P1b", "depth at most 1, share of cascades", "0.96 to 0.99", 0.93, 1.0, CascadeShapes.shallow, alike, _FITTED),
        ("P1c", f"{LARGE} adopters or more, share", "0.00025", 0.0, 0.002, CascadeShapes.large, alike, _FITTED),
        ("P2a", "adopters within one hop, share", "0.94 to 0.99", 0.85, 1.0, CascadeShapes.within_one_hop, again,
         _FITTED),
        ("P2a-R", "first of two steps, against 1 / (1 + R)", f"{law:.6g}", law - 0.05, law + 0.05,
         CascadeShapes.first_of_two_steps, f"{again}; posts of people; R = {base.expected:.4g} from every tie", ""),
        ("P3a", "tail exponent of cascade sizes", "2.29 to 2.61", 2.0, 3.0, CascadeShapes.tail, tail, _FITTED),
        ("P3b", f"adopters in the largest 1 % of cascades of {HITS} and more", "0.18", 0.1, 0.4,
         partial(_held_among_hits, share=0.01), among, ""),
        ("P3c", f"adopters in the largest 10 % of cascades of {HITS} and more", "0.44", 0.35, 0.8,
         partial(_held_among_hits, share=0.1), among, ""),
        ("P3b-H", "adopters in the largest 1 %, as of a hashtag", "0.27", 0.1, 0.4,
         partial(_held_of_hashtag, share=0.01), tagged, ""),
        ("P3c-H", "adopters in the largest 10 %, as of a hashtag", "0.69", 0.35, 0.8,
         partial(_held_of_hashtag, share=0.1), tagged, ""),
    )  # fmt: skip
    for id_, quantity, target, low, high, value, how, fitted in rows:
        measured = value(base)
        interval = base.interval(value)
        if how == alike:
            share = wilson(measured, base.cascades)
            interval = share.low, share.high
        yield Check(
            "organic cascades", id_, quantity, measured, target, low, high, interval,
            _why(base, measured, met=low <= measured <= high), how, _under(by_rate, value), fitted,
        )  # fmt: skip


def _held_among_hits(shapes: CascadeShapes, share: float) -> float:
    return shapes.of_at_least(HITS).held_by_largest(share)


def _held_of_hashtag(shapes: CascadeShapes, share: float) -> float:
    return shapes.with_share_alone(HASHTAG_ALONE).held_by_largest(share)


def _why(base: CascadeShapes, measured: float, *, met: bool) -> str:
    """The reason for a pass or a miss, by the reproduction number of the cascades."""
    largest = int(base.shapes[:, 0].max())
    text = (
        f"of those who see a friend's post {base.passed_on:.2g} pass it on, so each who does makes {base.expected:.2g} "
        f"others do so (from the ties; {shown(base.reproduction_number())} in these cascades, less with each step), "
        f"{base.alone():.2%} of the cascades end with their author, and the largest has {largest:,} adopters."
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


def paid_checks(scenario: Scenario, world: World, seed: int) -> Iterator[Check]:
    """P2 (b): of those who pass an influencer's post on, how many have it from the influencer."""
    direct, shares = [], []
    for luck in range(LUCKS):
        schedule = plan(scenario, world, "macro_only")
        cascades = cascades_of(simulate(scenario, world, schedule, luck_seed=seed + luck, events=True))
        posts = cascades.person[cascades.starts[:-1]] < 0
        direct.append(int(direct_of(cascades)[posts].sum()))
        shares.append(int((cascades.size - 1)[posts].sum()))
    ratio = estimate(direct, shares)
    yield Check(
        "campaign", "P2b", "paid seed: direct reshares, share", ratio.mean, "0.61 to 0.96", 0.60, 0.99,
        (ratio.low, ratio.high),
        f"Of {sum(shares):,} shares {sum(direct):,} were of what the influencer or a feed showed; what is passed on is "
        "answered at the influencer's rate, and passed on less with each step.",
        f"{sum(shares):,} shares of influencers' posts in {LUCKS} campaigns, macro_only at full size; t interval",
    )  # fmt: skip


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
