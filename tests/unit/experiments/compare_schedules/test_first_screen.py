"""What a comparison says at once: the answer before all else, and no more than a screen holds."""

import io
import tomllib

import pytest
from rich.console import Console
from sneakers import LAUNCH

from experiments.compare_schedules.comparison import Comparison, compare
from experiments.compare_schedules.first_screen import brief_table, left_out, print_first_screen
from experiments.compare_schedules.words import answer, notes
from experiments.replicates.design import Design
from sim.kpis import OBJECTIVES
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.second
THREE = ["macro_only", "micro_only", "hybrid"]
ROSTER = "[roster]\nnano = 2_000\nmicro = 400\nmacro = 40\nmega = 5\n"


def compared(name: str, schedules: list[str] = THREE, replicates: int = 4, **changes: object) -> Comparison:
    text = LAUNCH.replace("horizon_days = 30", "horizon_days = 13") + ROSTER
    scenario = Scenario.from_mapping(tomllib.loads(text), people=5_000, assumption_set=name)
    return compare(scenario, schedules, replicates, Design(1, **changes))


@pytest.fixture(scope="module")
def both() -> dict[str, Comparison]:
    return {name: compared(name) for name in ("evidence", "documents")}


def first_screen(comparisons: dict[str, Comparison], width: int = 100) -> list[str]:
    screen = Console(file=io.StringIO(), width=width)
    print_first_screen(screen, comparisons)
    return [line.rstrip() for line in screen.file.getvalue().splitlines()]


@pytest.mark.parametrize("width", [80, 100])
def test_the_answer_comes_first_and_all_fits_one_screen(both, width):
    lines = first_screen({"evidence": both["evidence"]}, width)
    told = " ".join(" ".join(lines).split())
    assert told.startswith(f"Under evidence: {answer(both['evidence'])}")
    assert max(map(len, lines)) <= width
    assert len(lines) <= (40 if width == 80 else 30)
    assert all(f"{objective} " in told.partition("By objective")[2] for objective in OBJECTIVES)
    assert "60,000 EUR, 13 days" in told


def test_of_both_sets_both_answers_come_first(both):
    told = " ".join(" ".join(first_screen(both)).split())
    assert told.index("Under documents:") < told.index("mean per campaign")
    assert told.count("mean per campaign") == 2
    assert "assumptions: evidence and documents, the same replicates under each." in told


def test_the_table_has_the_objective_first_and_nothing_twice(both):
    table = brief_table(both["evidence"])
    headings = [str(column.header).split(",")[0] for column in table.columns]
    assert len(headings) == len(set(map(str, (column.header for column in table.columns))))
    assert table.row_count == len(THREE)
    assert table.columns[1].header == "incremental purchases,\npurchases"


def test_where_there_is_no_interval_none_is_made_up():
    told = "\n".join(first_screen({"evidence": compared("evidence", replicates=1)}))
    assert "±" not in told
    assert "nan" not in told.split()
    alone = "\n".join(first_screen({"evidence": compared("evidence", ["micro_only"], contributions=False)}))
    assert "By objective" not in alone  # one alone is nothing to choose from


def test_notes_that_are_left_out_are_counted(both):
    number = sum(len(notes(name, comparison)) for name, comparison in both.items())
    (line,) = left_out(both) or [""]
    assert (str(number) in line or "one note" in line) if number else line == ""
