"""One campaign, told in full: its indicators, its hours and, on request, its events."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich import box
from rich.table import Table

from experiments.files import finite, write_json
from experiments.plan_files.expected import expected_results
from experiments.plan_files.plan_csv import plan_csv
from experiments.words.numbers import capitalised, show
from experiments.words.setting import origin
from sim.results.measures import post_results
from sim.world.influencers import roster_notes

if TYPE_CHECKING:
    from sim.results.campaign import Campaign


def summary_of(campaign: Campaign) -> dict[str, Any]:
    """The content of run.json."""
    scenario, world, plan = campaign.scenario, campaign.world, campaign.plan
    paid = ("fees_eur", "gifts_eur", "coordination_eur", "commission_eur", "discounts_eur")
    beside = ("own_hours", "own_hours_eur")
    content = {
        **origin(scenario),
        "people": scenario.market.people,
        "simulated_people": world.people.size,
        "schedule": campaign.schedule,
        "crowd": campaign.crowd,
        "world_seed": campaign.world_seed,
        "luck_seed": campaign.luck_seed,
        "posts": len(plan.published),
        "posts_dropped": len(plan.posts) - len(plan.published),
        "influencers": len({post.influencer for post in plan.published}),
        **{name: campaign.totals[name] for name in (*paid, *beside)},
        "budget_eur": scenario.budget_eur,
        "unspent_eur": campaign.totals["unspent_eur"],
        "notes": list(plan.notes),
        "roster_notes": list(roster_notes(scenario)),
        "kpis": finite(campaign.kpis),
        "simulated_people_by_stage": campaign.funnel,
        "purchases_by_source": {
            source: {"naive": naive, "incremental": incremental}
            for source, (naive, incremental) in campaign.purchases_by_source.items()
            if naive
        },
    }
    named: dict[str, Any] = scenario.currency.keys(content)
    return named


def write_run(campaign: Campaign, folder: Path, *, events: bool) -> None:
    """run.json, hourly.csv (counts of simulated people in each hour), plan.csv and, with ``events``, events.npz.

    plan.csv has the posts that came out, with what each of them brought in this run.
    """
    record, hourly, world = campaign.record, campaign.hourly, campaign.world
    write_json(folder / "run.json", summary_of(campaign))
    brought = expected_results(post_results(record, world)[np.newaxis])
    table = plan_csv(campaign.scenario, world.roster, campaign.plan, brought)
    (folder / "plan.csv").write_text(table, encoding="utf-8")
    with (folder / "hourly.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(hourly.columns)
        writer.writerows(zip(*(column.tolist() for column in hourly.to_dict().values()), strict=True))
    if events and record.events is not None and record.ending is not None:
        np.savez_compressed(folder / "events.npz", events=record.events, organic=record.ending.organic)


def run_table(campaign: Campaign) -> Table:
    """The indicators of one run, each with its formula."""
    plan = campaign.plan
    hired = len({post.influencer for post in plan.published})
    title = f"{campaign.schedule}: {len(plan.published)} posts by {hired} influencers"
    if dropped := len(plan.posts) - len(plan.published):
        title += f"; reviews dropped {dropped} others"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading, justify in (("", "left"), ("value", "right"), ("unit", "left"), ("formula", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for kpi in campaign.scenario.indicators.values():
        exact = 0.0 if kpi.denominator is None else None  # one run counts; it does not estimate
        table.add_row(kpi.label, show(campaign.kpis[kpi.name], kpi.unit, exact), kpi.unit, kpi.formula)
    return table


def spent_sentences(campaign: Campaign) -> str:
    """Sentences on what was spent, of the budget and beside it, with the notes on plan and roster, a line each."""
    plan, budget, unspent = campaign.plan, campaign.scenario.budget_eur, campaign.totals["unspent_eur"]
    code = plan.currency.code
    lines = [f"Spent {budget - unspent:,.2f} of {budget:,.2f} {code}; {unspent:,.2f} {code} are left."]
    if plan.own_hours_eur:
        lines.append(
            f"Own hours, beside the budget: {plan.own_hours:,.1f}, which cost the brand {plan.own_hours_eur:,.2f} "
            f"{code}."
        )
    if plan.falls_short and plan.why_short not in plan.notes:
        lines.append(f"No more is spent, as {plan.why_short}.")
    lines += [f"{capitalised(note)}." for note in plan.notes]
    return "\n".join([*lines, *(f"Roster: {note}." for note in roster_notes(campaign.scenario))])
