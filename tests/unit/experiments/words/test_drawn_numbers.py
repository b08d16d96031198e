"""What draws leave of a range is told in the number's own unit, by tier, and of narrowed numbers alone as learned."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.words.assumption_difference import difference_sentence, differences, shipped_difference
from experiments.words.assumptions import assumption_json
from experiments.words.drawn_numbers import drawn_ends, drawn_shown, is_learned
from experiments.words.setting import assumed
from sim.assumptions.numbers import Assumptions, Draws

EVIDENCE = Assumptions.load("evidence")
EVEN = tuple((k + 0.5) / 100 for k in range(100))  # as wide as the range
NARROW = tuple(0.4 + 0.2 * q for q in EVEN)


def drawn(**columns: tuple[float, ...]) -> Assumptions:
    labels = tuple(name.replace("__", ".") for name in columns)
    return replace(EVIDENCE, name="mine", draws=Draws(labels, tuple(zip(*columns.values(), strict=True))))


def test_ends_are_those_of_the_range_cut_at_the_draws():
    known = drawn(fatigue_per_repeat=NARROW)
    entry = known.entry("fatigue_per_repeat")  # uniform
    width = entry.high - entry.low
    low, high = drawn_ends(known, entry)[""]
    assert low == pytest.approx(entry.low + np.quantile(NARROW, 0.05) * width)
    assert high == pytest.approx(entry.low + np.quantile(NARROW, 0.95) * width)
    assert assumption_json(entry, known)["drawn_5_95"] == [low, high]


def test_numbers_by_tier_are_told_by_tier_and_one_tier_by_its_name():
    known = drawn(reach_rate=NARROW, fee_level__nano=NARROW)
    assert list(drawn_ends(known, known.entry("reach_rate"))) == ["nano", "micro", "macro", "mega"]
    assert drawn_shown(known, known.entry("reach_rate")).count(";") == 3
    assert drawn_shown(known, known.entry("fee_level")).startswith("nano ")


@pytest.mark.parametrize("entry", [entry for entry in EVIDENCE if entry.tiers == "contrast"], ids=lambda e: e.name)
def test_in_contrast_low_stays_below_high_in_every_tier(entry):
    ends = drawn_ends(drawn(**{entry.name: NARROW}), entry)
    assert len(ends) == 4
    assert all(low < high for low, high in ends.values())


def test_only_what_is_narrowed_is_learned_and_differs():
    known = drawn(fatigue_per_repeat=NARROW, click_per_engaged_person=EVEN)
    learned = [entry.name for entry in known if is_learned(known, entry)]
    assert learned == ["fatigue_per_repeat"]
    assert [number.name for number in differences(EVIDENCE, known)] == learned
    assert "fatigue_per_repeat (drawn from" in difference_sentence(EVIDENCE, known)


def test_of_a_set_that_is_not_shipped_no_shipped_difference_is_told():
    assert "differ in" in shipped_difference(["evidence", "documents"])
    assert shipped_difference(["evidence", "spring"]) == shipped_difference(["evidence"]) == ""


def test_what_is_given_a_value_and_what_has_no_draws_is_not_told_as_drawn():
    known = drawn(fatigue_per_repeat=NARROW).with_values({"fatigue_per_repeat": 0.7})
    assert drawn_shown(known, known.entry("fatigue_per_repeat")) == ""
    assert "drawn_5_95" not in assumption_json(EVIDENCE.entry("reach_rate"), EVIDENCE)


def test_a_set_is_named_with_how_many_draws_it_has():
    assert assumed(EVIDENCE) == "evidence"
    assert assumed(drawn(reach_rate=NARROW, fatigue_per_repeat=NARROW)) == "mine (100 draws of 2 numbers together)"
