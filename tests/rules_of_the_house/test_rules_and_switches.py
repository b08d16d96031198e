"""A rule of behaviour is called by both crowds, and what it takes has a value at which it is gone."""

import ast

from places import ROOT

from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import Assumptions
from sim.crowd.behaviour import Behaviour, behaviour_of
from sim.scenario.scenario import Scenario
from sim.world.world import World

CROWD = ROOT / "sim" / "crowd"
AGENTS = ("agents.py",)
COLUMNS = ("chances.py", "exposure.py", "reaction.py")
# How likely, how fast or from where on something is that goes on with every mechanism off, and who there is to whom
# a mechanism means more: of these there is no value that would remove anything.
NO_SWITCH = {
    *("click_per_engaged_person", "purchase_per_click", "trust_initial", "luxury_buyers_share"),
    *("ready_to_buy_share", "feed_thinning"),
    *("wear_in_impressions", "memory_half_life_hours", "overdose_impressions"),
}


def nodes(files: tuple[str, ...]) -> list[ast.AST]:
    """The syntax of these files, piece by piece."""
    return [node for name in files for node in ast.walk(ast.parse((CROWD / name).read_text(encoding="utf-8")))]


def called(files: tuple[str, ...], module: str) -> set[str]:
    """What these files use of a module, by name."""
    return {
        node.attr
        for node in nodes(files)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module
    }


def imported(files: tuple[str, ...]) -> set[str]:
    """The functions of ``sim.crowd.behaviour`` that these files use."""
    found = [node for node in nodes(files) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in found if node.module == "sim.crowd.behaviour" for alias in node.names}
    return names - {"Behaviour"}


def numbers(files: tuple[str, ...]) -> set[str]:
    """The fields of behaviour that these files use."""
    return {node.attr for node in nodes(files) if isinstance(node, ast.Attribute)} & set(Behaviour._fields)


def test_both_crowds_call_the_same_rules():
    for module, least in (("rules", 10), ("rules_of_spread", 1)):
        agents, columns = called(AGENTS, module), called(COLUMNS, module)
        assert len(agents) > least
        assert agents == columns, f"not called by both crowds: {', '.join(sorted(agents ^ columns))}"


def test_both_crowds_ask_the_same_of_a_person():
    agents, columns = imported(AGENTS), imported(COLUMNS)
    assert {"interested", "is_press"} <= agents
    assert agents == columns, f"not asked by both crowds: {', '.join(sorted(agents ^ columns))}"


def test_both_crowds_take_the_same_numbers_as_they_are_assumed():
    assumed = set(Assumptions.load("evidence").names)
    agents, columns = numbers(AGENTS) & assumed, numbers(COLUMNS) & assumed
    assert len(agents) > 10
    assert agents == columns, f"not taken by both crowds: {', '.join(sorted(agents ^ columns))}"


def test_a_number_of_behaviour_that_bears_the_name_of_an_assumption_is_that_assumption():
    scenario = Scenario.load(people=1_000)
    behaviour = behaviour_of(scenario, World.generate(scenario, 1), 1)
    assumed = {name: scenario.assumptions.value(name) for name in Behaviour._fields if scenario.assumptions.has(name)}
    assert {name: getattr(behaviour, name) for name in assumed} == assumed


def test_every_number_of_behaviour_has_a_value_that_removes_it():
    removed = {name for mechanism in MECHANISMS.values() for name in mechanism.off}
    assumed = set(Behaviour._fields) & set(Assumptions.load("evidence").names)
    assert assumed >= NO_SWITCH
    left = assumed - removed - NO_SWITCH
    assert not left, f"no mechanism of sim/assumptions/mechanisms.py removes {', '.join(sorted(left))}"
