"""The difference between two launches, as shipped and with the visitor's changes of assumptions."""

from __future__ import annotations

from functools import partial

from nicegui import ui

from experiments.lab.parts.texts import beside_nothing, figures_table, scrolled, text, with_interval, with_unit
from experiments.lab.play.changes import MOST_REPLICATES, Changes, ChangesSoFar
from experiments.lab.pool import workers
from experiments.statistics.estimates import PairedDifference
from experiments.words.numbers import capitalised, minus, row_step, show_difference, spoken


class ChangesView:
    """A sentence that stays in sight while numbers are changed, and the figures behind it."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.client = ui.context.client
        self.answer = ui.label("Playing the first replicates ...").classes("answer in-sight")
        self.answer.props("role=status data-answer")
        self.figures = scrolled().props("data-figures")

    async def follow(self) -> None:
        """Shows every few replicates what can be said, until all are played."""
        async for done in self.changes.replicates(workers()):
            if done in (2, 3, 5, 8) or done % 10 == 0:
                self._show(self.changes.so_far())
            await self.client.connected()  # nothing is begun for who is away

    def _show(self, so_far: ChangesSoFar) -> None:
        if not so_far.counted:
            self.answer.set_text(f"The two launches cannot be played: {self.changes.refusal()}")
            return
        self.answer.set_text(self._sentence(so_far))
        self.figures.clear()
        with self.figures:
            self._table(so_far)

    def _sentence(self, so_far: ChangesSoFar) -> str:
        first, second = (spoken(name) for name in self.changes.schedules)
        subject = f"{capitalised(first)} minus {second}"
        kpi = self.changes.kpi
        named = f"in {with_unit(kpi)}"
        if so_far.moved is None or so_far.changed is None:
            words = self._words(so_far.shipped, [so_far.shipped])
            return f"{subject} {named}: {words}. Change a number below, and see what that does to it."
        known = [so_far.shipped, so_far.changed, so_far.moved]
        before, after = (minus(show_difference(difference.mean, kpi.unit, row_step(known))) for difference in known[:2])
        if so_far.moved.mean == so_far.moved.high - so_far.moved.low == 0.0:
            return f"Your changes do not move it: {first} minus {second} {named} stays {before}."
        words = self._words(so_far.moved, known)
        return f"Your changes move it by {words}: {first} minus {second} {named} was {before} and is {after}."

    def _table(self, so_far: ChangesSoFar) -> None:
        kpi = self.changes.kpi
        rows = {"as shipped": so_far.shipped, "with your changes": so_far.changed, "what your changes do": so_far.moved}
        known = {name: difference for name, difference in rows.items() if difference is not None}
        counted = f"mean of {so_far.counted} of {MOST_REPLICATES} replicates (95 % interval)"
        heading = f"{' minus '.join(map(spoken, self.changes.schedules))}, {with_unit(kpi)}"
        shown = list(known.values())
        figures_table((heading, counted), ((name, self._words(pair, shown)) for name, pair in known.items()))
        if note := beside_nothing(kpi):
            text("p", note.strip()).classes("note")

    def _words(self, pair: PairedDifference, among: list[PairedDifference]) -> str:
        return minus(with_interval(pair, partial(show_difference, unit=self.changes.kpi.unit, step=row_step(among))))
