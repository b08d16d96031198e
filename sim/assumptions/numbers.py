"""Every number the model takes, with its unit, range, standing and source; frozen once read."""

from __future__ import annotations

import functools
import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple

from sim.assumptions.files import BOUNDS, SETS, TIER_SETS, drawn_bounds, read_entries, set_file
from sim.assumptions.former_names import instead_of
from sim.brief import Brief
from sim.errors import Faults, InputError, nearest
from sim.reading.tables import named, shown
from sim.tiers import TIER_NAMES, TierTable, tier_named

__all__ = ["SETS", "TIER_SETS", "Assumptions", "Entry", "Value"]

STANDINGS = ("documents", "measured", "cited", "derived", "guessed")
DISTRIBUTIONS = ("uniform", "loguniform", "lognormal", "triangular", "fixed")
COUPLINGS = ("together", "contrast", "apart")

_TEXTS = ("meaning", "unit", "source")
_NUMBERS = ("base", "low", "high")
_CHOICES: Mapping[str, tuple[str, ...]] = {"distribution": DISTRIBUTIONS, "standing": STANDINGS}
_REQUIRED = (*_TEXTS, *_NUMBERS, *_CHOICES)
_FIELDS = (*_REQUIRED, "allowed", "tiers")


Value = float | TierTable


@dataclass(frozen=True)
class Entry:
    """One number of the model, or one for each tier.

    ``low`` and ``high`` are the range of belief, ``allowed`` what makes sense at all. An override
    replaces ``base`` alone and may lie outside the range of belief, never outside ``allowed``.
    ``tiers`` says how belief moves the numbers of the tiers: ``together``, all at one quantile of
    their ranges; ``contrast``, the small tiers at a quantile q, the large ones at 1 - q; ``apart``,
    each at its own. It is None where there is one number, or where it is fixed.
    """

    name: str
    meaning: str
    unit: str
    base: Value
    low: Value
    high: Value
    distribution: str
    standing: str
    source: str
    overridden: bool = False
    allowed: tuple[float, float] = (-math.inf, math.inf)
    tiers: str | None = None

    @property
    def by_tier(self) -> bool:
        """Whether the entry holds one number for each tier."""
        return isinstance(self.base, TierTable)

    @property
    def in_eur(self) -> bool:
        """Whether the entry is an amount of EUR."""
        return self.unit.split()[:1] == ["EUR"]

    def value(self, tier: str | None = None) -> float:
        """The base value; an entry by tier needs the tier, any other ignores it."""
        if not isinstance(self.base, TierTable):
            return self.base
        if tier is None:
            raise InputError(f"{self.name}: holds one number for each tier; say which of {', '.join(TIER_NAMES)}")
        try:
            return self.base[tier_named(tier).name]
        except InputError as error:
            raise InputError(f"{self.name}: {problem}" for problem in error.problems) from None


class Draws(NamedTuple):
    """Quantiles of uncertain numbers that are drawn together, a row at a time; named as by ``belief.quantile_of``."""

    labels: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, repr=False)
class Assumptions(Brief):
    """A named set of entries. ``read`` gathers the names whose values were asked for.

    Entries, and what takes their place, are in EUR, as their sources are; ``value`` is in the scenario's currency, of
    which one EUR costs ``per_eur``. With ``draws`` a belief takes one of these rows.
    """

    name: str
    entries: tuple[Entry, ...]
    read: set[str] = field(default_factory=set, compare=False)
    per_eur: float = 1.0
    draws: Draws | None = None
    _by_name: dict[str, Entry] = field(init=False, compare=False)
    _values: dict[tuple[str, str | None], float] = field(init=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {entry.name: entry for entry in self.entries})

    @classmethod
    def load(cls, set_name: str, overrides: Mapping[str, object] | None = None) -> Assumptions:
        """Read a shipped set, ``documents`` or ``evidence``, and lay the overrides over it."""
        shipped = _shipped(set_file(set_name), set_name)
        return shipped.with_values(overrides) if overrides else replace(shipped, read=set())

    @classmethod
    def read_file(cls, path: Path, set_name: str) -> Assumptions:
        """Read one file as the set named; every problem in it is reported at once.

        The bounds between tiers are those of the first document.
        """
        problems, shipped = Faults(), set_file(set_name)
        file_entries = read_entries(path, problems)
        known = file_entries if path == shipped else read_entries(shipped, Faults())
        entries: list[Entry] = []
        try:
            entries += _bounds(TIER_SETS[0])
        except InputError as error:
            problems.take(error, "")
        for name, file_entry in file_entries.items():
            faults = Faults()
            if name in BOUNDS:
                faults.append(f"{name}: stands in tiers.toml, as each document draws it; leave it out here")
            elif name not in known:
                faults.append(f"{named(name)}: unknown entry{instead_of(name) or problems.nearest(name, known)}")
            elif not isinstance(table := file_entry.table, Mapping):
                faults.append(f"{name}: {shown(table)} given; allowed is a table with {', '.join(_REQUIRED)}")
            elif (entry := _entry(name, table, faults)) is not None:
                entries.append(entry)
            problems.take(InputError(faults, faults.beyond), f"{file_entry.file}: ")
        absent = [name for name in known if name not in file_entries]
        problems += (f"{path.name}: {name}: missing; every set holds this entry" for name in absent)
        problems += (f"{path.name}: {problem}" for problem in _contradictions(entries))
        if problems:
            raise InputError(problems)
        return cls(set_name, tuple(entries))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all entries, in file order."""
        return tuple(self._by_name)

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        rows: dict[str, object] = {"numbers": len(self)}
        rows |= {standing: sum(entry.standing == standing for entry in self) for standing in STANDINGS}
        rows["replaced"] = ", ".join(entry.name for entry in self if entry.overridden) or "none"
        return f"{self.name}: {len(self)} numbers, {rows['guessed']} of them guessed", rows

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with any name or base value, and with nothing else."""
        values = {entry.name: entry.base for entry in self.entries}
        return hashlib.sha256(json.dumps(values, default=dict, sort_keys=True).encode()).hexdigest()[:16]

    def has(self, name: str) -> bool:
        """Whether the set holds an entry of this name."""
        return name in self._by_name

    def entry(self, name: str) -> Entry:
        """The entry of this name, without counting it as read."""
        try:
            return self._by_name[name]
        except KeyError:
            raise InputError(
                f"{named(name)}: no such entry in the set {self.name}{instead_of(name) or nearest(name, self.names)}"
            ) from None

    def value(self, name: str, tier: str | None = None) -> float:
        """The value the model uses, money as ``per_eur`` says; an entry by tier needs the tier, others ignore it."""
        value = self._values.get((name, tier))  # a world asks tens of thousands of times
        if value is None:
            entry = self.entry(name)
            value = self._values[name, tier] = entry.value(tier) * (self.per_eur if entry.in_eur else 1.0)
            self.read.add(name)
        return value

    def in_currency(self, per_eur: float) -> Assumptions:
        """The same set with values in a currency of which one EUR costs so much; nothing counts as read yet."""
        return replace(self, read=set(), per_eur=per_eur)

    def with_values(self, overrides: Mapping[str, object]) -> Assumptions:
        """The same set with other base values, each marked as overridden; nothing counts as read yet.

        An entry by tier takes a table of all tiers, or one number meant for every tier.
        """
        problems = Faults()
        changed = dict(self._by_name)
        for name, given in overrides.items():
            entry = self._by_name.get(name)
            if entry is None:
                hint = instead_of(name) or problems.nearest(name, self.names)
                problems.append(f"{named(name)}: no such entry in the set {self.name}{hint}")
            elif isinstance(given, Mapping) and not entry.by_tier:
                problems.append(
                    f"{name}: {shown(given)} given; allowed is one number, the entry does not differ by tier"
                )
            elif (base := _number(name, given, entry.allowed, problems)) is not None:
                if entry.by_tier and isinstance(base, float):
                    base = TierTable.of_all(base)
                changed[name] = replace(entry, base=base, overridden=True)
        entries = tuple(changed.values())
        problems += _contradictions(entries)
        if problems:
            raise InputError(problems)
        return replace(self, entries=entries, read=set())

    def with_tiers(self, document: str) -> Assumptions:
        """The same set with the bounds between tiers, in followers, as one document draws them: D1 to D5.

        They count as the set's own: neither overridden nor uncertain. Nothing counts as read yet. Raises
        InputError for another name.
        """
        if document not in TIER_SETS:
            hint = nearest(str(document).upper(), TIER_SETS)
            raise InputError(f"unknown tiers {shown(document)}; one of {', '.join(TIER_SETS)}{hint}")
        bounds = {entry.name: entry for entry in _bounds(document)}
        entries = tuple(bounds.get(entry.name, entry) for entry in self.entries)
        return replace(self, entries=entries, read=set())


@functools.cache
def _shipped(file: Path, set_name: str) -> Assumptions:
    """A shipped set, whose file is read once: taking it apart takes as long as half a campaign among few people."""
    return Assumptions.read_file(file, set_name)


def _bounds(document: str) -> tuple[Entry, ...]:
    """The bounds between tiers as one document draws them. Raises InputError with all that is wrong with them."""
    problems = Faults()
    entries = []
    for name, drawn in drawn_bounds(document).items():
        allowed = _allowed(name, drawn["allowed"], problems)
        value = _number(f"{document}.{name.removeprefix('followers_')}", drawn["given"], allowed, problems)
        if value is not None:
            texts = {text: drawn[text] for text in _TEXTS}
            entries.append(
                Entry(
                    name=name,
                    base=value,
                    low=value,
                    high=value,
                    distribution="fixed",
                    standing="documents",
                    allowed=allowed,
                    **texts,
                )
            )
    problems += _contradictions(entries)
    if problems:
        raise InputError(f"tiers.toml: {problem}" for problem in problems)
    return tuple(entries)


def _entry(name: str, table: Mapping[str, object], problems: Faults) -> Entry | None:
    """The entry that a table describes, or None with what is wrong added to the problems."""
    faults = Faults()
    for key in table:
        if key not in _FIELDS:
            faults.append(f"{name}.{named(key)}: unknown field{faults.nearest(key, _FIELDS)}")
    faults += [f"{name}.{key}: missing" for key in _REQUIRED if key not in table]
    texts: dict[str, str] = {}
    for key in (*_TEXTS, *_CHOICES):
        given, choices = table.get(key, ""), _CHOICES.get(key)
        if isinstance(given, str) and (given in choices if choices else given.strip()):
            texts[key] = given
        elif key in table:
            rule = f"one of {', '.join(choices)}{nearest(given, choices)}" if choices else "allowed is some text"
            faults.append(f"{name}.{key}: {shown(given)} given; {rule}")
    if "distribution" in texts:
        faults += _coupling(name, table, texts["distribution"])
    allowed = _allowed(name, table.get("allowed", [-math.inf, math.inf]), faults)
    numbers = {key: _number(f"{name}.{key}", table[key], allowed, faults) for key in _NUMBERS if key in table}
    base, low, high = (numbers.get(key) for key in _NUMBERS)
    if base is not None and low is not None and high is not None:
        faults += _disorder(name, base, low, high, texts.get("distribution", ""))
        if not faults:
            tiers: Any = table.get("tiers")
            return Entry(name=name, base=base, low=low, high=high, allowed=allowed, tiers=tiers, **texts)  # type: ignore[arg-type]
    problems += faults
    return None


def _coupling(name: str, table: Mapping[str, object], distribution: str) -> Iterator[str]:
    """A sentence for each fault of the field ``tiers``, which says how belief moves the numbers of the tiers."""
    given = table.get("tiers")
    by_tier = isinstance(table.get("base"), Mapping)
    if by_tier and distribution != "fixed":
        if "tiers" not in table:
            yield f"{name}.tiers: missing; uncertain numbers by tier need one of {', '.join(COUPLINGS)}"
        elif given not in COUPLINGS:
            yield f"{name}.tiers: {shown(given)} given; one of {', '.join(COUPLINGS)}{nearest(given, COUPLINGS)}"
    elif "tiers" in table:
        reason = "a fixed number is never varied" if by_tier else "the entry does not differ by tier"
        yield f"{name}.tiers: {shown(given)} given; leave it out, {reason}"


def _allowed(name: str, given: object, problems: Faults) -> tuple[float, float]:
    bounds = [_plain(bound) for bound in given] if isinstance(given, list) else []
    match bounds:
        case [float(least), float(greatest)] if least <= greatest:
            return least, greatest
    problems.append(f"{name}.allowed: {shown(given)} given; allowed are two numbers, the least first")
    return -math.inf, math.inf


def _plain(given: object) -> float | None:
    """The number as a float; None for what is no number, as True, a text or nan."""
    if isinstance(given, bool) or not isinstance(given, Real):
        return None
    try:
        number = float(given)
    except OverflowError:
        return math.inf
    return None if math.isnan(number) else number


def _number(where: str, given: object, allowed: tuple[float, float], problems: Faults) -> Value | None:
    """A number, or a table with one for each tier, inside what is allowed."""
    if not isinstance(given, Mapping):
        return _within(where, given, allowed, problems)
    faults = Faults()
    for tier in given:
        if tier not in TIER_NAMES:
            faults.append(f"{where}.{named(tier)}: unknown tier{faults.nearest(tier, TIER_NAMES)}")
    faults += [
        f"{where}.{tier}: missing; a table by tier needs a number for each of {', '.join(TIER_NAMES)}"
        for tier in TIER_NAMES
        if tier not in given
    ]
    parts = [_within(f"{where}.{tier}", given[tier], allowed, faults) for tier in TIER_NAMES if tier in given]
    problems += faults
    return None if faults else TierTable(*(part for part in parts if part is not None))


def _within(where: str, given: object, allowed: tuple[float, float], problems: Faults) -> float | None:
    number = _plain(given)
    if number is not None and math.isfinite(number) and allowed[0] <= number <= allowed[1]:
        return number
    problems.append(f"{where}: {shown(given)} given; allowed is a finite number from {allowed[0]:g} to {allowed[1]:g}")
    return None


def _disorder(name: str, base: Value, low: Value, high: Value, distribution: str) -> Iterator[str]:
    """A sentence for each fault between base, low and high: of order, of kind, of the distribution."""
    if len({isinstance(number, TierTable) for number in (base, low, high)}) > 1:
        yield f"{name}: base, low and high must be three numbers or three tables by tier"
        return
    columns = [number if isinstance(number, TierTable) else {"": number} for number in (low, base, high)]
    for tier in columns[0]:
        least, usual, most = (column[tier] for column in columns)
        place = f"{name}.{tier}" if tier else name
        if not least <= usual <= most:
            yield f"{place}: low {least:g}, base {usual:g}, high {most:g} given; allowed is low <= base <= high"
        elif distribution == "fixed" and least != most:
            yield f"{place}: low {least:g}, high {most:g} given; a fixed number needs low = base = high"
        elif distribution.startswith("log") and least <= 0:
            yield f"{place}: low {least:g} given; a {distribution} number needs a low above 0"


def _contradictions(entries: Iterable[Entry]) -> Iterator[str]:
    """A sentence for each pair of numbers that no world can have together, though each alone is allowed."""
    tables = {entry.name: entry.base for entry in entries if isinstance(entry.base, TierTable)}
    smallest, largest = tables.get("followers_smallest"), tables.get("followers_largest")
    local, interest = tables.get("audience_locality_share"), tables.get("audience_interest_share")
    for tier in TIER_NAMES:
        if smallest and largest and smallest[tier] > (most := largest[tier]):
            yield f"followers_smallest.{tier}: {smallest[tier]:g} given; allowed is at most followers_largest, {most:g}"
        # The sum of two decimal shares may miss 1 by rounding alone.
        if local and interest and local[tier] + interest[tier] > 1 + 1e-9:
            given = f"{interest[tier]:g} given with audience_locality_share.{tier} {local[tier]:g}"
            yield f"audience_interest_share.{tier}: {given}; allowed is a sum of at most 1"
