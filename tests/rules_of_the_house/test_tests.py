"""Tests stand where they belong, and what several of them need stands beside their folders, once."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from places import ROOT

TESTS = ROOT / "tests"
FILES = {path.relative_to(TESTS).as_posix(): path for path in TESTS.rglob("test_*.py")}
FOLDERS = ("unit", "promises", "theory", "cli", "lab", "browser", "slow", "rules_of_the_house", "samples")


def imported(path: Path) -> set[str]:
    told = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            told |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            told.add(node.module)
    return told


def test_every_test_is_in_a_folder_and_has_a_name_of_its_own():
    assert {name for name in FILES if name.split("/")[0] not in FOLDERS} == set()
    assert [name for name, times in Counter(path.name for path in FILES.values()).items() if times > 1] == []


def test_no_test_is_imported_by_another_file():
    names = {path.stem for path in FILES.values()}
    assert {name: found for name, path in FILES.items() if (found := imported(path) & names)} == {}
    helpers = [path for path in TESTS.rglob("*.py") if path.stem not in names]
    assert helpers
    assert {path.name: found for path in helpers if (found := imported(path) & names)} == {}


def test_where_the_project_is_stands_in_one_file():
    counting = {
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        if any(
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") == "Path"
            and [getattr(word, "id", "") for word in node.args] == ["__file__"]
            and isinstance(above, ast.Attribute)
            and above.attr in ("parent", "parents")
            for above in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for node in [getattr(above, "value", None)]
        )
    }
    assert counting == {"places.py"}


def folders_of(package: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix() for path in [ROOT / package, *(ROOT / package).rglob("*")] if path.is_dir()
    }


def test_unit_tests_mirror_what_they_test():
    there = {path.parent.relative_to(TESTS / "unit").as_posix() for path in (TESTS / "unit").rglob("test_*.py")}
    assert there - folders_of("sim") - folders_of("experiments") - {"tools"} == set()


@pytest.mark.parametrize("marker", ["browser", "slow"])
def test_files_of_a_marked_folder_are_marked_as_a_whole(marker):
    marked = {name for name, path in FILES.items() if is_marked(path, marker)}
    assert marked == {name for name in FILES if name.startswith(f"{marker}/")}


def is_marked(path: Path, marker: str) -> bool:
    """Whether every test of a file is marked."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            return f"pytest.mark.{marker}" in [ast.unparse(mark) for mark in marks]
    return False
