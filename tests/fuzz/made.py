"""Makes the files: each is the same whenever its seed and number are."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fuzz import byte_changes, row_changes, samples, toml_changes, workbook_changes
from fuzz.readers import READERS, outcomes_sample, store_sample

_SHARES = {"own_rules": 0.2, "scenario": 4, "roster": 3, "hypotheses": 2, "uploaded_scenario": 2, "address": 2}
_SUFFIXES = {"cells": ".csv", "own_rules": ".py", "manifest": ".json", "store": ".sqlite"}
_TOML = {
    "scenario": samples.SCENARIO,
    "uploaded_scenario": samples.SCENARIO,
    "hypotheses": samples.HYPOTHESES,
    "posterior": samples.POSTERIOR,
    "assumptions": samples.ASSUMPTIONS,
    "grid": samples.GRID,
}
_WORKBOOKS = {"roster": "roster", "uploaded_roster": "roster", "campaigns": "campaigns", "plan": "plan"}
CONTENTS = ("uploaded_scenario", "uploaded_roster", "address", "store")  # which no path leads to
_ROWS = {"uploaded_roster": "roster", "roster_of_scenario": "roster"}
_RULES = [
    *("def second_look():\n    return 1\n", "def disclosed(is_disclosed, factor):\n    return 'x'\n"),
    *("def disclosed(*a, **k):\n    return 1.0\n", "def disclosed(is_disclosed, factor):\n    return 1 / 0\n"),
    *("x = " + "(" * 3_000, "x = " + "1+" * 50_000 + "1\n", "raise SystemExit\n", "raise BaseException\n"),
    *("def disclosed(is_disclosed, factor):\n    return disclosed(is_disclosed, factor)\n", "from math import *\n"),
    *(
        "import sys\n",
        "x = 10 ** 5000; f'{x}'\n",
        "def _a():\n    return q\n",
        "disclosed = 5\n",
        "x = 0x" + "f" * 9_000,
    ),
]


@dataclass(frozen=True)
class Made:
    """One file: of which kind, what was done to it, and how it comes to stand at a path."""

    number: int
    kind: str
    changes: tuple[str, ...]
    content: bytes = field(repr=False)
    stand_in: Callable[[Path], Path] | None = None  # puts something else than a file there

    @property
    def is_forbidden(self) -> bool:
        """Whether the file may not be read."""
        return self.stand_in is not_allowed

    def put(self, folder: Path) -> Path:
        """Puts the file into a folder of its own, and says where it is."""
        path = folder / f"file{suffix(self.kind)}"
        if self.stand_in is not None:
            return self.stand_in(path)
        path.write_bytes(self.content)
        return path


def suffix(kind: str) -> str:
    """How the name of a file of this kind ends."""
    return _SUFFIXES.get(kind, ".toml" if kind in _TOML else ".csv")


def kinds_of(files: int, seed: int) -> list[tuple[int, str]]:
    """The number and the kind of each file, those of a kind together; every kind comes up."""
    luck = random.Random(f"{seed}/kinds")
    kinds = list(READERS)
    shares = [_SHARES.get(kind, 1) for kind in kinds]
    chosen = [*kinds, *luck.choices(kinds, shares, k=max(0, files - len(kinds)))][:files]
    return sorted(enumerate(chosen), key=lambda one: kinds.index(one[1]))


def made(number: int, kind: str, seed: int) -> Made:
    """The file of this number."""
    luck = random.Random(f"{seed}/{number}/{kind}")
    content, changes = good(kind, luck), []
    if kind not in CONTENTS and luck.random() < 0.03:
        stand_in = luck.choice(STAND_INS)
        return Made(number, kind, (stand_in.__name__.strip("_"),), b"", stand_in)
    if luck.random() < 0.75:
        content, name = _by_what_it_holds(kind, content, luck)
        changes.append(name)
    while luck.random() < (0.3 if changes else 1.0):
        change = luck.choice(byte_changes.CHANGES)
        content = change(content, luck)
        changes.append(change.__name__)
    return Made(number, kind, tuple(changes), content)


def good(kind: str, luck: random.Random) -> bytes:
    """A file of this kind with nothing wrong."""
    if kind == "store":
        return store_sample()
    if kind in _WORKBOOKS and luck.random() < 0.4:
        return samples.workbook(_WORKBOOKS[kind])
    if kind in _TOML:
        money = luck.random() < 0.2 and "scenario" in kind
        text = _TOML[kind].replace("t_eur", "t_usd").replace("price_eur", "price_usd") if money else _TOML[kind]
        return (text + samples.MONEY * money).encode()
    others = {
        "own_rules": samples.RULES,
        "manifest": samples.MANIFEST,
        "address": samples.ADDRESS,
        "outcomes": outcomes_sample() if kind == "outcomes" else "",
    }
    return (others.get(kind) or samples.ROWS[_ROWS.get(kind, kind)]).encode()


def _by_what_it_holds(kind: str, content: bytes, luck: random.Random) -> tuple[bytes, str]:
    """The file with a change of what it says, and the name of that change."""
    if kind == "store":
        return byte_changes.flipped(content, luck), "flipped"
    if content.startswith(b"PK"):
        return workbook_changes.changed(content, luck), "workbook"
    text = content.decode()
    if kind in _TOML:
        could_be = places_of_schema(kind)
        return toml_changes.changed(text, could_be, luck).encode("utf-8", "surrogatepass"), "toml"
    if kind == "manifest":
        return _json_changed(text, luck).encode("utf-8", "surrogatepass"), "json"
    if kind == "own_rules":
        return luck.choice([luck.choice(_RULES), text + luck.choice(_RULES)]).encode(), "rules"
    if kind == "address":
        words = parse_qsl(text, keep_blank_values=True)
        for _ in range(luck.choice([1, 1, 3])):
            place = luck.randrange(len(words))
            words[place] = (
                words[place][0],
                luck.choice([*row_changes.CELLS, "," * 9_000, "a:1," * 900, "reach_rate:1"]),
            )
        return urlencode(words, errors="surrogatepass").encode(), "words"
    return row_changes.changed(text, luck).encode("utf-8", "surrogatepass"), "rows"


def places_of_schema(kind: str) -> tuple[tuple[Any, ...], ...]:
    """Every key that a TOML file of this kind may have, whether the good one has it or not."""
    if "scenario" in kind:
        from sim.scenario.edge_list import NetworkSource
        from sim.scenario.head import Choice, Head, Money
        from sim.scenario.market import Brand, Market, RosterSource
        from sim.scenario.plan_rules import PlanRules
        from sim.scenario.schedule import Phase, Review

        tables: dict[tuple[Any, ...], Any] = {
            (): Head,
            ("brand",): Brand,
            ("market",): Market,
            ("roster",): RosterSource,
            ("rules",): PlanRules,
            ("assumptions",): Choice,
            ("money",): Money,
            ("schedules", "mine", 0): Phase,
            ("schedules", "mine", 3): Review,
        }
        more = (("network",), *(("network", name) for name in NetworkSource.model_fields), ("schedules", "other"))
    elif kind == "hypotheses":
        from experiments.hypotheses.stated import Claim, Restated, Rule, StatedArm, Sweep
        from sim.scenario.market import Brand, RosterSource
        from sim.scenario.schedule import Phase

        tables = {
            ("study",): Rule,
            ("H1", "arms", "cheap"): StatedArm,
            ("H1", "arms", "cheap", "brand"): Brand,
            ("H1", "arms", "cheap", "roster"): RosterSource,
            ("H1", "claims", 0): Claim,
            ("H1", "claims", 1): Claim,
            ("H1", "sweeps", 0): Sweep,
            ("H1", "restated"): Restated,
            ("schedules", "early", 0): Phase,
        }
        more = (("H2",), ("schedules", "other"))
    else:
        return (("instead_of",), ("extends",), ("posterior",), ("reach_rate",), ("followers_smallest",), ("brand",))
    return (*((*table, key) for table, model in tables.items() for key in model.model_fields), *more)


def _json_changed(text: str, luck: random.Random) -> str:
    document = json.loads(text)
    values = ["1", "-1", "1e400", "NaN", "null", "true", "[]", "{}", '""', '"\\u0000"', "[" * 50_000, "1" * 5_000]
    values += ['{"' + "x" * 5_000 + '": "0"}', '{"a\\u0000": "0"}', '{"/dev/zero": "0"}']
    values += ['{"a": {"b": 1}}', "[[]]", '"' + "x" * 5_000 + '"', '["--out", "/"]', '"\\ud800"', "[1, null]"]
    place = luck.choice(list(toml_changes.places(document)))
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    if luck.random() < 0.2:
        del holder[place[-1]]
        return json.dumps(document)
    holder[place[-1]] = "put here"
    return json.dumps(document).replace('"put here"', luck.choice(values))


# ---- What is no file ------------------------------------------------------------------------------


def _missing(path: Path) -> Path:
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _loop(path: Path) -> Path:
    path.symlink_to(path)
    return path


def _loop_of_two(path: Path) -> Path:
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)
    return path


def _leads_nowhere(path: Path) -> Path:
    path.symlink_to(path.with_name("nowhere"))
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _device(path: Path) -> Path:
    path.symlink_to("/dev/zero")
    return path


def _name_too_long(path: Path) -> Path:
    return path.with_name("x" * 5_000)


def _null_in_name(path: Path) -> Path:
    return path.with_name("a\0b")


def _below_a_file(path: Path) -> Path:
    path.write_bytes(b"x")
    return path / "below"


def _far_too_large(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(300_000_000_000)  # holes, which take no room on the disk
    return path


def not_allowed(path: Path) -> Path:
    path.write_bytes(b"x")
    path.chmod(0)
    return path


STAND_INS = (
    _missing,
    _folder,
    _loop,
    _loop_of_two,
    _leads_nowhere,
    _pipe,
    _device,
    _name_too_long,
    _null_in_name,
    _below_a_file,
    _far_too_large,
    not_allowed,
)
