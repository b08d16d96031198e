"""What a report is made of, made up but realistic: the launch of the README, for tests and for looking at."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from experiments.words.assumption_difference import difference_sentence
from experiments.words.assumptions import base_shown, range_shown
from experiments.words.numbers import spoken
from sim.assumptions.numbers import Assumptions
from sim.kpis import KPIS

_LABELS = {"macro_only": "macro only", "micro_only": "micro only", "hybrid": "hybrid"}
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000", "#666666")
_FURTHER = ("nano_swarm", "mega_then_micro", "two_waves", "always_on", "a_schedule_with_a_very_long_name_no_8")
# Per indicator: the three schedules' means and half-widths, as in the README, and the factor of the other set.
_VALUES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], float]] = {
    "reach_people": ((747_400, 446_700, 490_200), (3_400, 4_300, 5_500), 1.02),
    "impressions": ((821_400, 762_100, 768_800), (1_200, 2_600, 2_700), 1.05),
    "engagements": ((87_200, 74_600, 75_800), (13_800, 3_400, 4_400), 2.6),
    "purchases_incremental": ((660, 861, 836), (102, 42, 49), 3.9),
    "profit_eur": ((-20_300, -8_300, -9_800), (6_100, 2_500, 2_900), -8.0),
    "trust_gain_reached": ((0.00002, 0.00323, 0.00264), (0.00006, 0.00011, 0.00010), 1.3),
    "viral_share": ((0.00548, 0.00488, 0.00459), (0.00121, 0.00065, 0.00048), 3.0),
    "cost_eur": ((59_934, 60_000, 60_000), (50, 0, 0), 1.0),
}
_NO_RISK = {
    "loss_probability": {"mean": 0.0, "low": 0.0, "high": 0.0}, "value_at_risk_eur": 0.0,
    "conditional_value_at_risk_eur": 0.0, "expected_regret": None, "wins_share": None, "draws_share": None,
    "probability_best": None,
}  # fmt: skip
_OBJECTIVES = (
    ("awareness", "reach_people"), ("engagement", "engagements"), ("conversion", "purchases_incremental"),
    ("loyalty", "repeat_purchases"), ("trust", "trust_gain_reached"), ("profit", "profit_eur"),
)  # fmt: skip


def sample(
    sets: tuple[str, ...] = ("evidence", "documents"), schedules: int = 3, replicates: int = 40
) -> dict[str, Any]:
    """The whole content for so many schedules (1 to 8); one replicate leaves no interval anywhere."""
    names = [*_LABELS, *_FURTHER][:schedules]
    spreads = replicates > 1
    kpis = _kpis(sets, names, spreads)
    by_name = {kpi["name"]: kpi for kpi in kpis}
    matrix = {name: _matrix(name, names, by_name, spreads) for name in sets}
    return {
        "title": "Sneaker launch",
        "question": "Should a sportswear brand launch a sneaker line with macro-influencers, with micro-influencers, "
        "or with one leader followed by about a hundred micro-influencers?",
        "answer": "Micro only sells most, 25 incremental purchases more than hybrid and 201 more than macro only.",
        "doubt": "Against hybrid that is not decided: the 95 % interval, −4 to +54, holds zero, and micro only is the "
        "best of the three with probability 0.96. Macro only is clearly behind under both sets of assumptions.",
        "setting": {
            "budget_eur": 60_000.0,
            "days": 30,
            "people": 10_000_000,
            "simulated_people": 10_000_000,
            "replicates": replicates,
            "played": replicates,
            "beliefs": min(20, replicates),
            "lucks": 2 if spreads else 1,
            "contribution_replicates": min(20, replicates),
            "seed": 1,
            "belief_on": spreads,
            "version": "0.2.0",
            "scenario": "sneakers",
            "scenario_fingerprint": "9f31c0a4d27be615",
            "interval_level": 0.95,
            "result": "purchase",
            "sold_per_lead": 1.0,
        },
        "sets": list(sets),
        "sets_differ": _sets_differ(sets),
        "trust_hangs_on": "Trust hangs on what nobody has measured.",
        "nothing": "do nothing",
        "schedules": [
            {"name": name, "label": name.replace("_", " "), "colour": colour}
            for name, colour in zip(names, _COLOURS, strict=False)
        ],
        "objectives": [
            {"name": objective, "kpi": kpi, **{key: by_name[kpi][key] for key in ("label", "unit", "formula")}}
            for objective, kpi in _OBJECTIVES
        ],
        "matrix": matrix,
        "flips": _flips(sets, matrix),
        "unequal": dict.fromkeys(sets),
        "pictures": {name: _curves(names, by_name, name, replicates) for name in sets},
        "differences": {name: _differences(name, names, by_name, spreads) for name in sets},
        "over_nothing": {name: [_over_nothing(s, by_name, name) for s in names] for name in sets},
        "costs": {
            name: {schedule: _costs(schedule) for schedule in names} | {"do nothing": dict.fromkeys(_costs(""), 0.0)}
            for name in sets
        },
        "risk": {
            name: {s: _risk(i, s, by_name, name, spreads) for i, s in enumerate(names)} | {"do nothing": _NO_RISK}
            for name in sets
        },
        "information": {
            name: {"everything": 31.4, "assumptions_low": 4.2, "assumptions_high": 12.9, "unit": "purchases"}
            if spreads
            else {"everything": None, "assumptions_low": None, "assumptions_high": None, "unit": "purchases"}
            for name in sets
        },
        "contributions": {name: {s: _contributions(s, by_name, name, spreads) for s in names} for name in sets},
        "ingredients": {name: {s: _ingredients(s, spreads) for s in names} for name in sets},
        "kpis": kpis,
        "variance": {
            name: {
                "kpi": "purchases_incremental",
                "belief_share": 0.62 if spreads else None,
                "luck_share": 0.38 if spreads else None,
                "saved_by_pairing": 4.9 if spreads else None,
                "saved_by_shared_belief": 2.1 if spreads else None,
            }
            for name in sets
        },
        "survives": {
            name: {"mean": 0.85, "low": 0.64, "high": 0.95, "first": names[-1], "second": names[0]} if spreads else None
            for name in sets
        },
        "drivers": {name: _drivers(name) if spreads else [] for name in sets},
        "assumptions": {name: _assumptions(name) for name in sets},
        "verdicts": None,
        "notes": [
            "The schedules spend between 59,934 and 60,000 EUR; the rest of a macro budget buys no further influencer.",
            "In the first replicate under evidence, macro only: the budget hired 8 of 9 influencers asked for.",
        ],
    }


def without_values(content: dict[str, Any]) -> dict[str, Any]:
    """The same content with every number that may be missing missing."""
    blank = dict(content)
    for part in (
        "matrix",
        "pictures",
        "differences",
        "costs",
        "risk",
        "information",
        "contributions",
        "ingredients",
        "variance",
    ):
        blank[part] = _emptied(content[part])
    for cell in itertools.chain.from_iterable(of.values() for of in blank["matrix"].values()):
        cell |= {"best": None, "runner_up": None, "verdict": "none"}
    for of in blank["pictures"].values():
        of["hours"] = next(iter(content["pictures"].values()))["hours"]
    blank["kpis"] = [kpi | {"values": _emptied(kpi["values"])} for kpi in content["kpis"]]
    blank["survives"] = dict.fromkeys(content["sets"])
    blank["drivers"] = {name: _emptied(content["drivers"][name]) for name in content["sets"]}
    blank["flips"] = dict.fromkeys(content["flips"])
    return blank


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _emptied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_emptied(inner) for inner in value]
    return None if isinstance(value, float | int) and not isinstance(value, bool) else value


def _value(kpi: str, schedule: int, set_name: str) -> tuple[float, float]:
    """Mean and half-width of an indicator: the README's for the three launches, something near for others."""
    means, halves, factor = _VALUES.get(kpi, ((95.0, 140.0, 131.0), (12.0, 6.0, 7.0), 1.4))
    shift = 1.0 + 0.03 * (schedule // 3)
    scale = 1.0 if set_name == "evidence" else factor
    return means[schedule % 3] * shift * scale, abs(halves[schedule % 3] * scale)


def _kpis(sets: tuple[str, ...], names: list[str], spreads: bool) -> list[dict[str, Any]]:
    known = [{k: getattr(kpi, k) for k in ("name", "label", "unit", "formula", "better")} for kpi in KPIS]
    for kpi in known:
        kpi["values"] = {}
        for set_name in sets:
            kpi["values"][set_name] = {}
            for i, schedule in enumerate(names):
                mean, half = _value(kpi["name"], i, set_name)
                if kpi["unit"].startswith("share") and kpi["name"] not in _VALUES:
                    mean, half = mean / 1_000.0, half / 1_000.0
                kpi["values"][set_name][schedule] = {
                    "mean": mean, "low": mean - half if spreads else None, "high": mean + half if spreads else None,
                }  # fmt: skip
    return known


def _ranked(kpi: dict[str, Any], names: list[str], set_name: str) -> list[str]:
    sign = -1.0 if kpi["better"] == "lower" else 1.0
    return sorted(names, key=lambda name: -sign * kpi["values"][set_name][name]["mean"])


def _pair(kpi: dict[str, Any], first: str, second: str, set_name: str, spreads: bool) -> dict[str, Any]:
    one, two = (kpi["values"][set_name][name] for name in (first, second))
    mean = one["mean"] - two["mean"]
    if not spreads:
        return {"mean": mean, "low": None, "high": None, "verdict": "open"}
    half = 0.8 * math.hypot(one["high"] - one["mean"], two["high"] - two["mean"])
    verdict = "equal" if half == mean == 0.0 else "clear" if abs(mean) > half else "open"
    return {"mean": mean, "low": mean - half, "high": mean + half, "verdict": verdict}


def _matrix(set_name: str, names: list[str], kpis: dict[str, Any], spreads: bool) -> dict[str, Any]:
    rows = {}
    for objective, kpi_name in _OBJECTIVES:
        best, *others = _ranked(kpis[kpi_name], names, set_name)
        cell = {"mean": None, "low": None, "high": None, "verdict": "none"}
        if others:
            cell = _pair(kpis[kpi_name], best, others[0], set_name, spreads)
        sure = {"clear": 0.998, "open": 0.81, "equal": 0.5}.get(cell["verdict"])
        chosen = {
            "best": best, "probability_best": sure if spreads else None, "runner_up": others[0] if others else None,
            "difference": cell["mean"], "low": cell["low"], "high": cell["high"], "verdict": cell["verdict"],
        }  # fmt: skip
        rows[objective] = chosen | {"if_launched": None}
        lost = -kpis[kpi_name]["values"][set_name][best]["mean"]
        if objective == "profit" and lost > 0.0:  # doing nothing earns more than the best of them
            half = 8_000.0
            ends = {"low": lost - half, "high": lost + half} if spreads else {"low": None, "high": None}
            rows[objective] = {
                "best": "do nothing", "probability_best": 0.998 if spreads else None, "runner_up": best,
                "difference": lost, **ends, "verdict": "clear" if spreads else "none",
                "if_launched": chosen if others else None,
            }  # fmt: skip
    return rows


def _over_nothing(schedule: str, kpis: dict[str, Any], set_name: str) -> dict[str, Any]:
    profit = kpis["profit_eur"]["values"][set_name][schedule]
    return {"first": schedule, "second": "do nothing", "replicates_saved": 1.0, "verdict": "clear", **profit}


def _flips(sets: tuple[str, ...], matrix: dict[str, Any]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for objective, _ in _OBJECTIVES:
        best = [matrix[name][objective]["best"].replace("_", " ") for name in sets]
        found[objective] = None
        if len(set(best)) > 1:
            told = ", ".join(f"{schedule} under {name}" for schedule, name in zip(best, sets, strict=True))
            doubt = " and ".join(name for name in sets if matrix[name][objective]["verdict"] != "clear")
            turn = f"may flip: {told}; open under {doubt}." if doubt else f"flips: {told}; both are clear."
            found[objective] = f"{objective} {turn}"
    return found


def _curves(names: list[str], kpis: dict[str, Any], set_name: str, replicates: int) -> dict[str, Any]:
    hours = np.arange(0, 721, 6)
    rng = np.random.default_rng(5)
    reach, trust, points = {}, {}, {}
    for i, name in enumerate(names):
        final = kpis["reach_people"]["values"][set_name][name]["mean"]
        end = kpis["trust_gain_reached"]["values"][set_name][name]["mean"]
        growth = 1.0 - np.exp(-hours / (120.0 + 25.0 * i))
        rise = end * growth
        wide = 0.03 if replicates > 1 else 0.0
        reach[name] = {
            key: list(map(float, final * growth * (1.0 + shift)))
            for key, shift in (("low", -wide), ("middle", 0.0), ("high", wide))
        }
        trust[name] = {
            key: [None, *map(float, rise[1:] + shift)]
            for key, shift in (("low", -wide / 60.0), ("middle", 0.0), ("high", wide / 60.0))
        }
        viral = kpis["viral_share"]["values"][set_name][name]["mean"]
        x = rng.lognormal(math.log(viral), 0.4, replicates)
        y = rng.normal(end, 0.0006, replicates)
        points[name] = [[float(a), float(b)] for a, b in zip(x, y, strict=True)]
    return {"hours": [int(hour) for hour in hours], "reach": reach, "trust": trust, "virality_trust": points}


def _differences(set_name: str, names: list[str], kpis: dict[str, Any], spreads: bool) -> list[dict[str, Any]]:
    panels = []
    for kpi_name in ("purchases_incremental", "profit_eur", "reach_people", "trust_gain_reached", "viral_share"):
        kpi = kpis[kpi_name]
        pairs = [
            {"first": a, "second": b, "replicates_saved": 4.9 if spreads else None}
            | _pair(kpi, a, b, set_name, spreads)
            for a, b in itertools.combinations(names, 2)
        ]
        panels.append({"kpi": kpi_name, "label": kpi["label"], "unit": kpi["unit"], "pairs": pairs})
    return panels


def _costs(schedule: str) -> dict[str, float]:
    fees, coordination, people = {
        "macro_only": (56_116.0, 818.0, 8.2), "micro_only": (44_738.0, 12_262.0, 122.6),
    }.get(schedule, (46_072.0, 10_928.0, 109.3))  # fmt: skip
    return {
        "fees_eur": fees, "gifts_eur": 1_230.0, "coordination_eur": coordination, "commission_eur": 1_770.0,
        "discounts_eur": 1_000.0, "unspent_eur": 66.0, "own_hours": 2.0 * people,
        "own_hours_eur": 70.0 * people, "influencers": people, "posts": people,
    }  # fmt: skip


def _risk(i: int, name: str, kpis: dict[str, Any], set_name: str, spreads: bool) -> dict[str, Any]:
    profit = kpis["profit_eur"]["values"][set_name][name]["mean"]
    loss = 0.95 if profit < 0 else 0.04
    if not spreads:
        blank = dict.fromkeys(("value_at_risk_eur", "conditional_value_at_risk_eur", "expected_regret"))
        only = {"mean": float(profit < 0), "low": None, "high": None}
        return {
            "loss_probability": only,
            **blank,
            "wins_share": float(i == 0),
            "draws_share": float(i == 0),
            "probability_best": None,
        }
    return {
        "loss_probability": {"mean": loss, "low": loss - 0.03, "high": min(1.0, loss + 0.04)},
        "value_at_risk_eur": profit - 11_200.0, "conditional_value_at_risk_eur": profit - 14_900.0,
        "expected_regret": 210.0 / (1 + i), "wins_share": (0.22, 0.52, 0.26, 0.0)[min(i, 3)],
        "draws_share": (0.2, 0.6, 0.2, 0.0)[min(i, 3)], "probability_best": (0.002, 0.96, 0.038, 0.0)[min(i, 3)],
    }  # fmt: skip


def _contributions(name: str, kpis: dict[str, Any], set_name: str, spreads: bool) -> list[dict[str, Any]]:
    total = kpis["purchases_incremental"]["values"][set_name][name]["mean"]
    parts = {"macro_only": {"macro": 0.98}, "micro_only": {"micro": 0.97}}.get(name, {"macro": 0.21, "micro": 0.75})
    rows = []
    for source, share in {**parts, "word of mouth": 0.015, "press": 0.005}.items():
        lost = total * share * 0.9
        half = lost * 0.12
        known = {"mean": lost, "low": lost - half if spreads else None, "high": lost + half if spreads else None}
        rows.append({"source": source, "attributed": total * share, "increment": None if source == "press" else known})
    return rows


def _ingredients(name: str, spreads: bool) -> list[dict[str, Any]]:
    if name.endswith("_only") or not spreads:
        return []
    leads = (("promo codes", 176.0, 0.34), ("hiring by fit", 36.0, 0.06), ("the macro-influencer", -36.0, -0.05))
    return [
        {"name": what, "difference": {"mean": mean, "low": mean - 30.0, "high": mean + 30.0}, "share": share}
        for what, mean, share in leads
    ]


def _drivers(set_name: str) -> list[dict[str, Any]]:
    leads = ((-28.0, 71.0, True), (12.0, 40.0, False), (46.0, 9.0, False), (36.0, 17.0, False), (29.0, 22.0, False))
    chosen = [a for a in _assumptions(set_name) if a["standing"] != "documents"][: len(leads)]
    return [
        {
            "name": of["name"], "meaning": of["meaning"], "standing": of["standing"],
            "rank_correlation": (0.71, 0.34, -0.29, -0.18, 0.07)[i], "p_value": (0.001, 0.01, 0.02, 0.2, 0.6)[i],
            "low_mean": low, "low_low": low - 16.0, "low_high": low + 16.0,
            "high_mean": high, "high_low": high - 18.0, "high_high": high + 18.0, "flips": flips,
        }
        for i, (of, (low, high, flips)) in enumerate(zip(chosen, leads, strict=True))
    ]  # fmt: skip


def _sets_differ(sets: tuple[str, ...]) -> str:
    known = [Assumptions.load(name) for name in sets]
    return difference_sentence(known[0], known[1], spoken) if len(sets) == 2 else ""


def _assumptions(set_name: str) -> list[dict[str, Any]]:
    """The real ones, as the program lists them."""
    return [
        {
            "name": entry.name, "meaning": entry.meaning, "unit": entry.unit, "base": base_shown(entry),
            "range": range_shown(entry), "standing": entry.standing, "source": entry.source,
            "overridden": entry.name == "fatigue_per_repeat",
        }
        for entry in Assumptions.load(set_name)
    ]  # fmt: skip


def unequal(content: dict[str, Any]) -> dict[str, Any]:
    """The content as it is where schedules cannot spend the same, and are compared per EUR spent."""
    told = {"reach_people", "engagements", "purchases_incremental", "profit_eur"}
    reason = "Macro only can spend 14,200 of 60,000 EUR: all 38 macro-influencers of the roster are hired."
    per_eur = {
        name: {
            "reason": reason,
            "kpis": [
                {"label": kpi["label"], "unit": kpi["unit"], "values": kpi["values"][name], "pairs": panel["pairs"]}
                for kpi in content["kpis"]
                for panel in content["differences"][name]
                if kpi["name"] in told and panel["kpi"] == kpi["name"]
            ],
        }
        for name in content["sets"]
    }
    return content | {
        "unequal": per_eur,
        "answer": f"{reason} {content['answer']}",
        "doubt": f"{content['doubt']} To compare at equal budget, give 14,000 EUR (--budget 14000).",
    }
