"""Watch it spread: the towns, and the story of whoever is clicked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from fastapi import Request
from nicegui import APIRouter, ui

from experiments.lab.pages.page import PATIENCE_SECONDS, Page
from experiments.lab.parts.crowd import Crowd
from experiments.lab.parts.curves import Curves
from experiments.lab.parts.texts import alerts, text
from experiments.lab.play.stories import story_of_influencer, story_of_person
from experiments.lab.pool import in_worker
from experiments.lab.question.asked import Asked
from experiments.words.numbers import spoken
from sim.errors import InputError
from sim.results.story import Moment

Story = TypeVar("Story")

_LEDE = "The same people, the same luck, two or three launches at equal budget: what differs is the launch."


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
    """Below the towns: what happened to the person, or what the influencer did, who was clicked."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def place(self) -> None:
        """Puts the story where it will be told."""
        self.section = ui.element("section").classes("story").props("aria-live=polite data-story")
        with self.section:
            text("p", "Click a person or an influencer to read their story.").classes("note")

    async def tell(self, schedule: str, person: int) -> None:
        """Tells the story of a person under a schedule."""
        story = await self._played(story_of_person, schedule, person)
        if story:
            self._write(f"Person {person:,} under {spoken(schedule)}", story)

    async def tell_influencer(self, schedule: str, row: int) -> None:
        """Tells the story of the influencer at a place in the roster under a schedule."""
        story = await self._played(story_of_influencer, schedule, row)
        if story:
            name, lines = story
            self._write(f"Influencer {name} under {spoken(schedule)}", lines)

    async def _played(self, story_of: Callable[..., Story | None], schedule: str, number: int) -> Story | None:
        """A story told in the pool; None, and the problems in its place, where the town is refused."""
        asked = self.asked
        try:
            call = partial(story_of, asked.scenario(), asked.schedules, asked.seed, schedule, number)
            return await in_worker(call)
        except InputError as error:
            self.section.clear()
            with self.section:
                alerts(error.problems)
            return None

    def _write(self, title: str, lines: Sequence[Moment | str]) -> None:
        self.section.clear()
        with self.section:
            text("h2", title)
            with ui.element("ul"):
                for line in lines:
                    if isinstance(line, str):
                        text("li", line)
                        continue
                    with text("li", f"{line.when}: {line.what}"):
                        text("div", line.why).classes("note")
