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


@pytest.mark.parametrize(("folder", "markers"), [("browser", {"browser"}), ("slow", {"slow", "nightly"})])
def test_every_test_of_a_marked_folder_is_marked_and_no_whole_file_elsewhere(folder, markers):
    """`make test` does not look into these folders."""
    for name, path in FILES.items():
        whole, each = marks(path)
        if name.startswith(f"{folder}/"):
            assert whole & markers or all(of_test & markers for of_test in each), name
        else:
            assert not whole & markers, name


def marks(path: Path) -> tuple[set[str], list[set[str]]]:
    """The marks of a whole file, and those of each of its tests."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    whole = [one.value for one in body if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "pytestmark"]
    tests = [one for one in body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    return marks_in(whole), [marks_in(one.decorator_list) for one in tests]


def marks_in(expressions: list[ast.expr]) -> set[str]:
    found = (node for one in expressions for node in ast.walk(one) if isinstance(node, ast.Attribute))
    return {node.attr for node in found if ast.unparse(node.value) == "pytest.mark"}
