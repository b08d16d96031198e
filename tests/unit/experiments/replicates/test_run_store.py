"""A finished run is found again, only by what it is about, whatever happened to the file meanwhile."""

from dataclasses import replace
from pathlib import Path

import pytest

from experiments.replicates import store as run_store
from experiments.replicates.store import RunStore, run_key
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.scenario.scenario import Scenario

TOTALS = {"reach_people": 12.0, "clicks": 0.1}


def test_what_is_kept_is_found_again_by_another_reader(tmp_path):
    store = RunStore(tmp_path)
    store.keep("a", 3, TOTALS)
    store.keep("a", 1, "nobody can be hired")
    store.keep("b", 3, {})
    again = RunStore(tmp_path)
    assert again.known("a") == {3: TOTALS, 1: "nobody can be hired"}
    assert again.known("b") == {3: {}}
    assert again.known("c") == {}


@pytest.mark.parametrize("rest", ['[7, {"reach_peo', "[7", '{"a": 1}\n', "\x00\x00\n", "[1, 2, 3]\n", '"\n'])
def test_a_line_that_was_cut_off_is_left_out_and_the_next_one_is_whole(tmp_path, rest):
    store = RunStore(tmp_path)
    store.keep("a", 3, TOTALS)
    with (tmp_path / "a.jsonl").open("a") as file:
        file.write(rest)
    again = RunStore(tmp_path)
    assert again.known("a") == {3: TOTALS}
    again.keep("a", 7, TOTALS)
    assert RunStore(tmp_path).known("a") == {3: TOTALS, 7: TOTALS}


WRONG = [
    b"\xff\xfe[7",
    b"[7, 5]",
    b"[7, null]",
    b'[7, {"clicks": "many"}]',
    b'["7", {}]',
    b"[true, {}]",
    b"[-1, {}]",
    b"7",
]


@pytest.mark.parametrize("line", [*WRONG, b"[" * 100_000])
def test_a_damaged_line_is_named_and_left_out_and_the_others_count(tmp_path, caplog, line):
    store = RunStore(tmp_path)
    store.keep("a", 3, TOTALS)
    with (tmp_path / "a.jsonl").open("ab") as file:
        file.write(line + b"\n")
    store.keep("a", 4, TOTALS)
    again = RunStore(tmp_path)
    assert again.known("a") == {3: TOTALS, 4: TOTALS}
    assert again.known("a") == {3: TOTALS, 4: TOTALS}
    told = f"groundswell: {tmp_path / 'a.jsonl'}: line 2 cannot be read; these runs are played again"
    assert [record.getMessage() for record in caplog.records] == [told]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_names_the_file_and_says_what_is_kept(tmp_path):
    store = RunStore(tmp_path)
    store.keep("a", 3, TOTALS)
    (tmp_path / "b.jsonl").symlink_to("/dev/full")
    store._known["b"] = {}  # what is always full is also endless to read
    with pytest.raises(InputError) as told:
        store.keep("b", 1, TOTALS)
    (line,) = told.value.problems
    assert line.startswith(f"{tmp_path / 'b.jsonl'}: cannot be written: No space left on device; every run that was ")
    assert str(tmp_path) in line.split(";")[1]
    assert RunStore(tmp_path).known("a") == {3: TOTALS}


def test_what_stands_in_the_way_of_a_store_is_named(tmp_path):
    (tmp_path / "runs").write_text("a file, not a folder")
    with pytest.raises(InputError, match="runs: cannot be made a folder of finished runs: "):
        RunStore(tmp_path / "runs")
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(InputError, match=r"a\.jsonl: cannot be read: Is a directory; take it away"):
        RunStore(tmp_path).known("a")


def test_without_a_folder_runs_are_kept_in_memory():
    store = RunStore(None)
    store.keep("a", 3, TOTALS)
    assert store.known("a") == {3: TOTALS}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load(people=20_000)


def test_a_key_hangs_on_all_that_can_change_a_result(scenario, monkeypatch):
    entry = scenario.assumptions.entry("fatigue_per_repeat")
    others = tuple(replace(e, low=0.6) if e.name == entry.name else e for e in scenario.assumptions)
    variants = {
        "as it is": run_key(scenario, "hybrid", 1, 1),
        "another schedule": run_key(scenario, "micro_only", 1, 1),
        "another seed": run_key(scenario, "hybrid", 2, 1),
        "other lucks": run_key(scenario, "hybrid", 1, 2),
        "another size": run_key(replace(scenario, simulated_people=30_000), "hybrid", 1, 1),
        "another budget": run_key(replace(scenario, budget_eur=1.0), "hybrid", 1, 1),
        "another value": run_key(
            replace(scenario, assumptions=scenario.assumptions.with_values({entry.name: 0.8})), "hybrid", 1, 1
        ),
        "another range": run_key(
            replace(scenario, assumptions=Assumptions(scenario.assumptions.name, others)), "hybrid", 1, 1
        ),
        "fixed at its base": run_key(
            replace(scenario, assumptions=scenario.assumptions.with_values({entry.name: entry.base})), "hybrid", 1, 1
        ),
    }
    monkeypatch.setattr(run_store, "source_digest", lambda: "other code")
    variants["other code"] = run_key(scenario, "hybrid", 1, 1)
    assert len(set(variants.values())) == len(variants)


def test_a_key_does_not_hang_on_what_cannot(scenario):
    key = run_key(scenario, "hybrid", 1, 1)
    assert run_key(replace(scenario, schedules={}), "hybrid", 1, 1) == key
    assert run_key(replace(scenario, name="x", question="y", objective="clicks"), "hybrid", 1, 1) == key
