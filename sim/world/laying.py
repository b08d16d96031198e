"""Audiences laid over the people of a market: how many of each range, and which turn of its strata."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim import coin
from sim.assumptions.numbers import Assumptions
from sim.compiled import compiled
from sim.roster.profile import Profile
from sim.tiers import TIER_NAMES
from sim.world.audiences import SPAN
from sim.world.people import People, match_factors

Counts = npt.NDArray[np.int64]

BY_COIN, AT_THE_PLACE, ELSEWHERE = 0, 1, 2  # where an influencer lives: anywhere, where a local brand is, or not there
_RANGES = 3  # locality, rest of the interest, rest of the market


def followers_in(roster: Sequence[Profile], scale: float) -> Counts:
    """Simulated people who follow each influencer: fakes and those outside the market left out, (roster,)."""
    followers = np.array([profile.followers for profile in roster], np.float64)
    true = 1.0 - np.array([profile.fake_share for profile in roster], np.float64)
    in_market = np.array([profile.in_market_share for profile in roster], np.float64)
    return np.rint(followers * true * in_market * scale).astype(np.int64)


def lay_audiences(
    table: npt.NDArray[np.void], roster: Sequence[Profile], people: People, assumptions: Assumptions, scale: float
) -> Counts:
    """Fills in members and ranges of every audience; returns how many share their influencer's interest, (roster,)."""
    table["key"] = [profile.key for profile in roster]
    table["members"] = np.minimum(followers_in(roster, scale), people.size)
    tier = np.array([TIER_NAMES.index(profile.tier) for profile in roster], np.int64)
    near, own = (
        np.array([assumptions.value(f"audience_{range_}_share", name) for name in TIER_NAMES])
        for range_ in ("locality", "interest")
    )
    lives = np.zeros(len(roster), np.int64)
    lives[[row for row, profile in enumerate(roster) if profile.of_the_place]] = AT_THE_PLACE
    lives[[row for row, profile in enumerate(roster) if profile.of_another_place]] = ELSEWHERE
    interest = np.array([profile.interest for profile in roster], np.int64)
    localities = int(assumptions.value("localities_per_interest"))
    laid, same = np.zeros((len(roster), _RANGES, len(SPAN.names or ())), np.int64), np.zeros(len(roster), np.int64)
    keys = table["key"].astype(np.int64)
    where = (people.interest_starts, people.seed, interest, lives, localities)
    _lay(laid, same, keys, table["members"], *where, near[tier], own[tier])
    for number, name in enumerate(SPAN.names or ()):
        table["span"][name] = laid[:, :, number]
    return same


def respond(
    table: npt.NDArray[np.void], roster: Sequence[Profile], people: People, same_interest: Counts, match: float
) -> None:
    """Fills in identity, engagement, fit and authenticity: how each audience, whose members are there, responds."""
    interest = np.array([profile.interest for profile in roster], np.int64)
    members = table["members"]
    share = np.divide(same_interest, members, out=np.zeros(len(roster)), where=members > 0)
    table["key"] = [profile.key for profile in roster]
    table["interest_start"] = people.interest_starts[interest]
    table["interest_stop"] = people.interest_starts[interest + 1]
    table["engagement"] = [profile.engagement_per_reached_person for profile in roster]
    table["match_same"], table["match_other"] = match_factors(match, share)
    table["authenticity"] = [profile.authenticity for profile in roster]


@compiled()
def _lay(laid, same_interest, keys, members, interest_starts, seed, interest, lives, localities, near_share, own_share):  # type: ignore[no-untyped-def]
    """Fills in, by influencer and range, what SPAN has, in its order; and how many share the influencer's interest."""
    for row in range(keys.size):
        start, stop = interest_starts[interest[row]], interest_starts[interest[row] + 1]
        where = coin.draw(seed, coin.LOCALITY, keys[row], 0, 0)[0]
        locality = 0 if lives[row] == AT_THE_PLACE else int(where * localities)
        if lives[row] == ELSEWHERE:  # any but the first, where a local brand is
            locality = (1 + int(where * (localities - 1))) % localities
        near_start = start + locality * (stop - start) // localities
        near_stop = start + (locality + 1) * (stop - start) // localities
        near = int(np.rint(members[row] * near_share[row]))
        own = int(np.rint(members[row] * min(1.0, near_share[row] + own_share[row])))
        ranges = (
            (near, near_start, near_stop - near_start, near_stop, 0),
            (own - near, start, stop - start - (near_stop - near_start), near_start, near_stop - near_start),
            (members[row] - own, 0, interest_starts[-1] - (stop - start), start, stop - start),
        )
        turns = coin.draw(seed, coin.LOCALITY, keys[row], 1, 0)
        for place in range(_RANGES):
            wanted, first, size, gap_start, gap = ranges[place]
            laid[row, place, 0], laid[row, place, 2], laid[row, place, 3] = wanted, first, size
            laid[row, place, 4] = int(turns[place] * size)
            laid[row, place, 5], laid[row, place, 6] = gap_start, gap
        _fill(laid[row, :, 0], laid[row, :, 3])
        for place in range(_RANGES):
            laid[row, place, 1] = stratum_step(laid[row, place, 3], laid[row, place, 0])
        same_interest[row] = laid[row, 0, 0] + laid[row, 1, 0]


@compiled(forceinline=True)
def stratum_step(people: int, members: int) -> int:
    """Width of each of ``members`` equal strata of a range, in people times 2^32; rounded up, to leave nobody out."""
    return -((-people << 32) // members) if members else 0


@compiled()
def _fill(counts: Counts, sizes: Counts) -> None:
    """Cuts the people wanted of ranges to their sizes; those too many go to the next wider range, then to narrower."""
    over = 0
    for place in range(counts.size):
        wanted = counts[place] + over
        counts[place] = min(wanted, sizes[place])
        over = wanted - counts[place]
    for place in range(counts.size - 1, -1, -1):
        added = min(over, sizes[place] - counts[place])
        counts[place] += added
        over -= added
