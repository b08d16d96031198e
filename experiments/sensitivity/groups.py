"""Assumptions in groups: those that one mechanism of the model is made of move together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.assumptions.mechanisms import MECHANISMS

# Labels by the name of their group, in the order in which they are varied.
Groups = Mapping[str, tuple[str, ...]]


def groups_of(labels: Sequence[str]) -> Groups:
    """The labels by mechanism; what is of no mechanism is a group by itself, under its own name, all tiers together."""
    mechanism_of = {entry: name for name, mechanism in MECHANISMS.items() for entry in mechanism.off}
    groups: dict[str, tuple[str, ...]] = {}
    for label in labels:
        entry = label.partition(".")[0]
        name = mechanism_of.get(entry, entry)
        groups[name] = (*groups.get(name, ()), label)
    return groups


def labels_in(groups: Groups) -> tuple[str, ...]:
    """All labels, group by group."""
    return tuple(label for labels in groups.values() for label in labels)
