"""What its creators are worth to a plan takes hardly more campaigns for many than for twenty."""

from experiments.plan_launch.study import CREATOR_REPLICATES, replicates_of_creators


def test_up_to_twenty_creators_are_each_left_out_in_all_replicates():
    assert {replicates_of_creators(count) for count in range(21)} == {CREATOR_REPLICATES}


def test_more_creators_take_no_more_campaigns_until_each_has_the_fewest_replicates():
    for count in range(21, 51):
        assert 2 * count * replicates_of_creators(count) <= 2 * 20 * CREATOR_REPLICATES
    assert 2 * 56 * replicates_of_creators(56) == 896
    assert {replicates_of_creators(count) for count in (50, 200, 1_000)} == {8}
