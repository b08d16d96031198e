"""A schedule buys what its budget pays for, whatever the order in which it was written down."""

import dataclasses
import math
import tomllib
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.assumptions import TIERS
from sim.budget import Plan, check_equal_budgets, plan
from sim.errors import InputError
from sim.roster import Profile, roster_of
from sim.scenario import BUILT_IN, Scenario
from sim.schedule import PRESETS, Phase, Schedule

LAUNCH = Scenario.load()
ROSTER = roster_of(LAUNCH, LAUNCH.market.interests, 1)
COORDINATION = 100.0


def scenario(budget_eur: float = 60_000, **changes) -> Scenario:
    return dataclasses.replace(LAUNCH, budget_eur=budget_eur, **changes)


def influencer(index: int, tier: str, fee_eur: float) -> Profile:
    return Profile(index, f"{tier}-{index}", tier, 0, 20_000, 0.2, 0.1, 0.5, 0.3, fee_eur)


def people(*fees: tuple[str, float]) -> tuple[Profile, ...]:
    return tuple(influencer(index, tier, fee) for index, (tier, fee) in enumerate(fees))


def of(*phases: Phase, name: str = "mine") -> Schedule:
    return Schedule(name, phases)


def refusal(schedule: str | Schedule, roster=ROSTER, where: Scenario = LAUNCH) -> str:
    with pytest.raises(InputError) as caught:
        plan(schedule, roster, where)
    return str(caught.value)


def hours(made: Plan) -> list[int]:
    return [post.hour for post in made.posts]


# A roster on which small budgets already decide, and phases of every kind.
SMALL = people(*[(tier, 10.0 * (k % 4) + 5 * TIERS.index(tier)) for k in range(12) for tier in TIERS])
phases = st.builds(
    lambda who, amount, **timing: Phase(**who, **(amount if "tier" in who else {}), **timing),
    who=st.one_of(
        st.sampled_from(TIERS).map(lambda tier: {"tier": tier}),
        st.lists(st.sampled_from([one.name for one in SMALL]), min_size=1, max_size=3, unique=True).map(
            lambda names: {"influencers": tuple(names)}
        ),
    ),
    amount=st.one_of(
        st.just({}),
        st.integers(1, 5).map(lambda n: {"count": n}),
        st.just({"budget_share": 0.15}),
        st.just({"rest": True}),
    ),
    start_hours=st.integers(0, 50),
    spacing_hours=st.sampled_from([0.0, 0.5, 1.5, 24.0]),
    posts_each=st.integers(1, 3),
    days_between_posts=st.sampled_from([0.0, 0.5, 1.0]),
)
schedules = st.lists(phases, min_size=1, max_size=5)


def outcome(listed: Iterable[Phase], roster, where: Scenario) -> Plan | str:
    try:
        return plan(of(*listed), roster, where)
    except InputError as error:
        return str(error)


# ---- Promises over any schedule -------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(schedules, st.integers(200, 8_000), st.randoms(use_true_random=False))
def test_reordering_the_phases_changes_nothing(listed, budget, random):
    shuffled = random.sample(listed, len(listed))
    assert outcome(shuffled, SMALL, scenario(budget)) == outcome(listed, SMALL, scenario(budget))


@settings(max_examples=300, deadline=None)
@given(schedules, st.integers(200, 8_000))
def test_a_plan_adds_up_to_the_cent_and_stays_within_the_budget(listed, budget):
    made = outcome(listed, SMALL, scenario(budget))
    if isinstance(made, str):
        return
    fees = sum(round(100 * SMALL[post.influencer].fee_eur) for post in made.posts)
    assert made.fees_eur == fees / 100
    assert made.coordination_eur == COORDINATION * len(made.influencers)
    assert made.spend_eur == pytest.approx(made.fees_eur + made.coordination_eur, abs=1e-9)
    assert made.spend_eur <= budget
    assert made.influencers == tuple(sorted({post.influencer for post in made.posts}))
    assert list(made.posts) == sorted(made.posts, key=lambda post: (post.hour, post.influencer, post.piece))
    for one in made.influencers:
        pieces = [post.piece for post in made.posts if post.influencer == one]
        assert pieces == list(range(len(pieces)))
    if any(phase.takes_rest for phase in listed) and made.next_price_eur:
        assert budget - made.spend_eur < made.next_price_eur


@settings(max_examples=150, deadline=None)
@given(schedules, st.integers(200, 8_000), st.sampled_from(TIERS))
def test_an_influencer_whom_the_budget_cannot_pay_changes_no_plan_that_did_not_run_out(listed, budget, tier):
    made = outcome(listed, SMALL, scenario(budget))
    longer = (*SMALL, influencer(len(SMALL), tier, 10_000.0))
    if isinstance(made, str) or made.roster_exhausted or made.notes:
        return
    again = outcome(listed, longer, scenario(budget))
    assert isinstance(again, Plan)
    # Who was next to be hired may now have a price, where there was nobody.
    assert dataclasses.replace(again, next_price_eur=0.0) == dataclasses.replace(made, next_price_eur=0.0)


@settings(max_examples=100, deadline=None)
@given(schedules)
def test_every_influencer_is_used_once_unless_named(listed):
    made = outcome([phase for phase in listed if phase.tier] or [Phase(tier="nano")], SMALL, scenario(5_000))
    if isinstance(made, str):
        return
    most = max(phase.posts_each for phase in listed)
    assert max(Counter(post.influencer for post in made.posts).values()) <= most


# ---- The presets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("assumption_set", ["evidence", "documents"])
def test_the_presets_spend_equal_budgets_on_the_sneaker_launch(assumption_set):
    launch = Scenario.load(assumption_set=assumption_set)
    for seed in range(20):
        roster = roster_of(launch, launch.market.interests, seed)
        plans = [plan(name, roster, launch) for name in PRESETS]
        check_equal_budgets(plans)
        for made in plans:
            assert 0 <= launch.budget_eur - made.spend_eur < made.next_price_eur
            assert not made.roster_exhausted


def test_the_hybrid_is_one_leader_and_then_about_a_hundred_micro_influencers():
    made = plan("hybrid", ROSTER, LAUNCH)
    tiers = [ROSTER[post.influencer].tier for post in made.posts]
    assert tiers[0] == "macro"
    assert set(tiers[1:]) == {"micro"}
    assert 80 <= len(tiers) - 1 <= 125
    assert hours(made)[:5] == [0, 24, 25, 27, 28]


def test_the_pure_presets_hire_one_tier_in_roster_order():
    for tier, spacing in (("macro", 24), ("micro", 1.5)):
        made = plan(f"{tier}_only", ROSTER, LAUNCH)
        members = [index for index, one in enumerate(ROSTER) if one.tier == tier]
        in_order = set(members[: len(made.influencers)])
        assert len(in_order - set(made.influencers)) <= 2  # but for those who use up what is left over
        assert hours(made) == [math.floor(turn * spacing) for turn in range(len(made.posts))]


# ---- Money ----------------------------------------------------------------------------------------


def test_what_roster_order_leaves_over_is_spent():
    roster = people(("nano", 50), ("nano", 500), ("nano", 50), ("nano", 90))
    # 150 + 150 + 190 in any case; the order of hiring decides who posts first.
    made = plan(of(Phase(tier="nano", spacing_hours=1.0)), roster, scenario(499))
    assert (made.influencers, made.spend_eur, made.next_price_eur) == ((0, 2, 3), 490.0, 600.0)
    assert [post.influencer for post in made.posts] == [0, 3, 2]


def test_one_exchange_brings_the_spend_nearer_to_the_budget():
    roster = people(("nano", 50), ("nano", 60), ("nano", 150), ("nano", 170))
    made = plan(of(Phase(tier="nano")), roster, scenario(430))
    # 150 + 160 leave 120, which pays for nobody; 170 for 50 leave nothing.
    assert (made.influencers, made.spend_eur) == ((1, 3), 430.0)


def test_the_presets_spend_the_same_to_within_one_percent():
    for world_seed in range(20):
        roster = roster_of(LAUNCH, LAUNCH.market.interests, world_seed)
        spends = [plan(name, roster, LAUNCH).spend_eur for name in PRESETS]
        assert min(spends) > 0.99 * LAUNCH.budget_eur


def test_money_is_counted_in_cents():
    roster = people(*[("nano", 0.1)] * 30)
    where = scenario(0.3, assumptions=LAUNCH.assumptions.with_values({"coordination_eur_per_influencer": 0}))
    made = plan(of(Phase(tier="nano")), roster, where)
    assert (len(made.influencers), made.spend_eur) == (3, 0.3)


def test_phases_of_one_tier_take_new_influencers():
    roster = people(*[("nano", 50)] * 6)
    made = plan(of(Phase(tier="nano", count=2), Phase(tier="nano", start_hours=5, count=3)), roster, scenario())
    assert [(post.hour, post.influencer) for post in made.posts] == [(0, 0), (0, 1), (5, 2), (5, 3), (5, 4)]


def test_a_named_influencer_may_come_back_and_is_coordinated_once():
    roster = people(("micro", 200), ("nano", 50))
    listed = [
        Phase(influencers=("micro-0",), start_hours=48),
        Phase(influencers=("micro-0", "nano-1"), start_hours=0, posts_each=2, days_between_posts=3),
    ]
    made = plan(of(*listed), roster, scenario())
    mine = [(post.hour, post.piece) for post in made.posts if post.influencer == 0]
    assert mine == [(0, 0), (48, 1), (72, 2)]
    assert (made.fees_eur, made.coordination_eur) == (3 * 200 + 2 * 50, 2 * COORDINATION)
    assert made.next_price_eur == 0


def test_named_come_first_then_counts_then_shares_and_the_rest_takes_what_is_left():
    roster = people(*[("micro", 100)] * 20, *[("nano", 0)] * 20)
    listed = [
        Phase(tier="nano", rest=True),
        Phase(tier="micro", budget_share=0.5, start_hours=1),
        Phase(tier="micro", count=2, start_hours=2),
        Phase(influencers=("micro-0",), start_hours=3),
    ]
    made = plan(of(*listed), roster, scenario(2_000))
    by_hour = {hour: [post.influencer for post in made.posts if post.hour == hour] for hour in range(4)}
    assert by_hour == {3: [0], 2: [1, 2], 1: [3, 4, 5, 6, 7], 0: [20, 21, 22, 23]}
    assert made.spend_eur == 2_000


def test_several_phases_split_the_rest_equally_and_pool_what_remains():
    roster = people(*[("micro", 200)] * 9, *[("nano", 20)] * 30)
    made = plan(of(Phase(tier="micro"), Phase(tier="nano")), roster, scenario(2_000))
    hired = Counter(roster[index].tier for index in made.influencers)
    assert hired == {"micro": 3, "nano": 9}  # 1,000 pay for 3 and 8; the 100 and 40 left pay for a ninth
    assert (made.spend_eur, made.next_price_eur) == (1_980, 120)


def test_a_roster_that_runs_out_is_allowed_and_told():
    made = plan(of(Phase(tier="nano")), people(("nano", 50), ("nano", 50)), scenario())
    assert made.roster_exhausted
    assert "all 2 nano-influencers" in made.notes[0]
    assert made.next_price_eur == 0


def test_a_count_that_the_budget_does_not_pay_for_is_told():
    made = plan(of(Phase(tier="nano", count=5)), people(*[("nano", 50)] * 9), scenario(400))
    assert (len(made.influencers), made.roster_exhausted, made.next_price_eur) == (2, False, 150)
    assert "hires 2 of the 5" in made.notes[0]


def test_an_empty_schedule_costs_nothing():
    made = plan(of(), ROSTER, LAUNCH)
    assert (made.posts, made.spend_eur) == ((), 0)


# ---- Time -----------------------------------------------------------------------------------------


@given(st.integers(0, 100), st.integers(0, 5_000), st.integers(0, 200))
def test_an_hour_is_the_exact_time_rounded_down(start, cents_of_hours, turn):
    phase = Phase(tier="nano", start_hours=start, spacing_hours=cents_of_hours / 100)
    assert phase.hour(turn, 0) == start + turn * cents_of_hours // 100


def test_posts_of_one_influencer_are_days_apart():
    listed = Phase(tier="nano", count=2, spacing_hours=1.5, posts_each=3, days_between_posts=0.5)
    made = plan(of(listed), people(*[("nano", 0)] * 2), scenario())
    assert [(post.hour, post.influencer, post.piece) for post in made.posts] == [
        *((0, 0, 0), (1, 1, 0), (12, 0, 1), (13, 1, 1), (24, 0, 2), (25, 1, 2))
    ]


def test_the_last_hour_of_the_horizon_is_the_last_for_a_post():
    roster = people(*[("nano", 0)] * 2)
    made = plan(of(Phase(tier="nano", count=2, start_hours=718, spacing_hours=1)), roster, LAUNCH)
    assert hours(made) == [718, 719]
    told = refusal(of(Phase(tier="nano", count=2, start_hours=719, spacing_hours=1)), roster)
    assert "hour 720" in told
    assert "market.horizon_days to 31" in told
    for earlier, later in pairwise(hours(made)):
        assert earlier <= later


# ---- Refusals -------------------------------------------------------------------------------------


def test_an_unknown_schedule_is_refused_with_the_nearest_known_one():
    document = tomllib.loads(BUILT_IN.read_text())
    document["schedules"] = {"leader_first": [{"tier": "macro"}]}
    where = Scenario.from_mapping(document)
    assert "did you mean 'hybrid'" in refusal("hybird", where=where)
    assert "did you mean 'leader_first'" in refusal("leader_frist", where=where)
    assert plan("leader_first", ROSTER, where).posts


def test_all_faults_of_a_schedule_are_told_at_once():
    listed = [
        Phase(influencers=("micro-1", "mikro-2")),
        Phase(tier="mega", count=1),
        Phase(tier="nano", count=2, start_hours=718, spacing_hours=5),
    ]
    told = refusal(of(*listed), where=scenario(5_000)).splitlines()
    assert len(told) == 3
    assert "no influencer 'mikro-2' in the roster; did you mean 'micro-2'" in told[0]
    assert "pay for nobody" in told[1]
    assert "hour 723" in told[2]


def test_a_phase_that_hires_nobody_is_refused_with_the_price():
    told = refusal("macro_only", people(("macro", 7_000)), scenario(5_000))
    assert "5,000.00 EUR pay for nobody" in told
    assert "costs 7,100.00 EUR (1 x 7,000.00 EUR + 100.00 EUR coordination)" in told
    assert "the roster has no macro-influencer left" in refusal("macro_only", people(("nano", 5)))


def test_names_that_the_budget_does_not_pay_for_are_refused():
    told = refusal(of(Phase(influencers=("nano-0", "nano-1"))), people(("nano", 50), ("nano", 60)), scenario(200))
    assert "'nano-1' costs 160.00 EUR and 50.00 EUR are left" in told


def test_shares_of_more_than_the_whole_are_refused():
    Schedule("fits", (Phase(tier="nano", budget_share=0.1),) * 10)
    with pytest.raises(InputError, match=r"add up to 1\.1"):
        Schedule("mine", (Phase(tier="nano", budget_share=0.1),) * 11)


# ---- Fairness -------------------------------------------------------------------------------------


def test_unequal_budgets_are_refused_naming_arms_and_spends():
    roster = people(*[("nano", 50)] * 50, *[("micro", 400)] * 50)
    where = scenario(5_000)
    cheap = plan(of(Phase(tier="nano", count=3), name="cheap"), roster, where)
    full = plan(of(Phase(tier="micro"), name="full"), roster, where)
    with pytest.raises(InputError) as caught:
        check_equal_budgets([full, cheap], allow_unequal=False)
    (told,) = caught.value.problems
    for part in ("'full'", "'cheap'", "5,000.00", "450.00", "500.00 EUR of one more influencer", "allow unequal"):
        assert part in told
    check_equal_budgets([full, cheap], allow_unequal=True)
    check_equal_budgets([full])


def test_arms_may_differ_by_the_price_of_one_more_influencer_and_no_further():
    made = plan("micro_only", ROSTER, LAUNCH)
    for apart, fair in ((made.next_price_eur, True), (made.next_price_eur + 0.01, False)):
        other = dataclasses.replace(made, schedule="other", spend_eur=made.spend_eur - apart, next_price_eur=0.0)
        if fair:
            check_equal_budgets([made, other])
        else:
            with pytest.raises(InputError):
                check_equal_budgets([made, other])


def test_an_arm_that_ran_out_of_influencers_is_not_equal():
    roster = people(("macro", 5_000), *[("micro", 400)] * 200)
    plans = [plan(name, roster, LAUNCH) for name in ("macro_only", "micro_only")]
    with pytest.raises(InputError, match="larger roster"):
        check_equal_budgets(plans)
