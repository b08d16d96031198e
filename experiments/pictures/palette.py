"""The colours of tiers, launches and stages: the same in every picture, report and view.

Readers who cannot tell red from green tell these apart: tiers and launches from M. Okabe, K. Ito, "Color
Universal Design", 2008, stages from P. Tol, "Colour Schemes", 2021 (bright). No tier has the
colour of a stage.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.tiers import TIERS

TIER_COLOURS = {tier.name: tier.colour for tier in TIERS}
# A launch with one tier has its colour.
FIXED_COLOURS = {f"{tier}_only": colour for tier, colour in TIER_COLOURS.items()} | {"hybrid": "#009E73"}
FURTHER_COLOURS = ("#56B4E9", "#7F7F7F", "#8C6BB1", "#8A8A2B")  # to be read on light and on dark paper
# By the stages of ``sim.results.funnel``; whoever is unaware stands back.
STAGE_COLOURS = ("#DADADA", "#66CCEE", "#CCBB44", "#228833", "#AA3377")
# Of a person's trust, compared with what it was before the campaign: less, the same, more. To be read on light and on
# dark paper; who is the same stands apart from whoever is unaware.
TRUST_COLOURS = ("#B35806", "#9C9C9C", "#018571")


def colours(schedules: Sequence[str]) -> dict[str, str]:
    """The colour of each schedule: constant for launches that are known, in turn for other names."""
    free = {name: colour for name, colour in FIXED_COLOURS.items() if name not in schedules}
    # That of hybrid first, where it is free: it is farthest from those of the tiers.
    spare = [*(free.pop(name) for name in ("hybrid",) if name in free), *FURTHER_COLOURS, *free.values()]
    others = [name for name in schedules if name not in FIXED_COLOURS]
    return {**FIXED_COLOURS, **{name: spare[i % len(spare)] for i, name in enumerate(others)}}
