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
    "first_screen": ("README.md", first_screen),
}


def renewed(text: str) -> str:
    """A page with every block of a result made anew."""
    return _BLOCK.sub(lambda found: found[1] + MADE[found[2]][1]() + found[4], text)


if __name__ == "__main__":
    for page, _ in MADE.values():
        file = ROOT / page
        file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")
