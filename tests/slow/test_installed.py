"""The project as somebody installs it: made into a package, put into an empty environment, run from another folder."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from places import ROOT

LEFT_OUT = (".git", ".venv", "out", ".site", "build", "dist", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis")


def interpreters() -> dict[str, str]:
    """By version, this Python and every newer one that is found and can make environments."""
    found = {f"{sys.version_info[0]}.{sys.version_info[1]}": sys.executable}
    for version in ("3.11", "3.12", "3.13", "3.14"):
        places = [shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}.*/bin/python3")]
        for place in filter(None, places):
            # A version manager leaves commands behind that answer only that the version is not active.
            works = subprocess.run([place, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0
            if works and version not in found:
                found[version] = str(place)
    return found


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The folder with the source package, and with the wheel that was made of it."""
    pytest.importorskip("build")
    source, made = (tmp_path_factory.mktemp("package") / name for name in ("source", "dist"))
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*LEFT_OUT))
    command = [sys.executable, "-m", "build", "--outdir", str(made), str(source)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    return made


@pytest.mark.slow
def test_a_package_holds_what_runs_and_nothing_else(packages):
    (wheel,), (source,) = packages.glob("*.whl"), packages.glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"sim", "experiments"}
    assert {"sim/py.typed", "experiments/py.typed", "sim/MODEL.md"} <= set(names)
    there = {path.relative_to(ROOT).as_posix() for package in ("sim", "experiments") for path in files(ROOT / package)}
    assert there - set(names) == set()
    with tarfile.open(source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", *there} <= inside


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


THIS, *OTHERS = interpreters()


@pytest.mark.parametrize(
    "version",
    [pytest.param(THIS, marks=pytest.mark.slow), *(pytest.param(one, marks=pytest.mark.nightly) for one in OTHERS)],
)
def test_a_wheel_installs_into_an_empty_environment_and_compares(version, packages, tmp_path):
    subprocess.run([interpreters()[version], "-m", "venv", tmp_path / "venv"], check=True)
    bin_ = tmp_path / "venv/bin"
    (wheel,) = packages.glob("*.whl")
    install = [bin_ / "python", "-m", "pip", "install", "--quiet", "--no-compile", "-c", ROOT / "constraints.txt"]
    subprocess.run([*install, wheel], check=True, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(*words: str) -> str:
        command = [bin_ / "groundswell", *words]
        done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return done.stdout

    told = run("compare", "--people", "2000", "--replicates", "2", "--jobs", "1")
    assert told.startswith("Under evidence: ")
    assert (elsewhere / "out/report.html").stat().st_size > 100_000
    run("page", "--people", "2000", "--towns", "1")
    assert (elsewhere / "lesson.html").is_file()
    assert "fatigue_per_repeat" in run("assumptions")
    assert "groundswell compare" in run()
    lab = subprocess.run([bin_ / "groundswell", "lab"], cwd=elsewhere, env=environment, capture_output=True, text=True)
    assert (lab.returncode, "pip install 'groundswell[lab]'" in lab.stderr) == (2, True)
