"""Stories of the town that is shown, told where it was played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.lab.play.influencer_story import influencer_story
from experiments.lab.play.town import played

if TYPE_CHECKING:
    from sim.results.story import Told
    from sim.scenario.scenario import Scenario


def story_of_person(
    scenario: Scenario, schedules: tuple[str, ...], seed: int, schedule: str, person: int
) -> list[Told] | None:
    """The story of a person under a schedule; None for a schedule or person not in the town. Raises InputError."""
    shown = played(scenario, schedules, seed)
    if schedule not in shown.records or not 0 <= person < shown.world.people.size:
        return None
    return shown.campaigns[schedule].story(person)


def story_of_influencer(
    scenario: Scenario, schedules: tuple[str, ...], seed: int, schedule: str, row: int
) -> tuple[str, list[str]] | None:
    """Name and story of the influencer at a place in the roster, like ``story_of_person``."""
    shown = played(scenario, schedules, seed)
    if schedule not in shown.records or not 0 <= row < len(shown.world.roster):
        return None
    return shown.world.roster[row].name, influencer_story(shown.world, shown.records[schedule], row)
