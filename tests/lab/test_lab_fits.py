"""Before anything is played the lab asks whether it fits, and what comes from outside is measured before it is read."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from places import SAMPLE_SCENARIOS

pytest.importorskip("nicegui")

from concurrent.futures import ThreadPoolExecutor

from experiments.lab.play import town as watched
from experiments.lab.play.changes import Changes
from experiments.lab.play.comparing import Comparing
from experiments.lab.play.packed import packed_town
from experiments.lab.play.plane import plane
from experiments.lab.play.tornado import Tornado
from experiments.lab.play.town_files import town_csv, town_gif, town_png
from experiments.lab.question import asked as asking
from experiments.lab.question import fits
from experiments.lab.question import opened as document
from experiments.lab.question.asked import MOST_CHARACTERS, Asked
from experiments.lab.question.fits import MOST_INFLUENCERS, check_fits, check_played
from experiments.lab.question.opened import check_opened
from experiments.lab.routes import uploads
from experiments.lab.routes.uploads import opened_roster, opened_scenario
from sim.errors import InputError
from sim.scenario.scenario import Scenario, template

HEAVY = """
budget_eur = 10_000_000
[brand]
name = "b"
price_eur = 100
margin_share = 0.5
[market]
people = 100_000
horizon_days = 365
[roster]
nano = {nano}
micro = 0
macro = 0
mega = 0
[assumptions.override]
fee_floor_eur = 0
fee_per_follower_eur = 0
coordination_hours_per_influencer = 0
reach_rate = 1
in_market_share = 1
followers_smallest = 1000
[[schedules.own]]
tier = "nano"
posts_each = {posts_each}
[[schedules.other]]
tier = "nano"
posts_each = {posts_each}
"""


def heavy(nano, posts_each):
    return HEAVY.format(nano=nano, posts_each=posts_each).encode()


def never(*_, **__):
    raise AssertionError("this was to be refused before")


def refused(call):
    with pytest.raises(InputError) as refusal:
        call()
    return " ".join(refusal.value.problems)


@pytest.mark.parametrize(
    ("nano", "posts_each", "said"),
    [
        (65_536, 1, "roster: 65,536 influencers; the lab plays with at most 20,000"),
        (20_000, 20, "launch own: up to 400,000 posts; the lab plays at most 50,000 of a launch"),
    ],
)
def test_a_scenario_that_is_too_long_is_refused_where_it_is_opened(nano, posts_each, said, monkeypatch):
    monkeypatch.setattr("sim.world.graph.world_of", never)
    told = refused(lambda: opened_scenario(heavy(nano, posts_each), "heavy.toml", {"people": "100000"}))
    assert said in told
    assert "`groundswell compare` plays larger ones" in told


@pytest.mark.skipif(not SAMPLE_SCENARIOS.exists(), reason="the cases are not there")
def test_the_case_that_took_gigabytes_is_refused():
    content = (SAMPLE_SCENARIOS / "lab-heavy.toml").read_bytes()
    content = content.replace(b"coordination_eur_per_influencer", b"coordination_hours_per_influencer")  # as in 0.6
    assert "influencers" in refused(lambda: opened_scenario(content, "heavy.toml", {"people": "100000"}))


@pytest.fixture(scope="module")
def too_much():
    """What is short to say and much to play: 4,000 influencers whose every post all followers see."""
    return opened_scenario(heavy(4_000, 8), "heavy.toml", {"people": "100000"})


ROUTES = {
    "watched": lambda asked: packed_town(asked.scenario(), asked.schedules, 1),
    "virality": lambda asked: plane(asked.scenario(), asked),
    "counts": lambda asked: town_csv(asked.scenario(), asked.schedules, 1, never, Path("never")),
    "picture": lambda asked: town_png(asked.scenario(), asked.schedules, 1, 3),
    "moving picture": lambda asked: town_gif(asked.scenario(), asked.schedules, 1),
    "compare": lambda asked: played(Comparing(asked).replicates),
    "assumptions": lambda asked: played(Changes(asked).replicates),
    "tornado": lambda asked: played(Tornado(asked).pieces),
}


def played(pieces):
    import asyncio

    async def go():
        with ThreadPoolExecutor(1) as pool:
            async for _ in pieces(pool):
                never()

    asyncio.run(go())


@pytest.mark.parametrize("route", ROUTES)
def test_what_does_not_fit_is_refused_on_every_way_before_it_is_played(too_much, route, monkeypatch):
    monkeypatch.setattr("sim.model.simulate", never)
    for place in ("replicates.design", "lab.play.leads", "lab.play.comparing"):
        monkeypatch.setattr(f"experiments.{place}.replicate_runs", never)
    told = refused(lambda: ROUTES[route](too_much))
    assert "the lab plays at most" in told
    assert "choose at most about" in told


def test_what_the_sentence_says_fits_does_fit(too_much):
    told = refused(lambda: check_played(too_much.scenario(), too_much.schedules, 1))
    people = int(told.partition("at most about ")[2].split()[0].replace(",", ""))
    fewer = Asked.read(too_much.words | {"people": str(people)})
    check_played(fewer.scenario(), fewer.schedules, 1)


def test_the_machine_s_memory_is_asked_too(monkeypatch):
    asked = Asked()
    shown = watched.watched(asked)
    plans = [record.plan for record in shown.records.values()]
    check_fits(shown.world, plans, asked.scenario().assumptions)
    monkeypatch.setattr(fits, "available_bytes", lambda: 100e3)
    told = refused(lambda: check_fits(shown.world, plans, asked.scenario().assumptions))
    assert "GB are free; choose fewer people or posts, or free some memory first" in told


@pytest.mark.parametrize("scenario", ["sneaker_launch", "cosmetics_line", "vegan_shampoo"])
def test_all_that_a_form_offers_fits(scenario):
    asked = Asked.read({"scenario": scenario, "people": "100000"})
    check_played(asked.scenario(), asked.schedules, 1)
    check_played(Asked(("drip", "parallel", "hybrid"), people=100_000, budget_eur=200_000).scenario(), ("drip",), 1)


# ---- Measured before it is read ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        {"seed": "1" * MOST_CHARACTERS},
        {"x" * (MOST_CHARACTERS + 1): ""},
        {"off": "a," * MOST_CHARACTERS},
        {"scenario": "0" * MOST_CHARACTERS},
    ],
)
def test_words_longer_than_all_that_can_be_asked_are_not_looked_at(words, monkeypatch):
    monkeypatch.setattr(asking, "scenario_named", never)
    monkeypatch.setattr(asking, "names_in", never)
    assert "the lab reads at most 16,000" in refused(lambda: Asked.read(words))


@pytest.mark.parametrize("word", ["off", "changed", "schedules"])
def test_names_by_the_thousand_are_counted_and_not_looked_up(word, monkeypatch):
    looked_up = []
    monkeypatch.setattr(asking, "nearest", lambda *_: looked_up.append(1) or "")
    monkeypatch.setattr("sim.assumptions.mechanisms.nearest", lambda *_: looked_up.append(1) or "")
    told = refused(lambda: Asked.read({word: "a," * 7_000}))
    assert ("launches; 7000 are chosen" if word == "schedules" else f"{word}: ") in told
    assert told.count("unknown") <= 1
    assert len(looked_up) <= 3


LARGE = {
    "commas": "," * 1_999_999,
    "tables in tables": "[" + "a." * 4_000 + "a]",
    "dots in a value": "x = {" + ".".join("abc" * 300) + " = 1}",
    "bytes": "a = 1\n" * 30_000,
}


@pytest.mark.parametrize("what", LARGE)
def test_a_scenario_file_is_measured_before_it_is_read(what, monkeypatch):
    monkeypatch.setattr("sim.reading.toml_file.tomllib", SimpleNamespace(loads=never))
    told = refused(lambda: check_opened(LARGE[what], "x.toml"))
    assert "in the lab" in told or "a key has more than 8 parts" in told


def test_a_scenario_of_hundreds_of_launches_is_not_listed(monkeypatch):
    monkeypatch.setattr(Scenario, "from_mapping", never)
    launches = "".join(f'[[schedules.s{k}]]\ntier = "nano"\n' for k in range(51))
    assert "51 launches; the lab lists at most 50" in refused(lambda: check_opened(launches, "x.toml"))


@pytest.mark.parametrize(
    "content", ["," * 1_999_999, "followers\n" + "1\n" * (MOST_INFLUENCERS + 1), "followers\n1\n" + "," * 1_001]
)
def test_a_roster_is_measured_before_it_is_read(content, monkeypatch):
    monkeypatch.setattr(uploads, "parse_roster", never)
    told = refused(lambda: opened_roster(content.encode(), "mine.csv", {}))
    assert told.startswith("mine.csv: ")


def test_what_comes_with_the_project_is_far_from_every_limit():
    check_opened(template(), "template.toml")
    for name in ("sneaker_launch", "cosmetics_line", "vegan_shampoo"):
        tables = document.tables_named(name)
        assert tomllib.loads(template()).keys() <= {*tables, "schedules"}
        assert sum(Scenario.from_mapping(tables).roster.counts.values()) * 5 < fits.MOST_INFLUENCERS
