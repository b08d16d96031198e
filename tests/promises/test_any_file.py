"""Whatever stands in a file, or in its place, it is read or refused in sentences, soon and in little memory."""

import os
import random
import subprocess
import sys
from contextlib import redirect_stderr
from io import StringIO

import pytest
from fuzz import samples
from fuzz.made import CONTENTS, STAND_INS, good, kinds_of, made, not_allowed, suffix
from fuzz.readers import READERS
from mutations import assert_in_our_words
from places import ROOT

from sim.errors import InputError

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
HERE = sorted(READERS.keys() - {"own_rules"})  # which are read before anything of the model is imported
FILES = 20  # of each kind; `make fuzz` makes ten thousand


def answer(kind, path):
    """read or refused, where it was refused in sentences."""
    try:
        with redirect_stderr(StringIO()) as told:
            READERS[kind](path)
    except SystemExit as end:
        return {0: "read", 2: "refused"}.get(end.code, told.getvalue())
    except InputError as error:
        assert_in_our_words(error)
        return "refused"
    return "read"


@pytest.mark.parametrize("kind", HERE)
def test_a_good_file_is_read(kind, tmp_path):
    path = tmp_path / f"good{suffix(kind)}"
    for number in range(3):
        path.write_bytes(good(kind, random.Random(number)))
        assert answer(kind, path) == ("refused" if kind == "manifest" else "read")  # its command fails here at once


@pytest.mark.parametrize("kind", sorted(set(HERE) - set(CONTENTS)))
def test_what_is_no_file_is_refused_in_sentences(kind, tmp_path):
    for number, stand_in in enumerate(STAND_INS):
        if stand_in is not not_allowed or os.geteuid():  # who may read everything is refused nothing
            (tmp_path / str(number)).mkdir()
            assert answer(kind, stand_in(tmp_path / str(number) / f"file{suffix(kind)}")) == "refused", stand_in


@pytest.mark.second
@pytest.mark.parametrize("kind", HERE)
def test_a_file_as_no_one_should_hand_it_over_is_read_or_refused_in_sentences(kind, tmp_path):
    for number in range(FILES):
        folder = tmp_path / str(number)
        folder.mkdir()
        file = made(number, kind, seed=7)
        if not file.is_forbidden:  # to somebody who may read everything
            assert answer(kind, file.put(folder)) in ("read", "refused"), file


def test_a_file_is_the_same_whenever_its_seed_and_number_are(monkeypatch):
    numbers = kinds_of(60, seed=1)
    assert {kind for _, kind in numbers} == set(READERS)
    assert sorted(number for number, _ in numbers) == list(range(60))
    files = [made(number, kind, seed=1) for number, kind in numbers]
    samples.workbook.cache_clear()
    monkeypatch.setattr("time.time", lambda: 2e9)  # years later
    assert files == [made(number, kind, seed=1) for number, kind in numbers]
    others = [made(number, kind, seed=2) for number, kind in numbers]
    assert sum(one.content != other.content for one, other in zip(files, others, strict=True)) > 50


# What is wrong with a reader is seen, each in its way, and what is right with one as well.
READ_WRONGLY = """
import time
from pathlib import Path
from fuzz.judged import judged
from sim.errors import InputError

def refuses(path): raise InputError(f"{path}: must be better")
def raises(path): raise TypeError("no sentence")
def refuses_badly(path): raise InputError("[type=missing]")
def loops(path):
    while True: pass
def swells(path): return bytes(2_000_000_000)
def dies(path): os.kill(os.getpid(), 9)

import os, sys
folder = Path(sys.argv[1])
for read in (Path.exists, refuses, raises, refuses_badly, loops, swells, dies):
    print(judged(read, folder / "file", folder, seconds=0.3).answer.partition(":")[0])
"""


@pytest.mark.second
def test_an_error_a_hang_and_a_swelling_are_seen(tmp_path):
    asked = [sys.executable, "-c", READ_WRONGLY, str(tmp_path)]
    told = subprocess.run(asked, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert told == [
        "read",
        "refused",
        "TypeError",
        "AssertionError",
        "takes too long",
        "MemoryError",
        "ended by signal 9",
    ]


@pytest.mark.nightly
def test_files_are_read_in_processes_of_their_own_with_little_time_and_memory(tmp_path):
    asked = [sys.executable, "-m", "fuzz", "--files", "300", "--seed", "7", "--out", str(tmp_path)]
    done = subprocess.run(asked, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"300 files of {len(READERS)} kinds with seed 7: 0 went wrong" in done.stdout
