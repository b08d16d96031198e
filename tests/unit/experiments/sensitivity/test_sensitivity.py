"""The whole study: a schedule against its double has nothing that matters; what a file tells is what is analysed."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from png import size as size_of
from rich.console import Console
from sneakers import launch

from experiments.reference_table.points import labels_of
from experiments.sensitivity.design_file import read_outcome, write_design
from experiments.sensitivity.designs import design
from experiments.sensitivity.files import write_sensitivity
from experiments.sensitivity.groups import groups_of
from experiments.sensitivity.study import Plan, Sensitivity, indicator_named, sensitivity_study
from experiments.sensitivity.table import sensitivity_table
from experiments.sensitivity.words import answer, turning
from sim.errors import InputError

VARY = ["reach_rate", "fatigue_per_repeat", "engagement_per_reached_person"]
TWO = ("macro_only", "micro_only")
DOUBLE = """
[[schedules.again]]
tier = "micro"
"""
MOVED = ["delay_median_hours", "fatigue_per_repeat", "share_per_engaged_person"]  # the worlds stay as they are
SMALL = Plan("both", 4, 4, 2, 1, 1)
PLAYED = launch()


def of_outcome(function, blocks=256) -> Sensitivity:
    """A study of which the outcome is a function of its quantiles."""
    return sensitivity_study(
        PLAYED,
        TWO,
        "reach_people",
        Plan("sobol", points=blocks),
        vary=VARY,
        read=lambda made: function(made.points.quantiles),
    )


@pytest.fixture(scope="module")
def study() -> Sensitivity:
    return sensitivity_study(PLAYED, TWO, "impressions", SMALL, vary=MOVED)


@pytest.mark.second
def test_a_schedule_less_its_double_has_no_important_assumption():
    doubled = launch(DOUBLE)
    alike = replace(doubled, schedules={"one": doubled.schedules["again"], "two": doubled.schedules["again"]})
    found = sensitivity_study(alike, ("one", "two"), "impressions", SMALL, vary=MOVED)
    for part in found.parts.values():
        assert not part.outcome.any()
        assert not any(index.is_above_zero for index in part.importance[-1].total.values())
    assert answer(found).startswith("No assumption")
    assert found.box is None


@pytest.mark.second
def test_the_difference_is_first_less_second_in_the_same_luck(study):
    part = study.last
    alone = [
        sensitivity_study(PLAYED, (name,), "impressions", replace(SMALL, methods="morris"), vary=MOVED).last
        for name in TWO
    ]
    screened = study.parts["morris"]
    assert np.array_equal(screened.outcome, alone[0].outcome - alone[1].outcome)
    assert part.design.method == "sobol"
    assert set(part.design.groups) == set(screened.importance[-1].ranked()[:2])


def test_outcomes_that_were_read_are_analysed_as_those_that_were_played(tmp_path, study):
    part = study.parts["morris"]
    write_design(tmp_path / "d.csv", part.design, part.outcome)
    again = sensitivity_study(
        *(PLAYED, TWO, "impressions", replace(SMALL, methods="morris")),
        vary=MOVED,
        read=partial(read_outcome, tmp_path / "d.csv"),
    )
    assert again.last.importance == part.importance


def test_where_the_answer_turns_is_said_in_units_of_the_numbers():
    column = labels_of(PLAYED.assumptions, VARY).index("fatigue_per_repeat")
    found = of_outcome(lambda quantiles: np.where(quantiles[:, column] < 0.3, 1.0, -1.0))
    entry = PLAYED.assumptions.entry("fatigue_per_repeat")
    assert entry.distribution == "uniform"
    (limits,) = found.box.limits.items()
    assert limits[0] == "fatigue_per_repeat"
    assert f"below {entry.low + limits[1][1] * (entry.high - entry.low):.3g}" in turning(found)
    assert "Macro only has more than micro only above all where" in turning(found)
    assert answer(found).startswith("Of the variance of reach of macro only less that of micro only")
    assert "fatigue (100 %)" in answer(found)


def test_swings_tell_which_end_is_high():
    column = labels_of(PLAYED.assumptions, VARY).index("reach_rate")
    first = of_outcome(lambda quantiles: 8.0 * quantiles[:, column]).swings()[0]
    assert first.label == "reach_rate"
    assert (first.low, first.high) == pytest.approx((1.0, 7.0), abs=0.1)


def test_of_few_points_a_number_that_was_never_at_an_end_has_no_swing():
    alone = of_outcome(lambda quantiles: np.where(quantiles[:, 0] < 0.7, quantiles[:, 0], np.nan), blocks=64)
    assert {swing.label for swing in alone.swings()} == set(alone.last.design.points.labels[1:])


def test_the_files_and_the_table_tell_the_same(tmp_path, study):
    write_sensitivity(study, tmp_path)
    content = json.loads((tmp_path / "sensitivity.json").read_text(encoding="utf-8"))
    assert content["schedules"] == list(TWO)
    assert set(content["methods"]) == {"morris", "sobol"}
    assert size_of(tmp_path / "sensitivity.png")[0] == 1600
    screen = Console(width=100)
    with screen.capture() as captured:
        screen.print(sensitivity_table(study))
    assert content["answer"] in " ".join(captured.get().split())
    made = design("morris", groups_of(labels_of(PLAYED.assumptions, MOVED)), 4, 1)
    assert np.array_equal(read_outcome(tmp_path / "morris.csv", made), study.parts["morris"].outcome)


def test_an_unknown_indicator_and_three_schedules_are_refused():
    with pytest.raises(InputError, match="reach_people"):
        indicator_named("reach_peple", PLAYED)
    with pytest.raises(InputError, match="one, or two"):
        sensitivity_study(PLAYED, ("a", "b", "c"))
