"""Names in a sentence."""

import pytest

from sim.listed import first_listed, listed


@pytest.mark.parametrize(
    ("names", "told"),
    [([], ""), (["nano"], "nano"), (["nano", "micro"], "nano and micro"), (["a", "b", "c"], "a, b and c")],
)
def test_names_are_told_with_commas_and_one_and(names, told):
    assert listed(names) == first_listed(names, 3) == told


def test_of_many_the_first_are_told_and_how_many_more_there_are():
    assert first_listed(["ada", "bo", "cem", "dora", "eve"], 2) == "ada, bo and 3 more"
    assert first_listed([str(number) for number in range(1_500)], 1) == "0 and 1,499 more"
