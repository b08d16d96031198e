"""The verdicts as a page of their own, and as a section of the report of a comparison."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from experiments.report.page import environment, style
from experiments.report.verdicts import typeset_all
from experiments.words.assumption_difference import shipped_difference
from experiments.words.numbers import spoken

VERDICTS = {
    "supported": "supported",
    "depends": "depending on the assumptions",
    "undecided": "undecided",
    "refuted": "refuted",
}


def page(content: Mapping[str, Any], pictures: Path) -> str:
    """The page as HTML text; ``content`` is that of hypotheses.json, ``pictures`` a folder with one PNG for each."""
    drawn = {}
    for name in content["hypotheses"]:
        picture = pictures / f"{name}.png"
        if picture.exists():
            drawn[name] = Markup("data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode())
    counts = Counter(hypothesis["verdict"] for hypothesis in content["hypotheses"].values())
    return (
        environment()
        .get_template("hypotheses.html.j2")
        .render(
            content=typeset_all(content),
            counts=[(words, counts[verdict]) for verdict, words in VERDICTS.items() if counts[verdict]],
            pictures=drawn,
            sets_differ=shipped_difference(list(next(iter(content["hypotheses"].values()))["sets"]), spoken),
            policy="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
            style=Markup(style([])),
        )
    )
