"""The curves beside the towns are the record's: what the towns count at an hour is what a curve is at that hour."""

import numpy as np
import pytest

from experiments.lab.play.curves import CURVES, curves_of
from experiments.lab.play.town import watched
from experiments.lab.play.trust import mean_trust_gained
from experiments.lab.question.asked import Asked
from sim.errors import InputError

ASKED = Asked(("micro_only", "hybrid"), people=3_000, seed=4)


@pytest.fixture(scope="module")
def curves():
    return curves_of(ASKED.scenario(), ASKED.schedules, ASKED.seed)


def test_reach_and_buyers_are_those_of_the_record(curves):
    shown = watched(ASKED)
    for launch, (name, record) in zip(curves["launches"], shown.records.items(), strict=True):
        assert launch["label"] == name.replace("_", " ")
        assert launch["reached"][-1] == record.totals["reach_people"]
        counts = shown.timelines[name].counts()
        for hour in (0, 50, 300, 719):
            assert launch["reached"][hour] == counts[hour, 1:].sum()
            assert launch["buyers"][hour] == counts[hour, 3] + counts[hour, 4]
        assert np.allclose(launch["trust"], mean_trust_gained(record), atol=1e-6)


def test_reach_and_buyers_never_fall_and_every_hour_has_a_value(curves):
    for launch in curves["launches"]:
        for name, _, _ in CURVES:
            assert len(launch[name]) == 720
        assert np.all(np.diff(launch["reached"]) >= 0)
        assert np.all(np.diff(launch["buyers"]) >= 0)
        assert launch["buyers"][-1] <= launch["reached"][-1]


def test_launches_have_colours_of_their_own_and_what_cannot_be_played_is_refused(curves):
    assert len({launch["colour"] for launch in curves["launches"]}) == 2
    with pytest.raises(InputError):
        curves_of(Asked(("micro_only", "mega_only"), people=2_000, budget_eur=1_000).scenario(), ("mega_only",), 1)
