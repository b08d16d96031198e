"""What a comparison may not leave out of its answer: draws it could not play, money not spent, launches that lose."""

import io
import math
import re
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console
from sneakers import LAUNCH

import sim.model
from experiments.compare_schedules.choices import matrix
from experiments.compare_schedules.comparison import Comparison, UntilClear, compare, summarised
from experiments.compare_schedules.files import as_csv, as_json
from experiments.compare_schedules.report_content import report_content
from experiments.compare_schedules.spending import mean_bought
from experiments.compare_schedules.table import print_comparison
from experiments.compare_schedules.words import answer, ingredient_lines, notes
from experiments.replicates.design import MOST_MISSING_SHARE, Design, replicate_runs
from experiments.replicates.do_nothing import DO_NOTHING
from experiments.replicates.ingredients import without_each
from experiments.report.page import render
from experiments.words.numbers import end_shown
from sim.errors import InputError
from sim.kpis import kpi_value
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import PRESETS, Phase, Schedule

PAIR = ["macro_only", "micro_only"]
EVIDENCE = "evidence"


def market(
    budget_eur: int = 20_000, people: int = 5_000, more: str = "", *, roster: str = "", margin: float = 0.5
) -> Scenario:
    text = LAUNCH.replace("horizon_days = 30", "horizon_days = 9").replace("60_000", str(budget_eur))
    text = text.replace("margin_share = 0.5", f"margin_share = {margin}")
    roster = roster or "[roster]\nnano = 600\nmicro = 200\nmacro = 12\nmega = 0\n"
    return Scenario.from_mapping(tomllib.loads(text + roster + more), people=people)


# ---- No draw is thrown away ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dear() -> Comparison:
    """A budget that pays for a macro-influencer in some draws of the fee and not in others."""
    return compare(market(2_800), PAIR, 24, Design(1, contributions=False))


def test_a_draw_too_dear_for_a_schedule_counts_and_the_schedule_is_compared_at_what_it_spent(dear):
    idle = [run for run in dear.runs if run.schedule == "macro_only" and not run.plan.posts]
    assert 0 < len(idle) < 24
    assert (dear.failed, dear.lost_replicates, len(dear.kept)) == ((), 0, 48)
    assert all(run.totals["cost_eur"] == run.totals["reach_people"] == 0.0 for run in idle)
    assert {pair.replicates for pair in dear.differences["reach_people"]} == {12}  # every belief there is
    mean = np.mean([run.totals["reach_people"] for run in dear.runs if run.schedule == "macro_only"])
    assert dear.estimates["reach_people"]["macro_only"].mean == pytest.approx(mean)


def test_what_is_left_unspent_is_said_for_each_schedule_with_the_reason(dear):
    idle = sum(not run.plan.posts for run in dear.runs if run.schedule == "macro_only")
    found = dear.unspent["macro_only"]
    assert found.falls_short_share == pytest.approx(idle / 24)
    assert found.mean_eur == pytest.approx(mean_bought(dear)["macro_only"]["unspent_eur"])
    (note,) = (line for line in notes(EVIDENCE, dear) if "macro only leaves" in line)
    assert "is compared at what it spent" in note
    assert "pay for nobody; the cheapest macro-influencer costs" in note
    assert dear.unspent["micro_only"].falls_short_share == 0.0
    assert "unspent_eur" in as_csv({EVIDENCE: dear}).splitlines()[0]
    assert as_json({EVIDENCE: dear})["sets"][EVIDENCE]["unspent"]["macro_only"]["falls_short_share"] > 0.0


def test_a_roster_used_up_where_fees_are_low_leaves_money_unspent_and_counts():
    roster = "[roster]\nnano = 0\nmicro = 200\nmacro = 8\nmega = 0\n"
    found = compare(market(20_000, roster=roster), PAIR, 24, Design(1, contributions=False))
    used_up = [run for run in found.runs if run.schedule == "macro_only" and run.plan.roster_exhausted]
    assert 0 < len(used_up) < 24
    assert found.lost_replicates == 0
    short = [run.plan for run in found.runs if run.schedule == "macro_only" and run.plan.falls_short]
    assert found.unspent["macro_only"].reason == short[0].why_short
    assert "hired" in short[0].why_short
    assert any("all 8 macro-influencers of the roster are hired" in run.plan.notes[0] for run in used_up)


def test_a_study_of_some_draws_is_that_part_of_a_study_of_all():
    """The value of a replicate does not hang on what the others could hire: no selection, no bias."""
    design = Design(1, contributions=False)
    for run in replicate_runs(market(2_800), PAIR, 5, design):
        alone = replicate_runs(market(2_800), [run.schedule], 5, design)[0]
        assert repr(alone.totals) == repr(run.totals)  # equal or not a number in both


# ---- What truly could not be played ----------------------------------------------------------------


def failing(monkeypatch, replicates: set[int], beliefs: int) -> Comparison:
    real = sim.model.simulate

    def sometimes(scenario, world, plan, luck_seed, **given):
        if plan.schedule == "nano_only" and luck_seed - 1_000_000 in replicates:
            raise ValueError("no such luck")
        return real(scenario, world, plan, luck_seed=luck_seed, **given)

    monkeypatch.setattr(sim.model, "simulate", sometimes)
    scenario = replace(market(people=2_000), objective="reach_people")
    return compare(scenario, ["nano_only", "macro_only"], beliefs, Design(1, lucks=1, contributions=False))


def test_where_more_than_five_percent_are_missing_nothing_is_clear_and_no_chance_is_told(monkeypatch):
    found = failing(monkeypatch, {1, 7}, 24)
    assert found.lost_replicates / found.replicates > MOST_MISSING_SHARE
    assert all(word != "clear" for name in found.differences for word in found.verdicts(name))
    assert all(choice.verdict == "none" for choice in (*found.choices.values(), found.decision))
    assert all(math.isnan(chance) for chance in found.decision.probability_best.values())
    said = answer(found)
    assert said.startswith("Played 22 of 24 replicates; the others count for nothing, the first because: ValueError")
    assert "With more than 5 % missing nothing is called clear." in said
    page = render({**report_content({EVIDENCE: found}), "verdicts": None})
    assert "<dd>22 of 24 times" in page
    assert ">clear<" not in page


def test_where_hardly_any_is_missing_the_verdict_stands_and_the_headline_counts_them(monkeypatch):
    found = failing(monkeypatch, {3}, 24)
    assert found.is_whole
    assert found.decision.verdict == "clear"
    assert answer(found).startswith("Played 23 of 24 replicates")
    assert "nothing is called clear" not in answer(found)


# ---- Verdicts on money -----------------------------------------------------------------------------


def test_where_nothing_is_earned_no_schedule_wins_by_what_it_did_not_spend():
    plenty = "[roster]\nnano = 0\nmicro = 800\nmacro = 12\nmega = 0\n"
    no_hours = "[assumptions.override]\ncoordination_hours_per_influencer = 0\n"
    scenario = replace(market(margin=0.0, more=no_hours, roster=plenty), objective="profit_eur")
    found = compare(scenario, PAIR, 12, Design(1, lucks=1, contributions=False))
    # Every schedule loses its whole budget; that of whole macro-influencers leaves change.
    assert found.estimates["profit_eur"]["macro_only"].mean > found.estimates["profit_eur"]["micro_only"].mean
    assert found.verdicts("profit_eur") == ["spends less"]
    assert found.if_launched.verdict == "spends less"
    assert "only because it spends less; at equal spend they do not differ" in answer(found)
    # Whoever does nothing keeps the budget, and that is no money left over by chance.
    assert (found.decision.best, found.decision.verdict) == (DO_NOTHING, "clear")
    cell = matrix({EVIDENCE: found.choices}, {EVIDENCE: found.if_launched})["profit"][EVIDENCE]
    assert cell == "do nothing (clear, above 0.99); if launched: macro only (only because it spends less)"
    (panel,) = (p for p in report_content({EVIDENCE: found})["differences"][EVIDENCE] if p["kpi"] == "profit_eur")
    assert panel["pairs"][0]["verdict"] == "spends less"


# ---- Doing nothing ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def losing() -> Comparison:
    """Launches whose product earns next to nothing."""
    return compare(market(margin=0.01), PAIR, 12, Design(1, contributions=False))


def test_doing_nothing_earns_and_costs_nothing_for_certain_beside_every_schedule(losing):
    risk = losing.risks[DO_NOTHING]
    assert list(losing.risks) == [*PAIR, DO_NOTHING]
    assert (risk.loss_probability.low, risk.loss_probability.mean, risk.loss_probability.high) == (0.0, 0.0, 0.0)
    assert (risk.value_at_risk_eur, risk.conditional_value_at_risk_eur) == (0.0, 0.0)
    for pair in losing.over_nothing:  # the profit itself, with the interval of any other difference
        profit = losing.estimates["profit_eur"][pair.first]
        assert (pair.second, pair.mean) == (DO_NOTHING, pytest.approx(profit.mean))
        assert pair.low < pair.mean < pair.high
    assert not {run.schedule for run in losing.runs} - set(PAIR)  # nothing of it is played
    assert DO_NOTHING not in as_csv({EVIDENCE: losing})


def test_it_is_chosen_by_profit_alone_and_no_schedule_can_bear_its_name(losing):
    for name, choice in losing.choices.items():
        assert (DO_NOTHING in choice.probability_best) == (name == "profit")
        assert sum(choice.wins_share.values()) == pytest.approx(1.0)
    chosen = losing.choices["profit"]
    assert (chosen.best, chosen.verdict) == (DO_NOTHING, "clear")
    assert chosen.lead.mean == pytest.approx(-max(pair.mean for pair in losing.over_nothing))
    assert set(losing.if_launched.probability_best) == set(PAIR)
    with pytest.raises(InputError, match="must be named with letters"):
        market(more=f'[[schedules."{DO_NOTHING}"]]\ntier = "micro"\n')


def test_regret_counts_what_doing_nothing_would_have_kept_where_profit_decides(losing):
    assert math.isnan(losing.risks[DO_NOTHING].expected_regret)  # in purchases it says nothing
    asked = replace(losing.scenario, objective="profit_eur")
    found = summarised(asked, losing.schedules, losing.replicates, losing.design, losing.runs)
    profits = {name: [r.totals["profit_eur"] for r in losing.runs if r.schedule == name] for name in PAIR}
    best = np.maximum(np.max(list(profits.values()), axis=0), 0.0)
    for name in PAIR:
        assert found.risks[name].expected_regret == pytest.approx(np.mean(best - profits[name]))
    assert found.risks[DO_NOTHING].expected_regret == pytest.approx(np.mean(best))
    assert found.information.everything == pytest.approx(np.mean(best))


def test_do_not_launch_follows_from_doing_nothing_and_how_often_money_is_lost_stands_beside_it(losing):
    said = answer(losing)
    assert "For the money, do not launch: within these 9 days, doing nothing is on average " in said
    assert "EUR ahead of" in said
    assert "Every schedule loses money in all of its campaigns." in said
    assert as_json({EVIDENCE: losing})["sets"][EVIDENCE]["do_not_launch"] is True
    content = report_content({EVIDENCE: losing})
    assert content["answer"].count("do not launch") == 1
    page = render({**content, "verdicts": None})
    assert "<b>do nothing</b>" in page
    assert "if launched:" in page
    asked = replace(losing, scenario=replace(losing.scenario, objective="profit_eur"))
    assert answer(asked).startswith("For the money, do not launch")  # asked about money, it comes first


def with_profits(found: Comparison, **profits: list[float]) -> Comparison:
    """The same comparison with other profits, in EUR by replicate."""
    runs = [
        replace(run, totals={**run.totals, "profit_eur": profits[run.schedule][run.replicate]}) for run in found.runs
    ]
    return summarised(found.scenario, found.schedules, found.replicates, found.design, runs)


def test_the_mean_decides_and_not_how_often_money_is_lost(losing):
    """A few great successes are worth a launch that mostly loses; a few disasters forbid one that mostly earns."""
    often = [-10_000.0] * 8 + [90_000.0, 92_000.0, 91_000.0, 93_000.0]
    found = with_profits(losing, macro_only=often, micro_only=often)
    assert found.risks["macro_only"].loss_probability.mean > 0.5
    assert not found.do_not_launch
    assert "do not launch" not in answer(found)
    assert "Every schedule loses money in more than half of its campaigns" in answer(found)
    seldom = [-value for value in often]
    found = with_profits(losing, macro_only=seldom, micro_only=seldom)
    assert found.do_not_launch
    assert "Yet macro only loses money in only 33 % of its campaigns." in answer(found)


def test_whether_to_launch_is_called_open_where_it_is(losing):
    level = [-20_000.0, -20_000.0, 19_000.0, 19_000.0] * 3  # two lucks to a belief
    found = with_profits(losing, macro_only=level, micro_only=level)
    assert (found.choices["profit"].best, found.choices["profit"].verdict) == (DO_NOTHING, "open")
    assert "For the money, it is open whether to launch" in answer(found)
    assert "do not launch" not in answer(found)


def test_what_is_clearly_worth_launching_is_said_where_money_was_asked_about(losing):
    earned = [40_000.0 + 100.0 * k for k in range(12)]
    found = with_profits(losing, macro_only=earned, micro_only=[value / 2.0 for value in earned])
    assert (found.choices["profit"].best, found.choices["profit"].verdict) == ("macro_only", "clear")
    assert "For the money" not in answer(found)
    asked = replace(found.scenario, objective="profit_eur")
    said = answer(summarised(asked, found.schedules, found.replicates, found.design, found.runs))
    assert said.startswith("For the money, launch: within these 9 days, macro only is on average 40,5")
    assert "ahead of doing nothing" in said


def test_one_schedule_alone_is_compared_with_doing_nothing():
    asked = replace(market(margin=0.01), objective="profit_eur")
    found = compare(asked, ["micro_only"], 12, Design(1, contributions=False))
    assert (found.decision.best, found.decision.verdict) == (DO_NOTHING, "clear")
    assert found.decision.lead.second == "micro_only"
    assert answer(found).startswith("For the money, do not launch")
    until = compare(asked, ["micro_only"], 40, Design(1, lucks=1, contributions=False), until_clear=UntilClear(80))
    assert (until.judgement.state, until.replicates) == ("clear", 40)


def test_the_tables_have_a_row_for_doing_nothing(losing):
    asked = replace(losing.scenario, objective="profit_eur")
    found = summarised(asked, losing.schedules, losing.replicates, losing.design, losing.runs)
    screen = Console(width=100, file=io.StringIO())
    print_comparison(screen, {EVIDENCE: found})
    text = screen.file.getvalue()
    bought, differences, best, risk = (
        text[text.index(title) :].split("\n\n")[0]
        for title in ("What the budget bought", "Differences, replicate", "Who is best by", "What may go wrong")
    )
    assert re.search(r"do nothing +0\.0 +0\.0 +0 +0", bought)
    assert re.search(r"micro only minus do nothing +-", differences)
    assert re.search(r"do nothing +0\.99 +100 % +100 %", best)
    assert re.search(r"do nothing +0 % +0 % to 0 %", risk)
    assert re.search(r"do nothing \(clear, 0\.99\); if launched: ", " ".join(text.split()))


# ---- An end of an interval that is not zero ------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text", "shown"),
    [
        (-0.04, "0.0", "below 0"),
        (0.04, "0.0", "above 0"),
        (0.0, "0.0", "0.0"),
        (-3.3, "-3.3", "-3.3"),
        (math.nan, "n/a", "n/a"),
    ],
)
def test_an_end_on_which_a_verdict_hangs_is_never_shown_as_zero(value, text, shown):
    assert end_shown(value, text) == shown


# ---- What makes the difference ---------------------------------------------------------------------


def test_every_ingredient_of_the_articles_launch_can_be_taken_out():
    launch = Scenario.load().schedules["leader_then_a_hundred"]
    plain = without_each(launch)
    assert list(plain) == ["promo codes", "hiring by fit", "the macro-influencer"]
    assert not any(phase.promo_code for phase in plain["promo codes"].phases)
    assert {phase.pick for phase in plain["hiring by fit"].phases} == {"roster"}
    assert [phase.tier for phase in plain["the macro-influencer"].phases] == ["micro"]
    for name, schedule in plain.items():  # and nothing else changes
        changed = [
            (a, b) for a, b in zip(launch.phases_in_order[-1:], schedule.phases_in_order[-1:], strict=True) if a != b
        ]
        assert len(changed) == (name != "the macro-influencer")


def test_a_plain_schedule_has_no_ingredients_and_a_tier_stays_where_nobody_takes_its_money():
    assert without_each(PRESETS["micro_only"]) == {}
    fixed = Schedule("fixed", (Phase(tier="macro", count=1), Phase(tier="micro", count=5)))
    assert without_each(fixed) == {}
    assert list(without_each(PRESETS["hybrid_adjusted"])) == [
        "promo codes",
        "reviews",
        "nano-influencers",
        "the macro-influencer",
    ]


def test_what_an_ingredient_does_is_the_paired_difference_to_the_schedule_without_it():
    scenario = market(
        20_000, 50_000, '[[schedules.coded]]\ntier = "micro"\npromo_code = true\n[[schedules.plain]]\ntier = "micro"\n'
    )
    found = compare(scenario, ["coded", "plain"], 8, Design(1, lucks=1))
    (ingredient,) = found.ingredients["coded"]
    (difference,) = found.differences["purchases_incremental"]
    assert ingredient.name == "promo codes"
    assert ingredient.difference.mean == pytest.approx(difference.mean)
    assert "plain" not in found.ingredients
    bought = np.mean([kpi_value_of(run) for run in found.runs if run.schedule == "plain"])
    assert ingredient.share == pytest.approx(difference.mean / bought)
    (line,) = ingredient_lines(found)
    assert line.startswith("What makes coded differ, in incremental purchases: promo codes +")


def kpi_value_of(run) -> float:
    from sim.kpis import KPI_BY_NAME

    return kpi_value(KPI_BY_NAME["purchases_incremental"], run.totals)


# ---- One account ---------------------------------------------------------------------------------------


def test_verdict_and_probability_never_contradict_each_other(dear, losing):
    said = set()
    for choice in (*dear.choices.values(), dear.decision, *losing.choices.values(), losing.decision):
        chance = choice.probability_best[choice.best]
        if choice.verdict in ("clear", "open"):
            assert (choice.verdict == "clear") == (chance > 0.975), choice
        said.add(choice.verdict)
    assert {"clear", "open"} <= said


def test_a_few_draws_are_too_few_to_say_how_probable_the_best_is():
    asked = replace(market(), objective="reach_people")
    found = compare(asked, PAIR, 4, Design(1, lucks=1, contributions=False))
    assert all(math.isnan(chance) for chance in found.decision.probability_best.values())
    assert "with too few draws to say how probably" in answer(found)


def test_the_best_on_average_may_be_behind_in_most_draws_and_both_are_told():
    # Where fees are low the whole budget buys a second macro-influencer; elsewhere it buys none.
    found = compare(market(2_800), PAIR, 24, Design(1, contributions=False))
    for choice in found.choices.values():
        assert sum(choice.draws_share.values()) == pytest.approx(1.0)
        assert sum(choice.wins_share.values()) == pytest.approx(1.0)
    beliefs = np.array([[run.totals["reach_people"] for run in found.runs if run.schedule == name] for name in PAIR])
    ahead = beliefs.reshape(2, 12, 2).mean(axis=2)
    assert found.choices["awareness"].draws_share["macro_only"] == pytest.approx(np.mean(ahead[0] > ahead[1]), abs=0.05)
