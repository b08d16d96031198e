"""A campaign that was played is one object: what the command writes, by name, short to look at, and quick to play."""

import dataclasses
import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from experiments import compare
from experiments.cli.commands import main
from sim import (
    KPIS,
    PRESETS,
    Phase,
    Scenario,
    Schedule,
    World,
    cascades_of,
    kpi_value,
    plan,
    simulate,
    totals_of,
    world_of,
)
from sim import events as ev
from sim.errors import InputError
from sim.results.funnel import STAGES, timeline_of


@pytest.fixture(scope="module")
def launch():
    return Scenario.load(people=3_000)


@pytest.fixture(scope="module")
def hybrid(launch):
    return launch.play("hybrid_adjusted", seed=2)


def refused(call) -> str:
    with pytest.raises(InputError) as error:
        call()
    return str(error.value)


@pytest.mark.parametrize("crowd", ["columns", pytest.param("agents", marks=pytest.mark.slow)])
def test_a_campaign_is_what_the_command_writes_for_the_same_seed(launch, tmp_path, crowd):
    words = ["run", "--schedule", "hybrid_adjusted", "--people", "3000", "--seed", "2", "--crowd", crowd, "--events"]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--out", str(tmp_path)])
    assert ended.value.code == 0
    written = json.loads((tmp_path / "run.json").read_text())
    played = launch.play("hybrid_adjusted", seed=2, crowd=crowd)
    assert {name: value for name, value in played.kpis.items() if np.isfinite(value)} == {
        name: value for name, value in written["kpis"].items() if value is not None
    }
    assert list(played.kpis) == [kpi.name for kpi in KPIS]
    assert (played.world_seed, played.luck_seed) == (written["world_seed"], written["luck_seed"]) == (2_000_000,) * 2
    assert played.funnel == written["simulated_people_by_stage"]
    assert played.schedule == written["schedule"]
    rows = [line.split(",") for line in (tmp_path / "hourly.csv").read_text().splitlines()]
    assert tuple(rows[0]) == played.hourly.columns
    for name, column in zip(rows[0], zip(*rows[1:], strict=True), strict=True):
        assert played.hourly[name].tolist() == [int(number) for number in column]
    with np.load(tmp_path / "events.npz") as kept:
        assert np.array_equal(kept["events"], played.record.events)


def test_schedules_that_are_played_by_hand_meet_the_same_world(launch, monkeypatch):
    made = []
    generate = World.generate
    monkeypatch.setattr(World, "generate", lambda *given: made.append(given) or generate(*given))
    seed = 77
    one, other = launch.play("micro_only", seed=seed), Scenario.load(people=3_000).play("hybrid", seed=seed)
    assert one.world is other.world
    assert len(made) == 1
    assert launch.play("micro_only", seed=seed + 1).world is not one.world


@pytest.mark.second
def test_few_worlds_are_kept(launch):
    worlds = [launch.play("micro_only", seed=seed).world for seed in (11, 12, 13)]
    assert launch.play("micro_only", seed=13).world is worlds[2]
    assert launch.play("micro_only", seed=11).world is not worlds[0]


def test_a_schedule_of_ones_own_is_played_like_a_preset(launch):
    own = Schedule("mine", PRESETS["micro_only"].phases)
    assert launch.play(own, seed=2).totals == launch.play("micro_only", seed=2).totals
    assert launch.play(own).schedule == "mine"
    assert len(launch.play(Schedule("one", (Phase(tier="micro", count=1),))).plan.posts) == 1


def test_the_steps_by_hand_give_the_same_campaign(launch, hybrid):
    world = world_of(launch, 2_000_000)
    bought = plan(launch, world, "hybrid_adjusted")
    record = simulate(launch, world, bought, luck_seed=2_000_000, events=True)
    assert np.array_equal(record.events, hybrid.record.events)
    assert totals_of(record, launch, world) == hybrid.totals
    assert hybrid.plan == record.plan
    assert hybrid.plan != bought  # reviews changed it: the campaign has what was carried out
    assert np.array_equal(cascades_of(record).size, hybrid.cascades.size)


def test_events_have_names_and_say_what_the_log_says(launch):
    shared = launch.with_value("share_per_engaged_person", 0.5).play("hybrid")
    log, events = shared.record.events, shared.events
    assert len(events) == log.size > 0
    assert events["clicked"].sum() == ((log["outcome"] & ev.CLICKED) != 0).sum() > 0
    assert events["first"].sum() == shared.record.totals["reach_people"]
    assert ((events["via"] == -1) == (log["via"] == ev.NOBODY)).all()
    assert (events["via"] >= 0).any()
    assert events["trust"] == pytest.approx(log["trust"] / ev.FIXED)
    told = refused(lambda: launch.play("hybrid", events=False).events)
    assert told == "the campaign kept no events; play it with events=True"
    assert refused(lambda: launch.play("hybrid", events=False).cascades) == told
    assert refused(lambda: launch.play("hybrid", events=False).story(1)) == told


def test_the_funnel_is_that_of_everybody_at_the_end(hybrid):
    counts = timeline_of(hybrid.record, hybrid.world.people.size).counts()[-1]
    assert list(hybrid.funnel.values()) == counts.tolist()
    assert tuple(hybrid.funnel) == STAGES
    assert sum(hybrid.funnel.values()) == 3_000


def test_columns_are_taken_by_name_and_nothing_else(hybrid):
    hourly = hybrid.hourly
    assert hourly.columns == ("hour", *ev.TALLY)
    assert len(hourly) == 720
    assert hourly["clicks"].sum() == hybrid.record.totals["clicks"]
    assert list(hourly) == list(hourly.to_dict()) == list(hourly.columns)
    assert ("clicks" in hourly, "click" in hourly) == (True, False)
    assert "did you mean 'clicks'?" in refused(lambda: hourly["click"])
    with pytest.raises(ValueError, match="read-only"):
        hourly["clicks"][0] = 1
    assert hybrid.record.hourly.flags.writeable


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_columns_become_a_data_frame_where_the_library_is_there(hybrid, library, monkeypatch):
    convert = getattr(hybrid.hourly, f"to_{library}")
    monkeypatch.setitem(sys.modules, library, SimpleNamespace(DataFrame=lambda columns: ("frame", columns)))
    kind, columns = convert()
    assert kind == "frame"
    assert columns["clicks"].tolist() == hybrid.hourly["clicks"].tolist()
    monkeypatch.setitem(sys.modules, library, None)  # as where it is not installed
    assert f"python -m pip install {library}" in refused(convert)


def test_pandas_takes_the_columns_as_they_are(hybrid):
    pandas = pytest.importorskip("pandas")
    frame = hybrid.events.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(hybrid.events)
    assert frame["clicked"].sum() == hybrid.record.totals["clicks"]


def test_a_story_is_that_of_the_person_and_of_nobody_else(hybrid):
    person = int(hybrid.events["person"][hybrid.events["engaged"]][0])
    assert any("liked it" in one.what for one in hybrid.story(person))
    assert hybrid.story(np.int64(person)) == hybrid.story(person)
    assert "people have the numbers 0 to 2,999" in refused(lambda: hybrid.story(3_000))
    assert "must be the number of a person" in refused(lambda: hybrid.story("Ada"))


def test_the_picture_shows_what_was_counted(hybrid):
    figure = hybrid.plot()
    reach, clicks, purchases = figure.axes
    assert reach.lines[0].get_ydata()[-1] == pytest.approx(hybrid.kpis["reach_people"])
    assert sum(bar.get_height() for bar in clicks.patches) == pytest.approx(hybrid.kpis["clicks"])
    assert sum(bar.get_height() for bar in purchases.patches) == pytest.approx(hybrid.kpis["purchases_naive"])


def large(launch, hybrid):
    compared = compare(launch, ["micro_only", "hybrid"], replicates=2)
    long = dataclasses.replace(launch, name="<b>" + "ä&" * 90, question="<i>\n" * 500, schedules=dict(PRESETS))
    at_full_size = Scenario.load().play("hybrid")
    shown = (hybrid, hybrid.world, hybrid.plan, hybrid.record, hybrid.hourly, hybrid.events, compared)
    return [*shown, launch, long, launch.assumptions, at_full_size, at_full_size.world, at_full_size.plan]


@pytest.mark.second
def test_what_is_large_shows_itself_in_a_line_or_a_small_table(launch, hybrid):
    for one in large(launch, hybrid):
        name = type(one).__name__
        assert repr(one).startswith(f"<{name} ")
        assert "\n" not in repr(one)
        assert len(repr(one)) <= 250
        table = one._repr_html_()
        assert table.startswith("<table>")
        assert table.endswith("</table>")
        assert len(table) <= 2_000, name
        assert not {"<b>", "<i>"} & set(table.split("ä"))
        assert table.count("<tr>") == table.count("</tr>") > 1
    assert "2 replicates" in repr(compare(launch, ["micro_only"], replicates=2))
    played = Scenario.load().play("hybrid")
    assert f"{int(played.kpis['reach_people']):,} people reached" in repr(played)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda s, c: s.play(3), "play: schedule is 3; must be the name of a schedule, or a Schedule"),
        (lambda s, c: s.play("hybird"), "did you mean 'hybrid'?"),
        (lambda s, c: s.play("hybrid", seed=-1), "play: seed is -1; must be a whole number from 0"),
        (lambda s, c: s.play("hybrid", seed="1"), "play: seed is '1'; must be a whole number from 0"),
        (lambda s, c: s.play("hybrid", seed=True), "play: seed is true; must be a whole number from 0"),
        (lambda s, c: s.play("hybrid", crowd="rows"), "crowd = 'rows': must be 'columns' or 'agents'"),
        (lambda s, c: plan(c.world, s), "plan: scenario is a World; must be a Scenario"),
        (lambda s, c: plan(s, c.world), "plan: schedule is missing; must be the name of a schedule"),
        (lambda s, c: plan(s, s, "hybrid"), "plan: world is a Scenario; must be a World"),
        (lambda s, c: plan("hybrid", c.world, c.plan), "plan: scenario is 'hybrid'; must be a Scenario"),
        (lambda s, c: simulate(s, c.plan, c.world, 1), "simulate: world is a Plan; must be a World"),
        (lambda s, c: simulate(s, c.world, "hybrid", luck_seed=1), "simulate: plan is 'hybrid'; must be a Plan"),
        (lambda s, c: simulate(s, c.world, c.plan), "give the seed of the luck once, by its name"),
        (lambda s, c: simulate(s, c.world, c.plan, luck_seed=-1), "luck_seed is -1; must be a whole number from 0"),
        (lambda s, c: world_of(1, s), "world_of: scenario is 1; must be a Scenario"),
        (lambda s, c: world_of(s, "1"), "world_of: world_seed is '1'; must be a whole number"),
        (lambda s, c: World.generate(c.world, 1), "World.generate: scenario is a World; must be a Scenario"),
        (lambda s, c: World.stored(c.world, 1, [0], [1], people=2), "World.stored: scenario is a World"),
        (lambda s, c: totals_of(s, c.world, c.record), "totals_of: record is a Scenario; must be a Record"),
        (lambda s, c: totals_of(c.record, c.world, s), "totals_of: scenario is a World; must be a Scenario"),
        (lambda s, c: kpi_value("reach_people", c.totals), "must be an indicator, such as KPI_BY_NAME"),
        (lambda s, c: cascades_of(c), "record is a Campaign; must be a Record"),
        (lambda s, c: Scenario.load(s), "Scenario.load: path is a Scenario; must be a scenario file"),
        (lambda s, c: compare(["hybrid"], s), "compare: scenario is ['hybrid']; must be a Scenario"),
        (lambda s, c: compare(s, "hybrid"), "compare: schedules is 'hybrid'; must be a list of names"),
        (lambda s, c: compare(s, ["hybrid"], 2, 1), "compare: design is 1; must be a Design"),
        (lambda s, c: compare(s, ["hybrid"], "40"), "compare: replicates = '40': must be a whole number"),
        (lambda s, c: compare(s, ["hybrid"], jobs=0), "compare: jobs = 0: must be a whole number"),
        (lambda s, c: compare(s, ["hybrid"], 2, seed=-1), "compare: seed is -1; must be a whole number"),
    ],
)
def test_arguments_that_are_swapped_or_wrong_get_a_sentence(launch, hybrid, call, told):
    assert told in refused(lambda: call(launch, hybrid))


def test_the_old_order_of_arguments_is_warned_of_and_means_the_same(launch, hybrid):
    world = hybrid.world
    with pytest.warns(DeprecationWarning, match=r"write plan\(scenario, world, schedule\)") as told:
        old = plan("hybrid", world.roster, launch)
    assert told[0].filename == __file__
    assert old == plan(launch, world, "hybrid") == plan(launch, world.roster, PRESETS["hybrid"])
    with pytest.warns(DeprecationWarning, match=r"write luck_seed=") as told:
        record = simulate(launch, world, old, 5)
    assert told[0].filename == __file__
    assert np.array_equal(record.hourly, simulate(launch, world, old, luck_seed=5).hourly)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("fatigue_per_repeat", 0.5, lambda s: s.assumptions.entry("fatigue_per_repeat").base),
        ("reach_rate.micro", 0.2, lambda s: s.assumptions.value("reach_rate", "micro")),
        ("reach_rate", 0.2, lambda s: s.assumptions.value("reach_rate", "mega")),
        ("brand.price_eur", 99, lambda s: s.brand.price_eur),
        ("brand.margin_share", 0.25, lambda s: s.brand.margin_share),
        ("brand.interested_share", 0.25, lambda s: s.brand.interested_share),
        ("budget_eur", 50_000, lambda s: s.budget_eur),
    ],
)
def test_one_quantity_is_set_and_all_others_stay(launch, name, value, found):
    changed = launch.with_value(name, value)
    assert found(changed) == value != found(launch)
    assert changed.fingerprint != launch.fingerprint
    back = {entry.name: entry for entry in launch.assumptions}
    stem = name.partition(".")[0]
    assert all(entry == back[entry.name] for entry in changed.assumptions if entry.name != stem)
    if name == "reach_rate.micro":
        base = dict(launch.assumptions.entry("reach_rate").base)
        assert dict(changed.assumptions.entry("reach_rate").base) == base | {"micro": 0.2}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("reach_rat.micro", 0.2, "did you mean 'reach_rate.micro'?"),
        ("fatigue_per_repeat.micro", 0.2, "no such quantity"),
        ("brand.prize_eur", 0.2, "did you mean 'brand.price_eur'?"),
        ("brand.name", "x", "no such quantity"),
        ("brand.price_eur", -2, "brand.price_eur: -2 given; allowed is a finite number from 0 to 1e+09"),
        ("brand.margin_share", float("nan"), "brand.margin_share: nan given"),
        ("brand.margin_share", "half", "brand.margin_share: 'half' given"),
        ("budget_eur", 0, "budget_eur: 0 given; allowed is a finite number above 0, at most 1e+12"),
        ("reach_rate.micro", 2.0, "reach_rate.micro: 2.0 given; allowed is a finite number from 0 to 1"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_can(launch, name, value, told):
    assert told in refused(lambda: launch.with_value(name, value))


def test_everything_that_is_wrong_with_several_values_is_told_at_once(launch):
    told = refused(lambda: launch.with_values({"budget_eur": -1, "hope": 1, "brand.price_eur": "free"}))
    assert [line.split(":")[0] for line in told.splitlines()] == ["budget_eur", "brand.price_eur", "hope"]
    both = launch.with_values({"reach_rate": 0.1, "reach_rate.micro": 0.2}).assumptions.entry("reach_rate").base
    assert dict(both) == {"nano": 0.1, "micro": 0.2, "macro": 0.1, "mega": 0.1}


def test_the_axes_of_a_picture_count_in_whole_ones_where_nothing_happened():
    nobody_clicks = Scenario.load(people=2_000).with_value("click_per_engaged_person", 0.0)
    campaign = nobody_clicks.with_value("click_per_unengaged_person", 0.0).play("macro_only")
    assert campaign.kpis["purchases_incremental"] == 0.0
    for axes in campaign.plot().axes[1:]:
        assert axes.get_ylim() == (0.0, 1.0)


@pytest.mark.parametrize(("worth", "shared"), [(100, True), (10_000_000, False)])
def test_a_large_campaign_is_shared_by_the_cores_that_may_be_used_and_not_one_digit_changes(monkeypatch, worth, shared):
    import joblib

    from sim.crowd import threaded_crowd
    from sim.results import campaign

    asked = []

    class Counted(threaded_crowd.ThreadedCrowd):
        def __init__(self, *of, threads, **how):
            asked.append(threads)
            super().__init__(*of, threads=threads, **how)

    monkeypatch.setattr(threaded_crowd, "ThreadedCrowd", Counted)
    monkeypatch.setattr(joblib, "cpu_count", lambda: 2)
    monkeypatch.setattr(campaign, "WORTH_THREADS", worth)
    scenario = Scenario.load(people=2_000)
    played = scenario.play("hybrid", seed=3)
    assert asked == [2] * shared
    monkeypatch.setattr(campaign, "WORTH_THREADS", float("inf"))
    alone = scenario.play("hybrid", seed=3)
    assert np.array_equal(played.hourly, alone.hourly)
    assert np.array_equal(played.events, alone.events)
    assert played.totals == alone.totals
