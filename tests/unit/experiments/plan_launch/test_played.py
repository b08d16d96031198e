"""A campaign that is asked for again is played once and counted once, with a code another campaign than without."""

import numpy as np
import pytest

from experiments.plan_launch.draft import Post
from experiments.plan_launch.played import Played
from experiments.replicates.design import Design
from experiments.store.store import Store
from sim.scenario.scenario import Scenario

CREATORS = "name,followers,engagement_rate,fee_eur,interest\na,2000,5%,90,sport\nb,3500,4.5%,125,food\n"


@pytest.fixture
def played(tmp_path, monkeypatch):
    (tmp_path / "creators.csv").write_text(CREATORS)
    scenario = Scenario.from_mapping(
        {
            "budget_eur": 400.0,
            "brand": {"name": "b", "interest": "sport", "price_eur": 40.0, "margin_share": 0.5},
            "market": {"people": 20_000, "horizon_days": 7, "interests": ["sport", "food"]},
            "roster": {"file": str(tmp_path / "creators.csv")},
        }
    )
    tasks = []

    def stand_in(play, given, jobs):
        tasks.extend(given)
        return [(place, [[float(place)] * len(names) for _ in schedules]) for place, *_, names, _, schedules in given]

    monkeypatch.setattr("experiments.plan_launch.played.one_pool", stand_in)
    return Played(scenario, Design(1, lucks=1), 1, Store(tmp_path)), tasks


def test_a_campaign_counts_once_however_often_it_is_asked_for(played):
    outcomes, tasks = played
    one, other = (frozenset({Post(creator, 0, "post")}) for creator in (0, 1))
    first = outcomes.values([one], range(4))
    assert (outcomes.asked, len(tasks)) == (4, 4)
    assert np.array_equal(outcomes.values([one, other], range(4))[0], first[0])
    assert (outcomes.asked, len(tasks)) == (8, 8)
    outcomes.values([other, one], range(2))
    assert (outcomes.asked, len(tasks)) == (8, 8)


def test_a_search_that_goes_on_counts_what_was_kept(played, tmp_path):
    outcomes, tasks = played
    draft = frozenset({Post(0, 0, "post")})
    outcomes.values([draft], range(4))
    again = Played(outcomes.scenario, outcomes.design, 1, Store(tmp_path))
    again.values([draft], range(4))
    assert again.asked == outcomes.asked
    assert len(tasks) == 4


def test_a_code_makes_another_campaign(played):
    outcomes, tasks = played
    plain, coded = (frozenset({Post(0, 0, "post", code=code)}) for code in (False, True))
    outcomes.values([plain, coded], range(2))
    assert outcomes.asked == 4
    (phases, *_) = ([schedule.phases[0].promo_code for schedule in task[-1]] for task in tasks)
    assert phases == [False, True]
