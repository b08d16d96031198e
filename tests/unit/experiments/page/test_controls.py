"""What a switch or a slider puts in the place of other numbers is what the model itself would have, in any mix."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.page.controls import SLIDERS, Town, _read_for_the_place, change, sliders, stops_of, switches, touched
from sim.assumptions.mechanisms import MECHANISMS
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.second
NAMES = ("macro_only", "hybrid")


@pytest.fixture(scope="module")
def town():
    return Town.of(replace(Scenario.load(), simulated_people=2_000), NAMES, 1)


@pytest.fixture(scope="module")
def off(town):
    return switches(town, NAMES)


@pytest.fixture(scope="module")
def stops(town):
    return {name: stops_of(town.scenario.assumptions, name) for name in SLIDERS}


def test_what_matters_most_can_be_switched_off(off):
    assert {"sharing", "feeds", "fatigue", "trust", "word_of_mouth", "friend_credibility"} <= off.keys()
    assert off["sharing"]["behaviour"]["state.behaviour.share_scale"] == 0.0


def test_what_changes_the_place_has_no_switch(off):
    assert not {"fakes", "engagement_spread", "quality", "infectiousness", "fees_by_size"} & off.keys()


def test_no_two_switches_and_no_two_sliders_share_a_number(town, off, stops):
    for controls in (list(off.values()), sliders(town, stops, off).values()):
        numbers = [touched([one] if isinstance(one, dict) else one) for one in controls]
        assert sum(map(len, numbers)) == len(set().union(*numbers))


@pytest.mark.parametrize("seed", range(6))
def test_any_mix_is_what_the_model_would_play(town, off, stops, seed):
    chance = np.random.default_rng(seed)
    set_to = sliders(town, stops, off)
    chosen = [name for name in off if chance.random() < 0.4]
    at = {name: int(chance.integers(len(stops[name]))) for name in set_to if chance.random() < 0.5}
    values = {name: stops[name][k] for name, k in at.items()}
    for name in chosen:
        values |= MECHANISMS[name].off
    truth = change(town, town.under(town.scenario.assumptions.with_values(values)))
    mixed = {"behaviour": {}, "posts": [{}, {}]}
    for one in (*(set_to[name][k] for name, k in at.items()), *(off[name] for name in chosen)):
        mixed["behaviour"] |= one["behaviour"]
        mixed["posts"] = [there | more for there, more in zip(mixed["posts"], one["posts"], strict=True)]
    base = {f"state.behaviour.{name}": value for name, value in town.behaviour.items()}
    assert base | mixed["behaviour"] == base | truth["behaviour"]
    for posts, mix, true in zip(town.posts, mixed["posts"], truth["posts"], strict=True):
        assert posts | mix == posts | true


def test_the_base_of_a_slider_changes_nothing(town, off, stops):
    base = {name: stops[name].index(town.scenario.assumptions.value(name)) for name in SLIDERS}
    for name, changes in sliders(town, stops, off).items():
        assert touched([changes[base[name]]]) == set()
        assert touched(changes)


def test_a_number_that_the_place_depends_on_is_known_to_be_one(town):
    read = _read_for_the_place(town, NAMES)
    assert {"fans_mean", "fake_follower_share", "engagement_spread", "author_infectiousness_spread"} <= read
    assert not {"share_per_engaged_person", "fatigue_per_repeat", "trust_on_purchase"} & read


@pytest.mark.slow
def test_every_switch_leaves_the_place_as_it_is(town, off):
    for name in off:
        changed = replace(town.scenario, assumptions=town.scenario.assumptions.with_values(MECHANISMS[name].off))
        assert town.is_same_place(Town.of(changed, NAMES, town.world.seed)), name
