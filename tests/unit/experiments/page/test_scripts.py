"""The scripts of a page alone, under Node: addresses are read back as written, and intervals are Student's."""

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
    scripts = "\n".join((PAGE / "templates" / name).read_text() for name in ("asked.js", "compared.js"))
    told = f"{scripts}\nconst lesson = {json.dumps(LESSON)};\nprocess.stdout.write(JSON.stringify({expression}));"
    return json.loads(subprocess.run(["node", "-e", told], capture_output=True, text=True, check=True).stdout)


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
