"""The component of the page that shows a first visitor around; what it does in the browser stands in tour.js."""

from __future__ import annotations

from nicegui.element import Element

# What each step points at, and what it says.
STEPS = (
    ("[data-play]", "Press Play", "Thirty days pass. Every dot is a person; its colour says how far they have come."),
    (
        ".crowd canvas",
        "Click a person",
        "Below the towns you read what happened to them, and why they did what they did.",
    ),
    (
        "form.asking",
        "Change the launch",
        "Choose other launches or slide the budget; the towns follow at once. Then see Compare in the menu: it plays "
        "up to a hundred times and says what was luck.",
    ),
)


class Tour(Element, component="tour.js"):
    """A button that starts the tour. It also comes by itself, until a visitor has ended or closed it."""

    def __init__(self) -> None:
        super().__init__()
        self._props["steps"] = [{"target": target, "title": title, "words": words} for target, title, words in STEPS]
