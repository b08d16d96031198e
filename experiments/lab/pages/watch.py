"""Watch it spread: the towns, and the story of whoever is clicked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from fastapi import Request
from nicegui import APIRouter

from experiments.lab.pages.page import PATIENCE_SECONDS, Page
from experiments.lab.parts.crowd import Crowd
from experiments.lab.parts.curves import Curves
from experiments.lab.parts.drawer import Drawer
from experiments.lab.play.lives import life_of
from experiments.lab.play.stories import story_of_influencer
from experiments.lab.pool import in_worker
from experiments.lab.question.asked import Asked
from experiments.words.numbers import spoken
from sim.errors import InputError

Story = TypeVar("Story")

_LEDE = "The same people, the same luck, the same budget for two or three launches: what differs is the launch."


router = APIRouter()


@router.page("/watch", title="Watch it spread: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    await Page("/watch", _LEDE, _show).open(request)


async def _show(page: Page) -> None:
    teller = _Teller(page.asked)
    Crowd(f"/watched?{page.asked.address}", teller.tell, teller.tell_influencer)
    Curves(page.asked.address)
    teller.place()


class _Teller:
    """Tells what happened to the person, or what the influencer did, who was clicked."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def place(self) -> None:
        """Puts the drawer in which stories are told."""
        self.drawer = Drawer()

    async def tell(self, schedule: str, person: int) -> None:
        """Tells the story of a person under a schedule."""
        life = await self._played(life_of, schedule, person)
        if life:
            self.drawer.tell_life(life)

    async def tell_influencer(self, schedule: str, row: int) -> None:
        """Tells the story of the influencer at a place in the roster under a schedule."""
        story = await self._played(story_of_influencer, schedule, row)
        if story:
            name, lines = story
            self.drawer.tell_account(f"Influencer {name} under {spoken(schedule)}", lines)

    async def _played(self, story_of: Callable[..., Story | None], schedule: str, number: int) -> Story | None:
        """A story told in the pool; None, and the problems in its place, where the town is refused."""
        asked = self.asked
        try:
            call = partial(story_of, asked.scenario(), asked.schedules, asked.seed, schedule, number)
            return await in_worker(call)
        except InputError as error:
            self.drawer.refuse(error.problems)
            return None
