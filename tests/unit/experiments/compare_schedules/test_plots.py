"""Pictures are whole, of the promised size, and survive what campaigns can produce."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from png import size
from scipy.optimize import isotonic_regression

from experiments.compare_schedules.plots import paired_differences, reach_over_time, virality_against_trust
from experiments.pictures.page import spaced
from experiments.pictures.palette import FIXED_COLOURS, colours
from experiments.statistics.estimates import Arm, paired_difference

THREE = ["macro_only", "micro_only", "hybrid"]
EIGHT = [*THREE, *(f"a_schedule_whose_name_is_very_long_{i}" for i in range(5))]
NOTE = "groundswell, assumptions 1f3a, 40 replicates. " * 12
UNITS = {"Reach": "people", "Trust": "0 to 1", "Viral": "share", "CPM": "EUR per 1,000 views"}


def draw_all(folder, names, replicates, hours=49, spread_of_values=1.0, missing=()):
    """The three pictures of made-up runs; returns their sizes in pixels."""
    rng = np.random.default_rng(1)
    reach, points = {}, {}
    for i, name in enumerate(names):
        growth = 1.0 - np.exp(-np.arange(hours) / (20.0 + 10.0 * i))
        reach[name] = 1e6 * growth * (1.0 + 0.1 * spread_of_values * rng.normal(size=(replicates, 1)))
        points[name] = 0.3 + 0.05 * spread_of_values * rng.normal(size=(replicates, 2))
        if name in missing:
            reach[name][:] = points[name][:] = np.nan
    arms = {name: Arm(name, 0.1 * points[name][:, 0]) for name in names}
    pairs = [paired_difference(arms[a], arms[b]) for i, a in enumerate(names) for b in names[i + 1 :]]
    rows = dict.fromkeys(UNITS, pairs)
    reach_over_time(folder / "reach.png", np.arange(hours), reach, NOTE)
    paired_differences(folder / "differences.png", rows, UNITS, NOTE)
    virality_against_trust(folder / "trust.png", points, NOTE)
    assert sorted(path.name for path in folder.iterdir()) == ["differences.png", "reach.png", "trust.png"]
    return [size(folder / name) for name in ("reach.png", "differences.png", "trust.png")]


def test_three_schedules_give_three_pictures_of_1600_by_1000(tmp_path):
    assert draw_all(tmp_path, THREE, 40, hours=673) == [(1600, 1000)] * 3


@pytest.mark.second
@pytest.mark.parametrize("replicates", [1, 2])
@pytest.mark.parametrize("names", [["the_only_one"], ["costs $5 or $6", "[b]50 %[/b]"], EIGHT])
def test_extremes_are_drawn(tmp_path, names, replicates):
    reach, differences, trust = draw_all(tmp_path, names, replicates)
    assert reach == trust == (1600, 1000)
    assert differences[0] == 1600
    assert differences[1] >= 1000


@pytest.mark.second
def test_equal_runs_and_missing_values_are_drawn(tmp_path):
    draw_all(tmp_path, THREE, 5, spread_of_values=0.0)
    draw_all(tmp_path, THREE, 5, missing=("micro_only",))
    draw_all(tmp_path, THREE, 5, missing=THREE)


@pytest.mark.slow
def test_a_picture_of_one_hour_or_of_years_is_drawn(tmp_path):
    draw_all(tmp_path, THREE, 3, hours=1)
    draw_all(tmp_path, THREE, 3, hours=24 * 800)


@pytest.mark.second
def test_the_same_results_give_the_same_file(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        draw_all(tmp_path / name, THREE, 4)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_failed_drawing_leaves_the_old_picture_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "reach.png"
    target.write_bytes(b"the old picture")

    def half(_figure, path, **_):
        Path(path).write_bytes(b"half a pic")
        raise OSError("disk full")

    monkeypatch.setattr(Figure, "savefig", half)
    with pytest.raises(OSError, match="disk full"):
        reach_over_time(target, [0, 1], {"a": [[0.0, 1.0]]}, "")
    assert target.read_bytes() == b"the old picture"
    assert list(tmp_path.iterdir()) == [target]


def test_known_schedules_keep_their_colour_and_no_two_of_eight_share_one():
    assert colours(["hybrid"])["hybrid"] == colours(EIGHT)["hybrid"] == FIXED_COLOURS["hybrid"]
    for names in (EIGHT, [f"other_{i}" for i in range(8)]):
        palette = colours(names)
        assert len({palette[name] for name in names}) == 8


@given(st.lists(st.floats(0.0, 1.0), max_size=10).map(sorted))
def test_labels_are_spread_inside_the_picture(wanted):
    places = spaced(wanted, 0.09)
    assert len(places) == len(wanted)
    assert all(-1e-9 <= place <= 1.0 + 1e-9 for place in places)
    assert all(above - below >= 0.09 - 1e-9 for below, above in itertools.pairwise(places))


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=10).map(sorted), st.floats(0.0, 0.2))
def test_labels_are_as_near_as_least_squares_has_them(wanted, gap):
    steps = min(gap, 1.0 / max(1, len(wanted) - 1)) * np.arange(len(wanted))
    nearest = np.clip(isotonic_regression(np.array(wanted) - steps).x, 0.0, 1.0 - steps[-1]) + steps
    assert spaced(wanted, gap) == pytest.approx(nearest.tolist(), abs=1e-12)


def test_labels_that_do_not_overlap_stay_where_they_are():
    assert spaced([0.1, 0.5, 0.9], 0.09) == pytest.approx([0.1, 0.5, 0.9])
    assert spaced([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])
