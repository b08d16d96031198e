"""A page on a projector: large labels, full width, no form. The address says so, and every link of the page."""

from __future__ import annotations

from typing import Any

from nicegui import Client, ui

from experiments.lab.parts.texts import text

PROJECTOR = "projector"  # the word of the address
LARGER = 1.6  # times as large are the letters of a chart
# Lengths of a chart that letters need, in pixels.
_OF_LETTERS = ("fontSize", "nameGap", "symbolSize", "padding")
# In the browser: the same address with the word or without it.
_SWITCHED = """() => {
  const page = new URL(location.href), words = page.searchParams;
  if (words.has("%s")) words.delete("%s"); else words.set("%s", "on");
  location.assign(page);
}"""


def on_projector(client: Client | None = None) -> bool:
    """Whether this page, or the one that is being made, is shown by a projector."""
    return PROJECTOR in (client or ui.context.client).request.query_params


def switch() -> None:
    """Puts the button that shows the page as a projector needs it, and as it was."""
    words = "Leave the projector" if on_projector() else "Projector"
    button = text("button", words).classes("begin").props(f"type=button data-{PROJECTOR}")
    button.on("click", js_handler=_SWITCHED % ((PROJECTOR,) * 3))


def legible(options: dict[str, Any], client: Client | None = None) -> dict[str, Any]:
    """Options of a chart; on a projector with all letters larger, and with the room that these need."""
    if not on_projector(client):
        return options
    larger: dict[str, Any] = _larger(options)
    return larger


def _larger(options: Any, name: str = "") -> Any:
    if isinstance(options, dict):
        return {key: _larger(value, key) for key, value in options.items()}
    if isinstance(options, (list, tuple)):
        return [_larger(value, name) for value in options]
    is_length = isinstance(options, (int, float)) and not isinstance(options, bool) and name in _OF_LETTERS
    return round(LARGER * options, 1) if is_length else options
