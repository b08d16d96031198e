"""How big a run must be: planted biases and noise are told apart, a refused size is a row, jobs change nothing."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from png import size as size_of
from rich.console import Console

from experiments.replicates import grid
from experiments.replicates.design import Design, Run
from experiments.scale import study as module
from experiments.scale.patterns import pattern_row
from experiments.scale.plot import scale_picture
from experiments.scale.study import Prefix, ScaleStudy, prefix_sizes, scale_study, settles_at, summarised
from experiments.scale.table import answer, as_json, scale_table
from sim.errors import InputError
from sim.scenario.scenario import Scenario

DESIGN = Design(1, lucks=1)
TWO = ["macro_only", "micro_only"]
SIZES = (2_000, 5_000, 20_000)


@cache
def launch(objective: str = "clicks") -> Scenario:
    return replace(Scenario.load(), objective=objective)


def totals_of(bias, noise, replicates: int, lead: float) -> dict[int, np.ndarray]:
    """Made-up totals: beliefs vary by a tenth, "macro_only" leads by so much, each size has its own bias and chance."""
    chance = np.random.default_rng(3)
    belief = 100.0 * (1.0 + 0.1 * chance.normal(size=replicates))
    totals = {}
    for people, shift, spread in zip(SIZES, bias, noise, strict=True):
        table = np.ones((len(module.indicators(launch())), 2, replicates, 2))
        table[:, 0, :, 0] = (belief**2 / 100.0 + lead) * (1.0 + shift + spread * chance.normal(size=replicates))
        table[:, 1, :, 0] = belief * (1.0 + shift + spread * chance.normal(size=replicates))
        totals[people] = table
    return totals


def planted(bias=(0.0, 0.0, 0.0), noise=(0.0, 0.0, 0.0), replicates: int = 80, lead: float = 10.0) -> ScaleStudy:
    return summarised(launch(), TWO, totals_of(bias, noise, replicates, lead), DESIGN, 0.05)


def outcomes(study: ScaleStudy) -> list[str]:
    return [row.outcome for row in study.rows]


def printed(study: ScaleStudy) -> str:
    screen = Console(width=100)
    with screen.capture() as captured:
        screen.print(scale_table(study))
    return " ".join(captured.get().split())


# ---- By profit, doing nothing is a choice ---------------------------------------------------------


@pytest.mark.parametrize(
    ("lead", "winner", "word"),
    [(-300.0, "do nothing", "clear"), (0.0, "do nothing", "clear"), (300.0, TWO[0], "clear")],
)
def test_by_profit_a_decision_may_be_to_launch_nothing(lead, winner, word):
    """Micro-only loses 50 EUR or so at every size; macro-only earns what it leads by, less 100."""
    asked = replace(launch(), objective="profit_eur")
    totals = {}
    for people in SIZES:
        table = np.ones((len(module.indicators(asked)), 2, 40, 2))
        table[0, :, :, 0] = np.random.default_rng(5).normal([[lead - 100.0], [-50.0]], 5.0, (2, 40))
        totals[people] = table
    study = summarised(asked, TWO, totals, DESIGN, 0.05)
    last = study.rows[-1].prefixes[-1]
    assert (last.winner, last.verdict) == (winner, word)
    assert last.lead.mean == pytest.approx(200.0 if lead == 300.0 else 50.0, abs=5.0)  # over who does nothing, or least
    assert {study.first, study.second} == set(TWO)  # of whom the sizes are compared
    assert "doing nothing, which earns nothing, is one of them" in printed(study)
    assert f"({winner.replace('_', ' ')} best by incremental profit, clear)" in answer(study)


def test_by_anything_else_nobody_does_nothing():
    study = planted()
    assert study.rows[-1].prefixes[-1].winner == TWO[0]
    assert "doing nothing" not in printed(study)


# ---- Settled, not settled, too noisy to tell ------------------------------------------------------


def test_a_bias_beyond_the_tolerance_is_not_settled_and_its_size_is_found():
    study = planted(bias=(-0.2, 0.01, 0.0), noise=(0.01, 0.01, 0.01))
    assert outcomes(study) == ["not settled", "settled", "reference"]
    assert study.settled_from == 5_000
    one = study.rows[0].deviations["clicks"]["macro_only"]
    assert one.low < one.mean < one.high
    assert one.mean == pytest.approx(-0.2, abs=0.01)
    assert "from 5,000 people on every indicator" in answer(study)


def test_noise_is_too_noisy_to_tell_and_not_a_bias():
    study = planted(noise=(1.0, 0.01, 0.01))
    assert outcomes(study) == ["too noisy to tell", "settled", "reference"]
    within = planted(noise=(0.25, 0.0, 0.0))
    assert all(abs(one.mean) < 0.05 for one in within.rows[0].deviations["clicks"].values())
    assert outcomes(within)[0] == "too noisy to tell"


def test_a_bias_that_may_or_may_not_exceed_the_tolerance_is_not_called_either_way():
    study = planted(bias=(0.05, 0.0, 0.0), noise=(0.02, 0.01, 0.01))
    assert outcomes(study)[0] == "too noisy to tell"


def test_a_size_is_not_settled_while_a_larger_one_is_not():
    study = planted(bias=(0.0, -0.2, 0.0))
    assert outcomes(study) == ["settled", "not settled", "reference"]
    assert study.settled_from is None
    assert "from no smaller size on is every indicator surely within 5 %" in answer(study)


def test_sizes_that_agree_to_the_bit_are_settled_and_their_lead_is_no_chance():
    study = planted()
    assert outcomes(study) == ["settled", "settled", "reference"]
    assert study.settled_from == 2_000
    assert study.rows[0].deviations["clicks"]["micro_only"].mean == 0.0
    assert [row.chance_share for row in study.rows] == pytest.approx([0.0] * 3, abs=1e-9)


def test_the_chance_at_the_largest_size_is_told_by_the_next_largest():
    shares = [row.chance_share for row in planted(noise=(1.0, 0.0, 0.0)).rows]
    assert shares[0] > 0.5
    assert shares[1:] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_replicates_are_paired_by_belief():
    """Beliefs spread the values by a tenth; the deviation must not carry that spread."""
    one = planted(bias=(0.02, 0.0, 0.0), noise=(0.001, 0.001, 0.001)).rows[0].deviations["clicks"]["macro_only"]
    assert one.high - one.low < 0.005
    assert one.low < 0.02 < one.high


def test_the_share_of_chance_in_a_lead_is_found():
    """Leads vary by 10 between beliefs at either size, and by chance with a variance that is planted at the first."""
    chance = np.random.default_rng(4)
    n = 4_000
    lead = 10.0 * chance.normal(size=n)

    def numbers(spread: float) -> np.ndarray:
        table = np.ones((2, n, 2))
        table[0, :, 0] = 100.0 + lead + spread * chance.normal(size=n)
        table[1, :, 0] = 100.0
        return table

    kpi = module.KPI_BY_NAME["clicks"]
    assert module._chance_share(kpi, numbers(10.0), numbers(0.0)) == pytest.approx(0.5, abs=0.05)
    assert module._chance_share(kpi, numbers(0.0), numbers(0.0)) == pytest.approx(0.0, abs=0.01)
    assert module._chance_share(kpi, numbers(100.0), numbers(1.0)) > 0.95


# ---- Prefixes -------------------------------------------------------------------------------------


def prefixes(*words: str) -> list[Prefix]:
    """Such as "a clear": winner and verdict at 10, 20, 40 replicates and so on."""
    return [Prefix(10 * 2**i, *word.split()[:1], None, word.split()[1]) for i, word in enumerate(words)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("a clear", "a clear", "a clear"), 10),
        (("a open", "a clear", "a clear"), 20),
        (("a clear", "b clear", "a clear"), 40),
        (("a clear", "a clear", "a open"), None),
        (("a clear", "a clear", "b clear"), None),
    ],
)
def test_a_decision_stays_from_the_prefix_after_the_last_that_differs(words, expected):
    assert settles_at(prefixes(*words), Prefix(40, "a", None, "clear")) == expected


def test_prefixes_double_and_end_with_all_replicates():
    assert prefix_sizes(80) == [10, 20, 40, 80]
    assert prefix_sizes(100) == [10, 20, 40, 80, 100]
    assert prefix_sizes(10) == [10]
    assert prefix_sizes(3) == [3]


def test_a_lead_that_takes_many_replicates_is_told_so():
    study = planted(noise=(2.0, 0.02, 0.02), lead=8.0)
    assert [one.replicates for one in study.rows[0].prefixes] == [10, 20, 40, 80]
    assert study.rows[2].prefixes[-1].winner == study.first == "macro_only"
    assert study.rows[2].prefixes[-1].verdict == "clear"
    assert study.rows[0].settles_at is None
    assert study.rows[1].settles_at is not None
    assert answer(study).startswith("From 5,000 people and")


def test_the_lead_of_a_prefix_is_that_of_the_first_replicates():
    totals = totals_of((0.0,) * 3, (0.2,) * 3, 80, 10.0)
    found = summarised(launch(), TWO, totals, DESIGN, 0.05).rows[0].prefixes[1]
    first = totals[2_000][0, :, :20, 0].mean(axis=1)
    assert found.replicates == found.lead.replicates == 20
    assert abs(found.lead.mean) == pytest.approx(abs(first[0] - first[1]))
    assert found.winner == TWO[int(np.argmax(first))]


# ---- Patterns -------------------------------------------------------------------------------------


def test_patterns_tell_from_which_size_on_they_stay():
    measured = {1: {"a": 5.0}, 2: {"a": 9.6}, 3: {"a": 12.0}, 4: {"a": 10.0}, 5: {"a": 10.2}}
    assert pattern_row("a", (9.0, 11.0), measured, 0.05).in_band_from == 4
    assert pattern_row("a", (9.0, 11.0), measured, 0.05).steady_from == 4
    assert pattern_row("a", (9.0, 13.0), measured, 0.05).in_band_from == 2
    assert pattern_row("a", (1.0, 2.0), measured, 0.05).in_band_from is None
    assert pattern_row("a", (None, None), measured, 0.05).in_band_from is None


# ---- The study ------------------------------------------------------------------------------------


@pytest.mark.second
def test_the_number_of_jobs_changes_nothing_and_every_run_is_told(tmp_path):
    seen: list[int] = []
    alone = scale_study(launch(), TWO, SIZES, 3, DESIGN, 1, lambda: seen.append(1))
    content = json.dumps(as_json(alone), allow_nan=False)
    assert len(seen) == 9
    assert content == json.dumps(as_json(scale_study(launch(), TWO, SIZES[::-1], 3, DESIGN, 2)), allow_nan=False)
    assert "seconds" not in content
    assert "timing" not in content
    timing = as_json(alone, timing=True)["timing"]["seconds_per_run"]
    assert list(timing) == ["2000", "5000", "20000"]
    assert all(value > 0.0 for value in timing.values())
    assert [row.people for row in alone.rows] == list(SIZES)
    assert set(alone.rows[0].patterns) == set(alone.rows[2].patterns) != set()
    assert alone.rows[2].patterns["mean followers"] > alone.rows[0].patterns["mean followers"] > 0.0
    scale_picture(tmp_path / "scale.png", alone, "a note")
    assert size_of(tmp_path / "scale.png") == (1600, 1000)
    assert "20,000 reference" in printed(alone)


@pytest.mark.second
def test_the_same_beliefs_are_met_at_every_size(monkeypatch):
    met: dict[int, list[str]] = {}

    def watched(scenario, schedules, replicate, design):
        met.setdefault(scenario.simulated_people, []).append(
            design.believed(scenario, replicate).assumptions.fingerprint
        )
        return made_up(scenario, schedules, replicate, design)

    monkeypatch.setattr(grid, "replicate_runs", watched)
    scale_study(launch(), TWO, SIZES, 4, DESIGN)
    assert met[2_000] == met[5_000] == met[20_000]
    assert len(set(met[2_000])) == 4


def made_up(scenario, schedules, replicate, design):
    totals = dict.fromkeys(
        ("reach_people", "engagements", "clicks", "viral_impressions", "impressions"), 10.0 + replicate
    )
    totals |= {"trust_gained_sum": 1.0}
    nothing = np.zeros(1)
    return [Run(name, replicate, replicate, 0, dict(totals), nothing, nothing, None) for name in schedules]


def test_a_size_that_is_refused_or_fails_is_a_row_that_says_why(monkeypatch):
    def some_fail(scenario, schedules, replicate, design):
        runs = made_up(scenario, schedules, replicate, design)
        if scenario.simulated_people == 5_000:
            return [replace(runs[0], totals={}, error="nothing left"), *runs[1:]]
        if replicate == 1:
            return [replace(runs[0], totals={}, error="only this one"), *runs[1:]]
        return runs

    def too_small(scenario, *_):
        if scenario.simulated_people == 2_000:
            raise InputError("an audience is larger than the market")

    monkeypatch.setattr(grid, "replicate_runs", some_fail)
    monkeypatch.setattr(module, "check_question", too_small)
    study = scale_study(launch(), TWO, (2_000, 5_000, 10_000, 20_000, 20_000_000), 4, DESIGN)
    reasons = {row.people: row.refused for row in study.rows}
    assert "audience is larger" in reasons[2_000]
    assert "nothing left" in reasons[5_000]
    assert "only 10,000,000 people" in reasons[20_000_000]
    assert reasons[10_000] == reasons[20_000] == ""
    assert [row.people for row in study.played] == [10_000, 20_000]
    assert [row.replicates for row in study.played] == [3, 3]
    text = printed(study)
    assert "an audience is larger" in text.replace("not possible: ", "")
    json.dumps(as_json(study), allow_nan=False)


def test_a_question_that_no_size_can_ask_is_refused_with_its_reason_once():
    free = replace(launch(), assumptions=launch().assumptions.with_values({"fee_per_follower_eur": 0.0}))
    with pytest.raises(InputError, match="neither can hire more") as refused:
        scale_study(free, TWO, SIZES, 2, DESIGN)
    assert len(refused.value.problems) == 2


def test_every_study_that_cannot_be_is_refused_with_all_its_faults():
    with pytest.raises(InputError) as refused:
        scale_study(launch(), ["hybrid"], (100, 2.5), 1, Design(1, lucks=2), tolerance=0.0)
    told = "\n".join(refused.value.problems)
    for part in ("size 100", "size 2.5", "schedules = 1", "replicates = 1", "lucks = 2", "tolerance = 0.0"):
        assert part in told
    with pytest.raises(InputError, match="each once"):
        scale_study(launch(), TWO, (2_000, 2_000), 2, DESIGN)
    with pytest.raises(InputError, match="unknown schedule 'micro'"):
        scale_study(launch(), ["macro_only", "micro"], SIZES, 2, DESIGN)
