"""The pages of the site: each in its place, links that lead to one, every number of the model among the evidence."""

import re

import pytest
from places import ROOT

from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import Assumptions
from sim.kpis import KPIS
from tools.documentation import ELSEWHERE, LESSON, gather, on_site

pytestmark = pytest.mark.second


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    gather(folder)
    return folder


def test_every_page_stands_in_the_menu_and_no_other(pages):
    menu = set(re.findall(r": ([a-z_]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))
    assert menu == {page.name for page in pages.glob("*.md")}


@pytest.mark.parametrize(
    ("text", "folder", "there"),
    [
        ("see [the plan](plan.md#files)", "docs", "see [the plan](plan.md#files)"),
        ("see [the plan](docs/plan.md)", ".", "see [the plan](plan.md)"),
        ("![a picture](docs/h12.png)", ".", "![a picture](h12.png)"),
        ("[the model](../sim/MODEL.md)", "docs", "[the model](model.md)"),
        ("[a test](../tests/unit/sim/test_coin.py)", "docs", "a test (`tests/unit/sim/test_coin.py`)"),
        ("[Grimm](https://example.org/odd)", "docs", "[Grimm](https://example.org/odd)"),
        ("[one that plays](lesson.html)", "docs", "[one that plays](lesson.html)"),
        ("[above](#above)", "docs", "[above](#above)"),
    ],
)
def test_a_link_leads_to_a_page_or_names_its_file(text, folder, there):
    assert on_site(text, folder) == there


def test_every_number_of_both_sets_has_its_place_among_the_evidence(pages):
    text = (pages / "evidence.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## `(.*)`$", text, re.MULTILINE)
    both = {entry.name for name in ("evidence", "documents") for entry in Assumptions.load(name)}
    assert len(headings) == len(set(headings))
    assert set(headings) == both


def test_every_indicator_mechanism_and_public_name_is_there(pages):
    import experiments
    import sim

    text = (pages / "indicators.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in (*(kpi.name for kpi in KPIS), *MECHANISMS))
    reference = (pages / "reference.md").read_text(encoding="utf-8")
    for package in (sim, experiments):
        assert all(re.search(rf"^::: .*\.{name}$", reference, re.MULTILINE) for name in package.__all__)


def test_pages_from_elsewhere_are_those_files(pages):
    for name, path in ELSEWHERE.items():
        first = (ROOT / path).read_text(encoding="utf-8").splitlines()[0]
        assert (pages / name).read_text(encoding="utf-8").startswith(first)


def test_the_lesson_that_a_page_leads_to_plays_the_shipped_launch_and_is_small(pages):
    assert f"]({LESSON})" in (pages / "page.md").read_text(encoding="utf-8")
    text = (pages / LESSON).read_text(encoding="utf-8")
    assert "5,000 people live in this town" in text
    assert len(text) < 1_000_000
