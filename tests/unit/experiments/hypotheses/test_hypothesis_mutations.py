"""A file of hypotheses that is wrong anywhere is refused in words, before anything is played."""

import tomllib
from pathlib import Path

from examples import examples
from hypothesis import given
from mutations import assert_in_our_words, mutated

from experiments.hypotheses.run import Question
from experiments.hypotheses.stated import hypotheses_of
from sim.errors import InputError

WHOLE = tomllib.loads(
    """
[study]
people = 20_000
first_beliefs = 40
most_beliefs = 80
error = 0.05

[[schedules.at_once]]
tier = "micro"
budget_share = 0.5
within_hours = 24
[[schedules.at_once]]
review_hours = 48
judge_by = "clicks"

[A]
sentence = "More is more."
articles = "D1"
reading = "As it stands."
mechanisms = ["fatigue", "trust"]
[A.arms]
one = { schedule = "hybrid", budget_eur = 50_000, brand = { interest = "sport", price_eur = 10 } }
two = { schedule = "at_once", roster = { micro = 300 }, override = { fee_floor_eur = 20, reach_rate = 0.3 } }
three = { schedule = "micro_only", override = { reach_rate = { nano = 0.3, micro = 0.2, macro = 0.2, mega = 0.1 } } }
[[A.claims]]
measure = "reach_people"
more = "one"
than = "two"
by_percent = 5
[[A.claims]]
measure = "purchases_incremental"
less = ["one", "two"]
than = ["three", "hybrid"]
by = 0
[[A.claims]]
measure = "trust_gain_reached"
against = "viral_share"
arms = ["one", "two", "three"]
less_than = 0.1
[[A.sweeps]]
number = "fatigue_per_repeat"
values = [0.5, 0.9]
claim = 2
"""
)


@examples(150)
@given(mutated(WHOLE))
def test_whatever_is_wrong_is_told_in_words_and_what_is_right_makes_scenarios(document):
    try:
        stated = hypotheses_of(document, Path("own.toml"))
        question = Question(stated, people=2_000)
        question.arms.check(stated.chosen(()), map(question.variant, question.sets))
    except InputError as error:
        assert_in_our_words(error)
        return
    for one in stated.hypotheses.values():
        for name in question.sets:
            assert question.cells(one, question.variant(name))


def test_the_whole_file_is_right():
    stated = hypotheses_of(WHOLE, Path("own.toml"))
    assert stated.claims == 3
    question = Question(stated, people=2_000)
    question.arms.check(stated.chosen(()), map(question.variant, question.sets))
