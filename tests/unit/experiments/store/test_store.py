"""A finished run is found again, only by what it is about, whatever happened to the file meanwhile."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from experiments.store import database, store
from experiments.store.database import NAME
from experiments.store.store import Finished, Store
from sim.errors import InputError

A, B, C = ("0a" * 16, "0b" * 16, "0c" * 16)
TOTALS = {"reach_people": 12.0, "clicks": 0.1}


def kept(folder, *runs):
    with Store(folder) as one:
        one.keep([Finished(*run) for run in runs])


def twice(folder):
    with closing(sqlite3.connect(folder / NAME)) as connection:
        return connection.execute("SELECT count(*) FROM twice").fetchone()[0]


def test_what_is_kept_is_found_again_by_another_reader(tmp_path):
    kept(tmp_path, (A, 3, TOTALS), (A, 1, "nobody can be hired"), (B, 3, {}))
    with Store(tmp_path) as again:
        assert again.known(A) == {3: TOTALS, 1: "nobody can be hired"}
        assert again.known(B) == {3: {}}
        assert again.known(C) == {}


def test_once_it_is_let_go_of_one_file_is_there(tmp_path):
    kept(tmp_path, (A, 3, TOTALS))
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


def test_details_and_seconds_come_back_and_are_none_where_none_were_kept(tmp_path):
    kept(tmp_path, (A, 1, TOTALS, 1.25, b"plan\0" * 1000), (A, 2, TOTALS))
    with Store(tmp_path) as again:
        assert again.detail(A, 1) == b"plan\0" * 1000
        assert again.detail(A, 2) is None
        assert again.detail(C, 2) is None
        assert again.seconds(A, 1) == 1.25
        with pytest.raises(KeyError):
            again.seconds(A, 7)


def test_a_reader_sees_what_a_writer_keeps_while_it_is_open(tmp_path):
    with Store(tmp_path) as writer, Store(tmp_path) as reader:
        writer.keep([Finished(A, 1, TOTALS)])
        assert reader.known(A) == {1: TOTALS}
        reader.keep([Finished(A, 2, TOTALS)])
    with Store(tmp_path) as again:
        assert again.known(A) == {1: TOTALS, 2: TOTALS}


def test_a_fault_of_the_moment_is_known_to_this_process_alone(tmp_path):
    with Store(tmp_path) as one:
        assert one.known(A) == {}
        one.keep([Finished(A, 1, "MemoryError", lasts=False)])
        assert one.known(A) == {1: "MemoryError"}
    with Store(tmp_path) as again:
        assert again.known(A) == {}


def test_a_run_that_is_kept_twice_is_there_once_and_counted(tmp_path):
    kept(tmp_path, (A, 1, TOTALS))
    kept(tmp_path, (A, 1, TOTALS))
    assert twice(tmp_path) == 1
    with Store(tmp_path) as again:
        assert again.known(A) == {1: TOTALS}


def test_what_was_kept_without_its_detail_may_be_played_again_for_it(tmp_path):
    kept(tmp_path, (A, 1, TOTALS))
    kept(tmp_path, (A, 1, TOTALS, 0.0, b"plan"))
    assert twice(tmp_path) == 0
    with Store(tmp_path) as again:
        assert again.detail(A, 1) == b"plan"


def test_all_runs_of_one_call_are_kept_or_none(tmp_path):
    with Store(tmp_path) as one:
        with pytest.raises(ValueError, match="non-hexadecimal"):
            one.keep([Finished(A, 1, TOTALS), Finished("no key", 2, TOTALS)])
        one.keep([Finished(B, 1, TOTALS)])
    with Store(tmp_path) as again:
        assert again.known(A) == {}
        assert again.known(B) == {1: TOTALS}


def test_a_run_whose_bytes_are_damaged_is_left_out_and_kept_anew(tmp_path, caplog):
    kept(tmp_path, (A, 1, TOTALS), (A, 2, TOTALS))
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        (content,) = connection.execute("SELECT content FROM run WHERE replicate = 1").fetchone()
        connection.execute(
            "UPDATE run SET content = ? WHERE replicate = 1", (content[:5] + bytes([content[5] ^ 16]) + content[6:],)
        )
        connection.execute("UPDATE run SET replicate = 7 WHERE replicate = 2")  # a whole run in a wrong place
        connection.commit()
    with Store(tmp_path) as one:
        assert one.known(A) == {}
        one.keep([Finished(A, 1, TOTALS)])
    assert [record.getMessage() for record in caplog.records] == [
        f"groundswell: {tmp_path}: 2 runs cannot be read; these are played again"
    ]
    with Store(tmp_path) as again:
        assert again.known(A) == {1: TOTALS}
    assert twice(tmp_path) == 0


@pytest.mark.parametrize("content", [b"not a database at all, but a text of some length" * 100, b"\0" * 8192])
def test_a_file_that_is_none_is_put_aside_and_the_study_goes_on(tmp_path, caplog, content):
    (tmp_path / NAME).write_bytes(content)
    kept(tmp_path, (A, 1, TOTALS))
    assert (tmp_path / "runs.damaged-1").read_bytes() == content
    (told,) = [record.getMessage() for record in caplog.records]
    assert "was damaged: 0 of its runs could be read and are kept" in told
    with Store(tmp_path) as again:
        assert again.known(A) == {1: TOTALS}


@pytest.mark.parametrize("seed", range(6))
def test_of_a_damaged_file_every_run_is_right_or_played_again(tmp_path, caplog, seed):
    """Pages overwritten with noise: nothing wrong is ever read, and what can be read is not lost."""
    import random

    runs = {(key, n): {"reach_people": float(n), "x": n / 7} for key in (A, B, C) for n in range(400)}
    kept(tmp_path, *((key, n, totals) for (key, n), totals in runs.items()))
    noise, file = random.Random(seed), tmp_path / NAME
    content = bytearray(file.read_bytes())
    for _ in range(3):
        page = noise.randrange(1, len(content) // 4096)
        content[page * 4096 : page * 4096 + 4096] = noise.randbytes(4096)
    file.write_bytes(content)
    with Store(tmp_path) as one:
        found = {(key, n): totals for key in (A, B, C) for n, totals in one.known(key).items()}
        assert all(runs[place] == totals for place, totals in found.items())
        left = [Finished(key, n, totals) for (key, n), totals in runs.items() if (key, n) not in found]
        assert left
        one.keep(left)
    with Store(tmp_path) as again:
        assert {(key, n): totals for key in (A, B, C) for n, totals in again.known(key).items()} == runs


def test_a_file_cut_off_in_the_middle_is_put_aside(tmp_path):
    kept(tmp_path, *((A, n, TOTALS) for n in range(500)))
    content = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(content[: len(content) // 2])
    with Store(tmp_path) as one:
        found = one.known(A)
        one.keep([Finished(A, n, TOTALS) for n in range(500) if n not in found])
    with Store(tmp_path) as again:
        assert len(again.known(A)) == 500


def test_a_writer_that_was_killed_leaves_whole_runs_only(tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from experiments.store.store import Store, Finished\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for n in range(10): store.keep([Finished('0a' * 16, n, {'clicks': float(n)})])\n"
        "store._own.execute('BEGIN IMMEDIATE'); store._own.execute('DELETE FROM run'); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)])
    assert done.returncode == -9
    with Store(tmp_path) as again:
        assert again.known(A) == {n: {"clicks": float(n)} for n in range(10)}


def test_a_store_that_another_program_holds_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.05)
    with Store(tmp_path) as one:
        with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(
                InputError, match=r"runs\.sqlite: cannot be read or written: another program is writing"
            ):
                one.keep([Finished(A, 1, TOTALS)])
            other.execute("ROLLBACK")
        one.keep([Finished(A, 1, TOTALS)])
        assert one.known(A) == {1: TOTALS}


def test_a_full_disk_names_the_file_and_says_what_is_kept(tmp_path):
    with Store(tmp_path) as one:
        one.keep([Finished(A, 1, TOTALS)])
        (pages,) = one._own.execute("PRAGMA page_count").fetchone()
        one._own.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(InputError) as told:
            one.keep([Finished(B, n, TOTALS, 0.0, os.urandom(5000)) for n in range(5)])
    (line,) = told.value.problems
    assert line.startswith(f"{tmp_path / NAME}: cannot be read or written: No space left on device; every run that was")
    with Store(tmp_path) as again:
        assert again.known(A) == {1: TOTALS}
        assert again.known(B) == {}


def test_what_stands_in_the_way_of_a_store_is_named(tmp_path):
    (tmp_path / "runs").write_text("a file, not a folder")
    with pytest.raises(InputError, match="runs: cannot be made a folder of finished runs: "):
        Store(tmp_path / "runs")
    (tmp_path / NAME).mkdir()
    with pytest.raises(InputError, match=r"runs\.sqlite: cannot be read or written: it cannot be opened"):
        Store(tmp_path)


def test_a_file_of_a_later_version_is_left_alone(tmp_path):
    kept(tmp_path, (A, 1, TOTALS))
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.commit()
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(InputError, match=r"written by another version of groundswell \(format 99"):
        Store(tmp_path)
    assert (tmp_path / NAME).read_bytes() == before


def test_files_of_other_processes_in_the_folder_are_read_too(tmp_path, caplog):
    kept(tmp_path / "there", (A, 1, TOTALS), (B, 4, TOTALS, 2.0, b"plan"))
    kept(tmp_path / "here", (A, 2, TOTALS))
    shutil.copy(tmp_path / "there" / NAME, tmp_path / "here" / "runs-node7-123.sqlite")
    (tmp_path / "here" / "broken.sqlite").write_bytes(b"no database" * 500)
    with Store(tmp_path / "here") as one:
        assert one.known(A) == {1: TOTALS, 2: TOTALS}
        assert one.detail(B, 4) == b"plan"
        assert one.seconds(B, 4) == 2.0
    (told,) = [record.getMessage() for record in caplog.records]
    assert "broken.sqlite" in told


def test_on_a_disk_that_machines_share_every_process_has_a_file_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "is_shared", lambda folder: True)
    kept(tmp_path, (A, 1, TOTALS))
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("runs-")
    assert str(os.getpid()) in file.name
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    monkeypatch.setattr(store, "file_in", lambda folder: folder / "runs-another-1.sqlite")
    with Store(tmp_path) as another:
        assert another.known(A) == {1: TOTALS}


def test_without_a_folder_runs_are_kept_in_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Store(None) as one:
        one.keep([Finished(A, 3, TOTALS)])
        assert one.known(A) == {3: TOTALS}
    assert not list(tmp_path.iterdir())


def test_what_is_told_of_a_cell_is_kept_once_for_all_of_its_like(tmp_path):
    about = json.dumps({"scenario": "a"})
    kept(tmp_path, (A, 1, TOTALS, 0.0, None, about), (B, 1, TOTALS, 0.0, None, about))
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        assert connection.execute("SELECT about FROM study").fetchall() == [(about,)]
