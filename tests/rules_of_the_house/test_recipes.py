"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the packages, do what they promise."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from places import ROOT

from sim import events as ev
from sim.scenario.scenario import Scenario

PACKAGES = ("sim", "experiments")
RULE, TRAIT, TIER = "A rule", "A trait", "A tier"
INDICATOR, CHOICE = "An indicator", "An objective"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = {
    title: re.findall(r"^```diff\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
    for title, body in re.findall(r"^### ([^:,\n]+)(.*?)(?=^##)", TEXT, re.MULTILINE | re.DOTALL)
}
# A town in which everybody sees, likes and passes on a lot.
TOWN = """
budget_eur = 20_000
[brand]
name = "b"
price_eur = 40
margin_share = 0.5
interest = "sport"
[market]
people = 1_000
horizon_days = 10
[roster]
nano = 4
micro = 2
macro = 1
mega = 0
[assumptions.override]
followers_smallest = { nano = 60, micro = 100, macro = 200, mega = 300 }
followers_largest = { nano = 100, micro = 200, macro = 300, mega = 400 }
reach_rate = 1.0
engagement_per_reached_person = 0.6
share_per_engaged_person = 0.3
friend_reach_rate = 0.5
follow_per_engaged_person = 0.4
"""
# The events of runs, each in a file; a run is its crowd and, behind commas, what is switched off.
PLAYED = """
import sys
from dataclasses import replace
import numpy as np
from sim.assumptions.mechanisms import without
from sim.scenario.scenario import Scenario

file, out, *runs = sys.argv[1:]
scenario = Scenario.load(file)
for number, run in enumerate(runs):
    crowd, *off = run.split(",")
    asked = replace(scenario, assumptions=without(scenario.assumptions, off))
    np.save(f"{out}/events-{number}.npy", asked.play("parallel", crowd=crowd).record.events)
"""
# Who is shy.
SHY = """
import json, sys
from sim.crowd.behaviour import behaviour_of, is_shy
from sim.results.campaign import _world
from sim.scenario.scenario import Scenario

scenario = Scenario.load(sys.argv[1])
campaign = scenario.play("parallel")
behaviour = behaviour_of(scenario, campaign.world, campaign.luck_seed)
people = campaign.world.people
print(json.dumps([person for person in range(people.size) if is_shy(people, behaviour, person)]))
"""
# What a schedule plans, and what an objective is judged by.
PLANNED = """
import json, sys
from experiments.cli.terminal import asked
from sim.planning.budget import plan
from sim.scenario.scenario import Scenario
from sim.world.world import World

file, schedule, objective = sys.argv[1:]
scenario = Scenario.load(file)
posts = plan(scenario, World.generate(scenario, 3), schedule).posts
print(json.dumps([min(post.hour for post in posts), asked(None, None, None, objective or None).objective]))
"""
COMMAND = "from experiments.cli import main; main()"


def hunks(block: str) -> Iterator[tuple[str, str, str]]:
    """The edits of a block: the file, the lines that are there, and the lines that stand there afterwards."""
    for part in re.split(r"^--- ", block, flags=re.MULTILINE)[1:]:
        name, edits = part.split("\n", 1)
        for edit in re.split(r"^@@\n", edits, flags=re.MULTILINE):
            lines = edit.splitlines(keepends=True)
            assert {line[0] for line in lines} <= {" ", "-", "+"}, edit
            before, after = ("".join(line[1:] for line in lines if line[0] != mark) for mark in "+-")
            yield name, before, after


def follow(block: str, folder: Path) -> set[str]:
    """Changes a copy of the packages as a block says; the files changed."""
    changed = set()
    for name, before, after in hunks(block):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert not before or f"\n{text}".count(f"\n{before}") == 1, f"{name} has these lines not once:\n{before}"
        path.write_text(f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:] if before else text + after, "utf-8")
        changed.add(name)
    return changed


def copied(folder: Path, *blocks: str) -> Path:
    """A copy of the packages in a folder, changed as the blocks say."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for block in blocks:
        follow(block, folder)
    return folder


def done(package: Path, program: str, *words: object, compiles: bool = False) -> subprocess.CompletedProcess[str]:
    """A program that finds the packages in a folder and keeps there what it compiles."""
    environment = {**os.environ, "PYTHONPATH": str(package), "NUMBA_DISABLE_JIT": str(int(not compiles))}
    environment["NUMBA_CACHE_DIR"] = str(package / "compiled")
    command = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, timeout=600)


def told(package: Path, program: str, *words: object, compiles: bool = False) -> object:
    """What a program prints, which ends well."""
    ended = done(package, program, *words, compiles=compiles)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout or "null")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("town") / "town.toml"
    file.write_text(TOWN, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def as_it_is(town: Path) -> np.ndarray:
    """The event log of the town without any recipe."""
    events = Scenario.load(town).play("parallel").record.events
    assert events is not None
    return events


# ---- Every block ---------------------------------------------------------------------------------


def test_every_kind_of_change_has_its_recipe():
    assert {title: len(blocks) for title, blocks in RECIPES.items()} == {
        RULE: 1,
        TRAIT: 1,
        TIER: 1,
        INDICATOR: 2,
        CHOICE: 2,
    }


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_changes_as_many_files_as_it_says_and_what_it_makes_reads_as_the_rest_does(title, tmp_path):
    heading = re.search(rf"^### {title}.*$", TEXT, re.MULTILINE)
    assert heading
    said = [int(number) for number in re.findall(r"(\d+) files?", heading[0])]
    copied(tmp_path)
    changed = [follow(block, tmp_path) for block in RECIPES[title]]
    beside = {"sim/assumptions/tiers.toml", "sim/assumptions/evidence.toml"} if title == TIER else set()
    assert {len(files | beside) for files in changed} == set(said)
    python = [tmp_path / name for files in changed for name in files if name.endswith(".py")]
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for verb in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *verb, "--no-cache", *map(str, python)]
        found = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert found.returncode == 0, found.stdout


# ---- A rule and a trait ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which all recipes but that of a tier were followed: it is compiled once for all of them."""
    folder = tmp_path_factory.mktemp("followed")
    return copied(folder, *(block for title in RECIPES if title != TIER for block in RECIPES[title]))


# Columns are compiled anew for the recipes, which takes most of a minute.
crowds = pytest.mark.parametrize(
    "crowd",
    [pytest.param("columns", marks=pytest.mark.nightly), pytest.param("agents", marks=pytest.mark.slow)],
    scope="module",
)


@pytest.fixture(scope="module")
def events(followed: Path, town: Path, crowd: str) -> dict[str, np.ndarray]:
    """Event logs of the town in a crowd, by what is switched off; all from one process."""
    runs = ("shy", "second_hand", "shy,second_hand")
    told(followed, PLAYED, town, followed, *(f"{crowd},{off}" for off in runs), compiles=True)
    return {run: np.load(followed / f"events-{number}.npy") for number, run in enumerate(runs)}


@crowds
def test_a_rule_and_a_trait_that_are_switched_off_are_exactly_gone(events, as_it_is):
    assert np.array_equal(events["shy,second_hand"], as_it_is)


@crowds
def test_the_rule_acts(events, as_it_is):
    assert second_hand_shares(events["shy"]) < second_hand_shares(as_it_is)


@pytest.mark.nightly
@pytest.mark.parametrize("off", ["shy", "second_hand"])
def test_the_rule_and_the_trait_act_alike_in_both_crowds(followed, town, off):
    told(followed, PLAYED, town, followed, f"columns,{off}", f"agents,{off}", compiles=True)
    columns, agents = (np.load(followed / f"events-{number}.npy") for number in range(2))
    assert np.array_equal(columns, agents)


def second_hand_shares(events: np.ndarray) -> float:
    """How many of those who like what a friend showed pass it on."""
    liked = events[(events["via"] != ev.NOBODY) & ((events["outcome"] & ev.ENGAGED) != 0)]
    assert len(liked) > 100
    return float(((liked["outcome"] & ev.SHARED) != 0).mean())


@crowds
def test_the_trait_changes_those_who_have_it_alone(events, followed, town, as_it_is):
    theirs = np.isin(as_it_is["person"], told(followed, SHY, town, compiles=True))
    was_followed = (as_it_is["outcome"] & ev.FOLLOWED) != 0
    assert (was_followed & theirs).any()
    assert (was_followed & ~theirs).any()
    expected = as_it_is.copy()
    expected["outcome"][theirs] &= ~np.uint8(ev.FOLLOWED)
    assert np.array_equal(events["second_hand"], expected)


# ---- A tier --------------------------------------------------------------------------------------


@pytest.mark.second
def test_the_numbers_of_a_new_tier_are_asked_for_until_it_can_be_hired(tmp_path):
    copied(tmp_path, *RECIPES[TIER])
    asked = done(tmp_path, COMMAND, "assumptions")
    assert asked.returncode == 2
    missing = set(re.findall(r"^groundswell: (\w+\.toml): [\w.]+\.mid: missing; a table by tier", asked.stderr, re.M))
    assert missing == {"tiers.toml", "evidence.toml"}
    for path in (tmp_path / "sim/assumptions" / name for name in missing):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"micro = ([^,]+),", r"micro = \1, mid = \1,", text), encoding="utf-8")
    five = tmp_path / "five.toml"
    five.write_text(TOWN.replace("{ nano", "{ mid = 200, nano"), encoding="utf-8")
    assert told(tmp_path, PLANNED, five, "mid_only", "") == [0, "purchases_incremental"]


# ---- An indicator, an objective, a preset --------------------------------------------------------


@pytest.mark.second
def test_the_preset_is_planned_and_the_objective_is_judged_by_its_indicator(tmp_path, town):
    copied(tmp_path, *RECIPES[CHOICE])
    assert told(tmp_path, PLANNED, town, "evening", "word_of_mouth") == [19, "word_of_mouth"]


@pytest.mark.slow
def test_the_indicators_the_objective_and_the_preset_are_told_by_the_commands(followed, tmp_path, town):
    words = ("--schedule", "evening", "--crowd", "agents", "--out", tmp_path / "run", "--json")
    run = told(followed, COMMAND, "run", town, *words, compiles=True)
    assert run["kpis"]["codes_per_share"] == 0.0
    assert run["kpis"]["posts"] == run["posts"] > 0
    words = ("--schedules", "evening,burst", "--objective", "word_of_mouth", "--replicates", 2, "--jobs", 1)
    out = ("--out", tmp_path / "compared", "--json")
    compared = told(followed, COMMAND, "compare", town, *words, *out, compiles=True)
    assert compared["objectives"]["word_of_mouth"] == "word_of_mouth"
    for of_a_set in compared["sets"].values():
        assert "word_of_mouth" in of_a_set["choices"]
