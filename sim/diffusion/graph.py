"""A graph along which something is passed on: from whom, to whom, and with what weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse

from sim.brief import Brief
from sim.diffusion.sorted_rows import count, is_ascending, write_by_target, write_rows, write_units
from sim.errors import InputError
from sim.world.ties import count_ties, write_ties
from sim.world.world import World

MOST_PEOPLE = 2**32 - 1
_KINDS = ("int32", "int64", "uint32")  # of whole numbers that are read as they are
_NO_WEIGHTS = np.zeros(0, np.uint32)


@dataclass(frozen=True, eq=False, repr=False)
class Graph(Brief):
    """Who sees what whom shares: the followers of person p are ``followers[starts[p]:starts[p + 1]]``, ascending.

    ``weight_units`` (ties,) are the weights of ties in units of 2^-31, rounded up; None where ties have none. A tie
    that was given twice is there twice, and each has a coin of its own; a tie to oneself carries nothing.
    """

    starts: npt.NDArray[np.int64]  # (people + 1,)
    followers: npt.NDArray[np.uint32]  # (ties,)
    weight_units: npt.NDArray[np.uint32] | None = None

    @property
    def people(self) -> int:
        """How many people there are, followed or not."""
        return self.starts.size - 1

    @property
    def ties(self) -> int:
        """How many ties there are."""
        return self.followers.size

    @classmethod
    def from_edges(
        cls,
        sources: npt.ArrayLike,
        targets: npt.ArrayLike,
        *,
        people: int | None = None,
        weights: npt.ArrayLike | None = None,
    ) -> Graph:
        """The graph in which what ``sources[k]`` shares is seen by ``targets[k]``, who are persons 0, 1, ...

        ``people`` is how many there are; without it the largest id decides. ``weights`` (ties,) are chances or
        influences from 0 to 1. In whatever order ties are given, the graph is the same. Takes 8 bytes for a tie
        beyond what is given (16 with weights), half of which are kept. Raises InputError.
        """
        problems: list[str] = []
        source, target = _ids("sources", sources, problems), _ids("targets", targets, problems)
        if not problems and source.size != target.size:
            problems.append(f"{source.size:,} sources and {target.size:,} targets: there must be one of each for a tie")
        number = _people(people, max(_most(source), _most(target)) + 1, problems)
        for name, ids in (("sources", source), ("targets", target)):
            if not problems and ids.size and (ids.min() < 0 or ids.max() >= number):
                worst = ids.min() if ids.min() < 0 else ids.max()
                problems.append(f"{name}: there is a person {worst:,}; must be from 0 to {number - 1:,}")
        units = _units(weights, source.size, problems)
        if problems:
            raise InputError(problems)
        ends = np.zeros(number + 1, np.int64)
        count(target, ends)
        by_target, units_by_target = np.empty(source.size, np.uint32), np.empty_like(units)
        write_by_target(source, target, units, ends, by_target, units_by_target)  # every place moves to its row's end
        starts = np.zeros(number + 1, np.int64)
        count(source, starts)
        followers = np.empty(source.size, np.uint32)
        write_rows(by_target, units_by_target, ends[:-1], starts.copy(), followers, units)
        return cls(starts, followers, None if weights is None else units)

    @classmethod
    def from_rows(cls, starts: npt.ArrayLike, followers: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Graph:
        """The graph of compressed rows: what person p shares is seen by ``followers[starts[p]:starts[p + 1]]``.

        Rows that are ascending are taken as they are, others are sorted. Raises InputError.
        """
        problems: list[str] = []
        begin, members = _ids("starts", starts, problems), _ids("followers", followers, problems)
        if not problems and (
            not begin.size or begin[0] != 0 or begin[-1] != members.size or (begin[1:] < begin[:-1]).any()
        ):
            problems.append(f"starts: must go up from 0 to the number of followers, {members.size:,}")
        if problems:
            raise InputError(problems)
        begin = begin.astype(np.int64, copy=False)
        people = begin.size - 1
        if is_ascending(begin, members) and (not members.size or 0 <= members.min() <= members.max() < people):
            units = _units(weights, members.size, problems)
            if problems:
                raise InputError(problems)
            return cls(begin, members.astype(np.uint32, copy=False), None if weights is None else units)
        sources = np.repeat(np.arange(people, dtype=np.uint32), np.diff(begin))
        return cls.from_edges(sources, members, people=people, weights=weights)

    @classmethod
    def of(cls, graph: Graph | World | Any, *, weighted: bool = False) -> Graph:
        """A graph from what is one already, a world of this project, or a sparse matrix of SciPy.

        In a matrix the entry in row p and column q says that q sees what p shares; with ``weighted`` it is the weight
        of the tie, else its value says nothing. Raises InputError.
        """
        if isinstance(graph, Graph):
            return graph
        if isinstance(graph, World):
            ties = graph.ties
            if ties.stored:
                return cls(ties.starts, ties.followers)
            starts = np.concatenate(([0], np.cumsum(count_ties(graph.people, ties))))
            return cls(starts, write_ties(graph.people, ties, starts))
        if scipy.sparse.issparse(graph):
            if graph.ndim != 2 or graph.shape[0] != graph.shape[1]:
                shape = " x ".join(f"{size:,}" for size in graph.shape)
                raise InputError(f"the matrix is {shape}; must have as many columns as rows, one for each person")
            entries = graph.tocoo()
            weights = entries.data if weighted else None
            return cls.from_edges(entries.row, entries.col, people=graph.shape[0], weights=weights)
        raise InputError(
            f"graph is a {type(graph).__name__}; must be a Graph (from_edges, from_rows), a World or a sparse matrix"
        )

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        rows = {"people": f"{self.people:,}", "ties": f"{self.ties:,}", "weights": self.weight_units is not None}
        return f"{self.people:,} people, {self.ties:,} ties", rows


def _ids(name: str, given: npt.ArrayLike, problems: list[str]) -> npt.NDArray[Any]:
    """Whole numbers in one dimension, not copied where they need not be."""
    ids = np.asarray(given)
    if ids.ndim == 1 and not ids.size:
        return np.zeros(0, np.int64)
    if ids.ndim != 1 or ids.dtype.kind not in "iu":
        problems.append(f"{name}: is {ids.ndim}-dimensional, of {ids.dtype}; must be a list of whole numbers")
        return np.zeros(0, np.int64)
    if ids.dtype == np.uint64 and ids.max() > MOST_PEOPLE:
        problems.append(f"{name}: there is a person {ids.max():,}; must be below {MOST_PEOPLE:,}")
        return np.zeros(0, np.int64)
    return np.ascontiguousarray(ids if ids.dtype.name in _KINDS and ids.dtype.isnative else ids.astype(np.int64))


def _most(ids: npt.NDArray[Any]) -> int:
    return int(ids.max()) if ids.size else -1


def _people(people: int | None, least: int, problems: list[str]) -> int:
    if people is not None and (isinstance(people, bool) or not isinstance(people, int | np.integer)):
        problems.append(f"people = {people!r}: must be a whole number")
        return 0
    number = least if people is None else int(people)
    if not 0 <= number <= MOST_PEOPLE:
        problems.append(f"{number:,} people: must be at most {MOST_PEOPLE:,}; number them from 0 without gaps")
        return 0
    return number


def _units(weights: npt.ArrayLike | None, ties: int, problems: list[str]) -> npt.NDArray[np.uint32]:
    """Weights in units of 2^-31, as an array of one's own."""
    if weights is None:
        return _NO_WEIGHTS
    given = np.asarray(weights)
    if given.dtype.kind not in "fiu" or given.shape != (ties,):
        problems.append(
            f"weights: are {given.dtype} of shape {given.shape}; must be a number for each of {ties:,} ties"
        )
        return _NO_WEIGHTS
    given = np.ascontiguousarray(given, np.float32 if given.dtype == np.float32 else np.float64)
    wrong = ~((given >= 0.0) & (given <= 1.0))
    if wrong.any():
        first = int(np.argmax(wrong))
        problems.append(
            f"weights: {int(wrong.sum()):,} of {ties:,} are not from 0 to 1, the first is that of tie {first:,}, "
            f"{given[first]:g}"
        )
        return _NO_WEIGHTS
    units = np.empty(ties, np.uint32)
    write_units(given, units)
    return units
