"""Reads a measured network from files: who follows whom, and on request the interest of each person."""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from sim.errors import Faults, InputError
from sim.reading.tables import Whole
from sim.reading.text_file import read_text
from sim.roster.roster_file import LARGEST_ROSTER
from sim.scenario.market import LONGEST_INTEREST

MOST_IDS = 2_000_000_000
_PEOPLE_PER_END = 10  # more people than this for each end of a tie: the ids are not a numbering
_MOST_BYTES = 1_000_000_000  # of a file, which is held in memory while it is read
_SHOWN = 20  # characters of a cell: a whole line of whatever file is named is nobody's to print
_SEPARATORS = {",": "a comma", "\t": "a tab", None: "spaces"}

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Network:
    """A measured network: person ``follower[k]`` follows person ``followed[k]``; ids are below ``people``."""

    follower: Ids
    followed: Ids
    people: int
    interest: tuple[str, ...] | None  # of each person
    content: str  # SHA-256 of the texts

    @property
    def interests(self) -> tuple[str, ...]:
        """The interests in the order in which a stored world numbers them."""
        return ("everybody",) if self.interest is None else tuple(sorted(set(self.interest)))


class NetworkSource(BaseModel):
    """A measured network in place of a generated one. Wrong values raise pydantic's ValidationError."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    edges: str = Field(min_length=1, description="file of ties, follower and followed, relative to the scenario file")
    mutual: bool = Field(default=False, strict=True, description="whether every tie goes both ways")
    labels: str | None = Field(default=None, min_length=1, description="CSV file of id and interest of each person")
    best_connected: Whole | None = Field(
        default=None, ge=1, le=LARGEST_ROSTER, description="so many people with the most followers are the roster"
    )

    def beside(self, path: Path | None) -> NetworkSource:
        """The same with both files as seen from the folder of this scenario file."""
        if path is None:
            return self
        files = {name: str(path.parent / file) for name in ("edges", "labels") if (file := getattr(self, name))}
        return self.model_copy(update=files)

    def read(self) -> Network:
        """The network as the files hold it now; read once per process while they do not change. Raises InputError."""
        return read_network(Path(self.edges), labels=Path(self.labels) if self.labels else None, mutual=self.mutual)


def read_network(edges: Path, *, labels: Path | None = None, mutual: bool = False) -> Network:
    """The network of both files. Without labels there are as many people as the largest id says.

    Replicates ask for the same network with many seeds: the latest ones are kept for as long as their
    files do not change. Raises InputError.
    """
    return _read_network(edges, labels, mutual, _stamp(edges), _stamp(labels))


@functools.lru_cache(maxsize=2)
def _read_network(edges: Path, labels: Path | None, mutual: bool, *stamps: object) -> Network:
    text = _text(edges)
    follower, followed = parse_edge_list(text, str(edges))
    digest = hashlib.sha256(text.encode())
    interest, people = None, int(max(follower.max(), followed.max())) + 1
    if labels is not None:
        text = _text(labels)
        interest = tuple(parse_labels(text, str(labels)))
        digest.update(b"\0" + text.encode())
        if people > len(interest):
            raise InputError(
                f"{edges}: id {people - 1:,}: must be from 0 to {len(interest) - 1:,}, the people who have a label "
                f"in {labels}; label everybody"
            )
        people = len(interest)
    elif people > _PEOPLE_PER_END * 2 * follower.size:
        raise InputError(
            f"{edges}: id {people - 1:,} in a file of {follower.size:,} ties: ids have holes; number people from 0, "
            "or give labels that name everybody"
        )
    if mutual:
        follower, followed = np.concatenate([follower, followed]), np.concatenate([followed, follower])
    follower.setflags(write=False)  # shared by all who ask
    followed.setflags(write=False)
    return Network(follower, followed, people, interest, digest.hexdigest())


def _text(path: Path) -> str:
    return read_text(path, most_bytes=_MOST_BYTES)


def _stamp(path: Path | None) -> tuple[int, int] | None:
    """The time and size of a file, which change with it; None where it cannot be read, as reading it will explain."""
    try:
        status = path.stat() if path is not None else None
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_size) if status else None


def read_edge_list(path: Path) -> tuple[Ids, Ids]:
    """The ties in a file of whole numbers: who follows (first column) whom (second column), each of shape (ties,).

    Columns are separated by a comma, a tab or spaces; a first line of names, empty lines and whatever
    follows a # are passed over. Raises InputError with the first faults of the file.
    """
    return parse_edge_list(_text(path), str(path))


def parse_edge_list(text: str, source: str) -> tuple[Ids, Ids]:
    """The ties of a text; ``source`` is named in the faults. Raises InputError."""
    lines = list(io.StringIO(text, newline=None))
    first = _first(lines, 0)
    if first < len(lines) and not any(_is_number(cell) for cell in re.split(r"[,\s]+", _content(lines[first]))):
        first = _first(lines, first + 1)  # a line of names
    if first == len(lines):
        raise InputError(f"{source}: holds no tie; write one per line, the follower's and the followed's number")
    content = _content(lines[first])
    separator = next((mark for mark in (",", "\t") if mark in content), None)
    try:
        pairs = np.loadtxt(lines[first:], dtype=np.int64, delimiter=separator, comments="#", ndmin=2)
    except (ValueError, OverflowError):
        pairs = np.empty((0, 0), np.int64)
    if pairs.shape[1] != 2 or pairs.min() < 0 or pairs.max() >= MOST_IDS:
        # A hundred times slower, and able to say what is wrong where.
        faults = Faults()
        pairs = np.array(list(_ties(lines, first, separator, faults)), np.int64).reshape(-1, 2)
        if faults:
            raise InputError((f"{source}: {fault}" for fault in faults), faults.beyond)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def _content(line: str) -> str:
    return line.partition("#")[0].strip()


def _first(lines: Sequence[str], start: int) -> int:
    """The place of the first line from ``start`` on that is not empty or a comment; their number if none is."""
    return next((place for place in range(start, len(lines)) if _content(lines[place])), len(lines))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _whole(cell: str, size: int) -> int | None:
    """The number in a cell if it is whole, and from 0 to size - 1."""
    number = int(cell) if re.fullmatch(r"[+-]?[0-9]{1,18}", cell) else -1
    return number if 0 <= number < size else None


def _ties(lines: Sequence[str], first: int, separator: str | None, faults: Faults) -> Iterator[tuple[int, int]]:
    for place in range(first, len(lines)):
        content = _content(lines[place])
        if not content:
            continue
        cells = [cell.strip() for cell in content.split(separator)]
        if len(cells) != 2:
            faults.append(
                f"line {place + 1}: must be two columns, follower and followed, with {_SEPARATORS[separator]} "
                f"between them; found {len(cells)}"
            )
            continue
        ids = [_whole(cell, MOST_IDS) for cell in cells]
        if None not in ids:
            yield ids[0], ids[1]  # type: ignore[misc]
        for name, cell, number in zip(("follower", "followed"), cells, ids, strict=True):
            if number is None:
                faults.append(
                    f"line {place + 1}: {name} {_short(cell)}: must be a whole number from 0 to {MOST_IDS - 1:,}"
                )


def read_labels(path: Path, people: int | None = None) -> list[str]:
    """The label of each person, by number, of a CSV file with the columns id and label under a header.

    Everybody stands there exactly once: ``people`` of them, or as many as there are lines. Raises
    InputError with the first faults of the file.
    """
    return parse_labels(_text(path), str(path), people)


def parse_labels(text: str, source: str, people: int | None = None) -> list[str]:
    """The labels of a text; ``source`` is named in the faults. Raises InputError."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    faults = Faults()
    given: list[tuple[int, list[str]]] = []
    try:
        header = next(rows, [])
        if len(header) != 2 or _is_number(header[0]):
            faults.append("line 1: must be a header of two columns, such as id,label")
        given = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(map(str.strip, row))]
    except csv.Error as error:
        faults.append(f"line {rows.line_num}: is not CSV: {error}")
    if not faults and not given and not people:
        faults.append("labels nobody; write one person per line under the header")
    count = len(given) if people is None else people
    labels: dict[int, str] = {}
    lines: dict[int, int] = {}  # where each person stands
    # Faults of the frame make those of the lines meaningless.
    for line, row in given if not faults else ():
        number = _whole(row[0], count)
        if len(row) != 2:
            faults.append(f"line {line}: must be two columns, id and label; found {len(row)}")
        elif number is None:
            limit = f"a whole number from 0 to {count - 1:,}, as there are {count:,} people"
            faults.append(f"line {line}: id {_short(row[0])}: must be {limit}")
        elif number in lines:
            faults.append(f"line {line}: id {number}: is on line {lines[number]} too; label everybody once")
        elif not row[1]:
            faults.append(f"line {line}: id {number}: has an empty label; give it one")
        elif len(row[1]) > LONGEST_INTEREST:
            faults.append(
                f"line {line}: id {number}: has a label of {len(row[1]):,} characters; must be at most "
                f"{LONGEST_INTEREST}"
            )
        if number is not None:
            lines.setdefault(number, line)
            labels[number] = row[-1]
    if not faults:
        faults.extend(
            f"id {number}: has no label; label everybody from 0 to {count - 1:,}"
            for number in range(count)
            if number not in labels
        )
    if faults:
        raise InputError((f"{source}: {fault}" for fault in faults), faults.beyond)
    return [labels[number] for number in range(count)]


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= _SHOWN else cell[: _SHOWN - 3] + "...")
