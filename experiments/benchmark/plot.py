"""Sharing alone beside other programs as a picture (PNG, 1600 pixels wide).

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.ticker import FuncFormatter

from experiments.pictures.page import EDGE, HEIGHT, MARKERS, STYLE, WIDTH, axes_at, page, save
from experiments.pictures.palette import FURTHER_COLOURS, TIER_COLOURS

_COLOURS = (*TIER_COLOURS.values(), *FURTHER_COLOURS)


def peers_picture(path: Path, result: dict[str, Any]) -> None:
    """Time of one cascade against the chance, a panel for each graph, a line for each program."""
    cores, python = result["machine"]["cores"], result["machine"]["python"]
    quick = " --quick" if result["quick"] else ""
    note = (
        f"groundswell benchmark --peers{quick}, {result['groundswell']}, Python {python}, {cores} cores, one thread. "
        f"Medians of {result['turns']} turns in one run. " + " ".join(result["missing"])
    )
    subtitle = (
        f"Milliseconds of the processor for one cascade from {result['begin']} people, by the chance that a follower "
        "takes it up. Bars: fastest, slowest turn."
    )
    with rc_context(STYLE):
        figure, bottom, top = page("Sharing alone, beside other programs", subtitle, note, HEIGHT)
        width = (WIDTH - 2 * EDGE) / len(result["graphs"])
        programs = [row["program"] for row in result["graphs"][0]["chances"][0]["programs"]]
        for place, graph in enumerate(result["graphs"]):
            axes = axes_at(figure, EDGE + place * width + 0.8, bottom + 0.6, width - 1.0, top - bottom - 1.1)
            axes.set_title(f"{graph['people']:,} people, {graph['ties']:,} ties", loc="left", weight="bold")
            chances = [chance["p"] for chance in graph["chances"]]
            for turn, program in enumerate(programs):
                rows = [row for chance in graph["chances"] for row in chance["programs"] if row["program"] == program]
                if rows:
                    typical = [row["milliseconds"] for row in rows]
                    spread = [
                        [max(0.0, row["milliseconds"] - min(row["turn_milliseconds"])) for row in rows],
                        [max(0.0, max(row["turn_milliseconds"]) - row["milliseconds"]) for row in rows],
                    ]
                    axes.errorbar(
                        chances,
                        typical,
                        spread,
                        fmt=f"{MARKERS[turn % len(MARKERS)]}-",
                        color=_COLOURS[turn % len(_COLOURS)],
                        label=f"{program} {rows[0]['version']}",
                        capsize=3,
                    )
            axes.set_yscale("log")
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
            axes.set_xticks(chances)
            axes.set_xlabel("chance that one follower of one person takes it up")
            if place == 0:
                axes.set_ylabel("milliseconds")
                axes.legend(frameon=False, loc="best", fontsize=9)
        save(figure, path)
