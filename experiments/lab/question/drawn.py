"""A launch as it is drawn on a calendar: bars, each a phase, read from the address of the page and from presets.

A bar begins on a day and spreads the first posts of a tier over whole days. Whatever else a phase may have is not
drawn; ``bars_of`` refuses what it could not draw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import tomli_w

from experiments.lab.question.kept import keep
from experiments.lab.question.opened import MIX, tables_named
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, PRESETS, Phase, Schedule
from sim.tiers import TIER_NAMES

MOST_BARS = 12
REST = "rest"  # the amount of a bar that takes the money that is left
_HOURS = 24
_AMOUNT = re.compile(r"rest|([1-9]\d{0,3})|([1-9]\d?|100)p")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Bar(NamedTuple):
    """A phase on the calendar. ``amount`` is so many influencers (3), a share of the budget in % (30p), or the rest."""

    tier: str
    start_day: int  # counted from 0
    days: int  # over which the first posts are spread
    amount: str
    posts: int  # of each influencer
    every_days: int  # between two posts of one influencer
    format: str
    promo_code: bool

    @property
    def word(self) -> str:
        """The bar as it stands in an address."""
        return ".".join(str(int(part)) if isinstance(part, bool) else str(part) for part in self)

    @property
    def table(self) -> dict[str, Any]:
        """The phase as it stands in a scenario file; what is as usual is left out."""
        count, percent = _parts(self.amount)
        phase = {
            "tier": self.tier,
            "count": count,
            "budget_share": None if percent is None else percent / 100,
            "start_hours": _HOURS * self.start_day,
            "within_hours": float(_HOURS * self.days),
            "posts_each": self.posts,
            "days_between_posts": float(self.every_days),
            "format": self.format,
            "promo_code": self.promo_code,
        }
        usual = {name: field.default for name, field in Phase.model_fields.items()}
        return {name: value for name, value in phase.items() if value is not None and value != usual[name]}


def _parts(amount: str) -> tuple[int | None, int | None]:
    """How many influencers, or what share of the budget in %, an amount says."""
    found = _AMOUNT.fullmatch(amount)
    if found is None:
        return None, None
    return (int(found[1]) if found[1] else None), (int(found[2]) if found[2] else None)


def read_bars(word: str) -> tuple[Bar, ...]:
    """The bars that stand in an address, with commas between them. Raises InputError with every fault."""
    words = [one for one in word.split(",") if one]
    if not 1 <= len(words) <= MOST_BARS:
        raise InputError(f"phases: 1 to {MOST_BARS} bars; {len(words)} given")
    problems: list[str] = []
    bars = [_bar(one, number, problems) for number, one in enumerate(words, 1)]
    if problems:
        raise InputError(problems)
    return tuple(bar for bar in bars if bar is not None)


def _bar(word: str, number: int, problems: list[str]) -> Bar | None:
    parts = word[:80].split(".")
    if len(parts) != len(Bar._fields):
        problems.append(f"phase {number}: {word[:40]!r} must have {len(Bar._fields)} parts with points between them")
        return None
    tier, start, days, amount, posts, every, form, code = parts
    before = len(problems)

    def whole(name: str, given: str, least: int, most: int) -> int:
        if given.isascii() and given.isdigit() and least <= int(given[:6]) <= most:
            return int(given)
        problems.append(f"phase {number}: {name} = {given[:20]!r}: must be a whole number from {least} to {most}")
        return least

    numbers = [
        whole("first day", start, 0, 364),
        whole("days", days, 1, 365),
        whole("posts", posts, 1, 30),
        whole("days between posts", every, 1, 60),
    ]
    for name, given, known in (("tier", tier, TIER_NAMES), ("format", form, FORMATS), ("code", code, ("0", "1"))):
        if given not in known:
            problems.append(f"phase {number}: {name} = {given[:20]!r}: must be one of {', '.join(known)}")
    if not _AMOUNT.fullmatch(amount):
        problems.append(
            f"phase {number}: {amount[:20]!r}: must be a number of influencers, a share such as 30p, or rest"
        )
    if len(problems) > before:
        return None
    return Bar(tier, numbers[0], numbers[1], amount, numbers[2], numbers[3], form, code == "1")


def bars_word(bars: Sequence[Bar]) -> str:
    """The bars as they stand in an address."""
    return ",".join(bar.word for bar in bars)


def bars_of(schedule: Schedule) -> tuple[Bar, ...]:
    """A schedule as bars. Raises InputError where it has what cannot be drawn, such as a review."""
    bars = []
    for phase in schedule.phases:
        amount = REST
        if phase.count is not None:
            amount = str(phase.count)
        elif phase.budget_share is not None:
            amount = f"{round(100 * phase.budget_share)}p"
        bar = Bar(
            phase.tier or "",
            phase.start_hours // _HOURS,
            max(1, round((phase.within_hours or _HOURS) / _HOURS)),
            amount,
            phase.posts_each,
            max(1, round(phase.days_between_posts)),
            phase.format,
            phase.promo_code,
        )
        at_once = phase.within_hours is None and phase.count == 1  # one influencer: over how long says nothing
        same = phase.model_copy(update={"within_hours": float(_HOURS)}) if at_once else phase
        if phase.tier is None or Phase(**bar.table) != same:
            raise InputError(f"{schedule.name}: {phase} has what cannot be drawn as a bar")
        bars.append(bar)
    if schedule.reviews:
        raise InputError(f"{schedule.name}: its reviews cannot be drawn as bars")
    return tuple(bars)


def drawable() -> dict[str, tuple[Bar, ...]]:
    """The presets that can be drawn, by name."""
    found = {}
    for name, preset in PRESETS.items():
        try:
            found[name] = bars_of(preset)
        except InputError:
            continue
    return found


def drawn_tables(scenario_file: str, name: str, bars: Sequence[Bar], beside: str) -> dict[str, Any]:
    """The tables of a scenario file with the drawn launch, compared with another one. Raises InputError."""
    if not _NAME.fullmatch(name) or name in PRESETS or name == MIX:
        raise InputError(f"name {name[:40]!r}: give letters, digits, _ and -, at most 40, and not the name of a preset")
    tables = tables_named(scenario_file)
    schedules = {**tables.get("schedules", {}), name: [bar.table for bar in bars]}
    known = [*PRESETS, *schedules]
    if beside not in known or beside == name:
        raise InputError(f"beside {beside[:40]!r}: must be another launch, one of {', '.join(known[:-1])}")
    tables |= {"schedules": schedules, "compare": [name, beside]}
    Scenario.from_mapping(tables)  # with all that is wrong with it
    return tables


def drawn_file(tables: dict[str, Any]) -> str:
    """The tables as a scenario file, with how to play it in front."""
    launches = ",".join(tables["compare"])
    said = (
        f"# Drawn in the lab of groundswell. Play it:\n#   groundswell compare launch.toml --schedules {launches}\n\n"
    )
    return said + tomli_w.dumps(tables)


def keep_drawn(tables: dict[str, Any]) -> str:
    """Keeps the scenario for the other views, and returns its digest."""
    return keep(tomli_w.dumps(tables))
