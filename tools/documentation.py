"""The pages of the site, gathered in one folder: those of docs/, the model, what changed, four that are generated,
and a lesson that plays.

``make docs`` runs it and then mkdocs. What a page says of a number, an indicator or a function comes from the code, so
that no page can be older than it. Links to files that are not on the site become their names.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import experiments
import sim
from experiments.help.topics import TOPICS, topic_text
from experiments.page.page import page as played
from experiments.words.assumptions import base_shown, range_shown
from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import Assumptions, Entry
from sim.kpis import KPIS
from sim.scenario.scenario import Scenario

ROOT = Path(__file__).parents[1]
# Pages that lie elsewhere in the project, by their name on the site.
ELSEWHERE = {"model.md": "sim/MODEL.md", "changes.md": "CHANGELOG.md", "contributing.md": "CONTRIBUTING.md"}
LESSON = "lesson.html"
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_SETS = ("evidence", "documents")


def gather(folder: Path) -> None:
    """Writes every page of the site into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in sorted((ROOT / "docs").iterdir()):
        if file.suffix == ".md":
            (folder / file.name).write_text(on_site(file.read_text(encoding="utf-8"), "docs"), encoding="utf-8")
        elif file.suffix in (".png", ".gif", ".js", ".css"):
            shutil.copy(file, folder / file.name)
    for name, path in ELSEWHERE.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        (folder / name).write_text(on_site(text, str(Path(path).parent)), encoding="utf-8")
    (folder / "evidence.md").write_text(evidence(), encoding="utf-8")
    (folder / "indicators.md").write_text(indicators(), encoding="utf-8")
    (folder / "help.md").write_text(topics(), encoding="utf-8")
    (folder / "reference.md").write_text(reference(), encoding="utf-8")
    (folder / LESSON).write_text(lesson(), encoding="utf-8")


def on_site(text: str, folder: str) -> str:
    """A page as it stands on the site: its links to other pages lead there, those to other files are their names."""

    def linked(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        if target.startswith(("http://", "https://", "#", "mailto:")):
            return found[0]
        path, _, place = target.partition("#")
        full = (ROOT / folder / path).resolve().relative_to(ROOT).as_posix()
        page = {there: name for name, there in ELSEWHERE.items()}.get(full)
        if full == f"docs/{LESSON}" or (full.startswith("docs/") and full.endswith((".md", ".png", ".gif"))):
            page = full.removeprefix("docs/")
        if page is None:
            return words if words.strip("`") == full or not words else f"{words} (`{full}`)"
        return f"{picture}[{words}]({page}{'#' if place else ''}{place})"

    return _LINK.sub(linked, text)


def evidence() -> str:
    """Every number of the model: both sets side by side, range, unit, standing and source."""
    evidence, documents = (Assumptions.load(name) for name in _SETS)
    lines = [
        "# The evidence",
        "",
        f"Every number that the model takes, {len(evidence.entries)} of them, in both sets: *evidence* (measured and "
        "published) and *documents* (what five marketing articles state, where they state it). "
        "`groundswell assumptions NAME` explains one.",
        "",
    ]
    for entry in evidence:
        other = documents.entry(entry.name) if documents.has(entry.name) else None
        lines += [f"## `{entry.name}`", "", entry.meaning, "", *_table(entry, other), ""]
        lines += [f"{one.standing.capitalize()}. {one.source}\n" for one in _different(entry, other)]
    only = [entry for entry in documents if not evidence.has(entry.name)]
    for entry in only:
        lines += [f"## `{entry.name}`", "", f"{entry.meaning} *Of the documents alone.*", "", *_table(entry, None), ""]
        lines += [f"{entry.standing.capitalize()}. {entry.source}\n"]
    return "\n".join(lines)


def _table(entry: Entry, other: Entry | None) -> list[str]:
    rows = [("evidence" if other is not None else "", entry)]
    if other is not None and (base_shown(other), range_shown(other)) != (base_shown(entry), range_shown(entry)):
        rows.append(("documents", other))
    else:
        rows = [("both sets" if other is not None else "this set", entry)]
    head = ["| | value | range | unit | drawn |", "|---|---|---|---|---|"]
    return head + [
        f"| {name} | {base_shown(one)} | {range_shown(one)} | {one.unit or '-'} | {one.distribution} |"
        for name, one in rows
    ]


def _different(entry: Entry, other: Entry | None) -> list[Entry]:
    return [entry] if other is None or other.source == entry.source else [entry, other]


def indicators() -> str:
    """Every indicator, and every mechanism that can be switched off."""
    lines = [
        "# Indicators and mechanisms",
        "",
        "## Indicators",
        "",
        "| name | indicator | unit | what is counted |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{kpi.name}` | {kpi.label} | {kpi.unit} | {kpi.formula} |" for kpi in KPIS]
    lines += [
        "",
        "## Mechanisms",
        "",
        "`--without NAME,...` switches them off.",
        "",
        "| name | what it does |",
        "|---|---|",
    ]
    lines += [f"| `{name}` | {one.meaning} |" for name, one in MECHANISMS.items()]
    return "\n".join(lines) + "\n"


def topics() -> str:
    """What ``groundswell help`` tells, topic by topic."""
    return "# Topics\n\nWhat `groundswell help TOPIC` tells.\n\n" + "\n".join(f"#{topic_text(name)}" for name in TOPICS)


def reference() -> str:
    """The public names of both packages; mkdocstrings fills in what their docstrings say."""
    lines = ["# Reference", "", "What Python offers, from the docstrings. Each name is imported from its package.", ""]
    for package in (sim, experiments):
        lines += [f"## `{package.__name__}`", ""]
        for name in package.__all__:
            lines += [f"::: {package._FRONT_DOOR[name]}.{name}", "    options: {heading_level: 3}", ""]
    return "\n".join(lines)


def lesson() -> str:
    """The lesson of the site: what ``groundswell page`` makes of the shipped launch in one small town."""
    return played(replace(Scenario.load(), simulated_people=5_000), ("macro_only", "hybrid"), 1, 1)


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
