"""Every folder that is filled tells what it was filled from."""

import hashlib
import json

import pytest

from experiments.files import filled_folder, writable_folder
from experiments.manifest import of_command
from sim.reading.text_file import files_told, read_text
from sim.scenario.scenario import Scenario


def told(folder, words=(), write=lambda unfinished: (unfinished / "a.csv").write_text("1\n")):
    with of_command(words), filled_folder(writable_folder(folder)) as unfinished:
        write(unfinished)
    (manifest,) = folder.glob("*.manifest.json")
    return manifest.name, json.loads(manifest.read_text())


def test_a_folder_tells_its_command_and_the_digest_of_what_was_written(tmp_path):
    name, content = told(tmp_path / "out", ["compare", "--people", "2000"])
    assert name == "compare.manifest.json"
    assert content["command"] == ["compare", "--people", "2000"]
    assert content["written"] == {"a.csv": hashlib.sha256(b"1\n").hexdigest()}
    assert content["code"]
    assert content["numbers"]
    assert content["libraries"]["numpy"]
    assert content["not_controlled"]["machine"]


def test_what_was_read_is_told_by_its_digest_and_what_comes_with_the_program_is_not(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text("a = 1\n")

    def write(unfinished):
        read_text(file)
        Scenario.load()
        (unfinished / "a.csv").write_text("1\n")

    _, content = told(tmp_path / "out", ["run"], write)
    assert content["read"] == {str(file): hashlib.sha256(b"a = 1\n").hexdigest()}


def test_what_is_written_from_python_is_told_to_have_no_command(tmp_path):
    with filled_folder(writable_folder(tmp_path)) as unfinished:
        (unfinished / "a.csv").write_text("1\n")
    assert json.loads((tmp_path / "python.manifest.json").read_text())["command"] == []


def test_a_result_that_was_not_finished_has_no_manifest(tmp_path):
    with pytest.raises(ZeroDivisionError), filled_folder(writable_folder(tmp_path)):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_files_are_told_of_within_the_block_alone(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("a")
    read_text(file)
    with files_told() as read:
        assert read == {}
        read_text(file)
    read_text(tmp_path / "a.txt")
    assert list(read) == [str(file)]
