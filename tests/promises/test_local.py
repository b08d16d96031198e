"""A brand in one place: only who lives there can buy, so that small, local audiences can pay and large ones cannot."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from pydantic import ValidationError

from sim import events as ev
from sim.errors import InputError
from sim.model import simulate
from sim.planning.budget import plan
from sim.planning.hiring import Hiring
from sim.planning.posts import OWN
from sim.results.campaign import Campaign
from sim.scenario.market import Brand
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase
from sim.world.world import World

PEOPLE = 20_000  # of which one in 400 lives in the place
BUYING = {"purchase_per_click": 0.5, "order_value_on_purchase": 0.0, "organic_purchase_per_year": 3.0}


@cache
def launch(local: bool = True, **numbers: float) -> Scenario:
    asked = Scenario.load(people=PEOPLE).with_values(BUYING | numbers)
    brand = Brand.model_validate(asked.brand.model_dump() | {"local": local})
    market = asked.market.model_copy(update={"people": 2_000_000})
    return replace(asked, brand=brand, market=market)


@cache
def played(schedule: str, local: bool = True, crowd: str = "columns") -> Campaign:
    return launch(local).play(schedule, crowd=crowd)


def place_of(campaign: Campaign) -> tuple[int, int]:
    return campaign.world.place_of("sport", 20)


# ---- Who can buy -----------------------------------------------------------------------------------


def test_nobody_buys_who_lives_elsewhere_with_the_campaign_or_without():
    campaign = played("micro_only")
    start, stop = place_of(campaign)
    assert (stop - start) == PEOPLE // 20 // 20  # a locality of one of twenty interests
    events, organic = campaign.record.events, campaign.record.ending.organic
    buyers = events["person"][(events["outcome"] & ev.BOUGHT) != 0]
    clickers = events["person"][(events["outcome"] & ev.CLICKED) != 0]
    assert buyers.size > 0
    for people in (buyers, clickers, organic["person"]):
        assert ((start <= people) & (people < stop)).all()
    everywhere = played("micro_only", False).record.ending.organic["person"]
    assert not ((start <= everywhere) & (everywhere < stop)).all()


def test_what_people_see_and_like_is_as_it_was_for_whoever_is_shown_a_post_by_its_author():
    anywhere, here = launch(local=False), launch()
    world = World.generate(anywhere, 1)
    planned = plan(anywhere, world, "micro_only")
    shown = []
    for asked in (anywhere, here):
        events = simulate(asked, world, planned, luck_seed=1, events=True).events
        shown.append(events[["hour", "person", "post"]][(events["via"] == ev.NOBODY) & (events["post"] < OWN)])
    assert shown[0].size > 0
    assert (shown[0] == shown[1]).all()


# ---- Who pays --------------------------------------------------------------------------------------


def test_local_audiences_sell_more_for_a_local_brand_and_broad_ones_do_not():
    sold = {
        (tier, local): played(f"{tier}_only", local).totals["purchases_naive"]
        for tier in ("nano", "micro", "macro")
        for local in (True, False)
    }
    assert sold["macro", False] > 0
    kept = {tier: sold[tier, True] / sold[tier, False] for tier in ("nano", "micro", "macro")}
    assert kept["nano"] > 3 * kept["micro"] > 3 * kept["macro"]


def test_a_shortlist_has_as_many_of_the_place_as_of_the_interest():
    world = World.generate(launch(), 1)
    sport = launch().brand_interest
    for tier, share in (("nano", 0.9), ("micro", 0.9), ("macro", 0.5)):
        fitting = [one for one in world.roster if one.tier == tier and one.interest == sport]
        found = np.mean([one.of_the_place for one in fitting])
        assert found == pytest.approx(share, abs=4 * (share * (1 - share) / len(fitting)) ** 0.5)
    assert not any(one.of_the_place for one in world.roster if one.interest != sport)
    start, stop = world.place_of("sport", 20)
    there = [one.of_the_place for one in world.roster]
    locality = world.influencers["span"][there][:, 0]
    assert (locality["start"] == start).all()
    assert (locality["size"] == stop - start).all()


def test_hiring_by_fit_takes_those_of_the_place_first_then_those_of_the_interest():
    asked, world = launch(), World.generate(launch(), 1)
    order = Hiring(world.roster, asked, asked.brand_interest).waiting(Phase(tier="micro", pick="fit"))
    rank = [(world.roster[row].of_the_place, world.roster[row].interest == asked.brand_interest) for row in order]
    assert len(set(rank)) == 3
    assert rank == sorted(rank, reverse=True)


# ---- Where a list says that somebody lives ---------------------------------------------------------


def listed(tmp_path, cities: str, place: str | None = "Berlin", **brand) -> Scenario:
    """Four influencers of the brand's interest and one of another, with what the list says of their cities."""
    rows = "".join(f"n{k},4000,sport,{city}\n" for k, city in enumerate(cities.split("|")))
    file = tmp_path / "roster.csv"
    file.write_text(f"name,followers,interest,city\n{rows}f,4000,food,Berlin\n")
    asked = launch()
    text = file.read_text()
    told = Brand.model_validate(asked.brand.model_dump() | {"place": place} | brand)
    return replace(asked, brand=told, roster_text=text)


def localities(asked: Scenario, seed: int) -> list[int]:
    """The first of the people near each influencer."""
    return World.generate(asked, seed).influencers["span"][:, 0]["start"].tolist()


def test_who_lives_where_the_brand_is_has_an_audience_there_and_who_lives_elsewhere_has_none(tmp_path):
    asked = listed(tmp_path, "Berlin|Germany / Berlin|Hamburg|hamburg")
    for seed in range(1, 60):
        world = World.generate(asked, seed)
        assert [one.of_the_place for one in world.roster] == [True, True, False, False, False]
        start, _ = world.place_of("sport", 20)
        near = world.influencers["span"][:, 0]["start"]
        assert (near[:2] == start).all()
        assert (near[2:] != start).all()


def test_whose_place_is_not_stated_is_found_there_as_before(tmp_path):
    stated, silent = listed(tmp_path, "Berlin|Hamburg||"), listed(tmp_path, "Berlin|Hamburg||", None)
    for seed in range(1, 20):
        places = [[one.of_the_place for one in World.generate(asked, seed).roster] for asked in (stated, silent)]
        assert places[0][:2] == [True, False]
        assert places[0][2:4] == places[1][2:4]
        assert localities(stated, seed)[2:4] == localities(silent, seed)[2:4]


@pytest.mark.parametrize("brand", [{"place": None}, {"place": None, "local": False}])
def test_without_a_place_of_the_brand_a_column_of_cities_changes_nothing(tmp_path, brand):
    told, empty = (listed(tmp_path, cities, **brand) for cities in ("Berlin|Hamburg|Rome|Bonn", "|||"))
    assert [World.generate(asked, 3).roster for asked in (told,)] == [
        World.generate(asked, 3).roster for asked in (empty,)
    ]
    assert localities(told, 3) == localities(empty, 3)


def test_a_place_without_a_local_brand_is_refused():
    with pytest.raises(ValidationError, match="only a local brand is in one place"):
        Brand.model_validate(launch(local=False).brand.model_dump() | {"place": "Berlin"})


# ---- Off, everywhere, and both crowds --------------------------------------------------------------


def test_where_the_place_is_the_whole_market_a_local_brand_is_like_any_other():
    """One interest, one locality: to the bit the same campaign."""
    numbers = {"localities_per_interest": 1}
    events = []
    for local in (False, True):
        asked = launch(local, **numbers)
        asked = replace(asked, market=asked.market.model_copy(update={"interests": ("sport",)}))
        events.append(asked.play("hybrid").record)
    assert (events[0].events == events[1].events).all()
    assert (events[0].ending.organic == events[1].ending.organic).all()
    assert (np.array(events[0].events["outcome"]) & ev.BOUGHT).any()


def test_a_brand_that_is_not_local_is_what_was_there_before():
    plain = Scenario.load(people=PEOPLE)
    said = replace(plain, brand=Brand.model_validate(plain.brand.model_dump() | {"local": False}))
    assert said.fingerprint == plain.fingerprint
    there = replace(plain, brand=Brand.model_validate(plain.brand.model_dump() | {"local": True}))
    assert there.fingerprint != plain.fingerprint
    assert not any(one.of_the_place for one in World.generate(plain, 1).roster)


def test_agents_and_columns_give_the_same_events_for_a_local_brand():
    small = replace(launch(), simulated_people=4_000)
    records = [small.play("hybrid", crowd=crowd).record for crowd in ("agents", "columns")]
    assert (records[0].events == records[1].events).all()
    assert (records[0].ending.organic == records[1].ending.organic).all()


# ---- Refused ---------------------------------------------------------------------------------------


def test_a_local_brand_has_an_interest_and_no_measured_network():
    with pytest.raises(ValidationError, match="the place is a locality of the brand's interest; give it an interest"):
        Brand(name="bakery", price_eur=4.0, margin_share=0.6, local=True)
    document = {
        "budget_eur": 1_000,
        "brand": {"name": "bakery", "interest": "food", "price_eur": 4.0, "margin_share": 0.6, "local": True},
        "market": {"people": 10_000, "horizon_days": 10},
        "network": {"edges": "nowhere.csv"},
    }
    with pytest.raises(InputError, match="a measured network does not say where its people live"):
        Scenario.from_mapping(document)


def test_a_town_too_small_to_have_the_place_is_refused():
    tiny = replace(launch(), simulated_people=300)
    with pytest.raises(InputError, match="nobody of the 300 simulated people lives in the brand's place"):
        tiny.play("nano_only")
