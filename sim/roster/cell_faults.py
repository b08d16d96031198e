"""What is wrong with the cells of a file: a few are told one by one, many of one kind in one sentence."""

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
        """A fault that is no line's: of the file, or of a whole column."""
        self._whole.append(sentence)

    def of_line(self, line: int, sentence: str, kind: str) -> None:
        """A fault of a whole line; ``kind`` is what many such have in common."""
        self._add(("", kind), line, sentence)

    def of_cell(self, line: int, column: str, given: str, reason: str, *, kind: str = "", whose: str = "") -> None:
        """A fault of one cell. Its reason is what many of a column may have in common, unless ``kind`` is."""
        what = f"{column} of {shortened(whose)}" if whose else column
        start = f"{what} = {shortened(given)}" if given else what
        self._add((column, kind or reason), line, f"{start}: {reason}")

    def _add(self, key: tuple[str, str], line: int, sentence: str) -> None:
        kind = self._kinds.setdefault(key, _Kind())
        kind.count += 1
        if kind.count <= _TOLD_ONE_BY_ONE:
            kind.first.append((line, sentence))

    def told(self, rows: int) -> list[str]:
        """A sentence for each: those of the file, of kinds that many of the ``rows`` share, then line by line."""
        many, single = [], []
        for (column, kind), found in self._kinds.items():
            line, sentence = found.first[0]
            if found.count <= _TOLD_ONE_BY_ONE:
                single += found.first
            elif column:
                many.append(f"{found.count:,} of {rows:,} cells under {column!r}, the first on line {line}: {sentence}")
            else:
                many.append(f"{found.count:,} lines: {kind}; the first is line {line}: {sentence}")
        return [*self._whole, *many, *(f"line {line}: {sentence}" for line, sentence in sorted(single, key=_line))]


def _line(found: tuple[int, str]) -> int:
    return found[0]


def shortened(given: str) -> str:
    """A cell as a sentence quotes it."""
    return repr(given if len(given) <= 60 else given[:57] + "...")
