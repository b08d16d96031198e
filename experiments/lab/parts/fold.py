"""The form folded to one row, which says in words what is asked; what it does in the browser stands in fold.js."""

from __future__ import annotations

from nicegui.element import Element

from experiments.lab.question.asked import Asked
from experiments.lab.question.opened import MIX, scenario_named
from experiments.words.numbers import spoken


class Fold(Element, component="fold.js"):
    """Holds the fields of a form. ``show`` says what is asked now."""

    def show(self, here: str, asked: Asked) -> None:
        """Puts in the row what a view is asked."""
        self._props["told"] = asked_in_words(here, asked)
        self.update()


def asked_in_words(here: str, asked: Asked) -> str:
    """What a view is asked, in a line: the launches, or the plan, their budget, the people and the luck."""
    code = scenario_named(asked.scenario_file).currency.code
    if here == "/plan":
        return f"the best plan for {asked.budget_eur:,} {code} among {asked.plan.people:,} people, luck {asked.seed}"
    shown = asked.schedules[:2] if here == "/assumptions" else asked.schedules
    names = [f"mix with {asked.mix_percent} % for macro" if name == MIX else spoken(name) for name in shown]
    each = " each" if len(names) > 1 else ""
    return f"{' against '.join(names)}, {asked.budget_eur:,} {code}{each}, {asked.people:,} people, luck {asked.seed}"
