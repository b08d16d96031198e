"""No machine's words reach a visitor: fields by their names, and the ways out that the lab has."""

import re

import pytest

pytest.importorskip("nicegui")

from experiments.lab.parts.assumption_fields import source_in_words
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked
from experiments.lab.question.kept import keep
from experiments.lab.question.plainly import plainly
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError

WRONG = [
    {"schedules": "hybird"},
    {"schedules": "hybrid,hybrid"},
    {"schedules": "hybrid,burst,drip,parallel"},
    {"people": "12"},
    {"mix_percent": "101"},
    {"budget_eur": "-3"},
    {"changed": "trust_initial:"},
    {"changed": "trust_initial:much"},
    {"changed": "fatigue_per_repeat:7"},
    {"feed": "random"},
]


def told(words):
    with pytest.raises(InputError) as refusal:
        Asked.read(words)
    return [plainly(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong_in_the_form_is_told_in_the_form_s_words(words):
    for problem in told(words):
        assert not re.search(r"\w_\w", problem), problem
        assert "schedule" not in problem
        assert "changed '" not in problem


def test_a_number_that_is_none_is_asked_for_by_its_name():
    assert told({"changed": "trust_initial:much"}) == ["trust initial: give a number; 'much' is none"]
    assert told({"people": "12"})[0].startswith("People = '12': must be a whole number from 2,000 to 100,000")


def test_budgets_that_a_short_list_cannot_spend_lead_to_what_the_lab_offers():
    rows = [f"macro {k},300000,8000" for k in range(20)] + [f"micro {k},20000,200" for k in range(3)]
    roster = keep("name,followers,fee_eur\n" + "\n".join(rows) + "\n")
    with pytest.raises(InputError) as refusal:
        watched(Asked(people=2_000, roster=roster))
    (said,) = [plainly(problem) for problem in refusal.value.problems]
    assert "or see Compare, which judges them by what each EUR brings" in said
    assert "open a longer roster" in said
    assert not re.search(r"groundswell|--|rest = |macro_only", said)


def test_no_file_s_name_stands_among_the_sources():
    for name in ("evidence", "documents"):
        for entry in Assumptions.load(name):
            assert not re.search(r"\.(txt|toml|csv|json)\b|[0-9a-f]{16}", source_in_words(entry.source)), entry.name
    assert source_in_words("001_5b6ea6c0238f6a30.txt, our reading") == "marketing article 2, our reading"
