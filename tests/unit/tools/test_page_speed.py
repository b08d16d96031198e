"""How fast a page plays beside the program: all loops of both are timed, and the program is left as it was."""

import pytest
from pages import needs_node

from sim.crowd import column_crowd
from tools.page_speed import TIMES, speed


@pytest.mark.second
def test_every_loop_is_timed_in_program_and_page():
    needs_node()
    before = column_crowd.straight, column_crowd.add_up
    for runs in speed(2_000):
        assert len(runs) == TIMES
        for run in runs:
            assert {"publish", "read", "add_up"} <= run["within"].keys()  # a page has loops besides
            assert 0.0 < sum(run["within"].values()) < run["seconds"]
    assert (column_crowd.straight, column_crowd.add_up) == before
