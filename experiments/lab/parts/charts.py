"""The look of the lab's charts, on light and on dark paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from nicegui import ui

from experiments.lab.parts.projector import legible
from experiments.lab.parts.texts import text
from experiments.words.numbers import minus

GREY = "#7f868f"  # of lines and bars, to be seen on either paper
FONT = "Roboto, sans-serif"  # comes with NiceGUI: the same on every machine
# Words are in the ink of the page, which is read in the browser: no one grey is dark and light enough for both papers.
TEXT = {
    ":color": "getComputedStyle(document.body).getPropertyValue('--pale').trim()",
    "fontSize": 13,
    "fontFamily": FONT,
}
# A line where nothing differs.
ZERO: dict[str, Any] = {
    "silent": True,
    "symbol": "none",
    "lineStyle": {"color": GREY, "type": "solid"},
    "label": {"show": False},
    "data": [{"xAxis": 0}],
}
_LOOK: dict[str, Any] = {"textStyle": TEXT}


# In the browser: a number of an axis as everywhere on the page.
WRITTEN = "(value) => value.toLocaleString('en', { maximumFractionDigits: 9 }).replace('-', '\\u2212')"
# In the browser: the picture as it is on screen, twice as fine, on the page's paper; below it, in what the page says
# that it is not as shipped.
_SAVED = """() => {
  const { backgroundColor, color } = getComputedStyle(document.body), picture = new Image();
  const said = document.querySelector("[data-strayed]")?.textContent.trim() ?? "";
  picture.onload = () => {
    const page = document.createElement("canvas"), pen = page.getContext("2d"), link = document.createElement("a");
    pen.font = "24px Roboto, sans-serif";
    const lines = [""];
    for (const word of said.split(" ")) {
      const line = `${lines[lines.length - 1]} ${word}`.trim();
      if (pen.measureText(line).width < picture.width - 48) lines[lines.length - 1] = line; else lines.push(word);
    }
    page.width = picture.width; page.height = picture.height + (said ? 34 * lines.length + 12 : 0);
    pen.fillStyle = backgroundColor; pen.fillRect(0, 0, page.width, page.height); pen.drawImage(picture, 0, 0);
    pen.fillStyle = color; pen.font = "24px Roboto, sans-serif";
    if (said) lines.forEach((line, k) => pen.fillText(line, 24, picture.height + 34 * k + 24));
    link.href = page.toDataURL("image/png"); link.download = "chart.png"; link.click();
  };
  picture.src = getElement(%d).run_chart_method("getDataURL", { type: "png", pixelRatio: 2, backgroundColor });
}"""


def chart(options: dict[str, Any], height: str) -> ui.echart:
    """A chart as wide as there is room, and a button that saves its picture; its numbers can be read out."""
    drawn = ui.echart(legible(_looking(options))).style(f"height: {height}; width: 100%").props("data-chart")
    button = text("button", "Save this chart (PNG)").classes("quiet").props("type=button data-chart-picture")
    button.on("click", js_handler=_SAVED % drawn.id)
    return drawn


def redraw(drawn: ui.echart, options: dict[str, Any]) -> None:
    """Shows other options in a chart that is there already."""
    drawn.options.clear()
    drawn.options.update(legible(_looking(options), drawn.client))
    drawn.update()


def _looking(options: dict[str, Any]) -> dict[str, Any]:
    return _LOOK | options | {"aria": {"enabled": True, "label": {"description": described(options)}}}


def described(options: dict[str, Any]) -> str:
    """What a chart shows, for whoever hears it: the names of its axes, and the numbers of each series.

    Of rows each number with the name of its row, of a plane the last point; what is no number is left out.
    """
    across, up = options["xAxis"], options["yAxis"]
    names = [str(name) for name in (up if up.get("data") else across).get("data", ())]
    axes = " against ".join(axis["name"] for axis in (across, up) if axis.get("name"))
    told = [words for series in options["series"] if (words := _of_series(series, names))]
    return f"Chart of {axes or 'numbers'}. {'; '.join(told) or 'Nothing is drawn yet'}."


def _of_series(series: dict[str, Any], names: Sequence[str]) -> str:
    words = []
    for place, point in enumerate(series.get("data", ())):
        value = point.get("coords", point.get("value")) if isinstance(point, dict) else point
        found = [number for number in np.ravel(np.array(value, dtype=object)).tolist() if _is_number(number)]
        if not found:
            continue
        if isinstance(point, dict) and "coords" in point:  # an interval: x, row, x, row
            if not names:
                continue
            words.append(f"{names[int(found[1])]} between {_told(found[0])} and {_told(found[2])}")
        elif names:
            row = int(found[1]) if len(found) > 1 else place
            words.append(f"{names[row]} {_told(found[0])}")
        else:
            words.append(" and ".join(_told(number) for number in found[:2]))
    shown = words if names else words[-1:]
    if not shown:
        return ""
    name = f"{series['name']}: " if series.get("name") else ""
    last = "" if names or len(words) == 1 else f"the last of {len(words)} points at "
    return f"{name}{last}{', '.join(shown)}"


def _is_number(number: object) -> bool:
    return isinstance(number, (int, float)) and math.isfinite(number)


def _told(number: float) -> str:
    return minus(f"{number:.4g}")


def axis(name: str, gap: int) -> dict[str, Any]:
    """Options of an axis of numbers, with its name and unit ``gap`` pixels from the line."""
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


def in_rows(name: str, numbers: Iterable[float], names: Sequence[str], above: int) -> dict[str, Any]:
    """Options of a chart with a row for each name, which stands ``above`` pixels over the middle of its row.

    The axis below, of this name, has room for the numbers and for zero; those that are not finite count for none.
    """
    known = [0.0, *(number for number in numbers if math.isfinite(number))]
    low, high = min(known), max(known)
    margin = 0.05 * (high - low) or 1.0
    ends = {**TEXT, "showMinLabel": False, "showMaxLabel": False, "hideOverlap": True, ":formatter": WRITTEN}
    label = {**TEXT, "inside": True, "margin": 0, "verticalAlign": "bottom", "padding": [0, 0, above, 0]}
    hidden = {"axisTick": {"show": False}, "axisLine": {"show": False}}
    return {
        "animationDuration": 150,
        "grid": {"left": 20, "right": 30, "top": 20, "bottom": 50, "containLabel": True},
        "xAxis": axis(name, 30) | {"min": low - margin, "max": high + margin, "axisLabel": ends, "splitNumber": 4},
        "yAxis": {"type": "category", "data": list(names), "inverse": True, "axisLabel": label, "z": 2, **hidden},
    }
