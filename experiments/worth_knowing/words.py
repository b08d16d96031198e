"""What data are worth, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.words.numbers import noun, percent, show_difference, spoken
from experiments.worth_knowing.study import WorthKnowing
from experiments.worth_knowing.worth import Worth

_LUCK = 0.5  # of the variance of the answer: more is worth a warning


def what(study: WorthKnowing) -> str:
    """The answer that is to be narrowed."""
    first, second = (spoken(name) for name in study.schedules)
    return f"{noun(study.kpi)} of {first} less that of {second}"


def sentences(study: WorthKnowing) -> list[str]:
    """What is believed before any data, the data that narrow it most, and how much of it was luck."""
    unit, before = study.kpi.unit, study.before
    step = before.width() / 2.0
    low, high = (show_difference(before.at(level), unit, step) for level in (0.05, 0.95))
    told = [
        f"Before any data, {what(study)} lies between {low} and {high} with a chance of 90 %; it is above zero with a "
        f"chance of {percent(before.above_zero())}.",
        _best(study, study.worths[0]),
    ]
    if contradicted(study.worths):
        told.append(
            f"All measures of a campaign cannot tell less than one of them, and here they leave more: {study.points:,} "
            "points are too few for the order of the data to be trusted; play more (--points)."
        )
    if study.luck_share > _LUCK:
        told.append(
            f"{percent(study.luck_share)} of what differs between the points is luck of the {study.lucks} campaigns "
            "that the answer was taken from. It was taken out, but widths are uncertain by it: more lucks (--lucks) or "
            "people (--people) make them surer."
        )
    return told


def contradicted(worths: Sequence[Worth]) -> bool:
    """Whether all measures of one campaign surely leave more than one of them, as only a table too small can say."""
    single = [one for one in worths if one.data.campaigns == 1]
    whole = {one.data.schedule: one.width_left.low for one in single if one.data.kind == "all measures"}
    parts = (one for one in single if one.data.kind == "one measure")
    return any(part.width_left.mean < whole.get(part.data.schedule, 0.0) for part in parts)


def _best(study: WorthKnowing, best: Worth) -> str:
    left = best.width_left
    if left.high >= 1.0:
        return f"None of the data sets surely narrows the interval of {what(study)}."
    ends = f"{percent(left.low)} to {percent(left.high)}"
    halved = ", so that it is about halved" if left.low <= 0.5 <= left.high else ""
    return (
        f"With {best.data.name} {percent(left.mean)} of the width of the 90 % interval of {what(study)} is left "
        f"({ends}){halved}; nothing else that was tried leaves less. The sign is then sure in "
        f"{percent(best.sure_share)} of the cases."
    )
