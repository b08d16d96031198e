"""A comparison in sentences: its answer, the doubts about it, and notes to the figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from experiments.compare_schedules.choices import Choice
from experiments.compare_schedules.comparison import Comparison
from experiments.compare_schedules.unequal_spend import lead_per_eur, per_thousand_eur
from experiments.compare_schedules.unequal_words import unequal_answer
from experiments.replicates.design import MOST_MISSING_SHARE
from experiments.replicates.do_nothing import DO_NOTHING
from experiments.statistics.estimates import PairedDifference
from experiments.statistics.pairs import better_by, verdict
from experiments.words.answer_sentence import answer_sentence
from experiments.words.assumption_difference import difference_sentence
from experiments.words.numbers import end_shown, noun, percent, show, show_difference, spoken
from sim.kpis import Kpi

# Objectives in money: where they are asked about, whether to launch at all comes first.
# Under every table of objectives: the order of the tiers in trust is an assumption, whatever the interval says.
TRUST_HANGS_ON = (
    "Trust: which tier wins it hangs on how authentic and how expert each is assumed to be, and on how much either "
    "weighs (authority_weight); nobody has measured these."
)
_OF_MONEY = ("profit_eur", "roi", "roas", "revenue_eur")


def answer(comparison: Comparison) -> str:
    """The answer to the scenario's question under one set of assumptions, in a few sentences.

    What could not be played stands first, then why schedules cannot spend the same, if they cannot. Whether to launch
    at all stands before the choice of a schedule where the objective is money, and after it elsewhere.
    """
    return " ".join(filter(None, headline_and_rest(comparison)))


def headline_and_rest(comparison: Comparison) -> tuple[str, str]:
    """The answer in two parts: all of it, or where schedules cannot spend the same as much as a headline holds."""
    kpi = comparison.scenario.judged_by
    decided = comparison.if_launched if kpi.name == "profit_eur" else comparison.decision
    chosen = _only_by_unspent_money(comparison, decided) if decided.verdict == "spends less" else ""
    chosen = chosen or answer_sentence(
        kpi,
        comparison.schedules,
        comparison.estimates[kpi.name],
        comparison.differences[kpi.name],
        decided.probability_best,
    )
    parts = [chosen, *_doubts_of_the_mean(comparison, kpi)]
    launch = launch_sentences(comparison)
    missing = [missing_sentence(comparison)] if comparison.lost_replicates else []
    if comparison.unequal is not None:
        scenario, estimates = comparison.scenario, comparison.estimates[kpi.name]
        told, more = unequal_answer(
            kpi,
            comparison.schedules,
            comparison.unequal,
            estimates,
            scenario.budget_eur,
            scenario.currency,
            " ".join(parts),
        )
        return " ".join([*missing, told]), " ".join([more, *launch])
    parts = launch + parts if kpi.name in _OF_MONEY else parts + launch
    return " ".join([*missing, *parts]), ""


def launch_sentences(comparison: Comparison) -> list[str]:
    """Whether to launch at all, by profit against doing nothing, and how often money is lost: a sentence each.

    What is clearly worth launching is said only where the objective is money.
    """
    best, chosen = comparison.if_launched.best, comparison.choices["profit"]
    first, second = (DO_NOTHING, best) if comparison.do_not_launch else (best, DO_NOTHING)
    lead = better_by(comparison.over_nothing, str(first), str(second), 1.0)
    if best is None or lead is None:
        return []
    clear = chosen.verdict == "clear" if comparison.do_not_launch else verdict(lead) == "clear"
    told = []
    if not clear or comparison.do_not_launch or comparison.scenario.objective in _OF_MONEY:
        advice = "do not launch" if comparison.do_not_launch else "launch"
        told.append(
            f"For the money, {advice if clear else 'it is open whether to launch'}: {_ahead(comparison, lead)}."
        )
    return [*told, *_losing_sentence(comparison)]


def _ahead(comparison: Comparison, lead: PairedDifference) -> str:
    """By how much profit a schedule is ahead of doing nothing, or that of the schedule that loses least."""
    days = comparison.scenario.market.horizon_days
    names = {DO_NOTHING: "doing nothing"}
    first, second = (names.get(name, spoken(name)) for name in (lead.first, lead.second))
    if lead.first == DO_NOTHING and len(comparison.schedules) > 1:
        second += ", which loses least"
    half = (lead.high - lead.low) / 2.0
    step = half if math.isfinite(half) else None
    ends = " to ".join(end_shown(end, show_difference(end, "EUR", step)) for end in (lead.low, lead.high))
    interval = "no interval" if step is None else f"95 % interval {ends}"
    alike = [
        spoken(pair.first)
        for pair in comparison.over_nothing
        if lead.first == DO_NOTHING and pair.first != lead.second and verdict(pair) != "clear"
    ]
    rest = f"; it cannot be told apart from {' or '.join(alike)}" if alike and verdict(lead) == "clear" else ""
    return (
        f"within {f'these {days} days' if days > 1 else 'this day'}, {first} is on average "
        f"{show(lead.mean, 'EUR', step)} {comparison.scenario.currency.code} ahead of {second} ({interval}){rest}"
    )


def _losing_sentence(comparison: Comparison) -> list[str]:
    """A sentence on how often campaigns lose money, where it says something else than their mean profit, or more."""
    losses = {name: comparison.risks[name].loss_probability.mean for name in comparison.schedules}
    least = min(losses, key=losses.__getitem__)
    often, who = percent(losses[least]), "It" if len(losses) == 1 else "Every schedule"
    if losses[least] == 1.0:
        return [f"{who} loses money in all of its campaigns."]
    if losses[least] > 0.5 and len(losses) == 1:
        return [f"It loses money in {often} of its campaigns."]
    if losses[least] > 0.5:
        return [f"{who} loses money in more than half of its campaigns, {spoken(least)} least often ({often})."]
    return [f"Yet {spoken(least)} loses money in only {often} of its campaigns."] if comparison.do_not_launch else []


def missing_sentence(comparison: Comparison) -> str:
    """A sentence on how many replicates could not be played, why, and what follows from it."""
    sentence = (
        f"Played {comparison.replicates - comparison.lost_replicates} of {comparison.replicates} replicates; the "
        f"others count for nothing, the first because: {comparison.failed[0].error.rstrip('.')}."
    )
    if comparison.is_whole:
        return sentence
    return f"{sentence} With more than {percent(MOST_MISSING_SHARE)} missing nothing is called clear."


def _only_by_unspent_money(comparison: Comparison, decided: Choice) -> str:
    """The answer where the best profit is that of a schedule that merely spends less."""
    lead = decided.lead
    if lead is None:
        return ""
    code, more = comparison.scenario.currency.code, show(lead.mean, "EUR", (lead.high - lead.low) / 2.0)
    sentence = (
        f"Undecided: {spoken(lead.first)} has {more} {code} more profit than {spoken(lead.second)} only because it "
        "spends less"
    )
    equal = better_by(comparison.at_equal_spend, lead.first, lead.second, 1.0)
    if equal is None or (equal.low == 0.0 == equal.high):
        return f"{sentence}; at equal spend they do not differ."
    return (
        f"{sentence}; at equal spend the difference is {show_difference(equal.mean, 'EUR')} {code} (95 % interval "
        f"{show_difference(equal.low, 'EUR')} to {show_difference(equal.high, 'EUR')})."
    )


def _doubts_of_the_mean(comparison: Comparison, kpi: Kpi) -> list[str]:
    """A sentence where the schedule with the better mean is behind in most draws; none elsewhere."""
    effects, lead = comparison.beliefs, comparison.decision.lead
    if effects is None or lead is None or not lead.mean > 0.0 or not effects.survives.high < 0.5:
        return []
    who = "doing nothing" if lead.first == DO_NOTHING else "it"
    share = percent(effects.survives.mean)
    return [
        f"On average {who} is ahead, but only in {share} of the draws of the assumptions: where "
        f"it wins, it wins by more {noun(kpi)} than it loses by elsewhere."
    ]


def notes(name: str, comparison: Comparison) -> list[str]:
    """Notes to the figures, a sentence each: missing replicates, unspent money, phases that hired too few."""
    sentences = [f"Under {name}: {missing_sentence(comparison)}"] if comparison.lost_replicates else []
    for schedule, unspent in comparison.unspent.items():
        if unspent.falls_short_share > 0.0:
            sentences.append(
                f"Under {name}, {spoken(schedule)} leaves {show(unspent.mean_eur, 'EUR')} "
                f"{comparison.scenario.currency.code} of its budget unspent on average and is compared at what it "
                "spent; more than one more influencer costs is left in "
                f"{percent(unspent.falls_short_share)} of the replicates, first because: {unspent.reason}."
            )
    sentences += [
        f"In the first replicate under {name}, {spoken(run.schedule)}: {note}."
        for run in comparison.runs[: len(comparison.schedules)]
        if run.plan is not None
        for note in run.plan.notes
    ]
    return sentences


def ingredient_lines(comparison: Comparison) -> list[str]:
    """Effects of the ingredients by the objective, a line for each schedule that has any."""
    kpi = comparison.scenario.judged_by
    lines = []
    for name, parts in comparison.ingredients.items():
        effects = []
        for part in parts:
            pair = part.difference
            share = "" if math.isnan(part.share) else f", {100.0 * part.share:+.0f} %"
            ends = ""
            if math.isfinite(pair.high - pair.low):
                ends = f" ({show_difference(pair.low, kpi.unit)} to {show_difference(pair.high, kpi.unit)}{share})"
            effects.append(f"{part.name} {show_difference(pair.mean, kpi.unit)}{ends}")
        lines.append(f"What makes {spoken(name)} differ, in {noun(kpi)}: {'; '.join(effects)}.")
    return lines


def sets_sentence(comparisons: Mapping[str, Comparison], name: Callable[[str], str] = str) -> str:
    """A sentence on the numbers in which the two sets that were compared differ; empty for one set."""
    if len(comparisons) < 2:
        return ""
    first, second = (comparison.scenario.assumptions for comparison in comparisons.values())
    return difference_sentence(first, second, name)


def doubt_sentence(comparisons: Mapping[str, Comparison]) -> str:
    """Doubts about the answer of the first set: the other set, the draws of the assumptions, and the guesses."""
    (first_name, first), *others = comparisons.items()
    parts = []
    for name, other in others:
        decision = other.decision
        if decision.best is None or decision.lead is None:
            continue
        if (per_eur := _per_eur_sentence(name, other)) and _per_eur_sentence(first_name, first):
            parts.append(per_eur)
            continue
        best, too = spoken(decision.best), " too" if decision.best == first.decision.best else ""
        words = {
            "clear": f"{best} is clearly best{too}",
            "open": f"{best} is best{too}, but not clearly",
            "equal": f"{best} and {spoken(decision.lead.second)} do not differ",
            "spends less": f"{best} is ahead{too}, but only because it spends less",
            "spends more": f"{best} is ahead{too}, but only because it spends more",
            "too small": f"{best} is ahead{too}, but by less than matters",
        }
        parts.append(f"Under {name}, {words.get(decision.verdict, f'{best} is best{too}, but there is no interval')}.")
    if first.beliefs is not None and math.isfinite(first.beliefs.survives.mean):
        parts.append(
            f"Under {first_name}, {spoken(first.beliefs.first)} is ahead of {spoken(first.beliefs.second)} in "
            f"{percent(first.beliefs.survives.mean)} of the draws of the assumptions"
            f"{', at what each spends' if first.unequal else ''}."
        )
    guesses = sum(entry.standing == "guessed" for entry in first.scenario.assumptions)
    parts.append(f"{guesses} of {len(first.scenario.assumptions)} assumptions are guesses.")
    return " ".join(parts)


def _per_eur_sentence(name: str, comparison: Comparison) -> str:
    """Which schedule does best per EUR spent under a set of assumptions; empty where none is told per EUR."""
    kpi, unequal = comparison.scenario.judged_by, comparison.unequal
    lead = None if unequal is None else lead_per_eur(unequal, kpi.name)
    if lead is None:
        return ""
    thousand = per_thousand_eur(kpi, comparison.scenario.currency)
    clear = {"clear": "clearly ", "open": ""}.get(verdict(lead), "")
    doubt = "" if clear else ", but not clearly"
    return f"Under {name}, {spoken(lead.first)} is {clear}best in {noun(thousand)}{doubt}."
