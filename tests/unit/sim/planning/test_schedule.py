"""A schedule buys what its budget pays for, whatever the order in which it was written down."""

import dataclasses
import math
import tomllib
from collections import Counter
from itertools import pairwise

import pytest
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from rosters import (
    COORDINATION,
    LAUNCH,
    PAYING_HOURS,
    PLAIN,
    PRODUCT,
    ROSTER,
    SMALL,
    influencer,
    of,
    outcome,
    people,
    refusal,
    scenario,
    schedules,
)

from sim.errors import InputError
from sim.planning.budget import Plan, plan
from sim.planning.equal_spend import check_equal_budgets
from sim.scenario.scenario import BUILT_IN, Scenario
from sim.scenario.schedule import PICKS, PRESETS, Phase, Review, Schedule
from sim.tiers import TIER_NAMES
from sim.world.influencers import roster_of


def hours(made: Plan) -> list[int]:
    return [post.hour for post in made.posts]


# ---- Promises over any schedule -------------------------------------------------------------------


@pytest.mark.second
@examples(300)
@given(schedules, st.integers(200, 8_000), st.randoms(use_true_random=False))
def test_reordering_the_phases_changes_nothing(listed, budget, random):
    shuffled = random.sample(listed, len(listed))
    assert outcome(shuffled, SMALL, scenario(budget)) == outcome(listed, SMALL, scenario(budget))


@examples(300)
@given(schedules, st.integers(200, 8_000))
def test_a_plan_adds_up_to_the_cent_and_stays_within_the_budget(listed, budget):
    made = outcome(listed, SMALL, scenario(budget))
    if isinstance(made, str):
        return
    fees = sum(round(100 * post.fee_eur) for post in made.posts)
    assert made.fees_eur == fees / 100
    assert all(post.fee_eur <= SMALL[post.influencer].fee_eur for post in made.posts)
    assert made.coordination_eur == COORDINATION * len(made.influencers)
    assert made.gifts_eur % PRODUCT == 0
    assert made.spend_eur == pytest.approx(made.fees_eur + made.gifts_eur + made.coordination_eur, abs=1e-9)
    assert made.spend_eur <= budget
    assert made.influencers == tuple(sorted({post.influencer for post in made.posts}))
    assert list(made.posts) == sorted(made.posts, key=lambda post: (post.hour, post.influencer, post.piece))
    for one in made.influencers:
        pieces = [post.piece for post in made.posts if post.influencer == one]
        assert pieces == list(range(len(pieces)))
    if any(phase.takes_rest for phase in listed) and made.next_price_eur:
        assert budget - made.spend_eur < made.next_price_eur
    # Who takes no fee works without one.
    for post in made.posts:
        assert post.fee_eur > 0 or SMALL[post.influencer].works_without_fee or not SMALL[post.influencer].fee_eur


@example([Phase(tier="nano", posts_each=3), Phase(tier="micro", budget_share=0.15)], 1_990, "nano")  # to the last cent
@example([Phase(tier="nano", posts_each=3), Phase(tier="micro", budget_share=0.15, fee_share=0.25)], 1_990, "nano")
@examples(150)
@given(schedules, st.integers(200, 8_000), st.sampled_from(TIER_NAMES))
def test_an_influencer_whom_the_budget_cannot_pay_changes_no_plan_that_did_not_run_out(listed, budget, tier):
    made = outcome(listed, SMALL, scenario(budget))
    last = {"followers": 0, "interest": 1}  # whatever the pick
    longer = (*SMALL, dataclasses.replace(influencer(len(SMALL), tier, 1e6), **last))
    if isinstance(made, str) or made.roster_exhausted or made.notes:
        return
    again = outcome(listed, longer, scenario(budget))
    assert isinstance(again, Plan)
    # Who was next to be hired may now have a price, where there was nobody: then it is money that ends the hiring.
    assert again.why_short == ("" if again.next_price_eur > made.next_price_eur else made.why_short)
    beside = {"next_price_eur": 0.0, "why_short": ""}
    assert dataclasses.replace(again, **beside) == dataclasses.replace(made, **beside)


@examples(100)
@given(schedules)
def test_every_influencer_is_used_once_unless_named(listed):
    made = outcome([phase for phase in listed if phase.tier] or [Phase(tier="nano")], SMALL, scenario(5_000))
    if isinstance(made, str):
        return
    most = max(phase.posts_each for phase in listed)
    assert max(Counter(post.influencer for post in made.posts).values()) <= most


OTHER = {
    "tier": "micro",
    "count": 3,
    "budget_share": 0.2,
    "start_hours": 5,
    "spacing_hours": 2.0,
    "within_hours": 9.0,
    "posts_each": 2,
    "days_between_posts": 3.0,
    "format": "reel",
    "feed": "recommended",
    "disclosed": False,
    "promo_code": True,
    "pick": "fit",
    "fee_share": 0.5,
    "gift": True,
    "commission_share": 0.1,
}


def test_no_two_different_phases_are_the_same_to_the_order_in_which_they_hire():
    """`rest = true` alone says the same as leaving out how many; names of influencers take the place of a tier."""
    assert {*OTHER, "influencers", "rest"} == set(Phase.model_fields)
    made = [Phase(tier="nano"), Phase(influencers=("a",)), Phase(influencers=("b",))]
    made += [Phase(**{"tier": "nano"} | {field: value}) for field, value in OTHER.items()]
    made += [Phase(tier="nano", count=3, rest=True)]
    assert len({phase.order for phase in made}) == len(made)
    assert Phase(tier="nano", rest=True).order == Phase(tier="nano").order


# ---- The presets ----------------------------------------------------------------------------------


@pytest.mark.second
@pytest.mark.parametrize("assumption_set", ["evidence", "documents"])
def test_the_presets_spend_equal_budgets_on_the_sneaker_launch(assumption_set):
    launch = Scenario.load(assumption_set=assumption_set)
    for seed in range(20):
        roster = roster_of(launch, launch.market.interests, seed)
        plans = [plan(launch, roster, name) for name in PRESETS]
        check_equal_budgets(plans)
        for made in plans:
            assert 0 <= launch.budget_eur - made.spend_eur < made.next_price_eur
            assert not made.roster_exhausted


def test_the_hybrid_is_a_leader_then_about_a_hundred_micro_influencers_and_at_last_those_with_codes():
    launch = dataclasses.replace(LAUNCH, budget_eur=33_000.0)
    made = plan(launch, ROSTER, "hybrid")
    who = [(post.hour, ROSTER[post.influencer].tier, post.promo_code) for post in made.posts]
    assert who[0] == (0, "macro", False)
    anchors = [entry for entry in who[1:] if entry[0] < 192]
    closers = [entry for entry in who if entry[0] >= 192]
    assert {entry[1:] for entry in anchors} == {("micro", False)}
    assert {entry[1:] for entry in closers} == {("micro", True), ("nano", True)}
    assert 80 <= sum(tier == "micro" for _, tier, _ in who) <= 125
    assert hours(made)[1 : 1 + len(anchors)] == [24 + math.floor(144 * k / len(anchors)) for k in range(len(anchors))]
    assert max(hours(made)) < 192 + 96
    # The same without codes, and the same with two looks at the results.
    other = plan(launch, ROSTER, "hybrid_without_codes")
    assert [dataclasses.replace(post, promo_code=False) for post in made.posts] == list(other.posts)
    adjusted = plan(launch, ROSTER, "hybrid_adjusted")
    assert adjusted.posts == made.posts
    assert [review.review_hours for review in adjusted.reviews] == [72, 144]
    assert not made.reviews


@pytest.mark.parametrize("tier", TIER_NAMES)
def test_the_pure_presets_hire_one_tier_in_roster_order_and_spread_it_over_the_same_eight_days(tier):
    made = plan(LAUNCH, ROSTER, f"{tier}_only")
    members = [index for index, one in enumerate(ROSTER) if one.tier == tier]
    in_order = set(members[: len(made.influencers)])
    assert set(made.influencers) <= set(members)
    assert len(in_order - set(made.influencers)) <= 2  # but for those who use up what is left over
    assert hours(made) == [math.floor(turn * 192 / len(made.posts)) for turn in range(len(made.posts))]


def test_the_hybrid_spends_a_fifth_of_the_budget_on_posts_with_codes():
    coded = [phase.budget_share for phase in PRESETS["hybrid"].phases if phase.promo_code]
    assert sum(coded) == pytest.approx(0.2)
    made = plan(LAUNCH, ROSTER, "hybrid")
    paid_eur = sum(post.fee_eur for post in made.posts if post.promo_code)
    assert 0.1 < paid_eur / LAUNCH.budget_eur <= 0.2


def test_parallel_and_alternating_share_the_money_between_macro_and_micro_side_by_side_or_in_turn():
    spent, when = {}, {}
    for name in ("parallel", "alternating"):
        made = plan(LAUNCH, ROSTER, name)
        tiers = [ROSTER[post.influencer].tier for post in made.posts]
        spent[name] = {
            t: sum(p.fee_eur for p, own in zip(made.posts, tiers, strict=True) if own == t) for t in TIER_NAMES
        }
        when[name] = {
            t: {p.hour // 168 for p, own in zip(made.posts, tiers, strict=True) if own == t} for t in TIER_NAMES
        }
        assert hours(made)[0] == 0
        assert spent[name]["nano"] == spent[name]["mega"] == 0
    assert spent["parallel"]["macro"] == pytest.approx(30_000, rel=0.1)
    assert spent["alternating"]["macro"] == pytest.approx(30_000, rel=0.3)
    assert when["parallel"]["macro"] <= when["parallel"]["micro"] == {0, 1}
    assert (when["alternating"]["macro"], when["alternating"]["micro"]) == ({0, 2}, {1, 3})


def test_a_burst_is_over_in_a_day_and_a_drip_keeps_a_few_for_four_posts_each():
    burst, drip = plan(LAUNCH, ROSTER, "burst"), plan(LAUNCH, ROSTER, "drip")
    assert max(hours(burst)) < 24
    assert {ROSTER[post.influencer].tier for post in (*burst.posts, *drip.posts)} == {"micro"}
    pieces = Counter(post.influencer for post in drip.posts)
    assert set(pieces.values()) == {4}
    assert 2 * len(pieces) < len(burst.influencers)
    for one in pieces:
        mine = [post.hour for post in drip.posts if post.influencer == one]
        assert {later - earlier for earlier, later in pairwise(mine)} == {144}


# ---- Money ----------------------------------------------------------------------------------------


def test_what_roster_order_leaves_over_is_spent():
    roster = people(("nano", 50), ("nano", 500), ("nano", 50), ("nano", 90))
    # 150 + 150 + 190 in any case; the order of hiring decides who posts first.
    made = plan(scenario(499), roster, of(Phase(tier="nano", spacing_hours=1.0)))
    assert (made.influencers, made.spend_eur, made.next_price_eur) == ((0, 2, 3), 490.0, 600.0)
    assert [post.influencer for post in made.posts] == [0, 3, 2]


def test_one_exchange_brings_the_spend_nearer_to_the_budget():
    roster = people(("nano", 50), ("nano", 60), ("nano", 150), ("nano", 170))
    made = plan(scenario(430), roster, of(Phase(tier="nano")))
    # 150 + 160 leave 120, which pays for nobody; 170 for 50 leave nothing.
    assert (made.influencers, made.spend_eur) == ((1, 3), 430.0)


@pytest.mark.second
def test_the_presets_spend_the_same_to_within_one_percent():
    for world_seed in range(20):
        roster = roster_of(LAUNCH, LAUNCH.market.interests, world_seed)
        spends = [plan(LAUNCH, roster, name).spend_eur for name in PRESETS if name != "mega_only"]
        assert min(spends) > 0.99 * LAUNCH.budget_eur
        # One mega-influencer may cost most of the budget: less is left than the cheapest of those not hired costs.
        mega = plan(LAUNCH, roster, "mega_only")
        dear = min(p.fee_eur for k, p in enumerate(roster) if p.tier == "mega" and k not in mega.influencers)
        assert LAUNCH.budget_eur - mega.spend_eur < dear + 2 * COORDINATION


def test_money_is_counted_in_cents():
    roster = people(*[("nano", 0.1)] * 30)
    where = scenario(0.3, assumptions=PLAIN.with_values({"coordination_hours_per_influencer": 0}))
    made = plan(where, roster, of(Phase(tier="nano")))
    assert (len(made.influencers), made.spend_eur) == (3, 0.3)


def test_phases_of_one_tier_take_new_influencers():
    roster = people(*[("nano", 50)] * 6)
    made = plan(scenario(), roster, of(Phase(tier="nano", count=2), Phase(tier="nano", start_hours=5, count=3)))
    assert [(post.hour, post.influencer) for post in made.posts] == [(0, 0), (0, 1), (5, 2), (5, 3), (5, 4)]


def test_a_named_influencer_may_come_back_and_is_coordinated_once():
    roster = people(("micro", 200), ("nano", 50))
    listed = [
        Phase(influencers=("micro-0",), start_hours=48),
        Phase(influencers=("micro-0", "nano-1"), start_hours=0, posts_each=2, days_between_posts=3),
    ]
    made = plan(scenario(), roster, of(*listed))
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
    made = plan(scenario(2_000), roster, of(*listed))
    by_hour = {hour: [post.influencer for post in made.posts if post.hour == hour] for hour in range(4)}
    assert by_hour == {3: [0], 2: [1, 2], 1: [3, 4, 5, 6, 7], 0: [20, 21, 22, 23]}
    assert made.spend_eur == 2_000


def test_several_phases_split_the_rest_equally_and_pool_what_remains():
    roster = people(*[("micro", 200)] * 9, *[("nano", 20)] * 30)
    made = plan(scenario(2_000), roster, of(Phase(tier="micro"), Phase(tier="nano")))
    hired = Counter(roster[index].tier for index in made.influencers)
    assert hired == {"micro": 3, "nano": 9}  # 1,000 pay for 3 and 8; the 100 and 40 left pay for a ninth
    assert (made.spend_eur, made.next_price_eur) == (1_980, 120)


def test_a_roster_that_runs_out_is_allowed_and_told():
    made = plan(scenario(), people(("nano", 50), ("nano", 50)), of(Phase(tier="nano")))
    assert made.roster_exhausted
    assert "all 2 nano-influencers" in made.notes[0]
    assert made.next_price_eur == 0


def test_a_count_that_the_budget_does_not_pay_for_is_told():
    made = plan(scenario(400), people(*[("nano", 50)] * 9), of(Phase(tier="nano", count=5)))
    assert (len(made.influencers), made.roster_exhausted, made.next_price_eur) == (2, False, 150)
    assert "hires 2 of the 5" in made.notes[0]


def test_an_empty_schedule_costs_nothing():
    made = plan(LAUNCH, ROSTER, of())
    assert (made.posts, made.spend_eur) == ((), 0)


def test_coordination_grows_with_a_power_of_the_number_of_partners():
    grown = PLAIN.with_values({"coordination_growth": 1.5})
    made = plan(scenario(assumptions=grown), people(*[("nano", 50)] * 9), of(Phase(tier="nano", count=4)))
    assert made.coordination_eur == 800.0  # 100 x 4^1.5
    # One more costs 100 x 5^1.5 less those 800, and the post.
    assert made.next_price_eur == round(100 * 5**1.5, 2) - 800 + 50


def test_growing_coordination_buys_fewer_of_the_small_and_not_of_one():
    for tier in ("nano", "macro"):
        roster = people(*[(tier, 50)] * 200) if tier == "nano" else people((tier, 5_000))
        few, many = (
            plan(scenario(6_000, assumptions=PLAIN.with_values(growth)), roster, of(Phase(tier=tier)))
            for growth in ({"coordination_growth": 1.2}, {"coordination_growth": 1.0})
        )
        assert (len(few.influencers) < len(many.influencers)) == (tier == "nano")
        assert few.spend_eur <= 6_000


def test_who_is_hired_first_is_what_the_pick_says():
    traits = [(5_000, 0.02, 1), (9_000, 0.01, 0), (2_000, 0.04, 1), (9_000, 0.03, 0)]
    roster = tuple(
        dataclasses.replace(
            influencer(k, "nano", 50),
            followers=n,
            declared_engagement_rate_per_follower=rate,
            interest=i,
            authenticity=AUDITED[k],
            fake_share=0.9 - AUDITED[k],
        )
        for k, (n, rate, i) in enumerate(traits)
    )
    first = {"roster": (0, 1), "followers": (1, 3), "declared_rate": (2, 3), "fit": (1, 3)}
    first |= {"authenticity": (0, 2), "audience_quality": (0, 2)}
    sport = LAUNCH.market.interests[0]
    where = scenario(brand=PAYING_HOURS.model_copy(update={"interest": sport}))
    for pick in PICKS:
        made = plan(where, roster, of(Phase(tier="nano", count=2, pick=pick, spacing_hours=1)))
        assert made.influencers == first[pick]
        assert [post.influencer for post in made.posts] == sorted(
            first[pick], key=lambda k: _before(pick, traits[k], AUDITED[k])
        )
    mass = scenario(brand=PAYING_HOURS.model_copy(update={"interest": None}))
    assert plan(mass, roster, of(Phase(tier="nano", count=2, pick="fit"))).influencers == (0, 1)


AUDITED = (0.7, 0.2, 0.6, 0.4)  # authenticity; and whoever has less of it has more fakes


def _before(pick: str, traits: tuple[int, float, int], audited: float) -> float:
    seen = {"roster": 0.0, "followers": -traits[0], "declared_rate": -traits[1], "fit": traits[2]}
    return (seen | {"authenticity": -audited, "audience_quality": -audited})[pick]


def test_a_pick_cannot_see_what_is_hidden():
    hidden = [
        dataclasses.replace(one, engagement_per_reached_person=0.9 - 0.01 * (k % 50), fake_share=0.01 * (k % 90))
        for k, one in enumerate(ROSTER)
    ]
    for pick in PICKS:
        schedule = of(Phase(tier="micro", pick=pick))
        seen = plan(LAUNCH, ROSTER, schedule) == plan(LAUNCH, hidden, schedule)
        assert seen == (pick != "audience_quality")  # which is what an audit finds


def test_two_phases_with_different_picks_never_hire_the_same_influencer_twice():
    roster = tuple(dataclasses.replace(influencer(k, "nano", 50), followers=1_000 * (5 - k)) for k in range(5))
    phases = (Phase(tier="nano", count=2, pick="followers"), Phase(tier="nano", count=3, start_hours=5))
    made = plan(scenario(), roster, of(*phases))
    assert sorted(post.influencer for post in made.posts) == [0, 1, 2, 3, 4]
    assert [post.influencer for post in made.posts if post.hour == 0] == [0, 1]


def test_part_of_a_fee_a_gift_and_a_commission_cost_what_they_say():
    listed = Phase(tier="nano", count=2, posts_each=3, fee_share=0.25, gift=True, commission_share=0.15)
    made = plan(scenario(), people(*[("nano", 50.02)] * 3), of(listed))
    assert {post.fee_eur for post in made.posts} == {12.5}  # to the cent: 12.505 rounded to even
    assert (made.fees_eur, made.gifts_eur, made.coordination_eur) == (6 * 12.5, 2 * PRODUCT, 2 * COORDINATION)
    assert made.spend_eur == 75.0 + 120.0 + 200.0
    assert {post.commission_share for post in made.posts} == {0.15}
    assert made.next_price_eur == 3 * 12.5 + PRODUCT + COORDINATION


def test_the_product_and_a_commission_alone_are_for_those_who_work_without_a_fee():
    roster = tuple(influencer(k, "nano", 50, works_without_fee=k % 2 == 1) for k in range(6))
    made = plan(scenario(), roster, of(Phase(tier="nano", fee_share=0, gift=True)))
    assert made.influencers == (1, 3, 5)
    assert (made.fees_eur, made.gifts_eur) == (0.0, 3 * PRODUCT)
    assert made.roster_exhausted
    paid = plan(scenario(), roster, of(Phase(tier="nano", fee_share=0.1)))
    assert len(paid.influencers) == 6
    told = refusal(of(Phase(influencers=("nano-0",), fee_share=0, commission_share=0.1)), roster, scenario())
    assert "'nano-0' does not work without a fee; give the phase a fee_share above 0" in told
    nobody = refusal(of(Phase(tier="nano", fee_share=0, gift=True)), roster[::2], scenario())
    assert "the roster has no nano-influencer left to hire who works without a fee" in nobody
    dear = refusal(of(Phase(tier="nano", fee_share=0, gift=True)), roster, scenario(100))
    assert "costs 160.00 EUR (1 x 0.00 EUR + 60.00 EUR for the product + 100.00 EUR for own hours)" in dear


def test_posts_carry_what_their_phase_says():
    listed = Phase(tier="nano", count=1, format="story", disclosed=False, promo_code=True, commission_share=0.1)
    (post,) = plan(scenario(), people(("nano", 50)), of(listed)).posts
    assert (post.format, post.disclosed, post.promo_code, post.commission_share, post.fee_eur) == (
        *("story", False, True),
        *(0.1, 50.0),
    )
    (usual,) = plan(scenario(), people(("nano", 50)), of(Phase(tier="nano", count=1))).posts
    assert (usual.format, usual.disclosed, usual.promo_code, usual.commission_share) == ("post", True, False, 0.0)
    assert not usual.dropped


def test_a_plan_carries_its_reviews_in_the_order_of_their_hours():
    late, early = Review(review_hours=48), Review(review_hours=24, judge_by="engagements", shift_share=1.0)
    made = plan(scenario(), people(("nano", 50)), Schedule("mine", (Phase(tier="nano", count=1),), (late, early)))
    assert made.reviews == (early, late)


def test_a_plan_without_some_posts_keeps_what_was_paid():
    made = plan(LAUNCH, ROSTER, "hybrid")
    rest = made.without([row for row in made.influencers if ROSTER[row].tier == "macro"])
    assert {ROSTER[post.influencer].tier for post in rest.posts} == {"micro", "nano"}
    assert rest.influencers == tuple(sorted({post.influencer for post in rest.posts}))
    assert rest.spend_eur == made.spend_eur


# ---- Time -----------------------------------------------------------------------------------------


@given(st.integers(0, 100), st.integers(0, 5_000), st.integers(0, 200))
def test_an_hour_is_the_exact_time_rounded_down(start, cents_of_hours, turn):
    phase = Phase(tier="nano", start_hours=start, spacing_hours=cents_of_hours / 100)
    assert phase.hour(turn, 0) == start + turn * cents_of_hours // 100


@given(st.integers(0, 100), st.integers(1, 40), st.sampled_from([1, 7, 24, 144]))
def test_however_many_they_are_first_posts_are_spread_evenly_over_the_hours_given(start, team, within):
    phase = Phase(tier="nano", start_hours=start, within_hours=within)
    assert [phase.hour(turn, 0, team) for turn in range(team)] == [
        start + turn * within // team for turn in range(team)
    ]


def test_posts_of_one_influencer_are_days_apart():
    listed = Phase(tier="nano", count=2, spacing_hours=1.5, posts_each=3, days_between_posts=0.5)
    made = plan(scenario(), people(*[("nano", 0)] * 2), of(listed))
    assert [(post.hour, post.influencer, post.piece) for post in made.posts] == [
        *((0, 0, 0), (1, 1, 0), (12, 0, 1), (13, 1, 1), (24, 0, 2), (25, 1, 2))
    ]


def test_the_last_hour_of_the_horizon_is_the_last_for_a_post():
    roster = people(*[("nano", 0)] * 2)
    made = plan(LAUNCH, roster, of(Phase(tier="nano", count=2, start_hours=718, spacing_hours=1)))
    assert hours(made) == [718, 719]
    told = refusal(of(Phase(tier="nano", count=2, start_hours=719, spacing_hours=1)), roster)
    assert "hour 720" in told
    assert "market.horizon_days to 31" in told
    for earlier, later in pairwise(hours(made)):
        assert earlier <= later


# ---- Refusals -------------------------------------------------------------------------------------


def test_an_unknown_schedule_is_refused_with_the_nearest_known_one():
    document = tomllib.loads(BUILT_IN.read_text())
    document |= {"schedules": {"leader_first": [{"tier": "macro"}]}, "compare": ["leader_first"]}
    where = Scenario.from_mapping(document)
    assert "did you mean 'hybrid'" in refusal("hybird", where=where)
    assert "did you mean 'leader_first'" in refusal("leader_frist", where=where)
    assert plan(where, ROSTER, "leader_first").posts


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
    assert "costs 7,100.00 EUR (1 x 7,000.00 EUR + 100.00 EUR for own hours)" in told
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
    cheap = plan(where, roster, of(Phase(tier="nano", count=3), name="cheap"))
    full = plan(where, roster, of(Phase(tier="micro"), name="full"))
    with pytest.raises(InputError) as caught:
        check_equal_budgets([full, cheap], allow_unequal=False)
    (told,) = caught.value.problems
    for part in (
        "'full'",
        "'cheap'",
        "5,000.00",
        "450.00",
        "500.00 EUR of one more influencer",
        "4,550.00 EUR unspent",
        "rest = true",
        "--allow-unequal-budgets",
    ):
        assert part in told
    check_equal_budgets([full, cheap], allow_unequal=True)
    check_equal_budgets([full])


def test_of_plans_with_different_budgets_none_is_said_to_leave_money_that_it_had():
    roster = people(*[("nano", 50)] * 50)
    small, large = (plan(scenario(eur), roster, of(Phase(tier="nano"), name=f"of_{eur}")) for eur in (900, 5_000))
    assert (small.unspent_eur, small.why_short) == (0.0, "")
    with pytest.raises(InputError, match="'of_900' spends what it has; give both the same budget_eur, or compare them"):
        check_equal_budgets([large, small])


def test_arms_may_differ_by_the_price_of_one_more_influencer_and_no_further():
    made = plan(LAUNCH, ROSTER, "micro_only")
    assert made.next_price_eur > 0
    for apart, fair in ((made.next_price_eur, True), (made.next_price_eur + 0.01, False)):
        other = dataclasses.replace(made, schedule="other", spend_eur=made.spend_eur - apart, next_price_eur=0.0)
        if fair:
            check_equal_budgets([made, other])
        else:
            with pytest.raises(InputError):
                check_equal_budgets([made, other])


def test_an_arm_that_ran_out_of_influencers_is_not_equal():
    roster = people(("macro", 5_000), *[("micro", 400)] * 200)
    plans = [plan(LAUNCH, roster, name) for name in ("macro_only", "micro_only")]
    with pytest.raises(
        InputError, match=r"the only macro-influencer of the roster is hired.*add some to the roster.*--allow"
    ):
        check_equal_budgets(plans)
