"""A plan searched for one visitor, in a process of its own, which ends with the search or when the visitor leaves."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from experiments.lab.play.plan_files import files_of_plan
from experiments.lab.players import MOST_BYTES, begin, deaf_to_ctrl_c
from experiments.lab.question.asked import Asked, document
from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import NOTHING, Draft
from experiments.plan_launch.played import Played, check_plannable
from experiments.plan_launch.study import Effort, LaunchPlan, plan_launch
from experiments.replicates.design import Design
from sim.errors import InputError
from sim.scenario.scenario import Scenario

EFFORTS = {
    "glance": Effort(campaigns=200, replicates=20),
    "quick": Effort(campaigns=1_500, replicates=20),
    "thorough": Effort(),
}
MOST_AT_ONCE = 2  # searches; whoever comes then waits
MOST_CREATORS = 1_000  # on a list; more take longer than anybody watches
_LOOKS_SECONDS = 0.25  # between two looks at how far a search is
_spawned = multiprocessing.get_context("spawn")
_places = asyncio.Semaphore(MOST_AT_ONCE)

Tell = Callable[[str, Any], None]


class Searching:
    """How far a search is. ``draft`` is the best plan so far; ``plan`` is there at the end, and then its ``files``.

    Raises InputError where no plan can be made: what is wrong with the rules is told before anything is played.
    """

    def __init__(self, asked: Asked) -> None:
        scenario = asked.scenario()
        check_plannable(scenario)
        self.scenario: Scenario = replace(scenario, simulated_people=min(asked.plan.people, scenario.market.people))
        self.design = Design(asked.seed, lucks=1)
        roster = Played(self.scenario, self.design, jobs=1).roster
        if len(roster) > MOST_CREATORS:
            raise InputError(
                f"your list has {len(roster):,} creators; the lab plans with at most {MOST_CREATORS:,}: shorten it, or "
                "ask `groundswell plan`"
            )
        self.allowed = Allowed(self.scenario, roster)
        self.document: Mapping[str, Any] = document(asked)
        self.effort, self.cautious = EFFORTS[asked.plan.effort], asked.plan.cautious
        self.stage, self.steps = "waiting until others' searches have ended", None  # steps: campaigns, at most
        self.campaigns = 0  # of this stage, so far
        self.draft: Draft = NOTHING
        self.plan: LaunchPlan | None = None
        self.files: dict[str, bytes] = {}
        self.stopped = False
        self._refusal: InputError | None = None
        self._over = False
        self._process: BaseProcess | None = None

    async def follow(self) -> AsyncGenerator[None, None]:
        """Searches, and says whenever there is something new, until all is there or it is stopped.

        Raises InputError where the search is refused, or its process was ended by somebody else.
        """
        yield
        async with _places:
            if self.stopped:
                return
            news: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
            loop = asyncio.get_running_loop()

            def tell(what: str, value: Any) -> None:
                with contextlib.suppress(RuntimeError):  # the lab is being ended
                    loop.call_soon_threadsafe(news.put_nowait, (what, value))

            threading.Thread(target=self._listen, args=(tell,), daemon=True).start()
            try:
                while not self._over:
                    self._take(*await news.get())
                    while not news.empty():
                        self._take(*news.get_nowait())
                    yield
                    await asyncio.sleep(_LOOKS_SECONDS)
            finally:
                self._end()
        if self._refusal is not None:
            raise self._refusal
        if self.plan is None and not self.stopped:
            raise InputError("the process that searched was ended; ask for less, or free some memory, and begin again")

    def stop(self) -> None:
        """Ends the search at once; the best plan so far stays. Does nothing where it has ended."""
        self.stopped = self.stopped or not self._over
        self._end()

    def _end(self) -> None:
        self._over = True
        if self._process is not None:
            self._process.kill()

    def _listen(self, tell: Tell) -> None:
        """Starts the process and passes on what it says, in a thread: reading waits for it."""
        deaf_to_ctrl_c()
        hears, says = _spawned.Pipe(duplex=False)
        about = (self.scenario, self.document, self.design.seed, self.effort, self.cautious)
        process = _spawned.Process(target=_search, args=(says, *about), daemon=True)
        process.start()
        says.close()
        self._process = process
        if self._over:
            process.kill()
        with contextlib.suppress(EOFError, OSError):  # it has ended
            while True:
                tell(*hears.recv())
        process.join()
        hears.close()
        tell("over", True)

    def _take(self, what: str, value: Any) -> None:
        if what == "stage":
            self.stage, self.steps = value
            self.campaigns = 0
        elif what == "campaigns":
            self.campaigns += value
        elif what == "draft":
            self.draft = value
        elif what == "plan":
            self.plan, self.draft = value, value.draft
        elif what == "files":
            self.files = value
        elif what == "refusal":
            self._refusal = value
        else:
            self._over = True


def _search(
    says: Connection, scenario: Scenario, document: Mapping[str, Any], seed: int, effort: Effort, cautious: bool
) -> None:
    """Run in the process: says what it comes to, as ``Searching`` takes it."""
    begin(MOST_BYTES)

    def tell(what: str, value: Any) -> None:
        says.send((what, value))

    try:
        plan = plan_launch(
            scenario,
            seed=seed,
            effort=effort,
            cautious=cautious,
            on_stage=lambda what, steps: tell("stage", (what, steps)),
            on_campaigns=lambda campaigns: tell("campaigns", campaigns),
            on_draft=lambda draft, allowed: tell("draft", draft),
        )
        tell("plan", plan)
        tell("stage", ("the files", None))
        tell("files", files_of_plan(plan, document))
    except InputError as refusal:
        tell("refusal", refusal)
    except MemoryError:
        tell("refusal", InputError(f"this would take more than {MOST_BYTES / 1e9:g} GB of memory; ask for less"))
