"""The picture of a tornado: two bars for each of the numbers that move the answer most, around zero."""

from __future__ import annotations

import math
from typing import Any

from experiments.lab.parts.charts import GREY, ZERO, in_rows
from experiments.lab.parts.texts import with_unit
from experiments.lab.play.tornado import Bar, End, Standing, Tornado
from experiments.pictures.palette import FURTHER_COLOURS
from experiments.words.numbers import is_share, spoken
from sim.tiers import TierTable

MOST_BARS = 12
HEIGHT = f"{6 + 3.1 * MOST_BARS:g}rem"
_COLOUR = FURTHER_COLOURS[2]  # no tier's
_BAR_PIXELS = 8


def name_shown(bar: Bar) -> str:
    """Such as "purchase per click", or "fake follower share of nano"."""
    name, _, tier = bar.name.partition(".")
    return f"{spoken(name)} of {tier}" if tier else spoken(name)


def options(tornado: Tornado, standing: Standing) -> dict[str, Any]:
    """Low ends hollow and high ends filled, grey where the interval holds zero; the widest on top."""
    kpi = tornado.kpi
    percent = 100.0 if is_share(kpi.unit) else 1.0
    bars = [bar for bar in standing.bars if bar.width > 0.0][:MOST_BARS]
    effects = [end.effect for bar in bars for end in (bar.low, bar.high) if end.effect is not None]
    means = [percent * effect.mean for effect in effects]
    return in_rows(f"moves {with_unit(kpi)} by", means, [_label(bar) for bar in bars], 15) | {
        "series": [
            {
                "type": "bar",
                "name": name,
                "barWidth": _BAR_PIXELS,
                "barGap": "15%",
                "data": [_drawn(bar.high if filled else bar.low, percent, filled) for bar in bars],
            }
            | ({"markLine": ZERO} if filled else {})
            for name, filled in (("low end", False), ("high end", True))
        ],
    }


def _label(bar: Bar) -> str:
    """The name, and the ends where each of them is one number."""
    low, high = bar.low.value, bar.high.value
    if isinstance(low, TierTable) or isinstance(high, TierTable):
        return name_shown(bar)
    return f"{name_shown(bar)}: {low:g} to {high:g}"


def _drawn(end: End, percent: float, filled: bool) -> dict[str, Any]:
    effect = end.effect
    if effect is None or not math.isfinite(effect.mean):
        return {"value": "-"}
    colour = _COLOUR if effect.low > 0.0 or effect.high < 0.0 else GREY
    style = {"color": colour if filled else "transparent", "borderColor": colour, "borderWidth": 2}
    return {"value": percent * effect.mean, "itemStyle": style}
