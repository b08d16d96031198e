"""The figures of the benchmark as tables in a terminal."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from experiments.words.numbers import minus
from experiments.words.tables import titled_table


def benchmark_rows(result: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each figure in words, as it was measured, and what the design asks for."""
    one_million, slope = result["one_million"], result["by_impressions"]
    rows = [
        ("ns per impression read (1 million people)", f"{one_million['ns_per_impression']:.0f}", "at most 100"),
        ("ns per audience member scanned", f"{one_million['ns_per_audience_member']:.1f}", "at most 12"),
        ("ns per impression, everything included", f"{one_million['ns_per_impression_all_in']:.0f}", ""),
        ("ns per tie enumerated", f"{result['ties']['ns_per_tie']:.0f}", ""),
        ("bytes of state per person touched", f"{one_million['table_bytes_per_person_touched']:.1f}", "at most 16"),
        ("bytes per waiting impression", f"{one_million['waiting_bytes_per_impression']:.1f}", ""),
        (
            f"log-log slope of time, {slope['points'][0]['impressions']:,} to {slope['points'][-1]['impressions']:,}",
            f"{slope['log_log_slope']:.3f}",
            "0.95 to 1.05",
        ),
    ]
    for market in result["by_market"]:
        asked = "under 10 s, 8 GB" if market["people"] == 1_000_000_000 else ""
        measured = f"{market['seconds']:.2f} s, {market['peak_bytes'] / 1e9:.2f} GB"
        rows.append((f"the same {market['impressions']:,} impressions among {market['people']:,}", measured, asked))
    threads = result["threads"]
    times = threads["seconds_alone"] / threads["seconds_shared"]
    rows += [
        (
            f"{threads['impressions']:,} impressions shared by {threads['threads']} threads",
            f"{times:.2f} times the speed of one",
            "",
        ),
        ("groundswell --help", f"{result['help_s']:.2f} s", "under 0.4 s"),
        ("the main job", f"{result['main_job_s']:.1f} s", "under 20 s"),
        (
            "the main job, first compilation included",
            f"{result['main_job_first_compilation_included_s']:.1f} s",
            "under 60 s",
        ),
    ]
    return rows


def benchmark_table(result: dict[str, Any]) -> Table:
    """The figures beside what the design asks for."""
    title = f"medians of {result['repeats']}, {result['machine']['cores']} cores, one thread if not said otherwise"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading, justify in (("figure", "left"), ("measured", "right"), ("asked for", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for row in benchmark_rows(result):
        table.add_row(*row)
    return table


def peers_table(result: dict[str, Any]) -> Group:
    """A row for each program, graph and chance; then the greedy choice, and which programs are missing."""
    title = (
        f"Sharing alone from {result['begin']} people: milliseconds of the processor for a cascade, medians of "
        f"{result['turns']} turns; z: mean size against ours"
    )
    headings = ("People", "p", "Program", "Cascades", "ms", "Times ours", "Mean size", "z")
    table = titled_table(title, headings, ("Program",))
    for graph in result["graphs"]:
        for chance in graph["chances"]:
            for row in chance["programs"]:
                first = row is chance["programs"][0]
                ratios = sorted(row["times_ours"])
                table.add_row(
                    f"{graph['people']:,}" if first else "",
                    f"{chance['p']:g}" if first else "",
                    row["program"],
                    f"{row['runs']:,}",
                    f"{row['milliseconds']:,.2f}",
                    "" if first else f"{_times(np.median(ratios))} ({_times(ratios[0])} to {_times(ratios[-1])})",
                    f"{row['mean_size']:,.0f} ± {row['standard_error']:,.0f}",
                    "" if first else minus(f"{row['z']:+.1f}"),
                )
    made = [
        f"A graph of {graph['people']:,} people is made of a list of {graph['ties']:,} ties in {graph['made_s']:.2f} s."
        for graph in result["graphs"]
    ]
    versions = {row["program"]: row["version"] for row in result["graphs"][0]["chances"][0]["programs"]}
    programs = ", ".join(f"{program} {number}" for program, number in versions.items())
    lines = [Text(line) for line in (f"{programs}.", *made, *map(_greedy_line, result["greedy"]), *result["missing"])]
    return Group(table, *lines)


def _times(ratio: float) -> str:
    """How many times, with as many digits as can be read."""
    return f"{ratio:,.0f}" if ratio >= 100.0 else f"{ratio:.1f}"


def _greedy_line(row: dict[str, Any]) -> str:
    """The greedy choice at one chance, in a sentence."""
    same = "reach the same" if row["same"] else "do not reach the same"
    difference = f"{minus(format(row['difference'], '+,.1f'))} ± {row['standard_error']:,.1f}"
    return (
        f"Greedy choice of {len(row['ours'])} of {row['candidates']} at p = {row['p']:g}, {row['runs']} runs: "
        f"{row['seconds']:.2f} s, by CyNetDiff's marginal gains {row['their_seconds']:.2f} s; the two choices {same} "
        f"(ours {difference} of {row['reach']:,.0f} people)."
    )
