"""What a draw of the assumptions makes too dear, too cheap or too few stays unspent; no campaign is refused for it."""

import dataclasses

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from rosters import LAUNCH, SMALL, of, outcome, people, scenario, schedules

from sim.errors import InputError
from sim.kpis import KPIS, kpi_value
from sim.model import simulate
from sim.planning.budget import Plan, plan
from sim.results.measures import totals_of
from sim.scenario.schedule import Phase
from sim.world.graph import world_of


def short(listed, roster, where) -> Plan:
    return plan(where, roster, of(*listed), may_fall_short=True)


@examples(300)
@given(schedules, st.integers(1, 8_000), st.integers(1, 30))
def test_nothing_is_refused_and_what_was_not_refused_is_the_same(listed, budget, days):
    where = scenario(budget, market=LAUNCH.market.model_copy(update={"horizon_days": days}))
    made, strict = short(listed, SMALL, where), outcome(listed, SMALL, where)
    assert strict in (made, *([strict] if isinstance(strict, str) else []))
    assert made.spend_eur + made.unspent_eur == pytest.approx(budget, abs=1e-9)
    assert made.unspent_eur >= 0.0
    assert all(post.hour < where.market.horizon_hours for post in made.posts)
    if isinstance(strict, str):
        assert made.notes  # and why is said


def test_a_tier_too_dear_leaves_the_whole_budget_unspent_and_says_so():
    made = short([Phase(tier="macro")], people(("macro", 7_000)), scenario(5_000))
    assert (made.posts, made.spend_eur, made.unspent_eur, made.falls_short) == ((), 0.0, 5_000.0, True)
    assert "5,000.00 EUR pay for nobody; the cheapest macro-influencer costs 7,100.00 EUR" in made.notes[0]


def test_a_name_that_the_budget_does_not_pay_for_is_left_out():
    made = short([Phase(influencers=("nano-0", "nano-1"))], people(("nano", 50), ("nano", 60)), scenario(200))
    assert made.influencers == (0,)
    assert made.unspent_eur == 50.0
    assert "'nano-1' costs 160.00 EUR and 50.00 EUR are left" in made.notes[0]
    with pytest.raises(InputError, match="no influencer 'nano-2'"):  # no draw makes a name unknown
        short([Phase(influencers=("nano-2",))], people(("nano", 50)), scenario(200))


def test_fees_so_low_that_the_team_would_outlast_the_campaign_hire_as_many_as_can_post_in_time():
    listed, roster = [Phase(tier="micro", spacing_hours=100.0)], people(*[("micro", 100)] * 40)
    with pytest.raises(InputError, match="the horizon ends after hour 719"):
        plan(scenario(5_000), roster, of(*listed))
    made = short(listed, roster, scenario(5_000))
    assert [post.hour for post in made.posts] == [0, 100, 200, 300, 400, 500, 600, 700]
    assert (made.spend_eur, made.unspent_eur) == (1_600.0, 3_400.0)
    assert "hires 8; whoever came after them would post beyond the horizon" in made.notes[0]


def test_money_that_no_other_influencer_costs_is_no_shortage():
    made = plan(scenario(5_100), people(*[("micro", 400)] * 200), "micro_only")
    assert (made.unspent_eur, made.next_price_eur, made.falls_short) == (100.0, 500.0, False)
    used_up = plan(scenario(5_100), people(*[("micro", 400)] * 3), "micro_only")
    assert (used_up.unspent_eur, used_up.falls_short) == (3_600.0, True)


def test_a_campaign_of_nobody_is_played_and_comes_to_nothing():
    where = dataclasses.replace(LAUNCH, simulated_people=2_000, budget_eur=10.0)
    world = world_of(where, 1)
    nobody = plan(where, world, "macro_only", may_fall_short=True)
    totals = totals_of(simulate(where, world, nobody, luck_seed=1), where, world)
    assert all(kpi_value(kpi, totals) in (0.0, 0.0) for kpi in KPIS if kpi.denominator is None and kpi.unit == "EUR")
    assert totals["reach_people"] == totals["purchases_incremental"] == totals["cost_eur"] == 0.0


# ---- What is said of a plan -----------------------------------------------------------------------


def test_those_who_work_without_a_fee_are_counted_and_not_the_whole_tier():
    roster = [dataclasses.replace(one, works_without_fee=k < 8) for k, one in enumerate(people(*[("nano", 50)] * 10))]
    made = plan(scenario(5_000), roster, of(Phase(tier="nano", fee_share=0.0, gift=True)))
    assert len(made.influencers) == 8
    (note,) = made.notes
    assert note == (
        "all 8 nano-influencers who work without a fee, of 10 in the roster, are hired, and money for another is left"
    )


def test_posts_whose_views_fall_beyond_the_horizon_are_told_with_what_they_cost():
    roster = people(("micro", 400), ("micro", 300))
    late = plan(scenario(1_000), roster, of(Phase(tier="micro", start_hours=715)))
    (note,) = (note for note in late.notes if "horizon" in note)
    assert note.startswith("2 of 2 posts come out so late that more than 25 % of their views fall beyond the horizon")
    assert "the fees, 700.00 EUR, are paid in full" in note
    assert not any("horizon" in note for note in plan(scenario(1_000), roster, of(Phase(tier="micro"))).notes)
    # A story is gone after a day: whoever sees it does so in time.
    story = plan(scenario(1_000), roster, of(Phase(tier="micro", start_hours=690, format="story")))
    assert not any("horizon" in note for note in story.notes)
