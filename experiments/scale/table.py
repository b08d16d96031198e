"""A scale study in words and numbers: as JSON and as tables in a terminal."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np
from rich.console import Group
from rich.table import Table
from rich.text import Text

from experiments.files import finite
from experiments.replicates.do_nothing import DO_NOTHING, arms_by
from experiments.scale.patterns import start_of_end
from experiments.scale.study import NOISY, NOT_SETTLED, SETTLED, Deviation, Prefix, ScaleStudy
from experiments.words.numbers import minus, noun, show, show_difference, spoken, typeset
from experiments.words.setting import origin
from experiments.words.tables import titled_table
from sim.kpis import Kpi


def as_json(study: ScaleStudy, *, timing: bool = False) -> dict[str, Any]:
    """Everything that was found; what is no number is null. With ``timing`` also what differs from run to run."""
    rows = [asdict(row) for row in study.rows]
    seconds = {str(row["people"]): row.pop("seconds") for row in rows}
    currency = study.scenario.currency
    content = finite(
        {
            **origin(study.scenario),
            "objective": currency.outside(study.scenario.objective),
            "schedules": list(study.schedules),
            "seed": study.design.seed,
            "replicates": study.replicates,
            "tolerance": study.tolerance,
            "interval_level": 0.95,
            "best": study.first,
            "runner_up": study.second,
            "settled_from": study.settled_from,
            "sizes": rows,
            "patterns": [asdict(row) for row in study.patterns],
            **({"timing": {"seconds_per_run": seconds}} if timing else {}),
        }
    )
    named: dict[str, Any] = currency.keys(content, study.schedules)
    return named


def scale_table(study: ScaleStudy) -> Group:
    """A row for each size, the network's measures, and what follows in a sentence."""
    objective = study.scenario.judged_by
    title = f"What a smaller simulation gets wrong: {noun(objective)}, {study.replicates} replicates of each size"
    headings = ("People", "Indicators", "Lead, 95 % interval", "Verdict", "Chance", "From", "s/run")
    table = titled_table(title, headings, ("Indicators", "Verdict"))
    for row in study.rows:
        if row.refused:
            table.add_row(f"{row.people:,}", Text(f"not possible: {row.refused}", style="dim"))
            continue
        last = row.prefixes[-1]
        table.add_row(
            f"{row.people:,}",
            row.outcome,
            _lead(last, objective.unit),
            "none" if last.winner is None else f"{spoken(last.winner)} {last.verdict}",
            "n/a" if math.isnan(row.chance_share) else f"{100.0 * row.chance_share:.0f} %",
            "never" if row.settles_at is None else f"{row.settles_at}",
            "n/a" if math.isnan(row.seconds) else f"{row.seconds:.3f}",
        )
    note = (
        f"Indicators: settled where the 95 % interval of every deviation from the largest size lies within "
        f"{100.0 * study.tolerance:g} % of its value there; not settled where one lies outside. Lead: of the best "
        f"schedule at this size over the next, {objective.unit}{_or_nothing(objective)}. Chance: how much of the "
        f"variance of the lead of {spoken(study.first)} over {spoken(study.second)} another size under the same "
        "beliefs does not repeat. From: replicates from which on best schedule and verdict are those of all of them at "
        "the largest size."
    )
    parts: list[Table | Text] = [table, Text(note + "\n", style="dim"), _farthest_table(study)]
    return Group(*parts, *([_pattern_table(study)] if study.patterns else []), Text(answer(study)))


def _or_nothing(objective: Kpi) -> str:
    return "; doing nothing, which earns nothing, is one of them" if DO_NOTHING in arms_by(objective, ()) else ""


def _farthest_table(study: ScaleStudy) -> Table:
    """For each size the deviation that is worst: not settled before too noisy, then the largest."""
    title = f"The largest deviation from {study.played[-1].people:,} people"
    headings = ("People", "indicator", "schedule", "deviation in %, 95 % interval", "")
    table = titled_table(title, headings, ("indicator", "schedule", ""))
    rank = {NOT_SETTLED: 2, NOISY: 1, SETTLED: 0}
    for row in study.played:
        if row.deviations is None:
            continue
        rows = [(value, kpi, name) for kpi, by_name in row.deviations.items() for name, value in by_name.items()]
        worst, kpi, name = max(rows, key=lambda cell: (rank[cell[0].outcome], np.nan_to_num(abs(cell[0].mean))))
        table.add_row(
            f"{row.people:,}", study.scenario.indicators[kpi].label, spoken(name), _percent(worst), worst.outcome
        )
    return table


def _percent(deviation: Deviation) -> str:
    mean, low, high = (minus(f"{100.0 * value:+.1f}") for value in (deviation.mean, deviation.low, deviation.high))
    return f"{mean} ({low} to {high})"


def _lead(prefix: Prefix, unit: str) -> str:
    lead = prefix.lead
    if lead is None:
        return "none"
    step = (lead.high - lead.low) / 2.0
    step_or_none = step if math.isfinite(step) else None
    mean, low, high = (
        minus(show_difference(value, unit, step_or_none).removesuffix(" pp"))
        for value in (lead.mean, lead.low, lead.high)
    )
    return f"{mean} ({low} to {high})"


def _pattern_table(study: ScaleStudy) -> Table:
    table = titled_table("The network at each size")
    table.add_column("", no_wrap=True)
    sizes = [row.people for row in study.played if row.patterns]
    for size in sizes:
        table.add_column(people_shown(size), justify="right")
    table.add_column("published", justify="right", no_wrap=True)
    table.add_column("in band from", justify="right")
    table.add_column(f"within {100.0 * study.tolerance:g} % from", justify="right")
    for pattern in study.patterns:
        values = [row.patterns[pattern.name] for row in study.played if row.patterns]
        table.add_row(
            pattern.name,
            *(show(value, "") for value in values),
            "none" if pattern.low is None else f"{pattern.low:g} to {pattern.high:g}",
            "never" if pattern.in_band_from is None else people_shown(pattern.in_band_from),
            "never" if pattern.steady_from is None else people_shown(pattern.steady_from),
        )
    return table


def answer(study: ScaleStudy) -> str:
    """From how many people and replicates on the decision stays, and the indicators with it."""
    played = study.played
    last = played[-1].prefixes[-1]
    decision = f"{spoken(str(last.winner))} best by {noun(study.scenario.judged_by)}, {last.verdict}"
    start = start_of_end([row.settles_at is not None for row in played])
    if start < len(played):
        count = max(row.settles_at or 0 for row in played[start:])
        sentence = f"From {played[start].people:,} people and {count} replicates on, the decision ({decision}) stays"
    else:
        sentence = f"The decision ({decision}) does not stay within {study.replicates} replicates"
    share = f"{100.0 * study.tolerance:g} %"
    largest = f"its value at {played[-1].people:,}"
    if study.settled_from is None:
        return typeset(f"{sentence}; from no smaller size on is every indicator surely within {share} of {largest}.")
    return typeset(f"{sentence}; from {study.settled_from:,} people on every indicator is within {share} of {largest}.")


def people_shown(value: float) -> str:
    """A number of people, short: 300k, 1M."""
    for size, word in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{word}"
    return f"{value:.0f}"
