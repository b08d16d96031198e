"""The module is what the compiler makes of the rules, byte by byte; a changed rule changes it, and what it plays."""

import json
import subprocess
import sys
from importlib.metadata import version

import numpy as np
import pytest
from commands import ENVIRONMENT
from pages import needs_node, played_under_node
from places import ROOT

from experiments.page.kernels.build import _of_the_other_machine
from experiments.page.kernels.kept import NUMBERS, WASM, kept_kernels
from experiments.page.kernels.renew import MADE_WITH, is_linker_installed

KERNELS = ROOT / "experiments/page/kernels"
# Repetition does not tire but pleases; written as a rule of one's own, which the compiler takes for the shipped one.
PLEASES = """
def attention(memory, wear_in_gain, wear_in_impressions, fatigue_per_repeat):
    return 1.0 + 0.5 * memory
"""
PLAY = """
import sys
from pathlib import Path
import numpy as np
from pages import write_lesson
from sim import Scenario, plan, simulate, world_of
folder = Path(sys.argv[1])
scenario = Scenario.load(people=20_000)
world = world_of(scenario, 1)
planned = plan(scenario, world, "hybrid")
write_lesson(folder / "lesson.bin", scenario, [(world, [planned])], 7)
np.save(folder / "columns.npy", simulate(scenario, world, planned, luck_seed=7, events=True).events)
"""


def needs_linker() -> None:
    if not is_linker_installed():
        pytest.skip("not installed: ziglang, of the extra 'page'")


def test_what_is_of_this_machine_is_left_out():
    text = """target triple = "x86_64"
@one = common local_unnamed_addr global i32 0
define ptr @_ZN7cpythonE() {
  ret ptr null
}
define i32 @loop() "target-cpu"="here" {
  ret i32 0
}"""
    assert _of_the_other_machine(text) == ("@one = internal global i32 0\ndefine i32 @loop()  {\n  ret i32 0\n}")


@pytest.mark.nightly
def test_made_anew_it_has_the_same_bytes(tmp_path):
    needs_linker()
    made_with = kept_kernels().numbers["made_with"]
    if {name: version(name) for name in MADE_WITH} != made_with:
        pytest.skip(f"made with other versions: {made_with}")
    if sys.version_info[:2] != (3, 11):
        pytest.skip("made by Python 3.11, whose functions another version compiles in other words")
    subprocess.run([sys.executable, "-m", "experiments.page.kernels", tmp_path], env=ENVIRONMENT, check=True)
    assert (tmp_path / WASM).read_bytes() == (KERNELS / WASM).read_bytes()
    assert json.loads((tmp_path / NUMBERS).read_text()) == kept_kernels().numbers


@pytest.mark.nightly
def test_a_rule_that_is_changed_is_changed_in_the_page_as_in_the_columns(tmp_path):
    needs_linker()
    needs_node()
    (tmp_path / "own.py").write_text(PLEASES)
    tests = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    own = ENVIRONMENT | tests | {"GROUNDSWELL_MECHANISMS": str(tmp_path / "own.py")}
    subprocess.run([sys.executable, "-m", "experiments.page.kernels", tmp_path], env=own, check=True)
    subprocess.run([sys.executable, "-c", PLAY, tmp_path], env=own, check=True)
    columns = np.load(tmp_path / "columns.npy")
    changed = played_under_node(tmp_path, tmp_path / WASM)["lesson-0-0"].events
    shipped = played_under_node(tmp_path)["lesson-0-0"].events
    assert np.array_equal(changed, columns)
    assert not np.array_equal(shipped, columns)
