"""Do the tests notice? Every fault of ``mutants`` in the modules on which every answer stands, judged by their tests.

    .venv/bin/python tools/mutation.py [MODULE ...] [--workers N] [--where FUNCTION]

The tests of a module are collected once; then each fault is put into a process of its own, where the tests run, the
quickest first, until one fails. A fault that no test notices has survived: it is listed in ``survivors.toml`` with the
reason why it does no harm, or it is told here and the command ends with code 1. Code that numba compiles runs as it is
written, for a compiler would spend seconds on every fault.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import os
import resource
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import FrameType, FunctionType, ModuleType
from typing import Any, TypeAlias

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process for each fault is enough

import numba
import numpy as np
import pytest
from mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[1]
SURVIVORS = Path(__file__).with_name("survivors.toml")
LEAST_KILLED_SHARE = 0.85
MOST_BYTES = 4 * 2**30  # of one process: a fault may make a list that never ends


@dataclass(frozen=True)
class Judged:
    """A module and the test files that judge it, in whatever folder they stand.

    Tests whose name holds one of ``not_asked`` are left out: these play thousands of studies each.
    ``as_written``: without the compiler.
    """

    module: str
    tests: tuple[str, ...]
    not_asked: tuple[str, ...] = ()
    as_written: bool = False


_STUDIES = (
    "covers_the_truth",
    "is_exact_for",
    "hardly_ever",
    "keep_the_error",
    "keeps_its_error",
    "is_found",
    "too_often",
)
_LAUNCHES = ("presets_spend", "is_played", "reordering_the_phases", "changes_no_plan", "is_refused_and", "once_unless")
_CHANCE = ("every_lane_is", "independent", "unrelated", "fire_as_often")
JUDGED = {
    "rules": Judged("sim.rules", ("test_rules.py",), as_written=True),
    "coin": Judged("sim.coin", ("test_coin.py",), _CHANCE, as_written=True),
    "hiring": Judged(
        "sim.planning.hiring",
        ("test_hiring.py", "test_budget.py", "test_schedule.py", "test_falling_short.py"),
        _LAUNCHES,
    ),
    "budget": Judged("sim.planning.budget", ("test_budget.py", "test_schedule.py", "test_falling_short.py"), _LAUNCHES),
    "equal_spend": Judged("sim.planning.equal_spend", ("test_budget.py", "test_schedule.py")),
    "review": Judged("sim.planning.review", ("test_review.py",)),
    "statistics": Judged("experiments.statistics.estimates", ("test_statistics.py", "test_certainty.py"), _STUDIES),
    "best": Judged("experiments.statistics.best", ("test_statistics.py", "test_certainty.py"), _STUDIES),
    "pairs": Judged("experiments.statistics.pairs", ("test_pairs.py", "test_certainty.py"), _STUDIES),
    "limits": Judged(
        "experiments.statistics.limits", ("test_limits.py", "test_statistics.py", "test_certainty.py"), _STUDIES
    ),
    "sequential": Judged("experiments.statistics.sequential", ("test_sequential.py",), _STUDIES),
    "decisions": Judged("experiments.statistics.decisions", ("test_decisions.py",)),
    "belief_effects": Judged("experiments.statistics.belief_effects", ("test_decisions.py",)),
}


_ROW = "{:<16}{:>8}{:>8}{:>12}{:>11}{:>8}{:>9}"
_Played: TypeAlias = dict[str, tuple[float, set[int]]]  # by test: how long it takes, which lines it plays
_BROKEN = 2 << 8  # the status of a process that could not judge


class Judge:
    """Collects the tests, sees which of them pass and how long each takes, and has them judge every fault."""

    def __init__(self, judged: Judged, known: Collection[tuple[str, str]], workers: int, where: str) -> None:
        self._judged, self._known, self._workers, self._where = judged, known, workers, where
        self._failed = False
        self.mutants = 0
        self.left_out: list[str] = []
        self.survivors: set[tuple[str, str]] = set()

    def pytest_sessionstart(self) -> None:
        """The same examples for every fault, and no search for the smallest one."""
        from hypothesis import Phase, settings  # pytest must come first

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("judging", deadline=None, derandomize=True, database=None, phases=phases)
        settings.load_profile("judging")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test has failed, in whatever part of it."""
        self._failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running the tests once."""
        if session.testsfailed:
            raise session.Failed("the tests cannot be collected")
        module = sys.modules[self._judged.module]
        gc.freeze()
        file = str(module.__file__)
        played = self._played(session.items, file)
        self.left_out = [item.nodeid for item in session.items if item.nodeid not in played]
        items = sorted((i for i in session.items if i.nodeid in played), key=lambda item: played[item.nodeid][0])
        text = Path(file).read_text("utf-8")
        faults = (one for one in mutants_of(text, file) if self._where in one.where)
        # Put in like a fault, the module as it is must fail no test.
        whole = Mutant("module", "no fault", compile(text, file, "exec", dont_inherit=True), None)

        def told(mutant: Mutant) -> Callable[[], int]:
            lines = mutant.lines
            asked = [item for item in items if lines is None or played[item.nodeid][1].intersection(lines)]
            return lambda: self._noticed(module, mutant, asked, played)

        for mutant, status in _in_processes(((one, told(one)) for one in chain([whole], faults)), self._workers):
            if status == _BROKEN or (mutant is whole and status != 0):
                raise session.Failed(f"{mutant.where}, {mutant.change}: this cannot be judged")
            self.mutants += mutant is not whole
            if status == 0 and mutant is not whole:
                self.survivors.add((mutant.where, mutant.change))
                if (mutant.where, mutant.change) not in self._known:
                    print(f"  no test notices: {mutant.where}: {mutant.change}", flush=True)
        return True

    def _played(self, items: Sequence[pytest.Item], file: str) -> _Played:
        """For each test that passes on the module as it is: how long it takes, and which lines of the file it plays."""
        read, write = os.pipe()

        def run() -> int:
            played = {}
            for item in items:
                lines: set[int] = set()
                start = time.process_time()
                sys.settrace(_noting(file, lines))
                failed = self._fails(item, None)
                sys.settrace(None)
                if not failed:
                    played[item.nodeid] = (time.process_time() - start, sorted(lines))
            with os.fdopen(write, "w") as pipe:
                json.dump(played, pipe)
            return 0

        pid = _forked(run)
        os.close(write)
        with os.fdopen(read) as pipe:
            text = pipe.read()
        os.waitpid(pid, 0)
        return {test: (seconds, set(lines)) for test, (seconds, lines) in json.loads(text).items()}

    def _fails(self, item: pytest.Item, following: pytest.Item | None) -> bool:
        self._failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return self._failed

    def _noticed(self, module: ModuleType, mutant: Mutant, items: Sequence[pytest.Item], played: _Played) -> int:
        """1 as soon as a test fails, or the module cannot be made; a test that hangs ends the process."""
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        made = ModuleType(module.__name__)
        made.__file__ = module.__file__
        try:
            exec(mutant.code, vars(made))
        except Exception:
            return 1
        _graft(module, made, module.__name__)
        for item, following in zip(items, [*items[1:], None], strict=False):
            signal.setitimer(signal.ITIMER_PROF, 5.0 + 5.0 * played[item.nodeid][0])
            try:
                if self._fails(item, following):
                    return 1
            except Exception:  # pytest itself, out of memory with what a fault has made
                return 1
        return 0


def _noting(file: str, lines: set[int]) -> Callable[..., Any]:
    """A trace that adds the lines of one file as they are played."""

    def line(frame: FrameType, event: str, _: Any) -> Any:
        lines.add(frame.f_lineno)
        return line

    def call(frame: FrameType, event: str, _: Any) -> Any:
        return line(frame, event, _) if frame.f_code.co_filename == file else None

    return call


def _forked(run: Callable[[], int]) -> int:
    """The number of a new process that says nothing and ends with what ``run`` returns."""
    pid = os.fork()
    if pid:
        return pid
    status = 2
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        status = run()
    finally:
        os._exit(status)


def _in_processes(faults: Iterator[tuple[Mutant, Callable[[], int]]], workers: int) -> Iterator[tuple[Mutant, int]]:
    """Each fault with the status in which its process ended, 0 where no test failed."""
    running: dict[int, Mutant] = {}
    for mutant, run in faults:
        if len(running) == workers:
            pid, status = os.wait()
            yield running.pop(pid), status
        running[_forked(run)] = mutant
    while running:
        pid, status = os.wait()
        yield running.pop(pid), status


def _graft(old: Any, new: Any, module: str) -> None:
    """Gives the functions and constants of a module, wherever they are already in use, the code and value of others."""
    for name, one in list(vars(new).items()):
        before, after = _plain(vars(old).get(name)), _plain(one)
        if isinstance(before, FunctionType) and isinstance(after, FunctionType) and before.__module__ == module:
            if before.__code__ != after.__code__:
                before.__code__ = after.__code__
            before.__defaults__, before.__kwdefaults__ = after.__defaults__, after.__kwdefaults__
        elif isinstance(before, type) and isinstance(after, type) and before.__module__ == module:
            _graft(before, after, module)
        elif isinstance(before, int | float | str | np.generic) and before != after and not name.startswith("__"):
            for user in list(sys.modules.values()) if isinstance(old, ModuleType) else [old]:
                if isinstance(user, ModuleType | type) and vars(user).get(name) is before:
                    setattr(user, name, after)


def _plain(value: Any) -> Any:
    """The function behind a property or a cache."""
    if isinstance(value, property):
        return value.fget
    return value.__wrapped__ if isinstance(value, functools._lru_cache_wrapper) else value


def _as_written(**_: Any) -> Callable[[Any], Any]:
    """In place of ``numba.njit``."""

    def kept(function: Any) -> Any:
        function.py_func = function
        return function

    return kept


def _known_survivors(name: str) -> dict[tuple[str, str], str]:
    """Of one module, by place and change: ``equivalent``, or ``harmless``."""
    entries = tomllib.loads(SURVIVORS.read_text("utf-8")).get(name, [])
    return {(entry["where"], change): entry["kind"] for entry in entries for change in entry["changes"]}


def _place(file: str) -> str:
    """Of a test file, whose name is its own, in whatever folder."""
    (found,) = (ROOT / "tests").rglob(file)
    return str(found)


def judge(name: str, workers: int, where: str) -> int:
    """Judges one module, prints its line and what survived unknown; 0 if all is as it should be."""
    judged, start = JUDGED[name], time.monotonic()
    if judged.as_written:
        numba.njit = _as_written
    files = [_place(file) for file in judged.tests]
    known = _known_survivors(name)
    told = Judge(judged, known, workers, where)
    options = ["-o", "addopts=", "-m", "not slow and not nightly and not browser", "-s"]
    if judged.not_asked:
        options += ["-k", " and ".join(f"not {word}" for word in judged.not_asked)]
    options += [f"-pno:{plugin}" for plugin in ("terminal", "cacheprovider", "faulthandler", "xdist")]
    if pytest.main([*options, *files], plugins=[told]):
        print(f"{name}: the tests cannot be run")
        return 2
    survived = told.survivors
    equivalent = sum(known.get(one) == "equivalent" for one in survived)
    killed = told.mutants - len(survived)
    share = killed / max(told.mutants, 1)
    minutes = (time.monotonic() - start) / 60
    counts = (told.mutants, killed, equivalent, len(survived) - equivalent)
    print(_ROW.format(name, *counts, f"{share:.1%}", f"{minutes:.1f}"), flush=True)
    for one in told.left_out:
        print(f"  cannot judge, fails without a fault: {one}")
    gone = [] if where else sorted(set(known) - survived)
    for place, change in gone:
        print(f"  listed, yet no survivor: {place}: {change}")
    return int(share < LEAST_KILLED_SHARE or bool(survived - set(known)) or bool(gone))


def main() -> int:
    """The modules named, or all: each in a process of its own, for the compiler is left out for some."""
    parser = argparse.ArgumentParser(description="Do the tests notice small faults?")
    parser.add_argument("names", nargs="*", choices=[*JUDGED, []], metavar="MODULE", help=", ".join(JUDGED))
    parser.add_argument("--workers", type=int, default=1, help="processes at a time")
    parser.add_argument("--where", default="", help="only faults in functions whose name holds this")
    given = parser.parse_args()
    names = given.names or list(JUDGED)
    if len(names) == 1:
        return judge(names[0], given.workers, given.where)
    print(_ROW.format("module", "mutants", "killed", "equivalent", "survivors", "share", "minutes"), flush=True)
    rest = ["--workers", str(given.workers), "--where", given.where]
    return max(subprocess.run([sys.executable, __file__, name, *rest]).returncode for name in names)


if __name__ == "__main__":
    sys.exit(main())
