"""Watch it spread: the towns, and the story of whoever is clicked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from nicegui import app, ui
from starlette.concurrency import run_in_threadpool

from experiments.lab.asked import Asked
from experiments.lab.crowd import Crowd
from experiments.lab.influencer_story import influencer_story
from experiments.lab.page import Page
from experiments.lab.story import Told, story
from experiments.lab.texts import text
from experiments.lab.towns import town
from experiments.lab.watched import watched
from experiments.table import spoken
from sim.errors import InputError

_LEDE = "The same people, the same luck, two or three launches at equal budget: what differs is the launch."


@app.get("/watched")
async def _watched(request: Request) -> Response:
    """What the crowd shows, in a form that the browser unpacks; what is wrong with the question in words."""
    try:
        asked = await run_in_threadpool(Asked.read, request.query_params)
        return Response(await town(asked), media_type="application/octet-stream")
    except InputError as error:
        return JSONResponse({"problems": list(error.problems)}, status_code=422)


@ui.page("/", title="Watch it spread: groundswell lab")
async def _page(request: Request) -> None:
    await Page("/", _LEDE, _show).open(request)


async def _show(page: Page) -> None:
    teller = _Teller(page.asked)
    Crowd(f"/watched?{page.asked.address}", teller.tell, teller.tell_influencer)
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
        shown = await asyncio.to_thread(watched, self.asked)
        if schedule not in shown.records or not 0 <= person < shown.world.people.size:
            return  # no page of this lab asks for that
        record, seed = shown.records[schedule], self.asked.seed
        told = await asyncio.to_thread(story, self.asked.scenario(), shown.world, record, seed, person)
        self._write(f"Person {person:,} under {spoken(schedule)}", told)

    async def tell_influencer(self, schedule: str, row: int) -> None:
        """Tells the story of the influencer at a place in the roster under a schedule."""
        shown = await asyncio.to_thread(watched, self.asked)
        if schedule not in shown.records or not 0 <= row < len(shown.world.roster):
            return  # no page of this lab asks for that
        title = f"Influencer {shown.world.roster[row].name} under {spoken(schedule)}"
        self._write(title, influencer_story(shown.world, shown.records[schedule], row))

    def _write(self, title: str, lines: Sequence[Told | str]) -> None:
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
