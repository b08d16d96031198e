"""Who is in the plan and who is not hired: a creator goes over by a button, or is dragged."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from experiments.lab.parts.texts import scrolled, table_head, text, with_interval
from experiments.plan_files.moments import spoken_moment
from experiments.plan_launch import words
from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import NOTHING, Draft, Post, creators_of
from experiments.plan_launch.study import CreatorValue, LaunchPlan
from experiments.words.numbers import minus, noun, row_step, show

_MOST_WAITING = 200  # creators who are not hired, that are shown
_NO_INTERVAL = (
    "No interval: with and without such a creator hardly any replicate differs, as happens with a small account among "
    "few people; simulate more people, or search longer, to learn more."
)
_DRAGGED = "(event) => event.dataTransfer.setData('text/plain', event.currentTarget.dataset.creator)"
_OVER = "(event) => event.preventDefault()"
_DROPPED = "(event) => { event.preventDefault(); emit(event.dataTransfer.getData('text/plain')); }"
# In the browser: who moved somebody with the keyboard goes on from the button that takes them back.
_FOCUS = "setTimeout(() => document.querySelector('[data-move=\"%d\"]')?.focus(), 60)"


class Board:
    """A plan as a table, beside those who are not hired. ``moved`` is told who is to go over."""

    def __init__(self, allowed: Allowed, moved: Callable[[int], None]) -> None:
        self.allowed = allowed
        self._code = allowed.scenario.currency.code
        self.draft: Draft = NOTHING
        self._moved = moved
        self._found: Draft = NOTHING
        self._values: dict[int, CreatorValue] = {}
        self._plan: LaunchPlan | None = None
        self.section = ui.element("section").classes("board").props('aria-label="The plan"')

    def show(self, draft: Draft, found: Draft, plan: LaunchPlan | None, *, movable: bool) -> None:
        """Shows a draft beside the plan that was found, and with what is known of its creators."""
        self.draft, self._found, self._plan = draft, found, plan
        self._values = {value.creator: value for value in plan.creators} if plan is not None else {}
        self.section.clear()
        with self.section:
            inside = ui.element("div").props("data-in-plan")
            with inside:
                text("h2", "In the plan")
                if draft:
                    with scrolled("The plan"):
                        self._hired(movable)
                    if not all(math.isfinite(one.lost.high - one.lost.low) for one in self._values.values()):
                        text("p", _NO_INTERVAL).classes("note").props("data-no-interval")
                else:
                    text("p", "Nobody is hired.").classes("note")
            if movable:
                outside = ui.element("div").props("data-not-hired")
                with outside:
                    self._not_hired()
                self._takes(inside, inside_it=True)
                self._takes(outside, inside_it=False)
            with ui.element("div").props("data-calendar"):
                if draft:
                    text("h2", "Calendar")
                    self._calendar()

    def focus(self, creator: int) -> None:
        """Puts the keyboard where this creator is now."""
        self.section.client.run_javascript(_FOCUS % creator)

    def _takes(self, zone: ui.element, *, inside_it: bool) -> None:
        """Has a zone take creators who are dragged there from the other one."""

        def dropped(event: Any) -> None:
            given = str(event.args)
            creator = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else -1
            known = 0 <= creator < len(self.allowed.roster)
            if known and (creator in creators_of(self.draft)) != inside_it:
                self._moved(creator)

        zone.on("dragover", js_handler=_OVER)
        zone.on("drop", dropped, js_handler=_DROPPED)

    def _hired(self, movable: bool) -> None:
        kpi = self.allowed.scenario.judged_by
        with ui.element("table").classes("hired"):
            worth = (f"{noun(kpi)} lost without", "why") if self._plan is not None else ()
            table_head(("When", "Creator", "Tier", "Format", self._code, *worth, *([""] if movable else [])))
            seen: set[int] = set()
            with ui.element("tbody"):
                for post in sorted(self.draft, key=lambda post: (post.day, post.creator, post.format)):
                    self._row(post, first=post.creator not in seen, movable=movable)
                    seen.add(post.creator)

    def _row(self, post: Post, *, first: bool, movable: bool) -> None:
        profile, prices = self.allowed.roster[post.creator], self.allowed.prices
        cents = (prices.of_first if first else prices.of_further)(post.creator, post.format)
        with ui.element("tr").props(f"data-creator={post.creator}") as row:
            text("td", self._when(post.day)).props('data-head="When"')
            text("th", profile.name).props("scope=row")
            text("td", profile.tier).props('data-head="Tier"')
            text("td", post.format).props('data-head="Format"')
            text("td", f"{cents / 100:,.2f}").props(f"data-head={self._code}")
            if self._plan is not None:
                worth, why = self._worth(post.creator) if first else ("", "posts again")
                text("td", worth).props('data-head="Lost without"' if worth else "")
                text("td", why).classes("why")
            if movable:
                with ui.element("td"):
                    if first:
                        self._button("Take out", post.creator)
        if movable:
            row.props("draggable=true").on("dragstart", js_handler=_DRAGGED)

    def _worth(self, creator: int) -> tuple[str, str]:
        """What the plan loses without a creator, with its interval, and why."""
        value = self._values.get(creator)
        if value is None or self._plan is None:
            return "", "taken in by you"
        unit = self.allowed.scenario.judged_by.unit
        step = row_step([value.lost])
        lost = with_interval(value.lost, partial(show, unit=unit, step=step), "no interval")
        return minus(lost), words.why(self._plan, value)

    def _not_hired(self) -> None:
        inside, found = creators_of(self.draft), creators_of(self._found)
        waiting = [one for one in range(len(self.allowed.roster)) if one not in inside | self.allowed.too_large]
        waiting.sort(key=lambda one: one not in found)  # who was in it stands first
        text("h2", "Not hired")
        if not waiting:
            text("p", "Everybody on the list is in the plan.").classes("note")
            return
        box = ui.element("div").classes("names").props('role=group tabindex=0 aria-label="Not hired"')
        with box, ui.element("table").classes("waiting"):
            table_head(("Creator", "Tier", "Followers", self._code, ""))
            with ui.element("tbody"):
                for creator in waiting[:_MOST_WAITING]:
                    profile = self.allowed.roster[creator]
                    with ui.element("tr").props(f"draggable=true data-creator={creator}") as row:
                        with text("th", profile.name).props("scope=row"):
                            if creator in found:
                                text("small", "taken out by you")
                        text("td", profile.tier)
                        text("td", f"{profile.followers:,}")
                        text("td", f"{self.allowed.prices.of_first(creator) / 100:,.2f}")
                        with ui.element("td"):
                            self._button("Take in", creator)
                    row.on("dragstart", js_handler=_DRAGGED)
        if len(waiting) > _MOST_WAITING:
            more = len(waiting) - _MOST_WAITING
            text("p", f"and {more:,} more; say under Rules who of them must post").classes("note")

    def _button(self, word: str, creator: int) -> None:
        button = text("button", word).classes("move").props(f"type=button data-move={creator}")
        button.props["aria-label"] = f"{word}: {self.allowed.roster[creator].name}"
        button.on("click", lambda: self._moved(creator))

    def _when(self, day: int) -> str:
        return spoken_moment(self.allowed.scenario.market.start, 24 * day + self.allowed.rules.hour_of_day)

    def _calendar(self) -> None:
        """A box for each day up to the last on which anybody posts, seven in a row, with who posts."""
        by_day: dict[int, list[str]] = defaultdict(list)
        for post in sorted(self.draft):
            by_day[post.day].append(self.allowed.roster[post.creator].name)
        with ui.element("ol").classes("calendar"):
            for day in range(max(by_day) + 1):
                with ui.element("li").classes("" if day in by_day else "free"):
                    text("b", self._when(day).rpartition(",")[0].capitalize())
                    for name in by_day[day]:
                        text("span", name)
