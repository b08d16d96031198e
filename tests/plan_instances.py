"""Small planning problems whose best plan is known: people who are convinced once, days that differ, and luck."""

import itertools
from dataclasses import replace

import numpy as np
from rosters import LAUNCH, influencer

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.choice import chosen
from experiments.plan_launch.draft import Post
from experiments.plan_launch.greedy import greedy
from experiments.plan_launch.score import Score
from experiments.plan_launch.search import LAPS, improved
from experiments.plan_launch.strategies import by_strategy
from sim.scenario.plan_rules import PlanRules

DAYS = (0, 7, 14)
LAST_DAY = DAYS[-1]
PEOPLE = 300


class Coverage:
    """The people convinced by at least one post: its mean is known, and each replicate adds luck of mean 0 to it."""

    def __init__(self, rng, creators, luck):
        self.followers = (10 ** rng.uniform(3.2, 5.3, size=creators)).astype(int)
        self.interest = rng.integers(4, size=creators)
        fits = rng.integers(4, size=PEOPLE)[None, :] == self.interest[:, None]
        reach = 0.5 * self.followers[:, None] / self.followers.max()
        self.chance = np.clip(reach * np.where(fits, 1.6, 0.4) * rng.uniform(0.3, 1.7, fits.shape), 0.0, 0.95)
        slope = rng.uniform(0.0, 0.4) * rng.choice([-1, 1])
        self.day_factor = {day: 1.0 - slope * turn / len(DAYS) for turn, day in enumerate(DAYS)}
        self.luck, self.seed, self._asked = luck, int(rng.integers(2**31)), set()

    @property
    def played(self):
        """How many different campaigns were asked for: as the planner's own outcomes count them."""
        return len(self._asked)

    def mean(self, draft):
        missed = np.ones(PEOPLE)
        for post in sorted(draft):
            missed *= 1.0 - self.chance[post.creator] * self.day_factor[post.day]
        days = [post.day for post in draft]
        same_day = sum(first == second for first, second in itertools.combinations(days, 2))
        return (1.0 - missed).sum() * (1.0 - 0.01 * same_day)

    def values(self, options, replicates):
        found = np.empty((len(options), len(replicates)))
        means = [self.mean(option) for option in options]
        for column, replicate in enumerate(replicates):
            rng = np.random.default_rng((self.seed, replicate))
            world = rng.lognormal(-0.125, 0.5)
            # Most of a creator's luck moves with the post to another day, as in the model, where its piece is the same.
            lucky = rng.normal(size=(len(self.followers), 1)) + 0.1 * rng.normal(
                size=(len(self.followers), LAST_DAY + 1)
            )
            own = self.luck * lucky * self.chance.sum(axis=1)[:, None]
            for row, option in enumerate(options):
                found[row, column] = means[row] * world + sum(own[post.creator, post.day] for post in option)
        self._asked.update(itertools.product(options, replicates))
        return found


def instance(number, creators, luck):
    """A list of creators with fees and a budget for some of them; and what they bring."""
    rng = np.random.default_rng(number)
    coverage = Coverage(rng, creators, luck)
    fees = np.round(20.0 + coverage.followers**0.8 * rng.uniform(0.05, 0.2, creators), 2)
    roster = tuple(
        replace(
            influencer(place, "micro", float(fees[place])),
            name=f"creator-{place}",
            interest=int(coverage.interest[place]),
            followers=int(coverage.followers[place]),
            declared_engagement_rate_per_follower=float(rng.uniform(0.005, 0.05)),
        )
        for place in range(creators)
    )
    budget_eur = float(fees.sum() * rng.uniform(0.3, 0.6))
    rules = PlanRules(posts_each=1, days=tuple(day + 1 for day in DAYS))
    return coverage, Allowed(replace(LAUNCH, budget_eur=budget_eur, rules=rules), roster)


def best_mean(coverage, allowed):
    """The mean of the best of all plans with at most one post a creator, each of them looked at."""
    best = 0.0
    for days in itertools.product((None, *DAYS), repeat=len(allowed.roster)):
        draft = frozenset(Post(creator, day, "post") for creator, day in enumerate(days) if day is not None)
        if allowed.prices.of(draft) <= allowed.budget:
            best = max(best, coverage.mean(draft))
    return best


def plan(coverage, allowed, campaigns=20_000):
    """What the planner comes to: the options of its last choice, and the choice."""
    score = Score()
    paths = [greedy(allowed, coverage, score, range(LAPS[0]), per_eur=per_eur) for per_eur in (True, False)]
    path = max(paths, key=lambda one: one.scores[one.best])
    generator = np.random.default_rng(1)
    rivals = []

    def hear_of(ahead):
        rivals[:] = ahead

    found = list(improved(allowed, coverage, score, path, generator, lambda: coverage.played < campaigns, hear_of))
    options = list(dict.fromkeys([*found[-4:], *rivals, path.drafts[path.best], *by_strategy(allowed).values()]))
    return options, chosen(options, coverage, score, matters_share=0.01, seed=1, most=campaigns // 2)
