"""Cascades: who passed a piece on to whom, how far it went, and through whom people first met the campaign.

A cascade is a tree. Its root is whoever published; every other node is a person who passed the piece on, and
its parent is whoever had shown it to that person. Those who only saw it are not in the tree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim import events as ev
from sim.arguments import check_kinds
from sim.compiled import compiled
from sim.results.record import Record

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cascades:
    """Trees, one after the other: those of cascade c are the nodes ``starts[c]`` up to ``starts[c + 1]``.

    ``parent`` (nodes,) is the place of each node's parent, -1 for a root. The first node of a cascade is its
    root, and a parent stands before its children. ``person`` (nodes,) is who that is, -1 for an influencer,
    and ``post`` (cascades,) what was passed on.
    """

    starts: Ints
    parent: Ints
    person: Ints
    post: Ints

    def __len__(self) -> int:
        return self.starts.size - 1

    @property
    def size(self) -> Ints:
        """Nodes of each cascade, the root included: 1 where nobody passed it on."""
        return np.diff(self.starts)

    @property
    def node_depth(self) -> Ints:
        """Steps from the root to each node, shape (nodes,)."""
        depth = np.zeros(self.parent.size, np.int64)
        _depths(self.parent, depth)
        return depth

    @property
    def depth(self) -> Ints:
        """Steps from the root to the farthest node of each cascade."""
        return np.maximum.reduceat(self.node_depth, self.starts[:-1]) if len(self) else np.zeros(0, np.int64)

    @property
    def structural_virality(self) -> Floats:
        """Mean distance between two nodes of each cascade, in steps; not a number for a root alone.

        Exact and in linear time: an edge with s of the n nodes below it lies on the way of s (n - s) pairs, so
        the mean is sum over edges of s (n - s), over n (n - 1) / 2. A star of n nodes has 2 - 2 / n, a chain
        (n + 1) / 3.

        Source: S. Goel, A. Anderson, J. Hofman, D. J. Watts, Management Science 62 (2016) 180 (the measure);
        H. Wiener, J. Am. Chem. Soc. 69 (1947) 17 (the sum over edges).
        """
        below = np.ones(self.parent.size, np.int64)
        _sizes_below(self.parent, below)
        n = self.size.astype(np.float64)
        cascade_size = np.repeat(n, self.size)
        crossings = np.where(self.parent >= 0, below * (cascade_size - below), 0.0)
        total = np.add.reduceat(crossings, self.starts[:-1]) if len(self) else np.zeros(0)
        pairs = n * (n - 1.0) / 2.0
        mean: Floats = np.divide(total, pairs, out=np.full(n.size, np.nan), where=pairs > 0.0)
        return mean

    @property
    def direct_share(self) -> float:
        """Share of all who passed something on that had it from the root, 0 to 1; not a number where nobody did."""
        passed_on = self.parent.size - len(self)
        direct = int((self.node_depth == 1).sum())
        return direct / passed_on if passed_on else float("nan")

    @property
    def reproduction_number(self) -> float:
        """The mean number of people whom one person who passed a piece on made pass it on, too; roots left out.

        Not a number where nobody passed anything on. Everybody beyond the first step was made to by one of
        them, so within the same cascades it is one minus the direct share.
        """
        return 1.0 - self.direct_share


def cascades_of(record: Record) -> Cascades:
    """A cascade for every piece that anybody was shown, by the piece's identity.

    A customer's word and what the press writes have the person who wrote as their root. Raises ValueError
    for a run without events.
    """
    events = _events(record)
    pieces = np.unique(events["post"]).astype(np.int64)
    shared = events[(events["outcome"] & ev.SHARED) != 0]
    # A piece's identity and a person's number fit into one word together; ``via`` 2^32 - 1 is the root.
    key = (shared["post"].astype(np.int64) << 32) | shared["person"]
    shown_by = (shared["post"].astype(np.int64) << 32) | shared["via"]
    by_person = pieces >= (1 << 31)  # written by a person: identity 2^31 + person
    author = np.where(by_person, pieces - (1 << 31), -1)
    cascade = np.searchsorted(pieces, shared["post"])
    starts = np.concatenate(([0], np.cumsum(1 + np.bincount(cascade, minlength=pieces.size))))
    parent = np.full(starts[-1], -1, np.int64)
    person = np.empty(starts[-1], np.int64)
    person[starts[:-1]] = author
    if shared.size:
        order = np.argsort(cascade, kind="stable")  # within a cascade by the hour of sharing: parents first
        places = np.empty(shared.size, np.int64)
        places[order] = np.arange(shared.size) + 1 + cascade[order]
        person[places] = shared["person"]
        by_key = np.argsort(key)
        messenger = by_key[np.minimum(np.searchsorted(key, shown_by, sorter=by_key), shared.size - 1)]
        # Whoever showed it and did not pass it on published it.
        parent[places] = np.where(key[messenger] == shown_by, places[messenger], starts[cascade])
    return Cascades(starts, parent, person, pieces)


INTRODUCTION = np.dtype([("person", np.int64), ("hour", np.int64), ("via", np.int64), ("post", np.int64)])


def introductions(record: Record) -> npt.NDArray[np.void]:
    """The first impression of everybody reached, in the order of the hours: the hour, the piece and who showed it.

    Shape (people reached,) of INTRODUCTION; ``via`` is -1 where whoever published showed it, -2 where a feed did. The
    influencer of a post is its identity divided by ``sim.planning.posts.PIECES``, as in ``Profile.key``. Raises
    ValueError for a run without events.
    """
    events = _events(record)
    first = events[(events["outcome"] & ev.FIRST) != 0]
    table = np.empty(first.size, INTRODUCTION)
    for name in ("person", "hour", "post"):
        table[name] = first[name]
    table["via"] = ev.messengers(first["via"])
    return table


def by_influencer(record: Record) -> dict[int, dict[str, int]]:
    """The counts of each influencer's posts, shares of them included, by place in the roster; simulated people.

    The names are those of ``sim.events.BY_POST``; whoever brought a person first has the reach, whose post was
    clicked last the purchase. Raises ValueError for a run that is not over.
    """
    if record.by_post is None:
        raise ValueError("the run is not over; play it to the end first")
    sums_by_influencer: dict[int, dict[str, int]] = {}
    for post, piece in zip(record.plan.posts, record.by_post[ev.FIRST_PLACE :], strict=True):
        sums = sums_by_influencer.setdefault(post.influencer, dict.fromkeys(ev.BY_POST, 0))
        for name, count in zip(ev.BY_POST, piece.tolist(), strict=True):
            sums[name] += count
    return dict(sorted(sums_by_influencer.items()))


def _events(record: Record) -> npt.NDArray[np.void]:
    check_kinds("cascades", record=(record, Record, "a Record, such as that of a campaign"))
    if record.events is None:
        raise ValueError("the run kept no events; simulate it with events=True")
    return record.events


@compiled()
def _depths(parent: Ints, depth: Ints) -> None:
    for node in range(parent.shape[0]):
        if parent[node] >= 0:
            depth[node] = depth[parent[node]] + 1


@compiled()
def _sizes_below(parent: Ints, below: Ints) -> None:
    for node in range(parent.shape[0] - 1, -1, -1):
        if parent[node] >= 0:
            below[parent[node]] += below[node]
