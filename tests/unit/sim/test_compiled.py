"""Compiled code is that of the source as it is, wherever it is kept, and plays where it cannot be kept."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from places import ROOT

from sim import compiled
from sim.compiled import digest_of, kinds_of, straight
from sim.rules import delay_share

RULE = "from sim.compiled import compiled\n\n\n@compiled()\ndef rule(x):\n    return x + 1\n"
LOOP = """
from sim.compiled import compiled
from sim.rule import rule


@compiled()
def loop(x):
    return rule(x)
"""
LOOK = """
from sim.compiled import CACHE_FOLDER, is_kept
from sim.loop import loop
before = is_kept(loop)
print(CACHE_FOLDER, before, loop(1), sum(loop.stats.cache_hits.values()), is_kept(loop))
"""


@pytest.fixture
def package(tmp_path):
    """A package ``sim`` of two functions that stand in files of their own and are compiled as the model is."""
    folder = tmp_path / "installed" / "sim"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    shutil.copy(ROOT / "sim" / "compiled.py", folder)
    (folder / "rule.py").write_text(RULE)
    (folder / "loop.py").write_text(LOOP)
    return folder


def looked(package: Path, *, by: tuple[str, ...] = (), **variables: str) -> tuple[str, bool, int, int, bool, str]:
    """Where compiled code is kept, whether it was there, the result, whether it was found, is there, and stderr."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"} | variables
    command = [*by, sys.executable, "-c", LOOK]
    told = subprocess.run(command, cwd=package.parent, env=environment, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    folder, before, result, found, after = told.stdout.rsplit(maxsplit=4)
    return folder, before == "True", int(result), int(found), after == "True", told.stderr


def places(package: Path) -> dict[str, dict[str, str]]:
    """How to have compiled code kept in a chosen folder, beside the source, and with the user."""
    elsewhere = package.parent.parent
    return {
        "chosen": {"NUMBA_CACHE_DIR": str(elsewhere / "chosen")},
        "beside the source": {},
        "with the user": {"HOME": str(elsewhere / "home"), "XDG_CACHE_HOME": str(elsewhere / "home" / "cache")},
    }


def blocked(package: Path) -> None:
    """Nothing can be kept beside the source, whoever asks: a file stands where its folder would be."""
    shutil.rmtree(package / "__pycache__", ignore_errors=True)
    (package / "__pycache__").touch()


@pytest.mark.second
@pytest.mark.parametrize("place", ["chosen", "beside the source", "with the user"])
def test_a_rule_that_changed_is_played_as_it_is_now(package, place):
    if place == "with the user":
        blocked(package)
    where = places(package)[place]
    assert looked(package, **where)[1:] == (False, 2, 0, True, "")
    assert looked(package, **where)[1:] == (True, 2, 1, True, "")
    (package / "rule.py").write_text(RULE.replace("x + 1", "x + 5"))
    assert looked(package, **where)[1:] == (False, 6, 0, True, "")


def test_the_digest_sees_every_file_of_every_subfolder(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "rule.py").write_text("A = 1\n")
    fresh = digest_of.__wrapped__
    first = fresh(tmp_path)
    (tmp_path / "below" / "rule.py").write_text("A = 2\n")
    second = fresh(tmp_path)
    (tmp_path / "below" / "rule.py").rename(tmp_path / "rule.py")
    assert len({first, second, fresh(tmp_path)}) == 3


WRITTEN = '''"""A rule."""
A = 1


class Pair(NamedTuple):
    """Two."""

    first: int
    second: float


def rule(x, y=2):
    """One more."""
    return x + A
'''


@pytest.mark.parametrize(
    ("here", "instead", "compiles_anew"),
    [
        ("A rule.", "A rule, in other words.", False),
        ('"""One more."""', '"""One more.\n\n    And a line of it.\n    """', False),
        ('    """One more."""\n', "", False),
        ('    """Two."""\n\n', "", False),
        ("A = 1", "# What is added.\nA = 1  # a number", False),
        ("rule(x, y=2)", "rule(x: float, y: int = 2) -> float", False),
        ("x + A", "(x\n        + A)", False),
        ("A = 1", "A = 3", True),
        ("x + A", "x - A", True),
        ("y=2", "y=3", True),
        ("first: int", "earlier: int", True),
        ("    first: int\n    second: float\n", "    second: float\n    first: int\n", True),
        ("return x", 'print("""One more.""")\n    return x', True),
    ],
)
def test_the_digest_changes_with_what_is_compiled_and_with_nothing_else(tmp_path, here, instead, compiles_anew):
    assert here in WRITTEN
    rule = tmp_path / "rule.py"
    rule.write_text(WRITTEN)
    before = digest_of.__wrapped__(tmp_path)
    rule.write_text(WRITTEN.replace(here, instead))
    assert (digest_of.__wrapped__(tmp_path) != before) == compiles_anew


def test_the_digest_is_the_same_in_every_python(tmp_path):
    """What a study keeps is found again by a later Python, whose syntax trees have further, empty fields."""
    (tmp_path / "rule.py").write_text(WRITTEN)
    assert digest_of.__wrapped__(tmp_path) == "9e978041fb6fd173"


def test_files_that_have_not_changed_are_taken_apart_once(tmp_path, monkeypatch):
    def again(source: bytes) -> bytes:
        raise AssertionError("taken apart again")

    monkeypatch.setattr(compiled, "_folders", lambda: iter([tmp_path / "kept"]))
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "rule.py").write_text(WRITTEN)
    digest = digest_of.__wrapped__(tmp_path / "source")
    assert [file.name.startswith("digest-of-tree-") for file in (tmp_path / "kept").iterdir()] == [True]
    monkeypatch.setattr(compiled, "_as_compiled", again)
    assert digest_of.__wrapped__(tmp_path / "source") == digest


def test_however_many_own_rules_are_tried_the_model_as_shipped_need_not_be_compiled_again(tmp_path):
    shipped = tmp_path / f"compiled-{digest_of(Path(compiled.__file__).parent)}"
    tried = [tmp_path / f"compiled-{number:016x}" for number in range(9)]
    for age, folder in enumerate((shipped, *tried)):
        folder.mkdir()
        os.utime(folder, (age, age))
    compiled._remove_old(tmp_path)
    assert set(tmp_path.iterdir()) == {shipped, *tried[-compiled._MOST_FOLDERS :]}


def test_a_file_that_is_no_python_counts_as_it_is(tmp_path):
    half = tmp_path / "half.py"
    half.write_text("def rule(:\n")
    before = digest_of.__wrapped__(tmp_path)
    half.write_text("def rule(:  # not yet\n")
    assert digest_of.__wrapped__(tmp_path) != before


@pytest.mark.second
def test_an_edit_that_only_people_read_compiles_nothing_again(package):
    assert looked(package)[1:] == (False, 2, 0, True, "")
    remark = '# What follows is a rule.\n\n\n@compiled()\ndef rule(x: int) -> int:\n    """One more."""\n'
    (package / "rule.py").write_text(RULE.replace("@compiled()\ndef rule(x):\n", remark))
    (package / "loop.py").write_text("# Played often.\n" + LOOP)
    assert looked(package)[1:] == (True, 2, 1, True, "")


@pytest.mark.second
def test_a_rule_in_a_subfolder_that_changed_is_played_as_it_is_now(package):
    (package / "crowd").mkdir()
    (package / "crowd" / "__init__.py").touch()
    (package / "rule.py").rename(package / "crowd" / "rule.py")
    (package / "loop.py").write_text(LOOP.replace("sim.rule", "sim.crowd.rule"))
    assert looked(package)[1:] == (False, 2, 0, True, "")
    assert looked(package)[1:] == (True, 2, 1, True, "")
    (package / "crowd" / "rule.py").write_text(RULE.replace("x + 1", "x + 5"))
    assert looked(package)[1:] == (False, 6, 0, True, "")


@pytest.mark.second
def test_functions_of_the_same_name_in_two_packages_are_kept_apart(package):
    for name in ("sim", "study"):
        folder = package.parent / name / "crowd"
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder.parent / "__init__.py").touch()
        (folder / "rule.py").write_text(RULE)
    both = "from sim.crowd.rule import rule\nfrom study.crowd.rule import rule as other"
    (package / "loop.py").write_text(LOOP.replace("from sim.rule import rule", both) + "\n\nother(1)\n")
    kept = Path(looked(package)[0])
    folders = {file.parent.relative_to(kept).as_posix() for file in kept.rglob("rule.rule-*.nbi")}
    assert folders == {"sim/crowd", "study/crowd"}


OUTSIDE = """
import sys
sys.path.insert(0, {elsewhere!r})
from study.deep.loop import loop
from sim.compiled import is_kept
before = is_kept(loop)
print(before, loop(1), sum(loop.stats.cache_hits.values()))
"""


@pytest.mark.second
def test_a_function_of_another_package_sees_the_whole_of_its_package(package, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    for folder in ("study", "study/deep", "study/wide"):
        (elsewhere / folder).mkdir(parents=True)
        (elsewhere / folder / "__init__.py").touch()
    (elsewhere / "study" / "wide" / "rule.py").write_text(RULE)
    (elsewhere / "study" / "deep" / "loop.py").write_text(LOOP.replace("sim.rule", "study.wide.rule"))

    def played() -> str:
        command = [sys.executable, "-c", OUTSIDE.format(elsewhere=str(elsewhere))]
        environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
        told = subprocess.run(command, cwd=package.parent, env=environment, capture_output=True, text=True, timeout=120)
        return told.stdout.strip() or told.stderr

    assert played().endswith(" 2 0")
    assert played() == "True 2 1"
    (elsewhere / "study" / "wide" / "rule.py").write_text(RULE.replace("x + 1", "x + 5"))
    assert played().endswith(" 6 0")


@pytest.mark.second
@pytest.mark.parametrize(
    ("suffix", "damage"), [("nbc", "cut off"), ("nbi", "cut off"), ("nbc", "of another make"), ("nbi", "unreadable")]
)
def test_what_cannot_be_read_is_compiled_again_and_replaced(package, suffix, damage):
    folder = Path(looked(package)[0])
    files = list(folder.rglob(f"*.{suffix}"))
    assert files
    for file in files:
        whole = file.read_bytes()
        if damage == "unreadable":
            file.unlink()
            file.mkdir()
        else:
            file.write_bytes(whole[: len(whole) // 2] if damage == "cut off" else b"I1\n.")
    _, _, result, found, kept, _ = looked(package)
    assert (result, found) == (2, 0)
    if damage != "unreadable":
        assert kept
        assert looked(package)[1:] == (True, 2, 1, True, "")


ANEW = "every command compiles the model anew"


@pytest.mark.second
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may become somebody else")
def test_another_user_without_a_home_plays_and_is_told_how_to_keep_what_is_compiled(package, tmp_path):
    for folder in (package, *package.parents):
        with contextlib.suppress(OSError):
            folder.chmod(folder.stat().st_mode | 0o055)
    nobody = ("setpriv", "--reuid=65534", "--clear-groups")
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv")
    alone = {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent/cache", "PYTHONDONTWRITEBYTECODE": "1"}
    folder, before, result, found, kept, said = looked(package, by=nobody, **alone)
    assert (folder, before, result, found, kept) == ("None", False, 2, 0, False)
    assert said.count("\n") == 1
    assert ANEW in said
    assert "NUMBA_CACHE_DIR" in said


@pytest.mark.second
@pytest.mark.parametrize("home", ["/dev/null", "~"])
def test_where_nothing_can_be_kept_the_model_plays_all_the_same(package, home):
    blocked(package)
    before = sorted(package.parent.iterdir())
    chosen = package / "rule.py"  # a file, where a folder is wanted
    where = {"NUMBA_CACHE_DIR": str(chosen), "HOME": home, "XDG_CACHE_HOME": f"{home}/cache"}
    folder, _, result, found, kept, said = looked(package, **where)
    assert (folder, result, found, kept) == ("None", 2, 0, False)
    assert said.count("\n") == 1
    assert ANEW in said
    assert sorted(package.parent.iterdir()) == before


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mounted, capture_output=True).returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.second
def test_a_disk_that_is_full_from_the_start_is_passed_over(package, small_disk):
    with contextlib.suppress(OSError), (small_disk / "full").open("wb") as file:
        file.write(bytes(100_000))
    folder, _, result, _, kept, said = looked(package, NUMBA_CACHE_DIR=str(small_disk))
    assert (result, kept, said) == (2, True, "")
    assert folder.startswith(str(package))


@pytest.mark.second
def test_a_disk_that_fills_up_meanwhile_ends_nothing(package, small_disk):
    with (small_disk / "nearly full").open("wb") as file:
        file.write(bytes(44_000))
    folder, _, result, _, kept, said = looked(package, NUMBA_CACHE_DIR=str(small_disk))
    assert (result, kept) == (2, False)
    assert folder.startswith(str(small_disk))
    assert said.count("\n") == 1
    assert "No space left on device" in said
    assert not [path for path in small_disk.rglob("*") if ".tmp." in path.name]


@pytest.mark.second
def test_a_function_that_numba_cannot_keep_plays_all_the_same(package):
    table = "import numpy as np\n\nTABLE = np.ones(200_000, dtype=np.int64)  # it is pointed to, so large is it\n"
    (package / "rule.py").write_text(table + RULE.replace("x + 1", "x + TABLE[x]"))
    _, _, result, _, kept, err = looked(package)
    assert (result, kept) == (2, False)
    assert 'Cannot cache compiled function "rule"' in err


@pytest.mark.second
def test_old_compiled_code_does_not_pile_up(package):
    shutil.rmtree(package / "__pycache__", ignore_errors=True)
    for number in range(9):
        old = package / "__pycache__" / f"compiled-{number:016x}" / "sim"
        old.mkdir(parents=True)
        (old / "rule.nbc").touch()
        os.utime(old.parent, (number, number))
    other = package / "__pycache__" / "compiled-by-somebody"
    other.mkdir()
    now = Path(looked(package)[0])
    left = {folder.name for folder in (package / "__pycache__").iterdir() if folder.is_dir()}
    assert left == {other.name, now.name, *(f"compiled-{number:016x}" for number in (5, 6, 7, 8))}


def test_a_function_that_was_never_compiled_is_not_kept():
    @compiled.compiled()
    def never(x):
        return x

    assert not compiled.is_kept(never)


def test_what_is_called_straight_gives_what_the_function_gives_and_takes_numbers_of_its_kinds():
    entry = straight(delay_share, kinds_of(1.0, 1.0, 1.0))
    assert entry is not delay_share
    for hours in (0.5, 3.0, 200.0):
        assert entry(hours, 12.0, 1.8) == delay_share(hours, 12.0, 1.8)
    assert entry(3, 12, 2) == delay_share(3.0, 12.0, 2.0)
    with pytest.raises(TypeError):
        entry("three", 12.0, 1.8)


class Pair(NamedTuple):
    first: object
    second: object


def unlike():
    """Values no two of which the compiler takes for the same."""
    row = np.dtype([("hour", np.uint16), ("person", np.uint32)])
    table = np.zeros((3, 4), row)
    fixed = np.zeros(3)
    fixed.flags.writeable = False
    bytes_between = np.zeros(12, np.uint8)
    return [
        *(1, 1.0, True, 2**63, "a", np.uint16(1), np.float32(1)),
        *(np.zeros(3), fixed, np.zeros(3, np.float32), np.zeros(3, np.int64), np.zeros((3, 3))),
        *(table, table.T, table[::2], table[0], table["hour"], table[0, 0], np.zeros(3, np.dtype(row, align=True))),
        np.ndarray(1, np.float64, bytes_between, offset=3),
        *(Pair(1, 2), Pair(1, 2.0), Pair(table[0], 1), (1, 2), (1, 2, 3), (Pair(1, 2), fixed), ((1, 2), fixed)),
    ]


def test_every_value_has_the_kind_that_the_compiler_says_whatever_came_before():
    import numba

    for value in (*unlike(), *reversed(unlike())):
        assert kinds_of(value) == (numba.typeof(value),)
