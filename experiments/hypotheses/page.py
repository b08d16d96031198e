"""The verdicts as a page of their own, and as a section of the report of a comparison."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from experiments.hypotheses.words import signed_well
from experiments.report.page import environment, style
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
    counts = Counter(one["verdict"] for one in content["hypotheses"].values())
    said: str = (
        environment()
        .get_template("hypotheses.html.j2")
        .render(
            content=readable(content),
            counts=[(said, counts[verdict]) for verdict, said in VERDICTS.items() if counts[verdict]],
            pictures=drawn,
            sets_differ=shipped_difference(list(next(iter(content["hypotheses"].values()))["sets"]), spoken),
            policy="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
            style=Markup(style([])),
        )
    )
    return said


def readable(content: Any) -> Any:
    """The content with real minus signs in its sentences."""
    if isinstance(content, Mapping):
        return {key: readable(value) for key, value in content.items()}
    if isinstance(content, list):
        return [readable(value) for value in content]
    return signed_well(content) if isinstance(content, str) else content


def verdicts_beside(folder: Path) -> dict[str, Any] | None:
    """The hypotheses.json of an earlier test in the folder, to be told of in a report; None where there is none."""
    try:
        content = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        found: dict[str, Any] = {
            "hypotheses": {
                name: {key: one[key] for key in ("sentence", "articles", "verdict", "why")}
                for name, one in content["hypotheses"].items()
            },
            "multiplicity": content["multiplicity"],
            "scenario": content["scenario"],
            "seed": content["seed"],
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    told: dict[str, Any] = readable(found)
    return told


RESULT = "hypotheses.json"
