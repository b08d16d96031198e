"""Where no schedule is named, those are compared that the scenario asks about, and none that its roster cannot hire."""

import tomllib
from pathlib import Path

import pytest
from sneakers import LAUNCH

from experiments.replicates.default_schedules import default_schedules
from sim.errors import InputError
from sim.planning.equal_spend import check_equal_budgets
from sim.scenario.scenario import BUILT_INS, Scenario, template


def scenario(more: str = "", head: str = "", path: Path | None = None) -> Scenario:
    return Scenario.from_mapping(tomllib.loads(head + LAUNCH + more), people=2_000, path=path)


def test_the_built_in_question_compares_the_launch_that_it_asks_about():
    launch = Scenario.load()
    assert default_schedules(launch) == ["macro_only", "micro_only", "leader_then_a_hundred"]
    assert "one leader followed by about a hundred micro-influencers" in launch.question


@pytest.mark.parametrize("name", BUILT_INS)
def test_every_built_in_question_can_be_played_as_it_is_asked(name):
    from experiments.replicates.design import prepare

    asked = Scenario.load(Path(name))
    _, plans = prepare(asked, default_schedules(asked), 1_000_000)
    check_equal_budgets(plans)


def test_a_file_of_ones_own_is_compared_by_its_own_schedules(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(template(), encoding="utf-8")
    assert default_schedules(Scenario.load(file)) == ["macro_only", "micro_only", "leader_then_wave"]


ALL = "[roster]\nnano = 9\nmicro = 9\nmacro = 9\nmega = 9\n"


@pytest.mark.parametrize(
    ("roster", "own", "names"),
    [
        (ALL, "", ["macro_only", "micro_only", "hybrid"]),
        ("[roster]\nnano = 0\nmicro = 9\nmacro = 9\nmega = 9\n", "", ["macro_only", "micro_only"]),
        ("[roster]\nnano = 9\nmicro = 9\nmacro = 0\nmega = 0\n", "", ["micro_only"]),
        ("[roster]\nnano = 9\nmicro = 0\nmacro = 0\nmega = 9\n", "", ["nano_only", "mega_only"]),
        (ALL, '[[schedules.mine]]\ntier = "nano"\n', ["macro_only", "micro_only", "mine"]),
    ],
)
def test_no_preset_is_compared_that_the_roster_cannot_hire(roster, own, names):
    assert default_schedules(scenario(roster + own)) == names


def test_the_tiers_of_a_file_of_influencers_count(tmp_path):
    (tmp_path / "mine.csv").write_text("followers,fee_eur\n3000,50\n20000,300\n4000,60\n", encoding="utf-8")
    listed = scenario('[roster]\nfile = "mine.csv"\n', path=tmp_path / "mine.toml")
    assert default_schedules(listed) == ["micro_only"]


def test_the_line_compare_wins_and_names_only_what_there_is():
    assert default_schedules(scenario(head='compare = ["burst", "drip"]\n')) == ["burst", "drip"]
    with pytest.raises(InputError) as caught:
        scenario(head='compare = ["burts", "drip", "drip"]\n')
    assert caught.value.problems == (
        "compare: unknown schedule 'burts'; did you mean 'burst'?",
        "compare: names 'drip' more than once",
    )


def test_which_schedules_are_compared_changes_no_result():
    assert scenario(head='compare = ["burst"]\n').fingerprint == scenario().fingerprint
