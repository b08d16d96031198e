"""What is worked out of the assumptions before a campaign begins."""

from worlds import influencer, plain_market, world_of

from sim.crowd.behaviour import behaviour_of


def test_a_year_of_purchases_is_one_of_8760_hours():
    scenario = plain_market(1_000, organic_purchase_per_year=6.0)
    world = world_of(scenario, 1, influencer(0, 1_000, 1.0, 0.3))
    assert behaviour_of(scenario, world, 1).organic_purchases_per_hour == 6.0 / 8_760
