"""Feeds and the posts of one account beside published figures: what size brings, and how posts differ.

Posts are shown to a market in which nothing tires and nobody knows a campaign from another tier: published posts are of
all kinds, not of one campaign. Most of these figures set a number of the model, and are checks of consistency.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from experiments.validation.checks import Check, shown
from experiments.validation.resampling import resampled
from sim import events as ev
from sim.assumptions.mechanisms import without
from sim.model import simulate
from sim.planning.budget import Plan, PlannedPost
from sim.planning.posts import OWN, PIECES
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.world.world import World

GROUP = "feeds and posts"
EVERY = 8  # influencer of the roster posts, from the first one on, where each posts once
POSTS_OF_LARGE = 3  # of every macro-influencer, to tell their posts from each other
POSTS_OF_MICRO = 2
_TIRING = ("fatigue", "wear_in", "familiarity")
_REEL_BEYOND, _RECOMMENDED_BEYOND = (0.4, 0.9), (0.8, 1.0)  # of views, by people who do not follow

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def feed_checks(scenario: Scenario, world: World, seed: int) -> Iterator[Check]:
    """F1 to F7: a post by influencers of every size under each kind of feed, and several by some of them."""
    everybody = range(0, len(world.roster), EVERY)
    followers = np.array([world.roster[row].followers for row in everybody], np.float64)
    kinds = (("recommended", "reel"), ("mixed", "reel"), ("mixed", "post"), ("followers", "post"))
    runs = {kind: _posted(scenario, world, everybody, 1, kind, seed) for kind in kinds}
    yield _elasticity("F1", "views, recommended", runs["recommended", "reel"], ev.OF_IMPRESSIONS, followers,
                      "0.10 to 0.13 (TikTok)", (0.05, 0.2), "feed_first_views, feed_followers_factor")  # fmt: skip
    yield _elasticity("F2", "engagements, followers", runs["followers", "post"], ev.OF_ENGAGEMENTS, followers,
                      "0.97 (Instagram 2017)", (0.85, 1.1), "")  # fmt: skip
    yield _elasticity("F3", "engagements, mixed", runs["mixed", "post"], ev.OF_ENGAGEMENTS, followers,
                      "0.97 (Instagram 2017)", (0.85, 1.1), "")  # fmt: skip
    yield _beyond("F4", "reels, mixed", runs["mixed", "reel"], "0.55", _REEL_BEYOND, "feed_share_reel")
    yield _beyond(
        "F5", "reels, recommended", runs["recommended", "reel"], "0.85", _RECOMMENDED_BEYOND, "feed_share_recommended"
    )
    yield _likes(scenario, world, seed)
    yield _shares(scenario, world, seed)


def _posted(
    scenario: Scenario,
    world: World,
    rows: Sequence[int],
    each: int,
    kind: tuple[str, str],
    seed: int,
    *,
    events: bool = False,
) -> Record:
    """So many posts by each of these of the roster, all at once; ``kind`` is (feed, format)."""
    feed, format_ = kind
    posts = tuple(
        PlannedPost(row, piece, 0, format=format_, feed=feed, disclosed=False) for row in rows for piece in range(each)
    )
    schedule = Plan("posts of all", posts, tuple(rows), 0.0, 0.0, 0.0, 0.0, roster_exhausted=False)
    calm = replace(scenario, assumptions=without(scenario.assumptions, _TIRING))
    return simulate(calm, world, schedule, luck_seed=seed, events=events)


def _by_post(record: Record, column: int) -> Ints:
    assert record.by_post is not None
    counts: Ints = record.by_post[ev.FIRST_PLACE :, column]
    return counts


def _elasticity(
    id_: str,
    what: str,
    record: Record,
    column: int,
    followers: Floats,
    target: str,
    accepted: tuple[float, float],
    fitted: str,
) -> Check:
    """The slope of the logarithm of what a post had on that of the followers of its account."""
    counts = _by_post(record, column)
    some = counts > 0
    x, y = np.log(followers[some]), np.log(counts[some])

    def slope(places: Ints) -> float:
        apart = x[places] - x[places].mean()
        spread = float(apart @ apart)
        return float(apart @ y[places]) / spread if spread > 0.0 else math.nan

    value = slope(np.arange(x.size)) if x.size else math.nan
    return Check(
        GROUP, id_, f"elasticity in followers of {what}", value, target, *accepted, resampled(x.size, slope),
        f"Among accounts of {shown(float(followers.min()))} to {shown(float(followers.max()))} followers; reach and "
        "engagement rates that differ by tier, and what a feed adds, are in it.",
        f"slope of logarithms over {x.size:,} posts, one by each of so many of the roster; {counts.size - x.size:,} "
        "had none and are left out; bootstrap over accounts",
        fitted=fitted,
    )  # fmt: skip


def _beyond(id_: str, what: str, record: Record, target: str, accepted: tuple[float, float], fitted: str) -> Check:
    """The share of views that a feed or somebody who passed the post on has shown."""
    totals = record.totals
    views, beyond = totals["impressions"], totals["recommended_impressions"] + totals["viral_impressions"]
    counted = f"{_by_post(record, ev.OF_IMPRESSIONS).size:,}"
    return Check(
        GROUP, id_, f"views by people who do not follow, {what}", beyond / views if views else math.nan, target,
        *accepted,
        why=f"Feeds showed {totals['recommended_impressions']:,} of {views:,} views, those who passed posts on "
        f"{totals['viral_impressions']:,}.",
        how=f"all views of {counted} posts by as many of the roster; a feed may show a post to a "
        "follower, who then counts as one who does not follow; exact for this run",
        fitted=fitted,
    )  # fmt: skip


def _likes(scenario: Scenario, world: World, seed: int) -> Check:
    """F6: how much the engagements of one account's posts differ, what chance brings taken off."""
    rows = [row for row, profile in enumerate(world.roster) if profile.tier == "macro"]
    record = _posted(scenario, world, rows, POSTS_OF_LARGE, ("followers", "post"), seed)
    likes = _by_post(record, ev.OF_ENGAGEMENTS).reshape(len(rows), POSTS_OF_LARGE).astype(np.float64)
    likes = likes[(likes > 0.0).all(axis=1)]
    variances = np.log(likes).var(axis=1, ddof=1) - (1.0 / likes).mean(axis=1)

    def spread(places: Ints) -> float:
        return math.sqrt(max(0.0, float(variances[places].mean())))

    return Check(
        GROUP, "F6", "log s.d. of likes between posts of one account, macro",
        spread(np.arange(variances.size)) if variances.size else math.nan, "0.34 to 0.44", 0.25, 0.46,
        resampled(variances.size, spread),
        f"post_quality_spread of macro-influencers is {scenario.assumptions.value('post_quality_spread', 'macro'):g}; "
        "nothing else makes two posts of one account differ.",
        f"{POSTS_OF_LARGE} posts by each of {len(variances)} accounts, feed of followers; the mean variance of "
        "logarithms less 1 / likes, for counting; band: the middle half of published accounts; bootstrap over accounts",
        fitted="post_quality_spread",
    )  # fmt: skip


def _shares(scenario: Scenario, world: World, seed: int) -> Check:
    """F7: how much shares per follower differ between posts, what chance brings taken off."""
    rows = [row for row, profile in enumerate(world.roster) if profile.tier == "micro"]
    record = _posted(scenario, world, rows, POSTS_OF_MICRO, ("followers", "post"), seed, events=True)
    assert record.events is not None
    log = record.events
    shared = log[((log["outcome"] & ev.SHARED) != 0) & (log["via"] == ev.NOBODY) & (log["post"] < OWN)]
    identity = np.array([world.roster[row].key * PIECES + piece for row in rows for piece in range(POSTS_OF_MICRO)])
    order = np.argsort(identity)
    counts = np.bincount(order[np.searchsorted(identity[order], shared["post"])], minlength=identity.size)
    counts = counts.reshape(len(rows), POSTS_OF_MICRO).astype(np.float64)
    members = world.influencers["members"][rows].astype(np.float64)[:, None]

    def spread(places: Ints) -> float:
        """Of a lognormal rate r under counts of mean m r: ln E[n (n - 1) / m^2] - 2 ln E[n / m] is its log variance."""
        twice = (counts[places] * (counts[places] - 1.0) / members[places] ** 2).mean()
        once = (counts[places] / members[places]).mean()
        return math.sqrt(max(0.0, math.log(twice) - 2.0 * math.log(once))) if twice > 0.0 else math.nan

    known = len(rows) > 0 and counts.sum() > 0
    return Check(
        GROUP, "F7", "log s.d. of shares per follower between posts, micro",
        spread(np.arange(len(rows))) if known else math.nan, "0.99 to 1.00; 0.78 with size", 0.6, 1.3,
        resampled(len(rows), spread) if known else (math.nan, math.nan),
        "How infectious authors and posts are, and how far their followers engage, is all that makes them differ.",
        f"{int(counts.sum()):,} direct shares of {counts.size:,} posts by {len(rows):,} accounts, by moments of a "
        "lognormal under counts, since most posts are shared a few times; bootstrap over accounts",
        fitted="author_infectiousness_spread, post_infectiousness_spread",
    )  # fmt: skip
