"""The look of the lab's charts, on light and on dark paper."""

from __future__ import annotations

from typing import Any

from nicegui import ui

GREY = "#7f868f"  # to be read on either paper
FONT = "Roboto, sans-serif"  # comes with NiceGUI: the same on every machine
TEXT = {"color": GREY, "fontSize": 13, "fontFamily": FONT}


def chart(options: dict[str, Any], height: str) -> ui.echart:
    """A chart as wide as there is room; its texts can be read out."""
    return ui.echart({"textStyle": TEXT, "aria": {"enabled": True}, **options}).style(f"height: {height}; width: 100%")


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
        "splitLine": {"lineStyle": {"color": GREY, "opacity": 0.25}},
    }
