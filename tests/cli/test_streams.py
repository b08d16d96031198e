"""A command does its work whatever whoever started it did with its streams."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import ENVIRONMENT, SMALL
from places import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams are closed as POSIX has it")

STREAMS = {"stdin closed": (0,), "stdout closed": (1,), "stderr closed": (2,), "all closed": (0, 1, 2)}


def done(closed: tuple[int, ...], *words: object, program: str = "", **how) -> subprocess.CompletedProcess:
    """A command some of whose streams are closed; ``program`` takes the place of its front door."""

    def close() -> None:
        for number in closed:
            os.close(number)

    door = ["-c", program] if program else ["-m", "experiments.cli"]
    command = [sys.executable, *door, *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "timeout": 300}
    return subprocess.run(command, env=ENVIRONMENT, preexec_fn=close, **{**pipes, **how})


@pytest.mark.parametrize("closed", STREAMS.values(), ids=STREAMS)
def test_what_is_asked_is_answered_or_refused_whatever_is_closed(closed, tmp_path):
    told = done(closed, "assumptions", "reach_rate", "--json")
    assert (told.returncode, told.stderr) == (0, "")
    assert 1 in closed or json.loads(told.stdout)[0]["name"] == "reach_rate"
    told = done(closed, "compare", "no_such.toml", "--out", tmp_path)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 0 if 2 in closed else 1)


@pytest.mark.slow
def test_a_comparison_is_written_and_told_where_stderr_is_closed(tmp_path):
    told = done((2,), "compare", *SMALL[:-1], "2", "--schedules", "burst,drip", "--out", tmp_path)
    assert told.returncode == 0
    assert "Files: " in told.stdout
    assert len((tmp_path / "runs.csv").read_text().splitlines()) == 5
    assert json.loads((tmp_path / "comparison.json").read_text())["seed"] == 1


EVERY = {
    "compare": [*SMALL[:-1], "2", "--json"],
    "run": ["--people", "2000"],
    "init": [],
    "validate": ["--people", "5000", "--cascades", "2000", "--replicates", "2", "--jobs", "2"],
    "breakeven": ["--people", "2000", "--points", "2", "--replicates", "2", "--jobs", "2"],
    "scale": ["--sizes", "2000,4000", "--replicates", "2", "--jobs", "2"],
    "hypotheses": ["H13", "--people", "2000", "--assumptions", "evidence", "--jobs", "2"],
}

AT_NIGHT = ("hypotheses", "validate", "breakeven", "scale")


# A validation plays at full size; this one with few people.
FEW_PEOPLE = f"""
import sys
sys.path.append({str(ROOT / "tests")!r})
import pytest
from small_validation import play_small_campaigns
play_small_campaigns(pytest.MonkeyPatch())
from experiments.cli import main
main()
"""


@pytest.mark.parametrize(
    "command",
    [pytest.param(name, marks=pytest.mark.nightly if name in AT_NIGHT else pytest.mark.slow) for name in EVERY],
)
def test_every_command_works_where_all_streams_are_closed(command, tmp_path):
    where = [tmp_path / "mine.toml"] if command == "init" else ["--out", tmp_path]
    told = done((0, 1, 2), command, *EVERY[command], *where, program=FEW_PEOPLE if command == "validate" else "")
    assert (told.returncode, told.stderr) == (0, "")
    assert [path for path in tmp_path.iterdir() if path.is_file()]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_stderr_changes_no_exit_code():
    with Path("/dev/full").open("w") as full:
        told = done((), "compare", "no_such.toml", stderr=full)
    assert (told.returncode, told.stdout) == (2, "")
