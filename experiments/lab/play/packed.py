"""Packs launches that were played into one block of bytes that the browser unpacks."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from experiments.lab.play.steps import steps_in
from experiments.lab.play.town import Watched, played
from experiments.lab.play.trust import mean_trust_gained, scale_end, shade_colours, trust_changes
from experiments.pictures.marks import influencers_in, marks_of
from experiments.pictures.palette import STAGE_COLOURS, TIER_COLOURS
from experiments.pictures.town import cell_of
from experiments.words.numbers import spoken, typeset
from sim import events as ev
from sim.results.funnel import STAGES

if TYPE_CHECKING:
    from sim.results.record import Record
    from sim.scenario.scenario import Scenario

FADE_HOURS = 12  # for which the line from a sharer to a reader is seen
LINES = 2_000  # in a town at once, at most: more are neither told apart nor drawn smoothly
LINES_PER_HOUR = LINES // FADE_HOURS
_PERSON_BITS = 24  # of a change, whose upper 8 bits are a stage or a shade


def packed(shown: Watched) -> bytes:
    """The block of bytes: the length of a header (4 bytes, little end first), the header as JSON, arrays.

    The header names the arrays with their kind and length, in their order; each begins at a multiple of 4 bytes.
    ``places`` are the people's, x and y in turn. Of the k-th schedule: ``stages k`` and ``shades k`` are changes, a
    person in the lower 24 bits and a stage or shade of trust in the upper 8; ``lines k`` are sharers and readers in
    turn; ``... starts k`` says where the hours of each begin, and where the last one ends; ``gained k`` is the mean
    trust gained by the reached at the end of each hour, ``recommended k`` the share of impressions by feeds until then.
    """
    trust = {name: trust_changes(shown.world, record) for name, record in shown.records.items()}
    end = scale_end(trust.values())
    arrays: list[tuple[str, npt.NDArray[Any]]] = [("places", shown.town.people.astype(np.float32).ravel())]
    for k, (name, record) in enumerate(shown.records.items()):
        hours = record.hourly.shape[0]
        rises = shown.timelines[name].changes
        lines_hour, lines = share_lines(record)
        for kind, at, items in (
            ("stages", rises["hour"], _joined(rises["person"], rises["stage"])),
            ("shades", (shaded := trust[name].shaded(end))[0], _joined(*shaded[1:])),
            ("lines", lines_hour, lines.astype(np.uint32).ravel()),
        ):
            starts = np.searchsorted(at, np.arange(hours + 1)).astype(np.uint32)
            arrays += [(f"{kind} starts {k}", starts), (f"{kind} {k}", items)]
        arrays.append((f"gained {k}", mean_trust_gained(record).astype(np.float32)))
        arrays.append((f"recommended {k}", recommended_share(record).astype(np.float32)))
    hired = {name: influencers(shown, name) for name in shown.records}
    header = {
        "people": shown.world.people.size,
        "apart": typeset(shown.apart),
        "hours": next(iter(shown.timelines.values())).hours,
        "stages": list(STAGES),
        "colours": list(STAGE_COLOURS),
        "trust": {"end": end, "colours": shade_colours()},
        "lines": {"hours": FADE_HOURS, "per_hour": LINES_PER_HOUR},
        "tiers": TIER_COLOURS,
        "schedules": [
            {
                "name": name,
                "label": spoken(name),
                "influencers": hired[name],
                "marks": marks_of(shown.town, shown.world.roster, hired[name]),
            }
            for name in shown.records
        ],
        "height": float(np.abs(shown.town.centres[:, 1]).max() + cell_of(shown.town)),
        "communities": [
            {"name": name, "x": float(x), "y": float(y), "radius": float(radius)}
            for name, (x, y), radius in zip(shown.town.names, shown.town.centres, shown.town.radii, strict=True)
        ],
        "arrays": [{"name": name, "kind": array.dtype.name, "length": int(array.size)} for name, array in arrays],
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    parts = [struct.pack("<I", len(text)), text]
    for _, array in arrays:
        raw = np.ascontiguousarray(array).tobytes()
        parts += [raw, b"\0" * (-len(raw) % 4)]
    return b"".join(parts)


def influencers(shown: Watched, schedule: str) -> list[dict[str, Any]]:
    """The influencers whom a schedule hired: place in the roster, name, tier, place and radius, hours of posts."""
    plan = shown.records[schedule].plan
    return influencers_in(shown.town, shown.world.roster, plan.influencers, plan.published)


def _joined(person: npt.NDArray[Any], value: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    joined: npt.NDArray[np.uint32] = np.left_shift(value, _PERSON_BITS, dtype=np.uint32) | person.astype(np.uint32)
    return joined


def share_lines(record: Record) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint32]]:
    """The hour of each line, shape (n,), and its sharer and reader, (n, 2), by hour.

    A line for each impression that a person showed; of an hour with more than LINES_PER_HOUR of them as many,
    spread evenly over the hour's readers.
    """
    assert record.events is not None
    shown = record.events[record.events["via"] < ev.FEED]
    counts = np.bincount(shown["hour"], minlength=record.hourly.shape[0])
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    drawn = [
        start + (np.arange(n) if n <= LINES_PER_HOUR else np.arange(LINES_PER_HOUR) * n // LINES_PER_HOUR)
        for start, n in zip(starts.tolist(), counts.tolist(), strict=True)
    ]
    kept = shown[np.concatenate(drawn)]
    return kept["hour"], np.column_stack([kept["via"], kept["person"]])


def recommended_share(record: Record) -> npt.NDArray[np.float64]:
    """Share (0 to 1) of the impressions so far that a feed showed, by hour, shape (hours,); 0 before the first."""
    total = record.hourly.cumsum(axis=0)
    share: npt.NDArray[np.float64] = total[:, ev.RECOMMENDED] / np.maximum(total[:, ev.IMPRESSIONS], 1)
    return share


def packed_town(scenario: Scenario, schedules: tuple[str, ...], seed: int, steps: Path | None = None) -> bytes:
    """The town of these schedules, as the browser unpacks it. Days are told in the folder ``steps``.

    Raises InputError.
    """
    with steps_in(steps):
        return packed(played(scenario, schedules, seed))
