"""The component of the page that draws the crowd; what it does in the browser stands in crowd.js."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui.element import Element


class Crowd(Element, component="crowd.js"):
    """A town for each schedule. ``source`` is the address of what to show, ``on_person`` hears who was clicked."""

    def __init__(self, source: str, on_person: Callable[[str, int], None]) -> None:
        super().__init__()
        self._props["source"] = source

        def heard(event: Any) -> None:
            on_person(str(event.args["schedule"]), int(event.args["person"]))

        self.on("person", heard)
