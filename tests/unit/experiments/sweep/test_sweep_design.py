"""A design as people write it: every combination of lists, or rows; and every cell is one that can be played."""

import pytest
from sneakers import launch

from experiments.sweep.design_file import read_design
from sim.errors import InputError

SCENARIO = launch()


def read(tmp_path, text, name="design.toml"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_design(tmp_path / name, SCENARIO)


def test_a_grid_is_every_combination(tmp_path):
    cells = read(
        tmp_path, "fatigue_per_repeat = [0.7, 0.9]\nreach_rate.micro = [0.2]\n[brand]\nprice_eur = [80, 120]\n"
    )
    assert len(cells) == 4
    assert cells[1] == {"fatigue_per_repeat": 0.7, "reach_rate.micro": 0.2, "brand.price_eur": 120.0}


def test_rows_are_cells(tmp_path):
    cells = read(tmp_path, "budget_eur, fatigue_per_repeat\n5000,0.7\n\n60000,0.9\n", "design.csv")
    assert cells == [
        {"budget_eur": 5000.0, "fatigue_per_repeat": 0.7},
        {"budget_eur": 60000.0, "fatigue_per_repeat": 0.9},
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("d.toml", "", "names no quantity"),
        ("d.toml", "fatigue_per_repeat = 0.7", "must be a list of numbers"),
        ("d.toml", "fatigue_per_repeat = [true]", "must be a list of numbers"),
        ("d.toml", f"budget_eur = [{'9' * 400}]", "must be a list of numbers"),
        ("d.toml", f"budget_eur = [0x{'f' * 6_000}]", "must be a list of numbers"),
        ("d.csv", f"budget_eur\n{'9' * 150_000}\n", "line 2: is not CSV"),
        ("d.toml", "fatige = [0.7]", "cell 1 .fatige = 0.7.*no such quantity"),
        ("d.toml", "fatigue_per_repeat = [0.7, 70]", "cell 2 .*allowed is a finite number"),
        ("d.csv", "fatigue_per_repeat\n", "a line for each cell"),
        ("d.csv", "fatigue_per_repeat,budget_eur\n0.7\n0.8,x\n", "(?s)row 2.*row 3"),
        ("d.csv", "budget_eur,budget_eur\n1,2\n", "stands there twice"),
    ],
)
def test_what_is_no_design_is_refused(tmp_path, name, text, words):
    with pytest.raises(InputError, match=words):
        read(tmp_path, text, name)


def test_a_grid_beyond_measure_is_refused_before_it_is_made(tmp_path):
    text = "\n".join(
        f"{name} = {[0.5 + k / 1e4 for k in range(2_000)]}" for name in ("fatigue_per_repeat", "budget_eur")
    )
    with pytest.raises(InputError, match="4,000,000 cells"):
        read(tmp_path, text)
