"""The influencers of a world: a roster that is drawn, or that of a file with what no file tells drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING

from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.roster.listing import Listed
from sim.roster.profile import (
    Profile,
    reach_rate_of_tier,
    tier_of,
    usual_fee,
)
from sim.roster.roster_file import KEYS_PER_TIER, parse_roster
from sim.roster.towns import lives_in
from sim.roster.views import (
    beyond_reach,
    declared_rate_of,
    fake_share_of,
    in_market_share_of,
    response_of,
)
from sim.tiers import OF_A_FILE, TIER_NAMES, tier_named

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def synthetic_roster(
    assumptions: Assumptions, counts: Mapping[str, int], interests: int, brand_interest: int | None, world_seed: int
) -> tuple[Profile, ...]:
    """``counts[tier]`` influencers of each tier, smallest tier first.

    The k-th influencer of a tier depends on the world seed (0 to 2^63 - 1) and on k alone, never on
    the counts. Raises InputError.
    """
    _check_counts(counts)
    return tuple(
        profile
        for tier in TIER_NAMES
        for profile in _drawn(assumptions, tier, counts.get(tier, 0), interests, brand_interest, world_seed)
    )


def _check_counts(counts: Mapping[str, int]) -> None:
    problems: list[str] = []
    for tier, count in counts.items():
        try:
            tier_named(tier)
        except InputError as error:
            problems += error.problems
        else:
            if not 0 <= count <= KEYS_PER_TIER:
                problems.append(f"{tier} = {count}: must be from 0 to {KEYS_PER_TIER:,} influencers")
    if problems:
        raise InputError(problems)


def _drawn(
    assumptions: Assumptions, tier: str, count: int, interests: int, brand_interest: int | None, world_seed: int
) -> Iterator[Profile]:
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.world.drawn_roster import drawn_influencers, tier_numbers

    identity, numbers = tier_named(tier).identity, tier_numbers(tier, assumptions)
    brand = -1 if brand_interest is None else brand_interest
    drawn = drawn_influencers(world_seed, identity, count, numbers, interests, brand)
    first = identity * KEYS_PER_TIER
    interest, followers, engagement, authenticity, fake_share, fees_eur, declared, works_without_fee = (
        drawn[name].tolist() for name in drawn.dtype.names or ()
    )
    # By place, in the order of Profile's fields: a world draws thousands, and names take half as long again.
    return map(
        Profile,
        range(first, first + count),
        [f"{tier}-{number}" for number in range(1, count + 1)],
        repeat(tier),
        interest,
        followers,
        repeat(numbers.reach_rate),
        engagement,
        authenticity,
        fake_share,
        [round(fee_eur, 2) for fee_eur in fees_eur],
        repeat(assumptions.value("in_market_share", tier)),
        declared,
        works_without_fee,
    )


@dataclass(frozen=True)
class Hidden:
    """The traits of an influencer that a brand cannot see, or sees distorted; a coin of the world for each."""

    fake_share: float
    authenticity: float
    works_without_fee: bool
    declared_bias: float
    declared_spread: float
    declared_coins: tuple[float, float]

    def true(self, declared_rate_per_follower: float) -> float:
        """The rate that is true where this one is declared: the same bias and spread, the other way round."""
        # Imported here: reading a file and refusing it needs no compiler.
        from sim.rules import declared_rate

        bias = 1.0 / self.declared_bias
        return float(declared_rate(declared_rate_per_follower, bias, self.declared_spread, *self.declared_coins))


def _hidden(assumptions: Assumptions, tier: str, world_seed: int, place: int) -> Hidden:
    """The hidden traits of the influencer at a place of a file, who is of this tier."""
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.world.drawn_roster import hidden_numbers, hidden_traits

    numbers = hidden_numbers(tier, assumptions)
    fake_share, authenticity, without_fee, *coins = hidden_traits(world_seed, OF_A_FILE, place, numbers)
    return Hidden(
        fake_share=float(fake_share),
        authenticity=float(authenticity),
        works_without_fee=bool(without_fee),
        declared_bias=assumptions.value("declared_rate_bias"),
        declared_spread=assumptions.value("declared_rate_spread"),
        declared_coins=(coins[0], coins[1]),
    )


def roster_notes(scenario: Scenario) -> tuple[str, ...]:
    """Notes on what a scenario's roster file leaves open, and how it is taken; none where the roster is drawn."""
    if scenario.roster_text is None:
        return ()
    source = scenario.roster.file or "roster"
    listing = parse_roster(
        scenario.roster_text, source, scenario.market.interests, scenario.roster.answers, scenario.currency
    )
    return (
        *scenario.roster_file_notes,
        *listing.notes,
        *beyond_reach(listing.listed, scenario.market.feed, scenario.assumptions),
    )


def listed_in_world(
    listed: Listed,
    place: int,
    assumptions: Assumptions,
    interests: int,
    brand_interest: int | None,
    world_seed: int,
    market_feed: str = "followers",
) -> Profile:
    """A listed influencer in a world: what is declared is known, what is true is drawn around it.

    Who asks for no fee works for the product; an interest that is not known is drawn as a synthetic roster's. A share
    of the followers in the file holds where the assumptions have fakes, or followers outside the market, at all.
    """
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.coin import ROSTER, draw
    from sim.world.drawn_roster import interest_of

    tier = tier_of(listed.followers, assumptions)
    interest = listed.interest
    if interest is None:
        _, fit, other, _ = draw(world_seed, ROSTER, OF_A_FILE, place, 0)
        fit_share = assumptions.value("shortlist_fit_share", tier)
        interest = interest_of(fit, other, fit_share, interests, -1 if brand_interest is None else brand_interest)
    hidden = _hidden(assumptions, tier, world_seed, place)
    if listed.fake_share is not None:
        hidden = replace(hidden, fake_share=fake_share_of(listed, tier, assumptions))
    reach_rate = reach_rate_of_tier(tier, assumptions)
    feed = listed.feed or market_feed
    declared = declared_rate_of(listed, feed, assumptions)
    response = response_of(
        hidden.true(declared), listed.followers, tier, hidden.fake_share, reach_rate, feed, assumptions
    )
    fee_eur = usual_fee(listed.followers, tier, assumptions) if listed.fee_eur is None else round(listed.fee_eur, 2)
    return Profile(
        key=place,
        name=listed.name,
        tier=tier,
        interest=interest,
        followers=listed.followers,
        reach_rate=reach_rate,
        engagement_per_reached_person=response.engagement_per_reached_person,
        authenticity=hidden.authenticity,
        fake_share=hidden.fake_share,
        fee_eur=fee_eur,
        in_market_share=in_market_share_of(listed, tier, assumptions),
        declared_engagement_rate_per_follower=declared,
        works_without_fee=hidden.works_without_fee or (listed.fee_eur is not None and fee_eur == 0.0),
        views_factor=response.views_factor,
        feed=listed.feed,
        platform=listed.platform,
        fees_by_format_eur=tuple((format_, round(fee, 2)) for format_, fee in listed.fees_by_format_eur),
    )


def roster_of(scenario: Scenario, interests: Sequence[str], world_seed: int) -> tuple[Profile, ...]:
    """The roster of a scenario in a world with these interests: its file, or one drawn with the world seed."""
    brand = scenario.brand.interest
    brand_interest = interests.index(brand) if brand in interests else None
    stated_places: list[str] = []
    if scenario.roster_text is not None:
        source = scenario.roster.file or "roster"
        listing = parse_roster(scenario.roster_text, source, interests, scenario.roster.answers, scenario.currency)
        stated_places = [listed.place for listed in listing.listed]
        roster = tuple(
            listed_in_world(
                listed, place, scenario.assumptions, len(interests), brand_interest, world_seed, scenario.market.feed
            )
            for place, listed in enumerate(listing.listed)
        )
    else:
        counts = scenario.roster.counts
        roster = synthetic_roster(scenario.assumptions, counts, len(interests), brand_interest, world_seed)
    if not scenario.brand.local:
        return roster
    return tuple(
        _placed(one, stated, scenario, brand_interest, world_seed)
        for one, stated in zip(roster, stated_places or [""] * len(roster), strict=True)
    )


def _placed(profile: Profile, stated: str, scenario: Scenario, brand_interest: int | None, world_seed: int) -> Profile:
    """The influencer where the list states it; where it does not, in the place of a local brand as sure as it finds
    who shares its interest. The place is a locality of the brand's interest: who has another lives in none of it.
    """
    if stated and scenario.brand.place is not None:
        there = lives_in(stated, scenario.brand.place)
        return replace(profile, of_the_place=there and profile.interest == brand_interest, of_another_place=not there)
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.coin import LOCALITY, draw

    found = draw(world_seed, LOCALITY, profile.key, 0, 0)[1] < scenario.assumptions.value(
        "shortlist_fit_share", profile.tier
    )
    return replace(profile, of_the_place=found and profile.interest == brand_interest)
