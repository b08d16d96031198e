"""What matters as a table for the terminal, and all that is known of it as JSON."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.text import Text

from experiments.files import finite
from experiments.sensitivity.indices import Importance, Index
from experiments.sensitivity.study import Part, Sensitivity
from experiments.sensitivity.words import answer, turning, what
from experiments.words.numbers import difference_unit
from experiments.words.setting import origin
from experiments.words.tables import titled_table

_ROWS = 12


def as_json(study: Sensitivity) -> dict[str, Any]:
    """Everything that is known of a study; what is no number is null."""
    box = study.box
    return finite(
        {
            **origin(study.scenario),
            "simulated_people": study.scenario.simulated_people,
            "of": study.scenario.currency.outside(study.kpi.name),
            "unit": study.kpi.unit,
            "schedules": list(study.schedules),
            "lucks": study.plan.lucks,
            "seed": study.plan.seed,
            "answer": answer(study),
            "turning": turning(study),
            "box": None
            if box is None
            else {
                "limits": {label: list(ends) for label, ends in box.limits.items()},
                "coverage": box.coverage,
                "density": box.density,
                "density_everywhere": box.usual,
            },
            "methods": {method: _part_json(part) for method, part in study.parts.items()},
            "swings": [{"label": one.label, "low": one.low, "high": one.high} for one in study.swings()],
        }
    )


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "points": len(part.outcome),
        "blocks": part.design.blocks,
        "groups": {name: list(labels) for name, labels in part.design.groups.items()},
        "by_blocks": [_importance_json(one) for one in part.importance],
    }


def _importance_json(importance: Importance) -> dict[str, Any]:
    def told(index: Index) -> dict[str, float]:
        return {"value": index.value, "half_width": index.half_width}

    total = {name: told(importance.total[name]) for name in importance.ranked()}
    return {"blocks": importance.blocks, "total": total, "first": {k: told(v) for k, v in importance.first.items()}}


def sensitivity_table(study: Sensitivity) -> Group:
    """The most important groups by each method, with intervals and with half of the design; and the answer in words."""
    parts: list[Any] = []
    for method, part in study.parts.items():
        last, before = part.importance[-1], part.importance[max(len(part.importance) - 2, 0)]
        if method == "morris":
            title = (
                f"Screening of {what(study)}: effect of each group over its range, {difference_unit(study.kpi.unit)}"
            )
            headings = ["Group", "Effect", f"of {before.blocks} trajectories"]
        else:
            title = f"Indices of {what(study)}: shares of variance, with 95 % intervals"
            headings = ["Group", "Total", f"of {before.blocks} blocks", "First order"]
        table = titled_table(title, headings, ["Group"])
        for name in last.ranked()[:_ROWS]:
            cells = [shown(last.total[name]), shown(before.total[name])]
            table.add_row(name, *cells, *([shown(last.first[name])] if last.first else []))
        parts.append(table)
        if (rest := len(last.total) - _ROWS) > 0:
            parts.append(Text(f"{rest} further groups move it less; sensitivity.json has all.\n", style="dim"))
    return Group(*parts, *(Text(sentence + "\n") for sentence in (answer(study), turning(study)) if sentence))


def shown(index: Index) -> str:
    """An index with its interval."""
    return f"{index.value:,.3g} ± {index.half_width:,.2g}"
