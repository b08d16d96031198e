"""What a comparison says follows from its replicates alone: not from their order, nor from who ran them."""

import gc
import pickle
import sqlite3
import tomllib
import tracemalloc
from contextlib import closing

import joblib
import numpy as np
import pytest
from sneakers import LAUNCH, launch

import sim.model
from experiments.compare_schedules import comparison as compare_schedules
from experiments.compare_schedules.comparison import Comparison, UntilClear, compare
from experiments.compare_schedules.files import as_csv, as_json
from experiments.replicates import design
from experiments.replicates.design import Design, Run, replicate_runs
from experiments.replicates.grid import run_study
from experiments.replicates.stored_run import StoredRun
from experiments.statistics.pairs import verdict
from sim import memory
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME, KPIS
from sim.scenario.scenario import Scenario

ONE = Design(1)
BASE = Design(1, lucks=0)  # every assumption at its base value


def files(comparison: Comparison) -> tuple[str, dict]:
    return as_csv({"evidence": comparison}), as_json({"evidence": comparison})


def wave(name: str, start_hours: int) -> str:
    return f'[[schedules.{name}]]\ntier = "micro"\nstart_hours = {start_hours}\nspacing_hours = 1.5\n'


@pytest.fixture(scope="module")
def three():
    return compare(launch(), ["macro_only", "micro_only", "hybrid"], 4, ONE)


@pytest.fixture(scope="module")
def moved():
    """The same posts, two days later; and a schedule that has nothing in common with them."""
    scenario = launch(wave("now", 0), wave("two_days_later", 48), people=100_000)
    return compare(scenario, ["now", "two_days_later", "macro_only"], 40, BASE)


def pair(comparison, kpi: str, first: str, second: str):
    return next(d for d in comparison.differences[kpi] if (d.first, d.second) == (first, second))


# ---- Order, processes, failures -------------------------------------------------------------------


@pytest.mark.second
def test_the_order_in_which_replicates_end_changes_nothing(three, monkeypatch):
    monkeypatch.setattr(compare_schedules, "run_study", lambda *asked, **how: reversed(list(run_study(*asked, **how))))
    again = compare(launch(), ["macro_only", "micro_only", "hybrid"], 4, ONE)
    assert files(again) == files(three)


@pytest.mark.second
def test_how_many_work_side_by_side_changes_nothing_nor_does_the_backend(three):
    with joblib.parallel_config(backend="threading"):
        again = compare(launch(), ["macro_only", "micro_only", "hybrid"], 4, ONE, jobs=3)
    assert files(again) == files(three)


def test_every_replicate_is_announced_once():
    announced = []
    compare(launch(), ["micro_only"], 3, ONE, on_replicate=lambda: announced.append(1))
    assert len(announced) == 4  # rounded up: every belief has both its lucks
    compare(launch(), ["micro_only"], 3, BASE, on_replicate=lambda: announced.append(1))
    assert len(announced) == 7


def test_a_schedule_meets_the_same_luck_whoever_else_is_compared(three):
    alone = compare(launch(), ["hybrid"], 4, ONE)
    for one in alone.runs:
        same = next(run for run in three.runs if (run.schedule, run.replicate) == ("hybrid", one.replicate))
        assert same.totals == one.totals


@pytest.mark.second
def test_a_failed_run_is_a_row_with_its_error_and_its_replicate_counts_for_none(three, monkeypatch):
    real = sim.model.simulate

    def sometimes(scenario, world, plan, luck_seed, **given):
        if plan.schedule == "hybrid" and luck_seed == ONE.seed_of(2):
            raise ValueError("no such luck")
        return real(scenario, world, plan, luck_seed=luck_seed, **given)

    monkeypatch.setattr(sim.model, "simulate", sometimes)
    wounded = compare(launch(), ["macro_only", "micro_only", "hybrid"], 6, ONE)
    assert [(run.schedule, run.replicate, run.error) for run in wounded.failed] == [
        ("hybrid", 2, "ValueError: no such luck")
    ]
    assert len(wounded.runs) == 18
    rows, content = files(wounded)
    assert sum("no such luck" in row for row in rows.splitlines()) == 1
    # Replicate 3 shares the belief of the failed one, and a belief counts whole or not at all.
    assert content["sets"]["evidence"]["lost_replicates"] == 2
    assert {run.replicate for run in wounded.kept} == {0, 1, 4, 5}
    assert {d.replicates for differences in wounded.differences.values() for d in differences if d.mean == d.mean} == {
        2
    }
    whole = compare(launch(), ["macro_only", "micro_only", "hybrid"], 6, ONE)
    kept = [r.totals["reach_people"] for r in whole.runs if r.schedule == "macro_only" and r.belief != 1]
    assert wounded.estimates["reach_people"]["macro_only"].mean == pytest.approx(np.mean(kept))


def test_a_study_in_which_everything_fails_has_no_statistics(monkeypatch):
    def never(*_, **__):
        raise ZeroDivisionError("always")

    monkeypatch.setattr(sim.model, "simulate", never)
    with pytest.raises(RuntimeError, match=r"every replicate failed, the first with ZeroDivisionError: always"):
        compare(launch(), ["micro_only"], 2, ONE)


def test_a_fault_in_the_programme_is_no_failed_run(monkeypatch):
    def broken(*_, **__):
        raise AssertionError("impossible")

    monkeypatch.setattr(sim.model, "simulate", broken)
    with pytest.raises(AssertionError):
        compare(launch(), ["micro_only"], 2, ONE)


# ---- Statistics -----------------------------------------------------------------------------------


def test_a_ratio_is_a_ratio_of_means(three):
    for name in three.schedules:
        runs = [run.totals for run in three.runs if run.schedule == name]
        by_hand = 1_000 * sum(t["cost_eur"] for t in runs) / sum(t["impressions"] for t in runs)
        assert three.estimates["cpm_eur"][name].mean == pytest.approx(by_hand)


def test_a_total_is_a_mean(three):
    for name in three.schedules:
        runs = [run.totals["clicks"] for run in three.runs if run.schedule == name]
        assert three.estimates["clicks"][name].mean == pytest.approx(sum(runs) / 4)


def test_the_difference_is_the_difference_of_the_estimates(three):
    for kpi in KPIS:
        for difference in three.differences[kpi.name]:
            means = [three.estimates[kpi.name][name].mean for name in (difference.first, difference.second)]
            rounding = 1e-12 * abs(means[0])
            assert difference.mean == pytest.approx(means[0] - means[1], abs=rounding, nan_ok=True)


@pytest.mark.second
def test_one_schedule_under_two_names_differs_in_nothing():
    twins = compare(launch(wave("one", 0), wave("other", 0), people=20_000), ["one", "other"], 12, ONE)
    for kpi in KPIS:
        (difference,) = twins.differences[kpi.name]
        assert difference.mean == 0.0
        if np.isfinite(difference.low):  # ratios by chance without a denominator have no interval
            assert verdict(difference) == "equal"
    assert verdict(twins.differences["purchases_incremental"][0]) == "equal"
    assert twins.decision.probability_best == {"one": 0.5, "other": 0.5}
    assert twins.decision.verdict == "equal"


# ---- What pairing is worth ------------------------------------------------------------------------

# Measured with this fixture: reach 6,400, engagements 15,000, clicks 11,000, incremental purchases 840,
# final trust 1,200. With the hour among what decides a coin they would all be near 1.
PAIRED = ("reach_people", "impressions", "engagements", "clicks", "purchases_naive", "purchases_incremental")


@pytest.mark.slow
@pytest.mark.parametrize("kpi", [*PAIRED, "profit_eur", "viral_share", "trust_mean_reached"])
def test_the_same_posts_at_another_time_are_compared_with_far_fewer_replicates(moved, kpi):
    assert pair(moved, kpi, "now", "two_days_later").replicates_saved >= 50


@pytest.mark.slow
@pytest.mark.parametrize("kpi", ["reach_people", "engagements", "clicks", "purchases_incremental", "profit_eur"])
def test_pairing_does_no_harm_to_schedules_that_have_nothing_in_common(moved, kpi):
    values = {
        name: np.array([run.totals[KPI_BY_NAME[kpi].numerator] for run in moved.runs if run.schedule == name])
        for name in ("now", "macro_only")
    }
    one, other = values.values()
    draws = np.random.default_rng(1).integers(0, one.size, (2_000, one.size))
    a, b = one[draws], other[draws]
    worth = (a.var(axis=1) + b.var(axis=1)) / (a - b).var(axis=1)
    assert np.quantile(worth, 0.975) >= 1.0, f"pairing is worth {np.median(worth):.2f} replicates"


# ---- Questions that cannot be asked ---------------------------------------------------------------


def refused(monkeypatch, *given, **asked) -> str:
    def never(*_, **__):
        raise AssertionError("something was run")

    monkeypatch.setattr(compare_schedules, "run_study", never)
    with pytest.raises(InputError) as caught:
        compare(*given, **asked)
    return str(caught.value)


def test_a_schedule_may_stand_there_once(monkeypatch):
    assert "once" in refused(monkeypatch, launch(), ["hybrid", "hybrid"], 2, ONE)


def test_an_indicator_of_which_neither_more_nor_less_is_better_judges_nothing(monkeypatch):
    scenario = Scenario.from_mapping(tomllib.loads('objective = "frequency"' + LAUNCH))
    assert "neither more nor less" in refused(monkeypatch, scenario, ["hybrid"], 2, ONE)


def test_what_does_not_fit_is_refused_with_what_would(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 2e9)
    said = refused(monkeypatch, launch(people=500_000_000), ["micro_only"], 40, ONE, jobs=4)
    assert "2.0 GB are free" in said
    assert "run fewer than 4 at once (--jobs)" in said
    fits = int(said.split("at most about ")[1].split(" people")[0].replace(",", ""))
    scenario = launch(people=fits)
    world, plans = design.prepare(scenario, ["micro_only"], ONE.seed_of(0))
    memory.check_memory(world, plans, scenario.assumptions, jobs=4)


def test_more_jobs_than_replicates_take_no_more_room(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 1e9)
    assert compare(launch(), ["micro_only"], 2, ONE, jobs=1_000).replicates == 2


@pytest.mark.parametrize(
    ("replicates", "until_clear", "jobs"),
    [(3, None, 4), (40, None, 8), (2, UntilClear(6), 6), (1, UntilClear(80), 8)],
)
def test_room_is_asked_for_as_many_as_will_ever_work_at_once(monkeypatch, replicates, until_clear, jobs):
    """Replicates are rounded up to whole beliefs, and a study that goes on has more of them than its first look."""

    def full(*_, jobs, **__):
        raise InputError(f"no room for {jobs}")

    monkeypatch.setattr(design, "check_memory", full)
    said = refused(
        monkeypatch, launch(), ["micro_only", "hybrid"], replicates, Design(1), jobs=8, until_clear=until_clear
    )
    assert said == f"no room for {jobs}"


def test_what_a_study_keeps_of_its_runs_must_fit_too(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 4e9)
    names = ["micro_only", "hybrid"]
    said = refused(monkeypatch, launch(), names, 90_000, ONE)
    assert said.startswith("90,000 replicates would take about ")
    assert "4.0 GB are free" in said
    fits = int(said.split("at most about ")[1].split(" replicates")[0].replace(",", ""))
    assert 1_000 < fits < 90_000
    design.check_question(launch(), names, ONE, 1, fits)
    said = refused(monkeypatch, launch(), names, 2, ONE, until_clear=UntilClear(90_000))
    assert said.startswith("90,000 replicates would take about ")


def test_the_bytes_reckoned_for_a_run_are_at_least_those_that_it_takes():
    runs = replicate_runs(launch(), ["micro_only"], 0, ONE)
    tracemalloc.start()
    kept = [pickle.loads(pickle.dumps(runs)) for _ in range(50)]  # as they come from another process
    taken = tracemalloc.get_traced_memory()[0] / len(kept)
    tracemalloc.stop()
    assert 0.2 < taken / memory.kept_bytes(runs[0].plan, 720) < 1.0


@pytest.mark.second
def test_of_a_large_study_all_but_totals_is_left_in_the_store_and_every_file_is_the_same(monkeypatch, tmp_path):
    names, once = ["macro_only", "hybrid"], tmp_path / "runs"
    held = compare(launch(), names, 4, ONE, folder=once)
    held.write(tmp_path / "held")
    monkeypatch.setattr(compare_schedules, "MOST_IN_MEMORY", 3)
    for number, folder in enumerate((once, tmp_path / "runs_of_its_own")):  # found, and played
        left = compare(launch(), names, 4, ONE, folder=folder, jobs=1 + number)
        assert {type(run) for run in left.runs} == {StoredRun}
        assert [run.plan for run in left.runs] == [run.plan for run in held.runs]
        left.write(tmp_path / f"left_{number}")
        written = sorted(file.name for file in (tmp_path / "held").iterdir())
        for name in written:
            assert (tmp_path / f"left_{number}" / name).read_bytes() == (tmp_path / "held" / name).read_bytes(), name
        assert {"report.html", "comparison.json", "runs.csv", "plan.csv"} <= {*written}
    assert {type(run) for run in compare(launch(), names, 4, ONE).runs} == {Run}  # there is no store


@pytest.mark.second
def test_what_is_no_longer_in_the_store_is_said_and_not_made_up(monkeypatch, tmp_path):
    monkeypatch.setattr(compare_schedules, "MOST_IN_MEMORY", 1)
    left = compare(launch(), ["micro_only"], 2, ONE, folder=tmp_path / "runs")
    for file in (tmp_path / "runs").glob("*.sqlite"):
        with closing(sqlite3.connect(file)) as runs, runs:
            runs.execute("DELETE FROM detail")
    with pytest.raises(InputError, match=r"of replicate 0 of micro_only is no longer there; the same command plays it"):
        _ = left.runs[0].plan


@pytest.mark.nightly
def test_a_run_that_is_left_in_the_store_takes_no_more_memory_than_reckoned(monkeypatch, tmp_path):
    monkeypatch.setattr(compare_schedules, "MOST_IN_MEMORY", 1)

    def bytes_of(replicates: int) -> int:
        gc.collect()
        tracemalloc.start()
        held = compare(launch(), ["micro_only"], replicates, BASE, folder=tmp_path / str(replicates))
        curves = np.array([run.reach_people for run in held.runs])  # as they are drawn
        gc.collect()  # a campaign that is over goes at some later look for what nobody uses
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(held.runs) == len(curves) == replicates
        return kept

    bytes_of(9)  # what is imported and compiled, once
    few, many = bytes_of(10), bytes_of(30)
    assert 0.2 < (many - few) / 20 / memory.BYTES_PER_STORED_RUN < 1.0


def test_where_nothing_would_fit_no_size_is_suggested(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 1e6)
    said = refused(monkeypatch, launch(), ["micro_only"], 2, ONE)
    assert "--people" not in said
    assert said.endswith("free some memory first")
