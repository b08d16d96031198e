"""What the lab opens is read strictly, what it saves is what it plays, and what it hands out is what happened."""

import asyncio
import csv
import io
import json
import urllib.parse
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest

pytest.importorskip("nicegui")

from starlette.requests import Request

from experiments.lab.play.comparing import Comparing
from experiments.lab.play.comparison_files import FILES, comparison_files
from experiments.lab.play.town import watched
from experiments.lab.play.town_files import events_csv, hourly_csv, town_png
from experiments.lab.question.asked import Asked
from experiments.lab.question.kept import MOST_BYTES, MOST_FILES, keep, kept
from experiments.lab.question.lists import listing_of
from experiments.lab.routes.downloads import scenario_toml
from experiments.lab.routes.uploads import HEADER, _answered, opened_roster, opened_scenario, opened_set
from experiments.replicates.design import Design, replicate_runs
from sim import Scenario
from sim import events as ev
from sim.errors import InputError

ROSTER = "name,followers,interest,engagement_rate_per_follower,fee_eur\n" + "".join(
    f"{name},{followers},sport,0.03,{fee}\n"
    for name, followers, fee in [("Ada", 40_000, 900), ("Bo", 30_000, 700), ("Cy", 300_000, 4_000), ("Di", 8_000, 150)]
)
OWN = """
budget_eur = 20_000
objective = "trust"
[brand]
name = "tea"
price_eur = 9.0
margin_share = 0.4
[market]
people = 3_000_000
horizon_days = 10
[assumptions]
set = "documents"
[assumptions.override]
fatigue_per_repeat = 0.9
[[schedules.quiet]]
tier = "nano"
[[schedules.loud]]
tier = "micro"
"""


def roster_asked(**words):
    return opened_roster(ROSTER.encode(), "mine.csv", {"budget_eur": "6000", "schedules": "micro_only", **words})


def changed():
    return Asked(
        ("hybrid", "mix"),
        people=7_000,
        off=("fatigue", "formats"),
        sharing=50,
        mix_percent=60,
        changed=(("reach_rate.nano", 0.2), ("trust_initial", 0.4)),
    )


@pytest.mark.parametrize(
    "asked",
    [
        Asked,
        changed,
        lambda: Asked.read({"scenario": "vegan_shampoo", "people": "3000"}),
        lambda: opened_scenario(OWN.encode(), "tea.toml", {"people": "4000", "seed": "9"}),
        roster_asked,
    ],
)
def test_what_is_saved_is_what_is_played(asked, tmp_path):
    asked = asked()
    (tmp_path / "scenario.toml").write_text(scenario_toml(asked), encoding="utf-8")
    if asked.roster:
        (tmp_path / "roster.csv").write_text(kept(asked.roster), encoding="utf-8")
    again = Scenario.load(tmp_path / "scenario.toml", people=asked.people)
    assert again.fingerprint == asked.scenario().fingerprint
    assert set(asked.schedules) <= {*again.schedules, "macro_only", "micro_only", "hybrid"}


def test_a_saved_scenario_says_how_to_play_it():
    asked = Asked(("hybrid", "burst"), people=9_000, seed=3)
    assert "groundswell compare scenario.toml --schedules hybrid,burst --seed 3\n" in scenario_toml(asked)
    assert "--people 9000\n" in scenario_toml(asked)


def test_an_opened_scenario_comes_with_all_that_stands_in_it():
    asked = opened_scenario(OWN.encode(), "tea.toml", {"people": "4000", "seed": "9", "budget_eur": "1"})
    assert (asked.schedules, asked.budget_eur, asked.objective) == (("quiet", "loud"), 20_000, "trust")
    assert (asked.assumptions, asked.people, asked.seed) == ("documents", 4_000, 9)
    assert asked.scenario().assumptions.value("fatigue_per_repeat") == 0.9
    assert Asked.read(asked.words) == asked


def test_a_roster_of_the_visitors_is_who_is_hired():
    shown = watched(roster_asked())
    hired = {shown.world.roster[row].name for row in shown.records["micro_only"].plan.influencers}
    assert hired <= {"Ada", "Bo"}
    assert hired


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", ["own.toml: is not UTF-8 text (byte 1)"]),
        (b"budget_eur = ", ["own.toml: not valid TOML"]),
        (b"[" * 5_000, ["own.toml: line 1: more than 8 lists or tables inside one another"]),
        (
            b"hope = 1",
            ["budget_eur: missing", "hope: unknown key", "brand: section missing", "market: section missing"],
        ),
        (
            OWN.replace('"documents"', '"posterior.toml"').encode(),
            ["assumptions.set: the lab reads no file that a scenario names"],
        ),
        (
            OWN.encode() + b'[network]\nedges = "/etc/passwd"\n[roster]\nfile = "/etc/passwd"\n[[schedules.mix]]\n',
            [
                "roster.file: the lab reads no file that a scenario names",
                "network: the lab draws people of its own",
                "schedules.mix: is the lab's own",
            ],
        ),
        (OWN.replace("20_000", "900").encode(), ["budget_eur = '900': must be a whole number from 1,000"]),
    ],
)
def test_a_scenario_that_cannot_be_opened_is_refused_with_every_reason(content, said):
    with pytest.raises(InputError) as refusal:
        opened_scenario(content, "own.toml", {})
    for words in said:
        assert any(words in problem for problem in refusal.value.problems), refusal.value.problems
    assert not any("root:" in problem for problem in refusal.value.problems)


POSTERIOR = """extends = "documents"
[posterior]
labels = ["fatigue_per_repeat", "reach_rate"]
draws = [[0.1, 0.9], [0.2, 0.8]]
"""


def posterior_asked():
    return opened_set(POSTERIOR.encode(), "spring.toml", {"scenario": "sneaker_launch", "seed": "4"})


def test_an_opened_posterior_is_what_is_drawn_from_until_it_is_left():
    asked = posterior_asked()
    assumptions = asked.scenario().assumptions
    assert (assumptions.name, assumptions.draws.rows) == ("spring", ((0.1, 0.9), (0.2, 0.8)))
    assert asked.seed == 4
    assert Asked.read(asked.words) == asked
    own, shipped = Comparing(asked), Comparing(replace(asked, assumptions="documents"))
    runs = [replicate_runs(one.scenario, list(one.schedules), 0, one.design) for one in (own, shipped)]
    assert runs[0][0].totals != runs[1][0].totals
    # Of another scenario it is left, as all that the first one was asked with.
    assert asked.in_scenario("vegan_shampoo").assumptions in ("evidence", "documents")


def test_an_opened_posterior_is_changed_like_any_set_and_saved_beside_the_scenario(tmp_path):
    asked = replace(posterior_asked(), changed=(("purchase_per_click", 0.01),), off=("press",))
    text = scenario_toml(asked)
    assert 'set = "assumptions.toml"' in text
    (tmp_path / "scenario.toml").write_text(text, encoding="utf-8")
    (tmp_path / "assumptions.toml").write_text(kept(asked.assumptions), encoding="utf-8")
    again = Scenario.load(tmp_path / "scenario.toml", people=asked.people)
    assert again.fingerprint == asked.scenario().fingerprint
    assert again.assumptions.draws is not None
    assert again.assumptions.value("purchase_per_click") == 0.01


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "mine.toml: is not UTF-8 text"),
        (POSTERIOR.replace("documents", "document").encode(), "mine.toml: extends = 'document': must be one of"),
        (POSTERIOR.replace("reach_rate", "reach").encode(), "'reach' is no uncertain number of this set"),
        (b'extends = "evidence"\n[reach_rat]\n', "mine.toml: reach_rat: the set evidence has no such entry"),
        (ROSTER.encode(), "mine.toml: not valid TOML"),
    ],
)
def test_a_set_that_cannot_be_opened_is_refused_by_the_name_of_its_file(content, said):
    with pytest.raises(InputError) as refusal:
        opened_set(content, "mine.toml", {})
    assert any(said in problem for problem in refusal.value.problems), refusal.value.problems
    assert not any("/tmp" in problem for problem in refusal.value.problems)


def test_the_digest_of_another_file_is_no_set():
    with pytest.raises(InputError, match=r"^your assumptions: not valid TOML"):
        Asked.read({"assumptions": keep(ROSTER)})
    with pytest.raises(InputError, match="does not have it"):
        Asked.read({"assumptions": "0" * 32})


def test_a_roster_is_opened_whatever_it_was_saved_as():
    book = openpyxl.Workbook()
    for row in (["name", "followers"], ["Zo\u00eb", 34_500]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    text = "name,followers\nZo\u00eb,34500\n"
    for saved in (text.encode("cp1252"), text.encode("utf-16-le")):
        assert kept(opened_roster(saved, "mine", {}).roster) == text
    assert kept(opened_roster(content.getvalue(), "mine", {}).roster) == text.replace(",", ";")


def test_a_broken_roster_is_refused_with_every_reason():
    broken = "name,followers,interest\nAda,many,sport\nBo,-5,sport\nCy,1000,chess\nCy,1000,sport,more\n"
    with pytest.raises(InputError) as refusal:
        opened_roster(broken.encode(), "mine.csv", {})
    told = "\n".join(refusal.value.problems)
    for line in ("line 2", "line 3", "line 4", "line 5"):
        assert line in told
    assert len(refusal.value.problems) >= 4


def posted(content, opened, headers=(HEADER,), chunk=100_000, words=b"file=mine.csv"):
    """The status and the JSON of an answer to a file that was sent in chunks."""
    parts = [content[start : start + chunk] for start in range(0, len(content), chunk)] or [b""]
    sent = [{"type": "http.request", "body": part, "more_body": part is not parts[-1]} for part in parts]
    waiting = iter(sent)

    async def receive():
        return next(waiting)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": words}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in headers]
    answer = asyncio.run(_answered(Request(scope, receive), opened))
    return answer.status_code, json.loads(answer.body), len(list(waiting))


def test_a_file_that_is_sent_is_answered_with_a_link_or_with_what_is_wrong():
    status, said, _ = posted(OWN.encode(), opened_scenario)
    assert status == 200
    assert "scenario=" in said["address"]
    status, said, _ = posted(b"followers\nmany\n" * 40, opened_roster)
    assert status == 422
    (problem,) = said["problems"]  # one for the column, not one for each cell
    assert "40 of 40 cells" in problem


TWO_WAYS = b"name,followers,engagement_rate\nAda,3400000,0.07\nBo,2800000,0.10\n"


@pytest.mark.parametrize(("value", "rate"), [("percent", 0.0007), ("shares", 0.07)])
def test_what_can_be_read_in_two_ways_is_answered_on_the_page_and_kept_as_it_was_understood(value, rate):
    status, said, _ = posted(TWO_WAYS, opened_roster)
    assert status == 422
    (problem,) = said["problems"]
    assert problem.endswith("; or choose below")
    assert "--" not in problem
    assert [reading[:2] for reading in said["readings"]] == [["rates", "percent"], ["rates", "shares"]]
    status, said, _ = posted(TWO_WAYS, opened_roster, words=f"file=mine.csv&rates={value}".encode())
    assert status == 200
    words = dict(urllib.parse.parse_qsl(said["address"]))
    assert "rates" not in words
    listed = listing_of(Asked.read(words).scenario()).listed
    assert listed[0].engagement_rate_per_follower == pytest.approx(rate)


def test_two_questions_are_answered_one_after_the_other_and_none_twice():
    text = b"name;followers;fee_eur;engagement_rate\nAda;3400000;1.200;0.07\nBo;2800000;1.100;0.10\n"
    words, asked = "file=mine.csv", []
    for _ in range(3):
        status, said, _ = posted(text, opened_roster, words=words.encode())
        if status == 200:
            break
        name, value, _ = said["readings"][0]
        assert name not in words
        words += f"&{name}={value}"
        asked.append(name)
    assert status == 200
    assert len(asked) == len(set(asked)) >= 1


def test_an_answer_that_is_none_is_refused_and_a_fault_of_another_kind_offers_nothing():
    status, said, _ = posted(TWO_WAYS, opened_roster, words=b"file=mine.csv&rates=maybe")
    assert (status, said["problems"]) == (422, ["rates 'maybe': must be percent or shares"])
    _, said, _ = posted(b"followers\nmany\n", opened_roster)
    assert said["readings"] == []


def test_a_file_that_is_too_large_is_refused_before_all_of_it_is_read():
    status, said, left = posted(b"x" * (3 * MOST_BYTES), opened_roster)
    assert status == 413
    assert "larger than 2 MB" in said["problems"][0]
    assert left > 10


def test_no_other_page_can_send_a_file():
    status, _, left = posted(OWN.encode(), opened_scenario, headers=())
    assert status == 403
    assert left == 1


def test_room_for_files_is_limited_and_the_oldest_goes_first():
    first = keep("the first")
    for number in range(MOST_FILES - 1):
        keep(f"another {number}")
    assert kept(first) == "the first"  # and with this it is the latest used
    keep("one more")
    assert kept(first) == "the first"
    for number in range(MOST_FILES):
        keep(f"yet another {number}")
    with pytest.raises(InputError, match="does not have it"):
        kept(first)


def test_counts_by_hour_add_up_to_the_record():
    asked = Asked(people=3_000, seed=4)
    rows = list(csv.DictReader(io.StringIO(hourly_csv(watched(asked)))))
    for name, record in watched(asked).records.items():
        own = [row for row in rows if row["schedule"] == name]
        assert len(own) == 720
        assert {what: sum(int(row[what]) for row in own) for what in ev.TALLY} == record.totals


def test_every_impression_is_handed_out():
    shown = watched(Asked(people=3_000, seed=4, sharing=200))
    rows = csv.DictReader(io.StringIO("".join(events_csv(shown))))
    by_schedule = {name: [row for row in list(rows) if row["schedule"] == name] for name in ("macro_only",)}
    events = shown.records["macro_only"].events
    own = by_schedule["macro_only"]
    assert [int(row["person"]) for row in own] == events["person"].tolist()
    assert [row["bought"] for row in own] == [str(int(bit)) for bit in (events["outcome"] & ev.BOUGHT) != 0]
    assert sum(int(row["shared"]) for row in own) == ((events["outcome"] & ev.SHARED) != 0).sum() > 0
    assert sum(row["via"] == "" for row in own) == (events["via"] == ev.NOBODY).sum()
    assert float(own[0]["trust"]) == pytest.approx(events["trust"][0] / ev.FIXED, abs=1e-5)
    assert {row["author"] for row in own if not row["author"].isdigit()} <= {one.name for one in shown.world.roster}


def test_names_that_a_spreadsheet_would_obey_are_handed_out_as_text():
    shown = watched(Asked(people=2_000))
    roster = [replace(one, name=f"=HYPERLINK({one.name!r})") for one in shown.world.roster]
    renamed = replace(shown.campaigns["macro_only"], world=SimpleNamespace(roster=roster))
    named = replace(shown, campaigns={"+1": renamed})
    for text in (hourly_csv(named), "".join(events_csv(named))):
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {row["schedule"] for row in rows} == {"'+1"}
        authors = {row["author"] for row in rows if "author" in row and not row["author"].isdigit()}
        assert all(author.startswith("'=HYPERLINK(") for author in authors)
        assert all(float(row["trust"]) >= 0 for row in rows if "trust" in row)
    assert authors


def test_the_towns_of_an_hour_are_drawn():
    scenario = Asked(people=2_000).scenario()
    early, late = (town_png(scenario, ("burst",), 1, hour) for hour in (0, 300))
    assert early.startswith(b"\x89PNG")
    assert early != late
    assert late == town_png(scenario, ("burst",), 1, 300)


def test_a_comparison_is_taken_along_as_the_command_line_writes_it():
    asked, design = Asked(("micro_only", "mix"), people=2_000), Design(1, lucks=1, contributions=False)
    runs = [run for r in range(4) for run in replicate_runs(asked.scenario(), list(asked.schedules), r, design)]
    files = comparison_files(asked.scenario(), asked.schedules, design, runs)
    assert set(files) == set(FILES)
    assert files["report.html"].rstrip().endswith(b"</html>")
    told = json.loads(files["comparison.json"])
    assert told["sets"]["evidence"]["replicates"] == 4
    assert len(files["runs.csv"].splitlines()) == 1 + 8
    plans = list(csv.DictReader(io.StringIO(files["plan.csv"].decode("utf-8-sig"))))
    assert {row["schedule"] for row in plans} == {"micro_only", "mix"}
    assert files["paired_differences.png"].startswith(b"\x89PNG")
