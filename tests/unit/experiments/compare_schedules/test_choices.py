"""Which schedule to choose for which objective: best mean, the lead on the next, and where the answer flips."""

import numpy as np
import pytest

from experiments.compare_schedules.choices import Choice, choice, flip, matrix
from experiments.statistics.estimates import Arm, PairedDifference, paired_difference
from experiments.statistics.pairs import better_by, verdict
from sim.kpis import KPI_BY_NAME

REACH, CPA, FREQUENCY = (KPI_BY_NAME[name] for name in ("reach_people", "cpa_eur", "frequency"))


def chosen(kpi, above: dict[str, np.ndarray], below: dict[str, np.ndarray] | None = None) -> Choice:
    names = list(above)
    arms = {n: Arm(n, above[n].mean(axis=1), None if below is None else below[n].mean(axis=1)) for n in names}
    pairs = [
        paired_difference(arms[one], arms[other], kpi.factor)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    ]
    return choice(kpi, names, above, below, pairs, seed=1)


def table(*rows: float, spread: float = 1.0, seed: int = 0) -> np.ndarray:
    """Ten beliefs with two lucks each around a mean."""
    noise = np.random.default_rng(seed).normal(0.0, spread, (10, 2))
    return np.array(rows)[0] + noise


def test_the_best_mean_is_chosen_and_compared_with_the_next():
    one = chosen(REACH, {"a": table(10.0, seed=1), "b": table(30.0, seed=2), "c": table(20.0, seed=3)})
    assert one.best == "b"
    assert (one.lead.first, one.lead.second) == ("b", "c")
    assert one.lead.mean > 0
    assert one.verdict == "clear"
    assert one.probability_best["b"] > 0.999
    assert one.wins_share["b"] == 1.0


def test_where_less_is_better_the_lead_is_still_positive():
    ones = np.full((10, 2), 1.0)
    one = chosen(CPA, {"a": table(10.0, seed=1), "b": table(5.0, seed=2)}, {"a": ones, "b": ones})
    assert one.best == "b"
    assert one.lead.low > 0
    assert one.verdict == "clear"


def test_a_choice_is_clear_only_if_every_other_is_clearly_worse():
    """The next best by mean is told apart; a third that varies more is not."""
    steady, wild = np.array([[1.0, 1.0]] * 10), np.array([[60.0, 60.0], [-60.0, -60.0]] * 5)
    base = table(0.0, seed=4)
    one = chosen(REACH, {"best": base + 10.0 * steady, "next": base + 9.0 * steady, "third": base + wild})
    assert (one.best, one.lead.second) == ("best", "next")
    assert one.lead.low > 0
    assert one.verdict == "open"


def test_schedules_that_never_differ_are_equal_and_one_alone_is_compared_with_nothing():
    same = table(5.0)
    assert chosen(REACH, {"a": same, "b": same}).verdict == "equal"
    alone = chosen(REACH, {"a": same})
    assert (alone.best, alone.lead, alone.verdict) == ("a", None, "none")


def test_one_belief_gives_no_interval_and_no_verdict():
    one = chosen(REACH, {"a": np.array([[1.0, 2.0]]), "b": np.array([[3.0, 4.0]])})
    assert (one.best, one.verdict) == ("b", "none")
    assert np.isnan(one.probability_best["b"])


def test_an_indicator_of_which_neither_side_is_better_chooses_nothing():
    ones = np.ones((10, 2))
    with pytest.raises(ValueError, match="neither more nor less"):
        chosen(FREQUENCY, {"a": ones, "b": ones}, {"a": ones, "b": ones})


def test_a_pair_is_turned_so_that_more_is_better():
    pair = PairedDifference("a", "b", -2.0, -3.0, -0.5, 9, 4.0)
    turned = better_by([pair], "b", "a", 1.0)
    assert (turned.first, turned.mean, turned.low, turned.high) == ("b", 2.0, 0.5, 3.0)
    less = better_by([pair], "a", "b", -1.0)
    assert (less.first, less.mean, less.low, less.high) == ("a", 2.0, 0.5, 3.0)
    assert better_by([pair], "a", "c", 1.0) is None
    assert [verdict(one) for one in (pair, turned)] == ["clear", "clear"]
    assert verdict(PairedDifference("a", "b", 0.5, -1.0, 2.0, 9, 1.0)) == "open"
    assert verdict(PairedDifference("a", "b", 0.0, 0.0, 0.0, 9, 1.0)) == "equal"


def of(best: str | None, said: str) -> Choice:
    lead = PairedDifference(best or "", "x", 1.0, 0.5, 1.5, 9, 1.0)
    return Choice("reach_people", best, lead, said, {best or "": 0.97}, {best or "": 0.6}, {best or "": 0.6})


def test_an_answer_flips_where_the_sets_choose_differently():
    assert flip("conversion", {"evidence": of("a_only", "clear"), "documents": of("a_only", "open")}) is None
    assert flip("conversion", {"evidence": of("a_only", "clear"), "documents": of("b_only", "clear")}) == (
        "conversion flips: a only under evidence, b only under documents; both are clear."
    )
    assert flip("conversion", {"evidence": of("a_only", "open"), "documents": of("b_only", "clear")}) == (
        "conversion may flip: a only under evidence, b only under documents; open under evidence."
    )
    assert flip("conversion", {"evidence": of("a_only", "equal"), "documents": of("b_only", "clear")}) is None
    assert flip("conversion", {"evidence": of("a_only", "clear")}) is None


def test_a_lead_too_small_to_matter_is_no_answer_that_flips():
    assert flip("trust", {"evidence": of("a_only", "too small"), "documents": of("b_only", "clear")}) is None
    assert flip("trust", {"evidence": of("a_only", "open"), "documents": of("b_only", "too small")}) is None


def test_what_makes_a_flip_doubtful_is_called_as_in_the_cells_above_it():
    by_set = {"evidence": of("a_only", "none"), "documents": of("b_only", "open")}
    assert flip("profit", by_set) == (
        "profit may flip: a only under evidence, b only under documents; "
        "no interval under evidence, open under documents."
    )
    by_set = {"evidence": of("a_only", "spends less"), "documents": of("b_only", "clear")}
    assert flip("profit", by_set) == (
        "profit may flip: a only under evidence, b only under documents; only because it spends less under evidence."
    )


def cell(best: str | None, verdict: str, mean: float, chances: dict[str, float]) -> str:
    lead = PairedDifference(best or "", "b_only", mean, 0.0, 0.0, 9, 1.0) if best else None
    return matrix({"evidence": {"reach": Choice("reach_people", best, lead, verdict, chances, chances, chances)}})[
        "reach"
    ]["evidence"]


def test_a_cell_of_the_matrix_says_what_and_how_sure():
    assert cell("a_only", "clear", 1.0, {"a_only": 0.971}) == "a only (clear, 0.97)"
    assert cell("a_only", "open", 1.0, {"a_only": 0.554}) == "a only (open, 0.55)"
    assert cell("a_only", "clear", 1.0, {"a_only": 1.0}) == "a only (clear, above 0.99)"
    assert cell(None, "none", 1.0, {}) == "nothing to compare"
    assert matrix({"evidence": {"reach": Choice("reach_people", "a", None, "none", {}, {}, {})}})["reach"][
        "evidence"
    ] == ("nothing to compare")


def test_a_cell_without_interval_says_so_and_gives_the_probability_only_where_there_is_one():
    assert cell("a_only", "none", 1.0, {"a_only": np.nan, "b_only": np.nan}) == "a only (no interval)"
    assert cell("a_only", "none", 1.0, {"a_only": 0.8, "b_only": 0.2}) == "a only (no interval, 0.80)"


def test_a_cell_names_both_where_the_best_two_are_level_and_nobody_where_all_are():
    thirds = dict.fromkeys(("a_only", "b_only", "c_only"), 1 / 3)
    assert cell("a_only", "equal", 0.0, thirds) == "no schedule differs"
    halves = {"a_only": 0.5, "b_only": 0.5, "c_only": 0.0}
    assert cell("a_only", "equal", 0.0, halves) == "a only or b only (equal)"
    assert cell("a_only", "open", 0.0, {"a_only": 0.2, "b_only": 0.7, "c_only": 0.1}) == "a only or b only (open)"


def test_three_schedules_of_which_two_never_differ_leave_a_choice_between_these():
    same, worse = table(50.0, seed=1), table(5.0, seed=2)
    one = chosen(REACH, {"worse": worse, "a": same, "b": same.copy()})
    assert (one.best, one.lead.second, one.verdict) == ("a", "b", "equal")
    assert matrix({"evidence": {"awareness": one}}) == {"awareness": {"evidence": "a or b (equal)"}}


def test_a_lead_in_trust_of_less_than_matters_is_too_small_however_sure_it_is():
    kpi = KPI_BY_NAME["trust_gain_reached"]
    assert kpi.matters == 0.005
    draws = np.arange(24.0).reshape(24, 1)
    for lead, said in ((0.004, "too small"), (0.02, "clear")):
        above = {"one": 10.0 + draws, "other": 10.0 + draws - 1_000.0 * (lead + 1e-5 * np.sin(draws))}
        below = {name: np.full((24, 1), 1_000.0) for name in above}
        arms = [Arm(name, above[name][:, 0], below[name][:, 0]) for name in above]
        found = choice(kpi, ["one", "other"], above, below, [paired_difference(*arms)], 1)
        assert (found.best, found.verdict) == ("one", said)
        assert found.lead.low > 0.0


@pytest.mark.parametrize(
    ("mean", "low", "high", "word"),
    [(2.0, 1.0, 3.0, "clear"), (2.0, -1.0, 5.0, "spends more"), (-2.0, -3.0, -1.0, "spends more")],
)
def test_a_choice_is_clear_only_if_its_lead_is_so_per_eur_too_where_schedules_cannot_spend_the_same(
    mean, low, high, word
):
    above = {"a_only": table(30.0, seed=1), "b_only": table(10.0, seed=2)}
    pairs = [paired_difference(*(Arm(name, above[name].mean(axis=1)) for name in above))]
    per_eur = [PairedDifference("a_only", "b_only", mean, low, high, 10, 1.0)]
    one = choice(REACH, list(above), above, None, pairs, seed=1, per_eur=per_eur)
    assert (one.best, one.verdict) == ("a_only", word)
    said = "a only (clear, above 0.99)" if word == "clear" else "a only (only because it spends more)"
    assert matrix({"evidence": {"awareness": one}}) == {"awareness": {"evidence": said}}
