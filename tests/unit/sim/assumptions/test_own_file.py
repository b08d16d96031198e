"""A set of one's own: entries laid over a shipped set, draws that are taken whole, and every fault told."""

import pytest

from sim.assumptions.belief import believed, quantile_of
from sim.assumptions.numbers import Assumptions
from sim.assumptions.own_file import assumptions_of_file, extended_by, ranges_digest
from sim.errors import InputError
from sim.scenario.scenario import Scenario, template

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
        ('name = ""' + TWO, "name = '': must be a text"),
        (TWO + "learned_under = 3", "learned_under: must be a table"),
        (TWO + "[posterior.learned_under]\nranges = 3", "learned_under: must be a table"),
        (TWO + "held = 3", "held: must be a table"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        assumptions_of_file(written(tmp_path, text))


def test_a_scenario_file_names_one_that_stands_beside_it(tmp_path, monkeypatch):
    written(tmp_path)
    text = template().replace('set = "evidence"', 'set = "mine.toml"')
    (tmp_path / "launch.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir("/")
    scenario = Scenario.load(tmp_path / "launch.toml", people=2_000)
    assert scenario.assumptions.draws == assumptions_of_file(tmp_path / "mine.toml").draws
    asked = Scenario.load(tmp_path / "launch.toml", people=2_000, assumption_set="evidence")
    assert asked.assumptions.draws is None  # what is asked takes the place of what the file names


def test_what_is_wrong_with_it_is_told_with_the_rest_of_the_scenario(tmp_path):
    text = template().replace('set = "evidence"', 'set = "absent.toml"').replace("margin_share = ", "margin_shar = ")
    (tmp_path / "launch.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        Scenario.load(tmp_path / "launch.toml", people=2_000)
    assert any("launch.toml: assumptions.set: " in told and "absent.toml" in told for told in error.value.problems)
    assert any("margin_shar" in told for told in error.value.problems)


def test_a_file_may_have_a_name_of_its_own(tmp_path):
    assert assumptions_of_file(written(tmp_path, 'name = "spring"' + TWO)).name == "spring"
    assert extended_by(str(written(tmp_path))) == "evidence"


def learned_under(digest, held=""):
    return f'{TWO}[posterior.learned_under]\nranges = "{digest}"\ngroundswell = "0.1"\n[posterior.held]\n{held}'


def test_other_ranges_than_those_the_draws_were_found_under_are_told_once(tmp_path, caplog):
    assumptions_of_file(written(tmp_path, learned_under(ranges_digest(EVIDENCE, ()))))
    assert caplog.messages == []
    path = written(tmp_path, learned_under("0" * 16))
    assert assumptions_of_file(path).draws is not None
    assumptions_of_file(path)
    (told,) = caplog.messages
    assert f"{path}: these draws were found under other ranges" in told


def test_a_value_that_was_held_may_be_another(tmp_path, caplog):
    other = EVIDENCE.with_values({"purchase_per_click": 0.5})
    assert ranges_digest(other, ()) != ranges_digest(EVIDENCE, ())
    digest = ranges_digest(other, ["purchase_per_click"])
    assumptions_of_file(written(tmp_path, learned_under(digest, "purchase_per_click = 0.5")))
    assert caplog.messages == []


def test_the_digest_is_of_ranges_and_not_of_where_tiers_begin():
    assert ranges_digest(EVIDENCE.with_tiers("D2"), ()) == ranges_digest(EVIDENCE, ())
    assert ranges_digest(Assumptions.load("documents"), ()) != ranges_digest(EVIDENCE, ())
