"""The tables of results on the pages, written from the files that commands left in docs/results.

``python tools/result_tables.py`` writes each anew, between ``<!-- made: NAME -->`` and ``<!-- end -->`` on its page.
A test holds every page to its file. To renew a file, run the command named beside it and copy what it wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from experiments.benchmark.table import benchmark_rows
from experiments.validation.checks import Check, shown
from experiments.validation.table import band
from experiments.words.numbers import minus, noun, spoken
from sim.kpis import KPI_BY_NAME

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "docs/results"
_BLOCK = re.compile(r"(<!-- made: (\w+) -->\n)(.*?)(\n<!-- end -->)", re.DOTALL)


def read(name: str) -> dict[str, Any]:
    """The content of a file in docs/results."""
    content: dict[str, Any] = json.loads((RESULTS / name).read_text(encoding="utf-8"))
    return content


def hypotheses() -> str:
    """What the articles assert and what was found; hypotheses.json is of ``groundswell hypotheses``."""
    rows = []
    for name, tested in read("hypotheses.json")["hypotheses"].items():
        under = [result["verdict"] for result in tested["sets"].values()]
        apart = f" ({' / '.join(under)})" if set(under) != {tested["verdict"]} else ""
        why = tested["why"].replace("\N{MINUS SIGN}", "-")
        rows.append((name, tested["sentence"], f"**{tested['verdict']}**{apart}", why))
    return table(("", "the articles say", "verdict (evidence / documents)", "what was found"), rows)


def validation() -> str:
    """Every check of ``groundswell validate --cascades-file FILE`` beside what was published; of validation.json."""
    rows = []
    for told in read("validation.json")["checks"]:
        check = Check(**{name: value for name, value in told.items() if name not in ("verdict", "interval")})
        low, high = told["interval"]
        around = "" if low is None else f" ({shown(low)} to {shown(high)})"
        verdict = f"**{check.verdict}**" if check.verdict == "miss" else check.verdict
        accepted = "" if check.low is None else band(check)
        fitted = ", fitted" if check.fitted else ""
        rows.append((check.id, check.quantity, check.target, accepted, shown(check.value) + around, verdict + fitted))
    return table(("", "quantity", "published", "accepted", "here (95 % interval)", ""), rows)


def scale() -> str:
    """The decision at each size, and how far means are from the largest one's; of ``groundswell scale``, scale.json."""
    content = read("scale.json")
    kpis = ("purchases_incremental", "reach_people", "engagements", "clicks", "viral_share")
    decisions, deviations = [], []
    for size in content["sizes"]:
        last, people = size["prefixes"][-1], f"{size['people']:,}"
        lead = " to ".join(minus(f"{last['lead'][end]:+,.0f}") for end in ("low", "high"))
        verdict = f"{spoken(last['winner'])}, {last['verdict']}"
        chance = f"{100.0 * size['chance_share']:.0f} %"
        decisions.append((people, verdict, f"{minus(format(last['lead']['mean'], '+,.0f'))} ({lead})", chance))
        if size["deviations"]:
            of = [[by["mean"] for by in size["deviations"][kpi].values()] for kpi in kpis]
            deviations.append((people, *(" to ".join(_percent(end(one)) for end in (min, max)) for one in of)))
    labels = [noun(KPI_BY_NAME[kpi]) for kpi in kpis]
    return "\n\n".join(
        (
            table(("people", "best by incremental purchases", "lead over the next", "chance"), decisions),
            table(("people", *labels), deviations),
        )
    )


def _percent(share: float) -> str:
    return minus(f"{round(100.0 * share):+d} %")


def benchmark() -> str:
    """What ``groundswell benchmark`` measured beside what was asked for; of benchmark.json."""
    return table(("figure", "measured", "asked for"), benchmark_rows(read("benchmark.json")))


def first_screen() -> str:
    """What ``groundswell compare --assumptions both --replicates 100`` printed, in first_screen.txt."""
    return f"```text\n{(RESULTS / 'first_screen.txt').read_text(encoding='utf-8').rstrip()}\n```"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(line.replace("|  |", "| |").replace("|  |", "| |") for line in lines)


MADE: dict[str, tuple[str, Callable[[], str]]] = {
    "hypotheses": ("docs/tested.md", hypotheses),
    "validation": ("docs/validation.md", validation),
    "first_screen": ("README.md", first_screen),
    "scale": ("docs/size_and_speed.md", scale),
    "benchmark": ("docs/size_and_speed.md", benchmark),
}


def renewed(text: str) -> str:
    """A page with every block of a result made anew."""
    return _BLOCK.sub(lambda found: found[1] + MADE[found[2]][1]() + found[4], text)


if __name__ == "__main__":
    for page, _ in MADE.values():
        file = ROOT / page
        file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")
