"""A result is made again from its manifest, and whatever is not the same is named."""

import json

import numpy as np
import pytest

from experiments.cli.commands import main
from experiments.manifest import digest
from experiments.reproduce import manifest_in, reproduce, without_out
from sim.errors import InputError
from sim.scenario.scenario import template

BARE = {"command": [], "read": {}, "written": {}, "libraries": {}, "not_controlled": {}}


def made(folder, *words):
    with pytest.raises(SystemExit) as ended:
        main([*words, "--out", str(folder)])
    assert ended.value.code == 0
    return folder


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reproduce")
    (folder / "own.toml").write_text(template())
    return made(folder / "out", "run", str(folder / "own.toml"), "--people", "2000", "--events")


@pytest.mark.second
def test_a_run_made_again_has_the_same_digits(result):
    again = reproduce(result)
    assert again.agrees
    assert {file.file for file in again.files} == {"run.json", "hourly.csv", "plan.csv", "events.npz"}
    assert again.differences == ()
    assert "--out" not in again.command


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b"])
def test_a_name_that_no_file_can_have_is_refused_in_words(name, tmp_path):
    with pytest.raises(InputError, match=r"cannot be read|holds no"):
        manifest_in(tmp_path / name)
    (tmp_path / "run.manifest.json").write_text(json.dumps({**BARE, "command": ["run"], "read": {name: "0" * 64}}))
    with pytest.raises(InputError, match="was read then and is not here"):
        reproduce(tmp_path)


@pytest.mark.second
def test_a_digit_that_differs_is_named_with_its_place(result, tmp_path):
    manifest, content = manifest_in(result)
    for file in result.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    run = json.loads((tmp_path / "run.json").read_text())
    run["kpis"]["reach_people"] *= 1 + 1e-9
    (tmp_path / "run.json").write_text(json.dumps(run))
    with np.load(tmp_path / "events.npz") as arrays:
        events = {name: arrays[name] for name in arrays.files}
    np.savez(tmp_path / "events.npz", **events)  # the same, not compressed
    content["written"] = {name: digest(tmp_path / name) for name in content["written"]}
    content["libraries"]["numpy"] = "1.0"
    (tmp_path / manifest.name).write_text(json.dumps(content))
    again = reproduce(tmp_path)
    answers = {file.file: file.answer for file in again.files}
    assert not again.agrees
    assert "1 of" in answers["run.json"]
    assert "at most 1.0e-09" in answers["run.json"]
    assert "kpis.reach_people" in answers["run.json"]
    assert answers["events.npz"] == "the same numbers, written otherwise"
    assert any(line.startswith("numpy: 1.0 then") for line in again.differences)


def test_a_file_that_has_changed_or_is_gone_is_named_before_anything_is_played(tmp_path):
    content = {**BARE, "command": ["run"]}
    (tmp_path / "a.toml").write_text("x = 1")
    content["read"] = {str(tmp_path / "a.toml"): "0", str(tmp_path / "b.toml"): "0"}
    (tmp_path / "run.manifest.json").write_text(json.dumps(content))
    with pytest.raises(InputError) as refused:
        reproduce(tmp_path)
    assert [line.split(": ", 1)[1][:11] for line in refused.value.problems] == ["has changed", "was read th"]


def test_what_was_written_outside_a_result_is_left_alone():
    words = ["run", "--out=a", "--people", "9", "--animate", "town.gif", "--beside", "burst", "--out", "b", "--events"]
    assert list(without_out(words)) == ["run", "--people", "9", "--events"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds no"),
        ({"a.manifest.json": "{}", "b.manifest.json": "{}"}, "of several commands"),
        ({"a.manifest.json": "[1]"}, "is no manifest"),
        ({"a.manifest.json": "{" * 100_000}, "is no manifest"),
        ({"a.manifest.json": json.dumps(BARE)}, "Python"),
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused_in_words(files, said, tmp_path):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=said):
        reproduce(tmp_path)
