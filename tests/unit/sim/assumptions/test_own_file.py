"""A set of one's own: entries laid over a shipped set, draws that are taken whole, and every fault told."""

import pytest

from sim.assumptions.belief import believed, quantile_of
from sim.assumptions.numbers import Assumptions
from sim.assumptions.own_file import assumptions_of_file
from sim.errors import InputError
from sim.scenario.scenario import Scenario

TWO = """
extends = "evidence"
[posterior]
labels = ["fatigue_per_repeat", "fee_level.nano"]
draws = [[0.1, 0.9], [0.2, 0.8], [0.3, 0.7]]
"""
EVIDENCE = Assumptions.load("evidence")


def written(tmp_path, text=TWO):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_belief_takes_a_row_whole_and_each_as_often(tmp_path):
    mine = assumptions_of_file(written(tmp_path))
    rows = [(quantiles["fatigue_per_repeat"], quantiles["fee_level.nano"]) for quantiles in beliefs(mine)]
    assert set(rows) == {(0.1, 0.9), (0.2, 0.8), (0.3, 0.7)}
    assert min(rows.count(row) for row in set(rows)) > 70


def beliefs(assumptions, count=300):
    return [quantile_of(assumptions, seed) for seed in range(count)]


def test_what_is_in_no_draw_is_believed_as_before(tmp_path):
    mine = assumptions_of_file(written(tmp_path))
    for seed in range(20):
        before, now = quantile_of(EVIDENCE, seed), quantile_of(mine, seed)
        assert {label for label in before if before[label] != now[label]} <= {"fatigue_per_repeat", "fee_level.nano"}


def test_what_is_given_a_value_is_drawn_no_more(tmp_path):
    mine = assumptions_of_file(written(tmp_path)).with_values({"fatigue_per_repeat": 0.77})
    assert believed(mine, 3).value("fatigue_per_repeat") == 0.77


def test_a_scenario_takes_it_by_its_path_and_is_another_scenario(tmp_path):
    mine = Scenario.load(people=2_000, assumption_set=str(written(tmp_path)))
    plain = Scenario.load(people=2_000)
    assert mine.assumptions.name == "mine"
    assert mine.fingerprint != plain.fingerprint
    other = Scenario.load(people=2_000, assumption_set=str(written(tmp_path, TWO.replace("0.9", "0.95"))))
    assert other.fingerprint != mine.fingerprint


def test_entries_may_be_changed_without_draws(tmp_path):
    entry = EVIDENCE.entry("fatigue_per_repeat")
    text = f"""
extends = "evidence"
[fatigue_per_repeat]
meaning = "m"
unit = "factor"
base = {entry.base}
low = {entry.base}
high = {entry.base}
distribution = "fixed"
standing = "guessed"
source = "mine"
"""
    mine = assumptions_of_file(written(tmp_path, text))
    assert mine.draws is None
    assert "fatigue_per_repeat" not in quantile_of(mine, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TWO.replace("evidence", "evidenc"), "must be one of documents, evidence; did you mean 'evidence'"),
        (TWO.replace("fatigue_per_repeat", "fatigue"), "no uncertain number"),
        (TWO.replace("0.9]", "1.9]"), "draw 1: must be 2 numbers from 0 to 1"),
        (TWO.replace("0.9]", "true]"), "draw 1"),
        (TWO.replace(", 0.7]", "]"), "draw 3"),
        (TWO.replace("draws = [[0.1, 0.9], [0.2, 0.8], [0.3, 0.7]]", "draws = []"), "1 to 2,000 draws"),
        (TWO.replace('"fee_level.nano"', '"fatigue_per_repeat"'), "different names"),
        (TWO.replace('"fee_level.nano"', '["fee_level.nano"]'), "different names"),
        ('extends = "evidence"\nposterior = 3\n', "needs labels"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        assumptions_of_file(written(tmp_path, text))
