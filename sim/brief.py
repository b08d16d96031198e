"""A short form of the large objects: one line where they are printed, a small table in a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from html import escape

_MOST_LINE = 200  # characters
_MOST_VALUE = 100  # of one value in a table
_MOST_TABLE = 1_900  # of a table but its last lines; markup included


class Brief(ABC):
    """An object that holds too much to be printed whole; ``_brief`` gives what is shown of it."""

    @abstractmethod
    def _brief(self) -> tuple[str, Mapping[str, object]]:
        """The one line, and the rows of the table by their names."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {_cut(self._brief()[0], _MOST_LINE)}>"

    def _repr_html_(self) -> str:
        line, rows = self._brief()
        table = f"<table><caption>{type(self).__name__} {escape(_cut(line, _MOST_VALUE))}</caption>"
        for name, value in rows.items():
            row = f"<tr><th>{escape(_cut(name, _MOST_VALUE))}</th><td>{escape(_cut(str(value), _MOST_VALUE))}</td></tr>"
            table += row if len(table) + len(row) <= _MOST_TABLE else ""
        return f"{table}</table>"


def _cut(text: str, most: int) -> str:
    """The text on one line, cut short."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 3]}..."
