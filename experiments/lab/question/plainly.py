"""Problems as a page tells them: in the words of its fields, and with the ways out that the lab itself offers."""

from __future__ import annotations

import re
from functools import cache

from experiments.lab.question.opened import MIX
from experiments.words.numbers import spoken
from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import SETS, Assumptions
from sim.scenario.scenario import BUILT_INS
from sim.scenario.schedule import PRESETS

# By the word of an address, the name of its field.
_FIELDS = {
    "people": "People",
    "plan_people": "People",
    "seed": "Luck (seed)",
    "budget_eur": "Budget",
    "sharing": "Sharing",
    "mix_percent": "Macro's share of the mix (%)",
    "feed": "Who is shown the posts",
    "objective": "Objective",
    "assumptions": "Assumptions",
}
_FIELD = re.compile(rf"^({'|'.join(_FIELDS)})(?= = | ')")
# What the command line would have one do, and what the lab offers instead.
_INSTEAD = (
    (re.compile(r"^schedule(?= ')"), "launch"),
    (re.compile(r"^schedules '"), "launches '"),
)


def plainly(problem: str) -> str:
    """A problem in the words of the page: fields by their names, no names of files or of the address."""
    for pattern, words in _INSTEAD:
        problem = pattern.sub(words, problem)
    problem = _FIELD.sub(lambda found: _FIELDS[found[1]], problem)
    return _names().sub(lambda found: spoken(found[0]), problem)


@cache
def _names() -> re.Pattern[str]:
    """The names of numbers, launches, mechanisms and scenarios that are shipped, as they stand in files."""
    numbers = {entry.name for name in SETS for entry in Assumptions.load(name)}
    known = {name for name in (*numbers, *PRESETS, *MECHANISMS, *BUILT_INS, MIX) if "_" in name}
    return re.compile(rf"\b(?:{'|'.join(sorted(known, key=len, reverse=True))})\b")
