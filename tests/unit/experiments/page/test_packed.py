"""A lesson is packed whole: what is read out of the bytes is what was put in, and equal arrays are there once."""

import json
import struct

import numpy as np
import pytest
from worlds import influencer, market, plan_of, posted, world_of

from experiments.page.packed import Arrays, block, check_playable, packed_world
from sim.errors import InputError
from sim.scenario.schedule import Review


def unpacked(raw: bytes):
    (length,) = struct.unpack_from("<I", raw)
    header, at, arrays = json.loads(raw[4 : 4 + length]), 4 + length, []
    for array in header["arrays"]:
        at += -at % 8
        n = array["item"] * int(np.prod(array["shape"]))
        arrays.append(raw[at : at + n])
        at += n
    assert at == len(raw)
    return header, arrays


def test_what_is_packed_comes_out_again():
    arrays = Arrays()
    given = [np.arange(7, dtype=np.uint16), np.ones((2, 3)), np.zeros(0, np.int64)]
    places = [arrays.add(one) for one in given]
    header, found = unpacked(block({"word": "é"}, arrays))
    assert header["word"] == "é"
    assert [found[place] for place in places] == [one.tobytes() for one in given]
    assert [tuple(one["shape"]) for one in header["arrays"]] == [one.shape for one in given]


def test_an_array_that_is_there_is_not_kept_again():
    arrays = Arrays()
    first, other, again = arrays.add(np.zeros(4)), arrays.add(np.zeros(4, np.int64)), arrays.add(np.zeros(4))
    assert (first, other, again) == (0, 1, 0)


def test_only_those_who_are_hired_are_packed_and_posts_name_their_places():
    scenario = market()
    world = world_of(scenario, 1, *(influencer(key, 50) for key in (5, 6, 7)))
    arrays = Arrays()
    packed = packed_world(scenario, world, [plan_of((2, 0, 3)), plan_of((0, 0, 1))], arrays)
    table = arrays.kept[packed["values"]["state.influencers"]["array"]]
    assert table["key"].tolist() == [5, 7]
    posts = [arrays.kept[launch["posts"]]["influencer"].tolist() for launch in packed["launches"]]
    assert posts == [[-1, -1, 1], [-1, -1, 0]]
    assert [launch["hours"] for launch in packed["launches"]] == [[3], [1]]


def test_seeds_keep_all_their_digits():
    scenario = market()
    world = world_of(scenario, 2**62 + 1, influencer(5, 50))
    packed = packed_world(scenario, world, [plan_of((0, 0, 3))], Arrays())
    assert packed["values"]["state.people.seed"] == str(2**62 + 1)


def test_a_plan_that_a_review_would_change_is_refused():
    review = Review(review_hours=3, judge_by="engagements", shift_share=0.5)
    with pytest.raises(InputError, match="its reviews change the plan"):
        check_playable([posted([(0, 0), (0, 1)], 1, (review,))])
