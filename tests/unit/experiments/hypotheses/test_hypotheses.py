"""Controls: a planted effect is found, one whose mechanism is off is not; and a test that was stopped goes on."""

import io
import json

import numpy as np
import pytest
from rich.console import Console
from stored import runs_in

from experiments.hypotheses import run as hypotheses
from experiments.hypotheses.files import as_json
from experiments.hypotheses.run import Question, run_hypotheses
from experiments.hypotheses.stated import read_hypotheses
from experiments.hypotheses.table import hypothesis_details, hypothesis_table
from experiments.hypotheses.words import decisive, why
from experiments.replicates import grid
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError

# Codes that pull strongly and do nothing else, and many clicks that end in a purchase: a small town shows it soon.
CODES = """
[study]
people = 5_000
first_beliefs = 40
most_beliefs = 40
ablation_beliefs = 40

[CODES]
sentence = "Promo codes sell."
articles = "D1"
mechanisms = ["promo_codes", "press"]

[CODES.arms]
with_codes = { schedule = "hybrid", SMALL }
without_codes = { schedule = "hybrid_without_codes", SMALL }

[[CODES.claims]]
measure = "purchases_incremental"
more = "with_codes"
than = "without_codes"
by_percent = 5

[[CODES.sweeps]]
number = "promo_code_on_purchase"
values = [1.0, 2.0, 4.0, 6.0]
""".replace(
    "SMALL",
    "roster = { nano = 1, micro = 100, macro = 3 }, "
    "override = { promo_code_discount_share = 0, promotion_on_engagement = 1, purchase_per_click = 0.15 }",
)


@pytest.fixture(scope="module")
def stated(tmp_path_factory):
    file = tmp_path_factory.mktemp("hypotheses") / "codes.toml"
    # The planted effect: a code makes buying six times as likely, whatever the beliefs say.
    file.write_text(
        CODES.replace("purchase_per_click = 0.15 }", "purchase_per_click = 0.15, promo_code_on_purchase = 6 }")
    )
    return read_hypotheses(file)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def planted(stated, folder):
    (tested,) = run_hypotheses(Question(stated, sets=("evidence",)), folder=folder)
    return tested


@pytest.mark.slow
def test_a_planted_effect_is_supported_and_its_mechanism_named(planted):
    of = planted.sets["evidence"]
    assert (planted.verdict, of.verdict) == ("supported", "supported")
    assert of.claims[0].effect.low > 0.05
    by_name = {one.mechanism: one for one in of.ablations}
    assert by_name["promo_codes"].carries(0, "supported")
    assert not by_name["press"].carries(0, "supported")
    # Without codes both launches are one and the same, person by person.
    assert by_name["promo_codes"].without[0].effect.mean == 0.0
    assert by_name["promo_codes"].without[0].state == "refuted"


@pytest.mark.slow
def test_the_same_hypothesis_without_its_mechanism_is_not_supported(stated, folder):
    (tested,) = run_hypotheses(Question(stated, sets=("evidence",), without=("promo_codes",)), folder=folder)
    of = tested.sets["evidence"]
    assert tested.verdict == "refuted"
    assert of.claims[0].effect.mean == 0.0
    assert [one.mechanism for one in of.ablations] == ["press"]  # what is off already is not taken away again


@pytest.mark.slow
def test_the_value_from_which_on_it_holds_lies_where_the_effect_passes_what_matters(planted):
    (swept,) = planted.sets["evidence"].swept
    effects = [point.effect.mean for point in swept.points]
    assert effects[0] == 0.0
    assert effects == sorted(effects)
    assert swept.turns.holds == "above"
    assert 1.0 < swept.turns.value < 4.0
    inside = np.interp(swept.turns.value, swept.sweep.values, effects)
    assert inside == pytest.approx(0.05, abs=0.02)


@pytest.mark.slow
def test_a_test_that_is_run_again_plays_nothing_and_says_the_same(stated, folder, planted, monkeypatch):
    monkeypatch.setattr(grid, "replicate_runs", None)
    announced = []
    question = Question(stated, sets=("evidence",))
    (again,) = run_hypotheses(question, folder=folder, on_stage=lambda what, runs: announced.append(runs))
    assert set(announced) == {0}
    assert json.dumps(as_json([again], question)) == json.dumps(as_json([planted], question))


@pytest.mark.slow
def test_a_test_that_was_stopped_goes_on_where_it_was(stated, tmp_path, planted, monkeypatch):
    question = Question(stated, sets=("evidence",))
    ended = []

    def stop(runs: int) -> None:
        ended.append(runs)
        if sum(ended) >= 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_hypotheses(question, folder=tmp_path, on_runs=stop)
    assert len(runs_in(tmp_path)) == sum(ended) == 30
    announced = []
    monkeypatch.setattr(hypotheses, "_ablate", lambda *_: None)
    monkeypatch.setattr(hypotheses, "_sweep", lambda *_: None)
    (tested,) = run_hypotheses(question, folder=tmp_path, on_stage=lambda what, runs: announced.append(runs))
    assert announced == [2 * 40 - 30]
    assert tested.sets["evidence"].claims[0].effect == planted.sets["evidence"].claims[0].effect


@pytest.mark.nightly
def test_side_by_side_and_one_by_one_give_the_same(stated, tmp_path, planted, monkeypatch):
    monkeypatch.setattr(hypotheses, "_sweep", lambda *_: None)
    (tested,) = run_hypotheses(Question(stated, sets=("evidence",)), folder=tmp_path, jobs=2)
    assert tested.sets["evidence"].claims[0].effect == planted.sets["evidence"].claims[0].effect
    assert tested.sets["evidence"].claims[0].beyond.tolist() == planted.sets["evidence"].claims[0].beyond.tolist()


def test_a_hypothesis_alone_is_judged_as_strictly_as_among_all():
    stated = read_hypotheses()
    alone, all_of_them = Question(stated, ("H3",)), Question(stated)
    assert alone.error_per_limit == all_of_them.error_per_limit
    claims, sets = sum(len(one.claims) for one in stated.hypotheses.values()), 2
    assert alone.error_per_limit * claims * sets * len(alone.looks) == pytest.approx(0.05)


def test_arms_that_cannot_be_compared_are_refused_before_anything_is_played(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "replicate_runs", None)
    file = tmp_path / "poor.toml"
    file.write_text(
        CODES.replace('schedule = "hybrid_without_codes",', 'schedule = "hybrid_without_codes", budget_eur = 200,')
    )
    with pytest.raises(InputError) as refusal:
        run_hypotheses(Question(read_hypotheses(file), sets=("evidence",)))
    assert refusal.value.problems


@pytest.mark.second
def test_a_belief_in_which_an_arm_cannot_hire_counts_like_any_other(tmp_path, monkeypatch):
    file = tmp_path / "dear.toml"
    poor = "budget_eur = 6_000, roster = { nano = 1, micro = 50, macro = 5 }"
    file.write_text(
        CODES.split("[CODES.arms]")[0]
        + f"[CODES.arms]\nmacro = {{ schedule = 'macro_only', {poor} }}\n"
        + f"micro = {{ schedule = 'micro_only', {poor} }}\n"
        + "[[CODES.claims]]\nmeasure = 'reach_people'\nmore = 'macro'\nthan = 'micro'\nby_percent = 5\n"
    )
    monkeypatch.setattr(hypotheses, "_ablate", lambda *_: None)
    (tested,) = run_hypotheses(Question(read_hypotheses(file), sets=("evidence",)), folder=tmp_path / "runs")
    judged = tested.sets["evidence"].claims[0]
    assert (judged.left_out, len(judged.beliefs)) == (0, 40)
    runs = list(runs_in(tmp_path / "runs").values())
    assert 0 < sum(outcome["cost_eur"] == 0.0 for outcome in runs) < 40  # in some draws nobody can be paid


@pytest.mark.slow
def test_the_result_is_told_in_words_and_json_alike(stated, planted):
    content = as_json([planted], Question(stated, sets=("evidence",)))
    json.dumps(content, allow_nan=False)
    assert content["assumptions_fingerprints"] == {"evidence": Assumptions.load("evidence").fingerprint}
    one = content["hypotheses"]["CODES"]
    assert one["verdict"] == "supported"
    assert one["sets"]["evidence"]["carried_by"] == ["promo_codes"]
    assert "It hangs on promo codes" in one["sets"]["evidence"]["carried"]
    assert why(planted).startswith("Under evidence, incremental purchases of with codes against without codes is +")
    assert decisive(planted.sets["evidence"]) == 0
    screen = Console(width=100, record=True, file=io.StringIO())
    screen.print(hypothesis_table(content))
    screen.print(hypothesis_details(content))
    text = screen.export_text()
    for words in (
        "Promo codes sell.",
        "supported",
        "It hangs on promo codes",
        "holds where promo code on purchase is above",
    ):
        assert words in " ".join(text.split())


@pytest.mark.nightly
def test_a_shipped_hypothesis_is_supported_with_its_mechanism_and_not_without(monkeypatch):
    """H12: adjusting pays because influencers of one size are liked differently, and for no other reason.

    Nothing is passed on: with sharing hits outweigh what adjusting brings, and no number of draws decides it.
    """
    monkeypatch.setattr(hypotheses, "_ablate", lambda *_: None)
    monkeypatch.setattr(hypotheses, "_sweep", lambda *_: None)
    verdicts = []
    for off in (("sharing",), ("sharing", "engagement_spread")):
        question = Question(read_hypotheses(), ("H12",), ("evidence",), people=300_000, without=off)
        (tested,) = run_hypotheses(question, jobs=2)
        verdicts.append(tested.verdict)
    assert verdicts == ["supported", "refuted"]
