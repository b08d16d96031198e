"""Commands in processes of their own: started, told what they said, waited for, and looked for afterwards."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from places import ROOT

SMALL = ["--people", "2000", "--replicates", "2", "--jobs", "1"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def started(*arguments: object, module: str = "experiments.cli", **how) -> subprocess.Popen:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, env=ENVIRONMENT | {"COLUMNS": "100"}, **{**pipes, **how})


def told(*arguments: object, **how) -> subprocess.CompletedProcess:
    process = started(*arguments, **how)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def where_runs_are(folder: Path, what: str = "runs") -> str:
    """What a study that is stopped says of the runs that it finished."""
    return f"groundswell: finished {what} are kept in {folder / 'runs'}; the same command goes on from there\n"


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Fails where it does not hold within so long."""
    deadline, pause_seconds = time.monotonic() + seconds, 0.01
    while not condition():  # asked once a time: what held a moment ago may be drawn anew
        assert time.monotonic() < deadline
        time.sleep(pause_seconds)
        pause_seconds = min(1.5 * pause_seconds, 0.1)  # who asks all the time keeps the machine from what is waited for


def children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def still_there(group: int) -> list[str]:
    """The command lines of processes of this group that have not ended."""
    there = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, its_group = place.joinpath("stat").read_text().rsplit(")", 1)[1].split()[:3]
            if int(its_group) == group and state != "Z":  # nobody may be there to bury an orphan
                there.append(place.joinpath("cmdline").read_text().replace("\0", " "))
    return there
