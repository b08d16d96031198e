"""``groundswell plan``: within its budget, played again as planned, stopped and continued, refused in one line."""

import json
import os
import signal
import tomllib

import pytest
from commands import started, told, wait_until, where_runs_are
from stored import played_twice, runs_in

from experiments.cli.commands import main
from experiments.cli.planning import Codes, _document
from sim.scenario.scenario import Scenario, template

CREATORS = "name,followers,engagement_rate,fee_eur,interest\n" + "".join(
    f"creator {place},{2_000 + 1_500 * place},{5 - place / 4:.2f}%,{90 + 35 * place},{('sport', 'food')[place % 2]}\n"
    for place in range(8)
)
SMALL = [
    "--objective",
    "engagement",
    "--people",
    "20000",
    "--budget",
    "1500",
    "--campaigns",
    "60",
    "--replicates",
    "40",
    "--jobs",
    "1",
]


@pytest.fixture
def roster(tmp_path):
    file = tmp_path / "creators.csv"
    file.write_text(CREATORS)
    return file


def planned(folder, roster, *words):
    with pytest.raises(SystemExit) as ended:
        main(["plan", "--roster", str(roster), *SMALL, *words, "--out", str(folder)])
    return ended.value.code


@pytest.mark.slow
def test_a_plan_is_within_budget_and_rules_and_is_played_again_as_it_was_planned(tmp_path, roster, capfd):
    assert planned(tmp_path / "out", roster, "--must", "creator 7", "--never", "creator 0", "--json") == 0
    result = json.loads(capfd.readouterr().out)  # and nothing else was printed
    names = [post["name"] for post in result["posts"]]
    assert "creator 7" in names
    assert "creator 0" not in names
    assert 0.0 < result["spend_eur"] <= 1_500.0
    assert result["expected"]["low"] <= result["expected"]["mean"] <= result["expected"]["high"]
    assert {one["kind"] for one in result["alternatives"]} >= {"strategy", "preset"}
    scenario = Scenario.load(tmp_path / "out" / "plan.toml", people=20_000)
    campaign = scenario.play("plan", events=False)
    assert sorted(campaign.world.roster[post.influencer].name for post in campaign.plan.posts) == sorted(names)
    assert campaign.plan.spend_eur == result["spend_eur"]
    assert (tmp_path / "out" / "response_curve.png").stat().st_size > 10_000


@pytest.mark.nightly
def test_an_edited_plan_is_played_beside_the_best_and_a_return_that_nothing_reaches_ends_in_do_not_launch(
    tmp_path, roster, capfd
):
    edited = tmp_path / "edited.csv"
    edited.write_text("name,day\ncreator 7,1\ncreator 6,1\ncreator 5,2\ncreator 4,2\ncreator 3,3\n")
    words = ["--compare-plan", str(edited), "--target-roi", "50", "--json"]
    assert planned(tmp_path / "out", roster, *words) == 0
    result = json.loads(capfd.readouterr().out)
    assert result["posts"] == []
    assert result["headline"].startswith("Do not launch")
    assert any("nothing that was tried reaches a roi of 50" in note for note in result["notes"])
    (by_hand,) = (one for one in result["alternatives"] if one["kind"] == "edited")
    assert by_hand["spend_eur"] > 0.0
    assert by_hand["objective"]["mean"] > 0.0


@pytest.mark.nightly
def test_a_search_that_goes_on_comes_to_the_same_plan_and_plays_nothing_twice(tmp_path, roster, capfd):
    kept = tmp_path / "out" / "runs"
    assert planned(tmp_path / "out", roster, "--json") == 0
    first = json.loads(capfd.readouterr().out)
    runs = runs_in(kept)
    assert planned(tmp_path / "out", roster, "--json") == 0
    assert json.loads(capfd.readouterr().out) == first
    assert runs_in(kept) == runs
    assert played_twice(kept) == 0
    assert first["campaigns"] > 0


@pytest.mark.nightly
def test_two_objectives_give_plans_between_them_that_can_be_played_and_a_page_that_tells_of_all(
    tmp_path, roster, capfd
):
    roster.write_text(CREATORS.replace("creator 3", "creator <b>3</b>"))
    words = ["--without", "fatigue", "--and", "purchases_incremental", "--must", "creator <b>3</b>", "--json"]
    assert planned(tmp_path / "out", roster, *words) == 0
    result = json.loads(capfd.readouterr().out)
    names = [one["name"] for one in result["front"]]
    assert names.count("plan") == 1
    assert all(one["spend_eur"] <= 1_500.0 for one in result["front"])
    assert all("creator <b>3</b>" in [post["name"] for post in one["posts"]] for one in result["front"])
    scenario = Scenario.load(tmp_path / "out" / "plan.toml", people=20_000)
    assert set(names) <= set(scenario.schedules)
    assert set(result["curves_by_tier"]) == {"nano", "micro"}
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Between engagements and incremental purchases" in page
    assert "On one tier alone" in page
    assert "Not as shipped: without fatigue." in page
    assert "creator &lt;b&gt;3&lt;/b&gt;" in page
    assert "<b>3</b>" not in page
    assert page.count("data:image/png;base64,") == 3
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.nightly
@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has it")
def test_a_search_that_is_stopped_leaves_the_best_so_far(tmp_path, roster):
    words = [
        "plan",
        "--objective",
        "engagement",
        "--roster",
        roster,
        "--people",
        "20000",
        "--campaigns",
        "1000000",
        "--jobs",
        "1",
    ]
    process = started(*words, "--out", tmp_path / "out")
    kept = tmp_path / "out" / "runs"
    wait_until(lambda: len(runs_in(kept)) > 1_200, 100)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    best, *rest = err.splitlines(keepends=True)
    assert "the best plan so far is in" in best
    assert rest[0] == where_runs_are(tmp_path / "out", "campaigns")
    document = tomllib.loads((tmp_path / "out" / "plan.toml").read_text())
    assert document["schedules"]["plan"]
    assert out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--objective", "roi"], "objective 'roi': a ratio is best where hardly anything is spent"),
        (["--budget", "3"], "a budget of 3.00 EUR pays for nobody: the cheapest, 'creator 0', costs"),
        (["--must", "creator 9"], "rules.must: no creator 'creator 9' in the roster; did you mean"),
        (["--must", "creator 1", "--never", "creator 1"], "rules: must and never both name 'creator 1'"),
        (["--replicates", "3"], "--replicates"),
        (["--target-roi", "-2"], "a roi of -2: must be above -1"),
        (["--target-roi", "0", "--target-marginal-roi", "0"], "give --target-roi or --target-marginal-roi, not both"),
        (["--and", "roi"], "objective 'roi': a ratio is best where hardly anything is spent"),
        (["--and", "engagement"], "--and engagement: is the objective itself"),
        (["--and", "fame"], "--and 'fame': must be one of which more or less is better"),
        (["--compare-plan", "none.csv"], "none.csv: there is no such file"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_one_line(tmp_path, roster, capsys, words, said):
    assert planned(tmp_path / "out", roster, *words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert not list((tmp_path / "out").glob("plan.*"))


def test_creators_who_are_drawn_anew_in_each_world_are_no_list_to_plan_from(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["plan", "--out", str(tmp_path)])
    assert ended.value.code == 2
    assert "a plan is made of names: give a list of creators (--roster FILE" in capsys.readouterr().err


def test_a_roster_that_is_not_there_is_told(tmp_path):
    done = told("plan", "--roster", tmp_path / "none.csv", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.csv: there is no such file" in done.stderr


def test_the_document_of_a_plan_names_the_set_it_was_searched_with(tmp_path):
    launch, posterior = tmp_path / "launch.toml", tmp_path / "mine.toml"
    text = template()
    launch.write_text(text.replace('set = "evidence"', 'set = "mine.toml"'), encoding="utf-8")
    posterior.write_text('extends = "evidence"\n', encoding="utf-8")
    told = {
        (path, asked): _document(path, None, None, "", "", None, codes, asked)
        for path, asked, codes in (
            (launch, None, None),
            (launch, "documents", Codes.search),
            (None, str(posterior), Codes.always),
        )
    }
    sets = [document["assumptions"]["set"] for document in told.values()]
    assert sets == [str(posterior), "documents", str(posterior)]
    rules = [document.get("rules", {}).get("search_codes") for document in told.values()]
    assert rules == [None, True, False]
