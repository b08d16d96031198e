"""A phase with a count and the rest hires so many, who post again in turn while the money lasts, worked by hand."""

from collections import Counter

import pytest
from rosters import LAUNCH, PLAIN, of, people, scenario

from sim.errors import InputError
from sim.planning.budget import plan
from sim.planning.equal_spend import check_equal_budgets
from sim.scenario.schedule import Phase, Schedule

NO_HOURS = PLAIN.with_values({"coordination_hours_per_influencer": 0})


def made_of(eur: float, *fees: float, phase: dict | None = None, others: tuple[Phase, ...] = (), **changes):
    roster = people(*[("nano", fee) for fee in fees])
    usual = Phase(**{"tier": "nano", "count": 2, "rest": True} | (phase or {}))
    return plan(scenario(eur, **{"assumptions": NO_HOURS} | changes), roster, of(usual, *others))


def test_so_many_are_hired_and_post_in_turn_while_the_money_lasts():
    # 50 + 60 for a post each, then 50, 60, 50: 30 are left, which pay for no post of either.
    made = made_of(300, 50, 60, 70)
    assert made.influencers == (0, 1)
    assert Counter(post.influencer for post in made.posts) == {0: 3, 1: 2}
    assert (made.fees_eur, made.spend_eur, made.unspent_eur) == (270.0, 270.0, 30.0)
    assert made.next_price_eur == 50.0
    assert not made.falls_short
    # Who is too dear is passed over as long as another can be paid.
    assert Counter(post.influencer for post in made_of(245, 40, 90).posts) == {0: 3, 1: 1}


def test_further_posts_come_days_apart_and_are_posts_of_the_phase():
    made = made_of(
        300, 50, 60, phase={"start_hours": 24, "spacing_hours": 5, "days_between_posts": 2, "format": "reel"}
    )
    assert [(post.hour, post.influencer, post.piece) for post in made.posts] == [
        (24, 0, 0),
        (29, 1, 0),
        (72, 0, 1),
        (77, 1, 1),
        (120, 0, 2),
    ]
    assert {post.format for post in made.posts} == {"reel"}


def test_hours_and_the_product_are_paid_once_and_the_share_of_a_platform_for_every_post():
    usual = made_of(1_000, 100, 100, phase={"gift": True}, assumptions=PLAIN)  # 2 x (100 + 100 + 60), then 4 x 100
    assert (len(usual.posts), usual.coordination_eur, usual.gifts_eur, usual.unspent_eur) == (6, 200.0, 120.0, 80.0)
    platform = LAUNCH.brand.model_copy(update={"relation": "platform"})
    values = {"platform_fee_share": 0.2, "platform_hours_per_influencer": 0}
    through = made_of(1_000, 100, 100, brand=platform, assumptions=PLAIN.with_values(values))  # 120 a post
    assert (len(through.posts), through.fees_eur, through.coordination_eur) == (8, 800.0, 160.0)
    assert (through.spend_eur, through.unspent_eur, through.next_price_eur) == (960.0, 40.0, 120.0)


def test_nobody_posts_beyond_the_horizon_and_what_is_left_is_told():
    made = made_of(10_000, 50, 60, phase={"days_between_posts": 20.0})  # hours 0 and 480; 960 is beyond hour 719
    assert [post.hour for post in made.posts] == [0, 0, 480, 480]
    assert (made.unspent_eur, made.next_price_eur, made.falls_short) == (9_780.0, 0.0, True)
    assert made.why_short == "nobody who is hired could post once more within the horizon"
    assert made.notes[-1] == made.why_short


def test_who_works_for_nothing_posts_as_often_as_the_phase_says():
    assert Counter(post.influencer for post in made_of(100, 0, 30).posts) == {0: 1, 1: 3}


def test_where_the_money_does_not_pay_for_so_many_there_are_fewer():
    made = made_of(130, 50, 60, phase={"count": 5})
    assert (made.influencers, made.unspent_eur) == ((0, 1), 20.0)
    assert not made.falls_short
    assert "hires 2 of the 5 asked for" in " ".join(made.notes)


def test_it_spends_what_a_phase_with_the_rest_spends_and_is_its_equal():
    roster = people(*[("nano", 50.0 + k) for k in range(60)])
    where = scenario(2_000, assumptions=NO_HOURS)
    few = plan(where, roster, of(Phase(tier="nano", count=5, rest=True), name="few"))
    many = plan(where, roster, of(Phase(tier="nano"), name="many"))
    assert len(few.influencers) == 5 < len(many.influencers)
    check_equal_budgets([few, many])
    with pytest.raises(InputError, match="'five' leaves"):
        check_equal_budgets([plan(where, roster, of(Phase(tier="nano", count=5), name="five")), many])


def test_nobody_else_takes_the_rest():
    taking = Phase(tier="nano", count=2, rest=True)
    for other in (Phase(tier="micro"), Phase(tier="micro", count=3, rest=True)):
        with pytest.raises(
            InputError, match="takes all money that is left; give every other phase a count or a budget"
        ):
            Schedule("mine", (taking, other))
    Schedule("mine", (taking, Phase(tier="micro", count=3), Phase(tier="nano", budget_share=0.2)))
    with pytest.raises(ValueError, match="give at most one of budget_share and rest"):
        Phase(tier="nano", budget_share=0.2, rest=True)
    with pytest.raises(ValueError, match="pays for further posts: give a fee_share above 0"):
        Phase(tier="nano", count=2, rest=True, fee_share=0.0, gift=True)


def test_the_same_phase_without_the_rest_posts_as_before():
    with_rest, without = (made_of(10_000, 50, 60, phase={"rest": rest}) for rest in (True, None))
    assert without.posts == with_rest.posts[:2]
