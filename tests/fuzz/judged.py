"""Reads one file in a process of its own, with little time and memory, and says how that ended."""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mutations import assert_in_our_words

from sim.errors import InputError

SECONDS = 10  # of processor time
_SECONDS_WAITED = 120  # by the clock: a process that waits for something uses no processor
_BYTES = 1_000_000_000  # beyond what is loaded before anything is read
_NOBODY = 65534  # a user who may not read everything
READ, REFUSED = "read", "refused"


@dataclass(frozen=True)
class Outcome:
    """``answer`` is read or refused where all is well, else what went wrong; ``told`` is what was said."""

    answer: str
    told: str
    seconds: float  # of processor time

    @property
    def is_well(self) -> bool:
        """Whether the file was read, or refused in sentences."""
        return self.answer in (READ, REFUSED)


def judged(
    read: Callable[[Path], None], path: Path, folder: Path, *, as_nobody: bool = False, seconds: float = SECONDS
) -> Outcome:
    """What comes of reading this path in a process of its own, which works in that folder.

    ``as_nobody`` has it read by a user to whom nothing is allowed, where the one who asks may read everything.
    """
    said = folder / "said"
    said.touch(mode=0o666)
    said.chmod(0o666)
    before = _used()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.chdir(folder)
            if as_nobody and os.geteuid() == 0:
                os.seteuid(_NOBODY)
            code = _in_the_child(read, path, said, seconds)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    used = _used() - before
    told = said.read_text(encoding="utf-8", errors="replace")
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        hung = number in (signal.SIGPROF, signal.SIGALRM)
        return Outcome("takes too long" if hung else f"ended by signal {number}", told, used)
    answers = {0: READ, 2: REFUSED}
    return Outcome(answers.get(os.WEXITSTATUS(status), told.rstrip().rpartition("\n")[2] or "ended"), told, used)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _in_the_child(read: Callable[[Path], None], path: Path, said: Path, seconds: float) -> int:
    sys.stdout = sys.stderr = said.open("a", encoding="utf-8", errors="backslashreplace")
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(_SECONDS_WAITED)
    loaded = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (loaded + _BYTES, loaded + _BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    code = 1
    try:
        code = _code(read, path)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    return code


def _code(read: Callable[[Path], None], path: Path) -> int:
    """0 where it was read, 2 where it was refused in sentences; prints what was said."""
    try:
        read(path)
    except SystemExit as end:
        if end.code in (None, 0, 2):
            return end.code or 0
        raise
    except InputError as error:
        print(error)
        if "cannot be loaded: " not in str(error):  # what a file of rules does is told in Python's words
            assert_in_our_words(error)
        return 2
    return 0
