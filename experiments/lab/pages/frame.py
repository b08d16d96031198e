"""What every page has around what it shows: its look, the menu, a title and a sentence on what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nicegui import ui

from experiments.lab.parts.menu import menu
from experiments.lab.parts.projector import on_projector
from experiments.lab.parts.scheme import follow_scheme
from experiments.lab.parts.texts import text

_PARTS = Path(__file__).parents[1] / "parts"
_STYLE = "\n".join(file.read_text(encoding="utf-8") for file in sorted(_PARTS.glob("*.css")))


@contextmanager
def framed(here: str, title: str, lede: str = "") -> Iterator[tuple[ui.element, dict[str, ui.element]]]:
    """Puts the frame of the view at this address; what is put meanwhile comes within it, below the title.

    Gives the element that holds all of it, and the links of the menu.
    """
    ui.add_css(_STYLE)
    ui.dark_mode(None)  # as the visitor's system has it
    follow_scheme()
    # Within the one main element that every page has.
    with ui.element("div").classes("lab projected" if on_projector() else "lab") as whole:
        links = menu(here)
        with ui.element("header"):
            text("h1", title)
            if lede:
                text("p", lede).classes("lede")
        yield whole, links
