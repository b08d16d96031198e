"""The page that plans asks what its address says, searches as the planner does, and leaves nothing running."""

import asyncio
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import pytest
from commands import wait_until

pytest.importorskip("nicegui")

from starlette.datastructures import QueryParams

from experiments.lab.parts import plan_change
from experiments.lab.parts.plan_answer import curve, tier_curves
from experiments.lab.play import searching as searching_module
from experiments.lab.play.by_hand import differences
from experiments.lab.play.plan_files import files_of_draft, files_of_plan
from experiments.lab.play.searching import Searching
from experiments.lab.question.asked import Asked
from experiments.lab.question.lists import EXAMPLE, MOST_OWN, drawn_list, listing_of, own_counts
from experiments.lab.question.plan_asked import PlanAsked
from experiments.lab.routes.downloads import scenario_toml
from experiments.lab.routes.uploads import opened_roster, opened_scenario
from experiments.plan_launch.by_hand import HAND_REPLICATE, HAND_REPLICATES, taken_in, taken_out
from experiments.plan_launch.draft import creators_of
from experiments.plan_launch.edited import read_edited
from experiments.plan_launch.played import Played
from experiments.plan_launch.study import Effort, plan_launch
from experiments.statistics.estimates import Arm, paired_difference
from sim.errors import InputError
from sim.scenario.scenario import template

LIST = "name,followers,engagement_rate,fee_eur,interest\n" + "".join(
    f"{name},{20_000 + 25_000 * place},{5 - place / 4:.2f}%,{90 + 45 * place},{('sport', 'food')[place % 2]}\n"
    for place, name in enumerate(["Ada Lin", '"Falk, Bo"', "Cy", "Di", "Ed", "Flo"])
)
ALL_RULES = PlanAsked(
    must=("Ada Lin", "Falk, Bo"),
    never=('the "real" Cy',),
    posts_each=2,
    days_between_posts=2.5,
    blackout_days=(7, 14),
    promo_code=True,
    cautious=True,
    effort="thorough",
    people=50_000,
)


def asked(**words):
    usual = {"plan_people": "20000", "budget_eur": "1000", "objective": "engagement", "posts_each": "1"}
    return opened_roster(LIST.encode(), "mine.csv", usual | words)


# ---- What is asked ------------------------------------------------------------------------------------


def test_an_address_says_every_rule_and_nothing_is_lost_on_the_way():
    question = Asked(plan=ALL_RULES)
    assert Asked.read(dict(parse_qsl(question.address))) == question
    assert Asked.read(QueryParams(question.address)) == question
    for field in ("must", "never", "posts_each", "days_between_posts", "blackout_days", "promo_code", "cautious"):
        one = Asked(plan=replace(PlanAsked(), **{field: getattr(ALL_RULES, field)}))
        assert one != Asked()
        assert Asked.read(dict(parse_qsl(one.address))) == one


def test_rules_that_nobody_named_are_in_no_address():
    assert not {"must", "never", "posts_each", "effort", "risk"} & set(Asked().words)


def test_a_form_says_each_name_by_itself_and_a_switch_that_is_off_says_nothing():
    words = QueryParams([("must", "Ada Lin"), ("must", '"Falk, Bo"'), ("never", ""), ("promo_code", "")])
    assert Asked.read(words).plan == PlanAsked(must=("Ada Lin", "Falk, Bo"))


OWN_RULES = '\n[rules]\nmust = ["Ada Lin"]\nblackout_days = [3]\npromo_code = true\nhour_of_day = 9\nposts_a_day = 2\n'


def test_the_rules_of_a_scenario_are_asked_until_the_visitor_says_otherwise():
    opened = opened_scenario((template() + OWN_RULES).encode(), "own.toml", {})
    assert opened.plan == PlanAsked(must=("Ada Lin",), blackout_days=(3,), promo_code=True)
    words = opened.words | {"must": "", "blackout_days": "", "promo_code": ""}
    emptied = Asked.read(words)
    assert emptied.plan == PlanAsked()
    assert Asked.read(dict(parse_qsl(emptied.address))) == emptied
    rules = emptied.scenario().rules
    assert (rules.must, rules.blackout_days, rules.promo_code) == ((), (), False)
    assert (rules.hour_of_day, rules.posts_a_day) == (9, 2)  # what no form says still holds


def test_a_saved_scenario_holds_the_rules_and_one_without_holds_none():
    assert tomllib.loads(scenario_toml(Asked(plan=ALL_RULES)))["rules"] == {
        "must": ["Ada Lin", "Falk, Bo"],
        "never": ['the "real" Cy'],
        "posts_each": 2,
        "days_between_posts": 2.5,
        "blackout_days": [7, 14],
        "promo_code": True,
    }
    assert "rules" not in tomllib.loads(scenario_toml(Asked()))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"posts_each": "0"}, "posts_each = '0': must be a whole number from 1 to 100"),
        ({"days_between_posts": "soon"}, "days_between_posts = 'soon': must be a number from 0 to 365"),
        ({"days_between_posts": "nan"}, "days_between_posts = 'nan': must be a number from 0 to 365"),
        ({"blackout_days": "7, x"}, "blackout_days = '7, x': must be days from 1 to 365 with commas between them"),
        ({"blackout_days": "0"}, "blackout_days = '0': must be days from 1 to 365"),
        ({"promo_code": "perhaps"}, "promo_code 'perhaps': must be yes or no"),
        ({"risk": "none"}, "risk 'none': must be one of mean, cvar"),
        ({"effort": "endless"}, "effort 'endless': must be one of glance, quick, thorough"),
        ({"must": '"Ada'}, "must '\"Ada': must be names with commas between them"),
        ({"must": "Ada", "never": "Ada"}, "must and never both name 'Ada'"),
    ],
)
def test_a_rule_that_cannot_be_read_is_told_in_words(words, said):
    with pytest.raises(InputError) as refusal:
        Asked.read(words)
    assert any(said in problem for problem in refusal.value.problems), refusal.value.problems


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"must": "Ada Lim"}, "rules.must: no creator 'Ada Lim' in the roster; did you mean 'Ada Lin'"),
        ({"must": ",".join(["Cy", "Di", "Ed", "Flo", "Ada Lin", '"Falk, Bo"'])}, "a plan costs 1,"),
        ({"blackout_days": ",".join(map(str, range(1, 31)))}, "rules.blackout_days leaves no day"),
        ({"objective": "trust"}, "a ratio is best where hardly anything is spent"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_as_the_planner_does_before_anything_is_played(words, said):
    with pytest.raises(InputError) as refusal:
        Searching(asked(**words))
    assert any(said in problem for problem in refusal.value.problems), refusal.value.problems


# ---- Lists ----------------------------------------------------------------------------------------------


def test_a_drawn_list_is_read_as_it_was_drawn():
    scenario = Asked().scenario()
    question = opened_roster(drawn_list(scenario, EXAMPLE, 7).encode(), "drawn.csv", {})
    listed = listing_of(question.scenario()).listed
    assert len(listed) == sum(EXAMPLE.values()) == 40
    assert all(one.named and one.fee_eur and one.interest is not None for one in listed)
    assert not Searching(question).allowed.too_large
    counts = own_counts(scenario)
    assert set(counts) == {tier for tier, count in scenario.roster.counts.items() if count}
    assert sum(counts.values()) <= MOST_OWN


def test_a_list_that_nobody_would_wait_for_is_refused():
    rows = "".join(f"a {k},{1_000 + k}\n" for k in range(searching_module.MOST_CREATORS + 1))
    question = opened_roster(f"name,followers\n{rows}".encode(), "long.csv", {})
    with pytest.raises(InputError, match="the lab plans with at most 1,000"):
        Searching(question)


# ---- The search -----------------------------------------------------------------------------------------


def alive(process):
    return process is not None and process.is_alive()


async def until(searching, enough):
    """Follows a search until something holds, and returns with its process still at work."""
    async with aclosing(searching.follow()) as news:
        async for _ in news:
            if enough():
                return searching._process, alive(searching._process)
    raise AssertionError("it ended before")


@pytest.mark.slow
def test_a_stopped_search_leaves_the_best_so_far_and_no_process():
    searching = Searching(asked(effort="thorough"))

    async def stopped():
        async with aclosing(searching.follow()) as news:
            async for _ in news:
                if searching.draft:
                    searching.stop()
        return searching._process

    process = asyncio.run(stopped())
    wait_until(lambda: not alive(process))  # the thread that listens may be about to hear of its end
    assert searching.stopped
    assert searching.plan is None
    assert creators_of(searching.draft)
    assert searching.allowed.fault(searching.draft) == ""


@pytest.mark.slow
def test_a_visitor_who_leaves_ends_the_search():
    searching = Searching(asked(effort="thorough"))

    async def left():
        following = asyncio.create_task(until(searching, lambda: False))
        while not searching.draft:
            await asyncio.sleep(0.05)
        process = searching._process
        assert alive(process)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        return process

    process = asyncio.run(left())
    wait_until(lambda: not alive(process))  # the thread that listens may be about to hear of its end
    assert searching_module._places._value == searching_module.MOST_AT_ONCE  # for the next visitor


@pytest.mark.slow
def test_a_process_that_is_ended_by_somebody_else_is_told():
    searching = Searching(asked(effort="thorough"))

    async def killed():
        async with aclosing(searching.follow()) as news:
            async for _ in news:
                if searching._process is not None:
                    searching._process.kill()

    with pytest.raises(InputError, match="the process that searched was ended"):
        asyncio.run(killed())


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A search to its end, with what it leaves, and the same plan by the planner itself."""
    question = asked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(searching_module.EFFORTS, "quick", Effort(60, 20))
        searching = Searching(question)

    async def to_the_end():
        drafts = []
        async with aclosing(searching.follow()) as news:
            async for _ in news:
                drafts.append(searching.draft)
        return drafts

    drafts = asyncio.run(to_the_end())
    return searching, drafts, plan_launch(searching.scenario, seed=question.seed, effort=Effort(60, 20))


@pytest.mark.nightly
def test_the_search_comes_to_the_plan_of_the_planner(found):
    searching, drafts, by_planner = found
    assert searching.plan.draft == by_planner.draft == drafts[-1] == searching.draft
    assert searching.plan.objective == by_planner.objective
    assert creators_of(searching.draft)
    assert not alive(searching._process)


@pytest.mark.nightly
def test_its_files_are_those_that_the_command_writes(found):
    searching, _, by_planner = found
    written = files_of_plan(by_planner, searching.document)
    assert set(searching.files) == set(written) >= {"plan.csv", "plan.xlsx", "brief.html", "plan.toml", "plan.json"}
    for name in ("plan.csv", "plan.toml"):
        assert searching.files[name] == written[name]


@pytest.mark.nightly
def test_the_curve_is_dashed_beyond_the_budget_and_holds_every_number_of_the_plan(found):
    plan = found[0].plan
    *_, within, beyond, _, marked = curve(plan)["series"]
    assert beyond["lineStyle"]["type"] == "dashed"
    assert [x for x, _ in within["data"]][1:] == [p.spend_eur for p in plan.curve if not p.beyond]
    assert [y for _, y in beyond["data"]][1:] == [p.objective.mean for p in plan.curve if p.beyond]
    assert marked["data"] == [[plan.spend_eur, plan.objective.mean]]


@pytest.mark.nightly
def test_each_tier_that_has_a_curve_is_a_line_with_its_band_and_the_plan_is_marked(found):
    plan = found[0].plan
    options = tier_curves(plan)
    lines = {one["name"]: one["data"] for one in options["series"] if "name" in one}
    assert list(lines) == options["legend"]["data"] == list(plan.curves_by_tier)
    for tier, points in plan.curves_by_tier.items():
        assert [tuple(one) for one in lines[tier]] == [(0.0, 0.0), *((p.spend_eur, p.objective.mean) for p in points)]
    assert options["series"][-1]["data"] == [[plan.spend_eur, plan.objective.mean]]


# ---- Changes by hand ------------------------------------------------------------------------------------


def small():
    question = asked(posts_each="1", budget_eur="1000")
    searching = Searching(question)
    allowed = searching.allowed
    plan = frozenset({allowed.post(0, 0), allowed.post(1, 1), allowed.post(2, 2)})
    return searching, plan


def test_what_a_change_does_is_told_as_the_planner_s_own_values_have_it():
    searching, plan = small()
    changed = taken_in(searching.allowed, taken_out(plan, 1), 4, plan)

    async def told():
        with ThreadPoolExecutor(2) as pool:
            pair = (searching.scenario, searching.design, plan, changed)
            return [one async for one in differences(pool, *pair, lambda: False)]

    *_, last = asyncio.run(told())
    replicates = range(HAND_REPLICATE, HAND_REPLICATE + HAND_REPLICATES)
    values = Played(searching.scenario, searching.design, jobs=1).values([plan, changed], replicates)
    assert last == paired_difference(Arm("changed", values[1]), Arm("plan", values[0]))
    assert last.replicates == HAND_REPLICATES
    assert last.mean == pytest.approx(np.mean(values[1] - values[0]))
    assert last.mean != 0.0


def test_what_a_change_costs_and_breaks_is_said():
    searching, plan = small()
    allowed = searching.allowed
    dearer = taken_in(allowed, taken_out(plan, 0), 5, plan)
    assert plan_change.changes(allowed, plan, dearer) == "Taken out: Ada Lin. Taken in: Flo (day 1)."
    assert plan_change.cost(allowed, plan, plan).endswith("of 1,000.00 EUR, as much as the best plan.")
    more = (allowed.prices.of(dearer) - allowed.prices.of(plan)) / 100
    assert f"{more:,.2f} EUR more than the best plan" in plan_change.cost(allowed, plan, dearer)
    assert plan_change.fault(allowed, plan) == ""
    everybody = dearer
    for creator in range(6):
        if creator not in creators_of(everybody):
            everybody = taken_in(allowed, everybody, creator, plan)
    assert plan_change.fault(allowed, everybody).startswith("Such a plan would not be allowed: costs ")


@pytest.mark.parametrize(
    ("changed", "found", "said"),
    [
        ([9.0, 9.5, 9.2], [5.0, 5.2, 5.1], "clearly better"),
        ([5.0, 5.2, 5.1], [9.0, 9.5, 9.2], "clearly worse"),
        ([5.0, 9.0, 1.0], [5.2, 4.0, 6.0], "cannot be told apart"),
        ([5.0, 5.0, 5.0], [5.0, 5.0, 5.0], "makes no difference"),
    ],
)
def test_the_difference_is_told_with_its_interval_and_whether_it_is_clear(changed, found, said):
    searching, _ = small()
    difference = paired_difference(Arm("changed", np.array(changed)), Arm("plan", np.array(found)))
    sentence = plan_change.less_found(searching.allowed, difference)
    assert said in sentence
    assert " to " in sentence
    assert "after 3 replicates" in sentence


def test_a_changed_plan_is_taken_along_and_read_back_as_it_is(tmp_path):
    searching, plan = small()
    files = files_of_draft(searching.scenario, searching.design, plan, searching.document)
    assert set(files) == {"plan.csv", "plan.xlsx", "brief.html", "brief.pdf", "plan.toml"}
    (tmp_path / "plan.csv").write_bytes(files["plan.csv"])
    assert read_edited(tmp_path / "plan.csv", searching.scenario, searching.allowed.roster) == plan
    assert len(tomllib.loads(files["plan.toml"].decode())["schedules"]["plan"]) == 3
