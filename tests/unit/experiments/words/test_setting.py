"""A result says what it is a result of."""

from experiments.words.setting import setting
from sim.scenario.scenario import Scenario


def test_a_scale_model_says_for_what_its_intervals_are_too_narrow():
    told = setting(Scenario.load(people=20_000), "once")
    assert "simulated with 20,000 (one for 500: chance weighs more, above all in what is passed on" in told
    assert "intervals of views and engagements are too narrow" in told
    assert "too narrow" not in setting(Scenario.load(), "once")
