"""Numbers in named columns of one length, such as the hours of a campaign or its impressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.brief import Brief
from sim.errors import InputError, nearest
from sim.reading.tables import one_of, shown

Column = npt.NDArray[Any]


class Columns(Brief):
    """A table by column: ``table["clicks"]`` is an array, ``len`` the number of rows, going through it gives names.

    The arrays cannot be written to: they are what happened.
    """

    def __init__(self, by_name: Mapping[str, Column]) -> None:
        self._by_name = {name: np.asarray(column).view() for name, column in by_name.items()}
        for column in self._by_name.values():
            column.flags.writeable = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(self._by_name)

    def __getitem__(self, name: str) -> Column:
        if name not in self.columns:
            raise InputError(f"no column {shown(name)}{nearest(name, self.columns)}{one_of(self.columns)}")
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return next(iter(self._by_name.values())).size if self._by_name else 0

    def to_dict(self) -> dict[str, Column]:
        """The columns by name."""
        return dict(self._by_name)

    def to_pandas(self) -> Any:
        """A data frame of pandas. Raises InputError where pandas is not installed."""
        return self._frame("pandas")

    def to_polars(self) -> Any:
        """A data frame of Polars. Raises InputError where Polars is not installed."""
        return self._frame("polars")

    def _frame(self, library: str) -> Any:
        try:
            frame = import_module(library).DataFrame
        except ImportError:
            raise InputError(
                f"{library} is not installed; install it (python -m pip install {library}), or take to_dict()"
            ) from None
        return frame(self.to_dict())

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        return f"{len(self):,} rows of {', '.join(self.columns)}", {"rows": f"{len(self):,}"} | {
            name: f"{column.dtype}, {column.min()} to {column.max()}" if column.size else str(column.dtype)
            for name, column in self._by_name.items()
        }
