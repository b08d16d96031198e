"""A page that asks nothing by a form: menu, title, and whatever is put below them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from experiments.lab.pages.page import STYLE
from experiments.lab.parts.menu import menu
from experiments.lab.parts.projector import on_projector
from experiments.lab.parts.texts import text


@contextmanager
def plain_page(here: str, title: str, lede: str = "") -> Iterator[None]:
    """Puts menu, title and lede of the view at this address; what is put meanwhile comes below them."""
    ui.add_css(STYLE)
    ui.dark_mode(None)  # as the visitor's system has it
    with ui.element("div").classes("lab projected" if on_projector() else "lab"):
        menu(here)
        text("h1", title)
        if lede:
            text("p", lede).classes("lede")
        yield
