"""What is told of a person who was clicked: who they are, a headline, their trust over time, and what they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from experiments.lab.play.town import played
from experiments.words.numbers import spoken
from sim import events as ev
from sim.listed import first_listed
from sim.world.following import influencers_followed, people_followed
from sim.world.people import interest_of, traits

if TYPE_CHECKING:
    from sim.results.campaign import Campaign
    from sim.results.story import Moment
    from sim.scenario.scenario import Scenario

_NAMED = 5  # influencers whom somebody follows, at most


@dataclass(frozen=True)
class Entry:
    """Moments in a row in which somebody did the same, with a line for all of them where there are several."""

    moments: tuple[Moment, ...]
    line: str = ""


@dataclass(frozen=True)
class Life:
    """What is told of a person; ``trust`` are hours and the trust in the brand, 0 to 1, from then on."""

    title: str
    headline: str
    traits: list[str]
    trust: list[tuple[int, float]]
    hours: int
    entries: list[Entry]


def life_of(scenario: Scenario, schedules: tuple[str, ...], seed: int, schedule: str, person: int) -> Life | None:
    """What is told of a person under a schedule; None for a schedule or person not in the town. Raises InputError."""
    shown = played(scenario, schedules, seed)
    if schedule not in shown.records or not 0 <= person < shown.world.people.size:
        return None
    campaign = shown.campaigns[schedule]
    moments = campaign.story(person)
    trust = trust_over_time(moments, float(traits(shown.world.people, person)[2]) / ev.FIXED)
    return Life(
        f"Person {person:,} under {spoken(schedule)}",
        headline(moments),
        traits_in_words(campaign, person),
        trust,
        scenario.market.horizon_hours,
        entries(moments),
    )


def headline(moments: Sequence[Moment]) -> str:
    """The whole story in a sentence."""
    seen = [moment.trust for moment in moments if moment.trust is not None]
    deeds = Counter(deed for moment in moments for deed in moment.deeds)
    did = ", ".join(words if times == 1 else f"{words} {times:,} times" for words, times in deeds.items())
    if not seen:
        return f"The campaign never reached them; they {did}." if did else "The campaign never reached them."
    first, last = seen[0][0], seen[-1][1]
    course = f"stayed at {first:.2f}" if f"{first:.2f}" == f"{last:.2f}" else f"went from {first:.2f} to {last:.2f}"
    posts = "one piece" if len(seen) == 1 else f"{len(seen):,} pieces"
    return f"Saw {posts} and {did or 'did nothing'}; trust in the brand {course}."


def traits_in_words(campaign: Campaign, person: int) -> list[str]:
    """Who a person is and whom they follow, in sentences."""
    world = campaign.world
    activity, propensity, trust = traits(world.people, person)
    hired = campaign.plan.influencers
    names = [world.roster[row].name for row in influencers_followed(world, person, hired)]
    others = people_followed(world, person).size
    return [
        f"Interested in {world.interests[interest_of(world.people, person)]}; sees {activity:.2g} times as many posts "
        f"and buys {propensity:.2g} times as readily as people do on average.",
        f"Trust in the brand at the start: {float(trust) / ev.FIXED:.2f} on the scale from 0 to 1.",
        f"Follows {others:,} other {'person' if others == 1 else 'people'}, and of the {len(hired):,} hired "
        f"influencers {first_listed(names, _NAMED) or 'none'}.",
    ]


def trust_over_time(moments: Sequence[Moment], initial: float) -> list[tuple[int, float]]:
    """Hours and the trust from then on: that at the start, and where it changed."""
    course = [(0, initial)]
    for moment in moments:
        if moment.trust is not None and moment.trust[1] != course[-1][1]:
            course.append((moment.hour, moment.trust[1]))
    return course


def entries(moments: Sequence[Moment]) -> list[Entry]:
    """The moments in their order; those in a row with the same deeds, or with none, are one entry."""
    found = []
    for _, group in groupby(moments, lambda moment: (moment.deeds, moment.trust is None)):
        several = tuple(group)
        line = ""
        if len(several) > 1:
            did = ", ".join(several[0].deeds) or "did nothing"
            line = f"{several[0].when} to {several[-1].when}: saw {len(several):,} pieces and each time {did}"
        found.append(Entry(several, line))
    return found
