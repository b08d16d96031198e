"""Replicates: one belief for every schedule and all its lucks; a datum is a belief; failures are rows."""

import tomllib
from collections import Counter
from dataclasses import replace

import joblib
import numpy as np
import pytest
from sneakers import LAUNCH, launch

import sim.model
from experiments.compare_schedules import comparison as compare_schedules
from experiments.compare_schedules.comparison import Comparison, UntilClear, compare, summarised
from experiments.compare_schedules.table import belief_text
from experiments.replicates.design import CONTRIBUTION_REPLICATES, Design, Run, prepare, replicate_runs
from experiments.replicates.do_nothing import DO_NOTHING
from experiments.replicates.grid import run_study
from experiments.statistics.decisions import loss_probability
from experiments.statistics.estimates import estimate, wilson
from sim import events as ev
from sim.errors import InputError
from sim.kpis import KPIS, kpi_value
from sim.model import CampaignModel, simulate
from sim.results.measures import SOURCES, totals_of
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of

THREE = ["macro_only", "micro_only", "hybrid"]


def quick(*more: str, market: int = 10_000_000, people: int = 2_000) -> Scenario:
    """A short campaign from a short roster: a replicate of it takes a tenth of the time."""
    text = LAUNCH.replace("horizon_days = 30", "horizon_days = 9").replace("60_000", "20_000")
    text = text.replace("people = 10_000_000", f"people = {market}")
    roster = "[roster]\nnano = 600\nmicro = 100\nmacro = 12\nmega = 0\n"
    return Scenario.from_mapping(tomllib.loads(text + roster + "".join(more)), people=people)


TWO_TIERS = '[[schedules.two_tiers]]\ntier = "micro"\nbudget_share = 0.5\n[[schedules.two_tiers]]\ntier = "nano"\n'


def keen() -> Scenario:
    """A small town in which hundreds buy, some of whom would have bought anyway, and some buy again."""
    return quick(
        "[assumptions.override]\npurchase_per_click = 0.5\norganic_purchase_per_year = 3.0\n"
        "engagement_per_reached_person = {nano = 0.6, micro = 0.6, macro = 0.6, mega = 0.6}\n"
        "click_per_engaged_person = 0.9\nrepeat_on_purchase = 0.8\n",
        TWO_TIERS,
        market=300_000,
        people=3_000,
    )


def wave(name: str) -> str:
    return f'[[schedules.{name}]]\ntier = "micro"\nwithin_hours = 100\n'


# ---- Beliefs --------------------------------------------------------------------------------------


def test_the_lucks_of_a_belief_share_it_and_the_next_belief_is_another():
    scenario, design = launch(), Design(1, lucks=3)
    drawn = [design.believed(scenario, replicate).assumptions for replicate in range(6)]
    assert drawn[0].fingerprint == drawn[1].fingerprint == drawn[2].fingerprint
    assert drawn[3].fingerprint == drawn[5].fingerprint != drawn[0].fingerprint
    assert [design.belief_of(replicate) for replicate in range(6)] == [0, 0, 0, 1, 1, 1]


def beliefs_met(monkeypatch, schedules: list[str], design: Design, jobs: int = 1) -> dict[int, set[tuple[str, str]]]:
    """By replicate, what every schedule that was played believed: (schedule, fingerprint of its assumptions)."""
    met: dict[int, set[tuple[str, str]]] = {}

    def watched(scenario, world, plan, luck_seed, **given):
        met.setdefault(luck_seed - design.seed_of(0), set()).add((plan.schedule, scenario.assumptions.fingerprint))
        return simulate(scenario, world, plan, luck_seed=luck_seed, **given)

    with monkeypatch.context() as patched, joblib.parallel_config(backend="threading"):
        patched.setattr(sim.model, "simulate", watched)
        assert len(list(run_study(quick(), schedules, range(4), design, jobs))) == 4
    return met


def test_every_schedule_of_a_replicate_is_played_under_the_same_belief(monkeypatch):
    met = beliefs_met(monkeypatch, ["nano_only", "macro_only"], Design(1))
    assert all({schedule for schedule, _ in of} == {"nano_only", "macro_only"} for of in met.values())
    (zero,), (one,), (two,), (three,) = ({belief for _, belief in met[replicate]} for replicate in range(4))
    assert zero == one != two == three
    base = beliefs_met(monkeypatch, ["nano_only", "macro_only"], Design(1, lucks=0))
    assert {belief for of in base.values() for _, belief in of} == {quick().assumptions.fingerprint}


def test_what_is_believed_depends_neither_on_the_company_nor_on_who_works(monkeypatch):
    alone = beliefs_met(monkeypatch, ["macro_only"], Design(7))
    for schedules, jobs in ((["nano_only", "macro_only"], 1), (["macro_only", "burst"], 3)):
        others = beliefs_met(monkeypatch, schedules, Design(7), jobs)
        for replicate, found in alone.items():
            assert found == {pair for pair in others[replicate] if pair[0] == "macro_only"}
    assert beliefs_met(monkeypatch, ["macro_only"], Design(8)) != alone


def test_a_belief_is_told_by_the_seed_that_the_files_name():
    from sim.assumptions.belief import believed
    from sim.crowd.measured_spread import spread_as_measured

    scenario, design = quick(), Design(3, lucks=5)
    given = scenario.assumptions
    for replicate in (0, 4, 5, 12):
        seed = 3_000_000 + replicate // 5
        assert design.seed_of(design.belief_of(replicate)) == seed
        drawn = spread_as_measured(given, believed(given, seed), own_network=False)
        assert design.believed(scenario, replicate).assumptions == drawn


def test_without_belief_every_assumption_keeps_its_base_value():
    scenario, design = quick(people=20_000), Design(1, lucks=0)
    assert design.believed(scenario, 7) is scenario
    for run in compare(scenario, ["nano_only", "micro_only"], 3, design).runs:
        world, (plan,) = prepare(scenario, [run.schedule], run.world_seed)
        assert run.totals == totals_of(simulate(scenario, world, plan, luck_seed=run.world_seed), scenario, world)
    drawn = compare(scenario, ["micro_only"], 2, Design(1)).runs[0]
    world, (plan,) = prepare(scenario, ["micro_only"], drawn.world_seed)
    assert drawn.totals != totals_of(simulate(scenario, world, plan, luck_seed=drawn.world_seed), scenario, world)


def test_what_the_user_says_is_never_drawn():
    scenario = launch("[assumptions.override]\npurchase_per_click = 0.02\n")
    for replicate in range(0, 20, 2):
        believed = Design(1).believed(scenario, replicate).assumptions
        assert believed.value("purchase_per_click") == 0.02
        assert believed.value("share_per_engaged_person") != scenario.assumptions.value("share_per_engaged_person")
    told = believed.entry("purchase_per_click")
    assert told.overridden
    assert not believed.entry("share_per_engaged_person").overridden


def test_a_mechanism_that_is_switched_off_is_never_drawn_on_again():
    from sim.assumptions.mechanisms import without

    scenario = replace(quick(people=100_000), assumptions=without(quick().assumptions, ["sharing", "fatigue"]))
    runs = compare(scenario, ["micro_only"], 6, Design(1)).runs
    assert all(run.totals["shares"] == 0.0 < run.totals["engagements"] for run in runs)
    for replicate in range(6):
        assert Design(1).believed(scenario, replicate).assumptions.value("fatigue_per_repeat") == 1.0


def test_one_who_asks_for_fewer_replicates_than_lucks_gets_them_all_of_one_belief():
    found = compare(quick(), ["nano_only"], 3, Design(1, lucks=5, contributions=False))
    assert (found.replicates, found.design.lucks, {run.belief for run in found.runs}) == (3, 3, {0})
    capped = compare(
        quick(), ["nano_only", "macro_only"], 40, Design(1, lucks=5, contributions=False), until_clear=UntilClear(3)
    )
    assert capped.replicates == 3


def test_fewer_than_no_lucks_are_refused():
    with pytest.raises(ValueError, match=r"lucks = -1: must be at least 1"):
        Design(1, lucks=-1)


@pytest.mark.second
def test_sharing_the_belief_saves_replicates():
    """Without it the spread of the assumptions, which both schedules share, would stay in their difference.

    Measured: 8.0, with 67 % of the variance from the assumptions.
    """
    scenario = replace(quick(TWO_TIERS, people=100_000), objective="engagements")
    found = compare(scenario, ["micro_only", "two_tiers"], 40, Design(1, contributions=False))
    assert found.beliefs is not None
    print(f"one replicate is worth {found.beliefs.saved:.1f} with separate draws")
    assert found.beliefs.saved > 2.0
    assert found.beliefs.split.between_share > 0.2


# ---- What counts ----------------------------------------------------------------------------------


def made(schedule: str, replicate: int, value: float, error: str = "") -> Run:
    totals = {} if error else {total: value for kpi in KPIS for total in (kpi.numerator, kpi.denominator) if total}
    totals |= {} if error else {"unspent_eur": 0.0}
    hours = np.zeros(720)
    attributed = dict.fromkeys(SOURCES, (0.0, 0.0))
    return Run(schedule, replicate, replicate // 2, replicate, totals, hours, hours, None, attributed, error=error)


def summary(values: dict[str, list[float]], failed: tuple[str, int] | None = None) -> Comparison:
    runs = [
        made(name, replicate, value, "lost" if (name, replicate) == failed else "")
        for name, of in values.items()
        for replicate, value in enumerate(of)
    ]
    return summarised(launch(), tuple(values), len(next(iter(values.values()))), Design(1), runs)


VALUES = {"a": [1.0, 3.0, 10.0, 14.0, 6.0, 6.0], "b": [0.0, 2.0, 5.0, 7.0, 9.0, 5.0]}


def test_the_datum_is_the_mean_over_the_lucks_of_a_belief():
    """Means by belief 2, 12, 6 and 1, 6, 7: differences 1, 6, -1, their mean 2, their variance 13."""
    one = summary(VALUES)
    (pair,) = one.differences["reach_people"]
    assert (pair.mean, pair.replicates) == (2.0, 3)
    t = 4.302652729749464  # Student's 97.5 % quantile with 2 degrees of freedom
    assert pair.high - pair.mean == pytest.approx(t * np.sqrt(13.0 / 3.0))
    assert one.estimates["reach_people"]["a"].mean == pytest.approx(20.0 / 3.0)


def test_a_belief_with_a_failed_run_counts_for_none():
    one = summary(VALUES, failed=("b", 3))
    (pair,) = one.differences["reach_people"]
    assert (pair.mean, pair.replicates) == (0.0, 2)  # beliefs 0 and 2: 1 and -1
    assert one.lost_replicates == 2
    assert one.estimates["reach_people"]["a"].mean == 4.0


def test_who_is_ahead_of_whom_is_counted_draw_by_draw_also_where_ratios_of_means_say_the_opposite():
    """Cost per purchase: a is cheaper in two draws of three and on the whole, b on average of the three draws."""
    runs = [made(name, replicate, 1.0) for name in "ab" for replicate in range(6)]
    for run in runs:
        bought = {"a": (100.0, 100.0, 1.0), "b": (50.0, 50.0, 2.0)}[run.schedule][run.belief]
        run.totals.update(cost_eur=100.0, purchases_incremental=bought)
    one = summarised(replace(launch(), objective="cpa_eur"), ("a", "b"), 6, Design(1), runs)
    assert one.decision.best == "a"
    assert one.beliefs is not None
    assert one.beliefs.survives.mean == pytest.approx(2 / 3)
    assert "A is ahead of b in 67 % of the draws" in belief_text(one).plain


def test_risk_counts_every_run_and_regret_is_what_the_best_of_a_run_had_more():
    """Profits of a: -4 -1 5 9 1 1, of b: -5 -2 0 2 4 0; a is behind in one run of six, by 3."""
    one = summary({name: [value - 5.0 for value in of] for name, of in VALUES.items()})
    assert list(one.risks) == ["a", "b", DO_NOTHING]
    assert [risk.loss_probability.mean for risk in one.risks.values()] == [1 / 3, 1 / 3, 0.0]
    assert [risk.value_at_risk_eur for risk in one.risks.values()] == [-4.0, -5.0, 0.0]
    regrets = [one.risks[name].expected_regret for name in "ab"]
    assert regrets == pytest.approx([0.5, (1 + 1 + 5 + 7 + 1) / 6])
    assert one.information.everything == pytest.approx(0.5)


def test_a_campaign_that_loses_counts_where_the_mean_of_its_belief_does_not_and_the_other_way_round():
    """Of a one run of six loses and no belief on average does; of b five runs, and on average one belief."""
    one = summary({"a": [-1.0, 3.0, 5.0, 9.0, 1.0, 1.0], "b": [-1.0, 2.0, -1.0, -1.0, 9.0, -1.0]})
    risks = {name: risk.loss_probability for name, risk in one.risks.items()}
    assert (risks["a"].mean, risks["b"].mean) == (1 / 6, 4 / 6)
    assert risks["a"] == loss_probability([[-1.0, 3.0], [5.0, 9.0], [1.0, 1.0]])


@pytest.mark.parametrize("objective", ["reach_people", "cpa_eur"])
def test_the_share_of_draws_in_which_the_best_is_ahead_has_the_sign_of_what_is_better(objective):
    """Of five draws the best is ahead in four, by more where more is better and by less where less is."""
    runs = [made(name, replicate, 1.0) for name in "ab" for replicate in range(10)]
    for run in runs:
        ahead = (run.schedule == "a") == (run.belief < 4)
        cheap, dear = (2.0, 4.0) if ahead else (4.0, 2.0)
        run.totals.update(reach_people=dear, cost_eur=cheap, purchases_incremental=1.0)
    one = summarised(replace(launch(), objective=objective), ("b", "a"), 10, Design(1), runs)
    assert one.beliefs is not None
    assert (one.beliefs.first, one.beliefs.survives) == ("a", wilson(4 / 5, 5))


def test_the_spread_that_is_split_is_that_of_the_best_schedule():
    """Mean squares of a: within (2 + 8 + 0) / 3, between 2 x 76 / 3, so components 10 / 3 and 71 / 3."""
    one = summary(VALUES)
    assert one.beliefs is not None
    assert (one.beliefs.first, one.beliefs.second) == (one.decision.best, "b") == ("a", "b")
    assert one.beliefs.split.within == pytest.approx(10 / 3)
    assert one.beliefs.split.between == pytest.approx(71 / 3)
    # The means go together by 34 / 3, of which 2 / 2 is luck; their differences vary by 13.
    assert one.beliefs.saved == pytest.approx(1.0 + 2.0 * (34 / 3 - 1.0) / 13.0)
    assert one.beliefs.survives.mean == pytest.approx(2 / 3)


def test_single_campaigns_count_one_by_one_where_the_question_is_of_one_campaign():
    one = summary(VALUES)
    assert one.choices["awareness"].wins_share == {"a": 5 / 6, "b": 1 / 6}


def test_the_plan_that_is_kept_is_the_one_that_was_carried_out():
    (run,) = replicate_runs(launch(people=20_000), ["hybrid_adjusted"], 0, Design(1, lucks=0, contributions=False))
    assert run.plan is not None
    assert any(post.dropped for post in run.plan.posts)


def test_a_schedule_that_a_belief_makes_too_dear_is_played_by_nobody_beside_the_others():
    dear = launch("[[schedules.a_mega]]\ntier = 'mega'\ncount = 1\n").assumptions.with_values(
        {"fee_per_follower_eur": 0.9}
    )
    scenario = replace(launch(), assumptions=dear)
    rows = replicate_runs(scenario, ["micro_only", "mega_only"], 0, Design(1))
    assert [run.schedule for run in rows] == ["micro_only", "mega_only"]
    assert not any(run.error for run in rows)
    assert rows[0].totals["reach_people"] > 0.0 == rows[1].totals["reach_people"] == rows[1].totals["cost_eur"]
    assert any("pay for nobody" in note for note in rows[1].plan.notes)


# ---- Contributions --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def three() -> Comparison:
    return compare(launch(people=200_000), THREE, 6, Design(1))


@pytest.mark.second
def test_a_schedule_of_one_tier_owes_all_its_purchases_to_it(three):
    for run in three.runs:
        if run.schedule != "hybrid":
            (tier,) = run.increment
            assert run.increment[tier] == run.totals["purchases_incremental"]
        assert set(run.increment) == {"macro_only": {"macro"}, "micro_only": {"micro"}}.get(
            run.schedule, {"nano", "micro", "macro"}
        )


def test_what_a_tier_adds_is_what_is_lost_where_its_posts_are_left_out():
    scenario = keen().with_value("share_per_engaged_person", 0.0)  # or one tier's posts may make the other's spread
    (run,) = replicate_runs(scenario, ["two_tiers"], 5, Design(1))
    scenario = Design(1).believed(scenario, 5)
    world, (plan,) = prepare(scenario, ["two_tiers"], run.world_seed)
    assert run.increment.keys() == {"nano", "micro"}
    for tier, added in run.increment.items():
        rest = plan.without([row for row in plan.influencers if world.roster[row].tier == tier])
        assert 0 < len(rest.posts) < len(plan.posts)
        left = totals_of(simulate(scenario, world, rest, luck_seed=run.world_seed), scenario, world)
        assert added == run.totals["purchases_incremental"] - left["purchases_incremental"] > 0
    # Who was won by both tiers is lost with neither.
    assert sum(run.increment.values()) < run.totals["purchases_incremental"]


def test_what_is_attributed_adds_up_to_the_purchases(three):
    for run in three.runs:
        naive, effect = (sum(of[k] for of in run.attributed.values()) for k in (0, 1))
        assert naive == pytest.approx(run.totals["purchases_naive"])
        assert effect == pytest.approx(run.totals["purchases_incremental"])


def test_contributions_are_tried_in_the_first_replicates_alone():
    late = replicate_runs(launch(), ["hybrid"], CONTRIBUTION_REPLICATES, Design(1))
    assert not late[0].increment
    assert not replicate_runs(launch(), ["hybrid"], 0, Design(1, contributions=False))[0].increment


def test_trust_over_time_ends_at_the_trust_gained(three):
    gain = next(kpi for kpi in KPIS if kpi.name == "trust_gain_reached")
    for run in three.runs:
        assert run.trust_gain[-1] == pytest.approx(kpi_value(gain, run.totals))
        assert run.reach_people[-1] == run.totals["reach_people"]


# ---- The same world without a campaign --------------------------------------------------------------


def test_a_plan_without_any_post_brings_nothing_but_its_bill():
    scenario = keen()
    world, (plan,) = prepare(scenario, ["micro_only"], 1)
    empty = plan.without(plan.influencers)
    totals = totals_of(simulate(scenario, world, empty, luck_seed=1), scenario, world)
    assert (empty.posts, empty.influencers, empty.spend_eur) == ((), (), plan.spend_eur)
    assert {totals[name] for name in ("reach_people", "purchases_naive", "purchases_incremental", "revenue_eur")} == {0}
    assert totals["profit_eur"] == -plan.spend_eur - plan.own_hours_eur < -plan.spend_eur < 0
    assert totals_of(simulate(scenario, world, plan, luck_seed=1), scenario, world)["purchases_incremental"] > 0


@pytest.mark.second
@pytest.mark.parametrize("seed", range(3))
def test_incremental_purchases_are_those_of_each_person_less_what_the_same_person_buys_without_a_campaign(seed):
    scenario = keen()
    world = world_of(scenario, seed)
    plan = prepare(scenario, ["micro_only"], seed)[1][0]
    record = simulate(scenario, world, plan, luck_seed=seed, events=True)
    assert record.events is not None
    assert record.ending is not None
    model = CampaignModel(
        scenario, world, plan.without(plan.influencers), luck_seed=seed, crowd="agents", collect=False
    )
    assert model.run().totals["purchases_naive"] == 0
    twin = {f.person: f.organic_hour for f in model.crowd.followers if f.organic_hour < model.hours}

    by_click = Counter(record.events["person"][(record.events["outcome"] & ev.BOUGHT) != 0].tolist())
    by_themselves = dict(
        zip(record.ending.organic["person"].tolist(), record.ending.organic["hour"].tolist(), strict=True)
    )
    touched = set(record.events["person"].tolist())
    more = {i: by_click[i] + (i in by_themselves) - (i in twin) for i in touched}
    assert sum(more.values()) == record.totals["purchases_naive"] - record.totals["purchases_anyway"] > 0
    assert totals_of(record, scenario, world)["purchases_incremental"] == sum(more.values()) / world.scale
    # Nobody buys less for the campaign; whoever bought by no click buys as in the world without it, in the same hour.
    assert min(more.values()) == 0
    for person in touched - by_click.keys():
        assert by_themselves.get(person) == (int(twin[person]) if person in twin else None)
    # Those who would have come anyway: bought by a click first, and without the campaign by themselves.
    anyway = {i for i in by_click if i not in by_themselves and i in twin}
    assert len(anyway) == record.totals["purchases_anyway"] > 0
    assert any(by_click[i] > 1 for i in anyway)  # who bought again is an effect all the same


# ---- Until the decision is clear --------------------------------------------------------------------


def until(scenario: Scenario, schedules: list[str], cap: int, indifference: float = 0.0, lucks: int = 2) -> Comparison:
    design = Design(1, lucks=lucks, contributions=False)
    return compare(scenario, schedules, 40, design, until_clear=UntilClear(cap, indifference))


@pytest.mark.slow
def test_a_planted_difference_ends_the_study_before_its_cap():
    found = until(replace(quick(), objective="reach_people"), ["nano_only", "macro_only"], 640)
    assert found.judgement is not None
    assert (found.judgement.state, found.judgement.best, found.decision.best) == ("clear", 1, "macro_only")
    assert found.replicates == 80  # the first look, at 40 beliefs
    assert found.lost_replicates == 0


@pytest.mark.second
def test_one_schedule_under_two_names_ends_at_the_first_look_as_no_more_could_tell_them_apart():
    scenario = replace(quick(wave("one"), wave("other")), objective="reach_people")
    found = until(scenario, ["one", "other"], 160, lucks=1)
    assert found.judgement is not None
    assert (found.judgement.state, found.replicates, found.decision.verdict) == ("indifferent", 40, "equal")


@pytest.mark.second
@pytest.mark.parametrize(("lucks", "cap", "replicates"), [(1, 43, 43), (3, 65, 63)])
def test_what_stays_open_runs_to_the_cap_in_whole_beliefs(lucks, cap, replicates):
    announced = []
    found = compare(
        quick(people=20_000),
        ["micro_only", "burst"],
        40,
        Design(1, lucks=lucks, contributions=False),
        until_clear=UntilClear(cap),
        on_replicate=lambda: announced.append(1),
    )
    assert found.judgement is not None
    assert (found.judgement.state, found.replicates, len(announced)) == ("open", replicates, replicates)
    assert [run.replicate for run in found.runs[::2]] == list(range(replicates))  # each once: a look repeats nothing
    assert [run.schedule for run in found.runs[:2]] == ["micro_only", "burst"]
    assert found.judgement.beliefs == replicates // lucks


@pytest.mark.second
def test_a_difference_that_does_not_matter_ends_the_study():
    found = until(keen(), ["micro_only", "burst"], 160, indifference=1e6, lucks=1)
    assert found.judgement is not None
    assert (found.judgement.state, found.replicates) == ("indifferent", 40)


def test_a_study_that_is_not_to_go_on_has_no_judgement():
    assert compare(quick(), ["micro_only", "burst"], 2, Design(1)).judgement is None


@pytest.mark.parametrize(
    ("schedules", "rule", "words"),
    [
        (["micro_only"], {"cap": 80}, "at least two schedules"),
        (["micro_only", "burst"], {"cap": 0}, "cap = 0: must be at least 1"),
        (["micro_only", "burst"], {"cap": 80, "indifference": -1.0}, "indifference = -1.0: must be 0 or more"),
        (["micro_only", "burst"], {"cap": 80, "indifference": float("nan")}, "indifference = nan"),
    ],
)
def test_a_rule_that_could_never_decide_is_refused_before_anything_is_run(monkeypatch, schedules, rule, words):
    monkeypatch.setattr(compare_schedules, "run_study", None)
    with pytest.raises(InputError, match=words):
        compare(quick(), schedules, 40, Design(1), until_clear=UntilClear(**rule))


@pytest.mark.second
def test_what_is_attributed_and_lost_can_be_held_against_the_table_of_all_replicates(monkeypatch):
    monkeypatch.setattr("experiments.replicates.design.CONTRIBUTION_REPLICATES", 4)
    found = compare(launch(people=200_000), ["micro_only", "hybrid"], 8, Design(1))
    tried = [run for run in found.runs if run.increment]
    assert {run.replicate for run in tried} == {0, 1, 2, 3}
    for schedule, parts in found.contributions.items():
        naive = found.estimates["purchases_naive"][schedule].mean
        assert sum(part.attributed for part in parts) == pytest.approx(naive)
        own = [run for run in tried if run.schedule == schedule]
        there = np.mean([run.totals["purchases_incremental"] for run in own])
        all_of_them = found.estimates["purchases_incremental"][schedule].mean
        assert there != all_of_them
        for part in parts:
            if part.increment is not None:
                lost = np.mean([run.increment[part.source] for run in own])
                assert part.increment.mean == pytest.approx(lost / there * all_of_them)  # the same share of them
                assert np.isnan(part.increment.low) or part.increment.low <= part.increment.mean <= part.increment.high


@pytest.mark.second
def test_where_every_replicate_was_tried_what_is_lost_is_its_plain_mean():
    found = compare(launch(people=200_000), ["hybrid"], 4, Design(1))
    for part in found.contributions["hybrid"]:
        if part.increment is not None:
            lost = np.array([run.increment[part.source] for run in found.runs]).reshape(2, 2).mean(axis=1)
            assert part.increment == estimate(lost)  # the datum is a belief
