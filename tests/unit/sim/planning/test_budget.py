"""What a plan says of its money and of who is hired, worked by hand: shares, the rest, names, the horizon, notes."""

import dataclasses

import pytest
from rosters import PLAIN, of, people, refusal, scenario

from sim.errors import InputError
from sim.planning import budget
from sim.planning.budget import Plan, PlannedPost, plan
from sim.planning.equal_spend import same_budget, spend_alike
from sim.scenario.schedule import Phase

NANO = Phase(tier="nano")
UNCOORDINATED = PLAIN.with_values({"coordination_hours_per_influencer": 0})


def fees(*of_nano: float, free: tuple[int, ...] = ()):
    roster = people(*[("nano", fee) for fee in of_nano])
    return tuple(dataclasses.replace(one, works_without_fee=row in free) for row, one in enumerate(roster))


def short(*phases: Phase, roster, eur: float = 60_000, **changes) -> Plan:
    return plan(scenario(eur, **changes), roster, of(*phases), may_fall_short=True)


# ---- A plan in itself -----------------------------------------------------------------------------


def test_a_post_is_a_disclosed_post_without_code_commission_or_fee_unless_it_says_otherwise():
    usual = PlannedPost(3, 0, 24)
    assert (usual.format, usual.disclosed, usual.promo_code, usual.dropped) == ("post", True, False, False)
    assert (usual.commission_share, usual.fee_eur) == (0.0, 0.0)
    made = Plan("mine", (usual,), (3,), 0.0, 0.0, 0.0, 0.0, False)
    assert (made.gifts_eur, made.unspent_eur, made.notes, made.reviews, made.why_short) == (0.0, 0.0, (), (), "")


def test_posts_that_a_review_dropped_are_not_published():
    posts = (PlannedPost(0, 0, 1), PlannedPost(0, 1, 2, dropped=True), PlannedPost(1, 0, 3))
    assert Plan("mine", posts, (0, 1), 0.0, 0.0, 0.0, 0.0, False).published == (posts[0], posts[2])


@pytest.mark.parametrize(
    ("unspent", "next_price", "falls_short"),
    [(149.99, 150.0, False), (150.0, 150.0, False), (0.1 + 0.2, 0.3, False), (150.01, 150.0, True), (0.01, 0.0, True)],
)
def test_a_plan_falls_short_from_the_cent_on_that_it_leaves_above_the_price_of_one_more(
    unspent, next_price, falls_short
):
    made = Plan("mine", (PlannedPost(0, 0, 1),), (0,), 0.0, 0.0, 0.0, next_price, False, unspent_eur=unspent)
    assert made.falls_short is falls_short
    assert dataclasses.replace(made, posts=()).falls_short


def test_spends_are_the_same_up_to_what_one_more_costs_in_either():
    assert same_budget(100.0, 10.0, 110.0, 0.0)
    assert same_budget(100.0, 0.0, 110.0, 10.0)
    assert same_budget(0.1, 0.2, 0.1 + 0.2, 0.0)  # but for the last digit
    assert not same_budget(100.0, 10.0, 110.01, 0.0)
    assert not same_budget(110.01, 10.0, 100.0, 0.0)


def test_plans_spend_alike_only_where_every_pair_of_them_does():
    spends = {"a": 9.0, "b": 13.0, "c": 20.0}
    first, second, third = (Plan(name, (), (), 0.0, 0.0, eur, 5.0, False) for name, eur in spends.items())
    assert spend_alike([first, second])
    assert spend_alike([first])
    assert not spend_alike([first, second, third])  # though two of the three do


def test_a_plan_that_falls_short_says_first_what_went_wrong_first():
    made = short(Phase(tier="macro", count=1), Phase(tier="nano", count=2), roster=fees(50), eur=5_000)
    assert len(made.notes) == 4
    assert made.why_short == made.notes[0]
    assert "the roster has no macro-influencer left to hire" in made.why_short
    assert plan(scenario(), fees(50, 50), of(Phase(tier="nano", count=1))).why_short == "its phases ask for no more"
    named = plan(scenario(), fees(50), of(Phase(influencers=("nano-0",))))
    assert named.why_short == "everybody whom it may hire is hired"


def test_more_than_a_million_posts_are_refused():
    roster = people(*[("nano", 0)] * 2_740)
    listed = [Phase(tier="nano", count=2_739, posts_each=365, days_between_posts=0.0)]
    listed += [Phase(tier="nano", count=1, posts_each=266, days_between_posts=0.0)]
    assert refusal(of(*listed), roster, scenario(1e6)) == (
        "schedule 'mine': comes to 1,000,001 posts; must be at most 1,000,000; lower budget_eur, count or posts_each"
    )


def test_as_many_posts_as_allowed_are_planned(monkeypatch):
    monkeypatch.setattr(budget, "MOST_POSTS", 6)
    assert len(plan(scenario(), fees(50, 50), of(Phase(tier="nano", posts_each=3))).posts) == 6
    with pytest.raises(InputError, match="comes to 8 posts"):
        plan(scenario(), fees(50, 50), of(Phase(tier="nano", posts_each=4)))


# ---- Shares and the rest --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "fee", "hired"), [(0.29, 0.29, 1), (0.29, 0.3, 0), (0.333, 0.33, 1), (0.333, 0.34, 0)]
)
def test_a_share_of_the_budget_is_whole_cents_and_no_cent_more(share, fee, hired):
    phase = Phase(tier="nano", budget_share=share)
    made = short(phase, roster=fees(fee), eur=1.0, assumptions=UNCOORDINATED)
    assert len(made.influencers) == hired


def test_what_several_phases_could_not_spend_apart_hires_one_for_each_in_turn():
    roster = people(*[("nano", 20)] * 3, *[("micro", 30)] * 3, *[("macro", 40)] * 3)
    listed = [Phase(tier="nano"), Phase(tier="micro"), Phase(tier="macro")]
    # 119 EUR each pay for nobody; 357 together for one at 120 and one at 130.
    made = short(*listed, roster=roster, eur=357)
    assert made.influencers == (0, 3)


def test_a_tier_of_which_more_were_asked_for_than_there_are_ran_out():
    made = plan(scenario(), fees(50, 50, 50), of(Phase(tier="nano", count=5)))
    assert made.roster_exhausted
    assert made.notes == (
        "all 3 nano-influencers of the roster are hired, and money for another is left",
        "the phase of tier nano from hour 0: hires 3 of the 5 asked for",
    )
    whole = plan(scenario(), fees(50, 50, 50), of(Phase(tier="nano", count=3)))
    assert (whole.roster_exhausted, whole.notes) == (False, ())


def test_a_tier_did_not_run_out_if_another_phase_has_spent_its_part_of_the_rest():
    roster = people(("nano", 20), *[("micro", 200)] * 3)
    made = short(Phase(tier="micro"), Phase(tier="nano", start_hours=5), roster=roster, eur=500)
    # 250 each: nobody at 300, and 120 of the other half; the 380 left pay for one at 300.
    assert (made.influencers, made.spend_eur) == ((0, 1), 420.0)
    assert not made.roster_exhausted


def test_nobody_is_refused_whom_the_rests_of_several_phases_pay_for_together():
    roster = people(("nano", 20), *[("micro", 200)] * 3)
    listed = [Phase(tier="micro"), Phase(tier="nano", start_hours=5)]
    made = plan(scenario(500), roster, of(*listed))
    assert (made.influencers, made.spend_eur, made.why_short) == (
        (0, 1),
        420.0,
        "",
    )  # 80 EUR pay for nobody: it does not fall short
    assert made == short(*listed, roster=roster, eur=500)
    # Whom even those do not pay for is told as before, with the part that was the phase's own.
    told = refusal(of(*listed), roster, scenario(410))
    assert "205.00 EUR pay for nobody; the cheapest micro-influencer costs 300.00 EUR" in told


def test_one_more_costs_what_it_does_where_the_schedule_hires_last():
    roster = people(*[("nano", 50)] * 3, *[("micro", 400)] * 3)
    made = plan(scenario(1_300), roster, of(Phase(tier="nano", count=1), Phase(tier="micro", budget_share=0.5)))
    assert (made.influencers, made.next_price_eur) == ((0, 3), 500.0)


def test_what_is_given_away_is_not_left_unspent():
    made = plan(scenario(1_000), fees(50), of(Phase(tier="nano", gift=True)))
    assert (made.spend_eur, made.unspent_eur) == (210.0, 790.0)


# ---- By name --------------------------------------------------------------------------------------


def test_each_name_is_hired_or_told_by_itself():
    unpaid = Phase(influencers=("nano-0", "nano-1", "nano-2"), fee_share=0.0, gift=True)
    made = short(unpaid, roster=fees(50, 50, 50, free=(1, 2)))
    assert made.influencers == (1, 2)
    assert made.notes == (
        "the phase of nano-0, nano-1, nano-2 from hour 0: 'nano-0' does not work without a fee; "
        "give the phase a fee_share above 0",
    )
    dear = short(Phase(influencers=("nano-0", "nano-1")), roster=fees(500, 50), eur=150)
    assert (dear.influencers, dear.unspent_eur) == ((1,), 0.0)


# ---- The horizon ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fee", "count", "told"),
    [
        (50, 2, "the last of its 4 posts would fall in hour 749, and the horizon ends after hour 719"),
        (50, 1, "the last of its 2 posts would fall in hour 744, and the horizon ends after hour 719"),
        (7_000, 1, "the last of its 2 posts would fall in hour 744, and the horizon ends after hour 719"),
    ],
)
def test_a_post_beyond_the_horizon_is_told_with_its_hour_and_the_days_that_it_needs(fee, count, told):
    phase = Phase(tier="nano", count=count, start_hours=720, spacing_hours=5, posts_each=2)
    lines = refusal(of(phase), fees(fee, fee), scenario(5_000)).splitlines()
    assert len(lines) == (2 if fee == 7_000 else 1)  # nobody is hired, and would post too late
    assert lines[-1].endswith(f"{told}; start earlier, post closer together, or set market.horizon_days to 32 or more")


def test_where_even_the_first_would_post_too_late_nobody_is_hired_and_money_is_not_the_reason():
    made = short(Phase(tier="nano", start_hours=719, posts_each=2), roster=fees(50, 50))
    assert made.posts == ()
    assert made.notes == (
        "the phase of tier nano from hour 719: hires 0; whoever came after them would post beyond the horizon",
    )


def test_who_posts_in_time_is_hired_though_another_phase_is_cut_short():
    late = Phase(influencers=("nano-0",), start_hours=719, posts_each=2)
    made = short(late, Phase(tier="nano"), roster=fees(50, 50, 50))
    assert made.influencers == (0, 1, 2)
    assert {post.hour for post in made.posts} == {0}
    assert [note for note in made.notes if "beyond the horizon" in note] == [
        "the phase of nano-0 from hour 719: hires 0; whoever came after them would post beyond the horizon"
    ]
    # One in time who costs too much is told as such.
    roster = people(("nano", 50), ("macro", 7_000), ("macro", 7_000))
    dear = short(late, Phase(tier="macro", spacing_hours=1_000), roster=roster, eur=5_000)
    assert any("5,000.00 EUR pay for nobody" in note for note in dear.notes)


def test_as_many_are_hired_as_post_all_their_posts_in_time():
    # The second post of the k-th comes in hour 24 + 100 k: of nine, seven are in time.
    phase = Phase(tier="nano", spacing_hours=100, posts_each=2)
    assert len(short(phase, roster=fees(*[50] * 9)).influencers) == 7
    assert len(short(phase, roster=fees(*[50] * 8)).influencers) == 7


def test_only_the_posts_that_come_too_late_are_told_and_one_is_told_as_one():
    listed = [Phase(influencers=("nano-0",)), Phase(influencers=("nano-1",), start_hours=715)]
    made = plan(scenario(1_000), fees(400, 300), of(*listed))
    assert made.notes == (
        "1 of 2 posts comes out so late that more than 25 % of its views fall beyond the horizon, hour 720; "
        "the fees, 300.00 EUR, are paid in full",
    )


# ---- The front door -------------------------------------------------------------------------------


def test_a_plan_shows_its_posts_and_its_money_in_a_line_and_a_table():
    posts = (PlannedPost(0, 0, 1), PlannedPost(0, 1, 2, dropped=True), PlannedPost(1, 0, 3))
    made = Plan(
        "mine",
        posts,
        (0, 1),
        1_000.0,
        3.25,
        1_023.75,
        0.0,
        False,
        ("one", "two"),
        gifts_eur=20.5,
        unspent_eur=7.0,
        own_hours=1_002.25,
        own_hours_eur=35_078.75,
    )
    line, rows = made._brief()
    assert line == "mine: 2 posts by 2 influencers for 1,023.75 EUR"
    assert rows == {
        "schedule": "mine",
        "influencers": "2",
        "posts": "2, 1 more dropped by reviews",
        "fees": "1,000.00 EUR",
        "gifts": "20.50 EUR",
        "coordination": "3.25 EUR",
        "own hours": "1,002.2, 35,078.75 EUR beside the budget",
        "left": "7.00 EUR",
        "notes": "one; two",
    }
    assert dataclasses.replace(made, notes=())._brief()[1]["notes"] == "none"


def test_the_old_order_of_arguments_makes_the_same_plan_and_warns_whoever_wrote_it():
    asked, roster, schedule = scenario(), fees(50, 50), of(Phase(tier="nano", count=1))
    with pytest.warns(DeprecationWarning, match="plan: this order") as told:
        made = plan(schedule, roster, asked)
    assert made == plan(asked, roster, schedule)
    assert [(str(warning.message), warning.filename) for warning in told] == [
        ("plan: this order will be refused in the next version; write plan(scenario, world, schedule)", __file__)
    ]


@pytest.mark.filterwarnings("error")  # the old order is a schedule and a scenario, and nothing else
@pytest.mark.parametrize("given", [(1, 2, 3), ("macro_only", [], "macro_only"), (None, [], scenario())])
def test_each_argument_of_another_kind_gets_a_sentence(given):
    with pytest.raises(InputError) as refused:
        plan(*given)
    kinds = {"scenario": "a Scenario", "world": "a World, or its roster"}
    kinds["schedule"] = "the name of a schedule, or a Schedule"
    wrong = {1: ("scenario", "world", "schedule"), "macro_only": ("scenario",), None: ("scenario", "schedule")}[
        given[0]
    ]
    told = refused.value.problems
    assert len(told) == len(wrong)
    for sentence, name in zip(told, wrong, strict=True):
        assert sentence.startswith(f"plan: {name} is ")
        assert sentence.endswith(f"must be {kinds[name]}; the order is scenario, world, schedule")
