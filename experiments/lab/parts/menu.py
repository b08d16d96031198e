"""The menu of every page: the views, a tour of the one that is open, and whether it is shown by a projector."""

from __future__ import annotations

from nicegui import ui

from experiments.lab.parts.projector import PROJECTOR, on_projector, switch
from experiments.lab.parts.texts import text
from experiments.lab.parts.tour import STEPS, Tour

VIEWS = {
    "/": "Home",
    "/watch": "Watch it spread",
    "/virality": "Does virality cost trust?",
    "/compare": "Compare",
    "/plan": "Plan",
    "/schedule": "Draw a launch",
    "/assumptions": "Assumptions",
    "/teach": "Teach",
}
_ASK_NOTHING = ("/", "/teach")  # views to which what is asked does not go on


def menu(here: str) -> dict[str, ui.element]:
    """Puts the menu of the view at this address, and returns the link to each view, to be led on by ``lead``."""
    links = {}
    with ui.element("nav").props("aria-label=Views"):
        for address, name in VIEWS.items():
            links[address] = text("a", name).props("aria-current=page" if address == here else "")
        switch()
        if here in STEPS:
            Tour(here)
    lead(links)
    return links


def lead(links: dict[str, ui.element], words: str = "") -> None:
    """Has each link lead to its view with these words of an address, on a projector where this page is on one."""
    for address, link in links.items():
        link.props(f'href="{address_of(address, "" if address in _ASK_NOTHING else words)}"')


def address_of(view: str, words: str = "") -> str:
    """The address of a view with these words, on a projector where the page that is being made is on one."""
    said = "&".join(part for part in (words, f"{PROJECTOR}=on" if on_projector() else "") if part)
    return f"{view}{'?' if said else ''}{said}"
