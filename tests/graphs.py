"""Graphs to share over: heavy-tailed ones, trees, and every way in which coins of ties can fall on a small one."""

import itertools

import numpy as np

from sim.diffusion.graph import Graph


def heavy_tailed(people, ties, seed):
    """Some are followed by many: the number of followers has a Pareto tail; nobody twice, and nobody themselves."""
    generator = np.random.default_rng(seed)
    weight = 1.0 + generator.pareto(1.5, people)
    popular = generator.choice(people, ties, p=weight / weight.sum())
    pairs = np.unique(np.stack([popular, generator.integers(people, size=ties)], axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return Graph.from_edges(pairs[:, 0], pairs[:, 1], people=people)


def tree(children, depth):
    """A tree in which everybody is followed by so many others, and how many people stand at each depth."""
    pairs, level, people = [], [0], 1
    for _ in range(depth):
        below = list(range(people, people + children * len(level)))
        pairs += [(level[place // children], one) for place, one in enumerate(below)]
        people, level = people + len(below), below
    return Graph.from_edges(*zip(*pairs, strict=True), people=people), [children**step for step in range(depth + 1)]


def pairs_of(graph):
    """Every tie as (who shares, who follows)."""
    return list(
        zip(np.repeat(np.arange(graph.people), np.diff(graph.starts)).tolist(), graph.followers.tolist(), strict=True)
    )


def reached_along(pairs, seeds):
    """Whom somebody reaches along these ties, and in how many steps."""
    at = dict.fromkeys(seeds, 0)
    waiting = list(at)
    for one in waiting:
        for source, target in pairs:
            if source == one and target not in at:
                at[target] = at[one] + 1
                waiting.append(target)
    return at


def chances_of_reached(pairs, chances, seeds):
    """The chance of every set of people reached, by all the ways in which the ties' coins can fall."""
    found = {}
    for fallen in itertools.product((False, True), repeat=len(pairs)):
        chance = np.prod([one if fell else 1.0 - one for one, fell in zip(chances, fallen, strict=True)])
        reached = frozenset(reached_along(list(itertools.compress(pairs, fallen)), seeds))
        found[reached] = found.get(reached, 0.0) + float(chance)
    return {reached: chance for reached, chance in found.items() if chance > 0.0}


def chances_by_one_tie_each(pairs, weights, people, seeds):
    """The same where everybody has at most one live tie from those whom they follow, each with its weight."""
    into = [[place for place, (_, target) in enumerate(pairs) if target == person] for person in range(people)]
    found = {}
    for chosen in itertools.product(*[[None, *places] for places in into]):
        chance = 1.0
        for places, one in zip(into, chosen, strict=True):
            chance *= weights[one] if one is not None else 1.0 - sum(weights[place] for place in places)
        reached = frozenset(reached_along([pairs[one] for one in chosen if one is not None], seeds))
        found[reached] = found.get(reached, 0.0) + chance
    return {reached: chance for reached, chance in found.items() if chance > 1e-12}


def p_value(spread, chances):
    """Of the test that runs reach each set of people as often as its chance says; 0 where one reaches any other."""
    from scipy.stats import chisquare

    sets = [frozenset(np.flatnonzero(row).tolist()) for row in spread.reached]
    if set(sets) - chances.keys():
        return 0.0
    observed = np.array([sets.count(one) for one in chances])
    expected = len(sets) * np.array(list(chances.values()))
    return float(chisquare(observed, expected * observed.sum() / expected.sum()).pvalue)
