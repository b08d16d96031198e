"""In what the question of a visitor is not as shipped, in a line that every page, picture and file carries."""

from __future__ import annotations

from experiments.lab.question.asked import Asked
from experiments.lab.question.opened import scenario_named
from experiments.lab.question.own_set import assumptions_opened, set_file
from experiments.words.as_shipped import FEED_WORDS, changes_from_shipped, not_as_shipped
from sim.scenario.scenario import BUILT_INS


def strayed(asked: Asked) -> str:
    """Such as "Not as shipped: sharing × 50, without fatigue."; nothing where all is. Raises InputError."""
    changes = changes_from_shipped(asked.scenario())
    if asked.scenario_file not in BUILT_INS and asked.feed != scenario_named(asked.scenario_file).market.feed:
        changes.append(FEED_WORDS[asked.feed])
    if set_file(asked.assumptions) is not None:
        changes.append(f"your assumptions {assumptions_opened(asked.assumptions).name}")
    if asked.roster:
        changes.append("your roster")
    return not_as_shipped(changes)
