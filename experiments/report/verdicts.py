"""The verdicts of hypotheses that lie beside a report, to be told of in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.words.numbers import typeset

RESULT = "hypotheses.json"


def typeset_all(content: Any) -> Any:
    """The content with typographic minus signs in all of its texts, however deep they stand."""
    if isinstance(content, Mapping):
        return {key: typeset_all(value) for key, value in content.items()}
    if isinstance(content, list):
        return [typeset_all(value) for value in content]
    return typeset(content) if isinstance(content, str) else content


def verdicts_beside(folder: Path) -> dict[str, Any] | None:
    """The hypotheses.json of an earlier test in the folder, to be told of in a report; None where there is none."""
    try:
        content = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        known: dict[str, Any] = {
            "hypotheses": {
                name: {key: hypothesis[key] for key in ("sentence", "articles", "verdict", "why")}
                for name, hypothesis in content["hypotheses"].items()
            },
            "multiplicity": content["multiplicity"],
            "scenario": content["scenario"],
            "seed": content["seed"],
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    verdicts: dict[str, Any] = typeset_all(known)
    return verdicts
