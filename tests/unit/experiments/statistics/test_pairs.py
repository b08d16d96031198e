"""What is said of a pair: which way round it stands, when it is clear, and when only unspent money makes it so."""

import pytest

from experiments.statistics.estimates import PairedDifference
from experiments.statistics.pairs import better_by, money_verdict, spend_verdict, verdict


def pair(mean: float, low: float, high: float, first: str = "a", second: str = "b") -> PairedDifference:
    return PairedDifference(first, second, mean, low, high, 20, 4.0)


@pytest.mark.parametrize(
    ("best", "sign", "turned"),
    [
        ("a", 1.0, pair(2.0, -3.0, 6.0, "a", "b")),
        ("b", 1.0, pair(-2.0, -6.0, 3.0, "b", "a")),
        ("a", -1.0, pair(-2.0, -6.0, 3.0, "a", "b")),
        ("b", -1.0, pair(2.0, -3.0, 6.0, "b", "a")),
    ],
)
def test_a_pair_says_how_much_better_the_one_asked_about_is_whichever_way_round_it_was_compared(best, sign, turned):
    compared = [pair(9.0, 8.0, 10.0, "a", "c"), pair(2.0, -3.0, 6.0), pair(7.0, 6.0, 8.0, "c", "b")]
    assert better_by(compared, best, "b" if best == "a" else "a", sign) == turned
    assert better_by(compared, best, "d", sign) is None


def test_a_limit_counts_as_zero_up_to_a_millionth_of_a_millionth_of_the_largest_figure_and_no_further():
    assert verdict(pair(4e11, 1.0, 1e12)) == verdict(pair(-4e11, -1e12, -1.0)) == "open"
    assert verdict(pair(4e11, 1.1, 1e12)) == verdict(pair(-4e11, -1e12, -1.1)) == "clear"
    assert verdict(pair(-4e11, -1e12, -0.7)) == "open"  # the other limit is farther out than the mean
    assert verdict(pair(1.0, 0.0, 2.0)) == verdict(pair(-1.0, -2.0, 0.0)) == "open"


@pytest.mark.parametrize(
    ("as_it_is", "at_equal_spend", "word"),
    [
        (pair(70, 60, 80), pair(0, 0, 0), "spends less"),
        (pair(70, 60, 80), pair(3, -5, 11), "spends less"),
        (pair(70, 60, 80), pair(-900, -950, -850), "spends less"),
        (pair(-70, -80, -60), pair(900, 850, 950), "spends less"),
        (pair(70, 60, 80), pair(40, 30, 50), "clear"),
        (pair(-70, -80, -60), pair(-40, -50, -30), "clear"),
        (pair(0.5, 0.25, 0.75), pair(0.5, 0.25, 0.75), "clear"),  # how large either is does not matter
        (pair(70, -60, 200), pair(40, 30, 50), "open"),
        (pair(70, -60, 200), pair(-40, -50, -30), "open"),
        (pair(0, 0, 0), pair(0, 0, 0), "equal"),
    ],
)
def test_a_profit_is_clear_only_if_it_is_at_equal_spend_too(as_it_is, at_equal_spend, word):
    assert money_verdict(as_it_is, at_equal_spend) == word


@pytest.mark.parametrize(
    ("as_it_is", "per_eur", "word"),
    [
        (pair(70, 60, 80), pair(3, -5, 11), "spends more"),
        (pair(70, 60, 80), pair(-9, -10, -8), "spends more"),
        (pair(-70, -80, -60), pair(9, 8, 10), "spends more"),
        (pair(70, 60, 80), pair(0.4, 0.3, 0.5), "clear"),
        (pair(70, -60, 200), pair(-9, -10, -8), "open"),
        (pair(0, 0, 0), pair(-9, -10, -8), "equal"),
    ],
)
def test_a_lead_that_spends_more_is_clear_only_if_it_is_per_eur_too(as_it_is, per_eur, word):
    assert spend_verdict(as_it_is, per_eur) == word
