"""Tables of results on the pages are those of the files that commands wrote, and the files are of what there is now."""

import json
import re

import pytest
from places import ROOT

from sim.assumptions.numbers import Assumptions
from sim.scenario.scenario import Scenario
from tools.result_tables import MADE, RESULTS, renewed, table


@pytest.mark.parametrize("name", MADE)
def test_a_page_shows_what_the_file_says(name):
    page, made = MADE[name]
    text = (ROOT / page).read_text(encoding="utf-8")
    assert f"<!-- made: {name} -->\n{made()}\n<!-- end -->" in text
    assert renewed(text) == text
    assert renewed(text.replace(made(), "something older")) == text


def test_the_kept_comparison_is_of_the_numbers_that_are_there():
    """Where this fails, run `groundswell compare --assumptions both --replicates 100` and keep what it wrote."""
    kept = json.loads((RESULTS / "comparison.json").read_text(encoding="utf-8"))
    for name, found in kept["sets"].items():
        now = Scenario.load(assumption_set=name)
        assert found["assumptions_fingerprint"] == now.assumptions.fingerprint
        assert found["scenario_fingerprint"] == now.fingerprint


@pytest.mark.parametrize(
    ("kept", "command"),
    [("hypotheses.json", "groundswell hypotheses"), ("validation.json", "groundswell validate --cascades-file FILE")],
)
def test_what_was_tested_is_of_the_numbers_that_are_there(kept, command):
    of = json.loads((RESULTS / kept).read_text(encoding="utf-8"))["assumptions_fingerprints"]
    assert of == {name: Assumptions.load(name).fingerprint for name in of}, f"keep what {command} writes now"


def test_what_was_printed_and_what_was_written_are_of_one_comparison():
    kept = json.loads((RESULTS / "comparison.json").read_text(encoding="utf-8"))
    printed = (RESULTS / "first_screen.txt").read_text(encoding="utf-8")
    for name, found in kept["sets"].items():
        rows = printed.partition(f"Under {name}, mean per campaign")[2].splitlines()
        for schedule, risk in found["risks"].items():
            if schedule.replace("_", " ") == "do nothing":
                continue
            row = next(row for row in rows if row.strip().startswith(schedule.replace("_", " ")))
            assert row.split("  ")[-1].strip() == f"{100 * risk['loss_probability']['mean']:.0f} %"


def test_the_shortened_tables_are_lines_of_all_that_was_printed():
    text = (ROOT / "docs/answer.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    lines = {" ".join(line.split()) for line in (RESULTS / "full.txt").read_text(encoding="utf-8").splitlines()}
    shown = [" ".join(line.split()) for line in block.splitlines() if line.strip()]
    assert [line for line in shown if line not in lines] == ["(and so for over thirty more indicators)"]


def test_counts_in_prose_are_those_of_the_table():
    assumptions = Scenario.load().assumptions
    guessed = sum(entry.standing == "guessed" for entry in assumptions)
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"{guessed} of {len(assumptions)} numbers are guesses" in readme
    page = (ROOT / "docs/validation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [A-S]+\d.* \| ([^|]*) \|$", page, re.MULTILINE)
    missed, passed = (sum(word in one for one in rows) for word in ("miss", "pass"))
    page = " ".join(page.split())  # T1 to T4 are of a file that not everybody has
    assert f"Of {len(rows)} checks {passed} pass, {missed} miss and {len(rows) - passed - missed} have nothing" in page
    assert f"of {len(rows)} checks against published figures {missed} miss" in readme


def test_a_table_has_a_cell_for_every_word():
    assert table(("", "b"), [("x", "")]) == "| | b |\n|---|---|\n| x | |"


def test_what_moved_is_told_of_every_version():
    changes, moved = ((ROOT / name).read_text(encoding="utf-8") for name in ("CHANGELOG.md", "docs/moved.md"))
    versions = re.findall(r"^## (\d+\.\d+\.\d+)$", changes, re.MULTILINE)
    assert len(versions) > 10
    assert re.findall(r"^\| (\d+\.\d+\.\d+) \|", moved, re.MULTILINE) == versions
