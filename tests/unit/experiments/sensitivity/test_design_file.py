"""A design that is played elsewhere: written, filled in, read back, and refused where it is another."""

import numpy as np
import pytest

from experiments.sensitivity.design_file import read_outcome, write_design
from experiments.sensitivity.designs import design
from sim.errors import InputError

MADE = design("sobol", {"a": ("x1",), "b": ("x2",)}, 8, 1)
OUTCOME = np.random.default_rng(1).normal(size=len(MADE.points.quantiles))


def lines(path, outcome=OUTCOME):
    write_design(path, MADE, outcome)
    return path.read_text(encoding="utf-8").splitlines()


def test_what_is_written_is_read_to_the_last_digit_in_any_order(tmp_path):
    header, *rows = lines(tmp_path / "d.csv")
    (tmp_path / "d.csv").write_text("\n".join([header, *rows[::-1]]), encoding="utf-8")
    assert np.array_equal(read_outcome(tmp_path / "d.csv", MADE), OUTCOME)


def test_an_empty_outcome_is_unknown(tmp_path):
    write_design(tmp_path / "d.csv", MADE)
    assert np.isnan(read_outcome(tmp_path / "d.csv", MADE)).all()


def test_all_that_does_not_fit_is_told_at_once(tmp_path):
    rows = lines(tmp_path / "d.csv")
    rows[1] = "0,0.123,0.456,1"
    rows[2] = "one,0.1,0.2,3"
    rows.append(rows[3])
    (tmp_path / "d.csv").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_outcome(tmp_path / "d.csv", MADE)
    told = " ".join(refusal.value.problems)
    assert len(refusal.value.problems) == 3
    assert all(words in told for words in ("line 2", "other quantiles", "line 3", "stands there twice"))


def test_a_file_of_another_design_and_one_that_ends_early_are_refused(tmp_path):
    rows = lines(tmp_path / "d.csv")
    (tmp_path / "short.csv").write_text("\n".join(rows[:-2]), encoding="utf-8")
    with pytest.raises(InputError, match="2 of 32 points are missing"):
        read_outcome(tmp_path / "short.csv", MADE)
    (tmp_path / "other.csv").write_text("point,x1,outcome\n0,0.5,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns of this design"):
        read_outcome(tmp_path / "other.csv", MADE)
    (tmp_path / "long.csv").write_text("\n".join([*rows[:-1], "1" * 150_000]), encoding="utf-8")
    with pytest.raises(InputError, match="line 33: is not CSV"):
        read_outcome(tmp_path / "long.csv", MADE)
