"""The component of the page that draws the crowd; what it does in the browser stands in crowd.js."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui.element import Element

Teller = Callable[[str, int], Awaitable[None]]


class Crowd(Element, component="crowd.js", dependencies=["crowd_panel.js", "crowd_picture.js", "waiting.js"]):
    """Draws a town for each schedule. ``source`` is the address from which the browser fetches them.

    ``on_person`` and ``on_influencer`` hear the schedule and who was clicked: a person's number, an influencer's
    place in the roster.
    """

    def __init__(self, source: str, on_person: Teller, on_influencer: Teller) -> None:
        super().__init__()
        self._props["source"] = source

        def listen(kind: str, tell: Teller) -> None:
            async def heard(event: Any) -> None:
                await tell(str(event.args["schedule"]), int(event.args[kind]))

            self.on(kind, heard)

        listen("person", on_person)
        listen("influencer", on_influencer)
