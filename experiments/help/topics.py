"""The topics of the help: a text each, in Markdown beside this file, with lists that come from the code."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError, nearest

START = "start"
TOPICS = ("scenario", "roster", "schedules", "assumptions", "mechanisms", "objectives", "files", "store")


def topic_text(name: str) -> str:
    """The text of a topic, or where to begin, in Markdown. Raises InputError for a topic that there is not."""
    if name not in (START, *TOPICS):
        hint = nearest(name, TOPICS) or f"; there are {', '.join(TOPICS)}"
        raise InputError(f"help {name!r}: there is no such topic{hint}")
    text = (Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8")
    for place, listed in (("presets", _presets), ("mechanisms", _mechanisms), ("objectives", _objectives)):
        if f"{{{place}}}" in text:
            text = text.replace(f"{{{place}}}", listed())
    return text


def title(name: str) -> str:
    """The heading of a topic."""
    return topic_text(name).partition("\n")[0].removeprefix("# ")


def in_terminal(text: str) -> str:
    """A text in Markdown as a terminal shows it: blocks indented, without fences and signs of headings."""
    lines, inside = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = not inside
        elif inside:
            lines.append(f"    {line}".rstrip())
        else:
            lines.append(line.removeprefix("# ").replace("`", ""))
    return "\n".join(lines)


def _presets() -> str:
    from sim.scenario.schedule import PRESETS

    return "\n".join(f"- `{name}`" for name in PRESETS)


def _mechanisms() -> str:
    from sim.assumptions.mechanisms import MECHANISMS

    return "\n".join(f"- `{name}`: {one.meaning}" for name, one in MECHANISMS.items())


def _objectives() -> str:
    from sim.kpis import KPI_BY_NAME, OBJECTIVES

    return "\n".join(f"- `{name}`: {KPI_BY_NAME[kpi].label} (`{kpi}`)" for name, kpi in OBJECTIVES.items())
