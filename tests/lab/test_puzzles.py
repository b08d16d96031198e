"""A puzzle is open at its start, can be solved, and says of the model what the model says."""

import re
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from experiments.lab.play.puzzles import PUZZLES, puzzle_of
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked
from experiments.teaching.lesson import lesson
from experiments.words.numbers import minus
from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import Assumptions
from sim.results.measures import totals_of

SOLUTIONS = [
    (1, {"schedules": ("alternating",)}),
    (1, {"schedules": ("mega_only", "alternating")}),
    (1, {"schedules": ("alternating",), "budget_eur": 130_000}),
    (2, {"schedules": ("alternating", "nano_only")}),
    (2, {"schedules": ("burst", "nano_only", "micro_only")}),
    (2, {"schedules": ("nano_only", "hybrid"), "budget_eur": 80_000}),
    (3, {"off": ("overdose_damage",)}),
    (3, {"off": ("authority",)}),
]
NO_SOLUTIONS = [
    (1, {"schedules": ("micro_only", "macro_only")}),  # each meets one of the two
    (1, {"schedules": ("alternating",), "budget_eur": 180_000}),  # reached and trusted, but too dear
    (1, {"schedules": ("parallel",)}),  # reached, and won less trust
    (2, {"schedules": ("parallel", "nano_only", "burst")}),
    (2, {"schedules": ("micro_only", "mega_only")}),  # nobody passes the other on
    (3, {"off": ("sharing",)}),
    (3, {"off": ("overdose_damage", "authority")}),
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


# What comes to mind first, puzzle by puzzle: every launch by itself, and the even mix; another partner for each of the
# two launches of the start, of the plainest five; and whatever has to do with trust, friends, sharing or too much.
NATURAL_GUESSES = {
    1: [
        *({"schedules": (name,)} for name in ("nano_only", "micro_only", "mega_only", "hybrid", "burst")),
        *({"schedules": (name,)} for name in ("parallel", "alternating", "hybrid_adjusted")),
        *({"schedules": ("mix",), "mix_percent": percent} for percent in (30, 50)),
    ],
    2: [
        {"schedules": (name, other)}
        for name in ("macro_only", "micro_only")
        for other in ("nano_only", "mega_only", "hybrid", "burst", "drip")
    ],
    3: [
        {"off": (name,)}
        for name in (
            *("sharing", "friend_credibility", "trust", "trust_moves", "authenticity_spread"),
            *("authority", "overdose_damage", "fatigue", "disclosure", "feeds"),
        )
    ],
}
SOLVED_BY_FIRST_GUESSES = {number: taught.natural for number, taught in enumerate(lesson().puzzles, 1)}


@pytest.mark.parametrize("number", NATURAL_GUESSES)
@pytest.mark.second
def test_at_most_two_of_the_ten_most_natural_guesses_solve_it(number):
    guesses = NATURAL_GUESSES[number]
    assert len(guesses) == 10
    assert PUZZLES[number - 1].start not in [replace(PUZZLES[number - 1].start, **guess) for guess in guesses]
    solving = [guess for guess in guesses if any(one.solves for one in played(number, guess)[1])]
    assert len(solving) == SOLVED_BY_FIRST_GUESSES[number] <= 2


@pytest.mark.nightly
def test_few_single_switches_solve_the_third():
    puzzle, solving = PUZZLES[2], []
    for name in MECHANISMS:
        asked = replace(puzzle.start, off=(name,))
        solving += [name for one in puzzle.tried(asked, watched(asked)) if one.solves]
    assert solving == ["authority", "overdose_damage"]


def test_the_words_of_a_start_are_asked_and_undo_whatever_was_asked_before():
    before = Asked(("burst",), off=("fatigue",), changed=(("fatigue_per_repeat", 0.8),), seed=5, puzzle=2)
    for number, puzzle in enumerate(PUZZLES, 1):
        asked = Asked.read(dict(parse_qsl(before.address)) | puzzle.words)
        assert asked == puzzle.start
        assert asked.puzzle == number


def test_what_strayed_is_named_and_can_be_undone():
    puzzle = PUZZLES[0]
    asked = replace(
        puzzle.start, schedules=("drip",), budget_eur=9_000, seed=6, off=("fatigue",), sharing=50, feed="recommended"
    )
    assert puzzle.strayed(asked) == ("luck", "switches", "sharing", "choice of who is shown the posts")
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
        assert budget == 150_000


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
            louder["clicks"] / other["clicks"],
            other["clicks"] * shown.world.scale,
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
    assert f"Macro only reaches {reach} of this town" in text
    assert trust[0] == minus("-")
    assert f"less than before, by {trust[1:]}." in text
    for name, words in (("drip", "Drip"), ("alternating", "Alternating"), ("parallel", "parallel")):
        (reach, trust, _), _ = measured(1, {"schedules": (name,)})
        assert f"{words} reaches {reach} and gains {trust.removeprefix('+')}." in text
    assert f"{who['macro']:.2f} against {who['micro']:.2f} for micro" in text
    (_, trust, _), _ = measured(1, {"changed": (("authenticity.macro", who["micro"]),)})
    assert f"With {who['micro']:.2f} the same macro only would gain {trust.removeprefix('+')}." in text
    (_, trust, _), _ = measured(1, {"off": ()})
    assert f"the same macro only gains {trust.removeprefix('+')}." in text


def test_the_text_of_the_second_says_what_was_measured():
    text, pair = PUZZLES[1].text, {"schedules": ("nano_only", "alternating")}
    nano, alternating = watched(replace(PUZZLES[1].start, **pair)).records.values()
    views, clicks = (
        [f"{one.totals[name]:,}" for one in (nano, alternating)] for name in ("viral_impressions", "clicks")
    )
    assert f"people bring nano only {views[0]} views and alternating {views[1]}," in text
    assert f"nano only has {clicks[0]} clicks and alternating {clicks[1]}." in text
    unshared, _ = watched(replace(PUZZLES[1].start, **pair, off=("sharing",))).records.values()
    assert f"without the mechanism sharing, nano only has {unshared.totals['clicks']} clicks." in text


def test_the_text_of_the_third_says_what_was_measured():
    text, value = PUZZLES[2].text, Assumptions.load("evidence").value
    (before, _, _), record = measured(3, {})
    views = [f"{record.totals[name]:,}" for name in ("viral_impressions", "impressions")]
    assert f"people bring {views[0]} of its {views[1]} views" in text
    overdosed = 100 * record.totals["overdosed_people"] / record.totals["reach_people"]
    assert f"no more than {overdosed:.1f} % of those reached saw more than they liked" in text
    assert before[0] == minus("-")
    (unshared, _, _), _ = measured(3, {"off": ("sharing",)})
    assert unshared == before  # it loses as much
    (trust, _, _), _ = measured(3, {"off": ("overdose_damage",)})
    assert f"the same launch gains {trust.removeprefix('+')} where it lost {before[1:]}," in text
    (trust, _, _), _ = measured(3, {"off": ("authority",)})
    assert f"Without authority it gains {trust.removeprefix('+')}:" in text
    authority, seems = (Assumptions.load("evidence").value(name, "micro") for name in ("authority", "authenticity"))
    assert authority < seems
    (trust, _, _), _ = measured(3, {"off": ("fatigue",)})
    assert trust[0] == minus("-")
    assert f"yet it loses {trust[1:]}." in text
    assert f"({100 * value('overdose_damage'):g} % of trust each time)" in text
    assert f"({value('overdose_impressions'):g} remembered)" in text


def twenty(number, schedule, off):
    """The values of the conditions of a puzzle for a launch, with lucks 1 to 20."""
    puzzle = PUZZLES[number - 1]
    for seed in range(1, 21):
        asked = replace(puzzle.start, schedules=(schedule,), off=off, seed=seed)
        yield puzzle.tried(asked, watched(asked))[0].values


@pytest.mark.nightly
def test_the_texts_say_what_was_measured_with_twenty_lucks():
    first, third = PUZZLES[0].text, PUZZLES[2].text
    for name, words in (("macro_only", "macro only reached"), ("alternating", "alternating reached")):
        far = [trust for reach, trust, _ in twenty(1, name, PUZZLES[0].start.off) if reach >= 20.0]
        won = sum(trust >= 0.001 for trust in far) or "none"
        assert re.search(
            rf"{words} a fifth (of the town )?{len(far)} times and won so much trust in {won} of them", first
        )
    lost = sum(trust < 0.0 for trust, _, _ in twenty(3, "drip", ()))
    assert f"drip lost trust in all {lost};" in third
    gained = [sum(t > 0.0 for t, _, _ in twenty(3, "drip", (name,))) for name in ("overdose_damage", "authority")]
    assert f"without overdose damage it gained in {gained[0]} of them, without authority in {gained[1]}." in third


@pytest.mark.nightly
def test_the_text_of_the_second_says_what_was_measured_with_twenty_lucks():
    views, louder, fewer = [], 0, 0
    for seed in range(1, 21):
        asked = replace(PUZZLES[1].start, schedules=("nano_only", "alternating"), seed=seed)
        nano, other = (record.totals for record in watched(asked).records.values())
        views.append(nano["viral_impressions"])
        if nano["viral_impressions"] > other["viral_impressions"]:
            louder += 1
            fewer += nano["clicks"] < other["clicks"]
    text = PUZZLES[1].text
    assert f"people brought nano only {min(views):,} to {max(views):,} views" in text
    assert f"louder than alternating {louder} times and had fewer clicks in {fewer} of them." in text


def test_a_puzzle_is_played_at_the_sharing_that_was_measured():
    assert {puzzle.start.sharing for puzzle in PUZZLES} == {1}
