"""What is told of a person is what the record says: who they are, their trust, and what they did."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.lab.play.lives import entries, headline, life_of, trust_over_time
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked
from sim import events as ev
from sim.results.story import Moment
from sim.world.people import traits

ASKED = Asked(("micro_only", "macro_only"), people=3_000, seed=4)


def life(person, schedule="micro_only"):
    return life_of(ASKED.scenario(), ASKED.schedules, ASKED.seed, schedule, person)


@pytest.fixture(scope="module")
def shown():
    return watched(ASKED)


def test_trust_begins_with_the_person_s_own_and_ends_with_the_record_s(shown):
    events = shown.records["micro_only"].events
    for person in np.unique(events["person"])[::40].tolist():
        course = life(person).trust
        assert course[0] == (0, float(traits(shown.world.people, person)[2]) / ev.FIXED)
        assert course[-1][1] == events["trust"][events["person"] == person][-1] / ev.FIXED
        assert [hour for hour, _ in course] == sorted(hour for hour, _ in course)


def test_a_headline_counts_what_the_record_counts(shown):
    events = shown.records["micro_only"].events
    person = int(np.bincount(events["person"][(events["outcome"] & ev.ENGAGED) != 0]).argmax())
    own = events[events["person"] == person]
    liked = int(((own["outcome"] & ev.ENGAGED) != 0).sum())
    said = headline([moment for one in life(person).entries for moment in one.moments])
    assert said == life(person).headline
    assert said.startswith(f"Saw {own.size:,} pieces and " if own.size > 1 else "Saw one piece and ")
    assert (f"liked it {liked:,} times" if liked > 1 else "liked it") in said


def test_nobody_is_told_of_who_is_not_there():
    assert life(3_000) is None
    assert life(-1) is None
    assert life(0, "drip") is None


MOMENTS = st.lists(
    st.builds(
        Moment,
        when=st.just("Day 1, 00 h"),
        what=st.text(max_size=3),
        why=st.just(""),
        deeds=st.sampled_from([(), ("liked it",), ("liked it", "bought")]),
        trust=st.sampled_from([None, (0.5, 0.5), (0.5, 0.6)]),
    ),
    max_size=12,
)


@given(MOMENTS)
def test_folding_loses_no_moment_and_leaves_no_two_alike_side_by_side(moments):
    found = entries(moments)
    assert [moment for one in found for moment in one.moments] == moments
    kinds = [(one.moments[0].deeds, one.moments[0].trust is None) for one in found]
    assert all(a != b for a, b in pairwise(kinds))
    assert all(bool(one.line) == (len(one.moments) > 1) for one in found)


@given(MOMENTS)
def test_trust_is_told_only_where_it_changes(moments):
    course = trust_over_time(moments, 0.5)
    values = [trust for _, trust in course]
    assert all(a != b for a, b in pairwise(values))
