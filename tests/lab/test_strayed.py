"""A page, a picture and a file say in what they are not as shipped, in the same words."""

import pytest

from experiments.lab.play.town_files import events_csv, headed, hourly_csv, town_csv
from experiments.lab.question.asked import Asked
from experiments.lab.question.kept import keep
from experiments.lab.question.own_set import keep_set
from experiments.lab.question.strayed import strayed
from experiments.lab.routes.downloads import scenario_toml
from experiments.pictures.animation import note_on
from sim.assumptions.mechanisms import MECHANISMS
from sim.scenario.scenario import BUILT_INS

MOVED = Asked(people=2_000, sharing=50, off=("fatigue",), changed=(("trust_initial", 0.9),), feed="followers")
SAID = "Not as shipped: sharing × 50, trust initial 0.9, posts shown to followers alone, without fatigue."


@pytest.mark.parametrize("scenario", sorted(BUILT_INS))
def test_what_is_shipped_says_nothing(scenario):
    assert strayed(Asked.read({"scenario": scenario})) == ""


def test_all_that_is_moved_is_said():
    assert strayed(MOVED) == SAID
    every = strayed(Asked(off=tuple(MECHANISMS)))
    on = [name for name in MECHANISMS if strayed(Asked(off=(name,)))]
    assert len(on) > 20
    assert all(name.replace("_", " ") in every for name in on)


def test_a_visitor_s_own_files_are_said():
    roster = keep("name,followers\nAda,12000\nBo,150000\n")
    assert strayed(Asked(roster=roster)) == "Not as shipped: your roster."
    own = keep_set('extends = "evidence"\n', "mine.toml")
    assert "your assumptions mine" in strayed(Asked(assumptions=own))


def test_files_begin_with_it_and_pictures_end_with_it(tmp_path):
    for written in (hourly_csv, events_csv):
        file = tmp_path / "file.csv"
        town_csv(MOVED.scenario(), MOVED.schedules, 1, written, file, SAID)
        first, columns = file.read_text(encoding="utf-8").splitlines()[:2]
        assert first == f"# {SAID}"
        assert columns.startswith("schedule,hour,")
    assert headed("", "a,b\n") == "a,b\n"
    assert f"# {SAID}" in scenario_toml(MOVED)
    assert note_on(MOVED.scenario(), 1).endswith(SAID)
    assert "Not as shipped" not in note_on(Asked(people=2_000).scenario(), 1)
