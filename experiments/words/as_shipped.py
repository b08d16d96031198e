"""In what a result is not as shipped: the mechanisms that are switched off and the numbers that were changed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from experiments.words.assumptions import base_shown
from experiments.words.numbers import spoken
from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import SETS, Assumptions
from sim.listed import listed
from sim.scenario.scenario import BUILT_INS, Scenario
from sim.tiers import TIER_NAMES

if TYPE_CHECKING:
    from sim.assumptions.numbers import Entry

# By who is shown the posts.
FEED_WORDS = {
    "followers": "posts shown to followers alone",
    "mixed": "posts shown to followers and some others",
    "recommended": "posts shown to whoever is likely to like them",
}
_SHARING = "share_per_engaged_person"


def changes_from_shipped(scenario: Scenario) -> list[str]:
    """What is assumed otherwise than the scenario's set, or the built-in scenario of its name, has it; in words each.

    Such as "sharing × 50", "without fatigue", "trust initial 0.9"; none where all is as shipped.
    """
    assumptions = scenario.assumptions
    own = _own(scenario)
    changed = [entry for entry in assumptions if entry.overridden and entry.base != own.get(entry.name)]
    names = {entry.name for entry in changed}
    off = [
        name
        for name, one in MECHANISMS.items()
        if names & one.off.keys() and all(_is(assumptions, entry, value) for entry, value in one.off.items())
    ]
    told = {entry for name in off for entry in MECHANISMS[name].off}
    words = [_of_number(entry, assumptions) for entry in changed if entry.name not in told]
    if scenario.name in BUILT_INS and scenario.market.feed != _built_in(scenario.name).market.feed:
        words.append(FEED_WORDS[scenario.market.feed])
    return [*words, *([f"without {listed([spoken(name) for name in off])}"] if off else [])]


def not_as_shipped(changes: list[str]) -> str:
    """The changes in a line; nothing where there are none."""
    return f"Not as shipped: {', '.join(changes)}." if changes else ""


@cache  # a page asks as often as it is opened
def _set(name: str) -> Assumptions:
    return Assumptions.load(name)


@cache
def _built_in(name: str) -> Scenario:
    return Scenario.load(name)


def _own(scenario: Scenario) -> dict[str, object]:
    """The values of the scenario's set, where it is shipped, and what a built-in scenario of this name replaces."""
    name = scenario.assumptions.name
    own: dict[str, object] = {entry.name: entry.base for entry in _set(name)} if name in SETS else {}
    if scenario.name in BUILT_INS:
        own |= {entry.name: entry.base for entry in _built_in(scenario.name).assumptions if entry.overridden}
    return own


def _is(assumptions: Assumptions, name: str, value: float) -> bool:
    entry = assumptions.entry(name)
    values = entry.base.values() if entry.by_tier else (entry.base,)  # type: ignore[union-attr]
    return all(one == value for one in values)


def _of_number(entry: Entry, assumptions: Assumptions) -> str:
    if entry.name == _SHARING and assumptions.name in SETS:
        times = float(entry.value()) / float(_set(assumptions.name).value(_SHARING))
        if times >= 2.0 and abs(times - round(times)) < 1e-9 * times:
            return f"sharing × {round(times)}"
    if entry.by_tier and assumptions.name in SETS:
        shipped = _set(assumptions.name).entry(entry.name)
        tiers = [tier for tier in TIER_NAMES if entry.value(tier) != shipped.value(tier)]
        if len(tiers) < len(TIER_NAMES):
            return ", ".join(f"{spoken(entry.name)} of {tier} {entry.value(tier):g}" for tier in tiers)
    return f"{spoken(entry.name)} {base_shown(entry)}"
