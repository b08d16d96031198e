"""What is kept of the loops is what they are."""

import json

import pytest

from experiments.page.kernels.kept import kept_kernels
from experiments.page.kernels.numbers import kernels
from sim import events as ev

pytestmark = pytest.mark.second


def test_the_numbers_that_are_shipped_are_those_of_the_loops():
    shipped = kept_kernels().numbers
    live = json.loads(json.dumps(kernels()))
    assert {name: shipped[name] for name in live} == live


def test_the_numbers_tell_where_fields_of_an_event_lie():
    told = kernels()
    assert told["sizes"]["event"] == ev.EVENT.itemsize
    assert told["fields"]["event"]["outcome"] == ev.EVENT.fields["outcome"][1]
