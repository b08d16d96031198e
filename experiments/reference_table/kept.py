"""Finished batches of a table in a store: found again by what they are about, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import numpy as np

from experiments.reference_table.batch import TOTALS, Batch
from experiments.statistics.estimates import Array
from experiments.store.keys import about_cell, digest_of_content, run_key
from experiments.store.store import Finished, Store
from sim.scenario.scenario import Scenario


def question_key(scenario: Scenario, schedules: Sequence[str], labels: Sequence[str]) -> str:
    """A digest of all that the campaigns of a table hang on but its points and seeds: 32 hexadecimal digits."""
    runs = [run_key(scenario, name, 0, 1) for name in schedules]
    return digest_of_content([runs, list(labels), TOTALS])


def about_table(scenario: Scenario, schedules: Sequence[str], seed: int) -> str:
    """What tells people of the batches of a table: a line of JSON."""
    told = json.loads(about_cell(scenario, ", ".join(schedules), seed, 1))
    return json.dumps(told | {"table": True})


def known_totals(store: Store, question: str, batch: Batch) -> Array | None:
    """The totals of a batch as ``experiments.reference_table.batch.played`` gave them, if it is finished."""
    shape = (*batch.luck_seeds.shape, len(batch.schedules))
    found = store.known(_key(question, batch))
    campaigns = [found.get(number) for number in range(int(np.prod(shape)))]
    rows = [[one[name] for name in TOTALS] for one in campaigns if isinstance(one, dict)]
    return np.array(rows).reshape(*shape, len(TOTALS)) if len(rows) == len(campaigns) else None


def keep_totals(store: Store, question: str, batch: Batch, totals: Array, about: str) -> None:
    """Remembers a finished batch; on disk at once. Raises InputError where it cannot be written."""
    key = _key(question, batch)
    campaigns = totals.reshape(-1, len(TOTALS)).tolist()
    store.keep([Finished(key, n, dict(zip(TOTALS, row, strict=True)), about=about) for n, row in enumerate(campaigns)])


def _key(question: str, batch: Batch) -> str:
    content = np.ascontiguousarray(batch.quantiles).tobytes() + np.ascontiguousarray(batch.luck_seeds).tobytes()
    return hashlib.sha256(question.encode() + content).hexdigest()[:32]
