"""Reads the files of a set of assumptions: the entries of its own, laid over those of the set that it extends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Faults, InputError, nearest
from sim.reading.tables import named, shown
from sim.reading.toml_file import read_toml

FOLDER = Path(__file__).parent
SETS = ("documents", "evidence")
TIER_SETS = ("D1", "D2", "D3", "D4", "D5")  # the documents, each with its own bounds between the tiers
OF_OWN_FILES = ("name", "posterior")  # keys that are no entries
BOUNDS = ("followers_smallest", "followers_largest")  # entries that tiers.toml alone holds


@dataclass(frozen=True)
class FileEntry:
    """One entry as a file has it, not yet checked: the file's name, and the table, or whatever stands in its place."""

    file: str
    table: object


def read_entries(path: Path, problems: Faults) -> dict[str, FileEntry]:
    """The entries of a file in order, laid over those of the set that it ``extends``.

    An entry that the extended set has takes its place. Any other must be named under ``instead_of``, beside the entry
    of that set for which it stands and which is left out. What is wrong with the entries is added to the problems;
    raises InputError where it cannot be told which entries there are.
    """
    return _read_entries(path, (), problems)


def set_file(set_name: str) -> Path:
    """The file of a shipped set. Raises InputError for another name."""
    if set_name not in SETS:
        raise InputError(
            f"unknown set of assumptions {shown(set_name)}; one of {', '.join(SETS)}{nearest(set_name, SETS)}"
        )
    return FOLDER / f"{set_name}.toml"


def drawn_bounds(document: str) -> dict[str, Any]:
    """The bounds between the tiers as one document draws them, from tiers.toml: a table for each of ``BOUNDS``."""
    tables = read_toml(FOLDER / "tiers.toml")
    bounds = tables[document]
    return {
        name: {**tables[name], "given": bounds[name.removeprefix("followers_")], "source": bounds["source"]}
        for name in BOUNDS
    }


def _read_entries(path: Path, extending: tuple[Path, ...], problems: Faults) -> dict[str, FileEntry]:
    tables = read_toml(path)
    extended, instead_of = tables.pop("extends", None), tables.pop("instead_of", {})
    for name in OF_OWN_FILES:
        tables.pop(name, None)  # which sim.assumptions.own_file reads
    own_entries = {name: FileEntry(path.name, table) for name, table in tables.items()}
    if extended is None:
        if instead_of:
            problems.append(f"{path.name}: instead_of: needs extends, the set whose entries are left out")
        return own_entries
    base_file = _extended(path, extended, (*extending, path))
    base = _read_entries(base_file, (*extending, path), problems)
    substitutes = _substitutes(path, base_file.stem, base, instead_of, problems)
    entries: dict[str, FileEntry] = {}
    for name, base_entry in base.items():
        for substitute in substitutes.get(name, (name,)):
            if substitute in own_entries:
                entries[substitute] = own_entries[substitute]
            elif substitute == name:
                entries[substitute] = base_entry
            else:
                problems.append(f"{path.name}: {substitute}: missing; instead_of names it")
    for name in own_entries:
        if name not in entries:
            problems.append(
                f"{path.name}: {named(name)}: the set {base_file.stem} has no such entry; change its name, or say "
                f"under [instead_of] for which entry it stands{problems.nearest(name, base)}"
            )
    return entries


def _extended(path: Path, extended: object, files: tuple[Path, ...]) -> Path:
    """The file of the set that a file extends."""
    try:
        base = set_file(extended) if isinstance(extended, str) else None
    except InputError as error:
        raise InputError(f"{path.name}: extends: {problem}" for problem in error.problems) from None
    if base is None:
        raise InputError(f"{path.name}: extends = {shown(extended)}: must be one of {', '.join(SETS)}")
    if base in files:
        circle = " extends ".join(file.stem for file in (*files, base))
        raise InputError(f"{path.name}: extends goes round in a circle: {circle}; one of them must stand alone")
    return base


def _substitutes(
    path: Path, base_name: str, base: Mapping[str, FileEntry], instead_of: object, problems: Faults
) -> dict[str, list[str]]:
    """The entries that stand in the place of one of the extended set, by the name of that one, which is left out."""
    if not isinstance(instead_of, Mapping):
        problems.append(f"{path.name}: instead_of = {shown(instead_of)}: must be a table")
        return {}
    substitutes = {}
    for name, names in instead_of.items():
        where = f"{path.name}: instead_of.{named(name)}"
        if name not in base:
            problems.append(f"{where}: the set {base_name} has no such entry{problems.nearest(name, base)}")
        elif not isinstance(names, list) or not names or not all(isinstance(text, str) for text in names):
            problems.append(f"{where} = {shown(names)}: must be a list of the entries that stand in its place")
        else:
            substitutes[name] = names
    return substitutes
