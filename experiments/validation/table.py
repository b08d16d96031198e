"""The checks as a table for the terminal, and why a miss is one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from experiments.validation.checks import Check, shown
from experiments.words.numbers import capitalised

_VERDICTS = {"pass": "pass", "miss": "MISS", "not judged": "not judged"}


def validation_table(checks: Sequence[Check]) -> Table:
    """The checks, one row each, to be read at a width of 100."""
    passed, missed = (sum(check.verdict == word for check in checks) for word in ("pass", "miss"))
    fitted = sum(bool(check.fitted) for check in checks)
    table = Table(
        title=f"{len(checks)} checks: {passed} pass, {missed} miss, {len(checks) - passed - missed} not judged\n"
        f"{fitted} are marked fitted: they set numbers of the model, which is consistent with them or not",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    for heading, width in (("", 6), ("quantity", 25), ("published", 16), ("accepted", 13), ("here", 23), ("", 7)):
        table.add_column(heading, width=width, justify="right" if heading == "here" else "left")
    group = ""
    for check in checks:
        if check.group != group:
            group = check.group
            table.add_section()
            table.add_row("", Text(capitalised(group), style="bold"))
        low, high = check.interval
        around = "" if math.isnan(low) or math.isnan(high) else f"\n{shown(low)} to {shown(high)}"
        verdict = Text(_VERDICTS[check.verdict], style="bold red" if check.verdict == "miss" else "")
        verdict.append("\nfitted" if check.fitted else "", style="not bold")
        # Plain text, not markup: a file's name may hold brackets.
        cells = (check.id.split()[0], check.quantity, check.target, band(check), shown(check.value) + around)
        table.add_row(*(Text(cell) for cell in cells), verdict)
    return table


def band(check: Check) -> str:
    """The accepted band in words."""
    if check.low is None or check.high is None:
        return "none"
    return f"{shown(check.low)} to {shown(check.high)}"


def reasons(checks: Sequence[Check]) -> Iterator[str]:
    """Sentences on all promises and on every check missed or not judged; checks with one reason share one."""
    alike: dict[tuple[str, str], list[Check]] = {}
    for check in checks:
        if check.why and (check.verdict != "pass" or check.group.startswith("promises")):
            alike.setdefault((check.verdict, check.why), []).append(check)
    for (verdict, why), alike_checks in alike.items():
        under = " ".join(f"{check.id} would be {check.under}." for check in alike_checks if check.under)
        yield f"{', '.join(check.id for check in alike_checks)}: {_VERDICTS[verdict]}. {why} {under}".rstrip()
