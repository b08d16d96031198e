"""The files around the packages say the same of the project, and can be read by those for whom they are."""

import re
import tomllib
from datetime import date

import pytest
import yaml
from places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
READ = {
    "CITATION.cff": {"cff-version", "message", "title", "authors", "version", "date-released", "license"},
    ".pre-commit-config.yaml": {"repos"},
    ".github/workflows/checks.yml": {"name", "jobs"},
}


def read(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", READ)
def test_a_file_for_others_parses_and_has_what_they_look_for(name):
    assert READ[name] - read(name).keys() == set()


def test_a_citation_names_the_version_that_is_installed():
    citation = read("CITATION.cff")
    assert citation["version"] == PROJECT["version"]
    assert isinstance(citation["date-released"], date)


def test_the_licence_is_one():
    assert PROJECT["license"] == read("CITATION.cff")["license"] == "MIT"
    assert PROJECT["license-files"] == ["LICENSE"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n")


def test_every_target_and_script_that_is_called_exists():
    jobs = read(".github/workflows/checks.yml")["jobs"]
    called = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    called += (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    called += re.findall(r"`([^`\n]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    targets = {target for line in called for target in re.findall(r"\bmake ([a-z]+)", line)}
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert "check" in targets
    assert targets - known == set()
    assert ".ci/run" in called
    assert (ROOT / ".ci/run").stat().st_mode & 0o100


def test_what_is_checked_before_a_commit_is_what_make_check_checks():
    hooks = [hook["entry"].split()[:2] for repo in read(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    made = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert made
    checked = [line.replace("$(VENV)", ".venv").replace(" .", "").split()[:2] for line in made[1].splitlines()]
    assert hooks == checked
