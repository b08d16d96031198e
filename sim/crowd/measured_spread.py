"""Draws of what is believed agree with what was measured of spread: shares per follower, and reshares per reshare.

Ranges hold for one number at a time. Measured are not the chance to share of whoever engages, and what a retelling
counts, but two products: shares per follower of whoever shows a post, and (by the share of adopters within one hop) how
many more each who passes it on brings about. Drawn apart, one draw in five would let cascades grow that no published
collection has. So products are what is drawn: a draw of the other factors divides them out.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim import rules_of_spread
from sim.assumptions.belief import is_uncertain
from sim.assumptions.numbers import Assumptions, Entry
from sim.compiled import compiled_maker
from sim.crowd.sharing import scale_of_classes
from sim.roster.profile import engagement_with_people, of_true_followers
from sim.world.people import CLASSES, lognormal_classes, reach_scale
from sim.world.ties import pareto_scale

SHARE, RETELLING = "share_per_engaged_person", "retelling_factor"
_POINTS = 12  # of infectiousness, in sums over it

Floats = npt.NDArray[np.float64]


def spread_as_measured(given: Assumptions, drawn: Assumptions, own_network: bool) -> Assumptions:
    """A draw of assumptions, as ``believed`` makes one of those given, in which the measured products are drawn.

    The share rate is divided by how much more than with those given engage per follower; then the factor of retelling,
    which was measured by itself as well, by how much more reshares there are per reshare, where there are more. Numbers
    that are given stay, and so do fixed ones. With ``own_network`` ties are not those that the numbers describe, and no
    draw changes them.
    """
    found = _divided(drawn, SHARE, engaged_per_follower(drawn), engaged_per_follower(given))
    reshares = reshares_per_reshare(found, given if own_network else drawn)
    usually = reshares_per_reshare(given, given)
    return _divided(found, RETELLING, max(reshares, usually), usually)


def _divided(drawn: Assumptions, name: str, factor: float, usually: float) -> Assumptions:
    """The numbers drawn, the one of this name divided by a factor beside what that is usually; at most 1."""

    def as_measured(entry: Entry) -> Entry:
        if entry.name != name or not is_uncertain(entry) or factor <= 0.0 or usually <= 0.0:
            return entry
        return replace(entry, base=min(1.0, float(entry.value() * usually / factor)))

    return replace(drawn, entries=tuple(as_measured(entry) for entry in drawn), read=set())


def engaged_per_follower(assumptions: Assumptions) -> float:
    """The share of the followers of an ordinary person who see and engage with what this person shows."""
    seen = of_true_followers(assumptions.value("friend_reach_rate"), "nano", assumptions)
    return seen * min(1.0, engagement_with_people(assumptions) * assumptions.value("friend_credibility"))


def reshares_per_reshare(assumptions: Assumptions, network: Assumptions) -> float:
    """How many of their followers those who pass on an ordinary post make pass it on, were retellings like the first.

    With q(v) the chance that a follower passes on a post of infectiousness v and f(v) that chance times the followers
    of this follower, R = E[q f] / E[q], as ``experiments.validation.reproduction`` counts it tie by tie; here by 1,024
    classes of popularity. The means are over infectiousness. ``network`` has the numbers of the ties.
    """
    value = assumptions.value
    seen = of_true_followers(value("friend_reach_rate"), "nano", assumptions)
    if seen <= 0.0:
        return 0.0
    activity = lognormal_classes(value("activity_spread"))
    seeing = np.minimum(1.0, reach_scale(seen, activity) * activity)
    habit_spread, correlation = value("sharing_spread"), value("sharing_follows_popularity")
    of_posts = math.hypot(value("author_infectiousness_spread"), value("post_infectiousness_spread"))
    active = network.value("fans_follow_activity")
    scale = scale_of_classes(value(SHARE), seeing, habit_spread, correlation, active, of_posts)
    # Of two candidates the more active one follows; for a share of people popularity goes with activity.
    followers_see = seeing * (2.0 * np.arange(CLASSES) + 1.0) / CLASSES
    weights = (1.0 - active) / CLASSES + active * followers_see / followers_see.sum()
    scores, shares = np.polynomial.hermite_e.hermegauss(_POINTS)
    factors = scale * np.array([rules_of_spread.spread_factor(of_posts, score) for score in scores])
    tied = habit_spread * correlation
    habits = np.log(np.maximum(lognormal_classes(tied), 1e-300))
    own = habit_spread * math.sqrt(max(0.0, 1.0 - correlation * correlation))
    passed_on, more = _passed_on(factors, habits, own, weights, followers_by_popularity(network))
    number = float(shares @ (passed_on * more)) * engaged_per_follower(assumptions) * followers_see.sum() / seeing.sum()
    total = float(shares @ passed_on)
    return number / total if total > 0.0 else 0.0


@compiled_maker()
def _passed_on(
    factors: Floats, habits: Floats, own: float, weights: Floats, followers: Floats
) -> tuple[Floats, Floats]:
    """The share of those who engage that pass a post on, and their followers per one who engages: (posts,) each."""
    shares, more = np.zeros(factors.shape[0]), np.zeros(factors.shape[0])
    for k in range(factors.shape[0]):
        for i in range(weights.shape[0]):
            share = weights[i] * rules_of_spread.mean_share_probability(factors[k], habits[i] - 0.5 * own * own, own)
            shares[k] += share
            more[k] += share * followers[i]
    return shares, more


def followers_by_popularity(network: Assumptions) -> Floats:
    """Mean followers of the 1,024 classes of popularity, the least followed first."""
    value = network.value
    alpha, largest = value("fans_tail_exponent") - 1.0, value("fans_largest")
    smallest = pareto_scale(value("fans_mean"), alpha, largest)
    above = np.linspace(1.0, 0.0, CLASSES + 1)  # share of people who are more popular
    rest = max((smallest / largest) ** alpha, 1e-300)  # of those who have the most that anybody can have

    def held(share: Floats) -> Floats:
        """What the most popular ``share`` of people have together, per person."""
        rise = 1.0 - 1.0 / alpha
        beyond = np.log(np.maximum(share, rest) / rest)
        together: Floats = largest * np.minimum(share, rest) + smallest * rest**rise * (
            np.expm1(rise * beyond) / rise if rise else beyond
        )
        return together

    circle = (value("circle_people") - 1.0) * value("circle_tie_share") * 0.5 * (1.0 + value("circle_mutual_share"))
    of_classes: Floats = circle - np.diff(held(above)) * CLASSES
    return of_classes
