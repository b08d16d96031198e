"""Below a comparison: its report, runs and picture, of the replicates so far, for whoever looks at it."""

from __future__ import annotations

import asyncio
from functools import partial

from nicegui import ui

from experiments.lab.comparing import Comparing
from experiments.lab.results import FILES, result
from experiments.lab.texts import text
from experiments.lab.workers import workers


class ResultsRow:
    """A button for each file; none can be pressed before ``allow``, nor while one is made."""

    def __init__(self, comparing: Comparing) -> None:
        self.comparing = comparing
        self.allowed = False
        self.client = ui.context.client
        with ui.element("p").classes("results row"):
            self.buttons = {name: text("button", label).props("type=button") for name, (label, _) in FILES.items()}
            self.said = ui.label().props("role=status")
        for name, button in self.buttons.items():
            button.props(f"data-result={name}").on("click", partial(self._hand, name))
        self._enable(False)

    def allow(self) -> None:
        """There are replicates enough from now on."""
        if not self.allowed:
            self.allowed = True
            self._enable(True)

    async def _hand(self, name: str) -> None:
        label, kind = FILES[name]
        comparing = self.comparing
        runs = [run for replicate in sorted(comparing.runs) for run in comparing.runs[replicate]]
        self._enable(False)
        self.said.set_text(f"{label}: being made ...")
        try:
            content = await asyncio.get_running_loop().run_in_executor(
                workers(), result, name, comparing.scenario, comparing.schedules, comparing.design, runs
            )
        except (ArithmeticError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError) as fault:
            self.said.set_text(f"{label}: could not be made: {fault}")
        else:
            replicates = len({run.replicate for run in runs})
            self.said.set_text(f"{label}: of {replicates} replicates")
            self.client.download(content, name, kind)
        self._enable(True)

    def _enable(self, enabled: bool) -> None:
        for button in self.buttons.values():
            button.props(remove="disabled") if enabled else button.props("disabled")
