"""Promises of a tier as one row: another one that is put in between changes nothing of what the others do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

from sim.errors import InputError
from sim.planning.posts import OWN, PIECES
from sim.roster.roster_file import KEYS_PER_TIER
from sim.tiers import NO_TIER, OF_A_FILE, TIER_NAMES, TIERS, Tier, TierTable, checked, tier_named

ROW = '        Tier("mid", identity=5, bit=32, large=False, on_offer=100, colour="#117733"),\n'
FOUR = ("nano", "micro", "macro", "mega")
# What a package says, whoever plays it: the luck of the four tiers, ...
LUCK = """
import json, sys
from dataclasses import astuple
from sim.assumptions.numbers import Assumptions
from sim.assumptions.belief import believed, quantile_of
from sim.world.influencers import roster_of
from sim.scenario.scenario import Scenario

drawn_file, listed_file, *four = sys.argv[1:]
told = {}
for name in ("evidence", "documents"):
    shipped = Assumptions.load(name)
    drawn = believed(shipped, 7)
    told[name] = {e.name: [drawn.value(e.name, t) for t in four] for e in drawn}
    told[name + " at"] = {k: q for k, q in quantile_of(shipped, 7).items() if not k.endswith(".mid")}
for file in (drawn_file, listed_file):
    scenario = Scenario.load(file)
    told[file] = [astuple(one) for one in roster_of(scenario, scenario.market.interests, 3) if one.tier in four]
print(json.dumps(told, default=str))
"""
# ... campaigns that hire them, ...
CAMPAIGNS = """
import hashlib, json, sys
from sim.planning.budget import plan
from sim.model import simulate
from sim.scenario.scenario import Scenario
from sim.world.world import World

told = {}
scenario = Scenario.load(sys.argv[1], people=2_000)
world = World.generate(scenario, 3)
crowds = {"hybrid": "columns", "parallel": "agents", "nano_only": "columns", "mega_only": "columns"}
for schedule, crowd in crowds.items():
    record = simulate(scenario, world, plan(schedule, world.roster, scenario), 5, crowd=crowd, events=True)
    posts = [(world.roster[post.influencer].name, post.hour, post.piece, post.fee_eur) for post in record.plan.posts]
    parts = (record.hourly, record.by_post, record.events, record.ending.organic)
    digest = hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()
    told[schedule] = [posts, len(record.events), digest]
print(json.dumps(told))
"""
# ... and what becomes of the fifth.
FIFTH = """
import json, sys
from experiments.pictures.palette import colours
from sim.planning.budget import plan
from sim.planning.posts import posts_of
from sim.world.influencers import roster_of, tier_of
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import PRESETS
from sim.world.world import World

scenario = Scenario.load(sys.argv[1], people=500)
world = World.generate(scenario, 3)
campaign = plan(PRESETS["mid_only"], world.roster, scenario)
listed = Scenario.load(sys.argv[2])
print(json.dumps({
    "offered": sum(one.tier == "mid" for one in world.roster),
    "posts": len(campaign.posts),
    "bits": sorted({int(post["tier_bit"]) for post in posts_of(campaign.posts, world, scenario, 5)}),
    "of 200,000": tier_of(200_000, scenario.assumptions),
    "listed": [one.tier for one in roster_of(listed, listed.market.interests, 3)],
    "colour": colours(["mid_only"])["mid_only"],
}))
"""


def with_a_fifth_tier(folder: Path, *, numbers: bool = True) -> list[Path]:
    """Copies the package into a folder with a row more between micro and macro; the files that this took."""
    shutil.copytree(ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "experiments", folder / "experiments", ignore=shutil.ignore_patterns("__pycache__"))
    edits = {"tiers.py": (r'(?m)^ +Tier\("macro"', lambda found: ROW + found[0])}
    if numbers:
        edits["tiers.toml"] = ("macro =", "mid = 100000, macro =")
        edits["evidence.toml"] = (r"micro = ([^,]+),", r"micro = \1, mid = \1,")
    changed = []
    for name, (old, new) in edits.items():
        (path,) = (folder / "sim").rglob(name)
        text, times = re.subn(old, new, path.read_text(encoding="utf-8"))
        assert times
        if name == "tiers.toml":  # by D1 it fills the gap between micro and macro
            text = text.replace("mid = 100000, macro = 1000000", "mid = 500000, macro = 1000000", 1)
        path.write_text(text, encoding="utf-8")
        changed.append(path.relative_to(folder))
    return changed


def told(package: Path, program: str, *words: object, compiles: bool = False) -> dict[str, object]:
    """What a program prints that finds the packages in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(package), "NUMBA_DISABLE_JIT": str(int(not compiles))}
    command = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("five")
    assert len(with_a_fifth_tier(folder)) == 3
    return folder


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A scenario with a drawn roster, and the same with one of a file."""
    folder = tmp_path_factory.mktemp("scenarios")
    people = "followers,name\n2000,a\n30000,b\n700000,c\n2000000,d\n"
    (folder / "people.csv").write_text(people, encoding="utf-8")
    text = (
        'budget_eur = 40_000\n[brand]\nname = "b"\nprice_eur = 40\nmargin_share = 0.5\ninterest = "sport"\n'
        "[market]\npeople = 3_000_000\nhorizon_days = 20\n"
    )
    (folder / "drawn.toml").write_text(text, encoding="utf-8")
    (folder / "listed.toml").write_text(f'{text}[roster]\nfile = "people.csv"\n', encoding="utf-8")
    return folder / "drawn.toml", folder / "listed.toml"


def test_another_tier_changes_nothing_of_the_luck_of_the_others(five, files):
    before = told(ROOT, LUCK, *files, *FOUR)
    assert len(before[str(files[0])]) == 1_450
    assert told(five, LUCK, *files, *FOUR) == before


@pytest.mark.nightly
def test_another_tier_changes_nothing_of_the_campaigns_that_hire_none_of_it(five, files):
    before = told(ROOT, CAMPAIGNS, *files, compiles=True)
    assert all(impressions > 0 for _, impressions, _ in before.values())
    assert told(five, CAMPAIGNS, *files, compiles=True) == before


def test_another_tier_is_offered_hired_told_apart_and_drawn(five, files):
    found = told(five, FIFTH, *files)
    assert found.pop("posts") > 0
    assert found == {
        "offered": 100,
        "bits": [32],
        "of 200,000": "mid",
        "listed": ["nano", "micro", "macro", "mega"],
        "colour": "#117733",
    }


def test_what_another_tier_still_needs_is_told_file_by_file(tmp_path, files):
    assert with_a_fifth_tier(tmp_path, numbers=False) == [Path("sim/tiers.py")]
    command = [sys.executable, "-c", "from experiments.cli import main; main()", "assumptions"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (2, "")
    every = "a number for each of nano, micro, mid, macro, mega"
    assert f"groundswell: tiers.toml: D1.smallest.mid: missing; a table by tier needs {every}" in done.stderr
    assert f"groundswell: evidence.toml: reach_rate.base.mid: missing; a table by tier needs {every}" in done.stderr


# ---- A row ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"bit": NO_TIER}, "mid: its bit 16 means something else; free are 32, 64, 128"),
        ({"bit": 2}, "mid: its bit 2 means something else; free are 32, 64, 128"),
        ({"bit": 3}, "mid: its bit 3 means something else"),
        ({"bit": 256}, "mid: its bit 256 means something else"),
        ({"identity": OF_A_FILE}, "mid: its identity 4 means something else; free are 5, 6, 7"),
        ({"identity": 1}, "mid: its identity 1 means something else"),
        ({"identity": 8}, "mid: its identity 8 means something else"),
        ({"name": "macro"}, "macro: its name 'macro' means something else; choose another"),
    ],
)
def test_a_row_that_cannot_be_told_from_another_or_from_no_tier_is_refused(given, says):
    row = {"name": "mid", "identity": 5, "bit": 32, "large": False, "on_offer": 1, "colour": "#117733"}
    assert checked((*TIERS, Tier(**row)))[-1].name == "mid"
    with pytest.raises(InputError) as caught:
        checked((*TIERS, Tier(**row | given)))
    (problem,) = caught.value.problems
    assert problem.startswith(f"sim/tiers.py: {says}")


def test_every_tier_that_can_be_has_an_identity_for_each_of_its_posts():
    largest = 7 * KEYS_PER_TIER + KEYS_PER_TIER - 1
    assert largest * PIECES + PIECES - 1 < OWN


def test_what_a_tier_has_once_meant_it_still_means():
    assert [(row.name, row.identity, row.bit) for row in TIERS[:4]] == [
        ("nano", 0, 1),
        ("micro", 1, 2),
        ("macro", 2, 4),
        ("mega", 3, 8),
    ]
    assert (NO_TIER, OF_A_FILE) == (16, 4)


def test_a_tier_is_found_by_its_name_alone():
    assert [tier_named(name) for name in TIER_NAMES] == list(TIERS)
    with pytest.raises(InputError, match="unknown tier 'marco'; one of nano, micro, macro, mega; did you mean 'macro'"):
        tier_named("marco")


def test_a_table_by_tier_has_a_number_for_each():
    assert dict(TierTable.of_all(2)) == dict.fromkeys(TIER_NAMES, 2.0)
    with pytest.raises(ValueError, match="3 numbers given; one for each of nano, micro, macro, mega"):
        TierTable(1, 2, 3)
