"""What stood elsewhere is found under its old name for a version or two, and says where it is now."""

import subprocess
import sys

import pytest

PROGRAM = """
import importlib, warnings
from sim.old_names import MOVED
for old, new in MOVED.items():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        module = importlib.import_module(old)
    assert [str(one.message) for one in told if one.category is DeprecationWarning] == [f"{old} is now {new}"], old
    for name, value in vars(importlib.import_module(new)).items():
        assert name.startswith("__") or getattr(module, name) is value, (old, name)
import sim, experiments
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    from sim.scenario import BUILT_INS, Scenario
    from sim.roster import roster_of
    from sim.world import World
    from experiments.compare_schedules import check_question, compare
    from experiments.compare_schedules import contributions  # a file of the folder
said = {str(one.message) for one in told}
assert len(said) == 6 and "sim.scenario.BUILT_INS is now sim.scenario.scenario.BUILT_INS" in said, said
assert (Scenario, World, compare) == (sim.Scenario, sim.World, experiments.compare)
assert contributions.__name__ == "experiments.compare_schedules.contributions"
from sim.measures import KPIS, totals_of
from sim.record import BOUGHT, Record
from experiments.table import comparison_table, show
from experiments.study import Design
print(len(MOVED))
"""


@pytest.mark.second
def test_a_module_is_found_under_its_old_name_with_a_warning_that_says_the_new_one():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 60
