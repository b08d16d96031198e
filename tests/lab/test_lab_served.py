"""The lab is asked for files and sent files as a browser does it, without a network."""

import asyncio
import io
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("nicegui")

from urllib.parse import parse_qsl

import httpx
from fastapi import FastAPI
from PIL import Image

from experiments.lab.guard import guard
from experiments.lab.play.comparison_files import comparison_files
from experiments.lab.play.town import watched
from experiments.lab.play.town_files import events_csv, town_gif
from experiments.lab.question.asked import Asked
from experiments.lab.question.kept import MOST_BYTES, keep, kept
from experiments.lab.question.opened import check_opened
from experiments.lab.routes import downloads, uploads
from experiments.lab.routes.downloads import scenario_toml
from experiments.lab.routes.uploads import opened_roster, opened_scenario
from experiments.replicates.design import Design, replicate_runs
from sim.errors import InputError
from sim.scenario.scenario import Scenario, template

ROSTER = "followers,name,interest,fee_eur\n800000,Ada,sport,9000\n20000,Ben,,300\n30000,Cem,food,\n"
SMALL = Asked(("micro_only", "macro_only"), people=3_000, seed=4)


class Lab:
    """Asks the lab without a network."""

    def ask(self, method, address, header="lab", **how):
        app = FastAPI()
        guard(app)
        for part in (downloads, uploads):
            app.include_router(part.router)

        async def asked():
            way = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1") as client:
                headers = {"x-groundswell": header} | how.pop("headers", {})
                return await client.request(method, address, headers=headers, **how)

        return asyncio.run(asked())

    def get(self, address, **how):
        return self.ask("GET", address, **how)

    def post(self, address, **how):
        return self.ask("POST", address, **how)


@pytest.fixture
def lab(monkeypatch):
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr("experiments.lab.pool._players", pool)
        yield Lab()


# ---- Saved ------------------------------------------------------------------------------------------


def opened():
    return opened_scenario(template().encode(), "launch.toml", {"people": "3000", "seed": "7"})


@pytest.mark.parametrize(
    "asked",
    [
        lambda: Asked(),
        lambda: Asked(off=("fatigue", "sharing", "trust")),
        lambda: Asked(changed=(("fatigue_per_repeat", 0.8), ("reach_rate.micro", 0.01)), assumptions="documents"),
        lambda: Asked(("mix", "hybrid"), mix_percent=45, budget_eur=77_000, objective="trust"),
        lambda: Asked(("mix",), mix_percent=0),
        lambda: Asked(feed="recommended"),
        lambda: Asked(sharing=50, off=("press",), people=100_000),
        lambda: Asked.read({"scenario": "cosmetics_line"}),
        lambda: Asked.read({"scenario": "vegan_shampoo", "schedules": "mix,burst", "people": "100000"}),
        opened,
        lambda: opened_roster(ROSTER.encode(), "mine.csv", {}),
        lambda: opened_roster(ROSTER.encode(), "mine.csv", opened().words),
    ],
)
def test_what_is_saved_and_played_on_the_command_line_is_what_was_asked(asked, tmp_path):
    asked = asked()
    text = scenario_toml(asked)
    (tmp_path / "scenario.toml").write_text(text, encoding="utf-8")
    if asked.roster:
        (tmp_path / "roster.csv").write_text(kept(asked.roster), encoding="utf-8")
    people = int(re.search(r"--people (\d+)", text)[1])
    assert Scenario.load(tmp_path / "scenario.toml", people=people).fingerprint == asked.scenario().fingerprint
    assert f"groundswell compare scenario.toml --schedules {','.join(asked.schedules)} --seed {asked.seed}" in text


def test_a_saved_scenario_is_opened_again_and_plays_the_same(lab):
    first = Asked(("hybrid", "burst"), people=3_000, off=("fatigue",), budget_eur=45_000)
    saved = lab.get(f"/scenario.toml?{first.address}")
    assert saved.headers["content-disposition"] == 'attachment; filename="scenario.toml"'
    again = lab.post("/open?people=3000&file=saved.toml", content=saved.content).json()["address"]
    asked = Asked.read(dict(parse_qsl(again)))
    assert (asked.people, asked.budget_eur) == (3_000, 45_000)
    assert asked.scenario().fingerprint == first.scenario().fingerprint


# ---- Opened -----------------------------------------------------------------------------------------


def test_an_opened_scenario_brings_its_budget_and_its_launches_and_goes_by_its_name():
    asked = opened()
    assert (asked.people, asked.seed) == (3_000, 7)
    assert asked.scenario().name == Scenario.from_mapping(tomllib.loads(template())).name


def test_a_scenario_without_a_name_goes_by_its_file_s():
    text = re.sub(r"(?m)^name = .*\n", "", scenario_toml(Asked()), count=1)
    assert opened_scenario(text.encode(), 'my "own".toml', {}).scenario().name == 'my "own"'


def changed(old, new):
    text = scenario_toml(Asked())
    assert old in text
    return text.replace(old, new, 1)


BROKEN = {
    "TOML": (lambda: "name = ", ["launch.toml: not valid TOML"]),
    "a network": (lambda: scenario_toml(Asked()) + '\n[network]\nedges = "e.csv"\n', ["network: the lab draws people"]),
    "a roster": (lambda: changed("[roster]", '[roster]\nfile = "/etc/passwd"'), ["roster.file: the lab reads no file"]),
    "keys": (
        lambda: changed("budget_eur", "budgets_eur = 1\nbudget_eur").replace("price_eur", "prize_eur"),
        ["budgets_eur", "brand.prize_eur", "brand.price_eur"],
    ),
    "a mix": (lambda: scenario_toml(Asked(("mix",))), ["schedules.mix: is the lab's own; choose another name"]),
    "a budget": (lambda: scenario_toml(Asked()).replace("60000", "60000000"), ["from 1,000 to 10,000,000"]),
    "cents": (lambda: scenario_toml(Asked()).replace("60000", "60000.5"), ["the lab plays with whole EUR"]),
    "all at once": (
        lambda: (
            changed("[roster]", '[roster]\nfile = "x"').replace("price_eur", "prize_eur") + '\n[network]\nedges = "e"'
        ),
        ["network:", "roster.file:", "brand.prize_eur"],
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_scenario_that_the_lab_cannot_play_is_refused_with_every_reason(lab, what):
    text, said = BROKEN[what]
    answer = lab.post("/open?file=launch.toml", content=text().encode())
    assert answer.status_code == 422
    problems = " ".join(answer.json()["problems"])
    for words in said:
        assert words in problems


def test_more_people_than_the_lab_draws_are_refused_with_the_way_out(lab):
    answer = lab.post("/open?people=1000000", content=template().encode())
    assert answer.status_code == 422
    assert "`groundswell compare` plays whole markets" in answer.json()["problems"][0]


def test_a_broken_roster_is_told_all_at_once_and_the_worst_of_it_counted(lab):
    broken = "followers,name,interest\n12,Ada,spurt\n-3,Ben,sport\n800,Ada\n900,Ben,sport\n"
    problems = lab.post("/roster?file=mine.csv", content=broken.encode()).json()["problems"]
    assert [problem.split(": ")[1] for problem in problems] == ["line 2", "line 3", "line 4", "line 5"]
    assert problems[0].startswith("mine.csv: line 2: interest = 'spurt'")
    assert "did you mean 'sport'" in problems[0]
    assert "is on line 3 too" in problems[3]
    many = lab.post("/roster", content=("followers\n" + "none\n" * 50).encode()).json()["problems"]
    assert len(many) == 1
    assert "50 of 50 cells" in many[0]


@pytest.mark.parametrize("where", ["/open", "/roster", "/set"])
def test_no_other_page_can_send_files_here_nor_files_that_are_too_large_or_no_text(lab, where):
    async def endless():  # of no length that is told beforehand
        while True:
            yield b"#" * 100_000

    for header in ("", "other"):
        refused = lab.post(where, content=b"x", header=header)
        assert refused.status_code == 403
        assert "the lab's own pages" in refused.json()["problems"][0]
    assert lab.post(where, content=b"#" * MOST_BYTES).status_code == 422
    large = lab.post(where, content=endless())
    assert large.status_code == 413
    assert "larger than 2 MB" in large.json()["problems"][0]
    no_text = lab.post(f"{where}?file=a.csv", content=b"followers,name\n5,Zo\x81\n")
    assert no_text.status_code == 422
    (problem,) = no_text.json()["problems"]
    assert problem.startswith("a.csv: is not UTF-8 text")
    assert problem.endswith("(byte 20); save it as UTF-8")


def test_a_roster_is_played_and_left_again(lab):
    before = Asked(("micro_only",), people=3_000, seed=4)
    answer = lab.post(f"/roster?{before.address}&file=mine.csv", content=b"\xef\xbb\xbf" + ROSTER.encode())
    asked = Asked.read(dict(parse_qsl(answer.json()["address"])))
    assert {name: value for name, value in asked.words.items() if name != "roster"} == before.words
    shown = watched(asked)
    assert [profile.name for profile in shown.world.roster] == ["Ada", "Ben", "Cem"]
    assert lab.get(f"/roster.csv?{asked.address}").text == ROSTER
    assert lab.get(f"/roster.csv?{before.address}").status_code == 422


def test_a_set_of_assumptions_is_opened_saved_and_left_again(lab):
    before = Asked(("micro_only",), people=3_000, seed=4)
    text = 'extends = "evidence"\n[posterior]\nlabels = ["fatigue_per_repeat"]\ndraws = [[0.2]]\n'
    answer = lab.post(f"/set?{before.address}&file=spring.toml", content=text.encode())
    asked = Asked.read(dict(parse_qsl(answer.json()["address"])))
    assert {name: word for name, word in asked.words.items() if name != "assumptions"} == {
        name: word for name, word in before.words.items() if name != "assumptions"
    }
    assert asked.scenario().assumptions.name == "spring"
    assert lab.get(f"/assumptions.toml?{asked.address}").text.endswith(text)
    assert lab.get(f"/assumptions.toml?{before.address}").status_code == 422
    left = Asked.read(asked.words | {"assumptions": "documents"})
    assert left.scenario().assumptions.draws is None
    broken = lab.post("/set?file=spring.toml", content=b'extends = "evidenc"\n')
    assert broken.status_code == 422
    assert "spring.toml: extends = 'evidenc'" in broken.json()["problems"][0]


def test_a_roster_that_another_scenario_cannot_use_is_told_without_the_lab_s_own_paths():
    asked = opened_roster(ROSTER.encode(), "mine.csv", {})
    text = changed("[market]", '[market]\ninterests = ["sport", "chess"]')
    other = opened_scenario(text.encode(), "x.toml", {})
    with pytest.raises(InputError) as refusal:
        Asked.read({"scenario": other.scenario_file, "roster": asked.roster})
    assert refusal.value.problems == (
        "your roster: line 4: interest = 'food': is none of the market's; known are sport, chess",
    )


def test_a_file_that_was_let_go_is_told(lab):
    answer = lab.get(f"/scenario.toml?scenario={'0' * 32}")
    assert answer.status_code == 422
    assert "open it again" in answer.text


def test_a_first_day_goes_with_the_question_and_into_the_file_that_is_saved(lab):
    text = template().replace("# start =", "start =")
    asked = opened_scenario(text.encode(), "launch.toml", {"people": "3000"})
    saved = lab.get(f"/scenario.toml?{asked.address}").text
    for scenario in (asked.scenario(), Scenario.from_mapping(tomllib.loads(saved))):
        assert str(scenario.market.start) == "2027-03-01"


def test_what_the_lab_checks_it_does_not_change():
    text = template()
    check_opened(text, "x")
    assert kept(keep(text)) == text


# ---- Counts and impressions -------------------------------------------------------------------------


def test_both_are_sent_as_files(lab):
    for name in ("hourly.csv", "events.csv"):
        answer = lab.get(f"/{name}?{SMALL.address}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["content-type"].startswith("text/csv")
    refused = lab.get("/events.csv?people=12")
    assert refused.status_code == 422
    assert "from 2,000 to 100,000" in refused.text


def test_the_rows_of_impressions_meet_without_a_seam(monkeypatch):
    shown = watched(SMALL)
    whole = "".join(events_csv(shown))
    monkeypatch.setattr("experiments.lab.play.town_files._ROWS", 7)
    parts = list(events_csv(shown))
    assert len(parts) > 10
    assert "".join(parts) == whole


@pytest.mark.nightly
def test_a_moving_picture_shows_all_hours_and_only_one_is_drawn_at_a_time(lab, monkeypatch):
    asked = Asked(("burst",), people=2_000)
    with Image.open(io.BytesIO(town_gif(asked.scenario(), asked.schedules, asked.seed))) as picture:
        assert picture.n_frames > 20  # frames in which nothing changes are joined
    assert lab.get("/town.gif?people=12").status_code == 422
    monkeypatch.setattr("experiments.lab.routes.downloads._moving.locked", lambda: True, raising=False)
    refused = lab.get("/town.gif")
    assert refused.status_code == 503
    assert "try again" in refused.text


def test_a_report_of_the_lab_does_not_speak_of_what_was_not_tried():
    scenario, design = Asked(people=2_000).scenario(), Design(1, lucks=1, contributions=False)
    runs = [run for r in range(3) for run in replicate_runs(scenario, ["micro_only", "macro_only"], r, design)]
    report = comparison_files(scenario, ("micro_only", "macro_only"), design, runs)["report.html"].decode()
    assert "What is lost when its posts are left out was not tried" in report
    assert "lost without</th>" not in report
    assert '"contribution_replicates":0' in report


# ---- Who is answered --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("localhost:8080", 200), ("evil.example", 400), ("127.0.0.1.evil.example:8080", 400)],
)
def test_only_who_asks_for_this_machine_is_answered(lab, host, status):
    assert lab.get("/scenario.toml", headers={"host": host}).status_code == status
