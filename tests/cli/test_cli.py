"""The command line: every wrong input is one clear line and leaves nothing behind; every file is as promised."""

import csv
import errno
import functools
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from blocks import all_commands
from commands import ENVIRONMENT, SMALL, children, started, still_there, told, where_runs_are
from places import ROOT
from rich.console import Console

from experiments.cli.commands import app, main
from experiments.compare_schedules.comparison import UntilClear
from experiments.compare_schedules.spending import BOUGHT
from experiments.files import filled_folder, writable_folder
from experiments.help.topics import TOPICS
from experiments.replicates.design import Design
from sim import events as ev
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME
from sim.scenario.scenario import template

PICTURES = ["paired_differences.png", "reach_over_time.png", "virality_against_trust.png"]
COMPARED = sorted(
    ["compare.manifest.json", "comparison.json", "plan.csv", "report.html", "runs", "runs.csv", *PICTURES]
)
HEAVY = ("numba", "mesa", "matplotlib", "scipy")
COMMANDS = sorted(typer.main.get_command(app).commands)

LAUNCH = """
budget_eur = 60_000
[brand]
name = "b"
price_eur = 120
margin_share = 0.5
[market]
people = 10_000_000
horizon_days = 30
"""


@pytest.fixture
def say(capsys):
    """The command in this process, for what ends before any work: (exit code, stdout, stderr lines)."""

    def say(*arguments: object) -> tuple[int, str, list[str]]:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err.splitlines()

    return say


@pytest.fixture
def done(say):
    """What a command that is to succeed says on stdout, in this process."""

    def done(*arguments: object) -> str:
        code, out, lines = say(*arguments)
        assert (code, lines) == (0, [])
        return out

    return done


@pytest.fixture
def unpictured(monkeypatch):
    """Nothing is drawn: for what is not about pictures and pages, which take most of the time."""
    monkeypatch.setattr("experiments.compare_schedules.files.draw_pictures", lambda *_: None)
    monkeypatch.setattr("experiments.report.page.render", lambda _: "")


@pytest.fixture
def refused(say, tmp_path):
    """The lines said of a wrong input, once it is known that nothing else happened."""

    def refused(*arguments: object) -> list[str]:
        code, out, lines = say(*arguments, "--out", tmp_path / "out")
        assert (code, out) == (2, "")
        assert lines
        assert all(line.startswith("groundswell: ") for line in lines)
        assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
        return [line.removeprefix("groundswell: ") for line in lines]

    return refused


@pytest.fixture
def scenario(tmp_path):
    def scenario(text: str) -> Path:
        (tmp_path / "mine.toml").write_text(text)
        return tmp_path / "mine.toml"

    return scenario


@pytest.fixture(scope="session")
def compared(tmp_path_factory):
    """One comparison by the command: its result and its folder."""
    folder = tmp_path_factory.mktemp("compared")
    return told("compare", *SMALL, "--json", "--out", folder), folder


def rows(folder: Path, name: str = "runs.csv") -> list[dict[str, str]]:
    with (folder / name).open(newline="") as file:
        return list(csv.DictReader(file))


# ---- Wrong input ----------------------------------------------------------------------------------


def test_broken_toml_is_named_with_its_line(refused, scenario):
    (line,) = refused("compare", scenario("budget_eur = \n"))
    assert "mine.toml: not valid TOML" in line
    assert "line 1" in line


def test_an_unknown_key_is_refused_with_the_nearest_one(refused, scenario):
    (line,) = refused("compare", scenario(LAUNCH.replace("horizon_days", "horizn_days = 30\nhorizon_days")))
    assert "market.horizn_days: unknown key; did you mean 'horizon_days'?" in line


def test_all_faults_of_a_file_are_told_at_once(refused, scenario):
    text = LAUNCH.replace("60_000", "-1").replace("price_eur = 120", "price_eur = nan").replace("0.5", "1.5")
    lines = refused("compare", scenario(text + "[assumptions.override]\nreach_rat = 0.1\nfriend_reach_rate = 2\n"))
    for fault in ("budget_eur = -1", "brand.price_eur = nan", "brand.margin_share = 1.5", "reach_rat: no such entry"):
        assert sum(fault in line for line in lines) == 1
    assert any("friend_reach_rate: 2 given; allowed is a finite number from 0 to 1" in line for line in lines)
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("roster", "fault"),
    [
        ("followers\n-5\n", "line 2: followers = '-5': must be a whole number from 1"),
        (
            "followers,engagement_rate_per_follower\n9000,120\n",
            "engagement_rate_per_follower = '120': must be a rate",
        ),
        ("followers\n", "lists no influencer"),
        ("", "no column 'followers'"),
    ],
)
def test_a_wrong_roster_is_refused_with_its_line(refused, scenario, tmp_path, roster, fault):
    (tmp_path / "people.csv").write_text(roster)
    (line,) = refused("compare", scenario(LAUNCH + "[roster]\nfile = 'people.csv'\n"))
    assert "people.csv" in line
    assert fault in line


HALF = LAUNCH + '[[schedules.half]]\ntier = "micro"\nbudget_share = 0.5\nspacing_hours = 1.5\n'


def test_unequal_budgets_are_answered_per_eur_with_the_reason_and_both_ways_out(done, unpictured, scenario, tmp_path):
    out = done("compare", scenario(HALF), "--schedules", "half,micro_only", *SMALL, "--out", tmp_path / "out")
    said = " ".join(out.split())
    assert re.search(r"Half can spend (29|30),\d{3} of 60,000 EUR: its phases ask for no more;", said)
    assert "micro only can spend 60,000 EUR" in said or "micro only can spend 59,99" in said
    assert "incremental purchases per 1,000 EUR spent" in said
    assert re.search(r"\(--budget (29|30)\d{3}\)", said) or "a smaller budget (--budget)" in said
    assert "--allow-unequal-budgets tells the plain difference." in said


def test_a_schedule_that_can_hire_nobody_is_refused_in_one_sentence(refused, scenario):
    (line,) = refused("compare", scenario(LAUNCH + "[roster]\nmicro = 9\nmacro = 0\n"), "--schedules", "macro_only")
    assert "the roster has no macro-influencer left to hire; add some to the roster" in line
    asked = ["compare", scenario(LAUNCH), "--schedules", "micro_only,macro_only", "--budget", "500", *SMALL]
    (line,) = refused(*asked)
    assert "500.00 EUR pay for nobody; the cheapest macro-influencer costs" in line


def test_a_budget_on_the_command_line_takes_the_place_of_that_of_the_scenario(done, refused, unpictured, tmp_path):
    asked = ["compare", "--schedules", "micro_only", "--budget", "5000", *SMALL, "--json", "--out", tmp_path / "5"]
    assert json.loads(done(*asked))["budget_eur"] == 5_000.0
    (line,) = refused("compare", "--budget", "-1", *SMALL)
    assert "budget_eur: -1.0 given; allowed is a finite number above 0" in line


def test_unequal_budgets_are_let_through_on_request(done, unpictured, scenario, tmp_path):
    asked = ["compare", scenario(HALF), "--schedules", "half,micro_only", *SMALL, "--allow-unequal-budgets", "--json"]
    cost = json.loads(done(*asked, "--out", tmp_path / "out"))["sets"]["evidence"]["kpis"]["cost_eur"]["schedules"]
    assert cost["half"]["mean"] == pytest.approx(30_000, rel=0.01)


def test_a_schedule_whose_posts_fall_beyond_the_horizon_is_refused(refused, scenario):
    (line,) = refused("compare", scenario(LAUNCH.replace("horizon_days = 30", "horizon_days = 2")), "--people", "2000")
    assert "horizon" in line
    late = LAUNCH + '[[schedules.late]]\ntier = "micro"\nstart_hours = 720\n'
    (line,) = refused("compare", scenario(late), "--schedules", "late")
    assert "still post in hour 720; must be before the horizon, hour 720" in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "--schedules", "macro_ony"], "unknown schedule 'macro_ony'; did you mean 'macro_only'?"),
        (["run", "--schedule", "hybird"], "unknown schedule 'hybird'; did you mean 'hybrid'?"),
        (["compare", "--schedules", "hybrid,hybrid"], "each may stand there once"),
        (["compare", "--schedules", ","], "names none"),
        (["compare", "--objective", "profi"], "of which more or less is better; did you mean 'profit'?"),
        (["compare", "--without", "fatige"], "unknown mechanism 'fatige'; did you mean 'fatigue'?"),
        (["compare", "--objective", "frequency"], "of which more or less is better"),
        (["compare", "--unknown"], "--unknown"),
        (["compare", "--replicates", "0"], "--replicates"),
        (["compare", "--replicates", "two"], "--replicates"),
        (["compare", "--people", "-5"], "people = -5: must be a whole number"),
        (["compare", "--people", "2000000001"], "people = 2000000001"),
        (["compare", "--seed", "-1"], "--seed"),
        (["compare", "--seed", str(2**40 + 1)], "--seed"),
        (["compare", "--jobs", "0"], "--jobs"),
        (["compare", "--assumptions", "evidenc"], "--assumptions"),
        (["compare", "--lucks", "0"], "--lucks"),
        (["compare", "--until-clear", "--cap", "0"], "--cap"),
        (["compare", "--until-clear", "--indifference", "-1"], "--indifference"),
        (["compare", "--until-clear", "--indifference", "nan"], "--indifference"),
        (["compare", "--until-clear", "--schedules", "hybrid", "--people", "2000"], "at least two schedules"),
        (["run", "--crowd", "crowd"], "--crowd"),
        (["compare", "no_such.toml"], "no_such.toml: there is no such file"),
        (["compare", str(ROOT)], "is not a file"),
    ],
)
def test_a_wrong_question_is_refused_in_one_line(refused, arguments, words):
    (line,) = refused(*arguments)
    assert words in line


def test_unknown_words_are_refused_with_the_nearest_known_one(say):
    code, out, (line,) = say("compar")
    assert (code, out) == (2, "")
    assert "'compar'" in line
    assert "compare" in line
    code, out, (line,) = say("assumptions", "reach_rat")
    assert (code, out) == (2, "")
    assert "did you mean 'reach_rate'?" in line


def test_a_refused_file_is_one_line_of_a_whole_process_too(scenario, tmp_path):
    result = told("compare", scenario("budget_eur = \n"), "--out", tmp_path / "out")
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_debug_shows_where_and_may_stand_anywhere(capsys):
    for arguments in (["--debug", "compare", "no_such.toml"], ["compare", "no_such.toml", "--debug"]):
        with pytest.raises(InputError, match="no such file"):
            main(arguments)
    assert capsys.readouterr().err == ""


# ---- Where nothing can be written, or nothing fits -----------------------------------------------


@pytest.mark.parametrize("command", ["compare", "run"])
def test_a_folder_that_cannot_be_written_is_refused_before_the_work(say, tmp_path, command):
    (tmp_path / "file").write_text("a file, not a folder")
    code, out, (line,) = say(command, "--people", "2000", "--out", tmp_path / "file" / "out")
    assert (code, out) == (2, "")
    assert "cannot be written" in line
    assert "choose another folder" in line


def fill(folder: Path, files: dict[str, str], fault: BaseException | None = None) -> None:
    with filled_folder(folder) as partial:
        for name, text in files.items():
            (partial / name).write_text(text)
        if fault is not None:
            raise fault


def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    (tmp_path / "runs.csv").write_text("of yesterday")
    with pytest.raises(InputError, match="No space left on device; nothing was kept"):
        fill(tmp_path, {"runs.csv": "half"}, OSError(errno.ENOSPC, "No space left on device"))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("runs.csv", "of yesterday")]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, ZeroDivisionError])
def test_an_interruption_while_writing_leaves_nothing_half_written(tmp_path, interruption):
    with pytest.raises(interruption):
        fill(tmp_path, {"runs.csv": "half"}, interruption())
    assert not list(tmp_path.iterdir())


def test_all_files_appear_or_none(tmp_path):
    (tmp_path / "runs.csv").mkdir()
    with pytest.raises(InputError, match=r"runs\.csv: is a folder"):
        fill(tmp_path, {"comparison.json": "whole", "runs.csv": "whole"})
    assert [path.name for path in tmp_path.iterdir()] == ["runs.csv"]


def test_trying_a_folder_leaves_no_trace(tmp_path):
    assert writable_folder(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert not list((tmp_path / "a" / "b").iterdir())


# What the kernel tells of a child's peak may be its parent's: the child writes down its own.
PEAK = """
import pathlib, re, sys
from experiments.cli.commands import main
try:
    main(sys.argv[2:])
finally:
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        pathlib.Path(sys.argv[1]).write_text(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
"""


def test_a_market_too_large_for_memory_is_refused_before_any_is_taken(tmp_path):
    start, peak = time.monotonic(), tmp_path / "peak"
    asked = [peak, "run", "--crowd", "agents", "--people", "2000000000", "--out", tmp_path / "out"]
    command = [sys.executable, "-c", PEAK, *map(str, asked)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
    assert time.monotonic() - start < 20
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    for word in ("2,000,000,000 people", "GB of memory", "are free", "--people", "--crowd columns"):
        assert word in done.stderr
    if peak.exists():
        assert int(peak.read_text()) < 600_000  # kilobytes: Python and its libraries
    assert not list((tmp_path / "out").iterdir())


def test_a_reader_who_leaves_is_no_error():
    process = started("assumptions")
    process.stdout.close()
    assert process.wait(timeout=60) in (0, 1)
    assert process.stderr.read() == ""
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["assumptions"], ["compare", "--help"]])
def test_a_full_disk_behind_stdout_is_one_line(arguments):
    with Path("/dev/full").open("w") as full:
        result = told(*arguments, stdout=full)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "No space left on device" in result.stderr


# ---- Ctrl-C ---------------------------------------------------------------------------------------


def hears(pid: int) -> bool:
    """Whether Ctrl-C is listened to: not for a moment, while processes are started that must never hear it."""
    caught = Path(f"/proc/{pid}/status").read_text().split("SigCgt:")[1].split()[0]
    return bool(int(caught, 16) & 1 << signal.SIGINT - 1)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not tell who started whom")
@pytest.mark.parametrize("moment", [0.0, 1.0])
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_everything_and_says_where_finished_runs_are(tmp_path, jobs, moment):
    asked = ["compare", "--people", "200000", "--replicates", "9000", "--jobs", jobs, "--out", tmp_path / "out"]
    # Whoever runs these tests in the background has them, and what they start, ignore Ctrl-C.
    listening = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = started(*asked, start_new_session=True, preexec_fn=listening)
    try:
        begun = time.monotonic() + 60
        # The work begins once the folder is there, and with processes once these are.
        while not (
            (tmp_path / "out").exists() and (jobs == 1 or len(children(process.pid)) > jobs) and hears(process.pid)
        ):
            assert time.monotonic() < begun
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(0.2 + moment)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert (process.returncode, out) == (130, "")
    assert err.removeprefix(where_runs_are(tmp_path / "out")) == "groundswell: stopped; no file was left half-written\n"
    assert {path.name for path in (tmp_path / "out").iterdir()} <= {"runs"}
    deadline = time.monotonic() + 10
    while (left := still_there(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left


# ---- What is written ------------------------------------------------------------------------------


def test_json_is_all_that_stands_on_stdout(compared):
    result, folder = compared
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout) == json.loads((folder / "comparison.json").read_text())


def test_a_comparison_writes_the_promised_files_and_no_other(compared):
    _, folder = compared
    assert sorted(path.name for path in folder.iterdir()) == COMPARED


def test_runs_csv_has_a_row_per_schedule_and_replicate_and_a_column_per_indicator(compared):
    _, folder = compared
    table = rows(folder)
    seeds = ["belief_seed", "world_seed", "luck_seed"]
    more = [item for item in BOUGHT if item not in KPI_BY_NAME]
    assert list(table[0]) == ["assumptions", "schedule", "replicate", *seeds, *KPI_BY_NAME, *more, "error"]
    names = ["macro_only", "micro_only", "leader_then_a_hundred"]
    assert [(row["schedule"], row["replicate"]) for row in table] == [(name, r) for r in "01" for name in names]
    assert [row["world_seed"] for row in table] == ["1000000"] * 3 + ["1000001"] * 3
    assert all(row["world_seed"] == row["luck_seed"] for row in table)
    assert {row["belief_seed"] for row in table} == {"1000000"}  # both replicates share one draw
    assert {row["assumptions"] for row in table} == {"evidence"}
    assert all(float(row["reach_people"]) > 0 for row in table)
    assert not any(row["error"] for row in table)


def test_comparison_json_is_json_without_special_numbers(compared):
    _, folder = compared

    def never(word: str):
        raise AssertionError(f"{word} is no JSON")

    content = json.loads((folder / "comparison.json").read_text(), parse_constant=never)
    assert set(content["kpis"]) == set(KPI_BY_NAME)
    assert content["schedules"] == ["macro_only", "micro_only", "leader_then_a_hundred"]
    assert content["seed"] == 1


@pytest.mark.slow
def test_nothing_varies_between_two_runs_whatever_the_number_of_processes(compared, tmp_path):
    _, folder = compared
    result = told("compare", *SMALL[:-1], "2", "--out", tmp_path / "again")
    assert (result.returncode, result.stderr) == (0, "")
    for name in {*COMPARED[1:]} - {"runs"}:
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name
    first, again = (json.loads((where / COMPARED[0]).read_text()) for where in (folder, tmp_path / "again"))
    assert {key for key in first if first[key] != again[key]} == {"command"}  # another folder, other processes
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == COMPARED
    for words in ("60,000 EUR", "2 paired replicates", "By objective, under evidence", "Files: "):
        assert words in result.stdout


def test_one_more_schedule_changes_no_row_of_the_others(compared, done, unpictured, tmp_path, scenario):
    _, folder = compared
    names = "wave,leader_then_a_hundred,micro_only,macro_only"
    text = LAUNCH.replace('name = "b"', 'name = "b"\ninterest = "sport"\naccount_followers = 100_000')
    text += "[roster]\nnano = 1_000\nmicro = 800\nmacro = 80\nmega = 20\n"
    text += '[[schedules.leader_then_a_hundred]]\ntier = "macro"\ncount = 1\n'
    text += '[[schedules.leader_then_a_hundred]]\ntier = "micro"\npick = "fit"\npromo_code = true\n'
    text += "count = 100\nrest = true\n"
    text += "start_hours = 24\nwithin_hours = 144\n"
    mine = scenario(text + '[[schedules.wave]]\ntier = "micro"\nspacing_hours = 2\n')
    done("compare", mine, "--schedules", names, *SMALL, "--out", tmp_path / "out")
    table = rows(tmp_path / "out")
    assert sum(row["schedule"] == "wave" for row in table) == 2
    for row in rows(folder):
        assert row in table


@pytest.mark.slow
def test_both_sets_together_say_of_each_what_it_says_alone(compared, done, tmp_path):
    _, folder = compared
    done("compare", *SMALL, "--assumptions", "both", "--json", "--out", tmp_path)
    both, alone = (json.loads((where / "comparison.json").read_text()) for where in (tmp_path, folder))
    assert json.dumps(both["sets"]["evidence"]) == json.dumps(alone["sets"]["evidence"])
    lines = [(where / "runs.csv").read_bytes().splitlines() for where in (tmp_path, folder)]
    assert [line for line in lines[0] if not line.startswith(b"documents,")] == lines[1]
    assert list(both["sets"]) == ["evidence", "documents"]
    table = rows(tmp_path)
    assert [row for row in table if row["assumptions"] == "evidence"] == rows(folder)
    assert sum(row["assumptions"] == "documents" for row in table) == 6
    pictures = [f"{Path(name).stem}_{which}.png" for name in PICTURES for which in ("evidence", "documents")]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({*COMPARED} - {*PICTURES} | {*pictures})


def test_a_mechanism_switched_off_is_off(done, unpictured, tmp_path):
    asked = ["compare", *SMALL, "--without", "sharing,word_of_mouth", "--schedules", "micro_only"]
    done(*asked, "--out", tmp_path)
    assert {row["shares"] for row in rows(tmp_path)} == {"0.0"}
    assert {row["word_of_mouth"] for row in rows(tmp_path)} == {"0.0"}
    assert {row["viral_share"] for row in rows(tmp_path)} <= {"0.0", ""}


def test_until_clear_says_how_it_ended(done, unpictured, tmp_path):
    asked = ["compare", "--people", "2000", "--jobs", "1", "--schedules", "micro_only,burst", "--no-belief"]
    out = done(*asked, "--until-clear", "--replicates", "2", "--cap", "3", "--out", tmp_path)
    assert "Stopped after 3 replicates: the cap is reached and the decision is open" in " ".join(out.split())
    judgement = json.loads((tmp_path / "comparison.json").read_text())["sets"]["evidence"]["judgement"]
    assert (judgement["state"], judgement["beliefs"]) == ("open", 3)
    assert len(rows(tmp_path)) == 6


def test_what_is_asked_reaches_the_study(refused, monkeypatch, scenario):
    heard = []

    def compared(scenario, schedules, replicates, design, *, jobs, until_clear, on_replicate, folder):
        heard.append((scenario, schedules, replicates, design, jobs, until_clear))
        raise InputError("heard")

    monkeypatch.setattr("experiments.compare_schedules.comparison.compare", compared)
    words = "--people 3000 --schedules burst,drip --replicates 9 --lucks 3 --seed 4 --jobs 5 --objective trust "
    words += "--assumptions documents --until-clear --cap 99 --indifference 2.5 --without fatigue"
    assert refused("compare", scenario(LAUNCH), *words.split()) == ["heard"]
    assert refused("compare", "--no-belief", "--allow-unequal-budgets") == ["heard"]
    (question, schedules, replicates, design, jobs, until_clear), plain = heard
    assert (question.simulated_people, question.objective, question.budget_eur) == (3_000, "trust_gain_reached", 60_000)
    assert (question.assumptions.name, question.assumptions.value("fatigue_per_repeat")) == ("documents", 1.0)
    assert (schedules, replicates, design, jobs) == (["burst", "drip"], 9, Design(4, lucks=3), 5)
    assert until_clear == UntilClear(99, 2.5)
    assert plain[2:4] == (40, Design(1, lucks=0, allow_unequal_budgets=True))
    assert plain[0].simulated_people == plain[0].market.people
    assert plain[5] is None


def test_seed_0_is_a_seed_like_any_other(compared, done, unpictured, tmp_path):
    _, folder = compared
    assert json.loads(done("compare", *SMALL, "--seed", "0", "--json", "--out", tmp_path))["seed"] == 0
    table = rows(tmp_path)
    assert [row["world_seed"] for row in table] == ["0"] * 3 + ["1"] * 3
    assert [row["impressions"] for row in table] != [row["impressions"] for row in rows(folder)]


def test_a_run_writes_a_row_for_every_hour_and_the_events_on_request(done, unpictured, tmp_path):
    asked = ["run", "--people", "2000", "--schedule", "hybrid", "--events", "--json"]
    out = done(*asked, "--out", tmp_path)
    names = ["events.npz", "hourly.csv", "plan.csv", "run.json", "run.manifest.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    summary = json.loads(out)
    assert summary == json.loads((tmp_path / "run.json").read_text())
    posts = list(csv.DictReader((tmp_path / "plan.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(posts) == summary["posts"]
    assert len({row["name"] for row in posts}) == summary["influencers"]
    assert sum(float(row["fee_eur"]) for row in posts) == pytest.approx(summary["fees_eur"])
    assert sum(float(row["clicks"]) for row in posts) <= summary["kpis"]["clicks"]
    assert {row["clicks_low"] for row in posts} == {""}  # one run has no interval
    hours = rows(tmp_path, "hourly.csv")
    assert list(hours[0]) == ["hour", *ev.TALLY]
    assert [row["hour"] for row in hours] == [str(hour) for hour in range(720)]
    assert 5_000 * sum(int(row["impressions"]) for row in hours) == summary["kpis"]["impressions"]
    # The same campaign, seen through either command: a run takes every assumption at its base value.
    done("compare", *SMALL, "--no-belief", "--schedules", "hybrid", "--out", tmp_path / "based")
    same = next(row for row in rows(tmp_path / "based") if row["replicate"] == "0")
    for name, value in summary["kpis"].items():
        assert same[name] == ("" if value is None else repr(float(value)))

    again = tmp_path / "again"
    done(*asked, "--crowd", "agents", "--out", again)
    for name in ("hourly.csv", "events.npz"):
        assert (again / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_a_campaign_that_was_reviewed_counts_only_those_who_posted(done, tmp_path):
    out = done("run", "--people", "20000", "--schedule", "hybrid_adjusted", "--out", tmp_path)
    summary = json.loads((tmp_path / "run.json").read_text())
    assert summary["posts_dropped"] > 0
    assert summary["influencers"] <= summary["posts"]
    title = f"hybrid_adjusted: {summary['posts']} posts by {summary['influencers']} influencers; reviews dropped "
    assert f"{title}{summary['posts_dropped']} others" in out


def test_a_table_is_never_cut(done, unpictured, tmp_path, scenario):
    names = [f"a_schedule_whose_name_says_everything_about_it_{i}" for i in range(4)]
    waves = [f'[[schedules.{name}]]\ntier = "micro"\nspacing_hours = 1.5\n' for name in names]
    words = ["--schedules", ",".join(names), "--full", *SMALL, "--out", tmp_path]
    out = done("compare", scenario(LAUNCH + "".join(waves)), *words)
    reach = next(line for line in out.splitlines() if line.strip().startswith("Reach"))
    assert len(set(reach.split()[-4:])) == 1  # the same posts, the same figure, four times in full


def test_any_name_of_a_file_will_do(done, tmp_path):
    file = tmp_path / "[bold]ñ 日本 $x$.toml"
    file.write_text(LAUNCH)
    out = done("compare", file, "--schedules", "hybrid", *SMALL, "--out", tmp_path / "[red]")
    assert "[bold]ñ 日本 $x$" in out
    assert "[red]" in out
    assert "[bold]ñ 日本 $x$" in (tmp_path / "[red]" / "report.html").read_text()


# ---- Help, init, assumptions ----------------------------------------------------------------------


def said_lightly(arguments: list[str], exit_code: int, folder: Path) -> tuple[str, str]:
    """What the command says on stdout and stderr, where it has imported nothing that takes time."""
    code = (
        "import sys\nfrom experiments.cli.commands import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    assert end.code == {exit_code}\n"
        f"assert not [name for name in {HEAVY!r} if name in sys.modules]\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, cwd=folder)
    assert result.returncode == 0, result.stderr
    return result.stdout, result.stderr


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_works_and_imports_nothing_that_takes_time(command, tmp_path):
    out, err = said_lightly([command, "--help"] if command else ["--help"], 0, tmp_path)
    assert "Usage: groundswell" in out
    assert err == ""
    for name in [] if command else COMMANDS:
        assert out.count(f"\n  {name} ") == 1


def test_commands_are_listed_with_a_whole_sentence_each(done):
    assert "..." not in done("--help").split("A launch of yours:")[1] + done("store", "--help").split("Commands:")[1]


def test_no_words_at_all_tell_a_stranger_what_to_do_next(tmp_path):
    out, err = said_lightly([], 0, tmp_path)
    assert err == ""
    assert "groundswell compare --people 100000" in out
    assert "groundswell init launch.toml" in out
    assert len(out.splitlines()) <= 24


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_told_and_imports_nothing_that_takes_time(topic, tmp_path):
    out, err = said_lightly(["help", topic], 0, tmp_path)
    assert err == ""
    assert len(out.splitlines()) > 10
    assert "```" not in out


def test_topics_are_listed_and_one_that_there_is_not_is_told(say, done):
    assert all(f"  {topic} " in done("help") for topic in TOPICS)
    code, out, (line,) = say("help", "schedule")
    assert (code, out) == (2, "")
    assert line.endswith("there is no such topic; did you mean 'schedules'?")


def test_every_help_has_an_example():
    examples = [command.epilog.splitlines() for command in all_commands()]
    assert all((lines[1], lines[2][:14]) == ("Example:", "  groundswell ") for lines in examples)


def test_the_shell_completes_commands():
    asked = {
        "_GROUNDSWELL_COMPLETE": "complete_bash",
        "COMP_WORDS": "groundswell comp",
        "COMP_CWORD": "1",
    }
    command = [sys.executable, "-m", "experiments.cli"]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT | asked)
    assert done.stdout.split() == ["compare"]


def test_a_refused_file_imports_nothing_that_takes_time(scenario, tmp_path):
    mine = scenario(LAUNCH.replace("0.5", "5"))
    _, err = said_lightly(["compare", str(mine)], 2, tmp_path)
    assert "margin_share = 5" in err


def test_a_comparison_is_also_a_script():
    result = told("--help", module="experiments.compare_schedules")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Usage: groundswell compare [OPTIONS] [SCENARIO]" in result.stdout
    wrong = told("no_such.toml", module="experiments.compare_schedules")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (2, 1)


def test_init_writes_a_file_that_run_accepts_and_never_overwrites_one(say, tmp_path):
    file = tmp_path / "mine.toml"
    code, out, lines = say("init", file)
    assert (code, lines) == (0, [])
    assert str(file) in out
    assert file.read_text() == template()
    result = told("run", file, "--schedule", "leader_then_wave", "--people", "2000", "--out", tmp_path / "out")
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "out" / "run.json").exists()

    file.write_text("mine")
    code, out, (line,) = say("init", file)
    assert (code, out) == (2, "")
    assert "is there already" in line
    assert file.read_text() == "mine"


def test_init_where_nothing_can_be_written_leaves_nothing(say, tmp_path, monkeypatch):
    code, _, (line,) = say("init", tmp_path / "no" / "mine.toml")
    assert code == 2
    assert "cannot be written: No such file or directory" in line

    def full():
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sim.scenario.scenario.template", full)
    code, _, (line,) = say("init", tmp_path / "mine.toml")
    assert code == 2
    assert "cannot be written: No space left on device" in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["evidence", "documents"])
def test_assumptions_are_listed_with_how_well_they_stand(say, name):
    code, out, lines = say("assumptions", "--assumptions", name)
    assert (code, lines) == (0, [])
    assert f"assumptions: {name}" in out
    listed = json.loads(say("assumptions", "--assumptions", name, "--json")[1])
    for entry in listed:
        assert entry["name"] in out
        assert entry["source"]
        assert entry["unit"]


def test_an_assumption_is_explained(say):
    _, out, _ = say("assumptions", "reach_rate")
    for word in ("reach_rate", "meaning", "unit", "value", "range", "standing", "source", "nano, micro, macro, mega"):
        assert word in out
    (entry,) = json.loads(say("assumptions", "reach_rate", "--json")[1])
    assert entry["name"] == "reach_rate"
    assert set(entry["base"]) == {"nano", "micro", "macro", "mega"}


def test_the_numbers_in_which_the_sets_differ_stand_side_by_side(say, monkeypatch):
    monkeypatch.setattr("experiments.cli.assuming.console", lambda **_: Console(width=80))
    code, out, lines = say("assumptions", "--difference")
    assert (code, lines) == (0, [])
    assert max(map(len, out.splitlines())) <= 80
    told = json.loads(say("assumptions", "--difference", "--json")[1])
    sets = {
        name: {entry["name"]: entry for entry in json.loads(say("assumptions", "--assumptions", name, "--json")[1])}
        for name in ("evidence", "documents")
    }
    every = set().union(*sets.values())
    assert told["numbers"] == len(every)
    differ = {name for name in every if sets["evidence"].get(name) != sets["documents"].get(name)}
    assert {one["name"] for one in told["differing"]} == differ
    assert f"Evidence and documents differ in {len(differ)} of {len(every)} numbers" in " ".join(out.split())
    for one in told["differing"]:
        assert one["name"] in out
        for name, entries in sets.items():
            assert one[name] == entries.get(one["name"])
            if one[name]:
                shown = one[name]["base"]
                values = {f"{value:g}" for value in (shown.values() if isinstance(shown, dict) else [shown])}
                assert all(value in out for value in values)
                assert all(word in out for word in re.findall(r"\S+", f"{one[name]['source']} {one[name]['unit']}"))


@pytest.mark.parametrize("words", [["reach_rate"], ["--assumptions", "evidence"]])
def test_the_difference_of_the_sets_takes_neither_a_name_nor_a_set(say, words):
    code, out, (line,) = say("assumptions", "--difference", *words)
    assert (code, out) == (2, "")
    assert "leave out NAME, and --assumptions unless it is a file" in line


def test_a_file_of_ones_own_is_listed_and_held_against_the_set_that_it_extends(say, tmp_path):
    own = tmp_path / "spring.toml"
    own.write_text('extends = "documents"\n[posterior]\nlabels = ["fatigue_per_repeat"]\ndraws = [[0.4], [0.5]]\n')
    listed = json.loads(say("assumptions", "--assumptions", str(own), "--json")[1])
    assert [entry["name"] for entry in listed if "drawn_5_95" in entry] == ["fatigue_per_repeat"]
    assert "of 2 draws" in " ".join(say("assumptions", "fatigue_per_repeat", "--assumptions", str(own))[1].split())
    told = json.loads(say("assumptions", "--difference", "--assumptions", str(own), "--json")[1])
    (one,) = told["differing"]
    assert one["name"] == "fatigue_per_repeat"
    assert "drawn_5_95" in one["spring"]
    assert "drawn_5_95" not in one["documents"]
    assert "Documents and spring differ in 1 of" in say("assumptions", "--difference", "--assumptions", str(own))[1]


def test_the_version_is_the_installed_one(say):
    from importlib.metadata import version

    assert say("--version")[1] == f"groundswell {version('groundswell')}\n"
