"""The table of a sweep as CSV and, where pyarrow is installed, as Parquet."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from experiments.files import write_columns
from experiments.sweep.sweep import Sweep


def write_sweep(sweep: Sweep, folder: Path) -> list[str]:
    """Writes sweep.csv and, where it can, sweep.parquet; returns their names. What is no number is left empty."""
    table = sweep.table().to_dict()
    write_columns(folder / "sweep.csv", table)
    if find_spec("pyarrow") is None:
        return ["sweep.csv"]
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table(table), folder / "sweep.parquet")
    return ["sweep.csv", "sweep.parquet"]
