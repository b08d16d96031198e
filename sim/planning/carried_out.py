"""A plan while it is carried out: what of it is due, and what a review changes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sim import events as ev

if TYPE_CHECKING:
    from sim.planning.budget import Plan
    from sim.scenario.schedule import Review


class CarriedOut:
    """Says which posts of a plan are due, and may go on with another plan when a review is due."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._due: dict[int, list[int]] = defaultdict(list)
        self._schedule_from(0)

    def due(self, hour: int) -> list[int]:
        """The posts that come out in this hour, by their places among the run's pieces."""
        return [place for place in self._due.get(hour, []) if not self.plan.posts[place - ev.FIRST_PLACE].dropped]

    def reviews_due(self, hour: int) -> list[Review]:
        """The reviews of this hour."""
        return [review for review in self.plan.reviews if review.review_hours == hour]

    def revise(self, plan: Plan) -> None:
        """Goes on with another plan, which keeps the posts of this one and may drop some and add others."""
        known = len(self.plan.posts)
        self.plan = plan
        self._schedule_from(known)

    def _schedule_from(self, first: int) -> None:
        for place, post in enumerate(self.plan.posts[first:], ev.FIRST_PLACE + first):
            self._due[post.hour].append(place)
