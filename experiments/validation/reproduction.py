"""How many followers whoever passes an ordinary post on makes pass it on, worked out from every tie of a world."""

from __future__ import annotations

import math

import numpy as np

from experiments.validation.authors import authors_of, habit_of
from experiments.validation.organic_cascades import habits_of
from sim import rules, rules_of_spread
from sim.compiled import compiled_maker
from sim.scenario.scenario import Scenario
from sim.world.people import trait_class, trait_words
from sim.world.ties import followers_into
from sim.world.world import World

_POINTS = 12  # of infectiousness, in sums over it


def expected_reproduction_number(world: World, scenario: Scenario) -> float:
    """How many followers a person who shares what an ordinary author shows makes share, in the mean, from every tie.

    With w_i the chance that person i posts, s_j(v) that j shares what is shown of a post of infectiousness v, d the
    factor of retelling and sums over those who follow, R = E[sum w_i s_j(v) s_k(d v)] / E[sum w_i s_j(v)]: whoever
    shares is met in proportion to the chance to do so. The mean E is over infectiousness, as if who posts said nothing
    of it. It is what cascades show where they do not close in on themselves; elsewhere many are shown the same thing by
    several friends. Later steps have less, by retelling. Not a number where nobody ever shares. Takes three numbers per
    person of memory.
    """
    people = world.people
    habits, authors = habits_of(world, scenario, 0), authors_of(world, scenario.assumptions)
    chances = np.array([rules.see_probability(habits.reach_scale, activity) for activity in people.activity])
    spread = math.hypot(habits.author_spread, habits.post_spread)
    scores, weights = np.polynomial.hermite_e.hermegauss(_POINTS)
    factors = np.array([rules_of_spread.spread_factor(spread, score) for score in scores])
    shown = _shown_by_authors(people, world.ties, authors)
    number, weight = _reproduction(people, world.ties, habits, authors, chances, factors, weights, shown)
    return number / weight if weight > 0.0 else float("nan")


@compiled_maker()
def _shown_by_authors(people, ties, authors):  # type: ignore[no-untyped-def]
    """How often each person is among the followers of an author, beside how often others are, (people,)."""
    shown = np.zeros(people.size)
    audience = np.empty(ties.most_followers, np.int64)
    for person in range(people.size):
        posts = habit_of(authors, person)
        for i in range(followers_into(people, ties, person, audience)):
            shown[audience[i]] += posts
    return shown


@compiled_maker()
def _reproduction(people, ties, habits, authors, chances, factors, weights, shown):  # type: ignore[no-untyped-def]
    """Expected shares at the second step and at the first; ``chances`` (1024,) is that to see, by class of activity."""
    seen = np.empty(people.size)
    audience = np.empty(ties.most_followers, np.int64)
    made = np.empty(factors.shape[0])
    number, weight = 0.0, 0.0
    for person in range(people.size):
        seen[person] = habits.engage * chances[trait_class(trait_words(people, person)[0])]
    for person in range(people.size):
        if shown[person] <= 0.0:
            continue
        made[:] = 0.0
        for i in range(followers_into(people, ties, person, audience)):
            habit, sees = habit_of(authors, audience[i]), seen[audience[i]]
            for k in range(factors.shape[0]):
                made[k] += sees * rules_of_spread.share_probability(
                    habits.share_scale, habit, factors[k], habits.retelling_factor
                )
        for k in range(factors.shape[0]):
            share = rules_of_spread.share_probability(habits.share_scale, habit_of(authors, person), factors[k], 1.0)
            met = weights[k] * shown[person] * seen[person] * share
            number += met * made[k]
            weight += met
    return number, weight
