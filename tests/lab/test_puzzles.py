"""A puzzle is open at its start, can be solved, and says of the model what the model says."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from experiments.lab.play.puzzles import PUZZLES, puzzle_of
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked
from experiments.words.numbers import minus
from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import Assumptions
from sim.results.measures import totals_of

SOLUTIONS = [
    (1, {"schedules": ("drip",)}),
    (1, {"schedules": ("hybrid", "micro_only")}),
    (1, {"schedules": ("macro_only",), "budget_eur": 10_000}),
    (1, {"schedules": ("mix",), "mix_percent": 50}),
    (2, {"schedules": ("micro_only", "parallel")}),
    (2, {"schedules": ("burst", "nano_only", "alternating"), "budget_eur": 50_000}),
    (2, {"schedules": ("hybrid", "alternating"), "budget_eur": 50_000}),
    (2, {"schedules": ("macro_only", "alternating"), "budget_eur": 80_000}),
    (3, {"off": ("overdose_damage",)}),
    (3, {"off": ("fatigue",)}),
]
NO_SOLUTIONS = [
    (1, {"schedules": ("mega_only", "alternating", "burst")}),
    (1, {"schedules": ("micro_only",), "budget_eur": 60_000}),  # reached and trusted, but too dear
    (2, {"schedules": ("macro_only", "micro_only"), "budget_eur": 20_000}),
    (2, {"schedules": ("parallel", "nano_only", "burst")}),
    (3, {"off": ("quality",)}),  # gains some trust, reaches nobody
    (3, {"off": ("overdose_damage", "fatigue")}),
    (3, {"off": ("friend_credibility",)}),
]


def played(number, changes):
    puzzle = PUZZLES[number - 1]
    asked = replace(puzzle.start, **changes)
    assert puzzle.strayed(asked) == ()
    return puzzle, puzzle.tried(asked, watched(asked))


@pytest.mark.parametrize("puzzle", PUZZLES, ids=lambda puzzle: puzzle.title)
def test_a_puzzle_is_open_at_its_start(puzzle):
    assert not any(one.solves for one in puzzle.tried(puzzle.start, watched(puzzle.start)))
    assert puzzle.strayed(puzzle.start) == ()
    assert puzzle_of(puzzle.start) is puzzle
    assert puzzle.title
    assert puzzle.goal
    assert puzzle.tries
    assert puzzle.one_way
    assert puzzle.text


@pytest.mark.parametrize(("number", "changes"), SOLUTIONS)
def test_it_can_be_solved(number, changes):
    assert any(one.solves for one in played(number, changes)[1])


@pytest.mark.parametrize(("number", "changes"), NO_SOLUTIONS)
def test_not_everything_solves_it(number, changes):
    assert not any(one.solves for one in played(number, changes)[1])


@pytest.mark.slow
def test_few_single_switches_solve_the_third():
    puzzle, solving = PUZZLES[2], []
    for name in MECHANISMS:
        asked = replace(puzzle.start, off=(name,))
        solving += [name for one in puzzle.tried(asked, watched(asked)) if one.solves]
    assert solving == ["fatigue", "overdose_damage"]


def test_the_words_of_a_start_are_asked_and_undo_whatever_was_asked_before():
    before = Asked(("burst",), off=("fatigue",), changed=(("fatigue_per_repeat", 0.8),), seed=5, puzzle=2)
    for number, puzzle in enumerate(PUZZLES, 1):
        asked = Asked.read(dict(parse_qsl(before.address)) | puzzle.words)
        assert asked == puzzle.start
        assert asked.puzzle == number


def test_what_strayed_is_named_and_can_be_undone():
    puzzle = PUZZLES[0]
    asked = replace(puzzle.start, schedules=("drip",), budget_eur=9_000, seed=6, off=("fatigue",), sharing=50)
    assert puzzle.strayed(asked) == ("luck", "switches", "sharing")
    back = Asked.read(dict(parse_qsl(asked.address)) | puzzle.back(asked))
    assert back == replace(puzzle.start, schedules=("drip",), budget_eur=9_000)
    asked = replace(PUZZLES[2].start, off=("fatigue",), seed=5)
    assert Asked.read(dict(parse_qsl(asked.address)) | PUZZLES[2].back(asked)).off == ("fatigue",)


def test_nobody_who_is_reached_solves_nothing():
    condition = PUZZLES[1].conditions[0]
    assert not condition.reached(float("nan"))
    assert condition.shown(float("nan")) == "none"


# ---- The measurements are those of the rest of the lab ----------------------------------------------


def totals(puzzle, changes):
    asked = replace(puzzle.start, **changes)
    shown, scenario = watched(asked), asked.scenario()
    return shown, {name: totals_of(record, scenario, shown.world) for name, record in shown.records.items()}


def test_reach_and_trust_are_those_of_the_totals():
    puzzle = PUZZLES[0]
    shown, by_launch = totals(puzzle, {})
    for one, own in zip(puzzle.tried(puzzle.start, shown), by_launch.values(), strict=True):
        reach, trust, budget = one.values
        assert reach == pytest.approx(100.0 * own["reach_people"] * shown.world.scale / shown.world.people.size)
        assert trust == pytest.approx(own["trust_gained_sum"] / own["reach_people"])
        assert budget == 20_000


def test_a_pair_is_measured_by_its_totals_and_the_louder_comes_first():
    changes = {"schedules": ("micro_only", "burst", "parallel")}
    puzzle = PUZZLES[1]
    shown, by_launch = totals(puzzle, changes)
    tries = {one.name: one.values for one in puzzle.tried(replace(puzzle.start, **changes), shown)}
    assert len(tries) == 3
    louder, other = by_launch["parallel"], by_launch["micro_only"]
    assert tries["parallel, louder than micro only"] == pytest.approx(
        (
            louder["viral_impressions"] / other["viral_impressions"],
            louder["purchases_incremental"] / other["purchases_incremental"],
            other["purchases_incremental"] * shown.world.scale,
        )
    )


def measured(number, changes):
    """Values of the conditions as they are shown, and the record, of the first launch of a puzzle so changed."""
    puzzle = PUZZLES[number - 1]
    asked = replace(puzzle.start, **changes)
    shown = watched(asked)
    first = puzzle.tried(asked, shown)[0]
    told = [one.shown(value) for one, value in zip(puzzle.conditions, first.values, strict=True)]
    return told, next(iter(shown.records.values()))


def test_the_text_of_the_first_says_what_was_measured():
    text, who = PUZZLES[0].text, Assumptions.load("evidence").entry("authenticity").base
    (reach, trust, _), _ = measured(1, {})
    assert f"Mega only reaches {reach} of this town" in text
    assert trust[0] == minus("-")
    assert f"less than before, by {trust[1:]}" in text
    (reach, trust, _), _ = measured(1, {"schedules": ("drip",)})
    assert f"Drip reaches {reach} and gains {trust[1:]}" in text
    assert f"{who['mega']:.2f} against {who['micro']:.2f} for micro" in text
    (_, trust, _), _ = measured(1, {"changed": (("authenticity.mega", who["micro"]),)})
    assert f"With {who['micro']:.2f} the same mega only would gain {trust.removeprefix('+')}." in text
    (_, trust, _), _ = measured(1, {"off": ()})
    assert f"the same mega only gains {trust.removeprefix('+')}." in text


def test_the_text_of_the_second_says_what_was_measured():
    text, gaps = PUZZLES[1].text, []
    for off in ((), ("trust",)):
        changes = {"schedules": ("parallel", "micro_only"), "off": off}
        loud, poor = watched(replace(PUZZLES[1].start, **changes)).records.values()
        won = [one.totals["purchases_naive"] - one.totals["purchases_anyway"] for one in (loud, poor)]
        gaps.append(won[1] - won[0])
        if not off:
            views, likes, clicks = (
                [f"{one.totals[name]:,}" for one in (loud, poor)]
                for name in ("viral_impressions", "engagements", "clicks")
            )
            assert f"bring parallel {views[0]} views and micro only {views[1]}" in text
            assert f"parallel wins {won[0]} purchases and micro only {won[1]}." in text
            assert f"parallel has {likes[0]} engagements and {clicks[0]} clicks" in text
            assert f"micro only {likes[1]} and {clicks[1]}." in text
    assert f"shrinks from {gaps[0]} purchases to {gaps[1]}." in text


def test_the_text_of_the_third_says_what_was_measured():
    def saw_too_much(record):
        return f"{100 * record.totals['overdosed_people'] / record.totals['reach_people']:.0f} %"

    text, value = PUZZLES[2].text, Assumptions.load("evidence").value
    (before, _, _), record = measured(3, {})
    assert f"of those reached, {saw_too_much(record)} saw more than they liked" in text
    (trust, _, _), _ = measured(3, {"off": ("overdose_damage",)})
    assert f"Without overdose damage the same launch gains {trust[1:]} where it gained {before[1:]}:" in text
    (trust, _, _), record = measured(3, {"off": ("fatigue",)})
    assert f"Without fatigue it gains {trust[1:]}, although {saw_too_much(record)} then" in text
    (trust, _, _), _ = measured(3, {"off": ("friend_credibility",)})
    assert trust[0] == minus("-")
    assert f"Without friend credibility it loses {trust[1:]}:" in text
    (_, reach, _), _ = measured(3, {"off": ("quality",)})
    assert f"nothing catches on and {reach} are reached" in text
    assert f"({100 * value('overdose_damage'):g} % of trust each time)" in text
    assert f"({value('overdose_impressions'):g} remembered)" in text


def test_a_text_says_how_much_more_is_shared_than_was_measured():
    for puzzle in PUZZLES[:2]:
        assert f"Sharing is {puzzle.start.sharing} times what was measured here" in puzzle.text
