"""The arrays on which a run's compiled loops work: state, which lasts over the run; scratch, used again each hour."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.crowd.behaviour import Behaviour
from sim.crowd.calendar import Pages
from sim.crowd.feed import GENERATIONS, FeedCounts
from sim.world.audiences import BLOCK, Audiences
from sim.world.people import People
from sim.world.ties import Ties

SHOWING = np.dtype(
    [
        ("post", np.uint32),
        ("via", np.uint32),
        ("place", np.int32),  # of the piece, among the run's pieces
        ("steps", np.uint16),  # how often it had been passed on
        ("generation", np.uint16),  # how many recommendations of a feed stand between it and the account
    ]
)
# People to whom a feed shows a piece: numbers ``first`` up to ``first + people`` of the order of the piece.
BATCH = np.dtype([("place", np.int64), ("generation", np.int64), ("first", np.int64), ("people", np.int64)])


class State(NamedTuple):
    """Everything that lasts over a run: the market, how people behave, and what has happened to them so far.

    The arrays from ``posts`` on grow as the run goes on; those with room to grow are longer than what is used.
    """

    people: People
    ties: Ties
    audiences: Audiences
    influencers: npt.NDArray[np.void]  # (influencers,) of ``sim.world.audiences.INFLUENCER``
    behaviour: Behaviour
    posts: npt.NDArray[np.void]  # (pieces,) of ``sim.planning.posts.POST``, by place
    by_post: npt.NDArray[np.int64]  # (pieces, len(BY_POST)) what each piece brought so far
    showings: npt.NDArray[np.void]  # (room,) of SHOWING: who shows which piece, in the order in which it went out
    table: npt.NDArray[np.void]  # (rows,) of ``sim.crowd.person_table.PERSON``: the people touched, by hash
    feed: FeedCounts
    passed_on: npt.NDArray[np.uint64]  # (places,) who has passed on what, see ``sim.crowd.passed_on``
    pages: Pages  # impressions that wait for their hour


class Scratch(NamedTuple):
    """Arrays that are used again each hour; nothing in them is kept from one hour to the next."""

    members: npt.NDArray[np.uint32]  # (BLOCK,) the part of an audience to which a post is being shown
    member_words: npt.NDArray[np.uint32]  # (3, BLOCK) their coins
    readers: npt.NDArray[np.int64]  # (most,) to whom one person shows something
    rows: npt.NDArray[np.int64]  # (impressions,) the row in the table of whoever reads
    engage_words: npt.NDArray[np.uint32]  # (impressions,) the coin of engaging
    sharing: npt.NDArray[np.void]  # (2 * impressions,) of SHOWING: what goes out after this hour
    batches: npt.NDArray[np.void]  # (pieces * GENERATIONS,) of BATCH: whom feeds show pieces after this hour


def empty_scratch(most_readers: int, pieces: int) -> Scratch:
    """Scratch for so many pieces, and to show one to at most ``most_readers`` people; none yet for reading."""
    return Scratch(
        np.empty(BLOCK, np.uint32),
        np.empty((3, BLOCK), np.uint32),
        np.empty(most_readers, np.int64),
        np.empty(0, np.int64),
        np.empty(0, np.uint32),
        np.empty(0, SHOWING),
        np.empty(pieces * GENERATIONS, BATCH),
    )


def with_reading_room(scratch: Scratch, impressions: int) -> Scratch:
    """The same scratch, or one with larger arrays for reading where so many impressions are due in one hour."""
    if impressions <= scratch.rows.size:
        return scratch
    room = max(impressions, 2 * scratch.rows.size)
    return scratch._replace(
        rows=np.empty(room, np.int64), engage_words=np.empty(room, np.uint32), sharing=np.empty(2 * room, SHOWING)
    )
