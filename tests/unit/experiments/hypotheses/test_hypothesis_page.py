"""The page of the verdicts, and the section of the report, are whole, safe and need nothing from anywhere."""

import copy
import io
import json
import re

import pytest
from hypothesis_content import verdicts_of
from report_content import sample
from rich.console import Console

from experiments.hypotheses.page import page
from experiments.hypotheses.table import hypothesis_details, hypothesis_table
from experiments.report.page import render
from experiments.report.verdicts import typeset_all, verdicts_beside

CONTENT = verdicts_of("supported", "depends", "undecided", "refuted", "refuted")


def test_the_page_has_every_verdict_with_its_claims_and_reasons(tmp_path):
    (tmp_path / "H1.png").write_bytes(b"\x89PNG a picture")
    said = page(CONTENT, tmp_path)
    assert "1 supported, 1 depending on the assumptions, 1 undecided, 2 refuted" in re.sub(r"\s+", " ", said)
    for name, one in CONTENT["hypotheses"].items():
        assert f'id="{name}"' in said
        assert f'<span class="verdict {one["verdict"]}">{one["verdict"]}</span>' in said
    for words in ("Switched off", "It hangs on familiarity", "But it holds where", "chances to be wrong", "−4 to +10"):
        assert words in said.replace("\u00a0", " ")
    assert said.count("data:image/png;base64,") == 1


def test_page_and_details_keep_an_earlier_reading_with_its_verdict_and_the_reason(tmp_path):
    said = re.sub(r"\s+", " ", page(CONTENT, tmp_path))
    assert said.count("Restated after 0.6.0: refuted (under both sets) before") == 1  # of the one that was
    assert "It was read as: With codes in one arm &amp; none in the other." in said
    assert "Why that measured something else: Codes decided." in said
    screen = Console(width=100, file=io.StringIO())
    screen.print(hypothesis_details(CONTENT))
    told = " ".join(screen.file.getvalue().split())
    assert told.count("Restated after 0.6.0.") == 1
    assert (
        "It was read as: With codes in one arm & none in the other. The verdict then: refuted (under both sets)."
        in told
    )
    assert "Why that measured something else: Codes decided." in told


def test_page_and_table_say_in_which_numbers_the_sets_differ(tmp_path):
    told = "Evidence and documents differ in 6 of 112 numbers: engagement per reached person (0.075, evidence alone)"
    assert told in re.sub(r"\s+", " ", page(CONTENT, tmp_path))
    assert told.replace("engagement per reached person", "engagement_per_reached_person") in printed(CONTENT)
    alone = copy.deepcopy(CONTENT)
    for one in alone["hypotheses"].values():
        del one["sets"]["documents"]
    assert "differ in" not in printed(alone)
    assert "differ in" not in page(alone, tmp_path)


def printed(content):
    screen = Console(width=100, file=io.StringIO())
    screen.print(hypothesis_table(content))
    return " ".join(screen.file.getvalue().split())


def test_the_page_fetches_nothing_and_runs_nothing(tmp_path):
    said = page(CONTENT, tmp_path)
    assert "script-src" not in said
    assert "default-src 'none'" in said.replace("&#39;", "'")
    assert not re.search(r"(src|href)=\"(?!data:|#)", said)
    assert "<script" not in said


def test_what_stands_in_a_hypothesis_is_data(tmp_path):
    evil = verdicts_of("refuted")
    evil["hypotheses"]["H1"]["sentence"] = "<script>alert(1)</script> & more"
    evil["scenario"] = "<b>x</b>"
    said = page(evil, tmp_path)
    assert "<script>" not in said
    assert "&lt;script&gt;" in said
    assert "<b>x" not in said.lower().replace("<b>supported", "")
    report = render(sample() | {"verdicts": {**evil, "hypotheses": evil["hypotheses"]}})
    assert "<script>alert" not in report


@pytest.mark.second
def test_a_report_tells_of_the_verdicts_beside_it(tmp_path):
    assert verdicts_beside(tmp_path) is None
    assert "What the articles assert" not in render(sample())
    (tmp_path / "hypotheses.json").write_text(json.dumps(CONTENT))
    found = verdicts_beside(tmp_path)
    report = render(sample() | {"verdicts": found})
    assert "What the articles assert, tested" in report
    assert report.count('class="verdict refuted"') == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"hypotheses": {"H1": {}}}', '{"hypotheses": 3}', "null"])
def test_a_broken_file_of_verdicts_is_left_alone(tmp_path, text):
    (tmp_path / "hypotheses.json").write_text(text)
    assert verdicts_beside(tmp_path) is None


def test_signs_in_sentences_are_real_minus_signs_and_names_are_left_alone():
    given = {"a": ["it is -3 % (-4 to +1)", "nano-influencers, H-1"], "b": -3}
    assert typeset_all(given) == {"a": ["it is −3 % (−4 to +1)", "nano-influencers, H-1"], "b": -3}
