"""One person's story: who showed them what, when, what they did, and the chances of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim import events as ev
from sim import rules
from sim.planning.posts import OWN, PIECES
from sim.results.never_reached import why_never_reached
from sim.results.replay import replayed

if TYPE_CHECKING:
    from sim.crowd.agents import Impression
    from sim.results.record import Record
    from sim.scenario.scenario import Scenario
    from sim.world.world import World

_BOUGHT_ANYWAY = "bought without any click"
_NO_CAMPAIGN = "They would have bought then with no campaign, too."
# The deeds that may follow an impression: bit, name of the chance, words for the deed and for its omission.
_DEEDS = (
    (ev.ENGAGED, "engage", "liked it", "liking it"),
    (ev.SHARED, "share", "passed it on", "passing it on"),
    (ev.CLICKED, "click", "went to the shop", "going to the shop"),
    (ev.BOUGHT, "buy", "bought", "buying"),
    (ev.FOLLOWED, "follow", "followed the brand", "following the brand"),
    (ev.WROTE, "write", "wrote about it", "writing about it"),
    (ev.WROTE, "tell", "told others of it", "telling others of it"),
)
# What the chance of liking a piece is made up of, besides the usual one, in words; a factor without any bears its name.
_FACTORS = {
    "quality": "the post itself",
    "match": "fit",
    "attention": "attention",
    "credibility": "shown by a friend",
    "familiarity": "known from another tier",
}


@dataclass(frozen=True)
class Moment:
    """A moment of a person's story, in words: when it was, what they met and did, and why.

    ``deeds`` are what they did, none where they did nothing. ``trust`` is that in the brand, 0 to 1, before and
    afterwards, where they met something.
    """

    when: str
    what: str
    why: str
    hour: int = 0
    deeds: tuple[str, ...] = ()
    trust: tuple[float, float] | None = None


def story(scenario: Scenario, world: World, record: Record, seed: int, person: int) -> list[Moment]:
    """The story of a person, in the order of the hours; a single moment where nothing happened.

    ``seed`` is the luck seed. Raises ValueError for a record without events, or of another run.
    """
    names = {profile.key: profile.name for profile in world.roster}
    entries = [(hour, _moment(names, hour, seen)) for hour, seen in replayed(scenario, world, record, seed, person)]
    assert record.ending is not None
    organic = record.ending.organic
    entries += [
        (hour, Moment(clock(hour), f"{_BOUGHT_ANYWAY}.", _NO_CAMPAIGN, hour, (_BOUGHT_ANYWAY,)))
        for hour in organic["hour"][organic["person"] == person].tolist()
    ]
    if not entries:
        days = f"Day 1 to {scenario.market.horizon_days}"
        why = why_never_reached(scenario, world, record, seed, person)
        return [Moment(days, "the campaign never reached this person.", why)]
    return [moment for _, moment in sorted(entries, key=lambda entry: entry[0])]


def clock(hour: int) -> str:
    """An hour of the campaign in words, such as Day 2, 03 h."""
    return f"Day {hour // 24 + 1}, {hour % 24:02d} h"


def _moment(names: Mapping[int, str], hour: int, seen: Impression) -> Moment:
    text = (
        f"{_shown(names, seen)} (chance of seeing it {_percent(seen.chances['see'])}); {_did(seen)}. Trust in the "
        f"brand afterwards: {seen.trust_after / ev.FIXED:.2f} (before: {seen.trust_before / ev.FIXED:.2f})."
    )
    why = " ".join((_why_liked(names, seen), *_why_bought(seen), *_not_done(seen)))
    trust = seen.trust_before / ev.FIXED, seen.trust_after / ev.FIXED
    return Moment(clock(hour), text, why, hour, tuple(words for _, _, words in _done(seen)), trust)


def _shown(names: Mapping[int, str], seen: Impression) -> str:
    passed_on = f" that person {seen.via:,} passed on" if seen.via < ev.FEED else ""
    if seen.post >= OWN:
        author = seen.post - OWN
        return f"read what person {author:,} wrote" + (passed_on if seen.via not in (ev.NOBODY, author) else "")
    recommended = " that the feed recommended" if seen.via == ev.FEED else ""
    return f"saw a post of {names[seen.post // PIECES]}{passed_on}{recommended}"


def _done(seen: Impression) -> list[tuple[int, str, str]]:
    """What somebody did: bit, name of the chance, and words of each deed."""
    return [(bit, chance, words) for bit, chance, words, _ in _DEEDS if seen.outcome & bit and chance in seen.chances]


def _did(seen: Impression) -> str:
    done = ", ".join(f"{words} (chance {_percent(seen.chances[chance])})" for _, chance, words in _done(seen))
    done = done or f"did nothing; the chance of liking it was {_percent(seen.chances['engage'])}"
    return f"{done}; had seen too much of it by now" if seen.outcome & ev.OVERDOSE else done


def _why_liked(names: Mapping[int, str], seen: Impression) -> str:
    """The chance of liking it by its factors; those of 1 change nothing and are left out."""
    whose = "what people write" if seen.post >= OWN else names[seen.post // PIECES]
    factors = [f"the {_percent(seen.engaging['engagement'])} usual for {whose}"]
    further = {name: name.replace("_", " ") for name in seen.engaging if name not in ("engagement", *_FACTORS)}
    for name, words in (_FACTORS | further).items():
        if seen.engaging[name] != 1.0:
            factors.append(f"{words} {_factor(seen.engaging[name])}")
            if name == "attention":
                factors[-1] += f" with {seen.remembered:.1f} earlier ones in mind"
    most = ", the most there is" if seen.chances["engage"] == 1.0 else ""
    return f"Chance of liking it {_percent(seen.chances['engage'])}{most}: {' × '.join(factors)}."


def _why_bought(seen: Impression) -> list[str]:
    """A sentence on how trust changed the chance of buying; none without a click, or where trust changed nothing."""
    if not seen.buying:
        return []
    initial = seen.buying["trust_initial"]
    usual = _percent(rules.buy_probability(**seen.buying | {"trust": initial}))
    chance = _percent(seen.chances["buy"])
    if usual == chance:
        return []
    trust = seen.buying["trust"]
    return [
        f"Chance of buying {chance} with a trust of {trust:.2f}; with the usual one of {initial:.2f} it is {usual}."
    ]


def _not_done(seen: Impression) -> list[str]:
    """A sentence on what somebody who liked it might have done and did not, with the chances of it."""
    omissions = [
        f"{words} (chance {_percent(seen.chances[chance])})"
        for bit, chance, _, words in _DEEDS
        if seen.outcome & ev.ENGAGED and not seen.outcome & bit and seen.chances.get(chance)
    ]
    return [f"Not done: {', '.join(omissions)}."] if omissions else []


def _percent(chance: float) -> str:
    """A chance in per cent with two digits; never 0 % or 100 % where it is left to chance."""
    if 0.0 < chance < 0.0001:
        return "under 0.01 %"
    if 0.99 < chance < 1.0:
        return "over 99 %"
    return f"{100.0 * chance:.0f} %" if chance >= 0.0995 else f"{100.0 * chance:.2g} %"


def _factor(factor: float) -> str:
    return f"{factor:.2f}" if factor >= 0.1 else f"{factor:.2g}"
