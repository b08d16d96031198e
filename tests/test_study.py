"""Replicates: one belief for every schedule and all its lucks; a datum is a belief; failures are rows."""

from dataclasses import replace

import numpy as np
import pytest
from test_compare import launch

from experiments.compare_schedules import Comparison, UntilClear, compare, summarised
from experiments.statistics import estimate
from experiments.study import CONTRIBUTION_REPLICATES, Design, Run, replicate_runs
from sim.measures import KPIS, SOURCES, kpi_value

THREE = ["macro_only", "micro_only", "hybrid"]


# ---- Beliefs --------------------------------------------------------------------------------------


def test_the_lucks_of_a_belief_share_it_and_the_next_belief_is_another():
    scenario, design = launch(), Design(1, lucks=3)
    drawn = [design.believed(scenario, replicate).assumptions for replicate in range(6)]
    assert drawn[0].fingerprint == drawn[1].fingerprint == drawn[2].fingerprint
    assert drawn[3].fingerprint == drawn[5].fingerprint != drawn[0].fingerprint
    assert [design.belief_of(replicate) for replicate in range(6)] == [0, 0, 0, 1, 1, 1]


def test_without_belief_every_assumption_keeps_its_base_value():
    scenario = launch()
    assert Design(1, lucks=0).believed(scenario, 7) is scenario


def test_what_the_user_says_is_never_drawn():
    scenario = launch("[assumptions.override]\npurchase_per_click = 0.02\n")
    for replicate in range(0, 20, 2):
        believed = Design(1).believed(scenario, replicate).assumptions
        assert believed.value("purchase_per_click") == 0.02
        assert believed.value("share_per_engaged_person") != scenario.assumptions.value("share_per_engaged_person")


def test_fewer_than_no_lucks_are_refused():
    with pytest.raises(ValueError, match=r"lucks = -1: must be at least 1"):
        Design(1, lucks=-1)


def test_sharing_the_belief_saves_replicates():
    """Without it the spread of the assumptions, which both schedules share, would stay in their difference."""
    found = compare(launch(people=100_000), ["micro_only", "hybrid"], 40, Design(1, contributions=False))
    assert found.beliefs is not None
    print(f"one replicate is worth {found.beliefs.saved:.1f}")
    assert found.beliefs.saved > 2.0
    assert found.beliefs.split.between_share > 0.2


# ---- What counts ----------------------------------------------------------------------------------


def made(schedule: str, replicate: int, value: float, error: str = "") -> Run:
    totals = {} if error else {total: value for kpi in KPIS for total in (kpi.numerator, kpi.denominator) if total}
    hours = np.zeros(720)
    attributed = dict.fromkeys(SOURCES, (0.0, 0.0))
    return Run(schedule, replicate, replicate // 2, replicate, totals, hours, hours, None, attributed, error=error)


def summary(values: dict[str, list[float]], failed: tuple[str, int] | None = None) -> Comparison:
    runs = [
        made(name, replicate, value, "lost" if (name, replicate) == failed else "")
        for name, of in values.items()
        for replicate, value in enumerate(of)
    ]
    return summarised(launch(), tuple(values), len(next(iter(values.values()))), Design(1), runs)


VALUES = {"a": [1.0, 3.0, 10.0, 14.0, 6.0, 6.0], "b": [0.0, 2.0, 5.0, 7.0, 9.0, 5.0]}


def test_the_datum_is_the_mean_over_the_lucks_of_a_belief():
    """Means by belief 2, 12, 6 and 1, 6, 7: differences 1, 6, -1, their mean 2, their variance 13."""
    one = summary(VALUES)
    (pair,) = one.differences["reach_people"]
    assert (pair.mean, pair.replicates) == (2.0, 3)
    t = 4.302652729749464  # Student's 97.5 % quantile with 2 degrees of freedom
    assert pair.high - pair.mean == pytest.approx(t * np.sqrt(13.0 / 3.0))
    assert one.estimates["reach_people"]["a"].mean == pytest.approx(20.0 / 3.0)


def test_a_belief_with_a_failed_run_counts_for_none():
    one = summary(VALUES, failed=("b", 3))
    (pair,) = one.differences["reach_people"]
    assert (pair.mean, pair.replicates) == (0.0, 2)  # beliefs 0 and 2: 1 and -1
    assert one.lost_replicates == 2
    assert one.estimates["reach_people"]["a"].mean == 4.0


def test_single_campaigns_count_one_by_one_where_the_question_is_of_one_campaign():
    one = summary(VALUES)
    assert one.choices["awareness"].wins_share == {"a": 5 / 6, "b": 1 / 6}


def test_a_schedule_that_a_belief_makes_too_dear_is_a_row_that_says_so():
    dear = launch("[[schedules.a_mega]]\ntier = 'mega'\ncount = 1\n").assumptions.with_values(
        {"fee_per_follower_eur": 0.9}
    )
    scenario = replace(launch(), assumptions=dear)
    rows = replicate_runs(scenario, ["micro_only", "mega_only"], 0, Design(1))
    assert [run.schedule for run in rows] == ["micro_only", "mega_only"]
    assert all("pay for nobody" in run.error and not run.totals for run in rows)


# ---- Contributions --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def three() -> Comparison:
    return compare(launch(people=200_000), THREE, 6, Design(1))


def test_a_schedule_of_one_tier_owes_all_its_purchases_to_it(three):
    for run in three.runs:
        if run.schedule != "hybrid":
            (tier,) = run.increment
            assert run.increment[tier] == run.totals["purchases_incremental"]
        assert set(run.increment) == {"macro_only": {"macro"}, "micro_only": {"micro"}}.get(
            run.schedule, {"nano", "micro", "macro"}
        )


def test_what_is_attributed_adds_up_to_the_purchases(three):
    for run in three.runs:
        naive, effect = (sum(of[k] for of in run.attributed.values()) for k in (0, 1))
        assert naive == pytest.approx(run.totals["purchases_naive"])
        assert effect == pytest.approx(run.totals["purchases_incremental"])


def test_contributions_are_tried_in_the_first_replicates_alone():
    late = replicate_runs(launch(), ["hybrid"], CONTRIBUTION_REPLICATES, Design(1))
    assert not late[0].increment
    assert not replicate_runs(launch(), ["hybrid"], 0, Design(1, contributions=False))[0].increment


def test_trust_over_time_ends_at_the_trust_gained(three):
    gain = next(kpi for kpi in KPIS if kpi.name == "trust_gain_reached")
    for run in three.runs:
        assert run.trust_gain[-1] == pytest.approx(kpi_value(gain, run.totals))
        assert run.reach_people[-1] == run.totals["reach_people"]


# ---- Until the decision is clear --------------------------------------------------------------------


def wave(name: str) -> str:
    return f'[[schedules.{name}]]\ntier = "micro"\nwithin_hours = 100\n'


def test_a_planted_difference_ends_the_study_before_its_cap():
    more = wave("all") + '[[schedules.half]]\ntier = "micro"\nbudget_share = 0.4\nwithin_hours = 100\n'
    scenario = replace(launch(more, people=20_000), objective="impressions")
    design = Design(1, allow_unequal_budgets=True, contributions=False)
    found = compare(scenario, ["half", "all"], 40, design, until_clear=UntilClear(160))
    assert found.judgement is not None
    assert (found.judgement.state, found.judgement.best) == ("clear", 1)
    assert found.replicates == 80  # the first look, at 40 beliefs


def test_one_schedule_under_two_names_ends_at_the_first_look_as_no_more_could_tell_them_apart():
    scenario = launch(wave("one") + wave("other"))
    found = compare(scenario, ["one", "other"], 40, Design(1, contributions=False), until_clear=UntilClear(160))
    assert found.judgement is not None
    assert (found.judgement.state, found.replicates) == ("indifferent", 80)


def test_what_stays_open_runs_to_the_cap_unless_the_difference_does_not_matter():
    scenario, design = launch(people=20_000), Design(1, contributions=False)
    found = compare(scenario, ["micro_only", "hybrid"], 40, design, until_clear=UntilClear(84))
    assert found.judgement is not None
    assert (found.judgement.state, found.replicates, len(found.runs)) == ("open", 84, 168)
    found = compare(scenario, ["micro_only", "hybrid"], 40, design, until_clear=UntilClear(84, indifference=1e6))
    assert found.judgement is not None
    assert (found.judgement.state, found.replicates) == ("indifferent", 80)


def test_what_is_attributed_and_what_is_lost_are_means_of_the_same_replicates(monkeypatch):
    monkeypatch.setattr("experiments.study.CONTRIBUTION_REPLICATES", 4)
    found = compare(launch(people=200_000), ["micro_only", "hybrid"], 8, Design(1))
    tried = [run for run in found.runs if run.increment]
    assert {run.replicate for run in tried} == {0, 1, 2, 3}
    for schedule, parts in found.contributions.items():
        own = [run for run in tried if run.schedule == schedule]
        for part in parts:
            assert part.attributed == np.mean([run.attributed[part.source][0] for run in own])
            if part.increment is not None:
                lost = np.array([run.increment[part.source] for run in own]).reshape(2, 2).mean(axis=1)
                assert part.increment == estimate(lost)  # the datum is a belief
