"""No machine's words reach a visitor: fields by their names, and the ways out that the lab has."""

import re

import pytest

pytest.importorskip("nicegui")

from experiments.lab.parts.assumption_fields import source_in_words
from experiments.lab.play.plane import plane
from experiments.lab.play.town import watched
from experiments.lab.play.town_files import hourly_csv, town_csv
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


def test_launches_that_a_short_list_keeps_from_spending_the_same_are_shown_with_what_that_means(tmp_path):
    rows = [f"macro {k},300000,8000" for k in range(20)] + [f"micro {k},20000,200" for k in range(3)]
    asked = Asked(people=2_000, roster=keep("name,followers,fee_eur\n" + "\n".join(rows) + "\n"))
    shown = watched(asked)
    assert shown.apart == (
        "Not at equal budget: macro only spends 56,000 EUR; micro only spends 600 EUR (all 3 micro-influencers of the "
        "roster are hired). What is shown is what each made of what it spends; Compare judges launches by what each "
        "EUR brings."
    )
    assert plane(asked.scenario(), asked).apart == shown.apart
    town_csv(asked.scenario(), asked.schedules, asked.seed, hourly_csv, tmp_path / "hours.csv", "Not as shipped: x.")
    first = (tmp_path / "hours.csv").read_text().splitlines()[0]
    assert first == f"# Not as shipped: x. {shown.apart}"
    assert watched(Asked(people=2_000)).apart == ""


def test_no_file_s_name_stands_among_the_sources():
    for name in ("evidence", "documents"):
        for entry in Assumptions.load(name):
            assert not re.search(r"\.(txt|toml|csv|json)\b|[0-9a-f]{16}", source_in_words(entry.source)), entry.name
    assert source_in_words("001_5b6ea6c0238f6a30.txt, our reading") == "marketing article 2, our reading"
