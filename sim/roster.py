"""Influencers as a brand can buy them: drawn per tier, or read from a CSV file of real ones."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sim.assumptions import Assumptions
from sim.errors import InputError
from sim.roster_file import Listed, Listing, read_listing
from sim.sheet import decoded
from sim.tiers import OF_A_FILE, TIER_NAMES, tier_named

if TYPE_CHECKING:
    from sim.scenario import Scenario

KEYS_PER_TIER = 65_536
LARGEST_ROSTER = 262_144  # rows of a file


@dataclass(frozen=True)
class Profile:
    """One influencer. Two rates per follower and per reached person never share a name.

    ``key`` is the identity used in every coin: it survives any change to the rest of the roster that
    leaves this influencer where it is (tier and number in the tier, or row of the file).
    """

    key: int
    name: str
    tier: str
    interest: int  # index in the market's interests
    followers: int  # people, declared, at full size, fakes included
    reach_rate: float  # share of the true followers who see one post
    engagement_per_reached_person: float  # probability
    authenticity: float  # 0 to 1
    fake_share: float  # share of the declared followers
    fee_eur: float  # EUR per post, to the cent
    in_market_share: float = 1.0  # share of the true followers who live in the brand's market
    declared_engagement_rate_per_follower: float = 0.0  # what the brand is told; the true rate is not known to it
    works_without_fee: bool = False  # for the product or a commission alone


def tier_of(followers: int, assumptions: Assumptions) -> str:
    """The tier of an account; a bound belongs to the larger tier.

    The sources leave 100K to 500K followers to no tier or to macro: here it is macro. In general a gap belongs to
    the larger tier, except below the largest one.
    """
    *others, largest = TIER_NAMES
    if followers >= assumptions.value("followers_smallest", largest):
        return largest
    for smaller, tier in reversed(list(pairwise(others))):
        if followers >= assumptions.value("followers_largest", smaller):
            return tier
    return others[0]


def engagement_per_reached_person(
    followers: int, tier: str, fake_share: float, reach_rate: float, assumptions: Assumptions
) -> float:
    """Engagements per person who saw the post; may exceed 1 where a source's rate cannot be met.

    A set that states a rate per *follower* states it at 10K and at 1M followers: a straight line in
    log followers between them, flat beyond. Only true followers whom the post reached can engage, so
    that rate is divided by their share.
    """
    if assumptions.has("engagement_per_reached_person"):
        return assumptions.value("engagement_per_reached_person", tier)
    at_10k = assumptions.value("engagement_rate_per_follower_at_10k")
    at_1m = assumptions.value("engagement_rate_per_follower_at_1m")
    way = min(max((math.log10(followers) - 4.0) / 2.0, 0.0), 1.0)
    per_follower = (1.0 - way) * at_10k + way * at_1m
    reached = reach_rate * (1.0 - fake_share)
    return per_follower / reached if reached > 0.0 else 0.0


def synthetic_roster(
    assumptions: Assumptions, counts: Mapping[str, int], interests: int, brand_interest: int | None, world_seed: int
) -> tuple[Profile, ...]:
    """``counts[tier]`` influencers of each tier, smallest tier first.

    The k-th influencer of a tier depends on the world seed (0 to 2^63 - 1) and on k alone, never on
    the counts. Raises InputError.
    """
    _check_counts(counts)
    return tuple(
        _drawn(assumptions, tier, k, interests, brand_interest, world_seed)
        for tier in TIER_NAMES
        for k in range(counts.get(tier, 0))
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
    assumptions: Assumptions, tier: str, k: int, interests: int, brand_interest: int | None, world_seed: int
) -> Profile:
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.coin import ROSTER, draw

    identity = tier_named(tier).identity
    size, fit, other, _ = draw(world_seed, ROSTER, identity, k, 0)
    radius, angle, _, _ = draw(world_seed, ROSTER, identity, k, 1)

    smallest = assumptions.value("followers_smallest", tier)
    largest = assumptions.value("followers_largest", tier)
    followers = max(1, int(smallest * (largest / smallest) ** size))

    interest = _interest(tier, fit, other, assumptions, interests, brand_interest)
    hidden = _hidden(assumptions, tier, identity, k, world_seed)
    spread = assumptions.value("engagement_spread")
    normal = math.sqrt(-2.0 * math.log(1.0 - radius)) * math.cos(2.0 * math.pi * angle)
    multiplier = math.exp(spread * normal - spread * spread / 2.0)  # mean 1
    reach_rate = assumptions.value("reach_rate", tier)
    usual = engagement_per_reached_person(followers, tier, hidden.fake_share, reach_rate, assumptions)
    engagement = min(multiplier * usual, 1.0)
    return Profile(
        key=identity * KEYS_PER_TIER + k,
        name=f"{tier}-{k + 1}",
        tier=tier,
        interest=interest,
        followers=followers,
        reach_rate=reach_rate,
        engagement_per_reached_person=engagement,
        authenticity=assumptions.value("authenticity", tier),
        fake_share=hidden.fake_share,
        fee_eur=usual_fee(followers, assumptions),
        in_market_share=assumptions.value("in_market_share", tier),
        declared_engagement_rate_per_follower=hidden.declared(engagement * reach_rate * (1.0 - hidden.fake_share)),
        works_without_fee=hidden.works_without_fee,
    )


def _interest(
    tier: str, fit: float, other: float, assumptions: Assumptions, interests: int, brand_interest: int | None
) -> int:
    """What somebody on a brand's shortlist is about, of two coins: the brand's interest, or any."""
    if brand_interest is not None and fit < assumptions.value("shortlist_fit_share", tier):
        return brand_interest
    return min(int(other * interests), interests - 1)


@dataclass(frozen=True)
class Hidden:
    """What a brand cannot see of an influencer, or sees distorted; a coin of the world for each."""

    fake_share: float
    works_without_fee: bool
    declared_spread: float
    declared_coins: tuple[float, float]

    def declared(self, engagement_rate_per_follower: float) -> float:
        """The rate that is declared where this one is true."""
        from sim.rules import declared_rate

        return float(declared_rate(engagement_rate_per_follower, self.declared_spread, *self.declared_coins))


def _hidden(assumptions: Assumptions, tier: str, identity: int, k: int, world_seed: int) -> Hidden:
    """Of the k-th influencer of a tier, or of the k-th of a file where ``identity`` is OF_A_FILE."""
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.coin import ROSTER, draw
    from sim.rules import fake_share

    fakes, without_fee, declared_radius, declared_angle = draw(world_seed, ROSTER, identity, k, 2)
    mean, spread = assumptions.value("fake_follower_share", tier), assumptions.value("fake_share_spread")
    return Hidden(
        fake_share=float(fake_share(mean, spread, fakes)),
        works_without_fee=without_fee < assumptions.value("works_without_fee_share", tier),
        declared_spread=assumptions.value("declared_rate_spread"),
        declared_coins=(declared_radius, declared_angle),
    )


def usual_fee(followers: int, assumptions: Assumptions) -> float:
    """EUR per post: a price per declared follower, and never less than the floor."""
    per_follower = assumptions.value("fee_per_follower_eur")
    return round(max(assumptions.value("fee_floor_eur"), per_follower * followers), 2)


def read_roster(path: Path, interests: Sequence[str]) -> Listing:
    """What a CSV file says of influencers, in file order. Raises InputError with every fault of the file."""
    return parse_roster(read_text(path), str(path), interests)


def read_text(path: Path, if_missing: str = "") -> str:
    """The text of a file in UTF-8, or in UTF-16 with a byte order mark. Raises InputError."""
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: is not a file")
        return decoded(path.read_bytes(), str(path))
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file{if_missing}") from None
    except InputError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: cannot be read: {reason}") from None


def parse_roster(text: str, source: str, interests: Sequence[str]) -> Listing:
    """What a CSV text says of influencers; ``source`` is named in the faults. Raises InputError with all of them.

    Nothing of it depends on the assumptions: what they say of these influencers is worked out in each world.
    """
    try:
        return _read_once(text, tuple(interests))
    except InputError as error:
        raise InputError((f"{source}: {problem}" for problem in error.problems), error.beyond) from None


@functools.lru_cache(maxsize=4)
def _read_once(text: str, interests: tuple[str, ...]) -> Listing:
    return read_listing(text, interests, LARGEST_ROSTER)


def roster_notes(scenario: Scenario) -> tuple[str, ...]:
    """What a scenario's roster file leaves open, and how it is taken; nothing where the roster is drawn."""
    if scenario.roster_text is None:
        return ()
    source = scenario.roster.file or "roster"
    listing = parse_roster(scenario.roster_text, source, scenario.market.interests)
    return (*listing.notes, *beyond_reach(listing.listed, scenario.assumptions))


def beyond_reach(listed: Sequence[Listed], assumptions: Assumptions) -> tuple[str, ...]:
    """A sentence on rates above what a post reaches, where the assumptions are at their base values."""
    above = []
    for one in listed:
        rate, most = one.engagement_rate_per_follower, _reached_share(tier_of(one.followers, assumptions), assumptions)
        if rate is not None and rate > most:
            above.append((one, rate, most))
    if not above:
        return ()
    one, rate, most = above[0]
    return (
        f"engagement rate: {len(above):,} of {len(listed):,} are above what a post reaches, the first on line "
        f"{one.line}: {rate:g} of the followers where {most:.3g} see it; reach beyond followers is not modelled, "
        "so each is taken up to what is possible",
    )


def _reached_share(tier: str, assumptions: Assumptions) -> float:
    """The share of the declared followers who see one post."""
    return assumptions.value("reach_rate", tier) * (1.0 - assumptions.value("fake_follower_share", tier))


def declared_rate_of(one: Listed, assumptions: Assumptions) -> float:
    """Engagements per declared follower: what the file says, up to what is possible, or what is usual."""
    tier = tier_of(one.followers, assumptions)
    reached = _reached_share(tier, assumptions)
    rate = one.engagement_rate_per_follower
    if rate is None:
        reach_rate, fakes = assumptions.value("reach_rate", tier), assumptions.value("fake_follower_share", tier)
        return min(engagement_per_reached_person(one.followers, tier, fakes, reach_rate, assumptions), 1.0) * reached
    return min(rate, reached)


def listed_in_world(
    one: Listed, place: int, assumptions: Assumptions, interests: int, brand_interest: int | None, world_seed: int
) -> Profile:
    """An influencer of a file with what no file tells: what is declared is known, what is true is drawn around it.

    Who asks for no fee works for the product; an interest that is not known is drawn as a synthetic roster's.
    """
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.coin import ROSTER, draw

    tier = tier_of(one.followers, assumptions)
    interest = one.interest
    if interest is None:
        _, fit, other, _ = draw(world_seed, ROSTER, OF_A_FILE, place, 0)
        interest = _interest(tier, fit, other, assumptions, interests, brand_interest)
    hidden = _hidden(assumptions, tier, OF_A_FILE, place, world_seed)
    reach_rate = assumptions.value("reach_rate", tier)
    declared = declared_rate_of(one, assumptions)
    true = hidden.declared(declared)  # the same spread, the other way round
    reached = reach_rate * (1.0 - hidden.fake_share)
    fee_eur = usual_fee(one.followers, assumptions) if one.fee_eur is None else round(one.fee_eur, 2)
    return Profile(
        key=place,
        name=one.name,
        tier=tier,
        interest=interest,
        followers=one.followers,
        reach_rate=reach_rate,
        engagement_per_reached_person=min(true / reached, 1.0) if reached > 0.0 else 0.0,
        authenticity=assumptions.value("authenticity", tier),
        fake_share=hidden.fake_share,
        fee_eur=fee_eur,
        in_market_share=assumptions.value("in_market_share", tier),
        declared_engagement_rate_per_follower=declared,
        works_without_fee=hidden.works_without_fee or (one.fee_eur is not None and fee_eur == 0.0),
    )


def roster_of(scenario: Scenario, interests: Sequence[str], world_seed: int) -> tuple[Profile, ...]:
    """The roster of a scenario in a world with these interests: its file, or one drawn with the world seed."""
    brand = scenario.brand.interest
    brand_interest = interests.index(brand) if brand in interests else None
    if scenario.roster_text is not None:
        listing = parse_roster(scenario.roster_text, scenario.roster.file or "roster", interests)
        return tuple(
            listed_in_world(one, place, scenario.assumptions, len(interests), brand_interest, world_seed)
            for place, one in enumerate(listing.listed)
        )
    return synthetic_roster(scenario.assumptions, scenario.roster.counts, len(interests), brand_interest, world_seed)
