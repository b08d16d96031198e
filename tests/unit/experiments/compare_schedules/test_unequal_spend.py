"""A list of forty of whom neither tier can spend the budget: what is answered, and in what words."""

import csv
import io
import json
import math
import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from forty import FORTY, MACRO_EUR, MICRO_EUR, forty, of_forty
from rich.console import Console

from experiments.compare_schedules.base_plans import CLOSE_SHARE, base_plans
from experiments.compare_schedules.comparison import UntilClear, compare
from experiments.compare_schedules.files import as_json
from experiments.compare_schedules.plan_tables import plan_table
from experiments.compare_schedules.report_content import report_content
from experiments.compare_schedules.table import print_comparison
from experiments.compare_schedules.unequal_spend import adds_up
from experiments.compare_schedules.words import answer
from experiments.replicates.design import Design, check_question
from experiments.report.page import render
from experiments.statistics.estimates import Arm, PairedDifference, fieller, paired_difference
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME
from sim.planning.budget import plan
from sim.planning.equal_spend import spend_alike
from sim.scenario.scenario import Scenario

TWO = ["macro_only", "micro_only"]
DESIGN = Design(1, lucks=1, contributions=False)
REASON = (
    "Macro only can spend 15,000 of 25,000 EUR: all 2 macro-influencers of the roster are hired; micro only can spend "
    "14,212 of 25,000 EUR: all 38 micro-influencers of the roster are hired."
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    return replace(of_forty(tmp_path_factory.mktemp("forty")), objective="reach_people")


@pytest.fixture(scope="module")
def found(asked):
    return compare(asked, TWO, 12, DESIGN)


def totals(found, schedule, name):
    return np.array([run.totals[name] for run in found.runs if run.schedule == schedule])


def test_what_each_can_spend_and_why_no_more_is_known(found):
    assert found.unequal.spend_eur == {"macro_only": MACRO_EUR, "micro_only": MICRO_EUR}
    assert found.unequal.reasons.keys() == {*TWO}
    assert "all 38 micro-influencers of the roster are hired" in found.unequal.reasons["micro_only"]


def test_the_objective_per_eur_is_a_paired_ratio_of_means_with_its_interval(found):
    reach = {name: totals(found, name, "reach_people") for name in TWO}
    spent = {"macro_only": np.full(12, MACRO_EUR), "micro_only": np.full(12, MICRO_EUR)}
    assert (totals(found, "micro_only", "fees_eur") == MICRO_EUR).all()
    wanted = paired_difference(*(Arm(name, reach[name], spent[name]) for name in TWO), 1_000.0)
    assert found.unequal.differences["reach_people"] == [wanted]
    told = found.unequal.per_thousand_eur["reach_people"]
    assert told["micro_only"] == fieller(reach["micro_only"], spent["micro_only"], 1_000.0)
    assert told["micro_only"].mean == pytest.approx(1_000.0 * reach["micro_only"].mean() / MICRO_EUR)
    assert told.keys() == {*TWO}
    assert found.unequal.per_thousand_eur.keys() == {name for name, kpi in KPI_BY_NAME.items() if adds_up(kpi)}
    assert {"cpe_eur", "trust_gain_reached", "own_hours", "cost_eur"} & found.unequal.differences.keys() == set()


def test_the_headline_has_the_reason_the_answer_per_eur_that_at_each_spend_and_both_ways_out(found):
    said = answer(found)
    assert said.startswith(REASON)
    (pair,) = found.unequal.differences["reach_people"]
    first, second = ("macro only", "micro only") if pair.mean > 0.0 else ("micro only", "macro only")
    assert re.search(rf"{first} brings [\d,]+ more reach per 1,000 EUR spent than {second}", said)
    assert "95 % interval" in said
    assert "is the better of the two with probability" in said
    assert "At what each can spend, reach: macro only " in said
    assert f"give {found.unequal.common_budget_eur:,} EUR (--budget {found.unequal.common_budget_eur})" in said
    assert "--allow-unequal-budgets tells the plain difference." in said


def test_the_budget_that_is_named_is_one_that_all_can_spend(asked, found):
    common = found.unequal.common_budget_eur
    plans = [plan(asked.with_value("budget_eur", common), found.base.roster, name) for name in TWO]
    assert spend_alike(plans)
    assert min(made.spend_eur for made in plans) >= (1.0 - CLOSE_SHARE) * common
    equal = compare(asked.with_value("budget_eur", common), TWO, 2, DESIGN)
    assert equal.unequal is None
    assert "can spend" not in answer(equal)


def test_where_no_common_budget_is_found_none_is_named(tmp_path):
    dear = forty(tmp_path, FORTY.replace("25_000", "6_000"))  # no macro-influencer for so little
    with pytest.raises(InputError, match="pay for nobody"):
        compare(Scenario.load(dear, people=2_000), TWO, 1, DESIGN)
    plans = base_plans(Scenario.load(dear, people=2_000), TWO, DESIGN)
    assert plans.common_budget_eur is None


def test_who_asks_for_the_plain_difference_gets_it_and_nothing_else(asked, found):
    plain = compare(asked, TWO, 12, replace(DESIGN, allow_unequal_budgets=True))
    assert plain.unequal is None
    assert repr(plain.differences) == repr(found.differences)
    assert repr(plain.estimates) == repr(found.estimates)
    assert "can spend" not in answer(plain)
    assert as_json({"evidence": plain})["sets"]["evidence"]["unequal_spend"] is None


def test_an_average_is_not_divided_by_money(asked, found):
    trusting = replace(asked, objective="trust_gain_reached")
    said = answer(replace(found, scenario=trusting, decision=found.choices["trust"]))
    assert said.startswith(REASON)
    assert "Trust gained among the reached cannot be told per EUR; at what each can spend:" in said
    assert "per 1,000 EUR" not in said


def test_a_clear_lead_by_money_that_others_could_not_spend_is_not_called_clear(asked, found):
    ahead = PairedDifference("macro_only", "micro_only", 70.0, 60.0, 80.0, 12, 1.0)
    behind = replace(ahead, mean=-1.0, low=-2.0, high=-0.5)
    assert found.unequal.fair("clicks", [ahead]) == found.unequal.differences["clicks"]  # macro only spends more
    assert found.unequal.fair("clicks", [behind]) == [behind]  # micro only spends less and has more
    assert found.unequal.fair("profit_eur", [ahead]) is None
    assert found.unequal.fair("cpe_eur", [ahead]) is None
    claimed = replace(found, differences=found.differences | {"reach_people": [ahead]})
    assert claimed.verdicts("reach_people") == ["spends more"]
    assert replace(claimed, unequal=None).verdicts("reach_people") == ["clear"]


def test_json_report_and_terminal_tell_it_too(found):
    part = json.loads(json.dumps(as_json({"evidence": found}), allow_nan=False))["sets"]["evidence"]["unequal_spend"]
    assert part["spend_eur"] == {"macro_only": MACRO_EUR, "micro_only": MICRO_EUR}
    assert part["differences"]["reach_people"][0]["mean"] == found.unequal.differences["reach_people"][0].mean
    content = report_content({"evidence": found})
    assert content["answer"].startswith(REASON)
    assert content["unequal"]["evidence"]["reason"] == REASON
    assert "--allow-unequal-budgets" not in content["answer"]  # a headline is not that long
    assert "--allow-unequal-budgets tells the plain difference." in content["doubt"]
    page = render(content)
    assert '<h2 id="per-eur-0">Per EUR spent</h2>' in page
    screen = Console(width=100, record=True, file=io.StringIO())
    print_comparison(screen, {"evidence": found})
    told = screen.export_text()
    assert "Per 1,000 EUR spent, as schedules cannot spend the same" in told
    assert "All other tables are of what each schedule brought at what it spent." in told


def test_a_map_of_answers_still_needs_equal_budgets(asked):
    with pytest.raises(InputError, match="or compare them per EUR spent with `groundswell compare`") as caught:
        check_question(asked, TWO, DESIGN, 1, 1)
    assert len(caught.value.problems) == 1


def test_going_on_until_it_is_clear_judges_per_eur_and_wants_no_indifference_in_campaigns(asked):
    with pytest.raises(InputError, match="are judged per EUR; leave it out, or compare them at what each spends"):
        compare(asked, TWO, 2, DESIGN, until_clear=UntilClear(4, 10.0))
    judged = compare(asked, TWO, 2, DESIGN, until_clear=UntilClear(4)).judgement
    other = compare(asked, TWO, 4, DESIGN).unequal.differences["reach_people"][0]
    (against,) = judged.alternatives
    assert against.behind == pytest.approx(abs(other.mean) / 1_000.0)


def test_of_several_that_cannot_spend_the_same_every_pair_is_told(asked):
    three = [*TWO, "burst"]
    found = compare(asked, three, 6, DESIGN)
    assert [(pair.first, pair.second) for pair in found.unequal.differences["clicks"]] == list(combinations(three, 2))
    assert math.isclose(sum(found.unequal.probability_best.values()), 1.0)


# ---- plan.csv ---------------------------------------------------------------------------------------


def rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_plans_of_a_comparison_have_names_dates_and_means_over_replicates(found):
    table = rows(plan_table({"evidence": found}))
    assert len(table) == 40
    assert {row["assumptions"] for row in table} == {"evidence"}
    by_schedule = {name: [row for row in table if row["schedule"] == name] for name in TWO}
    assert [row["name"] for row in by_schedule["macro_only"]] == ["macro 0", "macro 1"]
    assert sum(float(row["fee_eur"]) for row in by_schedule["micro_only"]) == MICRO_EUR
    assert by_schedule["macro_only"][0]["date"] == "2027-03-01"
    brought = [run.post_results[0] for run in found.runs if run.schedule == "macro_only"]
    assert float(by_schedule["macro_only"][0]["impressions"]) == pytest.approx(np.mean(brought, axis=0)[0], abs=0.005)
    total = sum(float(row["purchases_incremental"]) for row in by_schedule["micro_only"])
    told = totals(found, "micro_only", "purchases_incremental").mean()
    assert total <= told + 0.2  # beside it, what customers told


def test_a_post_that_is_not_the_same_in_every_replicate_has_no_results(found):
    first, *others = found.runs
    moved = replace(first.plan.posts[0], hour=first.plan.posts[0].hour + 1)
    other = replace(first, plan=replace(first.plan, posts=(moved, *first.plan.posts[1:])))
    table = rows(plan_table({"evidence": replace(found, runs=(other, *others))}))
    empty = [row["name"] for row in table if row["schedule"] == first.schedule and not row["impressions"]]
    assert empty == ["macro 0"]


def test_where_each_replicate_has_other_people_their_posts_have_no_results():
    drawn = compare(Scenario.load(people=2_000), ["macro_only"], 2, DESIGN)
    table = rows(plan_table({"evidence": drawn}))
    assert table
    assert {row["impressions"] for row in table} == {""}
