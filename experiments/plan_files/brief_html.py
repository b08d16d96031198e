"""A plan as brief.html: one page to print, with who posts what when, what it costs and what is expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from experiments.plan_files.expected import Expected, ExpectedResults
from experiments.plan_files.moments import spoken_moment
from experiments.plan_files.rows import PlanRow, rows_of
from experiments.report.page import environment, style
from experiments.words.numbers import capitalised, noun, spoken, typeset
from sim.results.measures import POST_RESULTS
from sim.tiers import TIER_NAMES
from sim.world.influencers import roster_notes

if TYPE_CHECKING:
    from sim.planning.budget import Plan
    from sim.roster.profile import Profile
    from sim.scenario.scenario import Scenario

MOST_POSTS = 20  # told one by one: as many as leave room on a page for the rest
_MOST_NOTES = 4


def brief_html(
    scenario: Scenario, roster: Sequence[Profile], plan: Plan, expected: ExpectedResults | None = None
) -> str:
    """The page as HTML text, to be written as UTF-8. Nothing in it is fetched from anywhere.

    Of a plan with more posts than a page holds the first are told one by one, and the others by tier.
    """
    rows = rows_of(scenario, roster, plan, expected)
    hours = sorted(post.hour for post in plan.published)
    kpis = scenario.indicators
    assumptions = scenario.assumptions
    return (
        environment()
        .get_template("brief.html.j2")
        .render(
            scenario=scenario,
            plan=plan,
            title=capitalised(spoken(plan.schedule)),
            first=spoken_moment(scenario.market.start, hours[0]) if hours else "never",
            last=spoken_moment(scenario.market.start, hours[-1]) if hours else "never",
            posts=[
                {"row": row, "when": spoken_moment(row.date, _hour(row)), "terms": _terms(row)}
                for row in rows[:MOST_POSTS]
            ],
            others=_by_tier(rows[MOST_POSTS:]),
            results=[(name, capitalised(noun(kpis[name])), kpis[name].unit) for name in POST_RESULTS],
            with_results=any(row.expected for row in rows),
            total=expected.total if expected else {},
            guesses=sum(entry.standing == "guessed" for entry in assumptions),
            overridden=[spoken(entry.name) for entry in assumptions if entry.overridden],
            notes=[capitalised(typeset(note)) for note in (*plan.notes, *roster_notes(scenario))][:_MOST_NOTES],
            version=version("groundswell"),
            policy="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
            style=Markup(style([])),
        )
    )


def _hour(row: PlanRow) -> int:
    """The hour of a row for its moment: of its own day where that has a date, of the campaign where it has none."""
    of_day = int(row.time.partition(":")[0])
    return of_day if row.date else 24 * (row.day - 1) + of_day


def _terms(row: PlanRow) -> str:
    """The format and the terms of a post, in a few words."""
    said = {
        "promo code": row.promo_code,
        f"commission {100.0 * row.commission_share:g} %": row.commission_share > 0.0,
        "product": row.gift,
        "no label": not row.disclosed,
    }
    return ", ".join([row.format, *(word for word, holds in said.items() if holds)])


def _by_tier(rows: Sequence[PlanRow]) -> list[dict[str, Any]]:
    """Posts that are not told one by one: their number, their fees and the sums of their expected results, by tier."""
    told = []
    for tier in TIER_NAMES:
        own = [row for row in rows if row.tier == tier]
        if own:
            sums = _sums([row.expected for row in own])
            fees_eur = sum(row.fee_eur for row in own)
            told.append({"tier": tier, "posts": len(own), "fees_eur": fees_eur, "sums": sums})
    return told


def _sums(results: Sequence[Expected]) -> dict[str, float]:
    """Sums of means; none where a post has no result."""
    known = [name for name in POST_RESULTS if all(name in one for one in results)]
    return {name: sum(one[name].mean for one in results) for name in known}
