"""What is in a page: towns with their launches, what may be changed, where people stand, and words for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from experiments.page.controls import SLIDERS, Change, Town, change, sliders, stops_of, switches
from experiments.page.kernels.kept import kept_kernels
from experiments.page.packed import Arrays, block, check_playable, packed_world
from experiments.pictures.marks import influencers_in, marks_of
from experiments.pictures.palette import STAGE_COLOURS, TIER_COLOURS, TRUST_COLOURS, colours
from experiments.pictures.town import cell_of, town_of
from experiments.replicates.design import Design
from experiments.words.numbers import capitalised, spoken
from sim.assumptions.mechanisms import MECHANISMS
from sim.errors import InputError
from sim.kpis import indicators_in
from sim.planning.budget import Plan
from sim.planning.equal_spend import check_equal_budgets
from sim.results.funnel import STAGES
from sim.scenario.scenario import Scenario

PEOPLE = 20_000  # simulated in a page, unless others are asked for
MOST_PEOPLE = 1_000_000
MOST_LAUNCHES = 3  # side by side
LEVEL = 0.95  # of intervals
LUCKS = 200  # of a comparison, at most
_COORDINATE = 32_767  # of the edge of a town, in whole numbers of 16 bits
# Indicators that a page works out, by name: the counts that are added, and those taken off.
_MEASURES = {
    "reach_people": (("reach_people",), ()),
    "impressions": (("impressions",), ()),
    "engagements": (("engagements",), ()),
    "shares": (("shares",), ()),
    "clicks": (("clicks",), ()),
    "purchases_incremental": (("purchases_naive",), ("purchases_anyway",)),
}


def lesson(scenario: Scenario, schedules: Sequence[str], towns: int, seed: int) -> bytes:
    """The bytes of a lesson: so many towns, the schedules in each at equal cost. Raises InputError.

    Seeds of towns and of lucks are those of the replicates of a study with this seed.
    """
    kernels = kept_kernels()
    _check(scenario, schedules)
    design = Design(seed, lucks=0)
    played = [Town.of(scenario, schedules, design.seed_of(number)) for number in range(towns)]
    for town in played:
        check_playable(town.plans)
        check_equal_budgets(town.plans)
        town.world.check_audiences(sorted({row for one in town.plans for row in one.influencers}))
    off = switches(played[0], schedules)
    stops = {name: stops_of(scenario.assumptions, name) for name in SLIDERS}
    set_to = sliders(played[0], {name: values for name, values in stops.items() if values}, off)
    arrays = Arrays()
    worlds = [
        packed_world(town.scenario, town.world, town.plans, arrays)
        | {"changes": _changes(town, list(off), {name: stops[name] for name in set_to})}
        for town in played
    ]
    for world, town in zip(worlds, played, strict=True):
        _place(world, town, arrays)
    wasm = arrays.add(np.frombuffer(kernels.wasm, np.uint8))
    header = {
        "kernels": kernels.numbers,
        "wasm": wasm,
        "version": version("groundswell"),
        "worlds": worlds,
        "controls": _controls(scenario, list(off), {name: stops[name] for name in set_to}),
        "lucks": {"first": str(design.seed_of(0)), "most": LUCKS},
        **_words(scenario, played[0].plans),
    }
    return block(header, arrays)


def _check(scenario: Scenario, schedules: Sequence[str]) -> None:
    problems = []
    if not 2 <= len(schedules) <= MOST_LAUNCHES or len(set(schedules)) < len(schedules):
        problems.append(
            f"--schedules {','.join(schedules)}: a page shows 2 or {MOST_LAUNCHES} different launches side by side"
        )
    if scenario.simulated_people > MOST_PEOPLE:
        problems.append(
            f"--people: {scenario.simulated_people:,} people would be simulated; a page plays at most {MOST_PEOPLE:,}"
        )
    if problems:
        raise InputError(problems)


def _changes(town: Town, off: Sequence[str], stops: dict[str, list[float]]) -> dict[str, Any]:
    """What switches and sliders change in one town."""
    given = town.scenario.assumptions

    def made(values: dict[str, float], *, posts: bool) -> Change:
        return change(town, town.under(given.with_values(values)), posts=posts)

    return {
        "off": {name: made(dict(MECHANISMS[name].off), posts=True) for name in off},
        "set": {name: [made({name: value}, posts=False) for value in values] for name, values in stops.items()},
    }


def _place(world: dict[str, Any], town: Town, arrays: Arrays) -> None:
    """Adds where people and influencers of a town stand."""
    seen = town_of(town.world)
    world["places"] = arrays.add(_whole(seen.people))
    world["height"] = float(np.abs(seen.centres[:, 1]).max() + cell_of(seen))
    world["communities"] = [
        {"name": name, "x": float(x), "y": float(y), "radius": float(radius)}
        for name, (x, y), radius in zip(seen.names, seen.centres, seen.radii, strict=True)
    ]
    for launch, planned in zip(world["launches"], town.plans, strict=True):
        roster = town.world.roster
        hired = influencers_in(seen, roster, planned.influencers, planned.posts)
        launch["influencers"] = [
            {"key": roster[one["who"]].key, "name": one["name"], "tier": one["tier"]} for one in hired
        ]
        drawn = ("x", "y", "radius", "tier", "hours", "count")
        launch["marks"] = [{name: mark[name] for name in drawn} for mark in marks_of(seen, roster, hired)]
        launch["label"] = capitalised(spoken(planned.schedule))
        launch["spent"] = f"{planned.spend_eur:,.0f} {planned.currency.code}"


def _whole(places: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    return np.rint(np.clip(places, -1.0, 1.0) * _COORDINATE).astype(np.int16)


def _controls(scenario: Scenario, off: Sequence[str], stops: dict[str, list[float]]) -> dict[str, Any]:
    by_name = {entry.name: entry for entry in scenario.assumptions}
    return {
        "switches": [{"name": name, "meaning": capitalised(MECHANISMS[name].meaning)} for name in off],
        "sliders": [
            {
                "name": name,
                "label": SLIDERS[name],
                "meaning": by_name[name].meaning,
                "unit": by_name[name].unit,
                "standing": by_name[name].standing,
                "stops": values,
                "base": values.index(float(by_name[name].value())),
            }
            for name, values in stops.items()
        ],
    }


def _words(scenario: Scenario, plans: Sequence[Plan]) -> dict[str, Any]:
    """Names, labels and colours, and the quantiles by which intervals are made."""
    shown = indicators_in(scenario.currency, leads=scenario.brand.sells_leads)
    return {
        "people": scenario.simulated_people,
        "stands_for": scenario.market.people / scenario.simulated_people,
        "days": scenario.market.horizon_days,
        "stages": list(STAGES),
        "stage_colours": list(STAGE_COLOURS),
        "trust_colours": list(TRUST_COLOURS),
        "tiers": TIER_COLOURS,
        "colours": [colours([one.schedule for one in plans])[one.schedule] for one in plans],
        "coordinate": _COORDINATE,
        "measures": [
            {"name": name, "label": shown[name].label, "unit": shown[name].unit, "add": add, "less": less}
            for name, (add, less) in _MEASURES.items()
        ],
        "result": scenario.brand.result,
        "level": LEVEL,
        # By the number of pairs less one: how many standard errors an interval reaches to each side.
        "quantiles": [0.0, *(float(student.ppf(0.5 + 0.5 * LEVEL, n)) for n in range(1, LUCKS))],
    }
