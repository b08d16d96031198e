"""The marks of influencers in a town: one for each, or one for all of a tier where theirs would cover a community."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.pictures.town import Town, influencer_places
from sim.planning.budget import PlannedPost
from sim.roster.profile import Profile

MOST_COVERED = 0.25  # of a community's disc, by marks that found no room around it

Mark = dict[str, Any]


def influencers_in(
    town: Town, roster: Sequence[Profile], hired: Sequence[int], posts: Iterable[PlannedPost]
) -> list[Mark]:
    """Whom a launch hired: place in the roster, name, tier, place in the town and radius, hours of these posts."""
    hours: dict[int, list[int]] = {row: [] for row in hired}
    for post in posts:
        hours[post.influencer].append(post.hour)
    profiles = [roster[row] for row in hours]
    placed = _placed(town, [one.interest for one in profiles], [one.followers for one in profiles])
    return [
        {"who": row, "name": profile.name, "tier": profile.tier, **where, "hours": sorted(posted)}
        for (row, posted), profile, where in zip(hours.items(), profiles, placed, strict=True)
    ]


def marks_of(town: Town, roster: Sequence[Profile], influencers: Sequence[Mark]) -> list[Mark]:
    """The marks of influencers as they would be drawn one by one: who, tier, place, radius, and hours of posts.

    ``count`` says how many a mark stands for. One of several has the followers and the hours of all, and the story of
    the one with most followers.
    """
    crowded = crowded_interests(town, influencers, [roster[one["who"]].interest for one in influencers])
    marks: list[Mark] = []
    groups: dict[tuple[int, str], list[Mark]] = {}
    for one in influencers:
        interest = roster[one["who"]].interest
        if interest in crowded:
            groups.setdefault((interest, one["tier"]), []).append(one)
        else:
            marks.append({"count": 1, **one})
    followers = [sum(roster[one["who"]].followers for one in group) for group in groups.values()]
    for group, where in zip(
        groups.values(), _placed(town, [interest for interest, _ in groups], followers), strict=True
    ):
        largest = max(group, key=lambda one: (roster[one["who"]].followers, -one["who"]))
        hours = sorted(hour for one in group for hour in one["hours"])
        marks.append({**largest, **where, "count": len(group), "hours": hours})
    return marks


def _placed(town: Town, interests: Sequence[int], followers: Sequence[int]) -> list[Mark]:
    places, radii = influencer_places(town, np.array(interests, np.int64), np.array(followers, np.int64))
    rows: npt.NDArray[np.float64] = np.column_stack([places, radii])
    return [{"x": round(x, 4), "y": round(y, 4), "radius": round(radius, 4)} for x, y, radius in rows.tolist()]


def crowded_interests(town: Town, influencers: Sequence[Mark], interests: Sequence[int]) -> set[int]:
    """The interests whose discs would be covered by marks that stand within them."""
    covered = np.zeros(town.radii.size)
    for one, interest in zip(influencers, interests, strict=True):
        x, y = town.centres[interest]
        if np.hypot(one["x"] - x, one["y"] - y) < town.radii[interest]:
            covered[interest] += one["radius"] ** 2
    return set(np.flatnonzero(covered > MOST_COVERED * town.radii**2).tolist())
