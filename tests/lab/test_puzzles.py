"""A puzzle is open at its start, can be solved, and says of the model what the model says."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from experiments.lab.play.puzzles import PUZZLES, puzzle_of
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked
from experiments.words.numbers import minus
from sim.assumptions.mechanisms import MECHANISMS
from sim.results.measures import totals_of

SOLUTIONS = [
    (1, {"schedules": ("drip",)}),
    (1, {"schedules": ("hybrid", "micro_only")}),
    (1, {"schedules": ("macro_only",), "budget_eur": 10_000}),
    (1, {"schedules": ("mix",), "mix_percent": 50}),
    (2, {"schedules": ("macro_only", "burst")}),
    (2, {"schedules": ("burst", "nano_only", "macro_only")}),
    (2, {"schedules": ("hybrid", "nano_only"), "budget_eur": 40_000}),
    (2, {"schedules": ("micro_only", "alternating"), "budget_eur": 100_000}),
    (3, {"off": ("overdose_damage",)}),
    (3, {"off": ("fatigue",)}),
]
NO_SOLUTIONS = [
    (1, {"schedules": ("macro_only", "burst", "nano_only")}),
    (1, {"schedules": ("micro_only",), "budget_eur": 60_000}),  # reached and trusted, but too dear
    (2, {"schedules": ("macro_only", "micro_only"), "budget_eur": 20_000}),
    (2, {"schedules": ("macro_only", "hybrid")}),
    (3, {"off": ("engagement_spread",)}),  # gains trust, reaches nobody
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
    asked = replace(puzzle.start, schedules=("drip",), budget_eur=9_000, seed=5, off=("fatigue",), sharing=50)
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
    changes = {"schedules": ("burst", "macro_only", "micro_only")}
    puzzle = PUZZLES[1]
    shown, by_launch = totals(puzzle, changes)
    tries = {one.name: one.values for one in puzzle.tried(replace(puzzle.start, **changes), shown)}
    assert len(tries) == 3
    louder, other = by_launch["macro_only"], by_launch["burst"]
    assert tries["macro only, louder than burst"] == pytest.approx(
        (
            louder["viral_impressions"] / other["viral_impressions"],
            louder["purchases_incremental"] / other["purchases_incremental"],
            other["purchases_incremental"] * shown.world.scale,
        )
    )


def test_the_texts_say_what_was_measured():
    def values(number, changes):
        puzzle = PUZZLES[number - 1]
        asked = replace(puzzle.start, **changes)
        first = puzzle.tried(asked, watched(asked))[0]
        return [one.shown(value) for one, value in zip(puzzle.conditions, first.values, strict=True)]

    first, second, third = (puzzle.text for puzzle in PUZZLES)
    reach, trust, _ = values(1, {})
    assert (reach, trust) == ("91.5 %", minus("-0.0107"))
    assert "91.5 %" in first
    assert "by 0.0107" in first
    reach, trust, _ = values(1, {"schedules": ("drip",)})
    assert f"reaches {reach} and gains {trust.lstrip('+')}" in first
    trust = values(1, {"changed": (("authenticity.mega", 0.6),)})[1]
    assert f"would gain {trust[1:]}" in first
    for off, said in (("overdose_damage", "gains"), ("fatigue", "gains"), ("friend_credibility", "loses more,")):
        trust = values(3, {"off": (off,)})[0]
        assert f"{said} {trust[1:]}" in third
    assert f"{values(3, {'off': ('engagement_spread',)})[1]} are reached" in third

    def bought(record):
        return record.totals["purchases_naive"] - record.totals["purchases_anyway"]

    gaps = []
    for off in ((), ("trust",)):
        records = watched(replace(PUZZLES[1].start, schedules=("macro_only", "burst"), off=off)).records
        gaps.append(bought(records["burst"]) - bought(records["macro_only"]))
        if not off:
            for record in records.values():
                assert f"{record.totals['viral_impressions']:,}" in second
                assert f"{bought(record)} " in second.replace(".", " ")
    assert f"from {gaps[0]} purchases to {gaps[1]}" in second
