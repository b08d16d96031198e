"""The tiers of influencers, smallest first: everything about a tier but its numbers stands in its row.

What an identity or a bit has once meant it goes on meaning: a row that is put in between two others, or taken out,
leaves the chance and the records of all the others as they were. The numbers of a tier stand in
``sim/assumptions``: its bounds in tiers.toml, the rest in evidence.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import Faults, InputError, nearest

NO_TIER = 16  # the bit of a piece that no tier of influencers published
OF_A_FILE = 4  # the identity, in coins, of influencers that a file lists
_BITS = tuple(1 << place for place in range(8) if 1 << place != NO_TIER)  # as many as a byte holds
_IDENTITIES = tuple(number for number in range(8) if number != OF_A_FILE)  # so many leave every post an identity


@dataclass(frozen=True)
class Tier:
    """One tier of influencers: its name, its identities, how belief moves it, how many are on offer, its colour."""

    name: str
    identity: int  # of its coins, and of its influencers'
    bit: int  # that marks whoever met the campaign through it
    large: bool  # where belief moves a number in contrast, the large tiers stand opposite the small ones
    on_offer: int  # influencers in a roster that does not say how many
    colour: str  # in pictures: from M. Okabe, K. Ito, "Color Universal Design", 2008


def checked(rows: Sequence[Tier]) -> tuple[Tier, ...]:
    """The rows, if each can be told from every other and from no tier. Raises InputError with all that is wrong."""
    problems = Faults()
    allowed: dict[str, tuple[object, ...]] = {
        "name": tuple(row.name for row in rows),
        "identity": _IDENTITIES,
        "bit": _BITS,
    }
    for field_name, known in allowed.items():
        given = [getattr(row, field_name) for row in rows]
        for place, (row, value) in enumerate(zip(rows, given, strict=True)):
            if value in given[:place] or value not in known:
                free = ", ".join(str(free_value) for free_value in known if free_value not in given)
                hint = f"free are {free}" if free else "choose another"
                problems.append(f"sim/tiers.py: {row.name}: its {field_name} {value!r} means something else; {hint}")
    if problems:
        raise InputError(problems)
    return tuple(rows)


TIERS = checked(
    (
        Tier("nano", identity=0, bit=1, large=False, on_offer=1_000, colour="#E69F00"),
        Tier("micro", identity=1, bit=2, large=False, on_offer=400, colour="#D55E00"),
        Tier("macro", identity=2, bit=4, large=True, on_offer=40, colour="#0072B2"),
        Tier("mega", identity=3, bit=8, large=True, on_offer=10, colour="#CC79A7"),
    )
)
TIER_NAMES = tuple(tier.name for tier in TIERS)
_BY_NAME = {tier.name: tier for tier in TIERS}


def tier_named(name: str) -> Tier:
    """The row of a tier. Raises InputError for a name that none has."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise InputError(
            f"unknown tier {name!r:.60}; one of {', '.join(TIER_NAMES)}{nearest(name, TIER_NAMES)}"
        ) from None


@dataclass(frozen=True, eq=False, init=False)
class TierTable(Mapping[str, float]):
    """One number for each tier: a mapping that cannot change, and that can be hashed and pickled."""

    numbers: tuple[float, ...]  # in the order of TIERS

    def __init__(self, *numbers: float) -> None:
        if len(numbers) != len(TIERS):
            raise ValueError(f"{len(numbers)} numbers given; one for each of {', '.join(TIER_NAMES)} is needed")
        object.__setattr__(self, "numbers", tuple(float(number) for number in numbers))

    @classmethod
    def of_all(cls, number: float) -> TierTable:
        """The same number for every tier."""
        return cls(*(number for _ in TIERS))

    def __getitem__(self, tier: str) -> float:
        if tier not in _BY_NAME:
            raise KeyError(tier)
        return self.numbers[TIER_NAMES.index(tier)]

    def __iter__(self) -> Iterator[str]:
        return iter(TIER_NAMES)

    def __len__(self) -> int:
        return len(TIERS)

    def __hash__(self) -> int:
        return hash(self.numbers)
