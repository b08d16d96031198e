"""Budget and rules: never broken by any draft that is proposed, and an impossible request says which rule it is."""

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from plan_instances import LAUNCH, Coverage
from rosters import influencer

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Post, Prices, creators_of, schedule_of
from experiments.plan_launch.greedy import greedy
from experiments.plan_launch.moves import every, near
from experiments.plan_launch.score import Score
from experiments.plan_launch.strategies import by_strategy
from sim.errors import InputError
from sim.planning.budget import plan as planned
from sim.scenario.plan_rules import PlanRules
from sim.scenario.scenario import Scenario

NAMES = [f"creator-{place}" for place in range(8)]
FEES = st.lists(st.sampled_from([0.0, 50.0, 120.5, 333.33, 900.0]), min_size=8, max_size=8)
RULES = st.fixed_dictionaries(
    {},
    optional={
        "never": st.lists(st.sampled_from(NAMES[4:]), max_size=2, unique=True).map(tuple),
        "must": st.lists(st.sampled_from(NAMES[:3]), max_size=1, unique=True).map(tuple),
        "at_most_one_of": st.lists(
            st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True).map(tuple), max_size=2
        ).map(tuple),
        "posts_each": st.integers(1, 3),
        "days_between_posts": st.sampled_from([0.0, 3.0, 8.0]),
        "posts_a_day": st.integers(1, 4),
        "days": st.lists(st.integers(1, 28), min_size=1, max_size=5, unique=True).map(tuple),
        "blackout_days": st.lists(st.integers(1, 28), max_size=3, unique=True).map(tuple),
        "formats": st.sampled_from([("post",), ("post", "story")]),
        "tier_shares": st.sampled_from([{}, {"nano": 0.2}, {"nano": 0.3, "micro": 0.5}]),
    },
)


def world_of_rules(fees, budget_eur, rules, relation="by_hand"):
    tiers = ["nano", "micro"] * 4
    roster = tuple(replace(influencer(place, tiers[place], fee), name=NAMES[place]) for place, fee in enumerate(fees))
    brand = LAUNCH.brand.model_copy(update={"hours_from_budget": True, "relation": relation})
    market = LAUNCH.market.model_copy(update={"horizon_days": 30})
    return replace(LAUNCH, budget_eur=budget_eur, brand=brand, market=market, rules=PlanRules(**rules)), roster


def broken(draft, scenario, roster):
    """Whether a draft breaks a rule or the budget, by the books of the plan that it becomes."""
    rules = scenario.rules
    days = {}
    for post in draft:
        days.setdefault(roster[post.creator].name, []).append(post.day + 1)
    made = planned(scenario, roster, schedule_of(draft, roster, rules), may_fall_short=True)
    by_tier = {
        tier: sum(p.fee_eur for p in made.posts if roster[p.influencer].tier == tier) for tier in ("nano", "micro")
    }
    all_days = [day for own in days.values() for day in own]
    return (
        len(made.posts) != len(draft)
        or made.spend_eur > scenario.budget_eur + 1e-9
        or any(name in rules.never for name in days)
        or any(len(own) > rules.posts_each for own in days.values())
        or any(b - a < rules.days_between_posts for own in days.values() for a, b in itertools.pairwise(sorted(own)))
        or any(sum(name in days for name in group) > 1 for group in rules.at_most_one_of)
        or any(day in rules.blackout_days or (rules.days and day not in rules.days) for day in all_days)
        or any(all_days.count(day) > (rules.posts_a_day or 99) for day in all_days)
        or any(
            made.spend_eur - by_tier[tier] - _gifts(draft, roster, tier) > (1 - share) * scenario.budget_eur + 1e-6
            for tier, share in rules.tier_shares.items()
        )
    )


def _gifts(draft, roster, tier):
    product = LAUNCH.brand.price_eur * (1.0 - LAUNCH.brand.margin_share)
    return product * sum(roster[one].fee_eur == 0.0 and roster[one].tier == tier for one in creators_of(draft))


@examples(60)
@given(fees=FEES, budget_eur=st.sampled_from([300.0, 800.0, 2_500.0]), rules=RULES, number=st.integers(0, 9))
def test_no_draft_that_is_proposed_breaks_a_rule_or_the_budget(fees, budget_eur, rules, number):
    try:
        scenario, roster = world_of_rules(fees, budget_eur, rules)
        allowed = Allowed(scenario, roster)
    except (InputError, ValueError):
        return  # refused with a sentence
    coverage = Coverage(np.random.default_rng(number), 8, 0.2)
    coverage.day_factor = dict.fromkeys(range(40), 1.0)
    coverage.values = lambda options, replicates: np.array([[coverage.mean(one)] * len(replicates) for one in options])
    path = greedy(allowed, coverage, Score(), range(2), per_eur=True)
    best = path.drafts[-1]
    worth = dict.fromkeys(allowed.creators, 1.0)
    moved = near(allowed, best, worth, 6, np.random.default_rng(number))
    for draft in (*path.drafts, *by_strategy(allowed).values(), *moved, *every(allowed, best, worth)[-20:]):
        assert not broken(draft, scenario, roster)
        assert not allowed.fault(draft)
        assert allowed.must <= creators_of(draft)


@examples(60)
@given(
    fees=FEES,
    posts=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 25)), max_size=10),
    relation=st.sampled_from(["by_hand", "platform", "agency"]),
)
def test_a_draft_costs_to_the_cent_what_the_books_of_its_plan_say(fees, posts, relation):
    scenario, roster = world_of_rules(fees, 1e6, {"posts_each": 20, "days_between_posts": 0.0}, relation)
    draft = frozenset(Post(place, day, "post") for place, day in posts)
    made = planned(scenario, roster, schedule_of(draft, roster, scenario.rules), may_fall_short=True) if draft else None
    assert Prices(scenario, roster).of(draft) == (round(100 * made.spend_eur) if made else 0)


@pytest.mark.parametrize(
    ("fees", "budget_eur", "rules", "said"),
    [
        ([200.0] * 8, 50.0, {}, "a budget of 50.00 EUR pays for nobody: the cheapest, 'creator-0', costs"),
        ([200.0] * 8, 900.0, {"must": tuple(NAMES)}, "rules.must: with 'creator-0', "),
        ([20.0] * 8, 900.0, {"must": ("creator-0", "creator-1"), "posts_a_day": 1, "days": (3,)}, "rules.posts_a_day"),
        ([20.0] * 8, 900.0, {"must": ("creator-9",)}, "rules.must: no creator 'creator-9' in the roster"),
        ([20.0] * 8, 900.0, {"never": tuple(NAMES)}, "rules.never names everybody in the roster"),
        ([20.0] * 8, 900.0, {"days": (40,)}, "rules.days names day 40; market.horizon_days ends after day 30"),
        ([20.0] * 8, 900.0, {"blackout_days": tuple(range(1, 31))}, "rules.blackout_days leaves no day"),
        ([20.0] * 8, 900.0, {"blackout_dates": ("2027-03-08",)}, "the scenario does not say when it starts"),
        ([20.0] * 8, 900.0, {"tier_shares": {"mega": 0.2}}, "the roster has no mega-influencer to keep 20% for"),
    ],
)
def test_an_impossible_request_says_which_rule_makes_it_so(fees, budget_eur, rules, said):
    scenario, roster = world_of_rules(fees, budget_eur, rules)
    with pytest.raises(InputError) as refused:
        Allowed(scenario, roster)
    assert said in refused.value.problems[0]


def test_a_date_that_is_blacked_out_is_the_day_it_falls_on():
    scenario, roster = world_of_rules([20.0] * 8, 900.0, {"days": (1, 8, 15), "blackout_dates": ("2027-03-08",)})
    market = scenario.market.model_copy(update={"start": date(2027, 3, 1)})
    assert Allowed(replace(scenario, market=market), roster).days == (0, 14)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"must": ["a"], "never": ["a"]}, "rules: must and never both name 'a'"),
        ({"must": ["a", "b"], "at_most_one_of": [["a", "b"]]}, "rules: must names 'a' and 'b', of whom"),
        ({"formats": ["reals"]}, "must be of post, story, reel, live; did you mean 'reel'?"),
        (
            {"blackout_dates": ["8.3.2027"]},
            "rules.blackout_dates, item 1 = '8.3.2027': must be a date such as 2027-03-01",
        ),
        ({"days": [0]}, "days are counted from 1"),
        ({"tier_shares": {"nano": 0.6, "micro": 0.6}}, "add up to 1.2; must be at most 1"),
        ({"post_each": 2}, "rules.post_each: unknown key; did you mean 'posts_each'?"),
        ({"days": [2], "blackout_days": [2]}, "rules: days and blackout_days leave no day"),
    ],
)
def test_rules_that_cannot_be_meant_are_told_in_one_sentence(table, said):
    import tomllib

    from sim.scenario.scenario import BUILT_IN

    document = tomllib.loads(BUILT_IN.read_text(encoding="utf-8")) | {"rules": table}
    with pytest.raises(InputError) as refused:
        Scenario.from_mapping(document)
    assert any(said in problem for problem in refused.value.problems)
