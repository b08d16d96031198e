"""Watch it spread: the towns, and the story of whoever is clicked."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from nicegui import app, ui

from experiments.lab.asked import Asked
from experiments.lab.crowd import Crowd
from experiments.lab.page import Page
from experiments.lab.story import story
from experiments.lab.texts import text
from experiments.lab.watched import packed, watched
from experiments.table import spoken
from sim.errors import InputError


@app.get("/watched")
def _watched(request: Request) -> Response:
    """What the crowd shows, in a form that the browser unpacks; what is wrong with the question in words."""
    try:
        asked = Asked.read(request.query_params)
        return Response(packed(watched(asked)), media_type="application/octet-stream")
    except InputError as error:
        return JSONResponse({"problems": list(error.problems)}, status_code=422)


_LEDE = "The same people, the same luck, two or three launches at equal budget: what differs is the launch."


@ui.page("/", title="Watch it spread: groundswell lab")
async def _page(request: Request) -> None:
    await Page("/", _LEDE, _show).open(request)


async def _show(page: Page) -> None:
    teller = _Teller(page.asked)
    Crowd(f"/watched?{page.asked.address}", teller.tell)
    teller.place()


class _Teller:
    """Below the towns: what happened to the person who was clicked."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def place(self) -> None:
        """Puts the story where it will be told."""
        self.section = ui.element("section").classes("story").props("aria-live=polite data-story")
        with self.section:
            text("p", "Click a person to read their story.").classes("note")

    def tell(self, schedule: str, person: int) -> None:
        """Tells the story of a person under a schedule."""
        shown = watched(self.asked)
        if schedule not in shown.records or not 0 <= person < shown.world.people.size:
            return  # no page of this lab asks for that
        self.section.clear()
        with self.section:
            text("h2", f"Person {person:,} under {spoken(schedule)}")
            with ui.element("ul"):
                for one in story(self.asked.scenario(), shown.world, shown.records[schedule], self.asked.seed, person):
                    with text("li", f"{one.when}: {one.what}"):
                        text("div", one.why).classes("note")
