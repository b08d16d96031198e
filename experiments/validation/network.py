"""Is the generated network like real ones? Its measures beside published targets; nothing is tuned here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sim import events as ev
from sim.compiled import compiled
from sim.model import simulate
from sim.planning.budget import plan
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import PRESETS
from sim.world.ties import count_ties, followers_into, write_ties
from sim.world.world import World

CLUSTERING_SAMPLE = 5_000  # people; the mean of their coefficients is then known to about 0.002
DISTANCE_SAMPLE = 50  # people from whom the whole network is walked
TAIL_CUT = 100  # followers; about four times the median, where the tail is a straight line
LUCK_SEEDS = 3  # runs of each preset, for some two thousand people who reshare

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Target:
    """One measured quantity. ``low`` and ``high`` are the published band, None where nothing is published."""

    quantity: str
    low: float | None
    high: float | None
    value: float
    how: str

    @property
    def hit(self) -> bool | None:
        """Whether the value lies inside its band; None where there is no band."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.value <= self.high

    @property
    def band(self) -> str:
        """The band in words."""
        return "none published" if self.low is None else f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Network:
    """All ties of a world: those who follow p are ``followers[starts[p]:starts[p + 1]]``, ascending."""

    world: World
    starts: Ints
    followers: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, world: World) -> Network:
        """Enumerates every tie of a world and keeps it."""
        starts = np.concatenate(([0], np.cumsum(count_ties(world.people, world.ties))))
        return cls(world, starts, write_ties(world.people, world.ties, starts))

    @property
    def counts(self) -> Ints:
        """Followers of each person."""
        return np.diff(self.starts)

    def sample(self, size: int) -> Ints:
        """The numbers of ``size`` people picked at random, always the same ones."""
        count = self.world.people.size
        return np.random.default_rng(1).choice(count, min(size, count), replace=False)


def targets(people: int, seed: int) -> Iterator[Target]:
    """Every published target, measured. Raises InputError for an impossible number of people."""
    network = Network.of(World.generate(Scenario.load(people=people), seed))
    measures: Sequence[Callable[[Network], Iterator[Target]]] = (
        interests,
        clustering,
        follower_counts,
        reciprocity,
        _distance,
    )
    for measure in measures:
        yield from measure(network)
    market = Scenario.load()
    full = World.generate(market, seed)
    yield from _resharers(market, full)
    yield from _overlaps(full)


def interests(network: Network) -> Iterator[Target]:
    """Share of ties that join two people of one interest."""
    same = _same_interest(network.world.people.interest_starts, network.starts, network.followers)
    yield Target(
        "same-interest ties, share", 0.8, 0.9, same / network.followers.size, "exact: all ties, follower and followed"
    )


def clustering(network: Network) -> Iterator[Target]:
    """Mean local clustering coefficient of a sample of people."""
    count = network.world.people.size
    follows = sparse.csr_array(
        (np.ones(network.followers.size, np.int8), network.followers.astype(np.int32), network.starts),
        shape=(count, count),
    )
    tied = (follows + follows.T).tocsr()
    nodes = network.sample(CLUSTERING_SAMPLE)
    coefficients = np.empty(nodes.size)
    _local_clustering(tied.indptr, tied.indices, nodes, np.full(count, -1, np.int64), coefficients)
    yield Target(
        "clustering, mean",
        0.09,
        0.25,
        float(coefficients.mean()),
        f"exact local coefficients of {nodes.size:,} people picked at random, direction of ties left out "
        f"(standard error {coefficients.std() / nodes.size**0.5:.4f})",
    )


def follower_counts(network: Network) -> Iterator[Target]:
    """Mean, median and tail of how many follow a person."""
    counts = network.counts
    yield Target("followers, mean", 35, 46, float(counts.mean()), "exact: all people")
    yield Target("followers, median", None, None, float(np.median(counts)), "exact: all people")
    estimates = {cut: tail_exponent(counts, cut) for cut in (TAIL_CUT, 2 * TAIL_CUT, 5 * TAIL_CUT)}
    others = ", ".join(f"{estimates[cut]:.2f} from {cut}" for cut in list(estimates)[1:])
    yield Target(
        "follower-count tail exponent",
        2.0,
        2.5,
        estimates[TAIL_CUT],
        f"maximum likelihood, 1 + n / sum ln(x / (cut - 1/2)), over the {(counts >= TAIL_CUT).mean():.1%} of people "
        f"with {TAIL_CUT} followers or more; {others}",
    )


def tail_exponent(counts: Ints, cut: int) -> float:
    """The exponent of the density, for whole numbers from ``cut`` on (Clauset, Shalizi and Newman 2009, eq. 3.7)."""
    tail = counts[counts >= cut]
    return float(1.0 + tail.size / np.log(tail / (cut - 0.5)).sum()) if tail.size else float("nan")


def reciprocity(network: Network) -> Iterator[Target]:
    """Share of ties that are returned."""
    returned = _returned(network.starts, network.followers)
    yield Target(
        "reciprocity", 0.2, 0.45, returned / network.followers.size, "exact: share of all ties that are returned"
    )


def _distance(network: Network) -> Iterator[Target]:
    count = network.world.people.size
    sources = network.sample(DISTANCE_SAMPLE)
    depth, queue = np.empty(count, np.int32), np.empty(count, np.int64)
    walks = [_walk(network.starts, network.followers, source, depth, queue) for source in sources]
    reached = sum(walk[1] for walk in walks)
    yield Target(
        "distance, mean",
        3.5,
        6.0,
        sum(walk[0] for walk in walks) / max(1, reached),
        f"shortest ways along ties, as posts travel, from {sources.size} people picked at random to the "
        f"{reached / (sources.size * max(1, count - 1)):.1%} of all others whom they reach; "
        "grows with the logarithm of the number of people",
    )


def _resharers(market: Scenario, world: World) -> Iterator[Target]:
    room = np.empty(world.ties.most_followers, np.int64)
    followers: list[int] = []
    for name in PRESETS:
        schedule = plan(market, world, name)
        for luck_seed in range(1, LUCK_SEEDS + 1):
            events = simulate(market, world, schedule, luck_seed=luck_seed, events=True).events
            assert events is not None
            sharers = events["person"][(events["outcome"] & ev.SHARED) != 0]
            followers += [followers_into(world.people, world.ties, int(person), room) for person in sharers]
    counts = np.array(followers)
    how = (
        f"{counts.size:,} shares in {LUCK_SEEDS} runs of each preset of the built-in scenario, at full size; "
        "the band is our reading: half to double of the published"
    )
    yield Target("followers of those who reshare, median", 139 / 2, 139 * 2, float(np.median(counts)), f"{how} 139")
    yield Target("followers of those who reshare, mean", 787 / 2, 787 * 2, float(counts.mean()), f"{how} 787")


def _overlaps(world: World) -> Iterator[Target]:
    large = [row for row, profile in enumerate(world.roster) if profile.tier == "macro"]
    audiences = {row: world.audience(row) for row in large}
    shares: dict[bool, list[float]] = {True: [], False: []}
    for first, second in combinations(large, 2):
        smaller = min(audiences[first].size, audiences[second].size)
        same = world.roster[first].interest == world.roster[second].interest
        shares[same].append(_shared(audiences[first], audiences[second]) / smaller)
    for same, name, low, high in ((True, "same niche", 0.10, 0.50), (False, "different niche", 0.0, 0.08)):
        values = np.array(shares[same])
        yield Target(
            f"overlap of large accounts, {name}",
            low,
            high,
            float(values.mean()),
            f"shared / smaller true audience, mean over {values.size:,} pairs of the built-in scenario's "
            f"{len(large)} macro-influencers at full size ({values.min():.3f} to {values.max():.3f})",
        )


# ---- Loops over ties ------------------------------------------------------------------------------


@compiled()
def _same_interest(interest_starts, starts, followers):  # type: ignore[no-untyped-def]
    """How many ties join two people of one interest."""
    same = 0
    for k in range(interest_starts.shape[0] - 1):
        first, last = interest_starts[k], interest_starts[k + 1]
        for i in range(starts[first], starts[last]):
            same += first <= followers[i] < last
    return same


@compiled()
def _local_clustering(starts, neighbours, nodes, marks, out):  # type: ignore[no-untyped-def]
    """Share of the pairs of a node's neighbours that are tied; 0 for fewer than two. ``marks`` starts at -1."""
    for place in range(nodes.shape[0]):
        first, last = starts[nodes[place]], starts[nodes[place] + 1]
        for i in range(first, last):
            marks[neighbours[i]] = place
        closed = 0
        for i in range(first, last):
            for j in range(starts[neighbours[i]], starts[neighbours[i] + 1]):
                closed += marks[neighbours[j]] == place
        pairs = (last - first) * (last - first - 1)
        out[place] = closed / pairs if pairs > 0 else 0.0


@compiled()
def _returned(starts, followers):  # type: ignore[no-untyped-def]
    """How many ties have the opposite tie; rows are ascending."""
    returned = 0
    for person in range(starts.shape[0] - 1):
        for i in range(starts[person], starts[person + 1]):
            low, high = starts[followers[i]], starts[followers[i] + 1]
            end = high
            while low < high:
                middle = (low + high) // 2
                if followers[middle] < person:
                    low = middle + 1
                else:
                    high = middle
            returned += low < end and followers[low] == person
    return returned


@compiled()
def _walk(starts, followers, source, depth, queue):  # type: ignore[no-untyped-def]
    """Breadth first from one person to followers of followers: (sum of distances, people reached)."""
    depth[:] = -1
    depth[source] = 0
    queue[0] = source
    done, known, total = 0, 1, 0
    while done < known:
        person = queue[done]
        done += 1
        total += depth[person]
        for i in range(starts[person], starts[person + 1]):
            other = followers[i]
            if depth[other] < 0:
                depth[other] = depth[person] + 1
                queue[known] = other
                known += 1
    return total, known - 1


@compiled()
def _shared(first, second):  # type: ignore[no-untyped-def]
    """How many are in both of two ascending lists."""
    i, j, both = 0, 0, 0
    while i < first.shape[0] and j < second.shape[0]:
        a, b = first[i], second[j]
        both += a == b
        i += a <= b
        j += b <= a
    return both
