"""Plan: a list of creators and a budget become a plan, which may be changed by hand and taken along."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from functools import partial

from fastapi import Request
from nicegui import APIRouter, ui
from starlette.concurrency import run_in_threadpool

from experiments.lab.pages.page import PATIENCE_SECONDS, Page
from experiments.lab.parts import plan_change
from experiments.lab.parts.plan_answer import each_tier, other_budgets, otherwise, sentences
from experiments.lab.parts.plan_board import Board
from experiments.lab.parts.plan_list import ReadBack, nothing_open
from experiments.lab.parts.texts import text
from experiments.lab.play.by_hand import differences
from experiments.lab.play.plan_files import FILES, files_of_draft
from experiments.lab.play.searching import Searching
from experiments.lab.pool import in_worker, workers
from experiments.lab.question.asked import Asked
from experiments.plan_launch import words
from experiments.plan_launch.by_hand import taken_in, taken_out
from experiments.plan_launch.draft import NOTHING, Draft, creators_of
from experiments.plan_launch.study import LaunchPlan
from experiments.words.numbers import capitalised
from sim.errors import InputError
from sim.planning.hiring import in_words

_LEDE = (
    "Whom to hire from your own list, when, and for how much: drop the list, say the budget and the rules, and watch "
    "the best plan emerge. Then take somebody in or out, and see what that does."
)
_FIRST = Asked()
_FIND, _STOP, _AGAIN, _DONE = "Find the plan", "Stop", "Begin again", "Done"
_NOT_ESTIMATED = (
    "It was neither weighed against other plans nor estimated on replicates of its own. What a change does to it is "
    "told all the same."
)
# Files that no other plan has.
_OF_THE_FOUND = frozenset(("plan.json", "report.html", "response_curve.png", "response_by_tier.png"))
_SHOWN_EVERY = 10  # replicates


router = APIRouter()


@router.page("/plan", title="Plan: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    await Page("/plan", _LEDE, _show, _FIRST).open(request)


async def _show(page: Page) -> None:
    if not page.asked.roster:
        nothing_open(page.asked, page.ask)
        return
    view = _View(page.asked)
    try:
        await view.follow()
    finally:
        view.leave()  # the visitor left, or asks something else


class _View:
    """The answer, the search behind it, and the changes that a visitor makes to the plan."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.found: Draft = NOTHING  # the best plan so far
        self.wanted = asyncio.Event()  # a search, or what a change does
        self.wish: Callable[[], Awaitable[None]] = self._search
        self.running = False
        self.answer = ui.label("").classes("answer").props("role=status data-answer")
        self.said = ui.element("div").classes("said").props("data-said")
        with ui.element("div").classes("player"):
            with ui.element("button").props("type=button disabled data-search") as button:
                self.word = ui.label(_FIND).classes("contents")
            button.on("click", self._pressed)
            self.button = button
            self.progress = ui.label("").props("data-progress")
        with ui.element("section").classes("change").props('aria-label="Your changes" data-change') as self.change:
            self.changes = ui.label("").props("data-changes")
            self.difference = ui.label("").props("role=status data-difference")
            self.cost = ui.label("").props("data-cost")
            self.fault = ui.label("").classes("problem").props("role=alert data-fault")
            text("button", "Back to the best plan").props("type=button data-back").on("click", self._back)
        self.plan = ui.element("div")
        with ui.element("p").classes("taken") as self.taking:
            self.making = ui.label("").props("role=status")
            self.buttons = {name: self._button(name, words) for name, words in FILES.items()}
        self.further = ui.element("div").classes("further")
        self.files: dict[Draft, dict[str, bytes]] = {}
        for hidden in (self.answer, self.change, self.taking):
            hidden.set_visibility(False)
        self.read_back = ReadBack(asked)

    async def follow(self) -> None:
        """Does what the visitor wants, again and again. Raises InputError where no plan can be made."""
        self.searching = await run_in_threadpool(Searching, self.asked)
        with self.plan:
            self.board = Board(self.searching.allowed, self._moved)
        self.button.props(remove="disabled")
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            await self.wish()

    def leave(self) -> None:
        """Ends the search."""
        if self.running:
            self.searching.stop()

    def _pressed(self) -> None:
        if self.running:
            self.searching.stop()
            return
        self.wish = self._search
        self.wanted.set()

    async def _search(self) -> None:
        """Shows better and better plans, and in the end what the best of them comes to."""
        if self.searching.stopped:
            self.searching = await run_in_threadpool(Searching, self.asked)
        searching, self.running, self.found = self.searching, True, NOTHING
        self.word.set_text(_STOP)
        self.read_back.fold()
        for hidden in (self.change, self.taking):
            hidden.set_visibility(False)
        self.said.clear()
        self.answer.set_visibility(True)
        self.answer.set_text("Searching ...")
        self.board.show(NOTHING, NOTHING, None, movable=False)
        told = False
        try:
            async with aclosing(searching.follow()) as news:
                async for _ in news:
                    self._show_progress()
                    if searching.draft != self.found and not told:
                        self._show_best()
                    if searching.plan is not None and not told:
                        told = True
                        self._tell(searching.plan)
                    await ui.context.client.connected()  # nothing is written for who is away
        finally:
            self.running = False
        if searching.plan is None:
            self.answer.set_text(f"Stopped. The best plan so far: {self._hires()}.")
            with self.said:
                text("p", _NOT_ESTIMATED)
            self.board.show(self.found, self.found, None, movable=bool(self.found))
        self.progress.set_text("")
        self.word.set_text(_AGAIN if searching.plan is None else _DONE)
        if searching.plan is not None:
            self.button.props("disabled")
            self.files[searching.plan.draft] = searching.files
        self._offer()

    def _show_progress(self) -> None:
        searching = self.searching
        most = "" if searching.steps is None else f" of {searching.steps:,} at most"
        played = f": {searching.campaigns:,} campaigns{most}" if searching.campaigns else ""
        self.progress.set_text(f"{capitalised(searching.stage)}{played}")

    def _show_best(self) -> None:
        self.found = self.searching.draft
        self.answer.set_text(f"Searching; the best plan so far: {self._hires()}.")
        self.board.show(self.found, self.found, None, movable=False)

    def _hires(self) -> str:
        creators = len(creators_of(self.found))
        cents = self.searching.allowed.prices.of(self.found)
        return f"{creators:,} creator{'s' * (creators != 1)} for {in_words(cents, self.searching.scenario.currency)}"

    def _tell(self, plan: LaunchPlan) -> None:
        self.found = plan.draft
        self.answer.set_text(words.headline(plan))
        with self.said:
            sentences(plan)
        self.board.show(plan.draft, plan.draft, plan, movable=True)
        with self.further:
            if plan.curve:
                other_budgets(plan)
            if plan.curves_by_tier:
                each_tier(plan)
            if plan.alternatives:
                otherwise(plan)

    def _moved(self, creator: int) -> None:
        """Takes a creator out of the plan, or in, and has both plans played."""
        draft = self.board.draft
        if creator in creators_of(draft):
            self._change_to(taken_out(draft, creator))
        else:
            self._change_to(taken_in(self.searching.allowed, draft, creator, self.found))
        self.board.focus(creator)

    def _back(self) -> None:
        self._change_to(self.found)

    def _change_to(self, draft: Draft) -> None:
        allowed = self.searching.allowed
        self.board.show(draft, self.found, self.searching.plan, movable=True)
        self.change.set_visibility(draft != self.found)
        self.changes.set_text(plan_change.changes(allowed, self.found, draft))
        self.difference.set_text("Playing both plans ...")
        self.cost.set_text(plan_change.cost(allowed, self.found, draft))
        fault = plan_change.fault(allowed, draft)
        self.fault.set_text(fault)
        self.fault.set_visibility(fault != "")
        self._offer()
        self.wish = self._measure
        self.wanted.set()

    async def _measure(self) -> None:
        """Plays the changed plan and the best one with the same luck, until the visitor wants something else."""
        draft, searching = self.board.draft, self.searching
        if draft == self.found:
            return
        pair = (searching.scenario, searching.design, self.found, draft)
        try:
            async with aclosing(differences(workers(), *pair, self.wanted.is_set)) as known:
                async for difference in known:
                    if self.wanted.is_set():
                        return
                    if difference.replicates % _SHOWN_EVERY == 0:
                        self.difference.set_text(plan_change.less_found(searching.allowed, difference))
                    await ui.context.client.connected()  # nothing is begun for who is away
        except InputError as refusal:
            self.difference.set_text(f"This could not be played: {refusal}")

    def _button(self, name: str, words: str) -> ui.element:
        with ui.element("button").props(f"type=button data-take={name}") as button:
            ui.label(words).classes("contents")
        button.on("click", lambda: self._take(name))
        return button

    def _offer(self) -> None:
        """Says which plan the files are of, and offers those that there are of it."""
        draft, searching = self.board.draft, self.searching
        whole = searching.plan is not None and draft == searching.plan.draft
        too_dear = searching.allowed.prices.of(draft) > searching.allowed.budget
        there = set(self.files.get(draft, FILES)) if whole else set(FILES) - _OF_THE_FOUND
        if searching.scenario.market.start is None:
            there -= {"plan.ics"}
        for name, button in self.buttons.items():
            button.set_visibility(name in there and not too_dear)
        if too_dear:
            self.making.set_text("The budget does not pay for this plan: there are no files of it.")
        else:
            self.making.set_text("Take it along:" if whole else "Take this plan along, without what its posts bring:")
        self.taking.set_visibility(bool(draft) and not self.running)

    async def _take(self, name: str) -> None:
        """Hands a file out; those of a changed plan are made when they are wanted."""
        draft, searching = self.board.draft, self.searching
        visitor = self.making.client  # who may ask something else meanwhile
        if draft not in self.files:
            call = partial(files_of_draft, searching.scenario, searching.design, draft, searching.document)
            self.files[draft] = await in_worker(call)
        visitor.download(self.files[draft][name], name)
