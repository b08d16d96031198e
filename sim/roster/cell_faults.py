"""Collects the faults of a file's cells: few of a kind are told one by one, many in one sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

_TOLD_ONE_BY_ONE = 3  # of one kind


@dataclass
class _Kind:
    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)  # line, sentence


class CellFaults:
    """Collects faults by kind, so that a million faulty rows take no more memory than four."""

    def __init__(self) -> None:
        self._whole: list[str] = []
        self._kinds: dict[tuple[str, str], _Kind] = {}

    def __bool__(self) -> bool:
        return bool(self._whole or self._kinds)

    def of_file(self, sentence: str) -> None:
        """Adds a fault of the file, or of a whole column."""
        self._whole.append(sentence)

    def of_line(self, line: int, sentence: str, kind: str) -> None:
        """Adds a fault of a whole line; ``kind`` is what many such have in common."""
        self._add(("", kind), line, sentence)

    def of_cell(self, line: int, column: str, given: str, reason: str, *, kind: str = "", whose: str = "") -> None:
        """Adds a fault of one cell. Its reason is what many of a column may have in common, unless ``kind`` is."""
        cell = f"{column} of {shortened(whose)}" if whose else column
        start = f"{cell} = {shortened(given)}" if given else cell
        self._add((column, kind or reason), line, f"{start}: {reason}")

    def _add(self, key: tuple[str, str], line: int, sentence: str) -> None:
        kind = self._kinds.setdefault(key, _Kind())
        kind.count += 1
        if kind.count <= _TOLD_ONE_BY_ONE:
            kind.first.append((line, sentence))

    def told(self, rows: int) -> list[str]:
        """The sentences: on the file, on kinds that many of the ``rows`` share, then on single lines in their order."""
        many, single = [], []
        for (column, kind), alike in self._kinds.items():
            line, sentence = alike.first[0]
            if alike.count <= _TOLD_ONE_BY_ONE:
                single += alike.first
            elif column:
                many.append(f"{alike.count:,} of {rows:,} cells under {column!r}, the first on line {line}: {sentence}")
            else:
                many.append(f"{alike.count:,} lines: {kind}; the first is line {line}: {sentence}")
        return [*self._whole, *many, *(f"line {line}: {sentence}" for line, sentence in sorted(single, key=_line_of))]


def _line_of(fault: tuple[int, str]) -> int:
    return fault[0]


def shortened(given: str) -> str:
    """A cell in quotes, cut short, as a sentence shows it."""
    return repr(given if len(given) <= 60 else given[:57] + "...")
