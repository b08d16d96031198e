"""The drawer in which a story opens beside the towns: of a person, or of an influencer."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui
from nicegui.element import Element

from experiments.lab.parts.texts import alerts, text
from experiments.lab.play.lives import Entry, Life
from sim.results.story import Moment


class Drawer(Element, component="drawer.js"):
    """Closed until something is told in it."""

    def __init__(self) -> None:
        super().__init__()
        self._props["opened"] = 0

    def tell_life(self, life: Life) -> None:
        """Tells of a person."""
        with self._anew(life.title):
            text("p", life.headline).classes("headline").props("data-headline")
            with ui.element("ul").classes("who").props("data-who"):
                for words in life.traits:
                    text("li", words)
            text("h3", "Trust in the brand")
            TrustLine(life.trust, life.hours)
            text("h3", "What they saw and did")
            with ui.element("ul"):
                for entry in life.entries:
                    _entry(entry)

    def tell_account(self, title: str, lines: Sequence[str]) -> None:
        """Tells of an influencer."""
        with self._anew(title), ui.element("ul"):
            for line in lines:
                text("li", line)

    def refuse(self, problems: Sequence[str]) -> None:
        """Says why nothing can be told."""
        with self._anew("This cannot be told"):
            alerts(problems)

    def _anew(self, title: str) -> Element:
        self.clear()
        self._props["opened"] += 1
        self.update()
        with self:
            text("h2", title)
        return self


class TrustLine(Element, component="trust_line.js"):
    """Trust over so many hours: ``course`` are hours and the trust, 0 to 1, from then on."""

    def __init__(self, course: Sequence[tuple[int, float]], hours: int) -> None:
        super().__init__()
        self._props |= {"course": [list(point) for point in course], "hours": hours}


def _entry(entry: Entry) -> None:
    if not entry.line:
        for moment in entry.moments:
            _moment(moment)
        return
    with ui.element("li"), ui.element("details").props("data-folded"):
        text("summary", entry.line)
        with ui.element("ul"):
            for moment in entry.moments:
                _moment(moment)


def _moment(moment: Moment) -> None:
    with text("li", f"{moment.when}: {moment.what}"):
        text("div", moment.why).classes("note")
