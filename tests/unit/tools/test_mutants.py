"""Faults made on purpose: which are made of a text, what is left alone, and that each of them is a program."""

import pytest
from places import ROOT

TOOLS = ROOT / "tools"

TEXT = '''
"""Prose."""
from typing import TYPE_CHECKING

LEAST: float = 2.0

def first(a: int, b: int = 1) -> str:
    """Prose."""
    assert a
    if a < b and b:
        raise ValueError("not so many")
    return pick(a, -b)
'''
FAULTS = [
    ("module", "2.0 -> 0.0 in LEAST: float = 2.0"),
    ("module", "2.0 -> 3.0 in LEAST: float = 2.0"),
    ("first", "1 -> 2 in def first(a: int, b: int=1) -> str:"),
    ("first", "1 -> 0 in def first(a: int, b: int=1) -> str:"),
    ("first", "a < b and b -> a < b or b in if a < b and b:"),
    ("first", "a < b and b -> b in if a < b and b:"),
    ("first", "a < b and b -> a < b in if a < b and b:"),
    ("first", "a < b -> a <= b in if a < b and b:"),
    ("first", "a < b -> a >= b in if a < b and b:"),
    ("first", "raise ValueError('not so many') -> pass"),
    ("first", "return pick(a, -b) -> return None"),
    ("first", "pick(a, -b) -> pick(-b, a) in return pick(a, -b)"),
    ("first", "-b -> b in return pick(a, -b)"),
]


@pytest.fixture
def mutants_of(monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    from mutants import mutants_of

    return mutants_of


def test_every_fault_is_named_by_what_became_what_and_prose_types_and_assertions_are_left_alone(mutants_of):
    assert [(one.where, one.change) for one in mutants_of(TEXT, "text.py")] == FAULTS


def test_each_fault_is_alone_in_a_module_that_is_otherwise_as_it_was(mutants_of):
    found = {}
    for one in mutants_of("def tenth(a):\n    return a // 10 + 0\n", "text.py"):
        made: dict = {}
        exec(one.code, made)
        found[one.change.split(" in ")[0]] = made["tenth"](25)
    assert found == {
        "return a // 10 + 0 -> return None": None,
        "a // 10 + 0 -> a // 10 - 0": 2,
        "a // 10 -> a / 10": 2.5,
        **{"10 -> 11": 2, "10 -> 9": 2, "0 -> 1": 3, "0 -> -1": 1},
    }


def test_equal_changes_in_one_place_are_numbered(mutants_of):
    changes = [one.change for one in mutants_of("def both(a):\n    return a == 1 or a == 1\n", "text.py")]
    assert len(set(changes)) == len(changes)
    assert {change for change in changes if change.endswith("(2)")} >= {"1 -> 2 in return a == 1 or a == 1 (2)"}


def test_of_a_long_expression_what_differs_is_told(mutants_of):
    names = ", ".join(f"name_{k}={k}" for k in range(40))
    changes = {one.change for one in mutants_of(f"def long():\n    return made({names})\n", "text.py")}
    left_out = (
        "..., name_19=19, name_20=20, name_21=21, name_22=22, na... -> ..., name_19=19, name_21=21, name_22=22, na..."
    )
    assert left_out in changes
    assert max(len(change) for change in changes if not change.startswith("return")) < 200


def test_a_fault_is_shown_by_the_lines_of_its_statement_and_a_default_by_the_whole_function(mutants_of):
    shown = {one.change: one.lines for one in mutants_of(TEXT, "text.py")}
    assert shown["a < b -> a <= b in if a < b and b:"] == range(10, 11)
    assert shown["-b -> b in return pick(a, -b)"] == range(12, 13)
    assert shown["1 -> 2 in def first(a: int, b: int=1) -> str:"] == range(7, 13)
    assert shown["2.0 -> 3.0 in LEAST: float = 2.0"] is None
