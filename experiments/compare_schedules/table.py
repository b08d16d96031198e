"""Decisions at the terminal: what to choose for which objective, what may go wrong, and what is not known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rich.console import Console, Group
from rich.text import Text

from experiments.compare_schedules.choices import matrix
from experiments.compare_schedules.comparison import Comparison, Risk, flips
from experiments.compare_schedules.spending import NOTHING_BOUGHT, mean_bought
from experiments.compare_schedules.unequal_spend import EUR, UnequalSpend, shown_per_eur
from experiments.compare_schedules.words import TRUST_HANGS_ON, answer, ingredient_lines, notes, sets_sentence
from experiments.replicates.do_nothing import DO_NOTHING
from experiments.statistics.estimates import Estimate, PairedDifference
from experiments.statistics.pairs import verdict
from experiments.statistics.sequential import FEWEST_BELIEFS
from experiments.words.numbers import (
    capitalised,
    difference_unit,
    noun,
    percent,
    row_step,
    show,
    show_difference,
    spoken,
)
from experiments.words.setting import setting
from experiments.words.tables import budget_table, comparison_table, titled_table
from sim.kpis import OBJECTIVES, Kpi
from sim.scenario.scenario import Scenario
from sim.world.influencers import roster_notes

_DRIVERS_SHOWN = 4


def print_comparison(screen: Console, comparisons: Mapping[str, Comparison]) -> None:
    """Everything a strategist reads, set by set; the matrix over all sets and the answers come last."""
    for line in roster_notes(next(iter(comparisons.values())).scenario):
        screen.print(f"Roster: {line}.", highlight=False, markup=False)
    for name, comparison in comparisons.items():
        times = f"{comparison.replicates} paired replicates" if comparison.replicates > 1 else "one replicate"
        beliefs = comparison.replicates // max(1, comparison.design.lucks)
        if comparison.design.lucks and beliefs > 1:
            times += f", {beliefs} draws of the uncertain assumptions"
        screen.print(setting(comparison.scenario, times), highlight=False, markup=False)
        screen.print(budget_table(mean_bought(comparison) | {DO_NOTHING: NOTHING_BOUGHT}, comparison.scenario.currency))
        screen.print(
            comparison_table(
                comparison.schedules,
                comparison.estimates,
                comparison.differences,
                comparison.decision.probability_best,
                comparison.decision.wins_share,
                comparison.scenario.judged_by,
                comparison.decision.draws_share if comparison.design.lucks else None,
                {name: comparison.verdicts(name) for name in comparison.differences},
                over_nothing=comparison.over_nothing,
                width=screen.width,
                kpis=comparison.scenario.indicators,
                currency=comparison.scenario.currency,
            )
        )
        if comparison.unequal is not None:
            screen.print(per_eur_table(comparison.schedules, comparison.unequal, comparison.scenario))
        screen.print(risk_table(comparison))
        for text in (belief_text(comparison), judgement_text(comparison)):
            if text.plain.strip():
                screen.print(text)
        for line in ingredient_lines(comparison):
            screen.print(f"{line}\n", highlight=False, markup=False)
        for line in notes(name, comparison):
            screen.print(line, highlight=False, markup=False)
    if max(len(comparison.schedules) for comparison in comparisons.values()) > 1:
        screen.print(matrix_table(comparisons))
    if difference := sets_sentence(comparisons):
        screen.print(Text(f"{difference}\n", style="dim"))
    for name, comparison in comparisons.items():
        screen.print(Text(f"Under {name}: {answer(comparison)}\n", style="bold"))


def matrix_table(comparisons: Mapping[str, Comparison]) -> Group:
    """Rows: objectives; columns: sets of assumptions; a cell names the schedule to choose, and how sure that is."""
    cells = matrix(
        {name: comparison.choices for name, comparison in comparisons.items()},
        {name: comparison.if_launched for name, comparison in comparisons.items()},
    )
    headings = ("objective (judged by)", *(f"under {name}" for name in comparisons))
    table = titled_table("What to choose for which objective", headings, left=headings)
    kpis = next(iter(comparisons.values())).scenario.indicators
    for objective, kpi in OBJECTIVES.items():
        chosen = [cells[objective][name] for name in comparisons]
        words = [Text(cell, "bold green" if "(clear" in cell.split(";")[0] else "") for cell in chosen]
        table.add_row(Text.assemble(objective, "\n", (noun(kpis[kpi]), "dim")), *words)
    lines = [f"{sentence}" for sentence in flips(comparisons).values() if sentence]
    if len(comparisons) > 1:
        lines = lines or ["No answer differs between the two sets."]
    lines.append(
        "Clear: better than every other, each 95 % interval leaving zero out (not adjusted for the number of "
        "objectives). The number is the probability that its expected value is the best."
    )
    lines.append(TRUST_HANGS_ON)
    return Group(table, Text("\n".join(lines) + "\n", style="dim"))


def risk_table(comparison: Comparison) -> Group:
    """Probability of loss, value at risk, regret; what knowing more would be worth."""
    objective, code = comparison.scenario.judged_by, comparison.scenario.currency.code
    several = len(comparison.decision.probability_best) > 1  # one alone is nothing to choose from or to regret
    headings = ("Schedule", "loses money", "95 % interval", "5 % worst profit", "mean of those", "expected regret")
    title = "What may go wrong in one campaign"
    table = titled_table(title, headings if several else headings[:-1], ("Schedule",))
    for name, risk in comparison.risks.items():
        loss = risk.loss_probability
        cells: list[Text | str] = [
            Text(spoken(name)),
            percent(loss.mean),
            f"{percent(loss.low)} to {percent(loss.high)}",
            f"{show(risk.value_at_risk_eur, 'EUR')} {code}",
            f"{show(risk.conditional_value_at_risk_eur, 'EUR')} {code}",
            "" if name == DO_NOTHING and math.isnan(risk.expected_regret) else _regret(risk, objective),
        ]
        table.add_row(*(cells if several else cells[:-1]))
    if not several:
        return Group(table)
    best = "best choice" if DO_NOTHING in comparison.decision.probability_best else "best schedule"
    note = f"Regret: {noun(objective)} behind the {best} of that campaign, on average."
    return Group(table, Text(f"{note}{_worth(comparison, objective)}\n", style="dim"))


def _regret(risk: Risk, objective: Kpi) -> str:
    return show_difference(risk.expected_regret, objective.unit).removeprefix("+")


def _worth(comparison: Comparison, objective: Kpi) -> str:
    """The value of perfect information in a sentence; empty where it is not known."""
    known = comparison.information
    if math.isnan(known.everything):
        return ""
    everything, low, high = (
        show(value, objective.unit).removesuffix(" %")
        for value in (known.everything, known.assumptions_low, known.assumptions_high)
    )
    alone = f"at most {high}" if math.isnan(known.assumptions_low) else f"{low} to {high}"
    return (
        f" Knowing assumptions and luck beforehand would be worth {everything} {difference_unit(objective.unit)}, "
        f"knowing the assumptions alone {alone}."
    )


def belief_text(comparison: Comparison) -> Text:
    """Effect of the uncertain assumptions on the answer, in a few lines; empty where none was drawn."""
    effects = comparison.beliefs
    if effects is None:
        return Text("")
    lines = []
    if math.isfinite(effects.split.between_share):
        lines.append(
            f"Of the variance of {noun(comparison.scenario.judged_by)} under {spoken(effects.first)}, "
            f"{percent(effects.split.between_share)} is what we do not know of the assumptions and "
            f"{percent(effects.split.within_share)} is luck."
        )
        if not math.isnan(effects.saved):
            lines[0] += (
                " All schedules share each draw of the assumptions, which makes one replicate worth "
                f"{_times(effects.saved)} with separate draws."
            )
    if math.isfinite(effects.survives.mean):
        lines.append(
            f"{capitalised(spoken(effects.first))} is ahead of {spoken(effects.second)} in "
            f"{percent(effects.survives.mean)} of the draws of the assumptions ({percent(effects.survives.low)} to "
            f"{percent(effects.survives.high)})."
        )
    moving = [driver for driver in effects.drivers if driver.p_value < 0.05][:_DRIVERS_SHOWN]
    unit = comparison.scenario.judged_by.unit
    for driver in moving:
        entry = comparison.scenario.assumptions.entry(driver.name.split(".")[0])
        low, high = (show_difference(value, unit) for value in (driver.low_mean, driver.high_mean))
        turn = "; the answer flips" if driver.flips else ""
        lines.append(
            f"It hangs on {driver.name} ({entry.standing}): the lead is {low} where that is low and {high} where it is "
            f"high{turn}."
        )
    if effects.drivers and not moving:
        lines.append("No single assumption moves the lead by more than chance would.")
    return Text("\n".join(lines) + "\n", style="dim")


def judgement_text(comparison: Comparison) -> Text:
    """The end of a study that was to go on until its decision was clear; empty for any other study."""
    judgement = comparison.judgement
    if judgement is None:
        return Text("")
    ends = {
        "clear": "the decision is clear",
        "indifferent": "the schedules that are left differ by less than matters",
        "open": "the cap is reached and the decision is open",
    }
    draws = "draws of the assumptions" if comparison.design.lucks else "replicates"
    few = f", as it always is with fewer than {FEWEST_BELIEFS} {draws}" if judgement.beliefs < FEWEST_BELIEFS else ""
    return Text(
        f"Stopped after {comparison.replicates} replicates: {ends[judgement.state]}{few}. At most 5 % of studies that "
        "go on in this way declare a schedule best that is not, all their looks together (more, up to 9 %, where a few "
        "rare draws hold nearly all there is); the intervals and verdicts elsewhere are those of one look.\n",
        style="dim",
    )


def _times(saved: float) -> str:
    return "any number" if math.isinf(saved) else f"{saved:.1f}"


def per_eur_table(schedules: Sequence[str], unequal: UnequalSpend, scenario: Scenario) -> Group:
    """Means per 1,000 EUR spent with their intervals, and the paired differences between schedules."""
    title = f"Per {EUR:,.0f} {scenario.currency.code} spent, as schedules cannot spend the same"
    table = titled_table(title, ("KPI", "", "mean", "95 % interval", "verdict"), ("KPI", "", "verdict"))
    for name in shown_per_eur(unequal, scenario.objective):
        kpi = scenario.indicators[name]
        values = unequal.per_thousand_eur[name]
        step = row_step([values[schedule] for schedule in schedules])
        for schedule in schedules:
            value = values[schedule]
            first = Text(noun(kpi)) if schedule == schedules[0] else ""
            table.add_row(
                first, Text(spoken(schedule)), show(value.mean, kpi.unit, step), _ends(value, kpi.unit, step), ""
            )
        step = row_step(unequal.differences[name])
        for pair in unequal.differences[name]:
            names = Text(f"{spoken(pair.first)} minus {spoken(pair.second)}")
            word = verdict(pair)
            table.add_row(
                "",
                names,
                show_difference(pair.mean, kpi.unit, step),
                _ends(pair, kpi.unit, step),
                Text(word, style="bold green" if word == "clear" else "dim"),
                end_section=pair is unequal.differences[name][-1],
            )
    note = "All other tables are of what each schedule brought at what it spent.\n"
    return Group(table, Text(note, style="dim"))


def _ends(value: Estimate | PairedDifference, unit: str, step: float | None) -> str:
    if not math.isfinite(value.high - value.low):
        return "no interval"
    told = show_difference if isinstance(value, PairedDifference) else show
    return f"{told(value.low, unit, step)} to {told(value.high, unit, step)}"
