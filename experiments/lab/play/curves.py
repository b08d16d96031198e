"""How far launches are, hour by hour: people reached, buyers, and mean trust gained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.lab.play.town import played
from experiments.lab.play.trust import mean_trust_gained
from experiments.pictures.palette import colours
from experiments.words.numbers import spoken
from sim.results.funnel import CUSTOMER, UNAWARE

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

# What is drawn: its name, what it counts, and how many decimals it is told with.
CURVES = (
    ("reached", "people reached", 0),
    ("buyers", "people who bought", 0),
    ("trust", "mean trust gained by those reached (0 to 1)", 4),
)


def curves_of(scenario: Scenario, schedules: tuple[str, ...], seed: int) -> dict[str, Any]:
    """The curves of launches in the town of this seed, with a value at the end of each hour. Raises InputError.

    Counts are of the simulated people, as in the towns. Buyers are customers, loyal ones included.
    """
    shown = played(scenario, schedules, seed)
    palette = colours(list(schedules))
    launches = []
    for name, record in shown.records.items():
        counts = shown.timelines[name].counts()
        launches.append(
            {
                "label": spoken(name),
                "colour": palette[name],
                "reached": (shown.world.people.size - counts[:, UNAWARE]).tolist(),
                "buyers": counts[:, CUSTOMER:].sum(axis=1).tolist(),
                "trust": [round(gained, 6) for gained in mean_trust_gained(record).tolist()],
            }
        )
    curves = [{"name": name, "what": what, "decimals": decimals} for name, what, decimals in CURVES]
    return {"curves": curves, "launches": launches}
