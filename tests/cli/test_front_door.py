"""The front doors: names that a type checker knows, imported when first used, and a short form of the command."""

import subprocess
import sys

import pytest
from places import ROOT

import experiments
import sim
from experiments import Design, compare
from experiments.cli.commands import main
from sim import Scenario
from sim.errors import InputError

DOORS = [sim, experiments]


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("package", DOORS, ids=lambda package: package.__name__)
def test_every_name_of_the_front_door_is_there_and_listed(package):
    assert set(package.__all__) == set(package._FRONT_DOOR)
    for name in package.__all__:
        assert name in dir(package)
        assert getattr(package, name).__class__.__name__ != "module"
    with pytest.raises(AttributeError, match="'Scenaro'"):
        package.Scenaro  # noqa: B018


@pytest.mark.parametrize("package", DOORS, ids=lambda package: package.__name__)
def test_the_front_door_imports_nothing_before_it_is_used(package):
    code = (
        f"import sys, {package.__name__} as door\ndir(door)\n"
        "print([name for name in ('numpy', 'mesa', 'numba', 'scipy', 'matplotlib', 'pydantic') if name in sys.modules])"
    )
    assert run(code) == "[]\n"
    assert run("import sys\nfrom sim import Scenario, Schedule, Plan\nprint('mesa' in sys.modules)") == "False\n"


@pytest.mark.nightly
def test_a_type_checker_knows_every_name_of_the_front_door(tmp_path):
    file = tmp_path / "asked.py"
    lines = [f"from {door.__name__} import {name}\nreveal_type({name})" for door in DOORS for name in door.__all__]
    lines.append('reveal_type(Scenario.load().play("hybrid", seed=1).hourly["clicks"])')
    lines.append('reveal_type(Scenario.load().play("hybrid").kpis["reach_people"])')
    lines.append('reveal_type(compare(Scenario.load(), ["hybrid"], replicates=2))')
    file.write_text("\n".join(lines) + "\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--cache-dir", str(tmp_path), str(file)]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = [line for line in checked.stdout.splitlines() if "Revealed type" in line]
    assert checked.returncode == 0, checked.stdout
    assert len(told) == len(lines)
    assert not [line for line in told if '"Any"' in line]
    assert "numpy.ndarray" in told[-3]
    assert "float" in told[-2]
    assert "Comparison" in told[-1]


@pytest.mark.slow
def test_the_short_form_writes_what_the_command_writes(tmp_path):
    compare(Scenario.load(people=3_000), ["macro_only", "hybrid"], replicates=4, seed=3).write(tmp_path / "short")
    words = ["--schedules", "macro_only,hybrid", "--replicates", "4", "--people", "3000", "--seed", "3", "--jobs", "1"]
    with pytest.raises(SystemExit) as ended:
        main(["compare", *words, "--out", str(tmp_path / "command")])
    assert ended.value.code == 0
    command, short = ({file.name for file in (tmp_path / way).iterdir()} for way in ("command", "short"))
    assert command - short == {"compare.manifest.json", "runs"}
    assert short - command == {"python.manifest.json"}
    files = command & short
    assert "report.html" in files
    for name in files:
        assert (tmp_path / "short" / name).read_bytes() == (tmp_path / "command" / name).read_bytes(), name


def test_the_short_form_is_the_long_one_with_the_design_of_the_command():
    scenario = Scenario.load(people=3_000)
    short, long = compare(scenario, ["hybrid"], 2, seed=3), compare(scenario, ("hybrid",), 2, Design(3))
    assert [run.totals for run in short.runs] == [run.totals for run in long.runs]
    assert short.design == long.design
    assert compare(scenario, ["hybrid"], 2).design == Design(1)
    with pytest.raises(InputError, match="the design has the seed 3"):
        compare(scenario, ["hybrid"], 2, Design(3), seed=4)


def test_a_comparison_is_not_written_where_nothing_can_be(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written"):
        compare(Scenario.load(people=3_000), ["hybrid"], 2).write(tmp_path / "file")
