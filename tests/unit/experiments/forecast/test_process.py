"""The process by which posts are passed on: closed forms, and its own cascades told from their beginning."""

import math

import numpy as np
import pytest

from experiments.forecast.fit import constant_rate, error, fitted, of_the_model
from experiments.forecast.held_out import CONSTANT, held_out
from experiments.forecast.process import Process
from experiments.validation.timing import Cascade
from sim.errors import InputError

MODEL = Process("groundswell", "lognormal", 2.0, 1.5, 0.3, 0.4, 3.0, 30.0)


def passed_on(process: Process, generator: np.random.Generator, horizon: float = 168.0) -> Cascade:
    """A cascade of this process, played person by person; whoever passes it on has 10 followers, the author 10,000."""
    p = generator.gamma(process.shape, 1.0 / process.rate)
    rows, waiting = [(0.0, 10_000.0)], [0.0]
    weight = process.weights(np.array([10_000.0, 10.0]))
    while waiting:
        at = waiting.pop()
        for _ in range(generator.poisson(p * weight[1 if at else 0])):
            hours = at + process.first * math.exp(process.second * generator.standard_normal())
            if hours < horizon:
                rows.append((hours * 3600.0, 10.0))
                waiting.append(hours)
    seconds, followers = np.array([rows[0], *sorted(rows[1:])]).T
    return Cascade(seconds, followers)


@pytest.fixture(scope="module")
def cascades():
    generator = np.random.default_rng(7)
    return [passed_on(MODEL, generator) for _ in range(80)]


def test_delays_are_those_of_their_distribution():
    hours = np.array([0.0, 2.0, 1e9])
    assert MODEL.shown_by(hours) == pytest.approx([0.0, 0.5, 1.0])
    power = Process("p", "power law", 0.5, 1.0)
    assert power.shown_by(np.array([-1.0, 0.0, 0.5])) == pytest.approx([0.0, 0.0, 0.5])


def test_the_author_counts_whole_and_those_who_retell_by_the_factor():
    weights = MODEL.weights(np.array([100.0, 100.0, 0.0]))
    assert weights == pytest.approx([100**0.6, 0.3 * 100**0.6, 0.3])


def test_a_forecast_without_further_steps_is_what_those_seen_still_bring():
    """p is (shape + n) / (rate + exposed); to come is p x the part of each audience that has not looked."""
    cascade = Cascade(np.array([0.0, 3600.0, 7200.0, 360_000.0]), np.array([1_000.0, 10.0, 10.0, 10.0]))
    weights = MODEL.weights(cascade.followers[:3])
    seen = MODEL.shown_by(4.0 - cascade.hours[:3])
    left = MODEL.shown_by(168.0 - cascade.hours[:3]) - seen
    p = (3.0 + 2) / (30.0 + (weights * seen).sum())
    assert MODEL.forecast(cascade, 4.0, 168.0) == pytest.approx(2 + p * (weights * left).sum())


def test_a_forecast_sums_the_geometric_series_where_each_brings_so_many_more():
    """Delays of minutes against a horizon of weeks: whatever comes brings v more, those v more again: 1 / (1 - v)."""
    quick = Process("quick", "lognormal", 0.05, 0.3, shape=1e9, rate=1e9)  # p is 1
    cascade = Cascade(np.array([0.0]), np.array([1.0]))
    once = quick.forecast(cascade, 0.01, 400.0)
    further = Process(**{**vars(quick), "later": 0.5}).forecast(cascade, 0.01, 400.0)
    assert further / once == pytest.approx(2.0, rel=0.01)


def test_the_times_of_a_cascade_are_likeliest_under_the_process_that_made_them(cascades):
    def total(**other):
        process = Process(**{**vars(MODEL), **other})
        return sum(process.log_likelihood(cascade, 168.0) for cascade in cascades)

    others = [{"first": 4.0}, {"second": 1.0}, {"retelling": 0.9}, {"size_exponent": 0.1}, {"shape": 9.0}]
    assert [other for other in others if total(**other) >= total()] == []


@pytest.mark.slow
def test_numbers_are_found_again_and_forecasts_are_near(cascades):
    found = fitted(of_the_model, cascades, 168.0, (1.0, 6.0))
    assert found.first == pytest.approx(2.0, rel=0.2)
    assert found.second == pytest.approx(1.5, rel=0.15)
    off = [error(found, one, 6.0, 168.0) for one in cascades]
    assert abs(np.mean(off)) < 0.1
    assert np.median(np.abs(off)) < 0.25


@pytest.mark.slow
def test_cascades_that_were_held_out_are_not_fitted_on(cascades):
    found = held_out(cascades, (1.0, 6.0))
    changed = [*cascades]
    changed[1] = Cascade(changed[1].seconds * 0.5, changed[1].followers)
    assert held_out(changed, (1.0, 6.0)).processes == found.processes
    assert found.off_by("groundswell")[1] < found.off_by(CONSTANT)[1]
    assert found.log_ratios["groundswell"].shape == (2, len(cascades) // 2)


def test_a_constant_rate_goes_on_as_it_began():
    cascade = Cascade(np.array([0.0, 1800.0, 3600.0, 360_000.0]), np.full(4, 10.0))
    assert constant_rate(cascade, 1.0, 100.0) == 200.0


def test_what_cannot_be_forecast_is_refused_with_every_reason():
    few = [Cascade(np.array([0.0, 3600.0]), np.array([1.0, 1.0]))] * 3
    with pytest.raises(InputError) as refused:
        held_out(few, (0.5, 2.0))
    assert [problem.split(":")[0] for problem in refused.value.problems] == [
        "after 2 hours",
        "3 cascades; must be at least 20",
    ]
