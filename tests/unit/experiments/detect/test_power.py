"""The power to see an effect in sales is what a simulation of such sales finds; nothing is seen as seldom as said."""

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from experiments.detect.power import detectable, of_schedules, power, smallest
from experiments.detect.sales_file import FEWEST_WEEKS, Noise, noise_of, read_sales
from sim.errors import InputError

WEEKS = 4


def weekly(generator, weeks: int, spread: float, carried_over: float, trend: float = 0.0) -> np.ndarray:
    """Sales of an autoregressive process of order one around a line."""
    left = np.empty(weeks)
    left[0] = spread * generator.standard_normal()
    for k in range(1, weeks):
        left[k] = carried_over * left[k - 1] + spread * math.sqrt(1 - carried_over**2) * generator.standard_normal()
    return 1_000.0 + trend * np.arange(weeks) + left


@pytest.mark.parametrize("carried_over", [0.0, 0.5])
def test_the_power_is_how_often_such_an_effect_is_told_from_none(carried_over):
    """The usual is known from the weeks before, the noise is taken as known."""
    generator, before = np.random.default_rng(3), 200
    noise = Noise(before, 1_000.0, 50.0, carried_over)
    error = noise.of_total(WEEKS)
    critical = stdtrit(before - 2, 0.975)
    for effect in (0.0, 1.5 * error, smallest(error, before)):
        seen = 0
        for _ in range(4_000):
            sales = weekly(generator, before + WEEKS, 50.0, carried_over)
            seen += abs(sales[before:].sum() + effect - WEEKS * sales[:before].mean()) > critical * error
        expected = power(effect, error, before)
        assert seen / 4_000 == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 4_000) + 0.005)


def test_an_effect_of_nothing_is_seen_as_often_as_the_error_says_and_the_smallest_as_often_as_the_power():
    assert power(0.0, 3.0, 10_000) == pytest.approx(0.05, abs=1e-3)
    assert power(smallest(3.0, 10_000), 3.0, 10_000) == pytest.approx(0.8, abs=1e-3)
    assert power(-5.0, 2.0, 52) == power(5.0, 2.0, 52)


def test_independent_weeks_have_the_error_of_a_sum():
    """w weeks of variance s^2, less w times a mean of n weeks: s sqrt(w + w^2 / n)."""
    assert Noise(52, 0.0, 10.0, 0.0).of_total(4) == pytest.approx(10.0 * math.sqrt(4 + 16 / 52))
    assert Noise(52, 0.0, 10.0, 0.6).of_total(4) > Noise(52, 0.0, 10.0, 0.0).of_total(4)


def test_twice_the_effect_takes_a_quarter_of_the_campaigns():
    noise = Noise(52, 1_000.0, 100.0, 0.0)
    once, twice = (detectable("a", np.array([x, x, x]), noise.of_total(4), noise) for x in (50.0, 100.0))
    assert once.campaigns == pytest.approx(4 * twice.campaigns)
    assert once.seen_probability < twice.seen_probability
    assert detectable("none", np.zeros(3), 1.0, noise).campaigns == math.inf


def test_a_difference_is_half_as_large_in_two_halves_of_the_market():
    noise = Noise(52, 1_000.0, 100.0, 0.0)
    found = of_schedules({"a": np.array([300.0, 500.0]), "b": np.array([100.0, 100.0])}, noise, WEEKS)
    assert [one.name for one in found] == ["a", "b", "a minus b"]
    assert found[2].effect.mean == 150.0
    assert found[2].smallest_effect == found[0].smallest_effect


@pytest.mark.parametrize("carried_over", [0.0, 0.5])
def test_the_noise_of_a_long_series_is_found_whatever_its_trend(carried_over):
    noise = noise_of(weekly(np.random.default_rng(1), 5_000, 40.0, carried_over, trend=3.0))
    assert noise.spread_sales == pytest.approx(40.0, rel=0.05)
    assert noise.carried_over == pytest.approx(carried_over, abs=0.05)


def test_what_is_carried_over_is_right_in_the_mean_of_short_series():
    generator = np.random.default_rng(5)
    found = [noise_of(weekly(generator, 30, 40.0, 0.5)).carried_over for _ in range(400)]
    assert np.mean(found) == pytest.approx(0.5, abs=0.08)


def test_sales_are_read_by_the_name_of_their_column(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("week,Sales,note\n" + "".join(f"{k},{100 + k},x\n" for k in range(9)) + ",,\n")
    assert read_sales(file).tolist() == [100.0 + k for k in range(9)]
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r"))
    assert read_sales(file).tolist() == [100.0 + k for k in range(9)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["must be a header with a column sales"]),
        ("week\n1\n", ["must be a header with a column sales"]),
        ("sales\n" + "5\n" * (FEWEST_WEEKS - 1), ["7 weeks; must be at least 8"]),
        ("sales\nx\n-1\nnan\n1_0\n" + "5\n" * 9, ["line 2", "line 3", "line 4", "line 5"]),
        ("sales\n5\n" + "5" * 150_000 + "\n", ["line 3: is not CSV"]),
    ],
)
def test_what_cannot_be_used_is_refused_row_by_row(text, told, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        read_sales(file)
    assert len(refused.value.problems) == len(told)
    assert all(part in problem for part, problem in zip(told, refused.value.problems, strict=True))
