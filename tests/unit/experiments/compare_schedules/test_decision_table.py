"""What a strategist reads at the terminal and in the files, of real small comparisons and of odd ones."""

import io
import json
import math
import re
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console
from sneakers import LAUNCH

from experiments.compare_schedules.choices import Choice
from experiments.compare_schedules.comparison import BeliefEffects, Comparison, compare, summarised
from experiments.compare_schedules.files import as_csv, as_json
from experiments.compare_schedules.report_content import report_content
from experiments.compare_schedules.table import (
    belief_text,
    judgement_text,
    matrix_table,
    print_comparison,
    risk_table,
)
from experiments.compare_schedules.words import answer, doubt_sentence
from experiments.replicates.design import Design
from experiments.report.page import render
from experiments.statistics.belief_effects import Driver, VarianceSplit
from experiments.statistics.estimates import PairedDifference, Proportion
from experiments.statistics.sequential import Judgement
from sim.kpis import KPI_BY_NAME, KPIS, OBJECTIVES, kpi_value
from sim.scenario.scenario import Scenario

THREE = ["macro_only", "micro_only", "hybrid"]


def launch(assumption_set: str = "evidence", people: int = 20_000, days: int = 30) -> Scenario:
    text = LAUNCH.replace("horizon_days = 30", f"horizon_days = {days}")
    roster = "[roster]\nnano = 2_000\nmicro = 400\nmacro = 40\nmega = 5\n"
    return Scenario.from_mapping(tomllib.loads(text + roster), people=people, assumption_set=assumption_set)


def printed(thing: object, width: int = 100) -> str:
    screen = Console(file=io.StringIO(), width=width)
    screen.print(thing)
    return screen.file.getvalue()


@pytest.fixture(scope="module")
def both() -> dict[str, Comparison]:
    return {name: compare(launch(name, days=13), THREE, 12, Design(1)) for name in ("evidence", "documents")}


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


@pytest.mark.second
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
    assert text.count("What may go wrong in one campaign") == 2
    told = " ".join(text.split())
    assert told.count("Evidence and documents differ in 6 of 112 numbers: engagement_per_reached_person (0.075,") == 1
    assert told.count("engagement_spread (0.85 and 0)") == 1
    assert "\n\n\n" not in text
    assert not no_number(text)


def no_number(text: str) -> list[str]:
    return re.findall(r"\b(?:nan|inf|infinity|none)\b", text.lower())


@pytest.mark.second
@pytest.mark.parametrize("width", [80, 100])
def test_odd_comparisons_are_told_without_words_for_no_number(odd, width):
    screen = Console(file=io.StringIO(), width=width)
    print_comparison(screen, odd)
    text = screen.file.getvalue()
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert not no_number(text)


def test_the_matrix_has_a_row_for_every_objective_and_a_column_for_every_set(both):
    text = printed(matrix_table(both))
    assert all(objective in text for objective in OBJECTIVES)
    assert "under evidence" in text
    assert "under documents" in text


# ---- Words for what is known, and for what is not ---------------------------------------------------


def lead(mean: float, low: float, high: float) -> PairedDifference:
    return PairedDifference("micro_only", "hybrid", mean, low, high, 12, 5.0)


def decided(one: Comparison, verdict: str, best: str | None = "micro_only", mean: float = 25.0) -> Comparison:
    """The comparison with another decision, for each of its objectives."""
    low, high = {"clear": (5.0, 45.0), "open": (-5.0, 55.0), "equal": (0.0, 0.0)}.get(verdict, (math.nan, math.nan))
    chance = {"clear": 0.97, "open": 0.71, "equal": 1 / 3}.get(verdict, math.nan)
    chances = dict.fromkeys(THREE, (1.0 - chance) / 2.0) | {best or "": chance}
    choice = Choice(
        "purchases_incremental", best, lead(mean, low, high) if best else None, verdict, chances, chances, chances
    )
    return replace(one, decision=choice, choices=dict.fromkeys(OBJECTIVES, choice))


@pytest.mark.parametrize(
    ("verdict", "mean", "cell"),
    [
        ("clear", 25.0, "micro only (clear, 0.97)"),
        ("open", 25.0, "micro only (open, 0.71)"),
        ("open", 0.0, "micro only or hybrid (open)"),
        ("equal", 0.0, "no schedule differs"),
        ("none", 25.0, "micro only (no interval)"),
        ("none", 0.0, "micro only or hybrid (no interval)"),
    ],
)
@pytest.mark.parametrize("width", [80, 100])
def test_a_cell_of_the_matrix_says_how_sure_a_choice_is(both, verdict, mean, cell, width):
    one = decided(both["evidence"], verdict, mean=mean)
    text = printed(matrix_table({"evidence": one}), width)
    assert max(map(len, text.splitlines())) <= width
    assert text.count(cell) == len(OBJECTIVES)
    assert "differs between the two sets" not in text
    assert not no_number(text)


def test_the_matrix_tells_where_the_sets_disagree_or_that_they_do_not(both):
    first, other = decided(both["evidence"], "clear"), decided(both["documents"], "open", best="hybrid")
    told = printed(matrix_table({"evidence": first, "documents": other}))
    assert "conversion may flip: micro only under evidence, hybrid under documents; open under documents." in told
    assert told.count("may flip") == len(OBJECTIVES)
    assert "No answer differs" not in told
    same = printed(matrix_table({"evidence": first, "documents": decided(both["documents"], "open")}))
    assert "No answer differs between the two sets." in same
    assert "flip" not in same


@pytest.mark.parametrize(
    ("verdict", "best", "told"),
    [
        ("clear", "hybrid", "Under documents, hybrid is clearly best."),
        ("open", "hybrid", "Under documents, hybrid is best, but not clearly."),
        ("clear", "micro_only", "Under documents, micro only is clearly best too."),
        ("open", "micro_only", "Under documents, micro only is best too, but not clearly."),
        ("equal", "micro_only", "Under documents, micro only and hybrid do not differ."),
        ("none", "hybrid", "Under documents, hybrid is best, but there is no interval."),
        ("none", None, ""),
    ],
)
def test_the_doubt_says_what_the_other_set_says(both, verdict, best, told):
    first = replace(decided(both["evidence"], "open"), beliefs=None)
    doubt = doubt_sentence({"evidence": first, "documents": decided(both["documents"], verdict, best=best)})
    guesses = sum(entry.standing == "guessed" for entry in first.scenario.assumptions)
    assert doubt == f"{told} {guesses} of {len(first.scenario.assumptions)} assumptions are guesses.".lstrip()


def test_the_doubt_names_who_is_ahead_in_how_many_draws(both):
    one = replace(both["evidence"], beliefs=effects())
    assert doubt_sentence({"evidence": one}).startswith(
        "Under evidence, VIP first is ahead of hybrid in 38 % of the draws of the assumptions. "
    )
    unknown = replace(both["evidence"], beliefs=effects(survives=Proportion(math.nan, math.nan, math.nan)))
    assert "draws" not in doubt_sentence({"evidence": unknown})


AHEAD = Proportion(0.375, 0.2, 0.6)


def effects(
    shares: tuple[float, float] = (0.33, 0.67),
    saved: float = 3.71,
    survives: Proportion = AHEAD,
    drivers: tuple[Driver, ...] = (),
) -> BeliefEffects:
    split = VarianceSplit(1.0, 2.0, *shares, floored=False)
    return BeliefEffects("VIP_first", "hybrid", split, saved, survives, list(drivers))


def driver(name: str, p: float, flips: bool = False) -> Driver:
    return Driver(name, 0.7, p, -35.0, -60.0, -10.0, 222.0, 100.0, 300.0, flips=flips)


def told_of(one: Comparison, beliefs: BeliefEffects) -> list[str]:
    return belief_text(replace(one, beliefs=beliefs)).plain.rstrip("\n").split("\n")


def test_what_is_not_known_is_told_apart_from_luck(both):
    variance, ahead = told_of(both["evidence"], effects())
    assert variance == (
        "Of the variance of incremental purchases under VIP first, 33 % is what we do not know of the assumptions and "
        "67 % is luck. All schedules share each draw of the assumptions, which makes one replicate worth 3.7 with "
        "separate draws."
    )
    assert ahead == "VIP first is ahead of hybrid in 38 % of the draws of the assumptions (20 % to 60 %)."


def test_what_beliefs_do_is_left_out_where_it_is_not_known(both):
    (ahead,) = told_of(both["evidence"], effects(shares=(math.nan, math.nan), saved=math.nan))
    assert ahead.startswith("VIP first is ahead")
    variance, _ = told_of(both["evidence"], effects(saved=math.nan))
    assert variance.endswith("67 % is luck.")
    variance, _ = told_of(both["evidence"], effects(saved=math.inf))
    assert "one replicate worth any number with separate draws" in variance
    unknown = Proportion(math.nan, math.nan, math.nan)
    assert told_of(both["evidence"], effects((math.nan, math.nan), math.nan, unknown)) == [""]


@pytest.mark.parametrize("objective", ["reach_people", "cpm_eur", "profit_eur"])
def test_the_draws_in_which_the_best_is_ahead_are_counted_in_the_direction_that_is_better(both, objective):
    one = both["evidence"]
    asked = replace(one.scenario, objective=objective)
    found = summarised(asked, one.schedules, one.replicates, one.design, one.runs)
    kpi, values = KPI_BY_NAME[objective], {"do nothing": np.zeros((6, 2))}
    for name in THREE:
        of_runs = [kpi_value(kpi, run.totals) for run in found.runs if run.schedule == name]
        values[name] = np.array(of_runs).reshape(6, 2)
    first, second = (values[name].mean(axis=1) for name in (found.beliefs.first, found.beliefs.second))
    lead = first - second if kpi.better == "higher" else second - first
    share = float(np.mean(lead[np.isfinite(lead)] > 0.0))
    assert share != 0.5  # so that the other direction would be another share
    assert found.beliefs.survives.mean == pytest.approx(share)


def test_the_assumptions_that_move_the_lead_are_named_with_how_well_they_stand(both):
    moving = (driver("reach_rate", 0.001, flips=True), driver("fans_mean", 0.2), driver("reach_rate.nano", 0.01))
    lines = told_of(both["evidence"], effects(drivers=moving))[2:]
    standing = both["evidence"].scenario.assumptions.entry("reach_rate").standing
    where = "the lead is -35.0 where that is low and +222 where it is high"
    assert lines == [
        f"It hangs on reach_rate ({standing}): {where}; the answer flips.",
        f"It hangs on reach_rate.nano ({standing}): {where}.",
    ]
    assert told_of(both["evidence"], effects(drivers=(driver("fans_mean", 0.2),)))[2:] == [
        "No single assumption moves the lead by more than chance would."
    ]


@pytest.mark.second
def test_where_no_belief_was_drawn_nothing_is_said_of_any():
    based = compare(launch(people=2_000, days=13), THREE, 4, Design(1, lucks=0))
    assert belief_text(based).plain == ""
    assert "draws" not in doubt_sentence({"evidence": based})


@pytest.mark.parametrize(
    ("state", "beliefs", "words"),
    [
        ("clear", 80, "Stopped after 12 replicates: the decision is clear. At most 5 % of studies"),
        ("indifferent", 80, "the schedules that are left differ by less than matters. At most"),
        ("open", 80, "the cap is reached and the decision is open. At most"),
        ("open", 39, "the decision is open, as it always is with fewer than 40 draws of the assumptions. At most"),
    ],
)
def test_how_a_study_ended_that_was_to_go_on_is_told(both, state, beliefs, words):
    one = replace(both["evidence"], judgement=Judgement(state, 0, (), beliefs, 0.01))
    assert words in judgement_text(one).plain
    based = replace(one, design=Design(1, lucks=0))
    assert words.replace("draws of the assumptions", "replicates") in judgement_text(based).plain
    assert words.split(". ")[0] in " ".join(printed_comparison({"evidence": one}).split())


def test_a_study_of_a_given_size_says_nothing_of_having_stopped(both):
    assert judgement_text(both["evidence"]).plain == ""
    assert "Stopped" not in printed_comparison(both)


def printed_comparison(comparisons: dict[str, Comparison], width: int = 100) -> str:
    screen = Console(file=io.StringIO(), width=width)
    print_comparison(screen, comparisons)
    return screen.file.getvalue()


# ---- Risk -------------------------------------------------------------------------------------------


def test_risk_is_told_of_every_schedule_with_its_interval(both):
    one = both["evidence"]
    text = printed(risk_table(one))
    assert text.count("do nothing") == 1
    for name, risk in ((name, one.risks[name]) for name in THREE):
        cells = " ".join(text[text.index(name.replace("_", " ")) :].split())
        low, high = (f"{100 * end:.0f} %" for end in (risk.loss_probability.low, risk.loss_probability.high))
        assert f"{100 * risk.loss_probability.mean:.0f} % {low} to {high} -" in cells
        worst = [float(money.replace(",", "")) for money in re.findall(r"(-[\d,]+) EUR", cells)[:2]]
        assert worst == pytest.approx([risk.value_at_risk_eur, risk.conditional_value_at_risk_eur], rel=0.01)


@pytest.mark.parametrize("width", [80, 100])
def test_a_table_of_risks_fits_the_terminal_and_no_figure_is_cut(both, width):
    text = printed(risk_table(both["documents"]), width)
    assert max(map(len, text.splitlines())) <= width
    assert "\u2026" not in text


def worth(one: Comparison, objective: str, everything: float, low: float, high: float) -> str:
    one = replace(
        one,
        scenario=replace(one.scenario, objective=objective),
        information=replace(one.information, everything=everything, assumptions_low=low, assumptions_high=high),
    )
    return " ".join(printed(risk_table(one), 200).split("Regret: ")[1].split())


@pytest.mark.parametrize(
    ("objective", "figures", "told"),
    [
        ("purchases_incremental", (125.0, 0.0, 62.5), "worth 125 purchases, knowing the assumptions alone 0 to 62.5."),
        ("purchases_incremental", (125.0, math.nan, 62.5), "knowing the assumptions alone at most 62.5."),
        (
            "viral_share",
            (0.0123, 0.002, 0.01),
            "worth 1.23 percentage points, knowing the assumptions alone 0.200 to 1",
        ),
        ("trust_gain_reached", (0.0123, 0.002, 0.01), "worth 0.0123 on a scale of 0 to 1, knowing"),
        ("cpa_eur", (41.7, 0.0, 25.6), "worth 41.70 EUR per purchase, knowing the assumptions alone 0.00 to 25.60."),
    ],
)
def test_what_knowing_more_would_be_worth_is_told_in_the_unit_of_a_difference(both, objective, figures, told):
    said = worth(both["evidence"], objective, *figures)
    assert "behind the best schedule of that campaign, on average. Knowing assumptions and luck beforehand" in said
    assert told in said


def test_nothing_is_said_of_knowing_more_where_that_is_not_known(both):
    assert worth(both["evidence"], "cpa_eur", math.nan, math.nan, math.nan) == (
        "CPA behind the best schedule of that campaign, on average."
    )


def test_one_schedule_alone_is_nothing_to_choose_from_and_nothing_to_regret():
    alone = compare(launch(people=2_000, days=13), ["micro_only"], 4, Design(1))
    text = printed_comparison({"evidence": alone})
    assert "loses money" in text
    for word in ("regret", "Regret", "Knowing", "What to choose", "Who is best", "Differences"):
        assert word not in text
    assert "Nothing to compare: micro only brings" in text


# ---- Lost replicates, and money beside the budget -----------------------------------------------------


def test_lost_replicates_are_counted_with_the_reason(both):
    one = both["evidence"]
    hurt = replace(one, failed=(replace(one.runs[0], error="nobody could be paid"),))
    text = printed_comparison({"evidence": hurt}, width=200)
    told = "Played 10 of 12 replicates; the others count for nothing, the first because: nobody could be paid."
    assert f"Under evidence: {told} With more than 5 % missing nothing is called clear." in text
    assert " ".join(text.split()).count(told) == 2  # in the notes and in the headline


def test_what_is_paid_beside_the_budget_is_called_so(both):
    told = "Discounts: beside the budget, as they depend on sales."
    assert "discounts, EUR" in printed_comparison({"documents": both["documents"]}, width=200)
    assert told in printed_comparison({"documents": both["documents"]})
    alone = compare(launch(people=2_000, days=13), ["micro_only"], 1, Design(1, lucks=0))
    told = " ".join(printed_comparison({"evidence": alone}).split())
    assert "depend on sales" not in told
    assert "Own hours: of the brand's own people, beside the budget; profit counts them, cost does not." in told


def test_a_phase_that_hired_fewer_than_it_asked_for_is_named(both):
    one = both["evidence"]
    assert one.runs[0].plan is not None
    short = replace(one.runs[0], plan=replace(one.runs[0].plan, notes=("it hired 8 of 9",)))
    text = printed_comparison({"evidence": replace(one, runs=(short, *one.runs[1:]))}, width=200)
    assert "In the first replicate under evidence, macro only: it hired 8 of 9." in text


# ---- Files ------------------------------------------------------------------------------------------


def never(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


@pytest.mark.second
def test_odd_comparisons_make_files_and_a_report(odd):
    json.loads(json.dumps(as_json(odd), allow_nan=False), parse_constant=never)
    page = render(report_content(odd))
    assert page.lower().startswith("<!doctype html>")
    assert all(kpi.label in page or kpi.label.replace("'", "&#39;") in page for kpi in KPIS)
    assert as_csv(odd).count("\n") == 1 + len(odd["evidence"].runs)


@pytest.mark.second
def test_the_report_says_the_answer_and_its_doubt(both):
    content = report_content(both)
    assert content["answer"].replace("\u2212", "-") == answer(both["evidence"])
    assert content["doubt"].replace("\u2212", "-") == doubt_sentence(both)
    assert render(content) == render(report_content(both))
