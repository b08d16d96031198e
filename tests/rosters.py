"""Rosters and schedules by hand, or of every kind, and what is planned of them."""

import dataclasses
from collections.abc import Iterable

import pytest
from hypothesis import strategies as st

from sim.assumptions.mechanisms import without
from sim.errors import InputError
from sim.planning.budget import Plan, plan
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, PICKS, Phase, Schedule
from sim.tiers import TIER_NAMES
from sim.world.influencers import roster_of

LAUNCH = Scenario.load()
ROSTER = roster_of(LAUNCH, LAUNCH.market.interests, 1)
COORDINATION = 100.0
PRODUCT = 60.0  # what a pair of sneakers given away costs: 120 EUR less half of it
PAYING_HOURS = LAUNCH.brand.model_copy(update={"hours_from_budget": True})
# n influencers cost n times what one does, two hours of 50 EUR.
PLAIN = without(LAUNCH.assumptions, ["coordination_growth"]).with_values(
    {"coordination_hours_per_influencer": 2, "own_hour_eur": COORDINATION / 2}
)


def scenario(budget_eur: float = 60_000, **changes) -> Scenario:
    usual = {"budget_eur": budget_eur, "assumptions": PLAIN, "brand": PAYING_HOURS}
    return dataclasses.replace(LAUNCH, **usual | changes)


def influencer(index: int, tier: str, fee_eur: float, **other) -> Profile:
    return Profile(index, f"{tier}-{index}", tier, 0, 20_000, 0.2, 0.1, 0.5, 0.3, fee_eur, **other)


def people(*fees: tuple[str, float]) -> tuple[Profile, ...]:
    return tuple(influencer(index, tier, fee) for index, (tier, fee) in enumerate(fees))


def of(*phases: Phase, name: str = "mine") -> Schedule:
    return Schedule(name, phases)


def refusal(schedule: str | Schedule, roster=ROSTER, where: Scenario = LAUNCH) -> str:
    with pytest.raises(InputError) as caught:
        plan(where, roster, schedule)
    return str(caught.value)


# A roster on which small budgets already decide, and phases of every kind.
SMALL = tuple(
    dataclasses.replace(
        one,
        followers=1_000 * (7 * k % 11),
        interest=k % 3,
        declared_engagement_rate_per_follower=0.01 * (5 * k % 7),
        works_without_fee=k % 3 == 1,
    )
    for k, one in enumerate(
        people(*[(t, 10.0 * (k % 4) + 5 * TIER_NAMES.index(t)) for k in range(12) for t in TIER_NAMES])
    )
)
phases = st.builds(
    lambda who, amount, pick, terms, apart, **timing: Phase(
        **who, **(amount | {"pick": pick} if "tier" in who else {}), **terms, **apart, **timing
    ),
    who=st.one_of(
        st.sampled_from(TIER_NAMES).map(lambda tier: {"tier": tier}),
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
    pick=st.sampled_from(PICKS),
    terms=st.one_of(
        st.just({}),
        st.builds(
            lambda fee, gift, commission: {"fee_share": fee, "gift": gift, "commission_share": commission},
            fee=st.sampled_from([0.25, 0.333, 1.0]),
            gift=st.booleans(),
            commission=st.sampled_from([0.0, 0.1]),
        ),
        st.just({"fee_share": 0.0, "gift": True}),
        st.just({"fee_share": 0.0, "commission_share": 0.2}),
    ),
    apart=st.one_of(
        st.sampled_from([0.0, 0.5, 1.5, 24.0]).map(lambda hours: {"spacing_hours": hours}),
        st.sampled_from([0.5, 7.0, 48.0]).map(lambda hours: {"within_hours": hours}),
    ),
    format=st.sampled_from(FORMATS),
    disclosed=st.booleans(),
    promo_code=st.booleans(),
    start_hours=st.integers(0, 50),
    posts_each=st.integers(1, 3),
    days_between_posts=st.sampled_from([0.0, 0.5, 1.0]),
)
schedules = st.lists(phases, min_size=1, max_size=5)


def outcome(listed: Iterable[Phase], roster, where: Scenario) -> Plan | str:
    try:
        return plan(where, roster, of(*listed))
    except InputError as error:
        return str(error)
