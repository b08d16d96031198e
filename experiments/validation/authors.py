"""Who posts: ordinary people in proportion to how readily they pass things on, and now and then a large account.

Published samples of cascades are samples of posts, not of people, and a few in a hundred of those are by accounts of
ten thousand to a million followers. Accounts come from the roster of the world.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin, rules, rules_of_spread
from sim.assumptions.numbers import Assumptions
from sim.compiled import compiled, compiled_maker
from sim.roster.profile import Profile, engagement_beside_usual
from sim.world.audiences import BLOCK, Audiences, audience_block
from sim.world.habits import author_score, sharing_habit
from sim.world.people import People, reach_scale
from sim.world.ties import Ties, within
from sim.world.world import World

LARGE_ACCOUNT = 10_000, 1_000_000  # followers, from and up to
EAGER = 8.0  # times the mean habit of passing things on; whoever is above it is listed for every large account

Floats = npt.NDArray[np.float64]

ACCOUNT = np.dtype(
    [
        ("row", np.int64),  # place in the world's roster
        ("reach_scale", np.float64),
        ("engage", np.float64),  # P(engage | seen)
        ("infectiousness", np.float64),  # of the author, a factor of mean 1 over authors
        ("own_showing", np.float64),  # factor on sharing of what the account itself shows
    ]
)


class Authors(NamedTuple):
    """Those who may post, as compiled loops read them; arrays by person are empty where all are alike."""

    seed: np.uint64
    habits: Floats  # (people,) how readily each passes things on, mean 1
    sums: Floats  # (people,) sums of them up to each person
    large_share: float  # of posts
    accounts: npt.NDArray[np.void]  # (accounts,) of ACCOUNT
    influencers: npt.NDArray[np.void]  # (roster,) of ``sim.world.audiences.INFLUENCER``
    audiences: Audiences
    starts: npt.NDArray[np.int64]  # (accounts + 1,) of the rows of ``eager``
    eager: npt.NDArray[np.uint32]  # those of each account's audience whose habit is above EAGER


def authors_of(world: World, assumptions: Assumptions) -> Authors:
    """The authors of a world under these assumptions: two numbers for each person, and four for each account."""
    alike = world.people.sharing_spread <= 0.0
    habits = np.empty(0) if alike else _habits(world.people, world.ties)
    share = assumptions.value("large_account_posts_share")
    smallest, largest = LARGE_ACCOUNT
    rows = [row for row, profile in enumerate(world.roster) if smallest <= profile.followers <= largest]
    accounts = np.array([_account(world, row, assumptions) for row in rows if share > 0.0], ACCOUNT)
    starts, eager = _eager_members(world.audiences, world.influencers, accounts["row"], habits)
    return Authors(
        np.uint64(world.seed), habits, np.cumsum(habits), share, accounts, world.influencers, world.audiences, starts,
        eager,
    )  # fmt: skip


def _account(world: World, row: int, assumptions: Assumptions) -> tuple[float, ...]:
    profile: Profile = world.roster[row]
    spread = assumptions.value("author_infectiousness_spread")
    liked = engagement_beside_usual(profile, assumptions)
    apart = assumptions.value("sharing_apart_from_engagement")
    size = rules_of_spread.size_on_sharing(float(profile.followers), assumptions.value("size_on_sharing"))
    return (
        row,
        reach_scale(profile.reach_rate, world.people.activity),
        rules.clip(profile.engagement_per_reached_person),
        rules_of_spread.spread_factor(spread, author_score(world.people.seed, profile.key, 1)),
        size * rules_of_spread.shares_per_engagement(liked, apart),
    )


@compiled_maker()
def _habits(people: People, ties: Ties) -> Floats:
    habits = np.empty(people.size)
    for person in range(people.size):
        habits[person] = sharing_habit(people, ties, person)
    return habits


@compiled_maker()
def _eager_members(audiences, influencers, rows, habits):  # type: ignore[no-untyped-def]
    """(starts, members) of those in each account's audience whose habit is above EAGER, as compressed sparse rows."""
    starts = np.zeros(rows.shape[0] + 1, np.int64)
    eager = np.empty(1024, np.uint32)
    block, words = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32)
    found = 0
    for account in range(rows.shape[0]):
        influencer = influencers[rows[account]]
        done = 0
        while done < influencer.members and habits.shape[0] > 0:
            n = audience_block(audiences, rows[account], influencer, done, block, words)
            done += n
            if found + n > eager.shape[0]:
                longer = np.empty(2 * eager.shape[0] + BLOCK, np.uint32)
                longer[:found] = eager[:found]
                eager = longer
            for i in range(n):
                if habits[block[i]] > EAGER:
                    eager[found] = block[i]
                    found += 1
        starts[account + 1] = found
    return starts, eager[:found].copy()


@compiled()
def habit_of(authors: Authors, person: int) -> float:
    """How readily a person passes things on; 1 where all are alike."""
    return authors.habits[person] if authors.habits.shape[0] > 0 else 1.0


@compiled()
def author_of(authors, people, luck_seed, cascade):  # type: ignore[no-untyped-def]
    """Who posts a cascade: (person, -1), or (-1, the place of a large account).

    People are picked in proportion to their habit of passing things on, accounts alike.
    """
    w = coin.words(luck_seed, coin.AUTHOR, 0, cascade, 0)
    if authors.accounts.shape[0] > 0 and coin.unit(w[1]) < authors.large_share:
        return -1, np.int64(within(w[2], np.uint64(authors.accounts.shape[0])))
    if authors.habits.shape[0] == 0:
        return np.int64(within(w[0], np.uint64(people))), -1
    upto = (coin.unit(w[0]) + coin.unit(w[3]) * 2.0**-32) * authors.sums[people - 1]
    low, high = 0, people - 1
    while low < high:
        middle = (low + high) // 2
        if authors.sums[middle] > upto:
            high = middle
        else:
            low = middle + 1
    return low, -1


@compiled()
def post_infectiousness(
    authors: Authors,
    author_spread: float,
    post_spread: float,
    luck_seed: np.uint64,
    cascade: int,
    person: int,
    account: int,
) -> float:
    """How infectious a cascade's post is: its author's part, of the world, times its own, of the cascade."""
    if author_spread <= 0.0 and post_spread <= 0.0:
        return 1.0
    of_author = (
        authors.accounts[account].infectiousness
        if account >= 0
        else rules_of_spread.spread_factor(author_spread, author_score(authors.seed, person, 0))
    )
    u1, u2, _, _ = coin.draw(luck_seed, coin.AUTHOR, 1, cascade, 0)
    return of_author * rules_of_spread.spread_factor(post_spread, rules.standard_normal(u1, u2))
