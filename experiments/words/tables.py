"""The answer in words and numbers: what each schedule brought, what differs, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from experiments.statistics.estimates import Estimate, PairedDifference
from experiments.statistics.pairs import verdict
from experiments.words.numbers import (
    chance_shown,
    end_shown,
    is_share,
    noun,
    percent,
    row_step,
    show,
    show_difference,
    spoken,
    unit_shown,
)
from sim.kpis import KPI_BY_NAME, Kpi
from sim.money import EUR, Currency

# Differences shown beside those of the objective: attention, sales, money, virality, trust.
KEY_KPIS = ("reach_people", "purchases_incremental", "profit_eur", "viral_share", "trust_gain_reached")

_LABEL_WIDTH = 30  # longer labels wrap
_VALUE_WIDTH = 16  # "± 1,234,600" and the padding around it
_ALL_PAIRS = 4  # up to so many schedules every pair is shown: four make six pairs


def comparison_table(
    schedules: Sequence[str],
    estimates: Mapping[str, Mapping[str, Estimate]],
    differences: Mapping[str, Sequence[PairedDifference]],
    probability_best: Mapping[str, float],
    wins_share: Mapping[str, float],
    objective: Kpi,
    draws_share: Mapping[str, float] | None = None,
    verdicts: Mapping[str, Sequence[str]] | None = None,
    over_nothing: Sequence[PairedDifference] = (),
    width: int = 100,
    kpis: Mapping[str, Kpi] = KPI_BY_NAME,
    currency: Currency = EUR,
) -> Group:
    """The tables of a comparison for the terminal: KPIs, the differences that matter, chances.

    ``estimates`` and ``differences`` are keyed by KPI name, and so are ``verdicts``, one for each
    difference; without them they are those of the intervals. ``over_nothing`` are the differences of profit to
    doing nothing, told below those between schedules. ``draws_share`` is left out where no assumption was
    drawn. ``kpis`` are the indicators in the words of the scenario, whose ``currency`` it is. Schedules that do not
    fit beside each other in ``width`` columns continue in a table below.
    """
    fitting = max(1, (width - _LABEL_WIDTH) // _VALUE_WIDTH)
    parts: list[Table | Text] = []
    for start in range(0, len(schedules), fitting):
        parts.append(_kpi_table(schedules, schedules[start : start + fitting], estimates, kpis))
    parts.append(
        _note(
            "*: best mean of its row, not yet a verdict. ±: half-width of the 95 % interval (of a ratio, it may lie "
            "off centre). Rates, costs per thing, ROAS and ROI are ratios of means over all campaigns; the mean of "
            "such a column of runs.csv, where each campaign weighs the same, is another number."
        )
    )
    if len(schedules) > 1:
        leaders = best_means(objective.better, {name: estimates[objective.name][name].mean for name in schedules})
        words = {name: verdicts[name] if verdicts else [verdict(p) for p in differences[name]] for name in differences}
        told = _differences_shown(differences, words, objective, len(schedules), leaders)
        if "profit_eur" in told:
            told["profit_eur"] += [(pair, verdict(pair)) for pair in over_nothing]
        parts.append(_difference_table(told, kpis))
        parts.append(
            _note(
                "Verdict: clear where the 95 % interval leaves zero out, else open (equal: no replicate differed; "
                "spends less: a profit that is higher only by money that was not spent; spends more: no clear lead per "
                f"{currency.code} spent). No interval: too few "
                "replicates differ to tell one. "
                "Pairing: how many unpaired replicates one paired replicate is worth."
            )
        )
        arms = [*schedules, *(name for name in probability_best if name not in schedules)]
        parts.append(_chance_table(arms, probability_best, draws_share, wins_share, objective))
        of_draws = (
            "In one draw: the share of the draws of the assumptions under which it is best; one that wins seldom, but "
            "by much, can be best on average. "
        )
        parts.append(
            _note(
                "On average: the probability that its expected value, over all that is uncertain, is the best. "
                f"{of_draws if draws_share else ''}"
                "In one campaign: the share of replicates in which it came out best."
            )
        )
    return Group(*parts)


def budget_table(bought: Mapping[str, Mapping[str, float]], currency: Currency = EUR) -> Table:
    """The table of what was bought, means per campaign: influencers, posts, costs and own hours.

    Costs but fees, what is left unspent and own hours have a column where there were any.
    """
    costs = ("fees_eur", "gifts_eur", "coordination_eur", "commission_eur", "discounts_eur", "unspent_eur")
    shown = [
        name
        for name in (*costs, "own_hours", "own_hours_eur")
        if name == "fees_eur" or any(items[name] >= 0.5 for items in bought.values())
    ]
    headings = ("Schedule", "influencers", "posts", *(_of_cost(name, currency) for name in shown))
    table = titled_table("What the budget bought (mean per campaign)", headings, ("Schedule",))
    for name, items in bought.items():
        counts = (f"{items['influencers']:,.1f}", f"{items['posts']:,.1f}")
        table.add_row(Text(spoken(name)), *counts, *(f"{items[cost]:,.0f}" for cost in shown))
    beside = [name.removesuffix("_eur") for name in shown if name in ("commission_eur", "discounts_eur")]
    notes = [f"{' and '.join(beside).capitalize()}: beside the budget, as they depend on sales.\n"] if beside else []
    if "own_hours_eur" in shown:
        notes.append("Own hours: of the brand's own people, beside the budget; profit counts them, cost does not.\n")
    if notes:
        table.caption, table.caption_justify = "".join(notes), "left"
    return table


def _of_cost(name: str, currency: Currency) -> str:
    """The heading over a cost, or over hours."""
    words = spoken(name.removesuffix("_eur"))
    return f"{words}, {currency.code}" if name.endswith("_eur") else words


def _differences_shown(
    differences: Mapping[str, Sequence[PairedDifference]],
    verdicts: Mapping[str, Sequence[str]],
    objective: Kpi,
    schedules: int,
    leaders: set[str],
) -> dict[str, list[tuple[PairedDifference, str]]]:
    """The objective first, then the key KPIs, with verdicts; of many schedules only the pairs that hold the leader."""
    names = [objective.name, *(name for name in KEY_KPIS if name != objective.name)]
    shown = {name: list(zip(differences[name], verdicts[name], strict=True)) for name in names if name in differences}
    if schedules <= _ALL_PAIRS or not leaders:
        return shown
    return {
        name: [(pair, word) for pair, word in pairs if pair.first in leaders or pair.second in leaders]
        for name, pairs in shown.items()
    }


def _note(text: str) -> Text:
    return Text(text + "\n", style="dim")


def _kpi_table(
    schedules: Sequence[str],
    columns: Sequence[str],
    estimates: Mapping[str, Mapping[str, Estimate]],
    kpis: Mapping[str, Kpi],
) -> Table:
    table = titled_table("What each schedule brought (mean per campaign)")
    table.add_column("KPI (unit below)", min_width=20)
    for name in columns:
        table.add_column(Text(spoken(name)), justify="right", max_width=_VALUE_WIDTH - 2)  # long names wrap
    for kpi_name, row in estimates.items():
        kpi = kpis[kpi_name]
        best = best_means(kpi.better, {name: row[name].mean for name in schedules})
        step = row_step([row[name] for name in schedules])
        cells = [_estimate_cell(row[name], kpi.unit, step, name in best) for name in columns]
        unit = f"in {unit_shown(kpi.unit)}" if is_share(kpi.unit) else kpi.unit
        table.add_row(Text.assemble(kpi.label, "\n", (unit, "dim")), *cells)
    return table


def titled_table(title: str, headings: Iterable[str] = (), left: Collection[str] = ()) -> Table:
    """An empty table with title and headings, in the look of all of them; columns not in ``left`` hold numbers."""
    table = Table(title=title, title_style="bold", title_justify="left", box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, justify="left" if heading in left else "right")
    return table


def _estimate_cell(value: Estimate, unit: str, step: float | None, best: bool) -> Text:
    half = (value.high - value.low) / 2.0
    mean = show(value.mean, unit, step)
    interval = f"± {show(half, unit, step) if half else 0}" if math.isfinite(half) else "no interval"
    if math.isnan(value.mean):
        interval = ""
    return Text.assemble((f"* {mean}", "bold green") if best else mean, "\n", (interval, "dim"))


def _difference_table(
    differences: Mapping[str, Sequence[tuple[PairedDifference, str]]], kpis: Mapping[str, Kpi]
) -> Table:
    table = titled_table("Differences, replicate by replicate")
    table.add_column("KPI (unit), first minus second", min_width=20)
    for heading in ("difference", "95 % interval", "verdict", "pairing"):
        table.add_column(heading, justify="left" if heading == "verdict" else "right")
    for kpi_name, pairs in differences.items():
        kpi = kpis[kpi_name]
        unit = "percentage points" if is_share(kpi.unit) else kpi.unit
        table.add_row(Text.assemble((kpi.label, "bold"), (f" ({unit})", "dim")), "", "", "", "")
        step = row_step([pair for pair, _ in pairs])
        for pair, word in pairs:
            table.add_row(*_difference_cells(pair, word, kpi.unit, step), end_section=pair is pairs[-1][0])
    return table


def _difference_cells(
    pair: PairedDifference, word: str, unit: str, step: float | None
) -> tuple[Text, str, str, Text, str]:
    mean = show_difference(pair.mean, unit, step).removesuffix(" pp")
    low, high = (end_shown(end, show_difference(end, unit, step).removesuffix(" pp")) for end in (pair.low, pair.high))
    return (
        Text(f"{spoken(pair.first)} minus {spoken(pair.second)}"),
        mean,
        f"{low} to {high}" if math.isfinite(pair.high - pair.low) else "no interval",
        Text(word, style="bold green" if word == "clear" else "dim"),
        _worth(pair.replicates_saved),
    )


def _chance_table(
    schedules: Sequence[str],
    probability_best: Mapping[str, float],
    draws: Mapping[str, float] | None,
    wins: Mapping[str, float],
    objective: Kpi,
) -> Table:
    shares = {"in one draw": draws, "in one campaign": wins} if draws else {"in one campaign": wins}
    table = titled_table(f"Who is best by {noun(objective)}", ("Schedule", "on average", *shares), ("Schedule",))
    for name in schedules:
        cells = [percent(share.get(name, math.nan)) for share in shares.values()]
        table.add_row(Text(spoken(name)), chance_shown(probability_best.get(name, math.nan)), *cells)
    return table


def best_means(better: str, means: Mapping[str, float]) -> set[str]:
    """The schedules with the best mean; none where neither more nor less is ``better``, or all are equal."""
    known = {name: mean for name, mean in means.items() if math.isfinite(mean)}
    if better == "neither" or not known:
        return set()
    best = max(known.values()) if better == "higher" else min(known.values())
    # Equal means that were summed in another order differ in their last bits.
    leaders = {name for name, mean in known.items() if math.isclose(mean, best, rel_tol=1e-9)}
    return leaders if len(leaders) < len(known) else set()


def _worth(replicates_saved: float) -> str:
    if math.isnan(replicates_saved):
        return "n/a"
    # Beyond a thousand only the order matters, and infinity (a difference that never varied) is one more.
    return "> 1,000 x" if replicates_saved > 1_000 else f"{show(replicates_saved, 'times', replicates_saved)} x"
