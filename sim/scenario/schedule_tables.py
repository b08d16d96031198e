"""The [schedules] section of a scenario or of a file of hypotheses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sim.errors import Faults, InputError
from sim.reading.tables import named, read_table, shown
from sim.scenario.market import Market
from sim.scenario.schedule import PRESETS, Phase, Review, Schedule


def read_schedules(given: object, market: Market | None, problems: Faults) -> dict[str, Schedule]:
    """The [schedules] section by name; what is wrong with it, or falls behind the market's horizon, is told."""
    if not isinstance(given, Mapping):
        problems.append(f"schedules = {shown(given)}: must be tables, one [[schedules.NAME]] for each phase")
        return {}
    schedules = {}
    for name, tables in given.items():
        path = f"schedules.{named(name)}"
        if name in PRESETS:
            problems.append(f"{path}: is the name of a preset; choose another")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(name)):
            problems.append(f"{path}: must be named with letters, digits, _ and -, at most 64")
        if not isinstance(tables, Sequence) or isinstance(tables, str) or not tables:
            problems.append(f"{path} = {shown(tables)}: must be phases, [[{path}]] before each")
            continue
        phases: list[Phase] = []
        reviews: list[Review] = []
        for number, table in enumerate(tables, 1):
            if isinstance(table, Mapping) and "review_hours" in table:
                review = read_table(Review, table, f"{path}[part {number}]", problems)
                reviews += [review] if review else []
                hour, complaint = review.review_hours if review else 0, "it would come in"
            else:
                phase = read_table(Phase, table, f"{path}[part {number}]", problems)
                phases += [phase] if phase else []
                hour, complaint = (
                    phase.hour(0, phase.posts_each - 1) if phase else 0,
                    "its first influencer would still post in",
                )
            if market and hour >= market.horizon_hours:
                problems.append(
                    f"{path}[part {number}]: {complaint} hour {hour:,}; must be before the horizon, "
                    f"hour {market.horizon_hours:,}"
                )
        if reviews and not phases:
            problems.append(f"{path}: has reviews and no phase; give it a phase whose posts can be reviewed")
        try:
            reviews.sort(key=lambda review: review.order)
            schedules[str(name)] = Schedule(str(name), tuple(phases), tuple(reviews))
        except InputError as error:
            problems += error.problems
    return schedules
