"""The verdicts as a table in a terminal, and what stands behind each in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.text import Text

from experiments.hypotheses.words import restated_in_words
from experiments.words.assumption_difference import shipped_difference
from experiments.words.numbers import typeset
from experiments.words.tables import titled_table

_STYLES = {"supported": "bold green", "refuted": "bold red", "depends": "bold yellow", "undecided": "dim"}


def hypothesis_table(content: Mapping[str, Any]) -> Group:
    """The content of hypotheses.json as a table: sentence, verdict over the sets and under each, why."""
    sets = list(next(iter(content["hypotheses"].values()))["sets"])
    table = titled_table("What the articles assert, tested")
    table.add_column("", no_wrap=True)
    table.add_column("the articles say; what was found", ratio=1)
    table.add_column("verdict", no_wrap=True)
    for name, tested in content["hypotheses"].items():
        verdict = Text(tested["verdict"], style=_STYLES[tested["verdict"]])
        if len(sets) > 1:
            for set_name in sets:
                verdict.append(f"\n{set_name}: {tested['sets'][set_name]['verdict']}", style="dim")
        described = Text.assemble(f"{tested['sentence']}\n", (typeset(tested["why"]), "dim"))
        table.add_row(name, described, verdict, end_section=True)
    below = [typeset(content["multiplicity"]), shipped_difference(sets)]
    return Group(table, Text("\n".join(line for line in below if line) + "\n", style="dim"))


def hypothesis_details(content: Mapping[str, Any]) -> Group:
    """Claims, mechanisms and turning points of every hypothesis in the content, in words."""
    parts: list[Text] = []
    for name, tested in content["hypotheses"].items():
        parts.append(Text.assemble((f"{name}  {tested['sentence']}", "bold"), f"\n{tested['reading']}\n"))
        if tested["restated"]:
            parts.append(Text(f"{restated_in_words(tested['restated'])}\n", style="italic dim"))
        for set_name, result in tested["sets"].items():
            lines = [f"Under {set_name}: {result['verdict']}, after {result['beliefs']} draws of the assumptions."]
            lines += [f"  {claim['says']}: {claim['shown']}, {claim['state']}." for claim in result["claims"]]
            lines += [
                f"  {line}" for line in (result["carried"], *(sweep["in_words"] for sweep in result["sweeps"])) if line
            ]
            parts.append(Text(typeset("\n".join(lines)) + "\n", style="dim"))
    return Group(*parts)
