"""The answer to a question in a sentence or two: which schedule is best, by how much, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.statistics.estimates import Estimate, PairedDifference
from experiments.statistics.pairs import better_by, verdict
from experiments.words.numbers import chance_shown, difference_unit, end_shown, is_amount, is_share, noun, show, spoken
from sim.errors import InputError
from sim.kpis import Kpi

_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def answer_sentence(
    objective: Kpi,
    schedules: Sequence[str],
    estimates: Mapping[str, Estimate],
    differences: Sequence[PairedDifference],
    probability_best: Mapping[str, float],
) -> str:
    """Which schedule is best by the objective, by how much, and how sure that is, in one sentence or two.

    Intervals are 95 %. The schedule with the best mean is compared with the next best. The answer
    is called undecided when that interval holds zero, or when there is no interval.
    """
    if objective.better == "neither":
        raise InputError(f"{objective.name!r} cannot be an objective: neither more nor less of it is better")
    sign = 1.0 if objective.better == "higher" else -1.0
    known = [name for name in schedules if math.isfinite(estimates[name].mean)]
    known.sort(key=lambda name: -sign * estimates[name].mean)
    name_of_it = noun(objective)
    if not known:
        return f"No answer: no schedule has a value of {name_of_it}."
    if len(known) == 1:
        return _lone_answer(objective, known[0], estimates[known[0]], len(schedules))
    best, runner_up = known[:2]
    lead = better_by(differences, best, runner_up, sign)
    if lead is None or math.isnan(lead.low):
        mean = sign * (estimates[best].mean - estimates[runner_up].mean)
        return (
            f"Undecided: {_compare(objective, best, runner_up, mean, None)} on average, but there is no interval; "
            "more replicates, usually dozens, are needed to tell this from luck."
        )
    probability = probability_best.get(best, math.nan)
    chance = f"{_best_of(known)} with probability {chance_shown(probability)}"
    if math.isnan(probability):
        chance = f"{_best_of(known)} so far, with too few draws to say how probably"
    half = (lead.high - lead.low) / 2.0
    compared = _compare(objective, best, runner_up, lead.mean, half)
    interval = " to ".join(end_shown(end, _amount(end, objective.unit, half)) for end in (lead.low, lead.high))
    if verdict(lead) == "equal":
        return f"Undecided: {spoken(best)} and {spoken(runner_up)} have the same {name_of_it} in every replicate."
    if verdict(lead) == "open":
        holds = f"but its 95 % interval, {interval}, holds zero"
        if _is_level(objective, lead.mean, half):
            holds = f"and the 95 % interval of their difference is {interval}"
        return (
            f"Undecided: {compared} on average, {holds}; {spoken(best)} is {chance}. "
            "More replicates may decide, or the two may be equally good."
        )
    sentence = f"{compared} (95 % interval {interval}); it is {chance}."
    open_against = [
        spoken(other)
        for other in known[2:]
        if (pair := better_by(differences, best, other, sign)) is None or verdict(pair) != "clear"
    ]
    if open_against:
        sentence += f" It cannot be told apart from {' or '.join(open_against)}."
    return sentence


def _compare(objective: Kpi, best: str, other: str, mean: float, half: float | None) -> str:
    """A clause such as "micro only brings 123 more incremental purchases than macro only"."""
    amount, measure = _amount(mean, objective.unit, half), noun(objective)
    if _is_level(objective, mean, half):
        return f"{spoken(best)} and {spoken(other)} are level in {measure}"
    if objective.denominator is None and objective.better == "higher":
        money = f" {objective.unit}" if is_amount(objective.unit) else ""
        return f"{spoken(best)} brings {amount}{money} more {measure} than {spoken(other)}"
    unit = difference_unit(objective.unit)
    return f"{spoken(best)} is {objective.better} in {measure} than {spoken(other)} by {amount} {unit}"


def _is_level(objective: Kpi, mean: float, half: float | None) -> bool:
    """Whether a difference is shown as zero."""
    return not _amount(mean, objective.unit, half).strip("-0.,")


def _lone_answer(objective: Kpi, name: str, value: Estimate, schedules: int) -> str:
    half = (value.high - value.low) / 2.0
    step = half if math.isfinite(half) else None
    low, high = (show(end, objective.unit, step) for end in (value.low, value.high))
    interval = "no interval" if step is None else f"95 % interval {low} to {high}"
    unit = "" if is_share(objective.unit) else f" {objective.unit}"
    reason = "there is no other schedule" if schedules == 1 else "no other schedule has a value"
    amount, measure = show(value.mean, objective.unit, step), noun(objective)
    brought = f"brings {amount} {measure}" if measure.endswith(objective.unit) else f"has {measure} of {amount}{unit}"
    return f"Nothing to compare: {spoken(name)} {brought} ({interval}); {reason}."


def _amount(value: float, unit: str, step: float | None) -> str:
    """A difference's size without sign word or suffix; between shares it counts percentage points."""
    return show(value, unit, step).removesuffix(" %")


def _best_of(known: Sequence[str]) -> str:
    if len(known) == 2:
        return "the better of the two"
    return f"the best of the {_NUMBER_WORDS[len(known)] if len(known) < len(_NUMBER_WORDS) else len(known)}"
