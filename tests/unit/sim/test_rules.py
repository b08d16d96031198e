"""Every rule of behaviour against values worked by hand, its direction, its off value and its bounds."""

import inspect
import math
from pathlib import Path

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import sim
from sim import rules
from sim.crowd import behaviour
from sim.scenario.scenario import Scenario
from sim.world.world import World

RULES = {name: function for name, function in vars(rules).items() if hasattr(function, "py_func")}
FOLDER = Path(sim.__file__).parent
POST = 0  # the format of an ordinary post

SHARE = st.floats(0.0, 1.0)
UNIT = st.integers(0, 2**32 - 1).map(lambda word: word / 2**32)
FACTOR = st.floats(0.0, 100.0)
ANY = st.floats(-1e9, 1e9)
steadily = examples(200, derandomize=True)  # the same examples in every run


# ---- Values worked by hand ------------------------------------------------------------------------

BY_HAND = [
    ("clip", (-0.25,), 0.0),
    ("clip", (0.25,), 0.25),
    ("clip", (1.25,), 1.0),
    ("see_probability", (0.25, 2.0), 0.5),
    ("see_probability", (0.25, 8.0), 1.0),
    ("delay_share", (10.0, 10.0, 1.86), 0.5),
    ("delay_share", (100.0, 10.0, math.log(10.0)), 0.8413447460685429),  # one standard deviation
    ("delay_share", (1.0, 10.0, math.log(10.0)), 0.15865525393145707),
    ("delay_share", (10.0 * math.exp(1.2815515655446004 * 1.86), 10.0, 1.86), 0.9),
    ("delay_share_within", (10.0, 10.0, math.log(10.0), 100.0), 0.5 / 0.8413447460685429),
    ("delay_share_within", (1.0, 10.0, math.log(10.0), 100.0), 0.15865525393145707 / 0.8413447460685429),
    ("delay_share_within", (100.0, 10.0, math.log(10.0), 100.0), 1.0),
    ("delay_share_within", (2.0, 10.0, 0.0, 5.0), 0.0),  # seen by nobody before the lifetime ends: at its end
    ("delay_share_within", (5.0, 10.0, 0.0, 5.0), 1.0),
    ("format_reach", (0.3, 0.2), 0.06),
    ("format_reach", (0.5, 2.5), 1.0),
    ("disclosed", (True, 0.8), 0.8),
    ("disclosed", (False, 0.8), 1.0),
    ("standard_normal", (0.0, 0.7), 0.0),
    ("standard_normal", (1.0 - math.exp(-2.0), 0.5), -2.0),
    ("post_quality", (0.3, 0.0, 0.7), math.exp(-0.045)),  # z = 0
    ("post_quality", (0.3, 1.0 - math.exp(-2.0), 0.0), math.exp(0.3 * 2.0 - 0.045)),  # z = 2
    ("post_quality", (0.3, 1.0 - math.exp(-2.0), 0.5), math.exp(-0.3 * 2.0 - 0.045)),  # z = -2
    ("faded", (4.0, 168.0, 168.0), 2.0),
    ("faded", (4.0, 336.0, 168.0), 1.0),
    ("attention", (1.0, 0.1, 2.0, 0.75), 1.1),
    ("attention", (2.0, 0.1, 2.0, 0.75), 1.2),
    ("attention", (3.0, 0.1, 2.0, 0.75), 1.2 * 0.75),
    ("attention", (5.0, 0.1, 2.0, 0.5), 1.2 / 8.0),
    ("attention", (3.0, 0.0, 0.0, 0.5), 0.125),
    ("familiarity", (0, 1.1), 1.0),
    ("familiarity", (0b0100, 1.1), 1.1),
    ("familiarity", (0b0011, 1.1), 1.1),  # two tiers are one acquaintance
    ("engage_probability", (0.1, 1.5, 2.0, 0.75, 1.3, 1.2), 0.351),
    ("engage_probability", (0.5, 2.0, 2.0, 1.0, 1.0, 1.0), 1.0),
    ("reach_of_true_followers", (0.21, 0.3, 1.0), 0.3),
    ("reach_of_true_followers", (0.21, 0.3, 0.0), 0.21),
    ("reach_of_true_followers", (0.6, 0.5, 1.0), 1.0),
    ("reach_of_true_followers", (0.6, 1.0, 1.0), 0.0),  # nobody is true
    ("click_probability", (0.37, 2.0, 1.0, 0.0), 0.74),
    ("click_probability", (0.37, 3.0, 1.0, 0.0), 1.0),
    ("click_probability", (0.25, 3.0, 1.0, 1.0), 0.5),  # odds of 1 to 3, three times
    ("click_probability", (0.25, 1.0, 1.0, 1.0), 0.25),
    ("click_probability", (0.37, 2.0, 0.0, 0.0), 0.0),
    ("click_probability", (1.0, 2.0, 0.0, 1.0), 0.0),
    ("price_response", (2.0, 2.0), 0.25),
    ("price_response", (0.5, 2.0), 4.0),
    ("price_response", (0.0, 2.0), 400.0),  # as at a twentieth
    ("order_value", (60.0, 0.3), 1.0),
    ("order_value", (6_000.0, 0.5), 0.1),
    ("order_value", (0.0, 0.5), math.sqrt(60.0)),  # as at 1 EUR
    ("tie_strength", (10_000.0, 0.5), 1.0),
    ("tie_strength", (1_000_000.0, 0.5), 0.1),
    ("decided_within", (48.0, 24.0), 0.75),
    ("decided_within", (48.0, 0.0), 1.0),
    ("messenger", (0.6, 0.4, 0.25), 0.55),
    ("organic_fit", (4.0, 0.5), 2.0),
    ("promo_code", (True, 1.3), 1.3),
    ("promo_code", (False, 1.3), 1.0),
    ("repeat_purchase", (True, 0.5), 0.5),
    ("repeat_purchase", (False, 0.5), 1.0),
    ("buy_probability", (0.02, 0.75, 0.5, 1.0, 2.0, 1.2, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), 0.072),
    ("buy_probability", (0.02, 0.25, 0.5, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), 0.005),
    ("buy_probability", (0.02, 0.5, 0.5, 2.0, 1.0, 1.0, 1.3, 2.5, 0.5, 1.0, 1.0, 1.0, 1.0), 0.0325),
    ("buy_probability", (0.5, 1.0, 0.25, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), 1.0),
    ("buy_probability", (0.02, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 4.0, 0.25, 0.75), 0.0075),
    ("advocacy_probability", (0.05,), 0.05),
    ("follow_probability", (0.02,), 0.02),
    ("mention_probability", (0.1,), 0.1),
    ("perceived_authenticity", (0.6, 1.3), 0.78),
    ("perceived_authenticity", (0.9, 1.3), 1.0),
    ("trust_after", (0.5, 0.6, 0.1), 0.51),
    ("trust_after", (0.5, 0.3, 0.5), 0.4),
    ("trust_damaged", (0.5, 0.1), 0.45),
    ("organic_hour", (1.0 - math.exp(-1.0), 0.01, 2.0), 50.0),
    ("organic_hour", (0.5, 0.01, 1.0), 100.0 * math.log(2.0)),
    ("in_steps", (0.5, 65_535), 32_768),
    ("in_steps", (0.1, 65_535), 6_554),
    ("in_steps", (2.5, 1_024), 2_560),
    ("in_steps", (64.0, 1_024), 65_535),  # one more than sixteen bits hold
    ("engagement_by_size", (1e5, 0.25, 0.04, 0.02), 0.12),  # half-way between the two
    ("engagement_by_size", (2_000.0, 0.5, 0.04, 0.02), 0.08),
    ("engagement_by_size", (3e7, 0.01, 0.04, 0.02), 2.0),  # a source's rate that cannot be met
    ("engagement_by_size", (1e4, 0.0, 0.04, 0.02), 0.0),
    ("declared_rate", (0.05, 1.35, 0.2, 1.0 - math.exp(-2.0), 0.0), 0.0675 * math.exp(0.2 * 2.0 - 0.02)),  # z = 2
    ("declared_rate", (0.9, 1.0, 1.0, 1.0 - math.exp(-2.0), 0.0), 1.0),
    ("trait_within_tier", (0.3, 0.1, 0.75), 0.35),
    ("trait_within_tier", (0.05, 0.1, 0.0), 0.0),  # no wider than the mean allows
    ("trait_within_tier", (0.95, 0.1, 0.75), 0.975),
    ("usual_fee", (10_000, 0.01, 0.7, 1.0, 50.0), 100.0),  # the account that the number is of, whatever the growth
    ("usual_fee", (1_000_000, 0.01, 0.75, 0.5, 50.0), 0.01 * 1e6 / math.sqrt(10.0) * 0.5),
    ("usual_fee", (1_600, 0.02, 0.5, 1.0, 50.0), 80.0),  # 0.4 ^ 2 of 10,000 followers, 0.4 of the fee of these
    ("usual_fee", (1_000, 0.01, 0.85, 1.0, 50.0), 50.0),
    ("coordination_cost", (10_000, 4, 1.5), 80_000.0),
    ("coordination_cost", (10_000, 100, 1.0), 1_000_000.0),
]


@pytest.mark.parametrize(("rule", "given", "worked"), BY_HAND)
def test_a_rule_gives_the_value_worked_by_hand(rule, given, worked):
    assert RULES[rule](*given) == pytest.approx(worked, rel=1e-12, abs=1e-15)


def test_every_rule_has_a_value_worked_by_hand():
    assert {rule for rule, _, _ in BY_HAND} == set(RULES)


# ---- Neutral and off values, exactly --------------------------------------------------------------


@steadily
@given(st.floats(0, 10), st.floats(0, 1e6), SHARE)
def test_a_first_impression_has_attention_one(gain, peak, fatigue):
    assert rules.attention(0.0, gain, peak, fatigue) == 1.0


@steadily
@given(st.floats(0, 64))
def test_attention_is_one_with_wear_in_and_wear_out_off(memory):
    assert rules.attention(memory, 0.0, 0.0, 1.0) == 1.0


@steadily
@given(SHARE)
def test_a_neutral_first_exposure_leaves_the_engagement_rate_alone(engagement):
    assert rules.engage_probability(engagement, 1.0, 1.0, 1.0, 1.0, 1.0) == engagement


@steadily
@given(SHARE, st.floats(1e-5, 1), st.floats(0.01, 1))
def test_trust_and_stage_switched_off_leave_the_purchase_rate_alone(rate, trust, initial):
    assert rules.buy_probability(rate, trust, initial, 0.0, *(1.0,) * 9) == rate


@steadily
@given(SHARE, st.floats(0.01, 1), st.floats(0, 10))
def test_trust_at_its_initial_mean_leaves_the_purchase_rate_alone(rate, initial, elasticity):
    assert rules.buy_probability(rate, initial, initial, elasticity, *(1.0,) * 9) == rate


@steadily
@given(SHARE, SHARE)
def test_trust_does_not_move_with_a_step_of_zero_or_towards_itself(trust, authenticity):
    assert rules.trust_after(trust, authenticity, 0.0) == trust
    assert rules.trust_after(trust, trust, 0.3) == trust


@steadily
@given(UNIT, UNIT)
def test_quality_is_one_without_spread(u1, u2):
    assert rules.post_quality(0.0, u1, u2) == 1.0


@steadily
@given(st.floats(0, 64), st.floats(0.01, 1e6))
def test_nothing_fades_in_no_time(memory, half_life):
    assert rules.faded(memory, 0.0, half_life) == memory


@steadily
@given(UNIT, FACTOR)
def test_nobody_buys_where_the_hazard_is_zero(u, factor):
    assert rules.organic_hour(u, 0.0, factor) == math.inf
    assert rules.organic_hour(u, factor, 0.0) == math.inf


@steadily
@given(st.floats(0.01, 1e4), st.floats(0.01, 1e5))
def test_a_delay_without_spread_is_its_median(hours, median):
    assert rules.delay_share(hours, median, 0.0) == (1.0 if hours >= median else 0.0)


@steadily
@given(st.integers(0, 31), st.booleans(), SHARE, SHARE, UNIT, UNIT)
def test_off_values_of_factors_and_shares_change_nothing(tiers, flag, rate, trust, u1, u2):
    assert rules.familiarity(tiers, 1.0) == rules.promo_code(flag, 1.0) == rules.disclosed(flag, 1.0) == 1.0
    assert rules.repeat_purchase(True, 0.0) == 0.0
    assert rules.format_reach(rate, 1.0) == rate
    assert rules.trust_damaged(trust, 0.0) == trust
    assert rules.declared_rate(rate, 1.0, 0.0, u1, u2) == rate
    assert rules.trait_within_tier(rate, 0.0, u1) == rate
    assert rules.messenger(trust, rate, 0.0) == trust
    assert rules.reach_of_true_followers(rate, 0.3, 0.0) == rate
    assert rules.click_probability(rate, 1.0, 1.0, 1.0) == pytest.approx(rate, rel=1e-12)


@steadily
@given(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(0.01, 1e6))
def test_price_order_value_and_tie_of_exponent_zero_change_nothing(price, followers, fit):
    assert rules.price_response(price, 0.0) == rules.order_value(price, 0.0) == 1.0
    assert rules.tie_strength(followers, 0.0) == rules.organic_fit(fit, 0.0) == 1.0
    assert rules.price_response(1.0, fit) == 1.0
    assert rules.decided_within(price, 0.0) == 1.0


@steadily
@given(st.integers(0, 2**40), st.integers(0, 2**18))
def test_coordination_without_growth_costs_exactly_so_many_times_what_one_costs(cents, influencers):
    assert rules.coordination_cost(cents, influencers, 1.0) == cents * influencers


@steadily
@given(st.integers(1, 10**10), FACTOR, st.floats(0, 1e6))
def test_fees_that_do_not_go_by_size_are_so_much_for_each_follower_exactly(followers, per_follower, floor):
    assert rules.usual_fee(float(followers), per_follower, 1.0, 1.0, floor) == max(floor, per_follower * followers)


@steadily
@given(st.integers(0, 8760), st.floats(0.01, 1e4), st.floats(0, 10))
def test_a_piece_that_lives_for_ever_is_seen_as_a_post_is(hours, median, spread):
    assert rules.delay_share_within(hours, median, spread, 1e300) == rules.delay_share(hours, median, spread)


@steadily
@given(SHARE, FACTOR, FACTOR, FACTOR, SHARE)
def test_a_factor_of_zero_makes_a_probability_of_zero(rate, a, b, c, s):
    assert rules.see_probability(a, 0.0) == rules.see_probability(0.0, a) == 0.0
    assert rules.engage_probability(rate, a, b, c, 0.0, 1.0) == rules.engage_probability(0.0, a, b, c, 1.0, a) == 0.0
    assert rules.engage_probability(rate, a, b, c, 1.0, 0.0) == 0.0
    assert rules.click_probability(rate, 0.0, a, s) == rules.click_probability(rate, a, 0.0, s) == 0.0
    for place in range(9):
        factors = [a, b, c, a, b, c, a, b, s]
        factors[place] = 0.0
        assert rules.buy_probability(rate, 0.5, 0.5, 1.0, *factors) == 0.0


# ---- Bounds and directions ------------------------------------------------------------------------


@steadily
@given(ANY, ANY, ANY, ANY, ANY, ANY)
def test_probabilities_lie_within_zero_and_one(a, b, c, d, e, f):
    for probability in (
        rules.clip(a),
        rules.see_probability(a, b),
        rules.engage_probability(a, b, c, d, e, f),
        rules.click_probability(a, b, c, 0.0),
        rules.perceived_authenticity(a, b),
        rules.format_reach(a, b),
        rules.advocacy_probability(a),
        rules.follow_probability(a),
        rules.mention_probability(a),
    ):
        assert 0.0 <= probability <= 1.0


@steadily
@given(SHARE, st.floats(0, 1e6), st.floats(0, 1e6), SHARE)
def test_the_chance_to_click_lies_within_zero_and_one_and_grows_with_fit(rate, match, better, saturation):
    low, high = (rules.click_probability(rate, m, 1.0, saturation) for m in sorted((match, better)))
    assert 0.0 <= low <= high <= 1.0


@steadily
@given(st.floats(0.001, 0.999), st.floats(0.001, 1e3))
def test_fit_multiplies_the_odds_of_a_click_and_never_makes_it_certain(rate, match):
    chance = rules.click_probability(rate, match, 1.0, 1.0)
    assert chance / (1.0 - chance) == pytest.approx(match * rate / (1.0 - rate), rel=1e-9)


@steadily
@given(SHARE, SHARE, st.floats(0.01, 1), st.floats(0, 10), st.tuples(*(FACTOR,) * 9))
def test_the_chance_to_buy_lies_within_zero_and_one(rate, trust, initial, elasticity, factors):
    assert 0.0 <= rules.buy_probability(rate, trust, initial, elasticity, *factors) <= 1.0


@steadily
@given(SHARE, st.floats(0, 5), UNIT, UNIT, SHARE)
def test_what_is_declared_and_what_is_fake_lie_within_zero_and_one(rate, spread, u1, u2, width):
    assert 0.0 <= rules.declared_rate(rate, 1.35, spread, u1, u2) <= 1.0
    assert -1e-15 <= rules.trait_within_tier(rate, width, u1) <= 1.0 + 1e-15


@steadily
@given(SHARE, SHARE, SHARE, st.floats(0, 100))
def test_trust_stays_within_zero_and_one(trust, authenticity, step, credibility):
    heading = rules.perceived_authenticity(authenticity, credibility)
    assert 0.0 <= rules.trust_after(trust, heading, step) <= 1.0
    assert 0.0 <= rules.trust_damaged(trust, step) <= trust


@steadily
@given(st.floats(0, 64), st.floats(0, 10), st.floats(0, 100), SHARE)
def test_attention_is_never_negative(memory, gain, peak, fatigue):
    assert rules.attention(memory, gain, peak, fatigue) >= 0.0


@steadily
@given(st.floats(0, 1e6), st.sampled_from([1_024, 65_535]))
def test_a_state_kept_in_steps_is_a_whole_number_of_sixteen_bits_and_near_the_value(value, steps):
    kept = rules.in_steps(value, steps)
    assert kept == int(kept)
    assert 0 <= kept <= 65_535
    if value * steps < 65_535:
        assert abs(kept - value * steps) <= 0.5 + 1e-6


@steadily
@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10), st.floats(0, 20))
def test_attention_rises_to_its_peak_and_falls_after_it(gain, m, more, peak):
    low, high = rules.attention(m, gain, peak, 0.75), rules.attention(m + more, gain, peak, 0.75)
    if m + more <= peak:
        assert low <= high
    if m >= peak:
        assert low >= high


@steadily
@given(SHARE, st.floats(0, 10), st.floats(0, 10))
def test_chances_rise_with_what_should_raise_them(rate, factor, more):
    assert rules.see_probability(rate, factor) <= rules.see_probability(rate, factor + more)
    assert rules.format_reach(rate, factor) <= rules.format_reach(rate, factor + more)
    assert rules.familiarity(1, factor) <= rules.familiarity(1, factor + more)
    for place in range(6):
        lower = [0.3, 1.0, 1.0, 1.0, 1.0, 1.0]
        lower[place] = factor
        higher = [*lower[:place], factor + more, *lower[place + 1 :]]
        assert rules.engage_probability(*lower) <= rules.engage_probability(*higher)


@steadily
@given(SHARE, SHARE, SHARE)
def test_more_trust_and_every_larger_factor_make_buying_likelier(rate, trust, more):
    base = rules.buy_probability(rate, trust, 0.5, 1.0, *(1.0,) * 9)
    assert base <= rules.buy_probability(rate, trust + more, 0.5, 1.0, *(1.0,) * 9)
    for place in range(9):
        factors = [1.0] * 9
        factors[place] += more
        assert base <= rules.buy_probability(rate, trust, 0.5, 1.0, *factors)


@steadily
@given(st.integers(0, 10**6), st.integers(1, 10_000), st.integers(1, 100), st.floats(0, 3))
def test_more_partners_cost_more_to_coordinate_and_growth_above_one_raises_the_cost_per_head(base, n, more, growth):
    few, many = (rules.coordination_cost(base, k, growth) for k in (n, n + more))
    assert few <= many
    if growth > 1.0:
        assert few * (n + more) <= many * n * (1 + 1e-12)


@steadily
@given(st.floats(0.5, 100), st.floats(0, 100), st.floats(0.1, 1e4), st.floats(0.1, 5), st.floats(1, 200))
def test_within_a_lifetime_the_share_read_grows_to_one_and_is_never_below_that_of_a_post(h, more, median, spread, life):
    early, late = (rules.delay_share_within(x, median, spread, life) for x in (h, h + more))
    assert 0.0 <= early <= late <= 1.0
    assert rules.delay_share_within(life, median, spread, life) == 1.0
    assert early >= rules.delay_share(h, median, spread) - 1e-15


@steadily
@given(SHARE, SHARE, SHARE)
def test_trust_moves_towards_the_messenger_and_never_past(trust, authenticity, step):
    after = rules.trust_after(trust, authenticity, step)
    assert min(trust, authenticity) - 1e-15 <= after <= max(trust, authenticity) + 1e-15


@steadily
@given(st.floats(0.001, 64), st.floats(0.5, 1e4), st.floats(0.5, 1e4), st.floats(1, 1e6))
def test_memory_fades_with_time_and_fades_the_same_in_one_go_or_two(memory, first, second, half_life):
    assert rules.faded(memory, first, half_life) <= memory
    in_two = rules.faded(rules.faded(memory, first, half_life), second, half_life)
    assert in_two == pytest.approx(rules.faded(memory, first + second, half_life), rel=1e-9, abs=1e-300)


@steadily
@given(UNIT, UNIT, st.floats(1e-6, 1), st.floats(0.01, 10))
def test_the_organic_hour_is_finite_and_comes_later_with_a_larger_number(u, v, hazard, propensity):
    first, second = (rules.organic_hour(x, hazard, propensity) for x in sorted((u, v)))
    assert 0.0 <= first <= second < math.inf


@steadily
@given(st.floats(0.5, 5000), st.floats(0, 5000), st.floats(0.1, 1e4), st.floats(0.1, 5))
def test_the_share_read_grows_with_time_and_is_a_share(hours, more, median, spread):
    early, late = (rules.delay_share(h, median, spread) for h in (hours, hours + more))
    assert 0.0 <= early <= late <= 1.0
    assert rules.delay_share(0.0, median, spread) == rules.delay_share(-1.0, median, spread) == 0.0


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.8])
def test_quality_has_mean_one_and_the_stated_spread(spread):
    steps = (np.arange(400) + 0.5) / 400
    quality = np.array([[rules.post_quality(spread, u1, u2) for u2 in steps] for u1 in steps])
    assert quality.mean() == pytest.approx(1.0, abs=2e-3)
    assert np.log(quality).std() == pytest.approx(spread, abs=2e-3)


# ---- The compiled rules are the rules as written --------------------------------------------------

DOMAINS = {
    "clip": (ANY,),
    "see_probability": (FACTOR, FACTOR),
    "delay_share": (st.integers(-1, 8760), st.floats(0.01, 1e4), st.floats(0, 10)),
    "delay_share_within": (st.integers(-1, 8760), st.floats(0.01, 1e4), st.floats(0, 10), st.floats(1, 1e6)),
    "format_reach": (SHARE, FACTOR),
    "disclosed": (st.booleans(), FACTOR),
    "standard_normal": (UNIT, UNIT),
    "post_quality": (st.floats(0, 5), UNIT, UNIT),
    "faded": (st.floats(0, 64), st.integers(0, 8760).map(float), st.floats(0.01, 1e6)),
    "attention": (st.floats(0, 64), st.floats(0, 10), st.floats(0, 1e6), SHARE),
    "familiarity": (st.integers(0, 31), FACTOR),
    "engage_probability": (SHARE, FACTOR, FACTOR, FACTOR, FACTOR, FACTOR),
    "reach_of_true_followers": (SHARE, SHARE, SHARE),
    "click_probability": (SHARE, FACTOR, st.sampled_from([0.0, 1.0]), SHARE),
    "price_response": (st.floats(0, 1e9), st.floats(0, 10)),
    "order_value": (st.floats(0, 1e9), st.floats(0, 3)),
    "tie_strength": (st.floats(0, 1e9), st.floats(0, 2)),
    "decided_within": (st.integers(0, 8760).map(float), st.floats(0, 8760)),
    "messenger": (SHARE, SHARE, SHARE),
    "organic_fit": (FACTOR, SHARE),
    "promo_code": (st.booleans(), FACTOR),
    "repeat_purchase": (st.booleans(), FACTOR),
    "buy_probability": (SHARE, SHARE, st.floats(0.01, 1), st.floats(0, 10), *(FACTOR,) * 9),
    "advocacy_probability": (SHARE,),
    "follow_probability": (SHARE,),
    "mention_probability": (SHARE,),
    "perceived_authenticity": (SHARE, FACTOR),
    "trust_after": (SHARE, SHARE, SHARE),
    "trust_damaged": (SHARE, SHARE),
    "organic_hour": (UNIT, SHARE, FACTOR),
    "in_steps": (st.floats(0, 1e6), st.sampled_from([1_024, 65_535])),
    "engagement_by_size": (st.integers(1, 10**10).map(float), SHARE, SHARE, SHARE),
    "declared_rate": (SHARE, FACTOR, st.floats(0, 5), UNIT, UNIT),
    "trait_within_tier": (SHARE, SHARE, UNIT),
    "usual_fee": (st.integers(1, 10**10).map(float), SHARE, st.floats(0, 3), FACTOR, st.floats(0, 1e6)),
    "coordination_cost": (st.integers(0, 10**8), st.integers(0, 2**18), st.floats(0, 3)),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_compiled_rule_gives_exactly_what_its_python_text_gives(rule):
    @steadily
    @given(st.tuples(*DOMAINS[rule]))
    def check(arguments):
        assert RULES[rule](*arguments) == RULES[rule].py_func(*arguments)

    check()


# ---- From rule to run -----------------------------------------------------------------------------


def test_every_rule_states_its_formula():
    for name, function in RULES.items():
        text = function.py_func.__doc__ or ""
        assert "=" in text or any(sign in text for sign in ("(", "*", "/", "^")), name


def test_both_crowds_use_every_rule():
    # Inside rules; and what is worked out once for both: posts, the table of delays, the roster, the desk.
    before = {
        "planning/posts.py": {"post_quality", "standard_normal", "disclosed", "messenger", "tie_strength"},
        "planning/formats.py": {"delay_share", "delay_share_within", "format_reach"},
        "world/influencers.py": {"declared_rate"},
        "world/drawn_roster.py": {"declared_rate", "engagement_by_size", "trait_within_tier", "usual_fee"},
        "crowd/behaviour.py": {"price_response", "order_value", "organic_fit"},
        "planning/hiring.py": {"coordination_cost"},
        "roster/profile.py": {"engagement_by_size", "usual_fee", "reach_of_true_followers"},
    }
    texts = {file.relative_to(FOLDER).as_posix(): file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.py")}
    readable = texts.pop("crowd/agents.py") + texts.pop("crowd/agent_crowd.py")
    elsewhere = {"clip"}
    for name, used in before.items():
        text = texts.pop(name)
        assert {rule for rule in used if f"{rule}(" in text} == used
        elsewhere |= used
    for crowd in (readable, "".join(texts.values())):
        assert {name for name in RULES if f"rules.{name}(" in crowd} - elsewhere == set(RULES) - elsewhere


def test_rules_know_nothing_but_arithmetic():
    assert [name for name, value in vars(rules).items() if inspect.ismodule(value)] == ["math"]


def behaviour_with(days: int, **override: object) -> behaviour.Behaviour:
    tiny = {"nano": 1, "micro": 10_000, "macro": 500_000, "mega": 1_000_000}
    scenario = Scenario.from_mapping(
        {
            "budget_eur": 1.0,
            "brand": {"name": "b", "price_eur": 1.0, "margin_share": 0.5},
            "market": {"people": 1_000, "horizon_days": days},
            "roster": {"nano": 1, "micro": 0, "macro": 0, "mega": 0},
            "assumptions": {
                "override": {"followers_smallest": tiny, "followers_largest": tiny | {"mega": 5_000_000}} | override
            },
        }
    )
    return behaviour.behaviour_of(scenario, World.generate(scenario, 1), 1)


@pytest.mark.parametrize(("median", "spread"), [(10.0, 1.86), (0.4, 1.3), (144.0, 0.5), (1.0, 0.01)])
@pytest.mark.parametrize("days", [1, 40])
def test_delays_have_the_lognormal_frequencies(days, median, spread):
    run = behaviour_with(days, delay_median_hours=median, delay_spread=spread)
    draws = 20_000
    delays = np.array([behaviour.delay_hours(run, POST, (i + 0.5) / draws) for i in range(draws)])
    hours = np.arange(1, 24 * days + 1)
    assert delays.min() >= 1
    assert set(delays) <= {*hours, behaviour.NEVER}
    found = np.array([(delays <= h).mean() for h in hours])
    assert np.abs(found - stats.lognorm.cdf(hours, spread, scale=median)).max() <= 1.0 / draws


def test_delays_of_the_smallest_and_largest_numbers_are_the_first_hour_and_never():
    run = behaviour_with(2, delay_median_hours=10.0, delay_spread=1.86)
    assert behaviour.delay_hours(run, POST, 0.0) == 1
    assert behaviour.delay_hours(run, POST, 1.0 - 2.0**-32) == behaviour.NEVER


@steadily
@given(st.floats(0.01, 100), st.floats(0, 1))
def test_the_fit_of_same_and_other_interest_is_one_in_the_mean(ratio, same_share):
    same, other = behaviour.match_factors(ratio, same_share)
    assert same_share * same + (1.0 - same_share) * other == pytest.approx(1.0, rel=1e-12)
    assert same == pytest.approx(ratio * other, rel=1e-12)
