"""docs/claims.md answers every claim of the articles, and names nothing that does not exist."""

import re
import tomllib

import pytest
from places import ROOT

from experiments.hypotheses.stated import MEASURES, STATED, read_hypotheses
from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import SETS, Assumptions
from sim.kpis import OBJECTIVES
from sim.scenario.market import Brand, Market
from sim.scenario.scenario import BUILT_INS, Scenario
from sim.scenario.schedule import FORMATS, PICKS, PRESETS, RESULTS, Phase, Review

TEXT = (ROOT / "docs/claims.md").read_text(encoding="utf-8")
ROWS = {cells[1].strip(): [cell.strip() for cell in cells[2:-1]] for cells in re.findall(r"^\|.*\|$", TEXT, re.M)
        for cells in [cells.split("|")] if re.fullmatch(r"[RMHS]\d+", cells[1].strip())}  # fmt: skip
LIST = ROOT.parent / "shared/CLAIMS.md"
BESIDE = (  # what the articles say that no row of the list is about, by a word of it
    "authority", "authenticity", "drive-to-store", "students", "shares", "A/B", "exclusivity", "contracts", "platforms",
    "share of voice",
)  # fmt: skip


def names() -> set[str]:
    """The names of the program that a claim may be answered with."""
    known = {*MECHANISMS, *MEASURES, *OBJECTIVES, *PRESETS, *FORMATS, *PICKS, *RESULTS, *BUILT_INS}
    known |= {
        *Phase.model_fields,
        *Review.model_fields,
        *tomllib.loads(STATED.read_text(encoding="utf-8"))["schedules"],
    }
    known |= {f"brand.{key}" for key in Brand.model_fields} | {f"market.{key}" for key in Market.model_fields}
    for name in SETS:
        known |= set(Assumptions.load(name).names)
    for name in BUILT_INS:
        known |= set(Scenario.load(name).schedules)
    for hypothesis in read_hypotheses().hypotheses.values():
        known |= set(hypothesis.arms)
    return known


def test_every_claim_of_the_list_has_its_row():
    if not LIST.exists():
        pytest.skip("the list of claims is not at hand")
    listed = set(re.findall(r"^\| ([RMH]\d+) \|", LIST.read_text(encoding="utf-8"), re.M))
    assert len(listed) > 40
    assert listed - ROWS.keys() == set()


def test_every_row_says_who_said_it_and_what_answers_it():
    assert {f"R{k}" for k in range(1, 13)} | {f"M{k}" for k in range(1, 19)} | set(read_hypotheses().hypotheses) <= set(
        ROWS
    )
    for name, cells in ROWS.items():
        article, said, here = cells
        assert re.fullmatch(r"D\d(( to|,) D\d)*", article), name
        assert said, name
        assert "`" in here or re.match(r"no(thing)?\b|people", here), (
            name
        )  # a name of the program, or why there is none


def test_what_the_list_leaves_out_is_answered_too():
    beside = " ".join(" ".join(cells) for name, cells in ROWS.items() if name.startswith("S"))
    assert [word for word in BESIDE if word not in beside] == []


def test_every_name_in_code_type_exists():
    known = names()
    told = {name for name in re.findall(r"`([^`]+)`", TEXT) if not name.startswith("groundswell ")}
    told = {part.strip('"') for name in told for part in re.split(r" = ", name)} - {"tiers", "D1", "D5", "pick"}
    assert len(told) > 100
    assert {name for name in told if name not in known} == set()


def test_a_restated_hypothesis_is_called_so_in_its_row_and_no_other():
    restated = {name for name, one in read_hypotheses().hypotheses.items() if one.restated}
    assert {name for name, cells in ROWS.items() if cells[-1].endswith("restated")} == restated
