"""The component of the page that draws launches over time beside the towns; see curves.js for what it does there."""

from __future__ import annotations

from nicegui.element import Element


class Curves(Element, component="curves.js"):
    """Draws reach, buyers and trust over time. ``address`` says what is asked; the hour is that of the towns."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._props["source"] = f"/curves?{address}"
