"""What a study kept is what it played, to the last digit; only what is missing is played, and all that is asked for."""

from dataclasses import fields, replace

import numpy as np
import pytest
from sneakers import launch
from stored import played_twice, runs_in

from experiments.compare_schedules.comparison import compare
from experiments.compare_schedules.files import as_json
from experiments.replicates import grid
from experiments.replicates.design import Design, Run, replicate_runs
from experiments.replicates.grid import run_study
from experiments.replicates.run_bytes import detail_of, with_detail
from experiments.store.store import Store
from experiments.sweep.sweep import sweep_study
from sim.errors import InputError

SCENARIO = launch()
TWO = ["macro_only", "hybrid_adjusted"]


def bare(run: Run) -> Run:
    return replace(run.totals_alone(), schedule=run.schedule)


def assert_same(run: Run, other: Run) -> None:
    for part in fields(Run):
        mine, others = getattr(run, part.name), getattr(other, part.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_array_equal(mine, others, strict=True)
        else:
            assert mine == others, part.name


@pytest.fixture
def played(monkeypatch) -> list[tuple[str, int]]:
    """Every run that is played from here on: its schedule and number."""
    heard: list[tuple[str, int]] = []

    def watched(scenario, schedules, replicate, design):
        heard.extend((name, replicate) for name in schedules)
        return replicate_runs(scenario, schedules, replicate, design)

    monkeypatch.setattr(grid, "replicate_runs", watched)
    return heard


def test_a_run_comes_back_whole_with_its_revised_plan_and_its_contributions():
    for run in replicate_runs(SCENARIO, TWO, 0, Design(1)):
        assert run.plan.posts
        assert run.increment
        again = with_detail(bare(run), detail_of(run))
        assert_same(run, again)
        assert type(again.plan) is type(run.plan)


def test_a_run_that_could_not_be_played_comes_back_too():
    poor = replace(SCENARIO, budget_eur=1.0)
    (run,) = replicate_runs(poor, ["macro_only"], 0, Design(1))
    failed = replace(run, totals={}, error="nobody can be hired", plan=None)
    assert_same(failed, with_detail(bare(failed), detail_of(failed)))


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[1]\n", b'{"shapes": []}\n', b"no json\n"])
def test_what_is_no_detail_is_refused(content):
    (run,) = replicate_runs(SCENARIO, ["macro_only"], 0, Design(1, contributions=False))
    with pytest.raises(ValueError):  # noqa: PT011
        with_detail(bare(run), content)


def test_a_comparison_asked_again_plays_nothing_and_says_the_same(tmp_path, played):
    first = compare(SCENARIO, TWO, 4, seed=1, folder=tmp_path)
    assert len(played) == 8
    again = compare(SCENARIO, TWO, 4, seed=1, folder=tmp_path)
    assert len(played) == 8
    assert as_json({"evidence": again}) == as_json({"evidence": first})
    for run, other in zip(first.runs, again.runs, strict=True):
        assert_same(run, other)
    assert as_json({"evidence": compare(SCENARIO, TWO, 4, seed=1)}) == as_json({"evidence": first})


def test_more_replicates_and_another_schedule_play_what_is_missing_alone(tmp_path, played):
    compare(SCENARIO, TWO, 2, seed=1, folder=tmp_path)
    played.clear()
    compare(SCENARIO, [*TWO, "micro_only"], 4, seed=1, folder=tmp_path)
    assert sorted(played) == sorted(
        [*(("micro_only", number) for number in range(4)), *((name, number) for name in TWO for number in (2, 3))]
    )
    assert played_twice(tmp_path) == 0
    assert len(runs_in(tmp_path)) == 12


def test_totals_alone_are_no_whole_run_and_whole_runs_have_totals(tmp_path, played):
    sweep_study(SCENARIO, [{}], ["macro_only"], 2, Design(1), folder=tmp_path)
    compare(SCENARIO, ["macro_only"], 4, seed=1, folder=tmp_path)
    assert played == [("macro_only", number) for number in (0, 1, 0, 1, 2, 3)]
    sweep_study(SCENARIO, [{}], ["macro_only"], 4, Design(1), folder=tmp_path)
    assert len(played) == 6


def test_whole_runs_without_contributions_are_played_again_where_these_are_asked_for(tmp_path, played):
    with Store(tmp_path) as store:
        list(run_study(SCENARIO, ["macro_only"], [0], Design(1, contributions=False), 1, store))
        ((run,),) = run_study(SCENARIO, ["macro_only"], [0], Design(1), 1, store)
        assert run.contributions_tried
        assert len(played) == 2
        ((again,),) = run_study(SCENARIO, ["macro_only"], [0], Design(1, contributions=False), 1, store)
        assert len(played) == 2
        assert_same(run, again)


@pytest.mark.parametrize(("fault", "tried"), [(MemoryError("no room"), 2), (InputError("nobody"), 1)])
def test_a_fault_of_the_moment_is_tried_again_and_any_other_is_an_answer(tmp_path, monkeypatch, fault, tried):
    times = []

    def failing(*_, **__):
        times.append(1)
        raise fault

    monkeypatch.setattr("sim.model.simulate", failing)
    for _ in range(2):
        with Store(tmp_path) as store:
            ((run,),) = run_study(SCENARIO, ["macro_only"], [0], Design(1, contributions=False), 1, store)
            assert run.error
    assert len(times) == tried
