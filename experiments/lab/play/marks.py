"""The marks of influencers in a town: one for each, or one for all of a tier where theirs would cover a community."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.lab.play.town import Watched
from experiments.pictures.town import Town, influencer_places

MOST_COVERED = 0.25  # of a community's disc, by marks that found no room around it

Mark = dict[str, Any]


def marks_of(shown: Watched, influencers: Sequence[Mark]) -> list[Mark]:
    """The marks of influencers as they would be drawn one by one: who, tier, place, radius, and hours of posts.

    ``count`` says how many a mark stands for. One of several has the followers and the hours of all, and the story of
    the one with most followers.
    """
    roster = shown.world.roster
    crowded = crowded_interests(shown.town, influencers, [roster[one["who"]].interest for one in influencers])
    marks: list[Mark] = []
    groups: dict[tuple[int, str], list[Mark]] = {}
    for one in influencers:
        interest = roster[one["who"]].interest
        if interest in crowded:
            groups.setdefault((interest, one["tier"]), []).append(one)
        else:
            marks.append({"count": 1, **one})
    interests = np.array([interest for interest, _ in groups], np.int64)
    followers = np.array([sum(roster[one["who"]].followers for one in group) for group in groups.values()], np.int64)
    places, radii = influencer_places(shown.town, interests, followers)
    for group, (x, y), radius in zip(groups.values(), places, radii, strict=True):
        largest = max(group, key=lambda one: (roster[one["who"]].followers, -one["who"]))
        where = {"x": round(float(x), 4), "y": round(float(y), 4), "radius": round(float(radius), 4)}
        hours = sorted(hour for one in group for hour in one["hours"])
        marks.append({**largest, **where, "count": len(group), "hours": hours})
    return marks


def crowded_interests(town: Town, influencers: Sequence[Mark], interests: Sequence[int]) -> set[int]:
    """The interests whose discs would be covered by marks that stand within them."""
    covered = np.zeros(town.radii.size)
    for one, interest in zip(influencers, interests, strict=True):
        x, y = town.centres[interest]
        if np.hypot(one["x"] - x, one["y"] - y) < town.radii[interest]:
            covered[interest] += one["radius"] ** 2
    return set(np.flatnonzero(covered > MOST_COVERED * town.radii**2).tolist())
