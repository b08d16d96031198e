"""Groups: every number is in one, with those of its mechanism."""

from experiments.reference_table.points import labels_of
from experiments.sensitivity.groups import groups_of, labels_in
from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import Assumptions

LABELS = labels_of(Assumptions.load("evidence"))


def test_every_number_is_in_exactly_one_group():
    assert sorted(labels_in(groups_of(LABELS))) == sorted(LABELS)


def test_a_group_is_of_one_mechanism_or_one_entry():
    for name, labels in groups_of(LABELS).items():
        entries = {label.partition(".")[0] for label in labels}
        assert entries <= {name, *(MECHANISMS[name].off if name in MECHANISMS else ())}


def test_tiers_that_move_apart_stay_together():
    assert len(groups_of(LABELS)["fees_by_size"]) == 5
