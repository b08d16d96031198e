"""A validation tells what it measured: a miss stays a miss with its reason, and files are read strictly."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from places import RETWEETS
from rich.console import Console
from small_validation import play_small_campaigns

from experiments.validation import checks as validation_checks
from experiments.validation import run as validation_run
from experiments.validation.checks import Check, curve, network_checks, shown, stretch
from experiments.validation.feeds import feed_checks
from experiments.validation.network import Target
from experiments.validation.resampling import resampled
from experiments.validation.run import as_json, validate
from experiments.validation.shapes import CascadeShapes, direct_of
from experiments.validation.table import band, reasons, validation_table
from experiments.validation.timing import file_checks, read_cascades
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.results.cascades import Cascades
from sim.tiers import TIER_NAMES
from sim.world.world import World

needs_real = pytest.mark.skipif(not RETWEETS.is_file(), reason="the retweet cascades, ../shared/data, are not here")

# The published targets of the network take most of a minute at full size and have tests of their own.
SOME = (
    Target("same-interest ties, share", 0.8, 0.9, 0.85, "exact"),
    Target("followers, median", None, None, 27.0, "exact"),
    Target("overlap of large accounts, same niche", 0.1, 0.5, 0.09, "all pairs"),
    Target("reciprocity", 0.2, 0.45, 0.1, "exact"),
)


def check(value: float = 0.5, low: float | None = 0.0, high: float | None = 1.0, why: str = "because") -> Check:
    return Check("a group", "X1", "a quantity", value, "about 0.4", low, high, why=why)


@pytest.fixture
def written(tmp_path):
    def write(*rows: str, header: str = "cascade,seconds,followers") -> Path:
        path = tmp_path / "cascades.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return write


def lognormal_rows(cascades: int, each: int, spread: float) -> list[str]:
    generator = np.random.default_rng(3)
    times = 3_600.0 * np.exp(spread * generator.standard_normal((cascades, each)))
    return [f"{c},{seconds:.3f},7" for c in range(cascades) for seconds in (0.0, *np.sort(times[c]))]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Every check at a small size, with a file of cascades that follow a lognormal of the base spread."""

    def fed_to_few(scenario, world, seed):
        small = replace(scenario, simulated_people=50_000)
        return feed_checks(small, World.generate(small, seed), seed)

    path = tmp_path_factory.mktemp("real") / "real.csv"
    path.write_text("\n".join(["cascade,seconds,followers", *lognormal_rows(20, 300, 1.86)]), encoding="utf-8")
    steps: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(validation_checks, "targets", lambda people, seed: iter(SOME))
        play_small_campaigns(patched)
        patched.setattr(validation_run, "feed_checks", fed_to_few)
        found = validate(20_000, 2, 20_000, 4, path, 1, steps.append)
    return found, steps


# ---- One check ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        (0.5, 0.0, 1.0, "pass"),
        (1.0, 0.0, 1.0, "pass"),
        (1.1, 0.0, 1.0, "miss"),
        (-0.1, 0.0, 1.0, "miss"),
        (math.nan, 0.0, 1.0, "miss"),
        (0.5, None, None, "not judged"),
    ],
)
def test_a_check_passes_inside_its_band_alone(value, low, high, verdict):
    assert check(value, low, high).verdict == verdict


def test_a_miss_without_a_reason_cannot_be_made():
    with pytest.raises(ValueError, match="X1: a miss needs a reason"):
        check(2.0, why="")
    assert check(0.5, why="").verdict == "pass"


def test_a_published_target_keeps_its_band_and_a_miss_says_why(monkeypatch):
    monkeypatch.setattr(validation_checks, "targets", lambda people, seed: iter(SOME))
    found = list(network_checks(1_000, 1))
    assert [one.verdict for one in found] == ["pass", "not judged", "miss", "miss"]
    assert [(one.low, one.high, one.value) for one in found] == [(one.low, one.high, one.value) for one in SOME]
    assert "inside the market" in found[2].why
    assert "has 0.1 where 0.2 to 0.45 is published" in found[3].why


# ---- Cascades by their shape ----------------------------------------------------------------------


def spread_of(
    sizes: list[int], direct: list[int], depth: list[int], second: list[int], large: list[int]
) -> CascadeShapes:
    table = np.column_stack([sizes, direct, depth, second, large])
    shapes, counts = np.unique(table, axis=0, return_counts=True)
    return CascadeShapes(0.1, shapes, counts, 0.01, 0.2)


def some_cascades() -> tuple[np.ndarray, ...]:
    """Adopters, direct ones, depth, those of the second step and whether a large account posted, of 500 cascades."""
    generator = np.random.default_rng(1)
    direct = generator.integers(0, 4, 500)
    further = np.where(direct > 0, generator.integers(0, 30, 500), 0)
    second = (further + 1) // 2
    large = (generator.random(500) < 0.1).astype(int)
    return 1 + direct + further, direct, (direct > 0).astype(int) + (further > 0), second, large


def test_what_is_read_off_the_shapes_is_what_a_count_of_all_cascades_gives():
    sizes, direct, depth, second, large = some_cascades()
    spread = spread_of(*(column.tolist() for column in (sizes, direct, depth, second, large)))
    assert spread.cascades == 500
    assert spread.alone() == pytest.approx((sizes == 1).mean())
    assert spread.shallow() == pytest.approx((depth <= 1).mean())
    assert spread.within_one_hop() == pytest.approx((1 + direct).sum() / sizes.sum())
    assert spread.by_accounts() == pytest.approx(large.mean())
    ordinary = large == 0
    r = second[ordinary].sum() / direct[ordinary].sum()
    assert spread.reproduction_number() == pytest.approx(r)
    both = (direct + second)[ordinary].sum()
    assert spread.first_of_two_steps() == pytest.approx(direct[ordinary].sum() / both)
    for share in (0.01, 0.1, 1.0):
        largest = np.sort(sizes)[::-1][: round(500 * share)]
        assert spread.held_by_largest(share) == pytest.approx(largest.sum() / sizes.sum())
    tail = sizes[sizes >= 10]
    assert spread.tail(10) == pytest.approx(1.0 + tail.size / np.log(tail / 9.5).sum())
    low, high = spread.interval(CascadeShapes.alone)
    assert low < spread.alone() < high
    half = 1.96 * math.sqrt(spread.alone() * (1.0 - spread.alone()) / 500)
    assert high - low == pytest.approx(2.0 * half, rel=0.15)


def test_among_cascades_of_a_size_and_among_those_of_a_hashtag_only_these_are_counted():
    columns = some_cascades()
    spread = spread_of(*(column.tolist() for column in columns))
    sizes = columns[0]
    some = sizes[sizes >= 20]
    assert spread.of_at_least(20).cascades == some.size
    largest = np.sort(some)[::-1][: round(0.1 * some.size)]
    assert spread.of_at_least(20).held_by_largest(0.1) == pytest.approx(largest.sum() / some.sum())
    tagged = spread.with_share_alone(0.5)
    assert tagged.alone() == pytest.approx(0.5, abs=1e-4)
    passed_on = np.sort(sizes[sizes > 1])[::-1]
    tenth = passed_on[: round(0.2 * passed_on.size)].sum() / (passed_on.sum() + passed_on.size)
    assert tagged.held_by_largest(0.1) == pytest.approx(tenth, rel=0.02)
    assert math.isnan(spread.of_at_least(10_000).held_by_largest(0.1))


def test_the_shapes_of_played_cascades_are_those_of_the_trees():
    star_and_chain = Cascades(
        np.array([0, 4, 7, 8]), np.array([-1, 0, 0, 0, -1, 4, 5, -1]), np.arange(8), np.arange(3)
    )  # fmt: skip
    assert direct_of(star_and_chain).tolist() == [3, 1, 0]


def test_cascades_that_nobody_passes_on_have_no_tail_and_no_reproduction_number():
    spread = spread_of([1, 1, 1], *([0, 0, 0] for _ in range(4)))
    assert math.isnan(spread.tail())
    assert math.isnan(spread.reproduction_number())
    assert all(math.isnan(end) for end in spread.interval(CascadeShapes.tail))


def test_a_bootstrap_interval_is_as_wide_as_theory_says_and_the_same_each_time():
    values = np.random.default_rng(5).standard_normal(400)
    low, high = resampled(400, lambda places: float(values[places].mean()))
    assert high - low == pytest.approx(2.0 * 1.96 * values.std() / 20.0, rel=0.1)
    assert (low, high) == resampled(400, lambda places: float(values[places].mean()))
    assert all(math.isnan(end) for end in resampled(1, lambda places: 1.0))


def test_an_exponential_delay_has_the_stretch_that_the_docs_refute():
    times = -np.log(1.0 - (np.arange(10_000) + 0.5) / 10_000)
    assert stretch(times) == pytest.approx(math.log(10.0) / math.log(2.0), rel=1e-3)
    shares = curve(times)
    assert shares == pytest.approx(1.0 - 0.5**validation_checks.MULTIPLES, abs=1e-3)


# ---- The file of real cascades --------------------------------------------------------------------


def test_every_fault_of_a_file_is_told_with_its_line(written):
    path = written("1,0,5", "1,abc,5", "1,3", "2,4,5", ",1,5", "1,7,-2", "1,nan,5", "1,1_0,5")
    with pytest.raises(InputError) as refused:
        read_cascades(path)
    told = [problem.removeprefix(f"{path}: ") for problem in refused.value.problems]
    assert told == [
        "line 3: seconds = 'abc': must be a number from 0 to 1e+12",
        "line 4: 2 columns; must be 3: cascade, seconds, followers",
        "line 5: cascade '2' begins at second 4; its first row must be the post, at second 0",
        "line 6: cascade is empty; must be a number or a name",
        "line 7: followers = '-2': must be a whole number from 0 to 1e+12",
        "line 8: seconds = 'nan': must be a number from 0 to 1e+12",
        "line 9: seconds = '1_0': must be a number from 0 to 1e+12",
    ]


def test_of_many_faults_twenty_lines_are_told(written):
    with pytest.raises(InputError) as refused:
        read_cascades(written("1,0,5", *("1,x,5" for _ in range(30))))
    assert len(refused.value.told) == 21
    assert refused.value.told[-1] == "... and 10 more"


@pytest.mark.parametrize(
    ("rows", "header", "told"),
    [
        ([], "cascade,seconds", "line 1: must be the header cascade,seconds,followers"),
        (["1,0,5", "1,3,5"], "cascade,seconds,followers", "no cascade was passed on 10 times"),
        ([], "", "line 1: must be the header"),
    ],
)
def test_a_file_that_holds_nothing_to_measure_is_refused(written, rows, header, told):
    with pytest.raises(InputError, match=told):
        read_cascades(written(*rows, header=header))


def test_a_file_that_cannot_be_read_is_refused_with_what_to_give(tmp_path):
    with pytest.raises(InputError, match=r"no such file; give a CSV file with the header"):
        read_cascades(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"cascade,\xff\xfe")
    with pytest.raises(InputError, match="is not UTF-8 text"):
        read_cascades(tmp_path / "bytes.csv")


@pytest.mark.parametrize(("spread", "verdict"), [(1.86, "pass"), (0.3, "miss")])
def test_cascades_of_the_models_delay_pass_and_others_miss(written, spread, verdict):
    cascades = read_cascades(written(*lognormal_rows(40, 400, spread)))
    assert [one.reshared.size for one in cascades] == [400] * 40
    found = list(file_checks(cascades, Assumptions.load("evidence"), "a file"))
    assert [one.id for one in found] == ["T1", "T2", "T3", "T4"]
    assert {one.verdict for one in found} == {verdict}
    assert all(one.why for one in found if one.verdict == "miss")
    assert found[0].value == pytest.approx(math.exp(1.2815515655446004 * 1.86))


@needs_real
def test_the_real_cascades_are_read_whole_and_judged():
    cascades = read_cascades(RETWEETS)
    assert len(cascades) == 50
    assert sum(one.reshared.size for one in cascades) == 202_892 - 50
    found = list(file_checks(cascades, Assumptions.load("evidence"), RETWEETS.name))
    assert all(one.verdict in ("pass", "miss") for one in found)
    assert found[0].low == pytest.approx(np.quantile([stretch(one.reshared) for one in cascades], 0.25))


# ---- All of it ------------------------------------------------------------------------------------


@pytest.mark.second
def test_every_pattern_is_checked_once_and_every_miss_says_why(small):
    found, steps = small
    ids = [one.id for one in found.checks]
    assert len(ids) == len(set(ids))
    expected = ["N1", "N2", "N3", "N4", "P1a", "P1b", "P1c", "P2a", "P2a-R", "P3a", "P3b", "P3c"]
    expected += ["P3b-H", "P3c-H", "P2b", "P4", "F1", "F2", "F3", "F4", "F5", "F6", "F7"]
    expected += [f"{claim} {name}" for name in ("evidence", "documents") for claim in ("R7", "R8", "R9")]
    expected += [f"M1 evidence {tier}" for tier in TIER_NAMES]
    expected += ["M2 evidence", "M3 evidence", "M4 evidence nano", "M4 evidence macro"]
    expected += ["M5 evidence nano", "M5 evidence macro", "M1 documents nano", "M1 documents mega"]
    expected += ["M2 documents", "M3 documents", "M4 documents nano", "M4 documents macro"]
    expected += ["M5 documents nano", "M5 documents macro"]
    assert ids == [*expected, "T1", "T2", "T3", "T4"]
    assert all(one.why for one in found.checks if one.verdict == "miss")
    assert all(one.how for one in found.checks)
    assert all(one.under for one in found.checks if one.group == "organic cascades")
    assert [one.verdict for one in found.checks if one.id.startswith("R8")] == ["not judged"] * 2
    assert {one.id for one in found.checks if one.fitted} == {
        "P1a", "P1b", "P1c", "P2a", "P3a", "F1", "F4", "F5", "F6", "F7",
    }  # fmt: skip
    assert len(steps) == 8
    for one in found.checks:
        low, high = one.interval
        assert math.isnan(low) or low <= one.value <= high


@pytest.mark.second
def test_the_json_has_no_number_that_is_none(small):
    found, _ = small
    content = as_json(found.checks, people=20_000, seed=2)
    text = json.dumps(content, allow_nan=False)
    assert json.loads(text)["people"] == 20_000
    assert content["assumptions_fingerprints"]["evidence"] == Assumptions.load("evidence").fingerprint
    assert [one["verdict"] for one in content["checks"]] == [one.verdict for one in found.checks]
    assert [one["fitted"] for one in content["checks"]] == [one.fitted for one in found.checks]
    assert content["fitted"] == sum(bool(one.fitted) for one in found.checks) > 0
    assert content["passed"] + content["missed"] + content["not_judged"] == len(found.checks)


@pytest.mark.second
def test_the_table_can_be_read_at_a_width_of_100_and_shows_every_miss(small):
    found, _ = small
    console = Console(width=100, record=True, file=None, force_terminal=False)
    with console.capture() as caught:
        console.print(validation_table(found.checks))
    text = caught.get()
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "…" not in text
    misses = [one for one in found.checks if one.verdict == "miss"]
    assert text.count("MISS") == len(misses) > 0
    assert f"{len(misses)} miss" in text
    fitted = sum(bool(one.fitted) for one in found.checks)
    assert f"{fitted} are marked fitted" in text
    assert text.count("fitted") == fitted + 1
    told = "\n".join(reasons(found.checks))
    assert all(one.id in told and one.why in told for one in misses)


@pytest.mark.second
def test_the_picture_is_1600_pixels_wide_and_the_same_each_time(small, tmp_path):
    from experiments.validation.plot import draw

    found, _ = small
    one, again, without = (tmp_path / f"{name}.png" for name in ("one", "again", "without"))
    draw(one, found, "a note with 5 $ and 6 $")
    draw(again, found, "a note with 5 $ and 6 $")
    draw(without, replace(found, real_curves=None), "")
    assert one.read_bytes() == again.read_bytes()
    assert int.from_bytes(one.read_bytes()[16:20], "big") == 1600
    assert without.stat().st_size < one.stat().st_size


def test_what_cannot_be_used_is_told_before_anything_is_measured(tmp_path):
    with pytest.raises(InputError) as refused:
        validate(10, -1, 0, 0, tmp_path / "none.csv", 0)
    problems = refused.value.problems
    beginnings = ["seed = -1", "cascades = 0", "replicates = 0", "jobs = 0", "people = 10", str(tmp_path / "none.csv")]
    assert all(problem.startswith(begin) for problem, begin in zip(problems, beginnings, strict=True))


def test_numbers_just_below_one_are_not_rounded_to_one():
    assert [shown(value) for value in (0.999976, 1.0, 0.25, math.nan, 1_234_567.0, 2.4e-4)] == [
        "0.999976", "1", "0.25", "none", "1,234,567", "0.00024",
    ]  # fmt: skip
    assert band(check()) == "0 to 1"
    assert band(check(low=None)) == "none"
    assert all(a < b for a, b in pairwise(validation_checks.MULTIPLES))
