"""What data are worth, as a table for the terminal and as JSON."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.text import Text

from experiments.files import finite
from experiments.words.numbers import percent
from experiments.words.setting import origin
from experiments.words.tables import titled_table
from experiments.worth_knowing.study import WorthKnowing
from experiments.worth_knowing.words import sentences


def as_json(study: WorthKnowing) -> dict[str, Any]:
    """Everything that is known, the best data first."""
    scenario, before = study.scenario, study.before
    return finite(
        {
            **origin(scenario),
            "simulated_people": scenario.simulated_people,
            "seed": study.seed,
            "points": study.points,
            "lucks": study.lucks,
            "truths": study.truths,
            "schedules": list(study.schedules),
            "indicator": study.kpi.name,
            "sentences": sentences(study),
            "before": {
                "answer_5_50_95": [before.at(level) for level in (0.05, 0.5, 0.95)],
                "above_zero": before.above_zero(),
                "sign_is_sure": before.is_sure(),
                "luck_share": study.luck_share,
            },
            "data": [
                {
                    "name": one.data.name,
                    "kind": one.data.kind,
                    "schedule": one.data.schedule,
                    "measures": list(one.data.measures),
                    "campaigns": one.data.campaigns,
                    "standard_error": one.data.error,
                    "width_left": one.width_left.mean,
                    "width_left_interval": [one.width_left.low, one.width_left.high],
                    "sign_sure_share": one.sure_share,
                }
                for one in study.worths
            ],
        }
    )


def worth_table(study: WorthKnowing) -> Group:
    """A row for each data set, the best first, and what it means."""
    headings = ["Data", "Width left", "95 % interval", "Sign sure"]
    table = titled_table("What would narrow the answer: its 90 % interval, 100 % without data", headings, ["Data"])
    for one in study.worths:
        left = one.width_left
        ends = f"{percent(left.low)} to {percent(left.high)}"
        table.add_row(one.data.name, percent(left.mean), ends, percent(one.sure_share))
    return Group(table, *(Text(sentence + "\n") for sentence in sentences(study)))
