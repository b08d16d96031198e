"""The notebooks run as scripts, as apps and as tests, export to Jupyter, and hold nothing that belongs elsewhere."""

import ast
import contextlib
import functools
import io
import itertools
import json
import os
import re
import runpy
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from places import ROOT

from experiments.pictures.palette import STAGE_COLOURS
from sim import events as ev
from sim import rules
from sim.results.funnel import STAGES

marimo = pytest.importorskip("marimo", reason="marimo is not installed; pip install marimo")

FOLDER = ROOT / "notebooks"
NAMES = (
    "one_follower",
    "small_town",
    "same_town_fast",
    "two_launches",
    "tune_engagement",
    "virality_vs_trust",
    "plan_a_launch",
    "calibrate_and_compare",
)
RULES = {name for name, value in vars(rules).items() if hasattr(value, "py_func")}
ABSOLUTE = re.compile(r"""["'\s(=](/(home|tmp|work|usr|root|mnt|opt|var|Users)/|[A-Za-z]:\\)""")

LONG = ("tune_engagement", "virality_vs_trust", "plan_a_launch", "calibrate_and_compare")  # seconds each
every = pytest.mark.parametrize("name", NAMES)
the_long_at_night = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.nightly if name in LONG else ()) for name in NAMES]
)


def run(*words, cwd):
    """A finished process of this Python; and no display."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV"))}
    path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    environment = {**kept, "MPLBACKEND": "Agg", "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def text_of(name):
    return (FOLDER / f"{name}.py").read_text(encoding="utf-8")


def play(name):
    """Plays a notebook in this process, as a script is; what its cells put out and what they define."""
    before, told, app_run = set(sys.modules), [], marimo.App.run

    def run_and_tell(app):
        told.append(app_run(app))

    with pytest.MonkeyPatch.context() as patched, mpl.rc_context(), contextlib.redirect_stderr(io.StringIO()) as said:
        patched.syspath_prepend(str(FOLDER))
        patched.setenv("MPLBACKEND", "Agg")
        patched.setattr(marimo.App, "run", run_and_tell)
        runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
    for other in NAMES:
        if other not in before:
            sys.modules.pop(other, None)
    assert said.getvalue() == ""
    (outputs_and_definitions,) = told
    return outputs_and_definitions


@pytest.fixture(scope="module")
def played():
    """Plays each notebook once, however often it is asked for."""
    return functools.cache(play)


def test_every_notebook_is_tested():
    assert {path.stem for path in FOLDER.glob("*.py")} == set(NAMES)


@the_long_at_night
def test_it_runs_as_a_script_and_as_an_app(name, played):
    """Its own checks are cells of it: one that fails ends it."""
    outputs, defs = played(name)
    assert defs
    shown = [output for output in outputs if output is not None]
    assert len(shown) > 5


def test_a_script_of_its_own_process_runs_wherever_it_is_started(tmp_path):
    done = run("-W", "error", str(FOLDER / "one_follower.py"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_logs_of_both_crowds_are_identical(played):
    _, defs = played("same_town_fast")
    assert defs["agents"].size > 100
    assert np.array_equal(defs["agents"], defs["columns"])
    # The notebook asserts it too.
    assert "assert np.array_equal(agents, columns)" in text_of("same_town_fast")


def test_in_the_small_town_somebody_hears_of_it_from_a_friend_and_somebody_buys(played):
    """Its first task is to find somebody of the first kind."""
    _, defs = played("small_town")
    events = defs["events"]
    met = events["outcome"] & ev.FIRST != 0
    assert np.any(met & (events["via"] < ev.FEED))
    assert np.any(events["outcome"] & ev.BOUGHT)


@pytest.mark.slow
def test_the_goal_of_the_lesson_takes_both_sliders(played):
    _, defs = played("virality_vs_trust")
    entries = [defs["scenario"].assumptions.entry(name) for name in ("share_per_engaged_person", "friend_credibility")]
    for share, friends in itertools.product(*((entry.base, entry.high) for entry in entries)):
        ratios = defs["progress"](share, friends)
        both = (share, friends) == tuple(entry.high for entry in entries)
        assert all(ratios[name] >= least for name, least in defs["goal"].items()) == both


@every
def test_its_own_checks_are_found(name):
    tests = [node.name for node in ast.walk(ast.parse(text_of(name))) if isinstance(node, ast.FunctionDef)]
    assert any(test.startswith("test_") for test in tests)


@pytest.mark.nightly
def test_their_own_checks_are_found_by_pytest_and_pass(tmp_path):
    """Those of the long ones are found here, and pass where they are played."""
    short = [name for name in NAMES if name not in LONG]
    for names, words in ((short, ()), (LONG, ("--collect-only",))):
        options = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, *words)
        done = run(*options, *(str(FOLDER / f"{name}.py") for name in names), cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{len(names)} {'tests collected' if words else 'passed'}" in done.stdout


def test_marimo_finds_nothing_to_complain_about(tmp_path):
    done = run("-m", "marimo", "check", "--strict", *(str(FOLDER / f"{name}.py") for name in NAMES), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@every
def test_it_is_stored_bare(name):
    """No outputs, no absolute paths."""
    assert not (FOLDER / "__marimo__").exists()
    assert not list(FOLDER.glob("*.ipynb"))
    text = text_of(name)
    assert "data:image" not in text
    assert len(text) < 40_000
    assert not ABSOLUTE.search(text)


@every
def test_it_repeats_no_rule(name):
    """Nothing is named like a rule, or imports a compiler, or has the mathematics that only rules need."""
    tree = ast.parse(text_of(name))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert not defined & RULES
    functions = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    assert not functions & {
        "np.exp",
        "np.log",
        "np.power",
        "np.random",
        "math.exp",
        "math.log",
        "math.erfc",
        "math.pow",
    }
    imported = {
        alias.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported.isdisjoint({"numba", "random", "math"})


@every
def test_no_reader_meets_an_assertion_about_how_long_something_took(name):
    nodes = list(ast.walk(ast.parse(text_of(name))))
    timed = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and re.search(r"perf_counter|seconds\[", ast.unparse(node.value))
        for of in node.targets
        for target in ast.walk(of)
        if isinstance(target, ast.Name)
    } | {"seconds", "times"}
    asserted = [node.test for node in nodes if isinstance(node, ast.Assert)]
    names = {node.id for test in asserted for node in ast.walk(test) if isinstance(node, ast.Name)}
    assert names.isdisjoint(timed)


@every
def test_every_picture_is_for_light_and_dark_pages_and_what_stands_side_by_side_goes_below_on_a_phone(name):
    tree = ast.parse(text_of(name))
    assert text_of(name).count("plt.subplots(") == text_of(name).count("html_of(_figure)")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "mo.hstack":
            assert {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}.get("wrap") == "True"


def test_stages_have_the_colours_of_the_lab(played):
    _, defs = played("small_town")
    assert tuple(defs["palette"].values()) == STAGE_COLOURS
    assert tuple(defs["palette"]) == STAGES


def test_the_lesson_names_the_one_before_it_and_that_one_names_it():
    assert "lesson().title" in text_of("virality_vs_trust")
    template = (ROOT / "experiments" / "page" / "templates" / "lesson.html.j2").read_text(encoding="utf-8")
    assert "virality_vs_trust.py" in template
    assert "virality_vs_trust.py" in (ROOT / "experiments" / "lab" / "pages" / "teach.py").read_text(encoding="utf-8")


def cells_of(name):
    """How many cells a notebook has: the setup, functions on their own, and cells."""
    count = 0
    for node in ast.parse(text_of(name)).body:
        decorators = [ast.unparse(one) for one in getattr(node, "decorator_list", [])]
        count += any(one.startswith(("app.cell", "app.function")) for one in decorators)
        count += isinstance(node, ast.With)
    return count


# Every notebook is exported by one process: marimo takes longer to begin than to export.
EXPORT = """
import runpy, sys
from pathlib import Path
for file in map(Path, sys.argv[1:]):
    sys.argv = ["marimo", "export", "ipynb", str(file), "-o", f"{file.stem}.ipynb"]
    try:
        runpy.run_module("marimo", run_name="__main__")
    except SystemExit as end:
        assert not end.code, file
"""


def test_they_export_to_jupyter(tmp_path):
    pytest.importorskip("nbformat", reason="nbformat is not installed; marimo needs it to write .ipynb")
    done = run("-c", EXPORT, *(str(FOLDER / f"{name}.py") for name in NAMES), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in NAMES:
        cells = json.loads((tmp_path / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        assert len(cells) == cells_of(name)
        for cell in cells:
            if cell["cell_type"] == "code":
                compile("".join(cell["source"]), name, "exec")
                assert cell["outputs"] == []
