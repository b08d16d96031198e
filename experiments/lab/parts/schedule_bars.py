"""The component of the page on which a launch is drawn; what it does in the browser stands in schedule_bars.js."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from nicegui.element import Element

from experiments.lab.question.drawn import MOST_BARS, REST, Bar
from experiments.pictures.palette import TIER_COLOURS
from sim.scenario.schedule import FORMATS

Heard = Callable[[str], Awaitable[None]]


class ScheduleBars(Element, component="schedule_bars.js"):
    """A calendar of so many days with a bar for each phase; ``heard`` is given the bars as a word of an address."""

    def __init__(self, bars: Sequence[Bar], days: int, starts: Mapping[str, Sequence[Bar]], heard: Heard) -> None:
        """``starts`` are launches to begin with, by their names as they are read aloud."""
        super().__init__()
        self._props |= {
            "given": [_told(bar) for bar in bars],
            "days": days,
            "starts": {name: [_told(bar) for bar in of] for name, of in starts.items()},
            "tiers": TIER_COLOURS,
            "formats": list(FORMATS),
            "most": MOST_BARS,
            "rest": REST,
        }

        async def on_change(event: Any) -> None:
            await heard(str(event.args))

        self.on("drawn", on_change)


def _told(bar: Bar) -> dict[str, Any]:
    return bar._asdict()
