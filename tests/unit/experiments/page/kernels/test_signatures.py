"""A block has a place for every number that a loop is handed."""

import numpy as np
import pytest
from numba import typeof, types

from experiments.page.kernels.loops import LOOPS
from experiments.page.kernels.signatures import _slots, slots_of
from sim.crowd.behaviour import Behaviour


@pytest.mark.parametrize("name", LOOPS)
def test_no_number_has_two_places_in_a_block(name):
    places = [(slot.name, slot.part) for slot in slots_of(name)]
    assert len(set(places)) == len(places)


def test_every_number_of_behaviour_has_a_place():
    named = {slot.name for slot in slots_of("read")}
    assert {f"state.behaviour.{field}" for field in Behaviour._fields} <= named


def test_an_array_is_taken_apart_as_the_compiler_does():
    slots = list(_slots("table", typeof(np.zeros((2, 3)))))
    assert [slot.part for slot in slots] == [
        "meminfo", "parent", "items", "item_bytes", "data", "shape 0", "shape 1", "stride 0", "stride 1"
    ]  # fmt: skip


def test_what_a_page_cannot_hand_over_is_an_error():
    with pytest.raises(TypeError, match="who: "):
        list(_slots("who", types.unicode_type))
