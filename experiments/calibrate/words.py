"""What past campaigns say of the assumptions, in sentences."""

from __future__ import annotations

from experiments.calibrate.study import Calibration, Fit
from experiments.sensitivity.groups import groups_of
from experiments.words.numbers import percent
from sim.assumptions.belief import value_at
from sim.assumptions.numbers import Value
from sim.tiers import TierTable

_NAMED = 8  # in one sentence


def sentences(calibration: Calibration) -> list[str]:
    """What was learned, of what the data say nothing, and where campaigns of the model do not look like them."""
    posterior, learned = calibration.posterior, calibration.learned()
    spread = dict(zip(posterior.labels, posterior.spread().tolist(), strict=True))
    told = [
        f"{len(calibration.campaigns)} campaign{'s' * (len(calibration.campaigns) != 1)}, "
        f"{len(calibration.summaries)} numbers; {len(posterior.rows):,} of {len(calibration.table.totals):,} points "
        f"accepted, worth {posterior.effective_size:,.0f} independent draws."
    ]
    if learned:
        narrowed = ", ".join(f"{label} (to {percent(spread[label])})" for label in learned[:_NAMED])
        count = f"{len(learned)} number{'s' * (len(learned) != 1)}"
        told.append(f"Your data narrow what is believed of {count}, in share of its spread: {narrowed}.")
    else:
        told.append("Your data narrow none of the numbers.")
    groups = groups_of(posterior.labels)
    silent = [name for name, labels in groups.items() if not set(labels) & set(learned)]
    if silent:
        shown = ", ".join(silent[:_NAMED]) + (f" and {len(silent) - _NAMED} more" if len(silent) > _NAMED else "")
        told.append(f"Your data say nothing of {shown}: there the range is what it was.")
    if posterior.step < 1.0:
        told.append(
            "Taken together your numbers look like no campaign of the table: what is told is of those that come "
            f"nearest, {percent(posterior.step)} of the way; is the scenario (market, budget, schedule) that of these "
            "campaigns?"
        )
    told += [_foreign(fit) for fit in calibration.fits if fit.is_foreign]
    told += [
        f"{fit.summary.name}: outside of what the calibrated model shows in 90 % of its campaigns; the model cannot "
        "make such a campaign with these assumptions, or the data are of another kind."
        for fit in calibration.fits
        if not fit.is_met
    ]
    return told


def _foreign(fit: Fit) -> str:
    side = "more" if fit.place > 0.5 else "less"
    return (
        f"{fit.summary.name}: hardly any campaign of the table has {side}, so that what is said of it is guessed from "
        "afar."
    )


def number_at(calibration: Calibration, label: str, quantile: float) -> str:
    """A number at a quantile of its range, in its own unit; by tier with strokes between."""
    value: Value = value_at(calibration.scenario.assumptions, label, quantile)
    if isinstance(value, TierTable):
        return " / ".join(f"{number:.3g}" for number in value.values())
    return f"{value:.3g}"
