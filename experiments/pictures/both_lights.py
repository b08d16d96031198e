"""A figure for a page that may be light or dark, and narrow: it is written twice, and the page shows one of both."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from html import escape
from typing import Any

from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from experiments.pictures.page import INK, PALE, RULE
from experiments.pictures.palette import STAGE_COLOURS

_DPI = 110
_LEAST_REM = 34  # of width: on a phone the figure is moved sideways rather than made too small to read
# On a dark page: ink is light, paper dark, and whoever is unaware stands back, as in the lab.
ON_DARK = {
    INK.lower(): "#e9e7e2",
    PALE.lower(): "#a5abb3",
    RULE.lower(): "#343a41",
    "#ffffff": "#181c1a",
    "#000000": "#e9e7e2",
    STAGE_COLOURS[0].lower(): "#454c55",
}
_COLOURS = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")
_STYLE = """<style>
.both-lights { overflow-x: auto; } .both-lights img { width: 100%; }
.both-lights .on-dark, .dark .both-lights .on-light { display: none; } .dark .both-lights .on-dark { display: block; }
</style>"""


def html_of(figure: Figure) -> str:
    """The figure as HTML, as it is and as a dark page needs it; its titles and axes tell of it who does not see it.

    A page is dark inside an element of the class ``dark``, as marimo has it. The figure is dark afterwards.
    """
    description = escape(_said(figure))
    # As wide as its letters were made for, but no wider than the page where that can still be read.
    width = f"max-width: {figure.get_figwidth() * 6:.0f}rem; min-width: {_LEAST_REM}rem"
    light = _written(figure)
    darken(figure)
    images = "".join(
        f'<img class="{kind}" style="{width}" alt="{description}" src="data:image/png;base64,{content}">'
        for kind, content in (("on-light", light), ("on-dark", _written(figure)))
    )
    return f'{_STYLE}<div class="both-lights" tabindex="0" role="group" aria-label="A picture">{images}</div>'


def _said(figure: Figure) -> str:
    """Title and axes of each panel, in words."""
    panels = []
    for axes in figure.axes:
        labels = {"up": axes.get_ylabel(), "across": axes.get_xlabel()}
        said = [axes.get_title(loc="left"), axes.get_title(), *(f"{way}: {to}" for way, to in labels.items() if to)]
        panels.append("; ".join(" ".join(words.split()) for words in said if words))
    return ". ".join(panels)


def _written(figure: Figure) -> str:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=_DPI, transparent=True, metadata={"Software": None})
    return base64.b64encode(out.getvalue()).decode()


def darken(figure: Figure) -> None:
    """Gives everything on a figure that is ink, paper or rule the colour that it has on a dark page."""
    for part in figure.findobj():
        for name in _COLOURS:
            read, write = getattr(part, f"get_{name}", None), getattr(part, f"set_{name}", None)
            if read is not None and write is not None:
                _recolour(read, write)


def _recolour(read: Callable[[], Any], write: Callable[[Any], None]) -> None:
    given = read()
    if isinstance(given, str) and given in ("none", "auto"):
        return
    try:
        colours = [to_hex(given, keep_alpha=True)]
    except ValueError:  # an array with a colour for each
        colours = [to_hex(one, keep_alpha=True) for one in given]
    dark = [ON_DARK.get(colour[:7], colour[:7]) + colour[7:] for colour in colours]
    if dark != colours:
        write(dark if len(dark) > 1 else dark[0])
