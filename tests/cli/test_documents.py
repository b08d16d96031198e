"""What the pages say is so: commands are understood, names exist, counts add up."""

import importlib
import re
import shlex
from collections import Counter

import pytest
import typer
from blocks import commands
from places import ROOT

from experiments.cli.commands import app
from sim import rules, rules_of_spread
from sim.assumptions.numbers import SETS, STANDINGS, Assumptions

MODEL = (ROOT / "sim/MODEL.md").read_text(encoding="utf-8")


STANDING = (ROOT / "docs/standing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", [line for line in commands() if line.startswith("groundswell ")])
def test_every_command_shown_is_understood(line):
    group = typer.main.get_command(app)
    for anywhere in (" --mechanisms my_rules.py", " --cluster tcp://127.0.0.1:8786"):
        line = line.replace(anywhere, "")
    name, *words = shlex.split(line)[1:]
    command = group.commands[name]
    if name == "store":
        command, words = command.commands[words[0]], words[1:]
    command.make_context(name, words)  # parses the words, runs nothing


def test_the_table_of_standings_counts_what_is_there():
    for standing in STANDINGS:
        row = re.search(rf"^\| {standing} \| (\d+) \| (\d+) \|", STANDING, re.M)
        assert row, standing
        shown = dict(zip(("evidence", "documents"), map(int, row.groups()), strict=True))
        for name in SETS:
            there = Counter(entry.standing for entry in Assumptions.load(name))
            assert shown[name] == there[standing], (name, standing)


def test_every_function_that_the_model_text_names_exists():
    named = re.findall(r"`(sim\.[\w.]+)`", MODEL)
    assert len(named) > 25
    for path in named:
        parts = path.split(".")
        depth = next(n for n in range(len(parts), 0, -1) if (ROOT / "/".join(parts[:n])).with_suffix(".py").exists())
        found: object = importlib.import_module(".".join(parts[:depth]))
        for part in parts[depth:]:
            found = getattr(found, part)


def test_every_rule_is_named_in_the_model_text():
    known = {
        f"`{value.py_func.__module__}.{name}`"
        for module in (rules, rules_of_spread)
        for name, value in vars(module).items()
        if hasattr(value, "py_func")
    }
    assert len(known) > 40
    assert {name for name in known if name not in MODEL} == set()
