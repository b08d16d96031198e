"""The report: one self-contained page that answers, shows and doubts, for a reader without the program.

Nothing in it is fetched from anywhere, and the same content gives the same bytes. Whatever stands
in the content is data: it is escaped in the page, and a script in a name cannot run, because the
page's policy allows one script only, by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from experiments.files import finite
from experiments.report.pictures import (
    MOST_SCHEDULES,
    PAPERS,
    over_time,
    paired_differences,
    readable,
    virality_against_trust,
)
from experiments.statistics.estimates import Estimate
from experiments.words.numbers import (
    chance_shown,
    difference_unit,
    end_shown,
    is_amount,
    minus,
    row_step,
    show,
    show_difference,
    spoken,
    unit_shown,
)
from experiments.words.tables import best_means
from sim.money import EUR, Currency

Content = Mapping[str, Any]

_FOLDER = Path(__file__).parent / "templates"
# The page's colours in the light and in the dark; each text colour has a contrast of 4.5 or more there.
_COLOURS = {
    "light": {
        "ink": "#1c2127", "pale": "#5b626c", "rule": "#e2dfd8", "tint": "#f0eee8", "accent": "#0a5a8c",
        "yes": "#11583d", "yes-tint": "#dff0e7", "turn": "#7d3c00", "turn-tint": "#fbe9d3",
    },
    "dark": {
        "ink": "#e9e7e2", "pale": "#a5abb3", "rule": "#343a41", "tint": "#22272d", "accent": "#7cc3f0",
        "yes": "#8bdcb3", "yes-tint": "#16352a", "turn": "#f3bd83", "turn-tint": "#3b2a15",
    },
}  # fmt: skip
# Least contrast of a schedule's colour; thin lines on dark need more than the 3 that are enough on white.
_LEAST = {"light": 3.0, "dark": 4.5}
# The marks of the pictures ("osD^v<>p" of matplotlib) in a box of 12.
_SHAPES = (
    "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z", "M1.5 1.5h9v9h-9z", "M6 .5L11.5 6L6 11.5L.5 6z", "M6 1L11.5 11H.5z",
    "M6 11L.5 1h11z", "M1 6L11 .5v11z", "M11 6L1 11.5V.5z", "M6 .8L11.4 4.8L9.3 11H2.7L.6 4.8z",
)  # fmt: skip
_COSTS = (
    ("fees_eur", "Fees"), ("gifts_eur", "Gifts"), ("coordination_eur", "Coordination"),
    ("commission_eur", "Commission"),
)  # fmt: skip
_STANDINGS = {
    "documents": "the marketing articles say so",
    "measured": "computed from public data",
    "cited": "a source was read",
    "derived": "worked out from cited or measured numbers",
    "guessed": "nobody has measured it",
}


def render(content: Content) -> str:
    """The page as HTML text, to be written as UTF-8.

    Amounts are in the units that the content names beside them; shares run from 0 to 1. None stands
    for "no value", and so does a number that is not finite. A set is a name in ``sets`` (one or
    two sets of assumptions), a schedule a name in ``schedules`` (1 to 8), an estimate a mapping
    with ``mean``, ``low`` and ``high``. ``tests/report_content.py`` makes a whole content; its keys:

    title, question, answer, doubt, notes: text
    setting: budget, currency (where it is not EUR), days, people, replicates (and of how many the contributions are;
        0: not tried), seeds, fingerprints
    schedules: name, label, colour (#rrggbb); objectives: name, kpi, label, unit, formula
    nothing: the name of doing nothing, which stands beside the schedules in costs and risk, and may be best by profit
    matrix[set][objective]: best, probability_best, runner_up, difference (best minus runner-up), low, high, verdict,
        and where doing nothing is best if_launched, the same of the schedules alone
    flips[objective]: a sentence, or None
    unequal[set]: None, or where schedules cannot spend the same reason and kpis (label, unit, values[schedule]
        and pairs), each per 1,000 EUR spent
    pictures[set]: hours (H,); reach and trust[schedule]: low, middle, high, each (H,);
        virality_trust[schedule]: (replicates, 2), viral share and trust
    differences[set]: label, unit and pairs of each KPI; over_nothing[set]: pairs of profit
    kpis: label, unit, formula, values[set][schedule] an estimate
    costs, risk, contributions[set][schedule]; information, variance, survives[set]
    drivers[set]: rank_correlation, p_value, and the lead in the unit of variance[set]["kpi"], where an assumption
        is low and where it is high
    assumptions[set]: name, meaning, unit, base, range, standing, source, overridden
    verdicts: None, or hypotheses (sentence, articles, verdict and why of each), multiplicity, scenario and seed
    """
    known = finite(content)
    schedules = known["schedules"]
    if not 1 <= len(schedules) <= MOST_SCHEDULES:
        raise ValueError(f"a report shows 1 to {MOST_SCHEDULES} schedules, not {len(schedules)}")
    currency = Currency(known["setting"].get("currency", EUR.code))
    script = (_FOLDER / "report.js").read_text(encoding="utf-8").replace("profit_eur", currency.outside("profit_eur"))
    of_script = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    by_name = {kpi["name"]: kpi for kpi in known["kpis"]}
    page = environment()
    page.filters["kpi"] = by_name.__getitem__
    return page.get_template("report.html.j2").render(
        **known,
        level=_unbroken(f"{100.0 * known['setting']['interval_level']:g} %"),
        label={schedule["name"]: schedule["label"] for schedule in schedules} | {known["nothing"]: known["nothing"]},
        under=[f"Under {name}" for name in known["sets"]],
        number={schedule["name"]: i for i, schedule in enumerate(schedules)},
        shapes=_SHAPES,
        cost_items=_COSTS,
        currency=currency.code,
        pictures_drawn={name: _drawn(known, i) for i, name in enumerate(known["sets"])},
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{of_script}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        style=Markup(style(schedules)),
        script=Markup(script),
        embedded=Markup(_embedded(_as_files_have_it(known, currency))),
    )


def _drawn(content: Content, number: int) -> dict[str, Any]:
    """The pictures under one set of assumptions, as SVG; ``differences`` is a list of (panel, picture)."""
    name = content["sets"][number]
    data, schedules = content["pictures"][name], content["schedules"]
    panels = content["differences"][name] if len(schedules) > 1 else []
    # That of the objective comes first: the print has room for two.
    panels = sorted(panels, key=lambda panel: panel["kpi"] != content["variance"][name]["kpi"])
    hours = data["hours"]
    trust = "Brand trust gained"
    return {
        "reach": Markup(
            over_time(f"reach-{number}", "Reached at least once", hours, data["reach"], schedules, "people")
        ),
        "trust": Markup(over_time(f"trust-{number}", trust, hours, data["trust"], schedules, "0 to 1")),
        "virality": Markup(virality_against_trust(f"virality-{number}", data["virality_trust"], schedules)),
        "differences": [
            (panel, Markup(paired_differences(f"differences-{number}-{i}", panel, schedules)))
            for i, panel in enumerate(panels)
        ],
    }


def environment() -> Environment:
    """The Jinja environment for all pages, with this project's filters for words and numbers."""
    page = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page.filters |= {
        "shown": _shown,
        "signed": _signed,
        "interval": _interval,
        "signed_interval": _signed_interval,
        "chance": chance_shown,
        "counted": _counted,
        "spoken": spoken,
        "titled": _titled,
        "difference_unit": difference_unit,
        "step": _step,
        "total": _total,
        "best": _best,
        "coarse": _coarse,
        "ends": _driver_ends,
        "standings": _standings,
        "turn": _turn,
        "no_turn": _no_turn,
        "unbroken": _unbroken,
        "after_colon": lambda sentence: sentence.partition(": ")[2] or sentence,
        "bare": _bare,
        "percentage": lambda share: minus(f"{100.0 * share:+.0f} %"),
    }
    return page


def _as_files_have_it(content: Content, currency: Currency) -> Content:
    """The content with the names of amounts, and of indicators of money, in the currency."""
    if currency == EUR:
        return content
    named: dict[str, Any] = currency.keys(content, [content["nothing"], *(one["name"] for one in content["schedules"])])
    panels = [panel for panels in named["differences"].values() for panel in panels]
    for one, key in (
        *((kpi, "name") for kpi in named["kpis"]),
        *((of, "kpi") for of in (*named["objectives"], *panels, *named["variance"].values())),
    ):
        one[key] = currency.outside(one[key])
    return named


def _embedded(content: Content) -> str:
    """JSON that may stand inside a script element: no text in it can close the element or open a comment."""
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def style(schedules: Sequence[Content]) -> str:
    """The style sheet, with the page's and the schedules' colours in the light and in the dark."""
    rules = {}
    for mode, paper in PAPERS.items():
        series = {f"s{i}": readable(schedule["colour"], paper, _LEAST[mode]) for i, schedule in enumerate(schedules)}
        colours = {"paper": paper, **_COLOURS[mode], **series}
        rules[mode] = f"color-scheme: {mode}; " + " ".join(f"--{name}: {value};" for name, value in colours.items())
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {rules['dark']} }} }}"
    return f":root {{ {rules['light']} }}\n{dark}\n" + (_FOLDER / "report.css").read_text(encoding="utf-8")


def _unbroken(text: str) -> str:
    """No line ends between a number and its per cent sign."""
    return text.replace(" %", "\u00a0%")


def _shown(value: float, unit: str, step: float | None = None) -> str:
    if is_amount(unit) and step is None and abs(value) >= 100.0:
        step = 10.0  # whole amounts: two digits of this
    return minus(show(value, unit, step))


def _interval(low: float, high: float, unit: str, step: float | None = None) -> str:
    """Both ends, the sign of per cent once."""
    return f"{_shown(low, unit, step).removesuffix(' %')} to {_shown(high, unit, step)}"


def _signed(value: float, unit: str, pair: Content | None = None, step: float | None = None) -> str:
    """A difference, or an end of its interval; ``pair`` with ``low`` and ``high`` says how finely it is known."""
    if pair is not None:
        step = _step([{"mean": pair["difference"], "low": pair["low"], "high": pair["high"]}])
    return minus(show_difference(value, unit, step))


def _signed_interval(low: float, high: float, unit: str, pair: Content | None = None, step: float | None = None) -> str:
    """Both ends of the interval of a difference, neither shown as zero where it is not."""
    return " to ".join(end_shown(end, _signed(end, unit, pair, step)) for end in (low, high))


def _bare(value: float, unit: str, step: float | None = None) -> str:
    """A difference without sign or suffix, to stand before ``difference_unit``."""
    return _shown(value, unit, step).removesuffix(" %")


def _counted(number: float, singular: str, plural: str | None = None) -> str:
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def _titled(labelled: Content) -> str:
    """A label and its unit; the unit is left out where the label begins with it: "Clicks"."""
    label, unit = labelled["label"], labelled["unit"]
    return label if not unit or label.lower().startswith(unit) else f"{label} ({unit_shown(unit)})"


def _step(cells: Iterable[Content | None]) -> float | None:
    """The precision of a row of estimates (``mean``, ``low``, ``high``), so that its numbers line up."""
    rows = [
        Estimate(*(math.nan if row[end] is None else row[end] for end in ("mean", "low", "high")))
        for row in cells
        if row
    ]
    return row_step(rows)


def _turn(matrix: Mapping[str, Content], objective: str) -> str:
    return "flips" if all(choices[objective]["verdict"] == "clear" for choices in matrix.values()) else "may flip"


def _no_turn(matrix: Mapping[str, Content], objective: str) -> str:
    """The word where no flip is reported: no, or unknown where a set has no best schedule."""
    return "unknown" if any(choices[objective]["best"] is None for choices in matrix.values()) else "no"


def _total(costs: Content) -> float | None:
    """The sum of all costs, None where one has no value; discounts are no cost but revenue not earned."""
    parts = [costs[name] for name, _ in _COSTS]
    return None if None in parts else math.fsum(parts)


def _coarse(values: Iterable[float | None]) -> float | None:
    """One precision for numbers without intervals: three digits of the largest."""
    known = [abs(value) for value in values if value]
    return max(known) / 10.0 if known else None


def _best(kpi: Content, name: str) -> set[str]:
    """The schedules with the best mean: none where no side is better or all are equal."""
    means = {schedule: value["mean"] for schedule, value in kpi["values"][name].items() if value["mean"] is not None}
    return best_means(kpi["better"], means)


def _driver_ends(driver: Content) -> list[dict[str, float | None]]:
    """The best schedule's lead where the assumption is low and where it is high, as two estimates."""
    return [{end: driver[f"{side}_{end}"] for end in ("mean", "low", "high")} for side in ("low", "high")]


def _standings(assumptions: Sequence[Content]) -> list[tuple[str, int, str]]:
    """Standing, number of assumptions and meaning of each standing, the best standing first."""
    counts = dict.fromkeys(_STANDINGS, 0)
    for assumption in assumptions:
        counts[assumption["standing"]] = counts.get(assumption["standing"], 0) + 1
    return [(standing, count, _STANDINGS.get(standing, "")) for standing, count in counts.items()]
