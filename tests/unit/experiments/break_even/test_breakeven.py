"""Break-even maps: borders are found where they were planted, luck is shared by all cells, failures win nothing."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from png import size
from rich.console import Console

from experiments.break_even.map import Axis, BreakevenMap, _cells, axis, breakeven, mapped
from experiments.break_even.plot import breakeven_map
from experiments.break_even.table import as_json, border, breakeven_table, held_sentence, sentences
from experiments.replicates import grid as played_grid
from experiments.replicates.design import Design, Run
from experiments.replicates.do_nothing import DO_NOTHING
from sim.errors import InputError
from sim.scenario.market import Brand
from sim.scenario.quantities import CHOSEN
from sim.scenario.scenario import Scenario

DESIGN = Design(1, lucks=1)
TWO = ["one", "two"]
REPLICATES = 40


@cache
def launch() -> Scenario:
    return replace(Scenario.load(people=20_000), objective="reach_people")


def grid(name: str, low: float, high: float, points: int = 5, geometric: bool = False) -> Axis:
    values = np.geomspace(low, high, points) if geometric else np.linspace(low, high, points)
    return Axis(name, "What it means", "its unit", tuple(values.tolist()), geometric, values[1])


X, Y = grid("x", 0.0, 1.0), grid("y", 0.0, 2.0, points=3)


def surface(lead, x: Axis = X, y: Axis = Y, spread: float = 0.1, replicates: int = REPLICATES, **given) -> BreakevenMap:
    """A map on which "one" has so much more than "two", plus luck that all cells share."""
    luck = np.random.default_rng(given.pop("seed", 5)).normal(0.0, spread, replicates)
    totals = np.ones((len(y.values), len(x.values), 2, replicates, 2))
    for i, up in enumerate(y.values):
        for j, along in enumerate(x.values):
            totals[i, j, :, :, 0] = 10.0 + luck * 3.0
            totals[i, j, 0, :, 0] += lead(along, up) + luck
    return mapped(given.pop("scenario", launch()), TWO, x, y, totals, DESIGN)


def printed(found: BreakevenMap) -> str:
    screen = Console(width=100)
    with screen.capture() as captured:
        screen.print(breakeven_table(found))
    return captured.get()


# ---- Borders --------------------------------------------------------------------------------------


def test_a_planted_border_is_recovered_and_its_interval_covers_it():
    covered, total = 0, 0
    for seed in range(20):
        found = surface(lambda x, y: 2.0 * (x - 0.3 - 0.2 * y), seed=seed)
        for point in border(found, "one", "two"):
            planted = 0.3 + 0.2 * point.y
            assert point.x == pytest.approx(planted, abs=0.05)
            assert (point.left, point.right) == ("two", "one")
            assert point.low < point.x < point.high
            assert point.chance == 1.0
            covered += point.low <= planted <= point.high
            total += 1
    assert total == 60
    assert covered >= 0.75 * total  # promised are 90 %, and the three rows of a map share their luck


def test_without_luck_the_border_is_exact_on_an_even_and_on_a_geometric_scale():
    for x, planted in ((X, 0.3), (grid("x", 0.01, 1.0, geometric=True), 0.2)):
        there = np.log(planted) if x.geometric else planted

        def lead(along, _, x=x, there=there):
            return there - (np.log(along) if x.geometric else along)

        for point in border(surface(lead, x, spread=0.0), "one", "two"):
            assert point.x == pytest.approx(planted)
            assert (point.low, point.high) == pytest.approx((planted, planted))
            assert (point.left, point.right) == ("one", "two")


def test_the_luck_of_neighbouring_cells_is_shared():
    """Luck moves the border as a whole: in each resample the lead differs between cells by the planted slope alone."""
    found = surface(lambda x, y: x - 0.5 + 0.1 * y)
    drawn = found.drawn[0] - found.drawn[1]
    assert np.ptp(drawn[:, 0, 1] - drawn[:, 0, 0]) < 1e-9
    assert np.ptp(drawn[:, 2, 0] - drawn[:, 0, 0]) < 1e-9
    assert np.ptp(drawn[:, 0, 0]) > 0.05


def test_a_row_without_a_crossing_says_who_is_ahead_and_an_interval_may_leave_the_map():
    rows = border(surface(lambda x, y: 1.0 - y + 0.001 * x), "one", "two")
    assert [(point.x, point.left, point.right) for point in (rows[0], rows[-1])] == [
        (None, "one", "one"),
        (None, "two", "two"),
    ]
    near_the_end = border(surface(lambda x, y: x - 0.8, spread=1.0, seed=9), "one", "two")[0]
    assert near_the_end.high == np.inf
    assert near_the_end.low < near_the_end.x < 1.0
    assert near_the_end.chance < 1.0


def test_a_border_along_y_is_found_column_by_column():
    found = surface(lambda x, y: y - 0.7)
    assert all(point.x is None for point in border(found, "one", "two"))
    points = border(found, "one", "two", "y")
    assert [point.y for point in points] == list(X.values)
    assert all(point.x == pytest.approx(0.7, abs=0.1) for point in points)
    assert any("one is ahead of two where y is above" in line for line in sentences(found))


def test_less_may_be_better():
    scenario = replace(launch(), objective="cpm_eur")
    found = surface(lambda x, y: x - 0.5, scenario=scenario, spread=0.01)
    assert found.best[0].tolist()[0] == 0
    assert found.best[0].tolist()[-1] == 1
    assert border(found, "one", "two")[0].left == "one"


def test_a_ratio_is_one_of_means():
    totals = np.ones((2, 2, 2, 2, 2))
    totals[..., 0, :, :] = [[1.0, 1.0], [30.0, 10.0]]
    totals[..., 1, :, :] = [[2.0, 1.0], [20.0, 10.0]]
    two = grid("x", 0.0, 1.0, 2)
    found = mapped(replace(launch(), objective="viral_share"), TWO, two, two, totals, DESIGN)
    assert found.means[:, 0, 0] == pytest.approx([31.0 / 11.0, 2.0])


# ---- Cells ----------------------------------------------------------------------------------------


def test_identical_schedules_give_no_border():
    found = surface(lambda x, y: 0.0, spread=0.0)
    assert set(found.states.ravel()) == {"equal"}
    assert found.pairs == found.winners == ()
    assert (found.probability_best == 0.5).all()
    points = border(found, "one", "two")
    assert [(point.x, point.left, point.right, point.chance) for point in points] == [(None, None, None, 0.0)] * 3
    assert "No schedule differs" in printed(found)


def test_a_cell_with_too_many_failures_is_unknown_and_won_by_nobody(tmp_path):
    known = surface(lambda x, y: x - 0.4)
    luck = np.random.default_rng(5).normal(10.0, 1.0, (3, 5, 2, REPLICATES))
    totals = np.stack([luck, np.ones_like(luck)], axis=-1)
    totals[:, :, 0, :, 0] += 1.0
    totals[1, 2, 1, : REPLICATES // 2 + 1] = np.nan  # only one of the two failed
    totals[0, 0, 0, : REPLICATES // 2] = np.nan  # just half of them
    found = mapped(launch(), TWO, X, Y, totals, DESIGN)
    assert found.states[1, 2] == "unknown"
    assert found.best[1, 2] == -1
    assert np.isnan(found.probability_best[:, 1, 2]).all()
    assert np.isnan(found.means[:, 1, 2]).all()
    assert found.kept[1, 2] == REPLICATES // 2 - 1
    assert found.states[0, 0] != "unknown"
    assert (np.delete(found.best.ravel(), 7) == 0).all()
    assert "?" in printed(found)
    assert np.isnan(found.pair("one", "two").ahead[1, 2])
    assert not np.isnan(known.pair("one", "two").ahead).any()
    breakeven_map(tmp_path / "map.png", found, "")


def test_failed_replicates_are_left_out_of_their_cell_alone():
    totals = np.ones((2, 2, 2, 10, 2))
    totals[..., 0, :, 0] = np.arange(10.0)
    totals[..., 1, :, 0] = 4.0
    totals[0, 0, 1, 0] = np.nan
    two = grid("x", 0.0, 1.0, 2)
    found = mapped(launch(), TWO, two, two, totals, DESIGN)
    assert found.means[0].ravel().tolist() == pytest.approx([5.0, 4.5, 4.5, 4.5])
    assert found.kept.ravel().tolist() == [9, 10, 10, 10]


def test_the_probability_is_that_of_the_border():
    found = surface(lambda x, y: x - 0.5)
    ahead = found.pair("one", "two").ahead
    assert (np.diff(ahead, axis=1) >= 0.0).all()
    assert ahead[0, 0] == 0.0
    assert ahead[0, -1] == 1.0
    assert found.pair("two", "one").ahead == pytest.approx(1.0 - ahead)
    assert found.states[0, 0] == "decided"


# ---- Axes -----------------------------------------------------------------------------------------


def test_an_axis_spans_the_range_of_belief_or_half_to_double():
    share = axis("share_per_engaged_person", launch(), 3)
    assert (share.values[0], share.values[-1], share.geometric) == (0.0024, 0.0063, False)  # too narrow for it
    views = axis("feed_first_views", launch(), 3)
    assert (views.values[0], views.values[-1], views.geometric) == (100.0, 900.0, True)
    assert views.values[1] ** 2 == pytest.approx(100.0 * 900.0)
    micro = axis("engagement_per_reached_person.micro", launch(), 3)
    assert micro.values == pytest.approx((0.04, 0.075, 0.11))
    assert not micro.geometric
    assert axis("brand.price_eur", launch(), 2).values == (60.0, 240.0)
    assert axis("brand.interested_share", launch(), 2).values == (0.5, 1.0)
    assert axis("budget_eur", launch(), 2, low=1e4).values == (1e4, 120_000.0)


def test_a_price_may_run_from_nothing_where_the_goal_is_not_money():
    assert axis("brand.price_eur", launch(), 3, 0.0, 10.0).values == (0.0, 5.0, 10.0)
    with pytest.raises(InputError, match=r"brand\.price_eur is 0"):
        axis("brand.price_eur", replace(launch(), objective="profit_eur"), 3, 0.0, 10.0)


REFUSED = [
    (("share_per_engaged", 3), "did you mean 'share_per_engaged_person'"),
    (("brand.price", 3), "did you mean 'brand.price_eur'"),
    (("engagement_per_reached_person", 3), "engagement_per_reached_person.micro"),
    (("share_per_engaged_person.micro", 3), "no such quantity"),
    (("share_per_engaged_person", 1), "whole number from 2 to 50"),
    (("share_per_engaged_person", True), "whole number from 2 to 50"),
    (("share_per_engaged_person", 3, 0.1, 1.5), "high = 1.5 given; allowed is a finite number from 0 to 1"),
    (("share_per_engaged_person", 3, float("nan")), "low = nan given"),
    (("share_per_engaged_person", 3, 0.2, 0.2), "low must be below high"),
    (("share_per_engaged_person", 3, 0.2, 0.1), "low must be below high"),
    (("lifetime_hours_story", 3), "is fixed at 24 and has no range"),
    (("brand.margin_share", 3, 0.5, 1.01), "from 0 to 1"),
    (("brand.price_eur", 3, -1.0, 10.0), "low = -1 given; allowed is a finite number from 0 to 1e"),
    (("budget_eur", 3, -1.0), "above 0"),
    (("audience_locality_share.micro", 3, 0.0, 1.0), "allowed is a sum of at most 1"),
]


@pytest.mark.parametrize(("given", "told"), REFUSED)
def test_an_axis_that_cannot_be_is_refused(given, told):
    with pytest.raises(InputError, match=told.replace(".", r"\.")):
        axis(given[0], launch(), *given[1:])


def test_all_that_is_wrong_with_an_axis_is_told_at_once():
    with pytest.raises(InputError) as refused:
        axis("share_per_engaged_person", launch(), 0, -1.0, 2.0)
    assert len(refused.value.problems) == 3


def test_what_is_allowed_of_the_brand_is_what_a_brand_allows():
    for name in ("brand.price_eur", "brand.margin_share", "brand.interested_share"):
        one = CHOSEN[name]
        least, most, open_end = one.least, one.most, one.above_least
        content = launch().brand.model_dump()
        for value, fine in ((least, not open_end), (most, True), (most * 1.001, False), (least - 0.001, False)):
            try:
                Brand.model_validate({**content, name.removeprefix("brand."): value})
            except ValueError:
                assert not fine, (name, value)
            else:
                assert fine, (name, value)


def test_what_is_set_is_not_drawn_and_all_else_still_is():
    there = launch().with_values(
        {"engagement_per_reached_person.micro": 0.05, "brand.price_eur": 99.0, "budget_eur": 5e4}
    )
    assert (there.brand.price_eur, there.budget_eur) == (99.0, 5e4)
    believed = DESIGN.believed(there, 3).assumptions
    base = launch().assumptions.entry("engagement_per_reached_person").value("macro")
    entry = believed.entry("engagement_per_reached_person")
    assert (entry.value("micro"), entry.value("macro"), entry.overridden) == (0.05, base, True)
    assert believed.value("share_per_engaged_person") != launch().assumptions.value("share_per_engaged_person")
    two = launch().with_values({"reach_rate.micro": 0.1, "reach_rate.macro": 0.2}).assumptions.entry("reach_rate")
    assert (two.value("micro"), two.value("macro")) == (0.1, 0.2)


ENGAGEMENT = "engagement_per_reached_person"


def test_what_is_held_because_one_tier_is_set_is_said_wherever_a_map_is_told(tmp_path, monkeypatch):
    two = [axis(f"reach_rate.{tier}", launch(), 2) for tier in ("micro", "macro")]
    one = [axis("engagement_per_reached_person.micro", launch(), 2), axis("brand.price_eur", launch(), 2)]
    value = launch().assumptions.value
    for axes, held in (
        (two, {f"reach_rate.{tier}": value("reach_rate", tier) for tier in ("nano", "mega")}),
        (one, {f"{name}.{t}": value(name, t) for name in [ENGAGEMENT] for t in ("nano", "macro", "mega")}),
        ([axis("fans_mean", launch(), 2), one[1]], {}),
    ):
        found = mapped(launch(), TWO, *axes, np.ones((2, 2, 2, REPLICATES, 2)), DESIGN)
        assert found.held == as_json(found)["held"] == held
        for cell in _cells(launch(), *axes):  # as it is played: under any draw, and not only where it says so
            believed = DESIGN.believed(cell, 3).assumptions
            for name, number in held.items():
                assert believed.value(*name.split(".")) == number
    even = launch().with_value(ENGAGEMENT, 0.1)
    told = "Held in every cell: engagement_per_reached_person of nano, macro and mega at 0.100. Every other uncertain"
    found = mapped(even, TWO, *one, np.ones((2, 2, 2, REPLICATES, 2)), DESIGN)
    assert told in " ".join(printed(found).split())
    seen = []
    monkeypatch.setattr("experiments.break_even.plot.page", lambda title, under, *_: seen.append(under) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        breakeven_map(tmp_path / "map.png", found, "a note")
    assert told in seen[0]
    based = replace(found, design=Design(1, lucks=0))
    assert "Every other uncertain assumption is at its base value." in held_sentence(based)


# ---- The study ------------------------------------------------------------------------------------

BOTH = ["macro_only", "micro_only"]


def real(jobs: int, on_cell=lambda: None) -> BreakevenMap:
    x = axis("engagement_per_reached_person.micro", launch(), 2)
    return breakeven(launch(), BOTH, x, axis("brand.price_eur", launch(), 2), 3, DESIGN, jobs, on_cell)


@pytest.mark.second
def test_the_number_of_jobs_changes_nothing_and_every_cell_is_told(tmp_path):
    seen: list[int] = []
    alone = real(1, lambda: seen.append(1))
    content = json.dumps(as_json(alone), allow_nan=False)
    assert len(seen) == 4
    assert content == json.dumps(as_json(real(2)), allow_nan=False)
    breakeven_map(tmp_path / "map.png", alone, "a note")
    assert size(tmp_path / "map.png") == (1600, 1000)
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]


def made_up(scenario, schedules, replicate, design):
    """Runs whose reach is the price for the first schedule and 100 for the second; the third replicate fails at 240."""
    reach = dict(zip(schedules, (scenario.brand.price_eur + replicate, 100.0), strict=True))
    nothing = np.zeros(1)
    failed = replicate >= 2 and scenario.brand.price_eur == 240.0
    return [
        Run(name, replicate, replicate, 0, {} if failed else {"reach_people": reach[name]}, nothing, nothing, None)
        for name in reversed(schedules)
    ]


def test_runs_are_put_in_their_cells_whatever_their_order(monkeypatch):
    monkeypatch.setattr(played_grid, "replicate_runs", made_up)
    x, y = axis("brand.price_eur", launch(), 2), axis("share_per_engaged_person", launch(), 3)
    found = breakeven(launch(), BOTH, x, y, 6, DESIGN)
    assert found.means[0].tolist() == [[62.5, pytest.approx(np.nan, nan_ok=True)]] * 3
    assert (found.means[1, :, 0] == 100.0).all()
    assert found.kept.tolist() == [[6, 2]] * 3
    assert (found.states[:, 1] == "unknown").all()
    assert (found.best[:, 0] == 1).all()
    assert np.isfinite(found.means[:, :, 0]).all()
    json.dumps(as_json(found), allow_nan=False)


def earning(scenario, schedules, replicate, design):
    """Runs whose profit is the price less 150 for the first schedule, a tenth of it less 30 for the second."""
    price, nothing = scenario.brand.price_eur, np.zeros(1)
    profits = price - 150.0, price / 10.0 - 30.0
    return [
        Run(name, replicate, replicate, 0, {"profit_eur": profit + 0.1 * replicate}, nothing, nothing, None)
        for name, profit in zip(schedules, profits, strict=False)
    ]


def test_by_profit_whoever_does_nothing_wins_where_every_schedule_loses(monkeypatch):
    monkeypatch.setattr(played_grid, "replicate_runs", earning)
    asked = replace(launch(), objective="profit_eur")
    x = axis("brand.price_eur", asked, 5, 60.0, 240.0)  # 60, 105, 150, 195, 240 EUR, in four steps
    found = breakeven(asked, BOTH, x, axis("fans_mean", asked, 2), 3, DESIGN)
    assert found.schedules == (*BOTH, DO_NOTHING)
    assert [found.schedules[place] for place in found.best[0]] == [DO_NOTHING] * 2 + ["macro_only"] * 3
    assert {(pair.first, pair.second) for pair in found.pairs} == {
        ("macro_only", "micro_only"),
        ("macro_only", DO_NOTHING),
        ("micro_only", DO_NOTHING),
    }
    (turn,) = {point.x for point in border(found, "macro_only", DO_NOTHING)}
    assert turn == pytest.approx(149.9)
    (launched,) = {point.x for point in border(found, "macro_only", "micro_only")}  # whether or not it is worth it
    assert launched == pytest.approx(120.0 / 0.9)
    assert any(line.startswith("do nothing is best in 4 of 10 known cells") for line in sentences(found))
    alone = breakeven(asked, ["macro_only"], x, axis("fans_mean", asked, 2), 3, DESIGN)
    assert alone.schedules == ("macro_only", DO_NOTHING)


def test_every_study_that_cannot_be_is_refused_before_it_is_run(monkeypatch):
    monkeypatch.setattr(played_grid, "replicate_runs", None)
    x, y = axis("brand.price_eur", launch(), 2), axis("share_per_engaged_person", launch(), 2)
    with pytest.raises(InputError) as refused:
        breakeven(launch(), ["hybrid"], x, x, 1, Design(1, lucks=2))
    assert [told.split(":")[0].split(" ")[0] for told in refused.value.problems] == [
        "1",
        "replicates",
        "lucks",
        "brand.price_eur",
    ]
    with pytest.raises(InputError, match="unknown schedule 'micro'"):
        breakeven(launch(), ["macro_only", "micro"], x, y, 2, DESIGN)
    local = axis("audience_locality_share.nano", launch(), 2, 0.1, 0.65)
    of_interest = axis("audience_interest_share.nano", launch(), 2, 0.1, 0.4)
    with pytest.raises(InputError, match="sum of at most 1"):
        breakeven(launch(), BOTH, local, of_interest, 2, DESIGN)


def test_unknown_names_in_a_map_are_refused_all_at_once():
    found = surface(lambda x, y: x)
    with pytest.raises(InputError, match="did you mean 'one'") as refused:
        border(found, "onne", "three")
    assert len(refused.value.problems) == 2
    with pytest.raises(InputError, match="must be 'x' or 'y'"):
        border(found, "one", "two", "z")


def test_the_map_in_letters_and_words():
    text = printed(surface(lambda x, y: x - 0.4, spread=0.01))
    assert "one is ahead of two where x is above 0.4" in text
    rows = [line.split() for line in text.splitlines() if line.strip().startswith(("0 ", "2.00")) and "T" in line]
    assert rows == [["2.00", "T", "T", "O", "O", "O"], ["0", "T", "T", "O", "O", "O"]]
