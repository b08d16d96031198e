"""The lab asks no more than it may, shows what the record says, and listens on this machine alone."""

import asyncio
import json
import re
import struct
from dataclasses import replace

import numpy as np
import pytest

from experiments.compare_schedules.comparison import summarised
from experiments.lab.play.comparing import Comparing
from experiments.lab.play.packed import LINES_PER_HOUR, packed
from experiments.lab.play.stories import influencer_story
from experiments.lab.play.town import watched
from experiments.lab.play.trust import LEVELS, mean_trust_gained
from experiments.lab.question.asked import MOST_PEOPLE, Asked
from experiments.lab.question.kept import keep
from experiments.lab.question.opened import tables_named
from experiments.pictures.palette import TRUST_COLOURS
from sim import events as ev
from sim.errors import InputError
from sim.results.funnel import CUSTOMER, LOYAL
from sim.results.measures import totals_of
from sim.results.replay import replayed
from sim.results.story import story
from sim.roster.platforms import FEEDS
from sim.scenario.scenario import Scenario
from sim.world.people import traits

SMALL = Asked(("micro_only", "macro_only"), people=3_000, seed=4)


def test_an_address_says_all_that_is_asked_and_nothing_is_lost_on_the_way():
    from urllib.parse import parse_qsl

    asked = Asked(
        *(("hybrid", "burst", "mix"), 12_000, "documents", 7, ("fatigue", "trust")),
        mix_percent=0,
        feed="recommended",
        changed=(("fatigue_per_repeat", 0.8), ("reach_rate.micro", 1e-3)),
        scenario_file="cosmetics_line",
    )
    assert Asked.read(dict(parse_qsl(asked.address))) == asked
    assert Asked.read(dict(parse_qsl(Asked().address))) == Asked() == Asked.read({})


def test_a_form_may_say_a_name_several_times():
    from starlette.datastructures import QueryParams

    words = QueryParams("schedules=hybrid&schedules=&schedules=burst&off=fatigue&off=trust&people=5000")
    assert Asked.read(words) == Asked(("hybrid", "burst"), 5_000, off=("fatigue", "trust"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"schedules": "hybird"}, "schedule 'hybird': unknown; did you mean 'hybrid'"),
        ({"schedules": "hybrid,hybrid"}, "one to 3 different launches; 2 are chosen, some of them twice"),
        ({"schedules": "hybrid,burst,drip,parallel"}, "one to 3 different launches; 4 are chosen"),
        ({"people": "10"}, "must be a whole number from 2,000 to 100,000"),
        ({"people": "1000000000000000000000"}, "must be a whole number"),
        ({"people": "5e3"}, "must be a whole number"),
        ({"people": "٣٠٠٠"}, "must be a whole number"),
        ({"seed": "-1"}, "must be a whole number"),
        ({"assumptions": "hope"}, "must be one of evidence, documents"),
        ({"feed": "random"}, "must be one of followers, mixed, recommended"),
        ({"off": "gravity"}, "unknown mechanism 'gravity'"),
        ({"mix_percent": "101"}, "mix_percent = '101': must be a whole number from 0 to 100"),
        ({"people": "1000000"}, "the lab draws every person. `groundswell compare` plays whole markets"),
        ({"changed": "fatigue_per_repeat"}, "fatigue_per_repeat: give a number"),
        ({"changed": "hope:1"}, "evidence has no such number"),
        ({"changed": "reach_rate:0.1"}, "evidence has no such number"),
        ({"changed": "fatigue_per_repeat:7"}, "fatigue_per_repeat: 7.0 given; allowed is a finite number"),
        ({"scenario": "../../etc/passwd"}, "must be one of sneaker_launch, cosmetics_line, vegan_shampoo"),
        ({"scenario": "0" * 32}, "this lab does not have it (any more); open it again"),
        ({"roster": "0" * 32}, "this lab does not have it (any more); open it again"),
    ],
)
def test_a_wrong_address_is_told_in_words(words, said):
    with pytest.raises(InputError) as refusal:
        Asked.read(words)
    assert any(said in problem for problem in refusal.value.problems)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(InputError) as refusal:
        Asked.read({"schedules": "x", "people": "y", "assumptions": "z", "off": "w"})
    assert len(refusal.value.problems) == 4


def unpacked(blob: bytes):
    (length,) = struct.unpack("<I", blob[:4])
    header, at, arrays = json.loads(blob[4 : 4 + length]), 4 + length, {}
    for one in header["arrays"]:
        array = np.frombuffer(blob, one["kind"], one["length"], at)
        arrays[one["name"]] = array
        at += -(-array.nbytes // 4) * 4
        assert at % 4 == 0
    assert at == len(blob)
    return header, arrays


def values_at(arrays, what, k, hour, people):
    """Of everybody at an hour, from the changes that the browser is given: the last one counts."""
    due = arrays[f"{what} {k}"][: arrays[f"{what} starts {k}"][hour + 1]]
    now = np.zeros(people, int)
    for change in due.tolist():
        person, value = change & 0xFFFFFF, change >> 24
        now[person] = max(now[person], value) if what == "stages" else value
    return now


def test_what_the_browser_is_given_is_what_the_record_says():
    shown = watched(SMALL)
    header, arrays = unpacked(packed(shown))
    assert (header["people"], header["hours"]) == (3_000, 720)
    assert [one["name"] for one in header["schedules"]] == ["micro_only", "macro_only"]
    assert arrays["places"].reshape(-1, 2) == pytest.approx(shown.town.people, abs=1e-6)
    for k, (name, record) in enumerate(shown.records.items()):
        for hour in (0, 100, 719):
            now = values_at(arrays, "stages", k, hour, 3_000)
            counts = shown.timelines[name].counts()[hour]
            assert np.bincount(now, minlength=5).tolist() == counts.tolist()
        end = record.ending
        assert (now >= CUSTOMER).sum() == end.customers + end.loyal
        assert (now == LOYAL).sum() == end.loyal


@pytest.mark.parametrize("asked", [SMALL, Asked(("hybrid", "nano_only"), people=3_000, seed=4, sharing=200)])
def test_shades_of_trust_are_those_of_the_log_at_any_hour(asked):
    shown = watched(asked)
    header, arrays = unpacked(packed(shown))
    end, colours = header["trust"]["end"], header["trust"]["colours"]
    assert len(colours) == 2 * LEVELS + 1
    assert (colours[0], colours[LEVELS], colours[-1]) == TRUST_COLOURS
    initial = np.array([traits(shown.world.people, person)[2] for person in range(3_000)], int)
    for k, record in enumerate(shown.records.values()):
        for hour in (0, 90, 300, 719):
            trust, reached = initial.copy(), np.zeros(3_000, bool)
            for event in record.events[record.events["hour"] <= hour]:
                trust[event["person"]], reached[event["person"]] = event["trust"], True
            change = (trust - initial) / ev.FIXED
            shade = 1 + LEVELS + np.clip(np.rint(change / end * LEVELS), -LEVELS, LEVELS)
            assert values_at(arrays, "shades", k, hour, 3_000).tolist() == np.where(reached, shade, 0).tolist()
            mean = change[reached].mean() if reached.any() else 0.0
            assert arrays[f"gained {k}"][hour] == pytest.approx(mean, abs=1e-7)
        changes = arrays[f"shades {k}"]
        assert changes.size <= record.events.size


def test_trust_at_the_end_is_the_indicator_s():
    shown = watched(SMALL)
    for record in shown.records.values():
        totals = totals_of(record, SMALL.scenario(), shown.world)
        assert mean_trust_gained(record)[-1] == pytest.approx(totals["trust_gained_sum"] / totals["reach_people"])


@pytest.mark.parametrize("feed", FEEDS)
def test_the_feed_that_is_chosen_shows_the_posts_and_the_browser_is_given_its_share(feed):
    shown = watched(replace(SMALL, feed=feed))
    _, arrays = unpacked(packed(shown))
    for k, record in enumerate(shown.records.values()):
        by_feed = np.mean(record.events["via"] == ev.FEED)
        assert arrays[f"recommended {k}"][-1] == pytest.approx(by_feed, abs=1e-6)
    of_micro = arrays["recommended 0"][-1]
    assert {"followers": of_micro == 0.0, "mixed": 0.0 < of_micro < 0.5, "recommended": of_micro > 0.5}[feed]


def test_another_scenario_is_played_with_the_feed_of_its_file(monkeypatch):
    tables = tables_named("cosmetics_line")
    tables["market"]["feed"] = "recommended"
    monkeypatch.setattr("experiments.lab.question.asked.scenario_named", lambda name: Scenario.from_mapping(tables))
    assert Asked.read({"scenario": "cosmetics_line"}).feed == "recommended"
    assert Asked.read({"scenario": "cosmetics_line", "feed": "mixed"}).scenario().market.feed == "mixed"


def test_every_influencer_hired_has_a_mark_and_every_post_that_came_out_its_hour():
    asked = Asked(("hybrid_adjusted", "nano_only"), people=3_000, seed=4)
    shown = watched(asked)
    header, _ = unpacked(packed(shown))
    dropped = 0
    for one in header["schedules"]:
        plan, roster = shown.records[one["name"]].plan, shown.world.roster
        assert [mark["who"] for mark in one["influencers"]] == list(plan.influencers)
        assert sorted((mark["who"], hour) for mark in one["influencers"] for hour in mark["hours"]) == sorted(
            (post.influencer, post.hour) for post in plan.published
        )
        assert all(mark["tier"] == roster[mark["who"]].tier for mark in one["influencers"])
        assert all(mark["name"] == roster[mark["who"]].name for mark in one["influencers"])
        dropped += len(plan.posts) - len(plan.published)
    assert dropped  # a review dropped some
    assert set(header["tiers"]) >= {mark["tier"] for one in header["schedules"] for mark in one["influencers"]}


@pytest.mark.parametrize("asked", [SMALL, Asked(("hybrid",), people=20_000, seed=4, sharing=200)])
def test_lines_are_the_impressions_that_people_showed(asked):
    shown = watched(asked)
    _, arrays = unpacked(packed(shown))
    crowded = 0
    for k, record in enumerate(shown.records.values()):
        starts, lines = arrays[f"lines starts {k}"].astype(int), arrays[f"lines {k}"].reshape(-1, 2)
        events = record.events[record.events["via"] < ev.FEED]
        assert (starts[0], starts[-1]) == (0, len(lines))
        for hour in range(720):
            due = events[events["hour"] == hour]
            drawn = lines[starts[hour] : starts[hour + 1]].tolist()
            pairs = list(zip(due["via"].tolist(), due["person"].tolist(), strict=True))
            assert len(drawn) == min(len(pairs), LINES_PER_HOUR)
            if len(pairs) <= LINES_PER_HOUR:
                assert [tuple(pair) for pair in drawn] == pairs
            else:
                crowded += 1
                assert {tuple(pair) for pair in drawn} <= set(pairs)
    assert (crowded > 0) == (asked.sharing > 1)


def test_launches_are_shown_among_the_same_people_with_the_same_luck():
    first, other = watched(SMALL), watched(Asked(("macro_only",), people=3_000, seed=4))
    assert first.world.seed == other.world.seed
    assert first.records["macro_only"].events.tolist() == other.records["macro_only"].events.tolist()


def test_a_mechanism_that_is_switched_off_is_off():
    quiet = watched(Asked(("micro_only",), people=3_000, seed=4, off=("sharing", "press", "word_of_mouth")))
    assert quiet.records["micro_only"].totals["viral_impressions"] == 0


def told(shown, person, schedule="micro_only"):
    return story(SMALL.scenario(), shown.world, shown.records[schedule], SMALL.seed, person)


def test_a_story_tells_every_impression_and_what_was_done():
    shown = watched(SMALL)
    record = shown.records["micro_only"]
    events = record.events
    engaged = int(events["person"][(events["outcome"] & ev.ENGAGED) != 0][0])
    seen = [one for one in told(shown, engaged) if "Trust in the brand afterwards" in one.what]
    assert len(seen) == (events["person"] == engaged).sum()
    assert any("saw a post of micro-" in one.what for one in seen)
    assert any("liked it (chance " in one.what for one in seen)
    untouched = next(p for p in range(3_000) if p not in set(events["person"].tolist()))
    assert [one.what for one in told(shown, untouched)] == ["the campaign never reached this person."]
    bought = events["person"][(events["outcome"] & ev.BOUGHT) != 0]
    for person in bought[:1].tolist():
        assert any("bought (chance " in one.what for one in told(shown, person))
    for person in record.ending.organic["person"][:1].tolist():
        assert any("bought without any click" in one.what for one in told(shown, person))


def test_a_story_says_the_chance_of_everything_and_what_it_is_made_of():
    shown = watched(SMALL)
    events = shown.records["micro_only"].events
    busiest = int(np.bincount(events["person"]).argmax())
    seen = [one for one in told(shown, busiest) if "saw a post" in one.what]
    assert len(seen) > 3
    assert all(re.search(r"\(chance of seeing it [\d.]+ %\)", one.what) for one in seen)
    assert all(re.match(r"Chance of liking it [\d.]+ %: the [\d.]+ % usual for micro-\d+ × ", one.why) for one in seen)
    assert "attention" not in seen[0].why  # nothing is remembered yet
    assert all(re.search(r"attention [\d.]+ with [\d.]+ earlier ones in mind", one.why) for one in seen[1:])
    idle = [one for one in seen if "did nothing; the chance of liking it was " in one.what]
    assert idle
    assert not any("Not done" in one.why for one in idle)
    engaged = int(events["person"][(events["outcome"] & ev.ENGAGED) != 0][0])
    assert any("Not done: passing it on (chance " in one.why for one in told(shown, engaged))


def test_a_story_leaves_out_no_factor_of_liking_also_one_that_it_has_no_words_for(monkeypatch):
    def with_another(*given):
        again = replayed(*given)
        for _, seen in again:
            seen.engaging["time_of_day"] = 1.5
        return again

    monkeypatch.setattr("sim.results.story.replayed", with_another)
    shown = watched(SMALL)
    person = int(shown.records["micro_only"].events["person"][0])
    assert all(" × time of day 1.50" in one.why for one in told(shown, person) if "saw a post" in one.what)


def test_an_influencer_s_story_says_what_the_posts_brought():
    asked = Asked(("hybrid_adjusted", "micro_only"), people=3_000, seed=4)
    shown = watched(asked)
    for record in shown.records.values():
        brought = np.zeros(record.by_post.shape[1], int)
        for row in record.plan.influencers:
            lines = influencer_story(shown.world, record, row)
            profile = shown.world.roster[row]
            assert f"A {profile.tier} account" in lines[0]
            assert f"{profile.followers:,} followers" in lines[0]
            assert f"{profile.fee_eur:,.2f} EUR per post" in lines[0]
            own = [post for post in record.plan.posts if post.influencer == row]
            for post, line in zip(own, lines[1:], strict=False):
                assert line.startswith(f"Day {post.hour // 24 + 1}, {post.hour % 24:02d} h: ")
                assert ("a review dropped it" in line) == post.dropped
            published = [2 + place for place, post in enumerate(record.plan.posts) if post in own and not post.dropped]
            counts = record.by_post[published].sum(axis=0)
            brought += counts
            last = next((line for line in lines if line.startswith("In all: ")), lines[1])
            if published:
                for column, word in ((1, "impression"), (2, "engagement"), (3, "click"), (4, "purchase")):
                    assert f" {counts[column]:,} {word}{'' if counts[column] == 1 else 's'}" in last
        assert brought.tolist() == record.by_post[2:].sum(axis=0).tolist()


def test_the_largest_town_is_sent_in_less_than_four_megabytes():
    shown = watched(Asked(("micro_only",), people=MOST_PEOPLE))
    assert len(packed(shown)) < 4_000_000


@pytest.mark.slow
def test_three_large_towns_that_share_all_day_are_sent_in_less_than_sixteen_megabytes():
    shown = watched(Asked(("hybrid", "nano_only", "macro_only"), people=MOST_PEOPLE, sharing=200))
    assert len(packed(shown)) < 16_000_000


def test_it_binds_this_machine_alone(monkeypatch):
    from experiments.lab import server

    asked = {}
    nicegui = pytest.importorskip("nicegui")
    monkeypatch.setattr(nicegui.ui, "run", lambda **how: asked.update(how))
    server.serve(9_999, show=False)
    assert (asked["host"], asked["port"], asked["reload"], asked["show"]) == ("127.0.0.1", 9_999, False, False)


def test_a_port_that_is_taken_is_told_before_anything_is_served():
    import socket

    from experiments.lab import server

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"--port {port}: cannot be used .*; give another port"):
            server.serve(port, show=False)


# ---- The comparison that grows ----------------------------------------------------------------------

PAIR = Asked(("micro_only", "burst"), people=2_000, seed=3)


def played(asked, most, threads=1):
    from concurrent.futures import ThreadPoolExecutor

    comparing = Comparing(asked)

    async def go():
        with ThreadPoolExecutor(threads) as pool:
            async for done in comparing.replicates(pool):
                if done >= most:
                    comparing.stop()

    asyncio.run(go())
    return comparing


def test_a_comparison_of_launches_that_cannot_spend_the_same_is_answered_per_eur():
    roster = "name,followers,fee_eur\n" + "".join(f"i{k},{15_000 + k},1000\n" for k in range(8))
    roster += "big,900000,20000\n"
    asked = replace(PAIR, schedules=("micro_only", "macro_only"), roster=keep(roster))
    comparing = played(asked, 3)
    said = comparing.so_far().answer
    assert said.startswith("Micro only can spend 8,000 of 60,000 EUR: all 8 micro-influencers of the roster are hired")
    assert "macro only can spend 20,000 of 60,000 EUR" in said
    assert "incremental purchases per 1,000 EUR spent" in said
    assert "At what each can spend, incremental purchases: micro only" in said


def test_a_growing_comparison_says_what_the_command_line_says():
    comparing = played(PAIR, 8)
    first = sorted(comparing.runs)[:6]
    comparing.runs = {r: comparing.runs[r] for r in first}
    runs = [run for r in first for run in comparing.runs[r]]
    so_far = comparing.so_far()
    whole = summarised(comparing.scenario, PAIR.schedules, 6, comparing.design, runs)
    kpi = comparing.kpi.name
    assert so_far.counted == 6
    assert so_far.estimates == whole.estimates[kpi]
    assert [pair.mean for pair in so_far.differences] == [pair.mean for pair in whole.differences[kpi]]


def test_by_profit_a_growing_comparison_has_doing_nothing_among_its_arms():
    comparing = played(replace(PAIR, objective="profit"), 8)
    so_far = comparing.so_far()
    first, second = PAIR.schedules
    assert list(so_far.estimates) == [first, second, "do nothing"]
    assert (so_far.estimates["do nothing"].mean, so_far.estimates["do nothing"].high) == (0.0, 0.0)
    told = {(pair.first, pair.second): pair.mean for pair in so_far.differences}
    assert told[first, "do nothing"] == pytest.approx(so_far.estimates[first].mean)
    assert len(told) == 3
    assert "do nothing" in so_far.answer
    assert "the best of the three" in so_far.answer or "Undecided" in so_far.answer


@pytest.mark.slow
def test_what_is_said_does_not_hang_on_the_order_in_which_replicates_end():
    asked = Asked(("micro_only", "nano_only"), people=2_000, seed=3, objective="awareness")
    one, other = played(asked, 8), played(asked, 8, threads=3)
    common = sorted(one.runs.keys() & other.runs.keys())[:5]
    assert len(common) == 5
    for comparing in (one, other):
        comparing.runs = {r: comparing.runs[r] for r in common}
    assert one.so_far() == other.so_far()
    assert one.so_far().differences[0].mean != 0.0


def test_a_comparison_that_is_stopped_ends_soon():
    comparing = played(PAIR, 2)
    assert 2 <= len(comparing.runs) <= 5
    assert comparing.stopped


def test_a_budget_and_an_objective_reach_the_scenario():
    scenario = Asked(budget_eur=30_000, objective="trust").scenario()
    assert (scenario.budget_eur, scenario.objective) == (30_000.0, "trust_gain_reached")
    with pytest.raises(InputError, match="budget_eur"):
        Asked.read({"budget_eur": "5"})
    with pytest.raises(InputError, match="objective 'fame'"):
        Asked.read({"objective": "fame"})


# ---- Virality against trust -------------------------------------------------------------------------


def test_a_trail_ends_where_the_run_ends_and_sizes_add_up():
    pytest.importorskip("nicegui")
    from experiments.lab.play.plane import sizes, trail

    asked = Asked(("micro_only", "macro_only"), people=10_000, seed=2, sharing=200)
    shown = watched(asked)
    for record in shown.records.values():
        totals = totals_of(record, asked.scenario(), shown.world)
        viral, trust, hour = trail(record)[-1]
        assert hour == 720
        assert viral == pytest.approx(100.0 * totals["viral_impressions"] / totals["impressions"])
        assert trust == pytest.approx(totals["trust_gained_sum"] / totals["reach_people"])
        assert sum(sizes(record)) == pytest.approx(100.0)
        assert viral > 1.0  # there is something to see


def test_the_marks_of_an_axis_are_told_apart():
    pytest.importorskip("nicegui")
    from experiments.lab.parts.plane import decimals

    assert decimals([0.0, 97.0]) == 0
    assert decimals([0.2, 0.9]) == 2
    assert decimals([-0.0134, 0.0101]) == 3
    assert decimals([0.0003, 0.0008]) == 5
    assert decimals([0.5]) == 3


def test_sharing_is_so_many_times_what_is_assumed_and_never_certain_to_overflow():
    base = Asked().scenario().assumptions.value("share_per_engaged_person")
    assert Asked(sharing=50).scenario().assumptions.value("share_per_engaged_person") == pytest.approx(50 * base)
    assert Asked(sharing=50, off=("sharing",)).scenario().assumptions.value("share_per_engaged_person") == 0.0
    with pytest.raises(InputError, match="sharing"):
        Asked.read({"sharing": "1000"})


# ---- What is asked, as a scenario file --------------------------------------------------------------


def test_the_mix_runs_from_one_tier_to_the_other():
    def hired(percent):
        shown = watched(Asked(("mix",), people=2_000, mix_percent=percent))
        return [shown.world.roster[row].tier for row in shown.records["mix"].plan.influencers]

    assert set(hired(0)) == {"micro"}
    assert set(hired(100)) == {"macro"}
    assert hired(60).count("macro") > hired(30).count("macro") > 0


def test_a_changed_number_of_one_tier_leaves_the_other_tiers_alone():
    base, asked = Asked().scenario().assumptions, Asked(changed=(("reach_rate.micro", 0.2),))
    changed = asked.scenario().assumptions.entry("reach_rate")
    assert changed.base["micro"] == 0.2
    assert [changed.base[tier] for tier in ("nano", "macro", "mega")] == [
        base.value("reach_rate", tier) for tier in ("nano", "macro", "mega")
    ]


def test_another_scenario_comes_with_its_budget_its_launches_and_its_objective():
    asked = Asked.read({"scenario": "cosmetics_line"})
    assert (asked.budget_eur, asked.schedules) == (4_000, ("one_macro", "a_dozen_micro"))
    assert Asked.read({"scenario": "cosmetics_line", "budget_eur": "9000"}).budget_eur == 9_000
