"""One campaign, told in full: its indicators, its hours and, on request, its events."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from rich import box
from rich.table import Table

from experiments.replicates.design import Design, prepare
from experiments.words.numbers import show
from sim import events as ev
from sim.kpis import KPIS, kpi_value
from sim.memory import check_room
from sim.model import CampaignModel
from sim.results.measures import attributed, totals_of
from sim.results.record import Record
from sim.world.influencers import roster_notes

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.world.world import World


@dataclass(frozen=True)
class OneRun:
    """A finished campaign; ``summary`` is what stands in run.json."""

    world: World
    record: Record
    summary: dict[str, Any]


def one_run(
    scenario: Scenario,
    schedule: str,
    seed: int,
    *,
    crowd: Literal["columns", "agents"],
    events: bool,
    on_hour: Callable[[], None] = lambda: None,
) -> OneRun:
    """Plays one schedule, calling ``on_hour`` after every hour. Raises InputError where it cannot be played."""
    both = Design(seed).seed_of(0)
    world, (plan,) = prepare(scenario, [schedule], both)
    check_room(world, [plan], scenario.assumptions, crowd=crowd, events=events)
    model = CampaignModel(scenario, world, plan, both, crowd=crowd, events=events, collect=False)
    while model.running:
        model.step()
        on_hour()
    record = model.run()
    totals = totals_of(record, scenario, world)
    assert record.ending is not None
    carried_out = record.plan
    reached = record.totals["reach_people"]
    summary = {
        "groundswell": version("groundswell"),
        "scenario": scenario.name,
        "scenario_fingerprint": scenario.fingerprint,
        "assumptions": scenario.assumptions.name,
        "people": scenario.market.people,
        "simulated_people": world.people.size,
        "schedule": schedule,
        "crowd": crowd,
        "world_seed": both,
        "luck_seed": both,
        "posts": len(carried_out.published),
        "posts_dropped": len(carried_out.posts) - len(carried_out.published),
        "influencers": len({post.influencer for post in carried_out.published}),
        "fees_eur": totals["fees_eur"],
        "gifts_eur": totals["gifts_eur"],
        "coordination_eur": totals["coordination_eur"],
        "commission_eur": totals["commission_eur"],
        "discounts_eur": totals["discounts_eur"],
        "budget_eur": scenario.budget_eur,
        "unspent_eur": totals["unspent_eur"],
        "notes": list(carried_out.notes),
        "roster_notes": list(roster_notes(scenario)),
        "kpis": {kpi.name: _number(kpi_value(kpi, totals)) for kpi in KPIS},
        "simulated_people_by_stage": {
            "unaware": world.people.size - reached,
            "aware": record.ending.aware,
            "considering": record.ending.considering,
            "customer": record.ending.customers,
            "loyal": record.ending.loyal,
        },
        "purchases_by_source": {
            source: {"naive": naive, "incremental": incremental}
            for source, (naive, incremental) in attributed(record, world).items()
            if naive
        },
    }
    return OneRun(world, record, summary)


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None


def write_run(run: OneRun, folder: Path, *, events: bool) -> None:
    """run.json, hourly.csv (counts of simulated people in each hour) and, with ``events``, events.npz."""
    (folder / "run.json").write_text(json.dumps(run.summary, indent=2) + "\n", encoding="utf-8")
    with (folder / "hourly.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["hour", *ev.TALLY])
        writer.writerows([hour, *counts] for hour, counts in enumerate(run.record.hourly.tolist()))
    if events and run.record.events is not None and run.record.ending is not None:
        np.savez_compressed(folder / "events.npz", events=run.record.events, organic=run.record.ending.organic)


def run_table(run: OneRun) -> Table:
    """The indicators of one run, each with its formula."""
    title = f"{run.summary['schedule']}: {run.summary['posts']} posts by {run.summary['influencers']} influencers"
    if run.summary["posts_dropped"]:
        title += f"; reviews dropped {run.summary['posts_dropped']} others"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading, justify in (("", "left"), ("value", "right"), ("unit", "left"), ("formula", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for kpi in KPIS:
        value = run.summary["kpis"][kpi.name]
        exact = 0.0 if kpi.denominator is None else None  # one run counts; it does not estimate
        shown = show(float("nan") if value is None else value, kpi.unit, exact)
        table.add_row(kpi.label, shown, kpi.unit, kpi.formula)
    return table


def spent_sentences(run: OneRun) -> str:
    """What the schedule spent of its budget, and what there is to say of it and of the roster, a line each."""
    summary = run.summary
    budget, unspent = summary["budget_eur"], summary["unspent_eur"]
    lines = [f"Spent {budget - unspent:,.2f} of {budget:,.2f} EUR; {unspent:,.2f} EUR are left."]
    plan = run.record.plan
    if plan.falls_short and plan.why_short not in plan.notes:
        lines.append(f"No more is spent, as {plan.why_short}.")
    lines += [f"{note[0].upper()}{note[1:]}." for note in plan.notes]
    return "\n".join([*lines, *(f"Roster: {note}." for note in summary["roster_notes"])])
