"""Many numbers become the few directions in which they tell something, whatever their units and however they curve."""

import numpy as np
import pytest

from experiments.calibrate.projection import projected

POINTS = 600


def table(seed: int = 1):
    generator = np.random.default_rng(seed)
    return generator.random((POINTS, 4)), generator


def explained(places, number) -> float:
    """How much of a number's variance the directions tell."""
    terms = np.column_stack([np.ones(len(places)), places])
    return 1.0 - np.var(number - terms @ np.linalg.lstsq(terms, number)[0]) / np.var(number)


def test_as_many_directions_as_numbers_are_told_of():
    quantiles, generator = table()
    first, second = (quantiles[:, k] + 0.05 * generator.normal(size=POINTS) for k in (0, 1))
    measured = np.column_stack([first, second, first + second, first - 2.0 * second, generator.normal(size=POINTS)])
    places, place = projected(quantiles, measured, measured[0])
    assert places.shape == (POINTS, 2)
    assert place == pytest.approx(places[0])
    assert explained(places, quantiles[:, 0]) > 0.9
    assert explained(places, quantiles[:, 1]) > 0.9


def test_what_is_told_by_a_product_or_a_square_is_a_direction():
    quantiles, generator = table(2)
    scales = np.exp(generator.normal(size=POINTS))
    measured = np.column_stack([np.log(scales), np.log(scales) + quantiles[:, 2]])
    places, _ = projected(quantiles, measured, measured[0])
    assert explained(places, quantiles[:, 2]) > 0.95
    root = np.sqrt(quantiles[:, [3]]) + 0.01 * generator.normal(size=(POINTS, 1))
    assert explained(projected(quantiles, root, root[0])[0], quantiles[:, 3]) > 0.98


def test_units_change_nothing():
    quantiles, generator = table(3)
    measured = quantiles[:, :2] + 0.1 * generator.normal(size=(POINTS, 2))
    places, place = projected(quantiles, measured, measured[5])
    other, there = projected(quantiles, 1e6 * measured - 7.0, 1e6 * measured[5] - 7.0)
    assert np.abs(other) == pytest.approx(np.abs(places))
    assert np.abs(there) == pytest.approx(np.abs(place))


def test_numbers_that_tell_nothing_are_one_direction():
    quantiles, generator = table(4)
    measured = generator.normal(size=(POINTS, 6))
    places, _ = projected(quantiles, measured, measured[0])
    assert places.shape == (POINTS, 1)
    assert all(explained(places, quantiles[:, k]) < 0.05 for k in range(4))
