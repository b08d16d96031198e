"""The scripts of a page alone, under Node: addresses are read back as written, intervals are Student's, and what is
said of virality and trust is what the numbers bear."""

import json
import subprocess

import numpy as np
import pytest
from pages import PAGE, needs_node
from scipy import stats

LESSON = {
    "worlds": [{}, {}],
    "days": 30,
    "lucks": {"most": 200, "first": "1099511627776000000"},
    "controls": {
        "switches": [{"name": "sharing"}, {"name": "fatigue"}],
        "sliders": [{"name": "trust_on_purchase", "stops": [0, 1, 2], "base": 1}],
    },
}


def under_node(expression: str):
    needs_node()
    scripts = "\n".join((PAGE / "templates" / name).read_text() for name in ("asked.js", "compared.js", "virality.js"))
    told = f"{scripts}\nconst lesson = {json.dumps(LESSON)};\nprocess.stdout.write(JSON.stringify({expression}));"
    return json.loads(subprocess.run(["node", "-"], input=told, capture_output=True, text=True, check=True).stdout)


def test_an_address_is_read_back_as_it_was_written():
    address = "#town=2&luck=7&hour=100&by=trust&off=sharing,fatigue&set=trust_on_purchase:2"
    assert under_node(f"hashOf(askedIn({json.dumps(address)}, lesson).asked)") == address
    assert under_node(f"askedIn({json.dumps(address)}, lesson).problems") == []


@pytest.mark.parametrize(
    ("address", "problems"),
    [
        ("", 0),
        ("#town=3", 1),
        ("#luck=0&hour=-1", 2),
        ("#by=colour", 1),
        ("#off=nothing", 1),
        ("#set=trust_on_purchase:9", 1),
        ("#set=nothing:1", 1),
        ("#__proto__=1", 1),
        ("#constructor=1", 1),
        ("#%00=%ff", 1),
        ("#town=1e3", 1),
    ],
)
def test_what_an_address_cannot_ask_for_is_told_and_left_out(address, problems):
    found = under_node(f"askedIn({json.dumps(address)}, lesson)")
    assert len(found["problems"]) == problems
    asked = found["asked"]
    assert (asked["town"], asked["luck"], asked["hour"], asked["by"]) == (0, 1, 72, "stage")


def test_a_slider_at_its_base_is_left_out_of_the_address():
    assert "set" not in under_node("hashOf(askedIn('#set=trust_on_purchase:1', lesson).asked)")


def test_lucks_are_numbered_from_the_first_seed_of_the_study_to_the_last_digit():
    assert under_node("[luckSeed(lesson, 1), luckSeed(lesson, 200)]") == ["1099511627776000000", "1099511627776000199"]


def test_an_interval_is_that_of_students_distribution():
    numbers = np.random.default_rng(1).normal(3.0, 2.0, 17)
    quantiles = [0.0, *(float(stats.t.ppf(0.975, n)) for n in range(1, 20))]
    found = under_node(f"estimate({json.dumps(numbers.tolist())}, {json.dumps(quantiles)})")
    low, high = stats.t.interval(0.95, 16, numbers.mean(), stats.sem(numbers))
    assert [found["mean"], found["low"], found["high"]] == pytest.approx([numbers.mean(), low, high])


def test_off_is_off_whatever_a_slider_says():
    world = {"changes": {"off": {"sharing": {"behaviour": {"a": 0}, "posts": [{}]}},
                         "set": {"x": [{"behaviour": {"a": 5, "b": 6}, "posts": [{"size": [1]}]}]}}}  # fmt: skip
    asked = "{ off: new Set(['sharing']), set: new Map([['x', 0]]) }"
    mixed = under_node(f"changedBy({asked}, {json.dumps(world)}, 0)")
    assert mixed == {"behaviour": {"a": 0, "b": 6}, "posts": {"size": [1]}}


QUANTILES = [0.0, *(float(stats.t.ppf(0.975, n)) for n in range(1, 200))]


def lottery(places):
    return under_node(f"lottery({json.dumps(places)}, {json.dumps(QUANTILES)})")


def said(names, lucks):
    return under_node(f"costsTrust({json.dumps(names)}, {json.dumps(lucks)}, {json.dumps(QUANTILES)})")


def places(seed, slope, lucks=60):
    """Viral shares, and trust that goes with them as steeply as ``slope`` says."""
    chance = np.random.default_rng(seed)
    viral = chance.exponential(2.0, lucks)
    return [[float(x), float(y)] for x, y in zip(viral, slope * viral + chance.normal(0.0, 0.1, lucks), strict=True)]


def test_halves_and_intervals_of_a_launch_are_those_of_its_numbers():
    told = places(3, 0.5, 41)
    viral, trust = np.array(told).T
    above = viral > np.median(viral)
    found = lottery([*told[:7], None, *told[7:]])  # one luck reached nobody
    assert found["lucks"] == 41
    assert [found["least"], found["median"], found["most"]] == pytest.approx(np.quantile(viral, [0.0, 0.5, 1.0]))
    for name, values in (("across", viral), ("gained", trust), ("more", trust[above]), ("others", trust[~above])):
        low, high = stats.t.interval(0.95, values.size - 1, values.mean(), stats.sem(values))
        assert [found[name][end] for end in ("mean", "low", "high")] == pytest.approx([values.mean(), low, high])


@pytest.mark.parametrize(("slope", "answer"), [(0.5, "more"), (-0.5, "less")])
def test_what_goes_with_virality_is_said_to(slope, answer):
    assert lottery(places(4, slope))["goes"] == answer


def test_where_nothing_goes_with_virality_it_is_seldom_said_to():
    alike = json.dumps([places(seed, 0.0) for seed in range(200)])
    found = under_node(f"{alike}.map((places) => lottery(places, {json.dumps(QUANTILES)}).goes)")
    assert sum(goes != "cannot be told" for goes in found) <= 10  # intervals that lie apart ask for more than 1 in 20


@pytest.mark.parametrize("alike", [[], [None] * 9, [[0.0, 0.1]] * 30, places(5, 0.5, 9)])
def test_of_few_lucks_or_equal_ones_nothing_is_told(alike):
    assert lottery(alike)["goes"] == "cannot be told"


@pytest.mark.parametrize(
    ("slopes", "begins"),
    [
        ((0.5, 0.5), "No: the more viral lucks of A and B gained more trust"),
        ((-0.5, -0.5), "Yes: the more viral lucks of A and B gained less trust"),
        ((0.5, -0.5), "It hangs on the launch: the more viral lucks of B gained less trust, those of A gained more"),
        ((0.0, 0.0), "Cannot be told"),
        ((0.5, 0.0), "No: the more viral lucks of A gained more trust, not less. For B it cannot be told"),
    ],
)
def test_the_answer_is_that_of_the_launches(slopes, begins):
    one, other = (places(11 + k, slope) for k, slope in enumerate(slopes))
    assert " ".join(said(["A", "B"], list(zip(one, other, strict=True)))).startswith(begins)


def test_launches_are_set_beside_the_first_in_pairs():
    first = places(8, 0.0)
    higher = [[x - 0.01, y + 0.01] for x, y in first]  # much less than what lucks differ by
    assert said(["A", "B"], list(zip(first, higher, strict=True)))[-1] == (
        "B beside A: people bring a smaller share of the views, and it gains more trust."
    )
    assert said(["A", "B"], list(zip(first, first, strict=True)))[-1] == (
        "B beside A: whether people bring a larger share of the views cannot be told, and which gains more trust "
        "cannot be told."
    )
