"""The command of ``make fuzz``: makes files, reads each, and counts how that ended."""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing import Process, SimpleQueue
from pathlib import Path
from typing import Any

for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"  # a process with one thread alone is copied safely

from fuzz.judged import Outcome, judged  # noqa: E402
from fuzz.made import Made, kinds_of, made  # noqa: E402
from fuzz.readers import READERS  # noqa: E402
from sim.errors import InputError  # noqa: E402


def main(words: Sequence[str] | None = None) -> int:
    """Exit code 0 where every file was read or refused in sentences, 1 where not."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of the one file that is read again")
    parser.add_argument("--kind", choices=READERS, help="of which alone files are made")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"), help="where files that went wrong are kept")
    asked = parser.parse_args(words)
    numbers = kinds_of(asked.files, asked.seed)
    if asked.kind:
        numbers = [(number, asked.kind) for number, _ in numbers]
    if asked.only is not None:
        numbers = [one for one in numbers if one[0] == asked.only]
    started = time.perf_counter()
    answers, used = Counter[tuple[str, str]](), 0.0
    failures = 0
    for file, outcome in _in_processes(numbers, asked.seed, asked.jobs):
        answers[file.kind, outcome.answer if outcome.is_well else "FAILED"] += 1
        used += outcome.seconds
        if not outcome.is_well:
            failures += 1
            kept = _keep(file, outcome, asked.out)
            print(
                f"{file.number} {file.kind} ({', '.join(file.changes)}): {outcome.answer[:200]}; see {kept}", flush=True
            )
        elif asked.only is not None:
            print(outcome.told)
    for kind in READERS:
        told = {answer: count for (of, answer), count in sorted(answers.items()) if of == kind}
        if told:
            print(f"{kind:20} " + ", ".join(f"{count:,} {answer}" for answer, count in told.items()))
    seconds = time.perf_counter() - started
    print(
        f"{answers.total():,} files of {len({kind for kind, _ in answers})} kinds with seed {asked.seed}: "
        f"{failures:,} went wrong; {seconds:,.0f} s, {used:,.0f} s of them of processor time"
    )
    return 1 if failures else 0


def _in_processes(numbers: list[tuple[int, str]], seed: int, jobs: int) -> Iterator[tuple[Made, Outcome]]:
    if jobs == 1:
        yield from _judged(numbers, seed)
        return
    queue: SimpleQueue[Any] = SimpleQueue()  # without a thread, so that a process is copied safely
    workers = [Process(target=_work, args=(numbers[k::jobs], seed, queue)) for k in range(jobs)]
    for worker in workers:
        worker.start()
    for _ in numbers:
        number, kind, outcome = queue.get()
        yield made(number, kind, seed), outcome
    for worker in workers:
        worker.join()


def _work(numbers: list[tuple[int, str]], seed: int, queue: SimpleQueue[Any]) -> None:
    for file, outcome in _judged(numbers, seed):
        queue.put((file.number, file.kind, outcome))


def _judged(numbers: list[tuple[int, str]], seed: int) -> Iterator[tuple[Made, Outcome]]:
    begun = ""
    for number, kind in numbers:
        file = made(number, kind, seed)
        with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
            folder = Path(name)
            folder.chmod(0o777)
            if kind != begun:
                _load(kind, seed, folder)
                begun = kind
            yield file, judged(READERS[kind], file.put(folder), folder, as_nobody=file.is_forbidden)


def _load(kind: str, seed: int, folder: Path) -> None:
    """Imports all that a kind needs, so that the process of each file begins with it."""
    import openpyxl  # noqa: F401

    if kind == "own_rules":  # the rules themselves come after the file
        import numba  # noqa: F401

        import experiments.cli.mechanisms  # noqa: F401
        import sim.own_rules
        import sim.reading.text_file  # noqa: F401

        return
    import random

    from fuzz.made import good, suffix

    path = folder / f"good{suffix(kind)}"
    path.write_bytes(good(kind, random.Random(0)))
    try:
        READERS[kind](path)
    except (SystemExit, InputError):  # of a command that ends, and of a manifest whose command is not given here
        pass
    finally:
        path.unlink()


def _keep(file: Made, outcome: Outcome, out: Path) -> Path:
    """Keeps a file that went wrong, and what was said of it."""
    kept = out / f"{file.number}-{file.kind}"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    if file.stand_in is None:
        file.put(kept)
    (kept / "told.txt").write_text(f"{file.changes}\n{outcome.answer}\n\n{outcome.told}", encoding="utf-8")
    return kept


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
