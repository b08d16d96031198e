"""Open and save: the part of every page where files come in and go out; see files.js for what it does there."""

from __future__ import annotations

from dataclasses import replace

from nicegui.element import Element

from experiments.lab.question.asked import Asked
from experiments.lab.question.kept import MOST_BYTES
from experiments.lab.question.opened import scenario_named
from experiments.lab.question.own_set import assumptions_opened, set_file
from experiments.lab.routes.uploads import HEADER
from experiments.words.numbers import spoken
from experiments.words.setting import assumed
from sim.roster.columns import COLUMNS


class FilesPanel(Element, component="files.js", dependencies=["waiting.js"]):
    """Opens scenarios, rosters and sets of assumptions, saves what is asked, and hands out what was played."""

    def __init__(self, *, town: bool) -> None:
        """With ``town`` also hands out the one town that was played."""
        super().__init__()
        self._props |= {"header": list(HEADER), "columns": list(COLUMNS), "most": MOST_BYTES, "town": town}

    def show(self, asked: Asked, people: int) -> None:
        """Says what is in use, played among so many people, and saves this from now on."""
        scenario = scenario_named(asked.scenario_file)
        own_set = None if set_file(asked.assumptions) is None else assumptions_opened(asked.assumptions)
        self._props |= {
            "address": asked.address,
            "without": replace(asked, roster="").address,
            "name": spoken(scenario.name),
            "question": scenario.question,
            "people": scenario.market.people,
            "simulated": min(people, scenario.market.people),
            "roster": asked.roster != "",
            "shipped": replace(asked, assumptions=scenario.assumptions.name).address,
            "assumptions": "" if own_set is None else assumed(own_set),
        }
        self.update()
