"""What to choose for which objective, under which set of assumptions, and where the answer flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.replicates.do_nothing import DO_NOTHING
from experiments.statistics.best import probability_best, wins_share
from experiments.statistics.estimates import Array, PairedDifference
from experiments.statistics.pairs import better_by, money_verdict, spend_verdict, verdict
from experiments.words.numbers import chance_shown, spoken
from sim.kpis import Kpi

_SPOKEN_VERDICTS = {
    "none": "no interval",
    "spends less": "only because it spends less",
    "spends more": "only because it spends more",
    "too small": "too small to matter",
}


@dataclass(frozen=True)
class Choice:
    """The best schedule by one objective, and how sure that is.

    ``best`` has the best mean and ``lead`` is its difference from the next best, in the direction that is
    better, or None where there is no other. ``verdict`` is clear where the 95 % intervals of its
    differences from every other leave zero out, equal where it never differed from the next best, too small
    where no difference from the next best matters, open otherwise, none where there is nothing to compare;
    ``spends less`` where it would be clear, but by money that it did not spend, and ``spends more`` where it would
    be, but not per EUR spent.
    """

    kpi: str
    best: str | None
    lead: PairedDifference | None
    verdict: str
    probability_best: dict[str, float]  # that a schedule's expected value is the best
    draws_share: dict[str, float]  # share of the beliefs under which it is best
    wins_share: dict[str, float]  # share of single campaigns in which it came out best

    def unsaid(self) -> Choice:
        """The choice without verdict and probabilities, for a study in which too much is missing to say either."""
        nothing = dict.fromkeys(self.probability_best, float("nan"))
        return replace(self, verdict="none", probability_best=nothing)


def choice(
    kpi: Kpi,
    schedules: Sequence[str],
    numerators: Mapping[str, Array],
    denominators: Mapping[str, Array] | None,
    differences: Sequence[PairedDifference],
    seed: int,
    at_equal_spend: Sequence[PairedDifference] | None = None,
    per_eur: Sequence[PairedDifference] | None = None,
) -> Choice:
    """The choice by one indicator of which more or less is better, from its differences pair by pair.

    ``schedules`` are all arms there are to choose from; by profit, doing nothing may be one of them.

    ``at_equal_spend`` has the same pairs, of profit as if what is unspent were spent, and ``per_eur`` those per EUR
    spent where schedules cannot spend the same; a lead must be clear by either too, where it is given.

    Arrays have the shape (beliefs, lucks), one for each schedule; the mean over the lucks of a belief is
    the datum, single replicates count for ``wins_share`` alone.
    """
    if kpi.better == "neither":
        raise ValueError(f"{kpi.name}: neither more nor less of it is better")
    sign = 1.0 if kpi.better == "higher" else -1.0
    per_belief = {name: numerators[name].mean(axis=1) for name in schedules}
    below = None if denominators is None else {name: denominators[name].mean(axis=1) for name in schedules}
    values = {name: _value(per_belief[name], None if below is None else below[name], kpi) for name in schedules}
    order = sorted((name for name in schedules if np.isfinite(values[name])), key=lambda name: -sign * values[name])
    higher = kpi.better == "higher"
    above = np.array([per_belief[name] for name in schedules])
    under = None if below is None else np.array([below[name] for name in schedules])
    chances = probability_best(above, higher, seed=seed, denominators=under)
    draws = wins_share(above, higher, denominators=under)
    wins = wins_share(
        np.array([numerators[name].ravel() for name in schedules]),
        higher,
        denominators=None if denominators is None else np.array([denominators[name].ravel() for name in schedules]),
    )
    leads = _leads(order, differences, sign)
    return Choice(
        kpi.name,
        order[0] if order else None,
        leads[0] if leads else None,
        _overall(
            leads,
            kpi.matters,
            None if at_equal_spend is None else _leads(order, at_equal_spend, sign),
            None if per_eur is None else _leads(order, per_eur, sign),
        ),
        dict(zip(schedules, chances.tolist(), strict=True)),
        dict(zip(schedules, draws.tolist(), strict=True)),
        dict(zip(schedules, wins.tolist(), strict=True)),
    )


def _leads(order: Sequence[str], differences: Sequence[PairedDifference], sign: float) -> list[PairedDifference]:
    """The best against each of the others."""
    return [pair for other in order[1:] if (pair := better_by(differences, order[0], other, sign)) is not None]


def _overall(
    leads: Sequence[PairedDifference],
    matters: float,
    at_equal_spend: Sequence[PairedDifference] | None,
    per_eur: Sequence[PairedDifference] | None,
) -> str:
    if not leads or not np.isfinite(leads[0].high - leads[0].low):
        return "none"
    if verdict(leads[0]) == "equal":
        return "equal"
    if max(abs(leads[0].low), abs(leads[0].high)) < matters:
        return "too small"
    if any(verdict(lead) != "clear" for lead in leads):
        return "open"
    if at_equal_spend is not None:
        is_clear = all(money_verdict(*pair) == "clear" for pair in zip(leads, at_equal_spend, strict=True))
        return "clear" if is_clear else "spends less"
    if per_eur is not None:
        is_clear = all(spend_verdict(*pair) == "clear" for pair in zip(leads, per_eur, strict=True))
        return "clear" if is_clear else "spends more"
    return "clear"


def _value(numerator: Array, denominator: Array | None, kpi: Kpi) -> float:
    if not numerator.size:
        return float("nan")
    below = 1.0 if denominator is None else float(denominator.mean())
    return kpi.factor * float(numerator.mean()) / below if below else float("nan")


def flip(objective: str, choices: Mapping[str, Choice]) -> str | None:
    """Where the answer to an objective differs between sets of assumptions, in a sentence; None where it does not.

    A set under which nobody is ahead by anything that matters has no answer that could differ.
    """
    best = {
        name: choice.best
        for name, choice in choices.items()
        if choice.best is not None and choice.verdict not in ("equal", "too small")
    }
    if len(set(best.values())) < 2:
        return None
    clear = [name for name in best if choices[name].verdict == "clear"]
    answers = ", ".join(f"{spoken(best[name])} under {name}" for name in best)
    if len(clear) == len(best):
        return f"{objective} flips: {answers}; both are clear."
    doubtful: dict[str, list[str]] = {}
    for name in best:
        if name not in clear:
            doubtful.setdefault(_in_words(choices[name].verdict), []).append(name)
    doubt = ", ".join(f"{word} under {' and '.join(names)}" for word, names in doubtful.items())
    return f"{objective} may flip: {answers}; {doubt}."


def matrix(
    choices: Mapping[str, Mapping[str, Choice]], if_launched: Mapping[str, Choice] | None = None
) -> dict[str, dict[str, str]]:
    """The choice by objective and set, as one cell of words each; ``choices`` is by set, then objective.

    ``if_launched`` is by set the choice by profit among the schedules alone: it is told where doing nothing is best.
    """
    cells: dict[str, dict[str, str]] = {}
    for set_name, by_objective in choices.items():
        for objective, choice in by_objective.items():
            cell = _cell(choice)
            if choice.best == DO_NOTHING and if_launched and if_launched[set_name].lead is not None:
                cell += f"; if launched: {_cell(if_launched[set_name])}"
            cells.setdefault(objective, {})[set_name] = cell
    return cells


def _cell(choice: Choice) -> str:
    if choice.best is None or choice.lead is None:
        return "nothing to compare"
    chance = choice.probability_best.get(choice.best, float("nan"))
    if choice.verdict == "equal" and np.allclose(list(choice.probability_best.values()), chance):
        return "no schedule differs"
    word = _in_words(choice.verdict)
    if choice.lead.mean == 0.0:
        return f"{spoken(choice.best)} or {spoken(choice.lead.second)} ({word})"
    sure = "" if np.isnan(chance) or choice.verdict in ("spends less", "spends more") else f", {chance_shown(chance)}"
    return f"{spoken(choice.best)} ({word}{sure})"


def _in_words(verdict: str) -> str:
    return _SPOKEN_VERDICTS.get(verdict, verdict)
