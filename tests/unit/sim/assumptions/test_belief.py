"""Promises of what a replicate believes; expected distributions are scipy's and closed forms, not the module's."""

from __future__ import annotations

import dataclasses
import math
import pickle
import subprocess
import sys
import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from sim.assumptions.belief import assumptions_at, believed, quantile_of
from sim.assumptions.numbers import SETS, Assumptions, Entry, Value
from sim.tiers import TIER_NAMES, TierTable

SEEDS = range(4_000)
Z = 1.959964


@pytest.fixture(params=SETS)
def shipped(request: pytest.FixtureRequest) -> Assumptions:
    return Assumptions.load(request.param)


def entry(distribution: str, low: Value, base: Value, high: Value, *, name: str = "x", **fields: object) -> Entry:
    words = {"meaning": "A number.", "unit": "1", "standing": "guessed", "source": "A guess."}
    return Entry(name=name, base=base, low=low, high=high, distribution=distribution, **words, **fields)  # type: ignore[arg-type]


def draws(one: Entry, seeds: Sequence[int] = SEEDS) -> np.ndarray:
    """What is believed of one entry: seeds x 1, or seeds x 4 where it is by tier."""
    alone = Assumptions("evidence", (one,))
    bases = (believed(alone, seed).entry(one.name).base for seed in seeds)
    return np.array([[base[tier] for tier in TIER_NAMES] if isinstance(base, TierTable) else [base] for base in bases])


def lognormal(low: float, base: float, high: float) -> tuple[stats.rv_continuous, float]:
    """The logarithm of a lognormal number cut to its range, and the mean of the number itself."""
    middle, spread = math.log(base), math.log(high / low) / (2 * Z)
    a, b = ((math.log(end) - middle) / spread for end in (low, high))
    inside = stats.norm.cdf(b) - stats.norm.cdf(a)
    mean = math.exp(middle + spread**2 / 2) * (stats.norm.cdf(b - spread) - stats.norm.cdf(a - spread)) / inside
    return stats.truncnorm(a, b, middle, spread), mean


SHAPES = [
    ("uniform", 0.3, 0.5, 0.6),
    ("uniform", -2.0, -1.0, 3.0),
    ("loguniform", 0.003, 0.01, 0.03),
    ("loguniform", 1.0, 1.0, 24.0),
    ("triangular", 0.2, 0.36, 0.4),
    ("triangular", 1.0, 1.0, 2.0),
    ("triangular", 1.0, 2.0, 2.0),
    ("lognormal", 0.0003, 0.002, 0.016),
    ("lognormal", 0.5, 0.6, 3.0),
]


def expected(distribution: str, low: float, base: float, high: float) -> tuple[object, float]:
    """The inverse of the distribution function, and the mean."""
    if distribution == "uniform":
        return stats.uniform(low, high - low).ppf, (low + high) / 2
    if distribution == "loguniform":
        return stats.loguniform(low, high).ppf, (high - low) / math.log(high / low)
    if distribution == "triangular":
        return stats.triang((base - low) / (high - low), low, high - low).ppf, (low + base + high) / 3
    logarithm, mean = lognormal(low, base, high)
    return lambda share: np.exp(logarithm.ppf(share)), mean


# ---- Distributions -------------------------------------------------------------------------------


@pytest.mark.parametrize(("distribution", "low", "base", "high"), SHAPES)
def test_belief_has_the_shape_its_entry_states(distribution: str, low: float, base: float, high: float) -> None:
    inverse, mean = expected(distribution, low, base, high)
    drawn = draws(entry(distribution, low, base, high))[:, 0]
    n = len(drawn)
    assert drawn.mean() == pytest.approx(mean, abs=4 * drawn.std() / math.sqrt(n))
    for share in (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98):
        below = np.mean(drawn <= inverse(share))  # type: ignore[operator]
        assert below == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / n)), share


@pytest.mark.parametrize(("distribution", "low", "base", "high"), SHAPES)
def test_the_quantile_told_is_the_one_believed(distribution: str, low: float, base: float, high: float) -> None:
    inverse, _ = expected(distribution, low, base, high)
    one = entry(distribution, low, base, high)
    told = [quantile_of(Assumptions("evidence", (one,)), seed)["x"] for seed in range(50)]
    assert draws(one, range(50))[:, 0] == pytest.approx(inverse(told), rel=1e-9)  # type: ignore[operator]


@pytest.mark.parametrize(("distribution", "low", "base", "high"), SHAPES)
def test_nothing_piles_up_at_the_ends_of_the_range(distribution: str, low: float, base: float, high: float) -> None:
    drawn = draws(entry(distribution, low, base, high))[:, 0]
    assert low <= drawn.min() < drawn.max() <= high
    assert len(np.unique(drawn)) > 0.999 * len(drawn)


@pytest.mark.parametrize("distribution", ["uniform", "loguniform", "lognormal", "triangular"])
def test_a_range_of_one_value_is_that_value(distribution: str) -> None:
    assert set(draws(entry(distribution, 0.3, 0.3, 0.3), range(20)).ravel()) == {0.3}


def test_the_quantiles_of_different_entries_are_uniform_and_unrelated() -> None:
    evidence = Assumptions.load("evidence")
    quantiles = np.array([list(quantile_of(evidence, seed).values()) for seed in SEEDS])
    n, count = quantiles.shape
    assert count > 60
    assert ((quantiles >= 0) & (quantiles < 1)).all()
    assert np.abs(quantiles.mean(axis=0) - 0.5).max() < 5 * math.sqrt(1 / 12 / n)
    related = np.abs(np.corrcoef(quantiles.T) - np.eye(count))
    assert related.max() < 5.5 / math.sqrt(n)


# ---- Tiers ---------------------------------------------------------------------------------------

LOW, BASE, HIGH = TierTable(0.1, 0.2, 0.3, 0.4), TierTable(0.3, 0.4, 0.5, 0.6), TierTable(0.5, 0.6, 0.7, 0.8)


def shares(coupling: str, seeds: Sequence[int] = range(1_000)) -> np.ndarray:
    """Where in its range each tier is believed to lie, 0 to 1: seeds x 4."""
    return (draws(entry("uniform", LOW, BASE, HIGH, tiers=coupling), seeds) - [0.1, 0.2, 0.3, 0.4]) / 0.4


def test_tiers_together_stand_at_one_quantile() -> None:
    where = shares("together")
    assert where == pytest.approx(np.repeat(where[:, :1], 4, axis=1))
    assert where.std() > 0.25


def test_tiers_in_contrast_move_against_each_other() -> None:
    nano, micro, macro, mega = shares("contrast").T
    assert nano == pytest.approx(micro)
    assert macro == pytest.approx(mega)
    assert nano == pytest.approx(1 - macro)
    assert nano.std() > 0.25


def test_tiers_apart_are_unrelated() -> None:
    where = shares("apart")
    assert np.abs(np.corrcoef(where.T) - np.eye(4)).max() < 5 / math.sqrt(len(where))


def test_the_quantiles_told_name_the_tier_only_where_tiers_are_apart() -> None:
    quantiles = quantile_of(Assumptions.load("evidence"), 1)
    apart = [f"{entry}.{tier}" for entry in ("fake_follower_share", "fee_level") for tier in TIER_NAMES]
    assert {name for name in quantiles if "." in name} == set(apart)
    assert {"authenticity", "reach_rate", "trust_initial"} <= set(quantiles)


@pytest.mark.second
def test_authenticity_is_believed_to_differ_from_not_at_all_to_twice_as_much(shipped: Assumptions) -> None:
    bases = [believed(shipped, seed).entry("authenticity").base for seed in range(2_000)]
    gaps = np.array([base["micro"] - base["macro"] for base in bases])  # type: ignore[index]
    assert 0 <= gaps.min() < 0.005
    assert 0.195 < gaps.max() <= 0.2 + 1e-12
    assert gaps.mean() == pytest.approx(0.1, abs=0.005)


def test_tiers_that_move_together_keep_their_order(shipped: Assumptions) -> None:
    for seed in range(300):
        replicate = believed(shipped, seed)
        for name in ("reach_rate", "shortlist_fit_share", "in_market_share", "works_without_fee_share"):
            values = [replicate.value(name, tier) for tier in TIER_NAMES]
            assert values == sorted(values, reverse=True), name


# ---- What a draw depends on ----------------------------------------------------------------------


def test_neither_adding_nor_leaving_out_an_entry_moves_another(shipped: Assumptions) -> None:
    entries = list(shipped)
    more = [entry("uniform", 0, 1, 2, name="new"), *reversed(entries)]
    fewer = entries[::2]
    for seed in range(20):
        usual = believed(shipped, seed)
        for others in (more, fewer):
            changed = believed(Assumptions(shipped.name, tuple(others)), seed)
            assert all(changed.entry(one.name) == usual.entry(one.name) for one in others if one.name != "new")


def test_an_override_moves_no_other_entry(shipped: Assumptions) -> None:
    mine = shipped.with_values({"trust_initial": 0.4, "reach_rate": 0.3})
    for seed in range(20):
        usual, changed = believed(shipped, seed), believed(mine, seed)
        moved = {one.name for one in usual if changed.entry(one.name) != one}
        assert moved == {"trust_initial", "reach_rate"}


def test_one_seed_always_believes_the_same_and_another_seed_something_else(shipped: Assumptions) -> None:
    first, again, other = (believed(shipped, seed) for seed in (5, 5, 6))
    assert first == again
    assert quantile_of(shipped, 5) == quantile_of(shipped, 5)
    assert len({shipped.fingerprint, first.fingerprint, other.fingerprint}) == 3
    uncertain = [one.name for one in shipped if one.distribution != "fixed"]
    assert all(first.entry(name).base != other.entry(name).base for name in uncertain)


def test_the_largest_seed_is_as_good_as_any() -> None:
    evidence = Assumptions.load("evidence")
    largest = 2**63 - 1
    assert believed(evidence, largest) != believed(evidence, largest - 2**32) != believed(evidence, largest - 1)


def test_no_two_entries_share_a_key() -> None:
    names = {name for which in SETS for name in Assumptions.load(which).names}
    assert len({zlib.crc32(name.encode()) for name in names}) == len(names)


def test_both_sets_believe_the_same_of_what_they_share() -> None:
    documents, evidence = (believed(Assumptions.load(name), 7) for name in ("documents", "evidence"))
    own = {"engagement_spread", "disclosure_on_engagement", "share_per_engaged_person"}
    shared = set(documents.names) & set(evidence.names) - own
    assert len(shared) > 60
    assert all(documents.entry(name) == evidence.entry(name) for name in shared)


# ---- What stays, and what may not happen ---------------------------------------------------------


def test_fixed_and_overridden_entries_stay(shipped: Assumptions) -> None:
    mine = shipped.with_values({"purchase_per_click": 0.5, "fake_follower_share": 0.1})
    drawn = believed(mine, 3)
    stay = {one.name for one in mine if one.distribution == "fixed" or one.overridden}
    assert {"circle_people", "followers_largest", "purchase_per_click", "fake_follower_share"} <= stay
    assert {one.name for one in mine if drawn.entry(one.name) == one} == stay
    assert not any(name.partition(".")[0] in stay for name in quantile_of(mine, 3))


def test_only_the_base_is_drawn(shipped: Assumptions) -> None:
    drawn = believed(shipped, 3)
    assert drawn.name == shipped.name
    assert drawn.names == shipped.names
    assert drawn.read == set()
    assert all(dataclasses.replace(drawn.entry(one.name), base=one.base) == one for one in shipped)
    assert not any(one.overridden for one in drawn)


def test_a_drawn_set_survives_pickling(shipped: Assumptions) -> None:
    drawn = believed(shipped, 11)
    again = pickle.loads(pickle.dumps(drawn))
    assert again == drawn
    assert again.fingerprint == drawn.fingerprint


@pytest.mark.second
def test_no_seed_believes_what_is_not_allowed_or_contradicts_itself(shipped: Assumptions) -> None:
    for seed in range(2_000):
        drawn = believed(shipped, seed)
        drawn.with_values({})  # refuses contradictions
        for one in drawn:
            columns = [n.values() if isinstance(n, TierTable) else [n] for n in (one.low, one.base, one.high)]
            for low, base, high in zip(*columns, strict=True):
                assert one.allowed[0] <= low <= base <= high <= one.allowed[1], (seed, one.name)


@pytest.mark.parametrize(
    ("kept", "drawn", "share"),
    [
        ("audience_locality_share", "audience_interest_share", {"nano": 0.7, "micro": 0.2, "macro": 0.7, "mega": 0.85}),
        ("audience_interest_share", "audience_locality_share", {"nano": 0.4, "micro": 0.95, "macro": 1, "mega": 1}),
    ],
)
def test_what_is_overridden_leaves_the_rest_of_the_audience(
    shipped: Assumptions, kept: str, drawn: str, share: dict[str, float]
) -> None:
    mine = shipped.with_values({kept: share})
    for seed in range(500):
        replicate = believed(mine, seed)
        replicate.with_values({})  # refuses an audience filled more than once
    values = {believed(mine, seed).value(drawn, "nano") for seed in range(500)}
    assert len(values) == 500


def test_looking_at_beliefs_starts_no_compiler_before_one_is_drawn() -> None:
    code = "import sys, sim.assumptions.belief; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_belief_is_the_set_at_its_quantiles():
    evidence = Assumptions.load("evidence")
    for seed in range(5):
        assert assumptions_at(evidence, quantile_of(evidence, seed)) == believed(evidence, seed)


def test_what_has_no_quantile_for_each_of_its_tiers_stays():
    evidence = Assumptions.load("evidence")
    at = assumptions_at(evidence, {"fee_level.nano": 0.9, "fatigue_per_repeat": 0.9, "circle_people": 0.9})
    assert {entry.name for entry in at if entry.base != evidence.entry(entry.name).base} == {"fatigue_per_repeat"}
