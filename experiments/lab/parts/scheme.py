"""Charts drawn anew as the visitor's system turns dark or light: they read their colours when they are drawn."""

from __future__ import annotations

from nicegui import ElementFilter, ui

from experiments.lab.parts.plane import PlanePlayer

_HEARD = """<script>
for (const one of ["(prefers-color-scheme: dark)", "(forced-colors: active)"])
  matchMedia(one).addEventListener("change", () => setTimeout(() => emitEvent("scheme"), 100));  // after the page
</script>"""


def follow_scheme() -> None:
    """Has all charts of this page follow the system, and a plane stay on the day that it shows."""

    def draw_anew() -> None:
        for chart in ElementFilter(kind=ui.echart):
            chart.update()
        for player in ElementFilter(kind=PlanePlayer):
            player.drawn_anew()

    ui.add_body_html(_HEARD)
    ui.on("scheme", draw_anew)
