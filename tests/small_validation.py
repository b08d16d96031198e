"""A validation whose campaigns are small; those of the command are at full size, which takes most of a minute."""

import pytest

from sim.scenario.scenario import Scenario

CAMPAIGN_PEOPLE = 50_000


def play_small_campaigns(patched: pytest.MonkeyPatch) -> None:
    """Whatever scenario is loaded without saying how many people are simulated has few of them."""
    load = Scenario.load

    def few_people(path=None, *, people=None, assumption_set=None) -> Scenario:
        return load(path, people=people or CAMPAIGN_PEOPLE, assumption_set=assumption_set)

    patched.setattr(Scenario, "load", few_people)
