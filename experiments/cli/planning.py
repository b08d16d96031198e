"""The command that plans: who posts what when, for a budget."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli.options import (
    AsJson,
    Assume,
    Budget,
    Jobs,
    Objective,
    Out,
    People,
    ScenarioFile,
    Seed,
    Without,
    example,
)
from experiments.cli.terminal import advance, begin_stage, console, judged, kept_runs, named, progress
from experiments.files import filled_folder, writable_folder
from experiments.words.plain_text import visible
from sim.errors import Faults, InputError

if TYPE_CHECKING:
    from experiments.plan_launch.target import Target
    from sim.kpis import Kpi
    from sim.scenario.scenario import Scenario

planning = typer.Typer()


class Risk(StrEnum):
    """What a plan is judged by: its mean, or the mean of its worst cases."""

    mean = "mean"
    cvar = "cvar"


class Codes(StrEnum):
    """Which posts of a plan carry a promo code."""

    never = "never"
    always = "always"
    search = "search"

    @property
    def rules(self) -> dict[str, bool]:
        """What it says in a scenario's [rules]."""
        return {"promo_code": self is Codes.always, "search_codes": self is Codes.search}


@planning.command(epilog=example("groundswell plan --roster influencers.xlsx --budget 25000"))
def plan(
    scenario: ScenarioFile = None,
    roster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The creators you could hire, in place of the scenario's.")
    ] = None,
    budget: Budget = None,
    objective: Objective = None,
    beside: Annotated[
        str | None,
        typer.Option("--and", metavar="OBJECTIVE", help="A second objective: plans that trade the first for it."),
    ] = None,
    risk: Annotated[
        Risk, typer.Option(help="mean: the mean counts. cvar: the mean of the worst fifth of all cases counts.")
    ] = Risk.mean,
    must: Annotated[str, typer.Option(help="Creators who must post, separated by commas.")] = "",
    never: Annotated[str, typer.Option(help="Creators who must not post, separated by commas.")] = "",
    codes: Annotated[
        Codes | None,
        typer.Option(
            help="Promo codes: never, always, or search: each post with or without, whatever is better. Without it, as "
            "the scenario's [rules] have it."
        ),
    ] = None,
    posts_each: Annotated[int | None, typer.Option(min=1, help="Posts of one creator, at most.")] = None,
    target_roi: Annotated[
        float | None, typer.Option(help="Spend no more than earns this ROI on the whole: 0.2 is 20 %.")
    ] = None,
    target_marginal_roi: Annotated[
        float | None, typer.Option(help="Spend no more than earns this ROI on the last of it.")
    ] = None,
    compare_plan: Annotated[
        Path | None,
        typer.Option("--compare-plan", metavar="FILE", help="A plan.csv or plan.xlsx, edited, to be played beside it."),
    ] = None,
    campaigns: Annotated[
        int, typer.Option(min=1, max=10_000_000, help="Campaigns that the search may play: more find more.")
    ] = 8_000,
    replicates: Annotated[
        int, typer.Option(min=20, max=100_000, help="Fresh replicates for the estimate of what the plan brings.")
    ] = 100,
    assumptions: Assume = None,
    without: Without = "",
    people: People = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Whom to hire, when, for how much, what it will bring, and how sure it is the best that was tried.

    The rules of the scenario's [rules] hold: who must post, who must not, how often, on which days. Writes plan.csv,
    plan.xlsx, plan.ics where market.start is known, a brief of one page (brief.html), plan.toml (a scenario that
    compare, run and the lab play), plan.json and a picture of what other budgets bring. What was played is kept in
    DIR/runs: a search that was stopped goes on where it was, and leaves its best so far in plan.toml.
    """
    from experiments.plan_launch.played import check_plannable
    from sim.scenario.scenario import Scenario

    document = _document(scenario, roster, budget, must, never, posts_each, codes, assumptions)
    read = Scenario.from_mapping(document, path=scenario, people=people, assumption_set=assumptions)
    question = judged(read, objective, named(without))
    check_plannable(question)
    second = None if beside is None else _beside(question, beside)
    target = _target(question, target_roi, target_marginal_roi)
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.plan_launch.draft import NAME
    from experiments.plan_launch.files import as_json as result_of
    from experiments.plan_launch.files import scenario_text, write_plan
    from experiments.plan_launch.study import Effort, plan_launch
    from experiments.plan_launch.table import print_plan

    so_far: list[str] = []
    try:
        with kept_runs(folder / "runs"), progress("plan", None) as bar:
            made = plan_launch(
                question,
                seed=seed,
                jobs=jobs or cpu_count(),
                effort=Effort(campaigns, replicates),
                cautious=risk is Risk.cvar,
                kept_in=folder / "runs",
                edited=compare_plan,
                target=target,
                beside=second,
                on_stage=partial(begin_stage, bar),
                on_campaigns=partial(advance, bar),
                on_draft=lambda draft, allowed: so_far.append(scenario_text(document, {NAME: draft}, allowed)),
            )
    except KeyboardInterrupt:
        if so_far:
            with filled_folder(folder) as unfinished:
                (unfinished / "plan.toml").write_text(so_far[-1], encoding="utf-8")
            told = f"the best plan so far is in {folder / 'plan.toml'}, not estimated on fresh replicates"
            print(f"groundswell: {visible(told)}", file=sys.stderr)
        raise
    with filled_folder(folder) as unfinished:
        write_plan(made, document, unfinished)
    if as_json:
        print(json.dumps(result_of(made), indent=2))
        return
    screen = console()
    print_plan(screen, made)
    calendar = "" if question.market.start is None else ", plan.ics"
    screen.print(
        f"Files: {folder}/plan.csv, plan.xlsx{calendar}, brief.html, plan.toml, plan.json and response_curve.png. Play "
        f"it again: groundswell compare {folder}/plan.toml --schedules plan,micro_only",
        highlight=False,
        markup=False,
    )


def _beside(question: Scenario, objective: str) -> Kpi:
    """The second objective. Raises InputError."""
    from experiments.plan_launch.played import check_plannable

    other = judged(question, objective, (), "--and")
    check_plannable(other)
    if other.judged_by.numerator == question.judged_by.numerator:
        raise InputError(f"--and {objective}: is the objective itself; give another")
    return other.judged_by


def _target(question: Scenario, roi: float | None, marginal_roi: float | None) -> Target | None:
    """The return that is asked for, if one is. Raises InputError."""
    from experiments.plan_launch.target import Target

    if roi is not None and marginal_roi is not None:
        raise InputError("give --target-roi or --target-marginal-roi, not both")
    least = marginal_roi if roi is None else roi
    if least is None:
        return None
    if question.brand.price_eur == 0.0:
        price = question.currency.outside("brand.price_eur")
        raise InputError(f"{price} is 0, so that nothing is earned; give the product a price, or no target")
    return Target("marginal roi" if roi is None else "roi", least)


def _document(
    path: Path | None,
    roster: Path | None,
    budget: float | None,
    must: str,
    never: str,
    posts_each: int | None,
    codes: Codes | None,
    assumptions: str | None,
) -> Mapping[str, Any]:
    """The scenario's file as tables, with what the command line says in place of what it says. Raises InputError.

    Files that it names are as seen from anywhere: it is written again, with the plan, into another folder.
    """
    from sim.assumptions.own_file import is_own_file
    from sim.reading.toml_file import read_toml
    from sim.scenario.scenario import BUILT_IN, BUILT_INS, currency_of

    source = BUILT_IN if path is None else BUILT_INS.get(str(path), path) if not path.exists() else path
    document = dict(read_toml(source))
    if roster is not None:
        document["roster"] = {"file": str(roster.resolve())}
    elif isinstance(document.get("roster"), Mapping) and isinstance(document["roster"].get("file"), str):
        document["roster"] = {**document["roster"], "file": str((source.parent / document["roster"]["file"]).resolve())}
    choice = document.get("assumptions", {})
    if isinstance(choice, Mapping):
        beside = is_own_file(choice.get("set")) and assumptions is None
        name = str(source.parent / str(choice["set"])) if beside else assumptions
        if name is not None:
            document["assumptions"] = {**choice, "set": str(Path(name).resolve()) if is_own_file(name) else name}
    if budget is not None:
        document[currency_of(document, Faults()).outside("budget_eur")] = budget
    given = {"must": named(must), "never": named(never), "posts_each": posts_each}
    rules = {name: value for name, value in given.items() if value} | ({} if codes is None else codes.rules)
    if rules:
        if not isinstance(document.get("rules", {}), Mapping):
            raise InputError(f"{source}: rules: must be a table, [rules]")
        document["rules"] = {**document.get("rules", {}), **rules}
    return document
