"""Where two sets of assumptions differ: every number that is not the same in both, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from experiments.words.assumptions import assumption_json, base_shown, range_shown
from experiments.words.drawn_numbers import drawn_shown, is_learned
from experiments.words.numbers import capitalised
from sim.assumptions.numbers import SETS, Assumptions, Entry

_ROWS: dict[str, Callable[[Entry], str]] = {
    "value": base_shown,
    "range": range_shown,
    "unit": lambda entry: entry.unit,
    "standing": lambda entry: entry.standing,
    "source": lambda entry: entry.source,
}


@dataclass(frozen=True)
class Difference:
    """A number as each of two sets has it; None where a set does not hold it."""

    name: str
    entries: tuple[Entry | None, Entry | None]


def _all(first: Assumptions, second: Assumptions) -> list[Difference]:
    """The numbers that one set or the other holds, those of the first set first."""
    return [
        Difference(name, (_entry(first, name), _entry(second, name)))
        for name in dict.fromkeys((*first.names, *second.names))
    ]


def _entry(assumptions: Assumptions, name: str) -> Entry | None:
    return assumptions.entry(name) if assumptions.has(name) else None


def _is_same(first: Entry | None, second: Entry | None) -> bool:
    if first is not None and second is not None and first.overridden and second.overridden:
        return first.base == second.base  # which is never drawn
    return first == second


def differences(first: Assumptions, second: Assumptions) -> list[Difference]:
    """The numbers that are not the same in both sets, or of which the draws of one say something."""
    return [
        number
        for number in _all(first, second)
        if not _is_same(*number.entries)
        or any(is_learned(known, entry) for known, entry in zip((first, second), number.entries, strict=True) if entry)
    ]


def difference_sentence(first: Assumptions, second: Assumptions, name: Callable[[str], str] = str) -> str:
    """A sentence on the numbers in which two sets differ, with the values of each; ``name`` writes their names."""
    differing = differences(first, second)
    sets = f"{first.name} and {second.name} differ in {len(differing) or 'none'} of {len(_all(first, second))} numbers"
    described = [f"{name(number.name)} ({_values(number, (first, second))})" for number in differing]
    return f"{capitalised(sets)}{': ' if described else ''}{', '.join(described)}."


def shipped_difference(sets: Sequence[str], name: Callable[[str], str] = str) -> str:
    """The sentence of ``difference_sentence`` on two sets as they are shipped; empty for one set, or one's own."""
    if len(sets) < 2 or not set(sets) <= set(SETS):
        return ""
    first, second = (Assumptions.load(set_name) for set_name in sets)
    return difference_sentence(first, second, name)


def _values(number: Difference, sets: tuple[Assumptions, Assumptions]) -> str:
    for known, entry in zip(sets, number.entries, strict=True):
        if entry is not None and is_learned(known, entry):
            return f"drawn from {drawn_shown(known, entry)} in {known.name}"
    held = [(base_shown(entry), known.name) for entry, known in zip(number.entries, sets, strict=True) if entry]
    if len(held) == 1:
        ((value, set_name),) = held
        return f"{value}, {set_name} alone"
    if held[0][0] == held[1][0]:
        return f"{held[0][0]} in both, with another range or source"
    return f"{held[0][0]} and {held[1][0]}"


def difference_table(first: Assumptions, second: Assumptions) -> Group:
    """Value, range, unit, standing and source of every number that differs, in both sets; as narrow as need be."""
    parts: list[RenderableType] = [Text(difference_sentence(first, second) + "\n")]
    for number in differences(first, second):
        meaning = next(entry.meaning for entry in number.entries if entry)
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
        table.add_column("", no_wrap=True)
        for assumptions in (first, second):
            table.add_column(assumptions.name, ratio=1, overflow="fold")
        for label, shown in _ROWS.items():
            absent = "not in this set" if label == "value" else ""
            table.add_row(Text(label, "dim"), *(Text(shown(entry) if entry else absent) for entry in number.entries))
        held = zip((first, second), number.entries, strict=True)
        drawn = [drawn_shown(assumptions, entry) if entry else "" for assumptions, entry in held]
        if any(drawn):
            table.add_row(Text("drawn, 5 to 95 %", "dim"), *map(Text, drawn))
        parts += [Text.assemble((number.name, "bold"), f"\n{meaning}"), table]
    return Group(*parts)


def difference_json(first: Assumptions, second: Assumptions) -> dict[str, Any]:
    """The numbers that differ as JSON, each as either set has it, null where a set has none."""
    return {
        "numbers": len(_all(first, second)),
        "differing": [
            {
                "name": number.name,
                **{
                    assumptions.name: assumption_json(entry, assumptions) if entry else None
                    for assumptions, entry in zip((first, second), number.entries, strict=True)
                },
            }
            for number in differences(first, second)
        ],
    }
