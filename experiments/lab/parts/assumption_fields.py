"""The table of assumptions, with fields for their numbers; what it does in the browser is in assumption_fields.js."""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

from nicegui.element import Element

from experiments.lab.question.asked import Asked
from experiments.lab.question.plainly import plainly
from experiments.words.assumptions import base_shown, range_shown
from experiments.words.drawn_numbers import drawn_shown
from experiments.words.numbers import spoken
from sim.assumptions.numbers import Assumptions, Entry
from sim.tiers import TIER_NAMES

_ARTICLE = re.compile(r"\b(\d{3})_[0-9a-f]{16}\.txt")
_SET = re.compile(r"\b(evidence|documents)\.toml")


def shipped(asked: Asked) -> Assumptions:
    """The assumptions as they stand in the files, before anything is changed in the lab."""
    return replace(asked, changed=(), sharing=1, off=()).scenario().assumptions


def numbers(entries: Iterable[Entry]) -> dict[str, float]:
    """Every single number by its place: ``name``, or ``name.tier``."""
    return {
        f"{entry.name}.{tier}" if tier else entry.name: entry.value(tier)
        for entry in entries
        for tier in (TIER_NAMES if entry.by_tier else (None,))
    }


class AssumptionFields(Element, component="assumption_fields.js"):
    """``on_number`` hears the place of a number and what was typed, ``on_reset`` the places that go back."""

    def __init__(
        self, on_number: Callable[[str, str], Awaitable[None]], on_reset: Callable[[list[str]], Awaitable[None]]
    ) -> None:
        super().__init__()
        self._sent = 0

        async def number(event: Any) -> None:
            await on_number(str(event.args["place"]), str(event.args["value"]))

        async def reset(event: Any) -> None:
            await on_reset([str(place) for place in event.args["places"]])

        self.on("number", number)
        self.on("reset", reset)

    def show(self, asked: Asked) -> None:
        """The rows of what is asked; rows that stay the same keep what is being typed in them."""
        base = shipped(asked)
        own = numbers(base)
        known = asked.scenario().assumptions
        changed = {place: value for place, value in asked.changed if value != own[place]}
        self._props["entries"] = [
            _row(entry, base) for entry in sorted(base, key=lambda entry: (entry.standing == "guessed", entry.name))
        ]
        self._props["changed"] = changed
        self._props["played"] = {
            entry.name: f"in play: {base_shown(entry)}, by what else is asked"
            for entry in known
            if any((own | changed)[place] != value for place, value in numbers([entry]).items())
        }
        self._props.setdefault("refusal", {})
        self.update()

    def answer(self, place: str, given: str, problems: Iterable[str]) -> None:
        """Says beside a number what was wrong with what was typed, if anything was; otherwise it stands as asked."""
        self._sent += 1  # so that the same answer twice is two answers
        words = " ".join(problems)
        self._props["refusal"] = {
            "sent": place,
            "given": given,
            "place": place if words else "",
            "words": words,
            "count": self._sent,
        }
        self.update()


def source_in_words(source: str) -> str:
    """A source as a reader is told it: articles by their number, sets and numbers by their names, no file's."""
    told = _ARTICLE.sub(lambda found: f"marketing article {int(found[1]) + 1}", source)
    return plainly(_SET.sub(r"the set \1", told))


def _row(entry: Entry, assumptions: Assumptions) -> dict[str, Any]:
    least, most = (bound if math.isfinite(bound) else None for bound in entry.allowed)
    fields = [
        {"place": place, "tier": place.partition(".")[2], "shipped": value, "least": least, "most": most}
        for place, value in numbers([entry]).items()
    ]
    standing = "overridden here" if entry.overridden else entry.standing
    drawn = drawn_shown(assumptions, entry)
    source = source_in_words(entry.source)
    return {
        "name": entry.name,
        "spoken": spoken(entry.name),
        "meaning": entry.meaning,
        "unit": entry.unit,
        "fields": fields,
        "shipped": base_shown(entry),
        "range": range_shown(entry) + (f"; drawn: {drawn}" if drawn else ""),
        "standing": entry.standing,
        "told": standing,
        "source": source,
        "words": f"{entry.name} {spoken(entry.name)} {entry.meaning} {entry.unit} {standing} {source}".lower(),
    }
