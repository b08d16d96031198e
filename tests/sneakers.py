"""The sneaker launch as a scenario file, among few people."""

import tomllib

from sim.scenario.scenario import Scenario

LAUNCH = """
budget_eur = 60_000
[brand]
name = "the sneaker line"
interest = "sport"
price_eur = 120
margin_share = 0.5
account_followers = 100_000
[market]
people = 10_000_000
horizon_days = 30
"""


def launch(*schedules: str, people: int = 2_000) -> Scenario:
    return Scenario.from_mapping(tomllib.loads(LAUNCH + "".join(schedules)), people=people)
