"""The fields that a plan has beside a launch: what it is judged by, how long it is searched, and its rules."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui

from experiments.lab.parts.texts import text
from experiments.lab.question.asked import Asked
from experiments.lab.question.lists import listing_of
from experiments.lab.question.plan_asked import (
    EFFORTS,
    MOST_DAYS_BETWEEN,
    MOST_POSTS_EACH,
    RISKS,
    PlanAsked,
)
from experiments.lab.question.words import quoted_names

_RISK_WORDS = {"mean": "the mean of all cases", "cvar": "its worst fifth of cases (cautious)"}
_EFFORT_WORDS = {
    "glance": "at a glance: hardly any search",
    "quick": "quick: a minute or two",
    "thorough": "thorough: many minutes",
}


def effort_fields(asked: Asked) -> list[str]:
    """Puts the choices of what a plan is judged by and how long it is searched, and returns their names."""
    _choice("Judged by", "risk", RISKS, RISKS[asked.plan.cautious], _RISK_WORDS)
    _choice("Search", "effort", EFFORTS, asked.plan.effort, _EFFORT_WORDS)
    return ["risk", "effort"]


def rules_fields(asked: Asked) -> list[str]:
    """Puts the rules of a plan and returns the names of their fields."""
    plan = asked.plan
    with ui.element("details").classes("rules").props("data-rules"):
        text("summary", f"Rules of the plan{_told(plan)}")
        with ui.element("div").classes("row"):
            _number("Posts of one creator, at most", "posts_each", f"{plan.posts_each}", 1, MOST_POSTS_EACH)
            days = f"{plan.days_between_posts:g}"
            _number("Days between two of them, at least", "days_between_posts", days, 0, MOST_DAYS_BETWEEN)
            with ui.element("label"):
                ui.label("Days on which nobody posts, such as 7, 14")
                days = ", ".join(map(str, plan.blackout_days))
                ui.element("input").props(f'type=text name=blackout_days value="{days}" inputmode=numeric')
            with ui.element("label").classes("tick"):
                ticked = "checked" if plan.promo_code else ""
                ui.element("input").props(f"type=checkbox name=promo_code value=yes {ticked}")
                ui.label("Every post carries a promo code")
        if asked.roster:
            _names(asked)
        else:
            text("p", "Who must post, and who must not, is chosen here once a list is open.").classes("note")
    return ["must", "never", "posts_each", "days_between_posts", "blackout_days", "promo_code"]


def _told(plan: PlanAsked) -> str:
    """How many must post and must not, where anybody does: it is seen without unfolding."""
    counts = [(len(plan.must), "must post"), (len(plan.never), "must not")]
    told = ", ".join(f"{count} {words}" for count, words in counts if count)
    return f": {told}" if told else ": who must post, how often, on which days"


def _names(asked: Asked) -> None:
    """A line for each creator of the list, and for whoever is named and not on it, with two boxes to tick."""
    profiles = listing_of(asked.scenario()).listed
    there = {one.name: f"{one.followers:,} followers" for one in profiles}
    strangers = dict.fromkeys((*asked.plan.must, *asked.plan.never), "not on this list")
    box = ui.element("div").classes("names").props('role=group tabindex=0 aria-label="Who must post and who must not"')
    with box, ui.element("table"):
        with ui.element("thead"), ui.element("tr"):
            for heading in ("Creator", "must post", "must not"):
                text("th", heading).props("scope=col")
        with ui.element("tbody"):
            for name, words in (strangers | there).items():
                with ui.element("tr"):
                    with text("th", name).props("scope=row"):
                        text("small", words)
                    for rule, named, spoken in (
                        ("must", asked.plan.must, "must post"),
                        ("never", asked.plan.never, "must not post"),
                    ):
                        with ui.element("td"):
                            tick = ui.element("input").props(f"type=checkbox name={rule}")
                            tick.props.update({"value": quoted_names((name,)), "aria-label": f"{name} {spoken}"})
                            if name in named:
                                tick.props("checked")


def _number(label: str, name: str, value: str, least: int, most: int) -> None:
    with ui.element("label"):
        ui.label(label)
        ui.element("input").props(f"type=number step=any name={name} value={value} min={least} max={most}")


def _choice(label: str, name: str, values: Iterable[str], chosen: str, words: dict[str, str]) -> None:
    with ui.element("label"):
        ui.label(label)
        with ui.element("select").props(f"name={name}"):
            for value in values:
                with ui.element("option").props(f'value="{value}" {"selected" if value == chosen else ""}'):
                    ui.label(words[value]).classes("contents")
