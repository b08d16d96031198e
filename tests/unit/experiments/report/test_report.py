"""The report is one whole page that fetches nothing, runs nothing from its content, and leaves nothing out."""

import base64
import hashlib
import html
import itertools
import json
import math
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from places import ROOT
from report_content import sample, without_values

from experiments.report.page import render
from experiments.report.pictures import PAPERS, readable
from experiments.words.numbers import spoken

EVIL = '</script><script>alert("x")</script><!-- \' & \u2028 \N{SNOWMAN}'
VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """Every element with its attributes, the text of the page, and the text of its scripts."""

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}: {attrs}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        elif self.open and self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def content():
    return sample()


@pytest.fixture(scope="module")
def written(content):
    return render(content)


@pytest.fixture(scope="module")
def page(written):
    return Page(written)


@pytest.mark.second
def test_the_page_fetches_nothing(written, page):
    assert written.startswith("<!doctype html>")
    for tag, attributes in page.elements:
        for name in ("src", "href", "xlink:href", "action", "data", "poster", "srcset", "ping", "background"):
            assert (attributes.get(name) or "#").startswith(("#", "data:,")), (tag, attributes)
        assert not any(name.startswith(("on", "xmlns")) for name in attributes), (tag, attributes)
        addresses = re.findall(r"url\(([^)]*)\)", " ".join(value or "" for value in attributes.values()))
        assert all(address.startswith("#") for address in addresses), (tag, attributes)
    style = written.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_allows_one_script_only(page):
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(page.scripts[1].encode()).digest()).decode()
    assert policy.startswith("default-src 'none';")
    assert f"script-src 'sha256-{digest}';" in policy
    assert [a.get("type") for a in page.all("script")] == ["application/json", None]


def test_the_page_can_be_found_ones_way_in(page):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.elements:
        assert attributes.get("aria-labelledby", ids[0]) in ids, (tag, attributes)
        if tag == "use":
            assert attributes["href"].removeprefix("#") in ids
    assert all(attributes.get("scope") for attributes in page.all("th"))
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    pictures = [a for a in page.all("svg") if a.get("aria-hidden") != "true"]
    assert len(pictures) == 2 * (3 + 5)
    assert all(a["role"] == "img" and len(a["aria-label"]) > 60 for a in pictures)


def test_the_order_is_that_of_a_decision(written, content):
    written = written.replace("\u00a0", " ")
    places = [written.index(html.escape(content[key])) for key in ("question", "answer", "doubt")]
    places += [
        written.index(f">{heading}<")
        for heading in (
            "Which schedule for which aim",
            "Reach over time",
            "Trust over time",
            "Virality against trust",
            "By how much the schedules differ",
            "What it costs and what it risks",
            "What each tier contributed",
            "Every indicator, its formula and its value",
            "Where this comes from, and whether it survives",
        )
    ]
    # The answer also stands in the title of the window; what counts is where the page has it.
    places[1] = written.index(f'class="answer">{html.escape(content["answer"])}')
    assert places == sorted(places)


@pytest.mark.second
@pytest.mark.parametrize("name", ["micro_only", "evidence"])
def test_text_of_the_content_cannot_become_part_of_the_page(name):
    bad = json.loads(json.dumps(sample()).replace(name, f"{name} {json.dumps(EVIL)[1:-1]}"))
    for key in ("title", "question", "answer", "doubt"):
        bad[key] += EVIL
    for schedule in bad["schedules"]:
        schedule["label"] += EVIL
    for kpi in bad["kpis"]:
        kpi["formula"] += EVIL
    for assumption in bad["assumptions"][bad["sets"][0]]:
        for key in ("name", "meaning", "unit", "base", "range", "source"):
            assumption[key] += EVIL
    bad["setting"] |= dict.fromkeys(("version", "scenario", "scenario_fingerprint"), EVIL)
    bad["notes"].append(EVIL)
    found = Page(render(bad))
    assert len(found.all("script")) == 2
    assert json.loads(found.scripts[0]) == bad
    assert "alert" not in found.scripts[1]
    assert "alert" in found.text
    assert "\N{SNOWMAN}" in found.text


@pytest.mark.second
def test_the_same_content_gives_the_same_bytes(written, content):
    assert render(content) == written
    program = (
        "from report_content import sample; from experiments.report.page import render; print(end=render(sample()))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT / "tests"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", program]
    again = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=ROOT)
    assert again.stdout.decode() == written


def test_every_indicator_has_its_formula_and_its_values(page, content):
    for kpi in content["kpis"]:
        assert " ".join(kpi["formula"].split()) in page.text
        assert kpi["label"] in page.text
    assert "747,400 744,000 to 750,800" in page.text
    assert "\u221220,300 \u221226,400 to \u221214,200" in page.text


def test_every_assumption_is_listed_and_every_guess_named(written, content):
    for name in content["sets"]:
        for assumption in content["assumptions"][name]:
            for key in ("meaning", "unit", "base", "range", "source"):
                assert html.escape(assumption[key]).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in written
        guesses = [spoken(a["name"]) for a in content["assumptions"][name] if a["standing"] == "guessed"]
        assert len(guesses) > 20
        assert ", ".join(guesses) in written
    assert written.count("changed in the scenario") == 2


def test_the_matrix_names_choice_chance_difference_and_verdict(page):
    conversion = "micro only open probability 0.81 +25 over hybrid (\u221227 to +77)"
    assert f"Conversion Purchases, incremental {conversion}" in page.text
    assert "Awareness Reach (people) macro only clear probability above 0.99" in page.text
    doing_nothing = "do nothing clear probability above 0.99"
    assert re.search(rf"Profit Profit, incremental \(EUR\) {doing_nothing} \+[\d,]+ over micro only", page.text)
    assert "if launched: micro only, open" in page.text
    assert "flips do nothing under evidence, macro only under documents; both are clear." in page.text


@pytest.mark.second
def test_own_hours_stand_below_the_cost_in_cash_where_there_are_any():
    content = sample()
    text = Page(render(content)).text
    spent = content["costs"]["evidence"]["macro_only"]
    cash = sum(spent[f"{name}_eur"] for name in ("fees", "gifts", "coordination", "commission"))
    assert spent["own_hours_eur"] > 0
    assert re.search(rf"Cost, in cash {cash:,.0f} .* Own hours, in EUR no cash; profit counts them \d", text)
    rows = []
    for gone in ("own_hours_eur", "own_hours"):  # paid from the budget; none at all
        for costs in content["costs"].values():
            for items in costs.values():
                items[gone] = 0.0
        table = Page(render(content)).text.partition("Cost, in cash")[2].partition("Risk of one campaign")[0]
        rows.append(("no cash; profit counts them" in table, "Own hours" in table))
    assert rows == [(False, True), (False, False)]


def test_the_buttons_find_their_data(page, content):
    asked = {(a["data-csv"], a["data-set"]) for a in page.all("button") if "data-csv" in a}
    assert asked == {(what, number) for what in ("reach", "trust", "virality", "differences") for number in "01"}
    assert sum("data-json" in a for a in page.all("button")) == 1
    assert json.loads(page.scripts[0]) == content


@pytest.mark.second
@pytest.mark.parametrize(
    "content",
    [
        without_values(sample()),
        sample(replicates=1),
        sample(schedules=1),
        without_values(sample(("documents",), 8)),
        sample(("evidence",), 1, 1),
    ],
    ids=["nothing", "one replicate", "one schedule", "nothing of eight", "one of everything"],
)
def test_what_has_no_value_is_said_in_words(content):
    text = Page(render(content)).text
    assert not re.search(r"\b(nan|NaN|None|null|inf|n/a|undefined)\b", text)
    assert "no value" in text or "no interval" in text or "nothing to compare" in text


@pytest.mark.second
def test_numbers_that_are_not_finite_are_no_values():
    content = sample()
    content["differences"]["evidence"][0]["pairs"][0]["replicates_saved"] = math.inf
    content["kpis"][0]["values"]["evidence"]["hybrid"]["mean"] = math.nan
    found = Page(render(content))
    assert not re.search(r"\b(nan|inf)\b", found.text)
    assert json.loads(found.scripts[0])["kpis"][0]["values"]["evidence"]["hybrid"]["mean"] is None


def test_no_flip_is_claimed_only_where_the_choices_agree():
    content = sample()
    content["flips"] = dict.fromkeys(content["flips"])
    content["matrix"]["evidence"]["trust"] |= {"best": None, "verdict": "none"}
    text = Page(render(content)).text
    assert "+13 over hybrid (+2 to +23) no Trust" in text
    assert re.search(r"Trust .* no value, no choice .* over hybrid .* unknown Profit", text)


def test_one_set_has_no_switch_and_nothing_to_flip():
    found = Page(render(sample(("documents",))))
    assert not found.all("input")
    assert "flip?" not in found.text
    assert len([a for a in found.all("svg") if a.get("role") == "img"]) == 3 + 5


@pytest.mark.second
def test_eight_schedules_are_all_there_and_a_ninth_is_refused():
    content = sample(schedules=8)
    text = Page(render(content)).text
    for schedule in content["schedules"]:
        assert text.count(schedule["label"]) > 5
    content["schedules"].append(content["schedules"][0])
    with pytest.raises(ValueError, match="1 to 8 schedules, not 9"):
        render(content)


@pytest.mark.second
@pytest.mark.parametrize("colour", ["red", "#12345", "#0072B2; } body { display: none"])
def test_a_colour_must_be_one(colour):
    content = sample()
    content["schedules"][0]["colour"] = colour
    with pytest.raises(ValueError, match="a colour is written like #0072B2"):
        render(content)


def test_a_colour_is_changed_only_as_far_as_it_must_be():
    assert readable("#0072B2", PAPERS["light"], 3.0) == "#0072b2"
    assert readable("#E69F00", PAPERS["light"], 3.0) != "#e69f00"
    assert readable("#000000", PAPERS["dark"], 4.5) != "#000000"
    assert readable("#ffffff", "#ffffff", 21.0) == "#000000"


@pytest.mark.second
def test_names_that_the_drawing_typeface_lacks_or_reads_as_formulas_are_drawn():
    content = sample()
    labels = ("\u8857\u8216 \U0001f45f", "costs $5 or $6", "#010101")
    for schedule, label in zip(content["schedules"], labels, strict=True):
        schedule["label"] = label
    written = render(content)
    assert written.count("\u8857\u8216 \U0001f45f</text>") > 4
    assert "costs $5 or $6</text>" in written
    assert "#010101</text>" in written
