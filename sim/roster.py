"""Influencers as a brand can buy them: drawn per tier, or read from a CSV file of real ones."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.assumptions import TIERS, Assumptions
from sim.errors import InputError, nearest

if TYPE_CHECKING:
    from sim.scenario import Scenario

KEYS_PER_TIER = 65_536
LARGEST_ROSTER = len(TIERS) * KEYS_PER_TIER
MOST_FOLLOWERS = 2_000_000_000
COLUMNS = ("followers", "name", "interest", "engagement_rate_per_follower", "fee_eur")


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

    The sources leave 100K to 500K followers to no tier or to macro: here it is macro.
    """
    if followers >= assumptions.value("followers_smallest", "mega"):
        return "mega"
    if followers >= assumptions.value("followers_largest", "micro"):
        return "macro"
    return "micro" if followers >= assumptions.value("followers_largest", "nano") else "nano"


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
        for tier in TIERS
        for k in range(counts.get(tier, 0))
    )


def _check_counts(counts: Mapping[str, int]) -> None:
    problems = [f"{tier}: unknown tier{nearest(tier, TIERS)}" for tier in counts if tier not in TIERS]
    problems += [
        f"{tier} = {count}: must be from 0 to {KEYS_PER_TIER:,} influencers"
        for tier, count in counts.items()
        if tier in TIERS and not 0 <= count <= KEYS_PER_TIER
    ]
    if problems:
        raise InputError(problems)


def _drawn(
    assumptions: Assumptions, tier: str, k: int, interests: int, brand_interest: int | None, world_seed: int
) -> Profile:
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.coin import ROSTER, draw

    place = TIERS.index(tier)
    size, fit, other, _ = draw(world_seed, ROSTER, place, k, 0)
    radius, angle, _, _ = draw(world_seed, ROSTER, place, k, 1)

    smallest = assumptions.value("followers_smallest", tier)
    largest = assumptions.value("followers_largest", tier)
    followers = max(1, int(smallest * (largest / smallest) ** size))

    interest = min(int(other * interests), interests - 1)
    if brand_interest is not None and fit < assumptions.value("shortlist_fit_share", tier):
        interest = brand_interest

    hidden = _hidden(assumptions, tier, place, k, world_seed)
    spread = assumptions.value("engagement_spread")
    normal = math.sqrt(-2.0 * math.log(1.0 - radius)) * math.cos(2.0 * math.pi * angle)
    multiplier = math.exp(spread * normal - spread * spread / 2.0)  # mean 1
    reach_rate = assumptions.value("reach_rate", tier)
    usual = engagement_per_reached_person(followers, tier, hidden.fake_share, reach_rate, assumptions)
    engagement = min(multiplier * usual, 1.0)
    return Profile(
        key=place * KEYS_PER_TIER + k,
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


def _hidden(assumptions: Assumptions, tier: str, place: int, k: int, world_seed: int) -> Hidden:
    """Of the k-th influencer of a tier, or of the k-th of a file where ``place`` is beyond the tiers."""
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.coin import ROSTER, draw
    from sim.rules import fake_share

    fakes, without_fee, declared_radius, declared_angle = draw(world_seed, ROSTER, place, k, 2)
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


def read_roster(
    path: Path, assumptions: Assumptions, interests: Sequence[str], brand_interest: int | None
) -> tuple[Profile, ...]:
    """The influencers of a CSV file, in file order. Raises InputError with every fault of the file."""
    return parse_roster(read_text(path), str(path), assumptions, interests, brand_interest)


def read_text(path: Path, if_missing: str = "") -> str:
    """The text of a file in UTF-8, with or without a byte order mark. Raises InputError."""
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: is not a file")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file{if_missing}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text (byte {error.start + 1:,}); save it as UTF-8") from None
    except InputError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: cannot be read: {reason}") from None


def parse_roster(
    text: str, source: str, assumptions: Assumptions, interests: Sequence[str], brand_interest: int | None
) -> tuple[Profile, ...]:
    """The influencers of a CSV text; ``source`` is named in the faults. Raises InputError with all of them."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems: list[str] = []
    profiles: list[Profile] = []
    lines: dict[str, int] = {}  # where each name stands
    place = 0
    try:
        header = [cell.strip() for cell in next(rows, [])]
        problems += [f"line 1: {fault}" for fault in _header_faults(header)]
        for row in rows if not problems else ():
            if not any(cell.strip() for cell in row):
                continue
            faults: list[str] = []
            if len(row) != len(header):
                faults.append(f"{len(row)} cells where the header has {len(header)}")
            else:
                cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
                profile = _listed(cells, place, faults, assumptions, interests, brand_interest)
                if profile.name in lines:
                    faults.append(
                        f"name = {profile.name!r}: is on line {lines[profile.name]} too; give every influencer its own"
                    )
                lines.setdefault(profile.name, rows.line_num)
                profiles.append(profile)
            problems += [f"line {rows.line_num}: {fault}" for fault in faults]
            place += 1
    except csv.Error as error:
        problems.append(f"line {rows.line_num}: is not CSV: {error}")
    if not problems and not profiles:
        problems.append("lists no influencer; write one per line under the header")
    if place > LARGEST_ROSTER:
        problems.append(f"{place:,} influencers; must be at most {LARGEST_ROSTER:,}")
    if problems:
        raise InputError(f"{source}: {problem}" for problem in problems)
    return tuple(profiles)


def _header_faults(header: Sequence[str]) -> list[str]:
    faults = [
        f"unknown column {name!r}{nearest(name, COLUMNS) or '; known are ' + ', '.join(COLUMNS)}"
        for name in header
        if name not in COLUMNS
    ]
    faults += [f"column {name!r} stands there twice" for name in COLUMNS if header.count(name) > 1]
    if "followers" not in header:
        faults.append("no column 'followers'; the first line names the columns")
    return faults


def _listed(
    cells: Mapping[str, str],
    place: int,
    faults: list[str],
    assumptions: Assumptions,
    interests: Sequence[str],
    brand_interest: int | None,
) -> Profile:
    """The influencer of one row; what is wrong is added to the faults and replaced by a default."""
    given = cells["followers"]
    followers = int(given) if given.isascii() and given.isdigit() and len(given) <= 10 else 0
    if not 1 <= followers <= MOST_FOLLOWERS:
        faults.append(f"followers = {given!r}: must be a whole number from 1 to {MOST_FOLLOWERS:,}, digits only")
        followers = 1

    tier = tier_of(followers, assumptions)
    reach_rate = assumptions.value("reach_rate", tier)
    fake_share = assumptions.value("fake_follower_share", tier)
    rate = _number(cells, "engagement_rate_per_follower", 0.0, 1.0, faults)
    if rate is None:
        engagement = engagement_per_reached_person(followers, tier, fake_share, reach_rate, assumptions)
    else:
        reached = reach_rate * (1.0 - fake_share)
        if rate > reached:
            faults.append(
                f"engagement_rate_per_follower = {rate:g}: must be at most {reached:.4g}, the share of declared "
                f"followers whom one post of a {tier}-influencer reaches (reach_rate x (1 - fake_follower_share))"
            )
        engagement = rate / reached if reached > 0.0 else 0.0

    interest = brand_interest or 0
    if cells.get("interest"):
        if cells["interest"] in interests:
            interest = interests.index(cells["interest"])
        else:
            hint = nearest(cells["interest"], interests) or f"; known are {', '.join(interests)}"
            faults.append(f"interest = {cells['interest']!r}: is none of the market's{hint}")

    fee = _number(cells, "fee_eur", 0.0, 1e12, faults)
    return Profile(
        key=place,
        name=cells.get("name") or f"influencer-{place + 1}",
        tier=tier,
        interest=interest,
        followers=followers,
        reach_rate=reach_rate,
        engagement_per_reached_person=min(engagement, 1.0),
        authenticity=assumptions.value("authenticity", tier),
        fake_share=fake_share,
        fee_eur=usual_fee(followers, assumptions) if fee is None else round(fee, 2),
        in_market_share=assumptions.value("in_market_share", tier),
        declared_engagement_rate_per_follower=min(engagement, 1.0) * reach_rate * (1.0 - fake_share),
    )


def _in_world(profile: Profile, assumptions: Assumptions, world_seed: int) -> Profile:
    """An influencer of a file with what no file tells: what is declared is known, what is true is drawn around it."""
    hidden = _hidden(assumptions, profile.tier, len(TIERS), profile.key, world_seed)
    true = hidden.declared(profile.declared_engagement_rate_per_follower)  # the same spread, the other way round
    reached = profile.reach_rate * (1.0 - hidden.fake_share)
    return replace(
        profile,
        engagement_per_reached_person=min(true / reached, 1.0) if reached > 0.0 else 0.0,
        fake_share=hidden.fake_share,
        works_without_fee=hidden.works_without_fee,
    )


def _number(cells: Mapping[str, str], column: str, least: float, most: float, faults: list[str]) -> float | None:
    """The number in a cell, or None where the cell is empty or wrong."""
    given = cells.get(column, "")
    if not given:
        return None
    try:
        number = float(given) if given.isascii() and "_" not in given else math.nan
    except ValueError:
        number = math.nan
    if least <= number <= most:  # never true of "not a number"
        return number
    faults.append(f"{column} = {given!r}: must be a number from {least:g} to {most:g}, such as 0.035")
    return None


def roster_of(scenario: Scenario, interests: Sequence[str], world_seed: int) -> tuple[Profile, ...]:
    """The roster of a scenario in a world with these interests: its file, or one drawn with the world seed."""
    brand = scenario.brand.interest
    brand_interest = interests.index(brand) if brand in interests else None
    if scenario.roster_text is not None:
        source = scenario.roster.file or "roster"
        listed = parse_roster(scenario.roster_text, source, scenario.assumptions, interests, brand_interest)
        return tuple(_in_world(profile, scenario.assumptions, world_seed) for profile in listed)
    return synthetic_roster(scenario.assumptions, scenario.roster.counts, len(interests), brand_interest, world_seed)
