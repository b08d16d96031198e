"""Hiring goes in the order of the pick, spends what is left over, and keeps its books to the cent."""

import dataclasses

import pytest
from rosters import COORDINATION, PRODUCT, of, people, scenario

from sim.planning.budget import plan
from sim.planning.hiring import Hiring
from sim.scenario.schedule import Phase

NANO = Phase(tier="nano")
UNPAID = Phase(tier="nano", fee_share=0.0, gift=True)
ONE = round(100 * COORDINATION)  # cents


def hiring(*fees: float, budget: float = 60_000, first: tuple[int, ...] = (), free: tuple[int, ...] = ()) -> Hiring:
    """Nano-influencers at these fees; ``first`` have most followers, in this order, and ``free`` work for nothing."""
    roster = tuple(
        dataclasses.replace(
            one,
            followers=10_000 - first.index(row) if row in first else 1_000,
            works_without_fee=row in free,
        )
        for row, one in enumerate(people(*[("nano", fee) for fee in fees]))
    )
    return Hiring(roster, scenario(budget), None)


def filled(at: Hiring, purse_eur: float, phase: Phase = NANO, most: int | None = None) -> tuple[list[int], bool]:
    team: list[int] = []
    ran_out = at.fill(phase, team, round(100 * purse_eur), most)
    return team, ran_out


# ---- Books ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cents", [29, 57, 58, 113, 6_000_000])
def test_a_budget_is_whole_cents_though_a_hundred_times_it_is_not(cents):
    assert hiring(budget=cents / 100).budget == hiring(budget=cents / 100).left == cents


def test_who_is_hired_already_costs_the_posts_and_the_product_alone():
    at, phase = hiring(50), Phase(tier="nano", posts_each=2, gift=True)
    assert at.hire(0, phase) == at.budget - at.left == 10_000 + 6_000 + ONE
    assert at.price(0, phase) == 10_000 + round(100 * PRODUCT)


def test_an_exchange_gives_back_the_product_too():
    made = plan(
        scenario(550), people(*[("nano", fee) for fee in (50, 60, 150, 170)]), of(Phase(tier="nano", gift=True))
    )
    # 210 + 220 leave 120, which pays for nobody; 170 for 50 leave nothing.
    assert (made.influencers, made.fees_eur, made.gifts_eur) == ((1, 3), 230.0, 2 * PRODUCT)
    assert (made.spend_eur, made.unspent_eur) == (550.0, 0.0)


# ---- Who comes next -------------------------------------------------------------------------------


def test_terms_without_a_fee_and_with_part_of_one_have_each_a_list_of_their_own():
    at = hiring(50, 60, 70, free=(1, 2))
    part = Phase(tier="nano", fee_share=0.5)
    assert (at.waiting(UNPAID), at.waiting(part), at.waiting(NANO)) == ([1, 2], [0, 1, 2], [0, 1, 2])
    assert at.candidate(UNPAID) == 1
    at.hire(1, UNPAID)
    assert (at.candidate(UNPAID), at.candidate(part), at.candidate(NANO)) == (2, 0, 0)


def test_who_made_room_in_an_exchange_can_be_hired_again():
    at = hiring(50, 60, 150, 170)
    assert filled(at, 430) == ([3, 1], False)
    assert at.candidate(NANO) == 0


def test_the_cheapest_is_the_first_of_those_who_cost_least_and_are_not_hired():
    at = hiring(90, 50, 70, 50)
    assert at.cheapest(NANO) == 1
    for row, following in ((1, 3), (3, 2), (2, 0), (0, None)):
        at.hire(row, NANO)
        assert at.cheapest(NANO) == following


# ---- Filling a team -------------------------------------------------------------------------------


def test_a_purse_that_pays_exactly_pays():
    assert filled(hiring(50, 50, 50), 300, most=3) == ([0, 1], False)
    assert filled(hiring(50, 50, 50), 299.99, most=3) == ([0], False)


def test_before_the_first_hire_who_is_too_dear_is_passed_over_for_the_first_whom_the_purse_pays():
    assert filled(hiring(500, 90, 50), 190, most=2) == ([1], False)
    assert filled(hiring(500, 90, 50), 189.99, most=2) == ([2], False)
    assert filled(hiring(500, 90, 50), 149.99) == ([], False)


def test_a_number_asked_for_ends_with_the_first_who_is_too_dear_and_leaves_the_rest_to_others():
    assert filled(hiring(50, 500, 50), 300, most=2) == ([0], False)
    assert filled(hiring(50, 500, 50), 300) == ([0, 2], False)
    assert filled(hiring(50, 50), 300, most=1) == ([0], False)


@pytest.mark.parametrize(("left_eur", "ran_out"), [(0.0, False), (100.0, False), (149.99, False), (150.0, True)])
def test_a_tier_ran_out_only_if_the_purse_would_pay_for_another_of_its_cheapest(left_eur, ran_out):
    team, told = filled(hiring(90, 50), 340 + left_eur)
    assert (team, told) == ([0, 1], ran_out)


# ---- What is left over ----------------------------------------------------------------------------


def test_what_is_left_over_pays_for_whom_it_pays_exactly_whatever_the_place_in_the_roster():
    at = hiring(90, 50, 500, first=(1, 2, 0))
    assert filled(at, 340, Phase(tier="nano", pick="followers")) == ([1, 0], False)


def test_an_exchange_takes_whom_it_pays_exactly_whatever_the_place_in_the_roster():
    at = hiring(170, 50, 60, 150, first=(1, 2, 3, 0))
    assert filled(at, 430, Phase(tier="nano", pick="followers")) == ([0, 2], False)


def test_an_exchange_takes_the_dearest_that_it_can_pay_though_others_would_cost_less_than_before():
    assert filled(hiring(50, 60, 170, 40), 430)[0] == [2, 1]


def test_the_exchange_that_gains_most_is_made_and_of_equal_ones_that_of_the_first_hired():
    # Left over: 120. For 50 there is 150, for 90 there is 200.
    assert filled(hiring(50, 90, 50, 200, 150), 610)[0] == [0, 3, 2]
    assert filled(hiring(50, 50, 50, 170), 570)[0] == [3, 1, 2]


# ---- Words ----------------------------------------------------------------------------------------


def test_the_only_one_who_works_without_a_fee_is_told_as_one():
    at = hiring(50, 60, free=(1,))
    at.hire(1, UNPAID)
    assert at.exhausted({"nano"}) == [
        "the only nano-influencer who works without a fee, of 2 in the roster, is hired, and money for another is left"
    ]
