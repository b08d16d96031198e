"""The project on a newer Python, and with it on a newer Mesa, where such an interpreter is found."""

import shutil
import subprocess
from pathlib import Path

import pytest
from places import ROOT

pytestmark = pytest.mark.nightly


def interpreter() -> str | None:
    for name in ("python3.13", "python3.12"):
        path = shutil.which(name)
        # A version manager leaves commands behind that answer only that the version is not active.
        if path and subprocess.run([path, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0:
            return path
    for path in sorted(Path.home().glob(".pyenv/versions/3.1[23].*/bin/python3"), reverse=True):
        return str(path)
    return None


def test_the_twin_and_the_command_line_hold_on_a_newer_python_and_mesa(tmp_path):
    python = interpreter()
    if python is None:
        pytest.skip("no Python 3.12 or 3.13 on this machine")
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "out", "__pycache__", "*.egg-info"))
    subprocess.run([python, "-m", "venv", tmp_path / "venv"], check=True)
    newer = tmp_path / "venv/bin/python"
    install = [newer, "-m", "pip", "install", "--quiet", "-c", "constraints.txt", "-e", ".[dev]"]
    subprocess.run(install, cwd=source, check=True)
    versions = [newer, "-c", "import mesa, sys; print(sys.version_info[:2] >= (3, 12), mesa.__version__ >= '3.5')"]
    assert subprocess.run(versions, capture_output=True, text=True, check=True).stdout.split() == ["True", "True"]
    tests = [
        *("tests/promises/test_twin.py", "tests/promises/test_counterfactual.py", "tests/cli/test_cli.py"),
        "tests/unit/sim/test_compiled.py::test_the_digest_is_the_same_in_every_python",
        "tests/unit/experiments/compare_schedules/test_plots.py",
    ]
    done = subprocess.run(
        [newer, "-W", "error", "-m", "pytest", "-q", *tests], cwd=source, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
