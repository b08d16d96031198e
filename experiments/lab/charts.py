"""The look of the lab's charts, on light and on dark paper."""

from __future__ import annotations

from typing import Any

from nicegui import ui

GREY = "#7f868f"  # to be read on either paper
FONT = "Roboto, sans-serif"  # comes with NiceGUI: the same on every machine
TEXT = {"color": GREY, "fontSize": 13, "fontFamily": FONT}
_LOOK: dict[str, Any] = {"textStyle": TEXT, "aria": {"enabled": True}}


def chart(options: dict[str, Any], height: str) -> ui.echart:
    """A chart as wide as there is room; its texts can be read out."""
    return ui.echart(_LOOK | options).style(f"height: {height}; width: 100%")


def redraw(drawn: ui.echart, options: dict[str, Any]) -> None:
    """Shows other options in a chart that is there already."""
    drawn.options.clear()
    drawn.options.update(_LOOK | options)
    drawn.update()


def axis(name: str, gap: int) -> dict[str, Any]:
    """An axis of numbers with its name and unit beside it, so many pixels from the line."""
    return {
        "type": "value",
        "name": name,
        "nameLocation": "middle",
        "nameGap": gap,
        "scale": True,
        "axisLabel": TEXT,
        "nameTextStyle": TEXT,
        "splitLine": {"lineStyle": {"color": GREY, "opacity": 0.25}, "showMinLine": False, "showMaxLine": False},
    }
