"""Each uncertain assumption moved alone: to the ends of its range, in the same worlds, in whatever order."""

import asyncio
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from experiments.lab.parts.texts import beside_nothing
from experiments.lab.play.changes import Changes
from experiments.lab.play.tornado import Tornado, ends
from experiments.lab.question.asked import Asked
from experiments.replicates.design import Design, replicate_runs
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME
from sim.tiers import TierTable

ASKED = Asked(("micro_only", "hybrid"), people=2_000, objective="engagements")


def drawn(asked, names, passes=2, threads=1, kept=None):
    """A tornado with these numbers alone, after so many passes."""
    tornado = Tornado(asked)
    tornado.ends = {name: (kept or tornado.ends)[name] for name in names}

    async def go():
        with ThreadPoolExecutor(threads) as pool:
            async for done in tornado.pieces(pool):
                if done >= passes * (len(names) + 1):
                    tornado.stop()

    asyncio.run(go())
    return tornado


def bars(so_far):
    return {bar.name: bar for bar in so_far.bars}


def test_two_launches_compared_by_profit_alone_point_to_the_page_that_has_doing_nothing():
    assert "doing nothing, which earns nothing, beside them" in beside_nothing(KPI_BY_NAME["profit_eur"])
    assert beside_nothing(KPI_BY_NAME["revenue_eur"]) == ""


# ---- The ends ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["evidence", "documents"])
def test_ends_are_those_of_the_range_and_every_uncertain_number_has_them(name):
    shipped = Assumptions.load(name)
    found = ends(shipped)
    for entry in shipped:
        labels = [label for label in found if label.partition(".")[0] == entry.name]
        pairs = (
            [(entry.low[tier], entry.high[tier]) for tier in entry.low] if entry.by_tier else [(entry.low, entry.high)]
        )
        assert bool(labels) == (entry.distribution != "fixed" and any(low < high for low, high in pairs))
        if labels and not entry.by_tier:
            assert found[entry.name] == pytest.approx((entry.low, entry.high), rel=1e-12)
        if labels and entry.tiers == "together":
            low, high = found[entry.name]
            assert dict(low) == pytest.approx(dict(entry.low), rel=1e-12)
            if "audience" not in entry.name:  # two shares of one audience cannot both be at their high end
                assert dict(high) == pytest.approx(dict(entry.high), rel=1e-12)


def test_tiers_move_as_belief_couples_them():
    shipped = Assumptions.load("evidence")
    found = ends(shipped)
    entry = shipped.entry("authenticity")
    low, high = found["authenticity"]
    for tier in ("nano", "micro"):
        assert (low[tier], high[tier]) == pytest.approx((entry.low[tier], entry.high[tier]))
    for tier in ("macro", "mega"):
        assert (low[tier], high[tier]) == pytest.approx((entry.high[tier], entry.low[tier]))
    assert "fake_follower_share" not in found  # its tiers move apart
    scenario = ASKED.scenario()
    value = found["fake_follower_share.micro"][1]
    moved = scenario.with_value("fake_follower_share.micro", value).assumptions.entry("fake_follower_share").base
    usual = scenario.assumptions.entry("fake_follower_share").base
    assert isinstance(moved, TierTable)
    assert dict(moved) == dict(usual) | {"micro": value}


def test_what_the_visitor_changed_is_not_moved():
    asked = replace(ASKED, changed=(("purchase_per_click", 0.02), ("reach_rate.micro", 0.2)))
    found = Tornado(asked).ends
    assert "purchase_per_click" in Tornado(ASKED).ends
    assert "purchase_per_click" not in found
    assert "reach_rate" not in found


# ---- The effects ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_assumption_without_influence_has_exactly_none_and_others_have_theirs():
    asked = replace(ASKED, schedules=("micro_only", "nano_only"), off=("word_of_mouth",), objective="clicks")
    so_far = drawn(asked, ["repeat_on_purchase", "click_per_engaged_person", "organic_purchase_per_year"]).so_far()
    quiet = bars(so_far)["organic_purchase_per_year"]
    for end in (quiet.low, quiet.high):
        assert (end.effect.mean, end.effect.low, end.effect.high) == (0.0, 0.0, 0.0)
    assert quiet.width == 0.0
    assert bars(so_far)["click_per_engaged_person"].width > 0.0
    assert so_far.bars[0].name == "click_per_engaged_person"


@pytest.mark.slow
def test_more_purchases_per_click_widen_a_lead_in_purchases():
    # People buy too seldom to tell: here are 20,000, whoever likes a post goes to the shop, and a third of them buy.
    changed = (("click_per_engaged_person", 1.0), ("purchase_per_click", 0.3))
    asked = Asked(("macro_only", "mega_only"), people=20_000, objective="purchases_naive", changed=changed)
    kept = {"purchase_per_click": (0.0, 1.0)}
    for schedules, sign in ((asked.schedules, 1.0), (asked.schedules[::-1], -1.0)):
        so_far = drawn(replace(asked, schedules=schedules), kept, 4, kept=kept).so_far()
        assert sign * so_far.base.mean > 0.0
        assert sign * so_far.bars[0].low.effect.mean < 0.0 < sign * so_far.bars[0].high.effect.mean


def test_an_effect_is_the_paired_difference_of_differences():
    tornado = drawn(ASKED, ["reach_rate"], passes=3)
    bar = bars(tornado.so_far())["reach_rate"]
    design = Design(ASKED.seed, lucks=0, contributions=False)

    def lead(scenario, replicate):
        first, second = replicate_runs(scenario, ASKED.schedules, replicate, design)
        return first.totals["engagements"] - second.totals["engagements"]

    high = tornado.scenario.with_value("reach_rate", tornado.ends["reach_rate"][1])
    effects = [lead(high, r) - lead(tornado.scenario, r) for r in range(tornado.passes)]
    assert bar.high.effect.mean == pytest.approx(sum(effects) / len(effects))
    assert bar.high.effect.low <= bar.high.effect.mean <= bar.high.effect.high
    assert any(effects)


def test_of_a_ratio_the_effect_is_that_of_the_ratios_of_means():
    tornado = drawn(replace(ASKED, objective="engagement_rate_per_impression"), ["engagement_per_reached_person"], 3)
    bar = tornado.so_far().bars[0]
    assert bar.low.effect.mean != 0.0
    used = range(tornado.passes)

    def lead(figures):
        x1, y1, x2, y2 = (sum(column) for column in zip(*figures, strict=True))
        return x1 / y1 - x2 / y2

    name = "engagement_per_reached_person"
    low = [tornado.played[r, name][0] for r in used]
    base = [tornado.played[r, ""][0] for r in used]
    assert bar.low.effect.mean == pytest.approx(lead(low) - lead(base))


@pytest.mark.slow
def test_nothing_hangs_on_the_order_in_which_pieces_end():
    names = ["reach_rate", "fake_follower_share.micro"]
    one, other = drawn(ASKED, names), drawn(ASKED, names, threads=3)
    for tornado in (one, other):
        tornado.played = {place: one for place, one in tornado.played.items() if place[0] < 2}
    other.played = dict(sorted(other.played.items(), reverse=True))
    assert one.so_far() == other.so_far()
    assert one.so_far().passes == 2


def test_an_end_at_which_nobody_can_be_paid_is_played_by_nobody():
    tornado = drawn(ASKED, ["fee_floor_eur"], kept={"fee_floor_eur": (50.0, 1e6)})
    bar = tornado.so_far().bars[0]
    assert bar.low.effect.mean == 0.0
    assert (bar.high.refused, bar.high.reason) == (0, "")
    assert bar.high.effect.mean == -tornado.so_far().base.mean  # neither launch brings anything: the lead is gone
    assert math.isfinite(bar.width)


def test_ends_that_contradict_another_number_are_told():
    everything = TierTable(1.0, 1.0, 1.0, 1.0)
    kept = {"audience_interest_share": (everything, everything)}
    bar = drawn(ASKED, ["audience_interest_share"], kept=kept).so_far().bars[0]
    assert bar.low.effect is None
    assert "allowed is a sum of at most 1" in bar.low.reason


def test_it_stops_and_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr("experiments.lab.play.tornado.PASSES", 6)
    tornado = drawn(ASKED, ["reach_rate"], passes=1)
    stopped = len(tornado.played)
    assert 2 <= stopped <= 4

    async def go_on():
        with ThreadPoolExecutor(1) as pool:
            async for _ in tornado.pieces(pool):
                pass

    asyncio.run(go_on())
    assert tornado.passes == 6
    assert len(tornado.played) == 2 * 6


def test_before_a_pass_is_whole_the_numbers_moved_so_far_are_a_first_look():
    names = ["reach_rate", "post_quality_spread", "fee_floor_eur"]
    tornado = drawn(ASKED, names, passes=1)
    whole = tornado.so_far()
    for place in list(tornado.played)[3:]:  # the base and two numbers are left
        del tornado.played[place]
    look = tornado.so_far()
    assert (look.passes, look.counted, len(look.bars)) == (0, 1, 2)
    known = bars(whole)
    assert all(bar.high.effect.mean == known[bar.name].high.effect.mean for bar in look.bars)
    assert all(math.isnan(bar.high.effect.high) for bar in look.bars)  # one town has no interval
    tornado.played.clear()
    assert tornado.so_far().counted == 0


def test_the_numbers_that_are_doubted_most_are_moved_first():
    tornado = Tornado(ASKED)
    tornado.ends = {"trust_initial": (0.4, 0.6), "purchase_per_click": (0.001, 0.1), "attention_decay": (1.0, 1.0)}
    order = [piece.args[2] for piece in list(tornado._pieces())[:4]]
    assert order == ["", "purchase_per_click", "trust_initial", "attention_decay"]


# ---- What changes do --------------------------------------------------------------------------------


def answered(asked, most=2):
    changes = Changes(asked)

    async def go():
        with ThreadPoolExecutor(1) as pool:
            async for done in changes.replicates(pool):
                if done >= most:
                    changes.stop()

    asyncio.run(go())
    return changes.so_far()


def test_what_is_changed_is_compared_with_what_is_shipped():
    asked = replace(ASKED, objective="reach_people")
    shipped = answered(asked)
    assert (shipped.changed, shipped.moved) == (None, None)
    changed = answered(replace(asked, changed=(("reach_rate.micro", 0.5),)))
    assert changed.shipped == shipped.shipped
    assert changed.moved.mean == pytest.approx(changed.changed.mean - changed.shipped.mean)
    assert changed.moved.mean > 0.0
    idle = answered(replace(asked, changed=(("repeat_on_purchase", 0.0),)))
    assert (idle.moved.mean, idle.moved.low, idle.moved.high) == (0.0, 0.0, 0.0)


def test_one_launch_alone_has_no_difference():
    with pytest.raises(InputError, match="give two launches"):
        Changes(Asked(("hybrid",)))
