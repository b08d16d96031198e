"""The study plays what the comparison plays, and its table tells what the file tells."""

import json
import re

import numpy as np
import pytest

from experiments import compare, detect_study
from experiments.detect.power import of_schedules
from experiments.detect.sales_file import noise_of
from experiments.detect.table import as_json
from experiments.replicates.design import Design
from sim import Scenario
from sim.errors import InputError

pytestmark = pytest.mark.second
SALES = [410.0, 395, 430, 402, 388, 421, 440, 415, 399, 407, 433, 418]
NAMES = ["macro_only", "micro_only"]


@pytest.fixture(scope="module")
def study():
    return detect_study(Scenario.load(people=2_000), NAMES, SALES, replicates=3, seed=5)


def test_effects_are_those_of_the_comparison_beside_the_noise_of_the_sales(study):
    design = Design(5, lucks=1, contributions=False, allow_unequal_budgets=True)
    comparison = compare(study.scenario, NAMES, 3, design)
    bought = {
        name: np.array([run.totals["purchases_incremental"] for run in comparison.runs if run.schedule == name])
        for name in NAMES
    }
    noise = noise_of(np.array(SALES))
    assert list(study.effects) == of_schedules(bought, noise, study.weeks)
    assert study.weeks == -(-study.scenario.market.horizon_days // 7)


def test_the_table_tells_what_the_file_tells(study):
    content = json.loads(json.dumps(as_json(study)))
    table = study.table()
    assert list(table["effect"]) == [*NAMES, "macro_only minus micro_only"]
    for row, effect in enumerate(content["effects"]):
        assert table["mean"][row] == effect["effect"]["mean"]
        assert table["seen_probability"][row] == effect["seen_probability"]
    assert (content["seed"], content["replicates"], content["schedules"]) == (5, 3, NAMES)


@pytest.mark.parametrize(
    ("sales", "told"),
    [
        (SALES[:7], "at least 8 weeks"),
        ([SALES], "at least 8 weeks"),
        (["many"] * 9, "at least 8 weeks"),
        ([*SALES, -1.0, float("nan")], "week 13: -1.*week 14: nan"),
    ],
)
def test_sales_that_cannot_be_used_are_refused_before_anything_is_played(sales, told, monkeypatch):
    monkeypatch.setattr("experiments.detect.study.compare", None)
    with pytest.raises(InputError) as refused:
        detect_study(Scenario.load(people=2_000), NAMES, sales)
    assert re.search(told, " ".join(refused.value.problems))
