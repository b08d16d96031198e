"""A plan as plan.ics, which calendars import: an event for each post.

Source: B. Desruisseaux, RFC 5545, 2009: content lines of at most 75 octets (3.1), escaped text (3.3.11), floating
local times (3.3.5), unique identifiers (3.8.4.7).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from experiments.plan_files.moments import moment
from experiments.words.numbers import spoken
from experiments.words.plain_text import visible
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.planning.budget import Plan, PlannedPost
    from sim.roster.profile import Profile
    from sim.scenario.scenario import Scenario

_MOST_OCTETS = 75  # of a line, its end not counted


def plan_ics(scenario: Scenario, roster: Sequence[Profile], plan: Plan) -> str:
    """The text of plan.ics, to be written as UTF-8 with its line ends as they are. Times are those of the market.

    The identifier of an event is that of the post: a plan that is made anew moves it and adds none. Raises
    InputError where the scenario does not say when the campaign starts.
    """
    start = scenario.market.start
    if start is None:
        raise InputError(
            "plan.ics: the scenario does not say when the campaign starts; give market.start, a day such as 2027-03-01"
        )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//groundswell//groundswell {version('groundswell')}//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(f'{scenario.brand.name}: {spoken(plan.schedule)}')}",
    ]
    for post in plan.published:
        lines += _event(scenario, plan, post, roster[post.influencer], start)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(scenario: Scenario, plan: Plan, post: PlannedPost, profile: Profile, start: date) -> Iterator[str]:
    named = "\0".join((scenario.name, plan.schedule, profile.name, str(profile.key), str(post.piece)))
    terms = [f"{profile.tier}-influencer", f"fee {post.fee_eur:,.2f} {scenario.currency.code}"]
    terms += [f"commission {100.0 * post.commission_share:g} %"] if post.commission_share else []
    terms += ["with the product as a gift"] if post.gift else []
    terms += ["with a promo code"] if post.promo_code else []
    terms += ["labelled as advertising" if post.disclosed else "without the label"]
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(named.encode(errors='replace')).hexdigest()[:32]}@groundswell"
    yield f"DTSTAMP:{_stamp(moment(start, 0))}Z"  # not the clock's: the same plan is the same file
    yield f"DTSTART:{_stamp(moment(start, post.hour))}"
    yield "DURATION:PT1H"
    yield f"SUMMARY:{_escaped(f'{profile.name}: {post.format}')}"
    yield f"DESCRIPTION:{_escaped(f'{scenario.brand.name}. ' + '; '.join(terms) + '.')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _stamp(when: datetime) -> str:
    return when.strftime("%Y%m%dT%H%M%S")


def _escaped(text: str) -> str:
    """Text as a value: what separates values is escaped, and what cannot be seen is spelt out."""
    lines = [visible(line) for line in text.splitlines()]
    return "\\n".join(re.sub(r"([\\;,])", r"\\\1", line) for line in lines)


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each but the first behind a space; no character is cut in two."""
    pieces = [""]
    for character in line:
        if len((pieces[-1] + character).encode(errors="replace")) > _MOST_OCTETS:
            pieces.append(" ")
        pieces[-1] += character
    return "\r\n".join(pieces)
