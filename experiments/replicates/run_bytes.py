"""What a study keeps of a run beside its totals, as bytes and back: the plan, curves by hour, results of each post."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.replicates.design import Run

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from sim.planning.budget import Plan

_ARRAYS = ("reach_people", "trust_gain", "post_results")


def detail_of(run: Run) -> bytes:
    """All of a run but its totals and what its place in the study says."""
    arrays = [np.asarray(getattr(run, name), "<f8") for name in _ARRAYS]
    told = {
        "plan": None if run.plan is None else _plans().dump_python(run.plan, mode="json"),
        "attributed": run.attributed,
        "increment": run.increment,
        "without": run.without,
        "contributions": run.contributions_tried,
        "shapes": [array.shape for array in arrays],
    }
    return b"\n".join((json.dumps(told).encode(), b"".join(array.tobytes() for array in arrays)))


def with_detail(run: Run, detail: bytes) -> Run:
    """The run with what ``detail_of`` kept of it. Raises ValueError where it is something else."""
    from dataclasses import replace

    head, _, rest = detail.partition(b"\n")
    told: Mapping[str, Any] = json.loads(head)
    try:
        arrays = []
        for shape in told["shapes"]:
            count = int(np.prod(shape))
            arrays.append(np.frombuffer(rest[: 8 * count], "<f8").reshape(shape).copy())
            rest = rest[8 * count :]
        reach_people, trust_gain, post_results = arrays
        return replace(
            run,
            plan=None if told["plan"] is None else _plans().validate_python(told["plan"]),
            attributed={source: tuple(both) for source, both in told["attributed"].items()},
            increment=told["increment"],
            without=told["without"],
            contributions_tried=told["contributions"],
            reach_people=reach_people,
            trust_gain=trust_gain,
            post_results=post_results,
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not what is kept of a run") from error


@cache
def _plans() -> TypeAdapter[Plan]:
    from pydantic import TypeAdapter

    from sim.planning.budget import Plan

    return TypeAdapter(Plan)
