"""Shared by all commands: reads the question from their options, shows progress, and prints."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import interrupt
from experiments.cli.options import FEW_PEOPLE
from experiments.words.plain_text import visible
from sim.errors import InputError, nearest

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.progress import Progress
    from rich.text import Text

    from sim.scenario.scenario import Scenario


def asked(
    path: Path | None,
    people: int | None,
    assumption_set: str | None,
    objective: str | None,
    without: Sequence[str] = (),
) -> Scenario:
    """The question as asked on the command line: a scenario, some mechanisms switched off. Raises InputError."""
    from sim.scenario.scenario import Scenario

    return judged(Scenario.load(path, people=people, assumption_set=assumption_set), objective, without)


def asked_small(path: Path | None, people: int | None, assumptions: str | None) -> Scenario:
    """The question with the people asked for, or few where nobody asked and the people are not those of a network."""
    question = asked(path, people, assumptions, None)
    if people is None and question.network is None and question.simulated_people > FEW_PEOPLE:
        return asked(path, FEW_PEOPLE, assumptions, None)
    return question


def judged(scenario: Scenario, objective: str | None, without: Sequence[str], option: str = "--objective") -> Scenario:
    """A scenario judged by another objective, if one is named, some mechanisms switched off. Raises InputError.

    ``option`` is the one that names the objective.
    """
    from dataclasses import replace

    from sim.assumptions import mechanisms
    from sim.kpis import KPI_BY_NAME, OBJECTIVES

    if without:
        scenario = replace(scenario, assumptions=mechanisms.without(scenario.assumptions, without))
    if objective is None:
        return scenario
    outside, name = scenario.currency.outside, scenario.currency.inside(objective, (*OBJECTIVES, *KPI_BY_NAME))
    kpi = KPI_BY_NAME.get(OBJECTIVES.get(str(name), str(name)))
    if kpi is None or kpi.better == "neither":
        judging = [name for name, candidate in KPI_BY_NAME.items() if candidate.better != "neither"]
        known = [*OBJECTIVES, *map(outside, judging)]
        hint = nearest(objective, known) or f"; these are {', '.join(known)}"
        raise InputError(f"{option} {objective!r}: must be one of which more or less is better{hint}")
    return replace(scenario, objective=kpi.name)


def asked_schedules(words: str | None, scenario: Scenario) -> list[str]:
    """The schedules named on the command line, or those that the scenario asks about. Raises InputError."""
    if words is None:
        from experiments.replicates.default_schedules import default_schedules

        return default_schedules(scenario)
    names = named(words)
    if not names:
        raise InputError("--schedules names none; give at least one, such as macro_only,micro_only")
    return names


def named(words: str) -> list[str]:
    """Names that were given with commas between them."""
    return [name.strip() for name in words.split(",") if name.strip()]


def whole_numbers(option: str, words: str) -> list[int]:
    """Whole numbers that were given with commas between them. Raises InputError."""
    try:
        return [int(word.replace("_", "")) for word in named(words)]
    except ValueError:
        raise InputError(f"{option} {words}: must be whole numbers with commas between them") from None


def ends(option: str, words: str) -> tuple[float | None, float | None]:
    """The two ends of a range; none where none were given. Raises InputError."""
    if not words:
        return None, None
    try:
        low, high = (float(word) for word in words.split(","))
    except ValueError:
        raise InputError(f"{option} {words}: must be two numbers with a comma between them, such as 0.5,2") from None
    return low, high


def console(*, stderr: bool = False) -> Console:
    """A console to print results on, which shows control characters in names and never obeys them."""
    from rich.console import Console
    from rich.segment import Segment

    def seen(text: str) -> str:
        return "\n".join(map(visible, text.split("\n")))

    class Shown(Console):
        def render_str(self, text: str, **how: Any) -> Text:  # before its width is measured
            return super().render_str(seen(text), **how)

        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
            for part in super().render(renderable, options):
                yield part if part.control else Segment(seen(part.text), part.style)

    # A pipe has no width of its own: give tables room instead of cutting them.
    watched = (sys.stderr if stderr else sys.stdout).isatty()
    return Shown(stderr=stderr) if watched else Shown(stderr=stderr, width=100)


def progress(what: str, total: int | None) -> AbstractContextManager[Progress | Any]:
    """A progress bar on stderr, or nothing where nobody is watching."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    described = TextColumn("{task.description}", markup=False)
    columns = (described, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console(stderr=True), transient=True)
    bar.add_task(what, total=total)
    return bar


def begin_stage(bar: Progress | None, what: str, steps: int | None = None) -> None:
    """Says what begins, on the bar if there is one. Raises KeyboardInterrupt if Ctrl-C was pressed meanwhile."""
    interrupt.go_on()
    if bar:
        bar.update(bar.task_ids[0], description=what, total=steps, completed=0)


def advance(bar: Progress | None, steps: int = 1) -> None:
    """Moves the bar, if there is one, on by ``steps``. Raises KeyboardInterrupt if Ctrl-C was pressed meanwhile."""
    interrupt.go_on()
    if bar:
        bar.advance(bar.task_ids[0], steps)


def kept_runs(folder: Path, what: str = "campaigns") -> AbstractContextManager[None]:
    """Says, where Ctrl-C stops a study, that what it finished is kept in a folder, if anything is."""
    from experiments.store.listing import holds_runs

    told = f"finished {what} are kept in {folder}; the same command goes on from there"
    return interrupt.keeping(f"groundswell: {visible(told)}", partial(holds_runs, folder))
