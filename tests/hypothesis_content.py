"""A hypotheses.json as pages and tables take it, with every verdict and the longest sentences."""

from __future__ import annotations

from typing import Any

CLAIM = "Incremental purchases at least 5 % higher under hybrid than under micro only"

RESTATED = {
    "version": "0.6.0",
    "reading": "With codes in one arm & none in the other.",
    "verdict": "refuted (under both sets)",
    "because": "Codes decided.",
}


def verdicts_of(*verdicts: str) -> dict[str, Any]:
    """The content of a test of as many hypotheses as there are verdicts."""
    return {
        "groundswell": "0.3.0",
        "scenario": "sneaker_launch",
        "people": 10_000_000,
        "simulated_people": 1_000_000,
        "budget_eur": 60_000.0,
        "seed": 1,
        "without": ["press"],
        "looks": [48, 96, 192],
        "error": 0.05,
        "error_per_limit": 0.0003,
        "multiplicity": "27 claims of 15 hypotheses, 2 sets of assumptions and 3 looks make 162 chances to be wrong.",
        "hypotheses": {f"H{k}": _hypothesis(verdict) for k, verdict in enumerate(verdicts, 1)},
    }


def _hypothesis(verdict: str) -> dict[str, Any]:
    claim = {
        "says": CLAIM,
        "state": "undecided",
        "shown": "+3 % (-4 to +10 %)",
        "effect": {"mean": 0.03, "low": -0.04, "high": 0.10},
        "depends_on": {
            "in_words": "it holds where fee per follower eur is above 0.012 (0.008 to 0.02) EUR per follower and post"
        },
    }
    under = {
        "verdict": verdict,
        "beliefs": 96,
        "claims": [claim, claim | {"depends_on": None}],
        "carried_by": ["familiarity"],
        "carried": "It hangs on familiarity (who knows the campaign from another tier responds more): without it -2 %.",
        "mechanisms": [],
        "sweeps": [{"in_words": "The claim holds where familiarity on engagement is above 1.6 (1.4 to 1.9)."}],
    }
    return {
        "sentence": "A hybrid launch gives the most visibility and the most conversions: it beats both pure launches.",
        "articles": "D1, D2, D3, D5",
        "reading": "Conversions: incremental purchases, more than under either pure launch.",
        "restated": RESTATED if verdict == "depends" else None,
        "claims": [CLAIM, CLAIM],
        "verdict": verdict,
        "why": "Supported under documents and refuted under evidence. Under evidence, incremental purchases of hybrid "
        "against micro only is +0.4 % (-3 to +4 %).",
        "sets": {"evidence": under, "documents": under},
    }
