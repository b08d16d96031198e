"""The interface of a crowd to the model, whichever way its people are kept."""

from __future__ import annotations

from typing import Protocol

from sim import events as ev
from sim.planning.posts import Posts


class Crowd(Protocol):
    """Followers, however they are kept."""

    @property
    def by_post(self) -> ev.Counts:
        """What each piece brought so far, see ``sim.events``."""

    def add_posts(self, pieces: Posts) -> None:
        """Adds pieces, which take the places after those known so far."""

    def publish(self, place: int, hour: int) -> None:
        """Shows the post at a place of the run's pieces to its audience: decides who will see it, and when."""

    def read(self, hour: int) -> tuple[ev.Counts, ev.Events]:
        """Lets everybody react to what falls due in this hour; returns counts, shape (len(TALLY),), and events."""

    def end(self) -> ev.Ending:
        """Sums up the people whom the campaign has touched, at its end."""
