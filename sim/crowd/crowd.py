"""What the model asks of a crowd, whichever way its people are kept."""

from __future__ import annotations

from typing import Protocol

from sim import events as ev
from sim.planning.posts import Posts


class Crowd(Protocol):
    """Followers, however they are kept. ``by_post`` counts what each piece brought so far, see ``sim.events``."""

    by_post: ev.Counts

    def add_posts(self, more: Posts) -> None:
        """Further pieces, which take the places after those known so far."""

    def publish(self, place: int, hour: int) -> None:
        """The influencer shows the post at this place of the run's pieces: who will see it, and when."""

    def read(self, hour: int) -> tuple[ev.Counts, ev.Events]:
        """Everybody reacts to what falls due in this hour: counts, shape (len(TALLY),), and events."""

    def end(self) -> ev.Ending:
        """The people touched, when the campaign is over."""
