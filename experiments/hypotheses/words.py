"""A tested hypothesis in words: its claims, its verdict, the mechanisms that carry it and where it turns."""

from __future__ import annotations

import math
from collections.abc import Mapping

from experiments.hypotheses.claims import Judged
from experiments.hypotheses.run import SETS, Question, Swept, Tested, UnderSet
from experiments.hypotheses.stated import MEASURES, Claim
from experiments.hypotheses.verdicts import Dependence, Turn
from experiments.statistics.estimates import Estimate
from experiments.words.numbers import capitalised, is_share, noun, show_difference, spoken
from sim.assumptions.belief import value_at
from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import Assumptions
from sim.listed import listed
from sim.tiers import TierTable

_MOST_CARRIERS = 2  # as many mechanisms are told of


def says(claim: Claim) -> str:
    """The claim as a sentence, its threshold included."""
    if claim.against is not None:
        measure, against = noun(claim.kpi), noun(MEASURES[claim.against])
        return f"rank correlation of {measure} and {against} over {len(claim.names)} launches below {claim.threshold:g}"
    asked = claim.by_percent if claim.by_percent is not None else claim.by
    assert asked is not None
    better, worse = ("higher", "lower") if claim.more is not None else ("lower", "higher")
    size = f"at least {_size(asked, claim)} {better}" if asked >= 0 else f"at most {_size(-asked, claim)} {worse}"
    first, second = claim.more or claim.less, f"under {_arm(claim.than)}"
    if claim.than_measure is not None:
        other = noun(MEASURES[claim.than_measure])
        second = other if claim.than == first else f"{other} {second}"
    return f"{noun(claim.kpi)} {size} under {_arm(first)} than {second}"


def _arm(side: str | tuple[str, str] | None) -> str:
    assert side is not None
    return spoken(side) if isinstance(side, str) else f"{spoken(side[0])} over {spoken(side[1])}"


def _size(amount: float, claim: Claim) -> str:
    if claim.relative:
        return f"{amount:g} %"
    if claim.kpi.unit == "EUR":
        return f"{amount:,g} EUR"
    return f"{100 * amount:g} percentage points" if is_share(claim.kpi.unit) else f"{amount:g}"


def effect_shown(value: float, claim: Claim, step: float | None = None) -> str:
    """An effect with its sign: in per cent of the second arm, else in the measure's unit; "unknown" for none."""
    if math.isnan(value):
        return "unknown"
    if claim.against is not None:
        return f"{value:+.2f}"
    if claim.relative:
        shown = f"{100.0 * value:+,.{0 if step is None or step > 0.01 else 1}f}"
        return f"{shown if shown.strip('+-0.') else '0'} %"
    return show_difference(value, claim.kpi.unit, step) + (" EUR" if claim.kpi.unit == "EUR" else "")


def interval_shown(effect: Estimate, claim: Claim) -> str:
    """Both limits of an effect; "no interval" where there is none."""
    if math.isnan(effect.low) or math.isnan(effect.high):
        return "no interval"
    step = (effect.high - effect.low) / 2.0
    low, high = (effect_shown(end, claim, step) for end in (effect.low, effect.high))
    for unit in (" %", " pp", " EUR"):
        if low.endswith(unit) and high.endswith(unit):
            low = low.removesuffix(unit)
    return f"{low} to {high}"


def found(judged: Judged, claim: Claim) -> str:
    """Effect and interval, such as "+12 % (3 to 21 %)"."""
    half = (judged.effect.high - judged.effect.low) / 2.0
    step = half if math.isfinite(half) and half > 0.0 else None
    return f"{effect_shown(judged.effect.mean, claim, step)} ({interval_shown(judged.effect, claim)})"


def decisive(result: UnderSet) -> int:
    """The claim on which the verdict under a set of assumptions rests, counted from 0."""

    def distance(k: int) -> float:
        d = result.claims[k].beyond
        spread = float(d.std(ddof=1)) if d.size > 1 else 0.0
        return (
            float(d.mean()) / (spread / math.sqrt(d.size))
            if spread > 0.0
            else math.copysign(math.inf, d.mean() if d.size else 0.0)
        )

    places = range(len(result.claims))
    if result.verdict == "refuted":
        failed = [k for k in places if result.claims[k].state == "refuted" and result.dependences[k] is None]
        return min(failed, key=distance)
    if result.verdict == "depends":
        return next(k for k in places if result.dependences[k] is not None)
    if result.verdict == "undecided":
        return min((k for k in places if result.claims[k].state == "undecided"), key=distance)
    return min(places, key=distance)


def carriers(result: UnderSet) -> list[str]:
    """The mechanisms that surely push the decisive claim to where it stands, the strongest first."""
    place = decisive(result)
    state = result.claims[place].state
    carrying = [ablation for ablation in result.ablations if ablation.carries(place, state)]
    return [ablation.mechanism for ablation in sorted(carrying, key=lambda ablation: -abs(ablation.change[place].mean))]


def carried(tested: Tested, result: UnderSet) -> str:
    """Which mechanism carries the result under a set, in a sentence; empty where none was tried."""
    if not result.ablations:
        return ""
    place = decisive(result)
    claim, judged = tested.hypothesis.claims[place], result.claims[place]
    names = carriers(result)
    if judged.state == "undecided":
        return "As it is undecided, nothing can be said to carry it."
    if not names:
        tried = listed([spoken(ablation.mechanism) for ablation in result.ablations])
        return f"None of the mechanisms tried ({tried}) surely carries it."
    sentences = []
    for name in names[:_MOST_CARRIERS]:
        ablation = next(ablation for ablation in result.ablations if ablation.mechanism == name)
        verb = "It hangs on" if ablation.turns(place) else "It is pushed that way by"
        with_it, without = (found(judgements[place], claim) for judgements in (ablation.with_it, ablation.without))
        sentences.append(
            f"{verb} {spoken(name)} ({MECHANISMS[name].meaning}): over the same "
            f"{len(ablation.without[place].beliefs)} draws the effect is {with_it} with it and {without} without."
        )
    if not any(ablation.turns(place) for ablation in result.ablations):
        sentences.append("Without any one of the mechanisms tried it would come out on the same side.")
    return " ".join(sentences)


def turning_point(dependence: Dependence, assumptions: Assumptions) -> str:
    """Where a claim turns on an assumption, such as "it holds where the fee is above 0.012 (0.008 to 0.02)"."""
    name, _, tier = dependence.assumption.partition(".")
    entry = assumptions.entry(name)
    place, low, high = (
        value_at(assumptions, dependence.assumption, min(max(q, 0.0), 1.0 - 1e-9))
        for q in (dependence.quantile.mean, dependence.quantile.low, dependence.quantile.high)
    )
    if isinstance(place, TierTable):
        parts = [f"{t} {_number(place[t])}" for t in dict.fromkeys(("micro", "macro"))]
        value = " and ".join(parts)
    else:
        assert not isinstance(low, TierTable)
        assert not isinstance(high, TierTable)
        value = f"{_number(place)} ({_number(low)} to {_number(high)})"
    unit = "on a scale of 0 to 1" if entry.unit == "0 to 1" else entry.unit
    return f"it holds where {number_named(name)}{f' of {tier}' if tier else ''} is {dependence.holds} {value} {unit}"


def number_named(name: str) -> str:
    """An assumption's name in a sentence, where its unit stands beside it."""
    return spoken(name.removesuffix("_eur"))


def _number(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def turn_in_words(swept: Swept, claim: Claim) -> str:
    """Where a claim turns as a number grows, and where the arms are level, in a sentence."""
    values = swept.sweep.values
    name = number_named(swept.sweep.number)
    tried = f"from {_number(values[0])} to {_number(values[-1])}"
    asked = f"the claim ({says(claim)})"
    first = _turn(swept.turns, name, tried, capitalised(asked), "holds", "fails")
    if claim.against is not None or claim.threshold == 0.0:
        return first
    arm, word = _arm(claim.more or claim.less), "higher" if claim.more is not None else "lower"
    subject = f"Under {arm} it"
    return f"{first} {_turn(swept.level, name, tried, subject, f'is {word} at all', f'is not {word} at all')}"


def _turn(turn: Turn, name: str, tried: str, subject: str, holds: str, fails: str) -> str:
    if turn.holds == "unknown":
        return f"{subject}: where it {holds} cannot be told, as a measure has no value at some {name}."
    if turn.holds == "always":
        return f"{subject} {holds} at every {name} tried, {tried}."
    if turn.holds == "never":
        return f"{subject} {fails} at every {name} tried, {tried}."
    low = "below what was tried" if turn.low == -math.inf else _number(turn.low)
    high = "beyond what was tried" if turn.high == math.inf else _number(turn.high)
    if turn.holds == "within":
        return f"{subject} {holds} in one part of {tried} of {name} alone, first turning at {_number(turn.value)}."
    return f"{subject} {holds} where {name} is {turn.holds} {_number(turn.value)} (95 % interval {low} to {high})."


def why(tested: Tested) -> str:
    """The verdict in a sentence or two: what was found, under which assumptions, and where it turns."""
    parts = []
    verdicts = {name: result.verdict for name, result in tested.sets.items()}
    if len(set(verdicts.values())) > 1:
        parts.append(listed([f"{verdict} under {name}" for name, verdict in verdicts.items()]).capitalize() + ".")
    for name, result in tested.sets.items():
        place = decisive(result)
        claim, judged, turning = (tested.hypothesis.claims[place], result.claims[place], result.dependences[place])
        sentence = f"Under {name}, {effect_of(claim)} is {found(judged, claim)}"
        if turning is not None:
            sentence += f"; {turning_point(turning, result.assumptions)}"
        parts.append(sentence + ".")
    return " ".join(parts)


def restated_in_words(before: Mapping[str, str]) -> str:
    """An earlier reading with the verdict that it had, and why it was given up, in three sentences."""
    return (
        f"Restated after {before['version']}. It was read as: {before['reading']} The verdict then: "
        f"{before['verdict']}. Why that measured something else: {before['because']}"
    )


def effect_of(claim: Claim) -> str:
    """The measure and the arms of a claim's effect, to stand before "is +12 %"."""
    if claim.against is not None:
        return f"the rank correlation of {noun(claim.kpi)} and {noun(MEASURES[claim.against])}"
    if claim.than_measure is not None:
        return f"{noun(claim.kpi)} of {_arm(claim.more or claim.less)} against {noun(MEASURES[claim.than_measure])}"
    return f"{noun(claim.kpi)} of {_arm(claim.more or claim.less)} against {_arm(claim.than)}"


def multiplicity(question: Question) -> str:
    """How many claims were tested at how many looks, and what is kept, in a sentence."""
    stated, looks = question.stated, question.looks
    return (
        f"{stated.claims} claims of {len(stated.hypotheses)} hypotheses, {len(SETS)} sets of assumptions and "
        f"{len(looks)} looks (at {listed([str(n) for n in looks])} draws of the assumptions) make "
        f"{stated.claims * len(SETS) * len(looks)} chances to be wrong. Every limit is set so strict (error "
        f"{question.error_per_limit:.1g}, Bonferroni) that at most {100 * stated.rule.error:g} % of such studies "
        "declare anything supported or refuted that is not; intervals are those strict ones, and on differences as "
        "skewed as those of this model one of them errs at most twice as often as it says. Mechanisms are named "
        "with an error of 5 % for each hypothesis; where a claim turns is read from the draws and has a plain 95 % "
        "interval."
    )
