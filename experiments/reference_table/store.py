"""Finished batches on disk: found again by what they are about, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from experiments.reference_table.batch import TOTALS, Batch
from experiments.replicates.store import run_key
from experiments.statistics.estimates import Array
from experiments.words.plain_text import visible
from sim.errors import InputError
from sim.scenario.scenario import Scenario

_log = logging.getLogger(__name__)


def question_key(scenario: Scenario, schedules: Sequence[str], labels: Sequence[str]) -> str:
    """A digest of all that the campaigns of a table hang on but its points and seeds: 32 hexadecimal digits."""
    runs = [run_key(scenario, name, 0, 1) for name in schedules]
    return hashlib.sha256(json.dumps([runs, list(labels), TOTALS]).encode()).hexdigest()[:32]


class BatchStore:
    """Batches of one question in a folder of their own, a file for each. Without a folder nothing is kept.

    Raises InputError, which names the file, where one cannot be written.
    """

    def __init__(self, folder: Path | None, question: str) -> None:
        self._folder = None if folder is None else folder / question
        if self._folder is not None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InputError(f"{folder}: cannot be made a folder of finished runs: {error.strerror}") from error

    def known(self, batch: Batch) -> Array | None:
        """The totals of a batch as ``experiments.reference_table.batch.played`` gave them, if it is finished."""
        path = self._file(batch)
        if path is None or not path.exists():
            return None
        try:
            totals: Array = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            totals = np.zeros(0)
        if totals.shape == (*batch.luck_seeds.shape, len(batch.schedules), len(TOTALS)):
            return totals
        _log.warning("groundswell: %s: cannot be read; its campaigns are played again", visible(str(path)))
        return None

    def keep(self, batch: Batch, totals: Array) -> None:
        """Remembers a finished batch; on disk at once."""
        path = self._file(batch)
        if path is None:
            return
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with unfinished.open("wb") as file:
                np.save(file, totals)
            unfinished.replace(path)
        except OSError as error:
            raise InputError(
                f"{path}: cannot be written: {error.strerror}; every batch that was finished before is kept in "
                f"{path.parent}, and the same command goes on from there"
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def _file(self, batch: Batch) -> Path | None:
        if self._folder is None:
            return None
        content = np.ascontiguousarray(batch.quantiles).tobytes() + np.ascontiguousarray(batch.luck_seeds).tobytes()
        return self._folder / f"{hashlib.sha256(content).hexdigest()[:32]}.npy"
