"""What a strategist reads at the terminal and in the files, of real small comparisons and of odd ones."""

import io
import json
import tomllib
from dataclasses import replace

import pytest
from rich.console import Console
from test_compare import LAUNCH

from experiments.compare_schedules import Comparison, UntilClear, compare
from experiments.comparison_files import as_csv, as_json
from experiments.decision_table import (
    answer,
    belief_text,
    doubt_sentence,
    judgement_text,
    matrix_table,
    print_comparison,
    risk_table,
)
from experiments.report import render
from experiments.report_content import report_content
from experiments.study import Design
from sim.measures import KPIS, OBJECTIVES
from sim.scenario import Scenario

THREE = ["macro_only", "micro_only", "hybrid"]


def launch(assumption_set: str = "evidence", people: int = 20_000) -> Scenario:
    return Scenario.from_mapping(tomllib.loads(LAUNCH), people=people, assumption_set=assumption_set)


def printed(thing: object, width: int = 100) -> str:
    screen = Console(file=io.StringIO(), width=width)
    screen.print(thing)
    return screen.file.getvalue()


@pytest.fixture(scope="module")
def both() -> dict[str, Comparison]:
    return {name: compare(launch(name), THREE, 24, Design(1)) for name in ("evidence", "documents")}


@pytest.fixture(scope="module", params=["one schedule", "one replicate", "base values", "eight schedules"])
def odd(request) -> dict[str, Comparison]:
    eight = ["nano_only", *THREE, "parallel", "alternating", "burst", "drip"]
    names, replicates, design = {
        "one schedule": (["micro_only"], 4, Design(1)),
        "one replicate": (THREE, 1, Design(1)),
        "base values": (THREE, 4, Design(1, lucks=0)),
        "eight schedules": (eight, 4, Design(1)),
    }[request.param]
    return {"evidence": compare(launch(people=2_000), names, replicates, design)}


@pytest.mark.parametrize("width", [80, 100])
def test_every_part_is_there_and_fits(both, width):
    screen = Console(file=io.StringIO(), width=width)
    print_comparison(screen, both)
    text = screen.file.getvalue()
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    for part in ("What the budget bought", "What each schedule brought", "Differences, replicate by replicate"):
        assert text.count(part) == 2
    assert text.count("What to choose for which objective") == 1
    assert text.rindex("Under documents:") > text.rindex("Under evidence:") > text.index("What to choose")
    assert "nan" not in text.lower().split()


def test_odd_comparisons_are_told_without_words_for_no_number(odd):
    screen = Console(file=io.StringIO(), width=100)
    print_comparison(screen, odd)
    words = screen.file.getvalue().lower().replace(",", " ").split()
    assert "nan" not in words
    assert "inf" not in words


def test_the_matrix_has_a_row_for_every_objective_and_a_column_for_every_set(both):
    text = printed(matrix_table(both))
    assert all(objective in text for objective in OBJECTIVES)
    assert "under evidence" in text
    assert "under documents" in text


def test_risk_is_told_of_every_schedule_with_its_interval(both):
    text = printed(risk_table(both["evidence"]))
    for name in ("macro only", "micro only", "hybrid"):
        assert name in text
    assert text.count(" % to ") == 3
    assert "Knowing assumptions and luck beforehand" in " ".join(text.split())


def test_what_beliefs_do_is_told_and_nothing_is_said_where_none_was_drawn(both):
    told = belief_text(both["documents"]).plain
    assert "is what we do not know of the assumptions and" in told
    assert "of the draws of the assumptions" in told
    based = compare(launch(people=2_000), THREE, 4, Design(1, lucks=0))
    assert belief_text(based).plain == ""


def test_how_a_study_ended_is_told_and_only_where_it_was_to_go_on(both):
    assert judgement_text(both["evidence"]).plain == ""
    found = compare(
        launch(people=2_000), ["micro_only", "burst"], 2, Design(1, contributions=False), until_clear=UntilClear(2)
    )
    assert "Stopped after 2 replicates: the cap is reached and the decision is open." in judgement_text(found).plain


def test_the_doubt_names_the_other_set_and_counts_the_guesses(both):
    doubt = doubt_sentence(both)
    guesses = sum(entry.standing == "guessed" for entry in both["evidence"].scenario.assumptions)
    assert doubt.startswith("Under documents, ")
    assert doubt.endswith(f"{guesses} of {len(both['evidence'].scenario.assumptions)} assumptions are guesses.")
    alone = doubt_sentence({"evidence": both["evidence"]})
    assert "documents" not in alone


def test_lost_replicates_are_counted_with_the_reason(both):
    one = both["evidence"]
    hurt = replace(one, failed=(replace(one.runs[0], error="nobody could be paid"),))
    screen = Console(file=io.StringIO(), width=200)
    print_comparison(screen, {"evidence": hurt})
    assert "Under evidence, 2 of 24 replicates count for nothing, the first because: nobody could be paid" in (
        screen.file.getvalue()
    )


# ---- Files ------------------------------------------------------------------------------------------


def never(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def test_odd_comparisons_make_files_and_a_report(odd):
    json.loads(json.dumps(as_json(odd), allow_nan=False), parse_constant=never)
    page = render(report_content(odd))
    assert page.lower().startswith("<!doctype html>")
    assert all(kpi.label in page or kpi.label.replace("'", "&#39;") in page for kpi in KPIS)
    assert as_csv(odd).count("\n") == 1 + len(odd["evidence"].runs)


def test_the_report_says_the_answer_and_its_doubt(both):
    content = report_content(both)
    assert content["answer"].replace("\u2212", "-") == answer(both["evidence"])
    assert content["doubt"].replace("\u2212", "-") == doubt_sentence(both)
    assert render(content) == render(report_content(both))
