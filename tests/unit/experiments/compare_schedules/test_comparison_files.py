"""What a comparison leaves on disk and hands to the report: every number of it, none that is no number."""

import csv
import io
import json
import re
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from sneakers import LAUNCH

import sim.model
from experiments.compare_schedules.comparison import Comparison, Comparisons, UntilClear, compare, flips
from experiments.compare_schedules.files import as_csv, as_json, draw_pictures, note_on, write_comparison
from experiments.compare_schedules.report_content import report_content
from experiments.compare_schedules.spending import BOUGHT, bought, mean_bought
from experiments.compare_schedules.words import answer, doubt_sentence, sets_sentence
from experiments.replicates.design import Design
from experiments.report.page import render
from sim.kpis import KPI_BY_NAME, KPIS, OBJECTIVES, kpi_value
from sim.model import simulate
from sim.scenario.scenario import Scenario

BOTH = ("evidence", "documents")
SPREAD = "engagement_spread"
TWO = ["micro_only", "burst"]


def launch(assumption_set: str = "evidence") -> Scenario:
    text = LAUNCH.replace("horizon_days = 30", "horizon_days = 9") + "[roster]\nnano = 1\nmicro = 400\nmacro = 30\n"
    return Scenario.from_mapping(tomllib.loads(text), people=20_000, assumption_set=assumption_set)


def compared(schedules: list[str], replicates: int, design: Design, sets: tuple[str, ...] = BOTH) -> Comparisons:
    return {name: compare(launch(name), schedules, replicates, design) for name in sets}


@pytest.fixture(scope="module")
def both() -> Comparisons:
    return compared(TWO, 6, Design(1))


@pytest.fixture(scope="module")
def lone() -> Comparisons:
    """The least that can be asked: one schedule, one replicate, every assumption at its base value."""
    return compared(["micro_only"], 1, Design(1, lucks=0))


@pytest.fixture(scope="module")
def wounded() -> Comparison:
    """Replicate 2 of burst failed, and with it counts for nothing what shares its belief: replicate 3."""

    def sometimes(scenario, world, plan, luck_seed, **given):
        if (plan.schedule, luck_seed) == ("burst", 1_000_002):
            raise ValueError('no, such "luck"')
        return simulate(scenario, world, plan, luck_seed=luck_seed, **given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sim.model, "simulate", sometimes)
        return compare(launch(), TWO, 6, Design(1))


def rows(comparisons: Comparisons) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(comparisons))))


def strict(content: object) -> object:
    """The content as a reader of JSON has it; infinity and not-a-number are no JSON."""
    return json.loads(json.dumps(content, allow_nan=False))


# ---- Sets -----------------------------------------------------------------------------------------


@pytest.mark.second
def test_a_set_says_the_same_alone_and_beside_another_to_the_byte(both):
    alone = compared(TWO, 6, Design(1), sets=("evidence",))
    of_both, of_one = (json.dumps(as_json(one)["sets"]["evidence"]) for one in (both, alone))
    assert of_both == of_one
    lines, lone_lines = as_csv(both).splitlines(), as_csv(alone).splitlines()
    assert lines[: len(lone_lines)] == lone_lines
    assert all(line.startswith("documents,") for line in lines[len(lone_lines) :])
    assert len(lines) == 2 * len(lone_lines) - 1
    shared = as_json(both).keys() - {"sets", "flips"}
    assert {key: as_json(both)[key] for key in shared} == {key: as_json(alone)[key] for key in shared}


def test_both_sets_are_asked_of_the_same_worlds_under_beliefs_of_their_own(both):
    of = {name: [row for row in rows(both) if row["assumptions"] == name] for name in BOTH}
    seeds = ("schedule", "replicate", "belief_seed", "world_seed", "luck_seed")
    assert [[row[s] for s in seeds] for row in of["evidence"]] == [[row[s] for s in seeds] for row in of["documents"]]
    fingerprints = {as_json(both)["sets"][name]["assumptions_fingerprint"] for name in BOTH}
    assert len(fingerprints) == 2
    assert [row["engagements"] for row in of["evidence"]] != [row["engagements"] for row in of["documents"]]


# ---- runs.csv -------------------------------------------------------------------------------------


def test_every_number_of_a_run_is_in_its_row_in_full(both):
    table = rows(both)
    runs = [(name, run) for name, one in both.items() for run in one.runs]
    assert len(table) == len(runs) == 24
    for row, (name, run) in zip(table, runs, strict=True):
        assert (row["assumptions"], row["schedule"], row["replicate"]) == (name, run.schedule, str(run.replicate))
        assert row["belief_seed"] == str(1_000_000 + run.replicate // 2)
        assert row["world_seed"] == row["luck_seed"] == str(1_000_000 + run.replicate)
        for kpi in KPIS:
            value = kpi_value(kpi, run.totals)
            assert row[kpi.name] == ("" if np.isnan(value) else repr(float(value)))
        assert float(row["posts"]) == len(run.plan.published)
        spent = sum(float(row[cost]) for cost in ("fees_eur", "gifts_eur", "coordination_eur", "commission_eur"))
        assert spent == pytest.approx(float(row["cost_eur"]))


def test_no_column_of_the_runs_stands_there_twice(both):
    header = as_csv(both).splitlines()[0].split(",")
    assert len(header) == len(set(header))
    assert {*KPI_BY_NAME, *BOUGHT} <= set(header)


def test_a_failed_run_is_a_row_with_its_seeds_its_reason_and_nothing_else(wounded):
    (failed,) = (row for row in rows({"evidence": wounded}) if row["error"])
    assert failed["error"] == 'ValueError: no, such "luck"'
    assert (failed["schedule"], failed["replicate"], failed["belief_seed"]) == ("burst", "2", "1000001")
    assert {failed[name] for name in (*KPI_BY_NAME, *BOUGHT)} == {""}
    assert len(rows({"evidence": wounded})) == 12


def test_where_no_belief_was_drawn_there_is_no_seed_of_one(lone):
    assert [row["belief_seed"] for row in rows(lone)] == ["", ""]


# ---- comparison.json ------------------------------------------------------------------------------


def test_the_json_says_everything_that_a_comparison_knows(both):
    content = strict(as_json(both))
    assert content["objectives"] == OBJECTIVES
    assert content["flips"] == flips(both)
    assert content["kpis"].keys() == KPI_BY_NAME.keys()
    for name, one in both.items():
        part = content["sets"][name]
        assert (part["replicates"], part["lucks_per_belief"], part["lost_replicates"]) == (6, 2, 0)
        assert part["decision"]["best"] == one.decision.best
        assert list(part["choices"]) == list(OBJECTIVES)
        assert part["risks"]["burst"]["loss_probability"]["mean"] == one.risks["burst"].loss_probability.mean
        assert part["value_of_perfect_information"]["everything"] == one.information.everything
        assert [of["source"] for of in part["contributions"]["burst"]] == [
            of.source for of in one.contributions["burst"]
        ]
        assert part["beliefs"]["saved"] == (one.beliefs.saved if np.isfinite(one.beliefs.saved) else None)
        assert part["judgement"] is None
        assert part["kpis"]["clicks"]["schedules"]["burst"]["mean"] == one.estimates["clicks"]["burst"].mean
        (pair,) = part["kpis"]["clicks"]["differences"]
        assert (pair["first"], pair["second"], pair["mean"]) == (
            "micro_only",
            "burst",
            one.differences["clicks"][0].mean,
        )


def test_the_json_says_how_a_launch_compares_with_doing_nothing(both):
    for part in strict(as_json(both))["sets"].values():
        assert part["if_launched"]["best"] in TWO
        assert part["do_not_launch"] == (part["choices"]["profit"]["best"] == "do nothing")
        assert list(part["risks"]) == [*TWO, "do nothing"]
        for pair, name in zip(part["profit_over_nothing"], TWO, strict=True):
            assert (pair["first"], pair["second"]) == (name, "do nothing")
            assert pair["mean"] == pytest.approx(part["kpis"]["profit_eur"]["schedules"][name]["mean"])


def test_how_a_study_ended_that_was_to_go_on_is_in_the_json():
    design = Design(1, lucks=1, contributions=False)
    one = compare(launch(), TWO, 2, design, until_clear=UntilClear(3))
    judgement = strict(as_json({"evidence": one}))["sets"]["evidence"]["judgement"]
    assert (judgement["state"], judgement["beliefs"]) == ("open", 3)
    assert [other["low"] for other in judgement["alternatives"]] == [None]  # three draws have no limits


def test_what_was_paid_is_a_mean_of_the_replicates_that_count(wounded):
    counted = [run for run in wounded.runs if run.schedule == "micro_only" and run.replicate in (0, 1, 4, 5)]
    paid = mean_bought(wounded)["micro_only"]
    assert paid["influencers"] == np.mean([len(run.plan.influencers) for run in counted])
    assert paid["fees_eur"] == pytest.approx(np.mean([run.totals["fees_eur"] for run in counted]))
    every = [run for run in wounded.runs if run.schedule == "micro_only"]
    assert paid["influencers"] != np.mean([len(run.plan.influencers) for run in every])
    assert strict(as_json({"evidence": wounded}))["sets"]["evidence"]["bought"]["micro_only"] == paid


def test_whom_a_review_dropped_before_the_only_post_was_not_bought(both):
    run = both["evidence"].runs[0]
    first, *others = run.plan.posts
    reviewed = replace(run, plan=replace(run.plan, posts=(replace(first, dropped=True), *others)))
    assert bought(run)["influencers"] == len(run.plan.influencers) == bought(reviewed)["influencers"] + 1
    assert bought(run)["posts"] == bought(reviewed)["posts"] + 1
    assert bought(replace(run, totals={})) == bought(replace(run, plan=None)) == {}


def test_a_flip_is_told_for_the_objective_that_flips_and_for_no_other(both):
    turned = {name: {**one.choices} for name, one in both.items()}
    for name, best in (("evidence", "micro_only"), ("documents", "burst")):
        for objective, choice in turned[name].items():
            chosen = best if objective == "trust" else "burst"
            turned[name][objective] = replace(choice, best=chosen, verdict="clear")
    told = flips({name: replace(one, choices=turned[name]) for name, one in both.items()})
    assert told.pop("trust") == "trust flips: micro only under evidence, burst under documents; both are clear."
    assert set(told.values()) == {None}


# ---- Files ----------------------------------------------------------------------------------------


@pytest.mark.second
def test_all_files_of_two_sets_are_written_and_those_of_one_have_plain_names(both, lone, tmp_path):
    pictures = ("paired_differences", "reach_over_time", "virality_against_trust")
    for comparisons, suffixes in ((both, ("_documents", "_evidence")), ({"evidence": lone["evidence"]}, ("",))):
        folder = tmp_path / suffixes[0].strip("_") / "out"
        folder.mkdir(parents=True)
        write_comparison(comparisons, folder)
        names = [f"{picture}{suffix}.png" for picture in pictures for suffix in suffixes]
        assert sorted(path.name for path in folder.iterdir()) == sorted(
            ["comparison.json", "plan.csv", "report.html", "runs.csv", *names]
        )
        assert json.loads((folder / "comparison.json").read_text()) == strict(as_json(comparisons))
        assert (folder / "runs.csv").read_text() == as_csv(comparisons)


def test_a_picture_says_where_it_comes_from(both, lone):
    guesses = sum(entry.standing == "guessed" for entry in both["documents"].scenario.assumptions)
    told = note_on(both["documents"])
    assert "60,000 EUR per schedule, 20,000 people simulated for 10,000,000, 6 paired replicates, seed 1" in told
    assert "assumptions: documents, drawn anew for every belief" in told
    assert f"{guesses} of {len(both['documents'].scenario.assumptions)} numbers are guesses" in told
    assert "at their base values" in note_on(lone["evidence"])


def test_only_the_replicates_that_count_are_drawn(wounded, tmp_path, monkeypatch):
    drawn = {}
    for name in ("reach_over_time", "paired_differences", "virality_against_trust"):
        monkeypatch.setattr(
            f"experiments.compare_schedules.plots.{name}", lambda path, *given, name=name: drawn.update({name: given})
        )
    draw_pictures(wounded, tmp_path)
    assert {name: curves.shape for name, curves in drawn["reach_over_time"][1].items()} == dict.fromkeys(TWO, (4, 216))
    assert {name: dots.shape for name, dots in drawn["virality_against_trust"][0].items()} == dict.fromkeys(TWO, (4, 2))


# ---- The report -----------------------------------------------------------------------------------


@pytest.mark.second
@pytest.mark.parametrize("asked", ["lone", "both", "wounded"])
def test_the_report_of_any_comparison_has_no_number_that_is_none(request, asked):
    given = request.getfixturevalue(asked)
    comparisons = {"evidence": given} if isinstance(given, Comparison) else given
    content = report_content(comparisons)
    strict(content)
    page = render(content)
    assert page.lower().startswith("<!doctype html>")
    assert not re.search(r"\b(nan|inf|infinity)\b", page.lower())
    for name in ("micro only", "60,000"):
        assert name in page.replace("\u00a0", " ")


def test_the_least_that_can_be_asked_is_reported_without_interval_or_choice(lone):
    content = report_content(lone)
    assert content["sets"] == list(BOTH)
    setting = content["setting"]
    assert (setting["replicates"], setting["beliefs"], setting["lucks"], setting["belief_on"]) == (1, 1, 1, False)
    for name in BOTH:
        cells = dict(content["matrix"][name])
        profit = cells.pop("profit")  # beside one schedule there is always doing nothing
        assert all(
            (cell["best"], cell["runner_up"], cell["difference"], cell["verdict"]) == ("micro_only", None, None, "none")
            for cell in cells.values()
        )
        assert {profit["best"], profit["runner_up"]} == {"micro_only", "do nothing"}
        assert (profit["low"], profit["verdict"], profit["if_launched"]) == (None, "none", None)
        assert (content["survives"][name], content["drivers"][name]) == (None, [])
        assert content["variance"][name]["belief_share"] is None
        assert content["variance"][name]["saved_by_shared_belief"] is None
        (reach,) = (kpi["values"][name]["micro_only"] for kpi in content["kpis"] if kpi["name"] == "reach_people")
        assert reach["mean"] > 0
        assert (reach["low"], reach["high"]) == (None, None)
        assert all(panel["pairs"] == [] for panel in content["differences"][name])
    told = dict.fromkeys(OBJECTIVES)
    told["profit"] = (
        "profit may flip: do nothing under evidence, micro only under documents; "
        "no interval under evidence and documents."
    )
    assert content["flips"] == told


def test_the_report_says_what_the_comparison_says(both):
    content = report_content(both)
    assert content["answer"].replace("\u2212", "-") == answer(both["evidence"])
    assert content["doubt"].replace("\u2212", "-") == doubt_sentence(both)
    setting = content["setting"]
    assert (setting["replicates"], setting["beliefs"], setting["lucks"], setting["belief_on"]) == (6, 3, 2, True)
    assert setting["contribution_replicates"] == 6
    for name, one in both.items():
        for objective, cell in content["matrix"][name].items():
            choice = one.choices[objective]
            assert (cell["best"], cell["verdict"], cell["runner_up"]) == (
                choice.best,
                choice.verdict,
                choice.lead.second,
            )
        curves = content["pictures"][name]
        runs = [run for run in one.runs if run.schedule == "burst"]
        last = np.percentile([run.reach_people[-1] for run in runs], [5, 50, 95])
        band = curves["reach"]["burst"]
        assert [band[part][-1] for part in ("low", "middle", "high")] == pytest.approx(last, rel=1e-5)
        assert len(curves["hours"]) == len(band["low"]) == len(curves["trust"]["burst"]["low"]) == 216
        assert len(curves["virality_trust"]["burst"]) == 6
        assert content["costs"][name] == {**mean_bought(one), "do nothing": dict.fromkeys(BOUGHT, 0.0)}
        assert [pair["mean"] for pair in content["over_nothing"][name]] == [pair.mean for pair in one.over_nothing]
        assert [of["source"] for of in content["contributions"][name]["burst"]] == ["micro"]


@pytest.mark.second
def test_the_report_says_in_which_numbers_the_sets_differ(both, wounded):
    page = re.sub(r"\s+", " ", render(report_content(both)))
    assert (
        "Evidence and documents differ in 6 of 112 numbers: engagement per reached person (0.075, evidence alone), "
        "engagement spread (0.85 and 0), share per engaged person (0.0039 and 0.0013), disclosure on engagement "
        "(0.92 and 1), engagement rate per follower at 10k (0.08, documents alone), engagement rate per follower at "
        "1m (0.017, documents alone)."
    ) in page
    assert "Evidence and documents differ in" not in render(report_content({"evidence": wounded}))


def test_what_the_scenario_sets_in_both_sets_is_no_difference(both):
    same = {}
    for name, one in both.items():
        assumptions = one.scenario.assumptions.with_values({SPREAD: 0.5})
        same[name] = replace(one, scenario=replace(one.scenario, assumptions=assumptions))
    assert "engagement_spread (0.85 and 0)" in sets_sentence(both)
    assert "differ in 5 of 112 numbers" in sets_sentence(same)
    assert SPREAD not in sets_sentence(same)


def test_a_replicate_that_counts_for_nothing_is_neither_in_the_pictures_nor_passed_over_in_silence(wounded):
    content = report_content({"evidence": wounded})
    assert len(content["pictures"]["evidence"]["virality_trust"]["micro_only"]) == 4
    assert content["notes"][0] == (
        "Under evidence: Played 4 of 6 replicates; the others count for nothing, the first because: ValueError: no, "
        'such "luck". With more than 5 % missing nothing is called clear.'
    )


def test_a_spreadsheet_shows_names_and_reasons_as_text_and_numbers_as_numbers(lone):
    (one,) = lone["evidence"].runs
    hostile = replace(one, schedule="=1+1", error="@SUM(A1)")
    table = as_csv({"evidence": replace(lone["evidence"], runs=(hostile,))})
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["schedule"], row["error"]) == ("'=1+1", "'@SUM(A1)")
    assert float(row["profit_eur"]) == kpi_value(KPI_BY_NAME["profit_eur"], one.totals) < 0
