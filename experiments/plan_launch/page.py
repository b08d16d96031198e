"""A plan as report.html: one self-contained page with the plan, why it is so, what else there is, and the doubt."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup

from experiments.plan_files.moments import spoken_moment
from experiments.plan_launch import words
from experiments.plan_launch.study import LaunchPlan
from experiments.plan_launch.tables import tables_of
from experiments.report.page import environment, style
from experiments.words.numbers import capitalised, spoken, typeset
from experiments.words.setting import assumed

# The picture beside each table, by the table's first words.
_PICTURES = {
    "With another budget": "response_curve.png",
    "On one tier alone": "response_by_tier.png",
    "Between": "front.png",
}


def plan_page(plan: LaunchPlan, folder: Path) -> str:
    """The page as HTML text, to be written as UTF-8, with the pictures that stand in a folder inside it.

    Nothing in it is fetched from anywhere, and no script runs.
    """
    scenario, tables = plan.scenario, list(tables_of(plan))
    headline, *sentences = words.sentences(plan)
    pictures = {
        table.title: base64.b64encode((folder / file).read_bytes()).decode()
        for table in tables
        for begin, file in _PICTURES.items()
        if table.title.startswith(begin) and (folder / file).exists()
    }
    guesses = sum(entry.standing == "guessed" for entry in scenario.assumptions)
    return (
        environment()
        .get_template("plan.html.j2")
        .render(
            title=capitalised(spoken(scenario.name)),
            question=scenario.question or f"Whom should {scenario.brand.name} hire, and when?",
            headline=headline,
            sentences=[typeset(sentence) for sentence in sentences],
            setting=_setting(plan).items(),
            calendar=_calendar(plan),
            tables=[replace(table, rows=[[typeset(cell) for cell in row] for row in table.rows]) for table in tables],
            pictures=pictures,
            assumed=f"The set of assumptions “{assumed(scenario.assumptions)}”, drawn from their ranges in each "
            f"replicate; {guesses} of its {len(list(scenario.assumptions))} numbers are guesses. Fingerprint of the "
            f"scenario: {scenario.fingerprint[:16]}. Every figure stands in plan.json.",
            version=version("groundswell"),
            policy="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
            style=Markup(style([])),
        )
    )


def _setting(plan: LaunchPlan) -> Mapping[str, str]:
    market = plan.scenario.market
    return {
        "Budget": f"{plan.scenario.budget_eur:,.2f} {plan.scenario.currency.code}",
        "Creators in the list": f"{len(plan.allowed.roster):,}",
        "Time": f"{market.horizon_days:,} days",
        "Market": f"{market.people:,} people",
        "Replicates": f"{len(next(iter(plan.totals.values()))):,}, seed {plan.design.seed}",
    }


def _calendar(plan: LaunchPlan) -> list[tuple[str, list[str]]]:
    """Each day with posts, in words, and who posts on it."""
    start, hour = plan.scenario.market.start, plan.scenario.rules.hour_of_day
    by_day: dict[int, list[str]] = {}
    for post in sorted(plan.draft, key=lambda post: (post.day, post.creator, post.format)):
        by_day.setdefault(post.day, []).append(plan.allowed.roster[post.creator].name)
    return [(spoken_moment(start, 24 * day + hour), names) for day, names in by_day.items()]
