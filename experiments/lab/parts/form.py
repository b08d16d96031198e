"""The form that says what is asked: every change of it is heard at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from nicegui import ui
from nicegui.element import Element

from experiments.lab.parts.fold import Fold
from experiments.lab.parts.plan_form import effort_fields, rules_fields
from experiments.lab.parts.texts import text
from experiments.lab.play.puzzles import puzzle_of
from experiments.lab.question.asked import MOST_SCHEDULES, MOST_SEED, SETS, Asked, budgets_in
from experiments.lab.question.opened import MIX, scenario_named
from experiments.lab.question.own_set import assumptions_opened
from experiments.words.numbers import spoken
from sim.assumptions.mechanisms import MECHANISMS
from sim.kpis import KPI_BY_NAME, OBJECTIVES
from sim.money import EUR, Currency
from sim.roster.platforms import FEEDS
from sim.scenario.scenario import BUILT_INS
from sim.scenario.schedule import PRESETS

PEOPLE = (2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
PLAN_PEOPLE = (100_000, 1_000_000, 10_000_000)
SHARING = (1, 10, 50, 200)
_FEED_WORDS = {
    "followers": "followers alone",
    "mixed": "followers, and some others (mixed)",
    "recommended": "whoever is likely to like them (recommended)",
}
_SLIDER_EUR, _STEP_EUR = (5_000, 200_000), 5_000  # of EUR themselves
_SENT = "(event) => emit(new URLSearchParams(new FormData(event.currentTarget)).toString())"

Heard = Callable[[Mapping[str, str]], Awaitable[None]]


class Dial(Element, component="dial.js"):
    """A field for a number and, between two ends, a slider for it; further out it may be typed, where allowed."""

    def __init__(
        self,
        label: str,
        name: str,
        value: int,
        allowed: tuple[int, int],
        ends: tuple[int, int] | None = None,
        step: int = 1,
    ) -> None:
        super().__init__()
        self._props |= {"label": label, "name": name, "value": value, "allowed": list(allowed), "step": step}
        if ends is not None:
            self._props["ends"] = [min(ends[0], value), max(ends[1], value)]


def form(here: str, asked: Asked, heard: Heard) -> Fold:
    """The form of a view, and what it folds to, which is to be told what is asked.

    ``heard`` is given its words, a name and a value each, several with commas between.
    """
    with ui.element("form").classes("asking").props('aria-label="What is asked"') as element, Fold() as fold:
        names = _fields(here, asked)
    _listen(element, names, heard)
    return fold


def _listen(element: ui.element, names: Sequence[str], heard: Heard) -> None:
    async def on_change(event: Any) -> None:
        given = parse_qsl(str(event.args), keep_blank_values=True)
        await heard({name: ",".join(value for key, value in given if key == name) for name in names})

    element.on("change", on_change, js_handler=_SENT)
    element.on("submit", js_handler="(event) => event.preventDefault()")


def _fields(here: str, asked: Asked) -> list[str]:
    """Puts the fields of a view and returns their names."""
    return _fields_of_plan(asked) if here == "/plan" else _fields_of_launches(here, asked)


def _budget(words: str, asked: Asked, currency: Currency) -> None:
    ends = (round(_SLIDER_EUR[0] * currency.per_eur), round(_SLIDER_EUR[1] * currency.per_eur))
    step = round(_STEP_EUR * currency.per_eur)
    Dial(f"{words} ({currency.code})", "budget_eur", asked.budget_eur, budgets_in(currency), ends, step)


def _fields_of_plan(asked: Asked) -> list[str]:
    currency = scenario_named(asked.scenario_file).currency
    _budget("Budget", asked, currency)
    totals = [name for name, kpi in OBJECTIVES.items() if KPI_BY_NAME[kpi].denominator is None]
    _choice("Objective", "objective", dict.fromkeys((*totals, asked.objective)), asked.objective, currency=currency)
    names = effort_fields(asked)
    _choice("Assumptions", "assumptions", dict.fromkeys((*SETS, asked.assumptions)), asked.assumptions)
    people = asked.plan.people
    _choice("People", "plan_people", _with(PLAN_PEOPLE, people), str(people))
    Dial("Luck (seed)", "seed", asked.seed, (0, MOST_SEED))
    _choice("Scenario", "scenario", dict.fromkeys((*BUILT_INS, asked.scenario_file)), asked.scenario_file)
    return [*names, "budget_eur", "objective", "assumptions", "plan_people", "seed", "scenario", *rules_fields(asked)]


def _fields_of_launches(here: str, asked: Asked) -> list[str]:
    scenario = scenario_named(asked.scenario_file)
    own, currency = scenario.schedules, scenario.currency
    launches = (*own, *PRESETS, MIX)
    for number in range(2 if here == "/assumptions" else MOST_SCHEDULES):
        chosen = asked.schedules[number] if number < len(asked.schedules) else ""
        _choice(f"Launch {'ABC'[number]}", "schedules", ("", *launches) if number else launches, chosen)
    names = ["schedules", "budget_eur", "people", "sharing", "feed", "assumptions", "seed", "scenario"]
    _budget("Budget of each launch", asked, currency)
    if MIX in asked.schedules:
        Dial("Macro's share of the mix (%)", "mix_percent", asked.mix_percent, (0, 100), (0, 100), 5)
        names.append("mix_percent")
    if here in ("/compare", "/assumptions"):
        known = OBJECTIVES if asked.objective in OBJECTIVES else (*OBJECTIVES, asked.objective)
        _choice("Objective", "objective", known, asked.objective, currency=currency)
        names.append("objective")
    _choice("Assumptions", "assumptions", dict.fromkeys((*SETS, asked.assumptions)), asked.assumptions)
    _choice("People", "people", _with(PEOPLE, asked.people), str(asked.people))
    times = _with(SHARING, asked.sharing)
    _choice("Sharing", "sharing", times, str(asked.sharing), "as assumed", " times what is assumed")
    _choice("Who is shown the posts", "feed", FEEDS, asked.feed)
    Dial("Luck (seed)", "seed", asked.seed, (0, MOST_SEED))
    _choice("Scenario", "scenario", dict.fromkeys((*BUILT_INS, asked.scenario_file)), asked.scenario_file)
    return names


def switches(here: str, asked: Asked, heard: Heard) -> None:
    """A switch for every mechanism of the model: ticked, it is removed exactly. ``heard`` as of ``form``."""
    puzzle = puzzle_of(asked)
    of_use = here == "/virality" and (puzzle is None or "off" in puzzle.free)
    opened = "open" if of_use else ""  # what is off stands in a line of the page, whether this is open or not
    form = ui.element("form").classes("asking").props('aria-label="Mechanisms of the model"')
    _listen(form, ("off",), heard)
    with form, ui.element("details").classes("switches").props(opened):
        off = f", {len(asked.off)} switched off" if asked.off else ""
        text("summary", f"Mechanisms of the model: switch off what you want to see the model without{off}")
        with ui.element("fieldset"):
            text("legend", "Switch off:").classes("unseen")
            for name, mechanism in MECHANISMS.items():
                with ui.element("label"):
                    checked = "checked" if name in asked.off else ""
                    ui.element("input").props(f"type=checkbox name=off value={name} {checked}")
                    with ui.element("span"):
                        text("b", spoken(name))
                        text("small", mechanism.meaning)


def _with(usual: tuple[int, ...], further: int) -> list[str]:
    return [str(number) for number in sorted({*usual, further})]


def _choice(
    label: str,
    name: str,
    values: Iterable[str],
    chosen: str,
    first: str = "",
    unit: str = "",
    currency: Currency = EUR,
) -> None:
    """A choice among values; the first may have a name of its own, the others a unit. Amounts are in the currency."""
    with ui.element("label"):
        ui.label(label)
        with ui.element("select").props(f"name={name}"):
            for place, value in enumerate(values):
                shown = f"{_shown(name, currency.outside(value))}{unit}"
                words = first if first and place == 0 else shown if value else "none"
                with ui.element("option").props(f'value="{value}" {"selected" if value == chosen else ""}'):
                    ui.label(words).classes("contents")


def _shown(name: str, value: str) -> str:
    if name == "scenario" and value not in BUILT_INS:
        return scenario_named(value).name
    if name == "assumptions":
        return assumptions_opened(value).name
    if name == "feed":
        return _FEED_WORDS[value]
    return f"{int(value):,}" if value.isdigit() else spoken(value)
