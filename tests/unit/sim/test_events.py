"""The names of what a run writes stand by themselves, so that whoever reads a record needs no model."""

import subprocess
import sys

LOOK = "import sys, sim.events; print(*sorted(name for name in sys.modules if name.split('.')[0] in ('sim', 'numba')))"


def test_the_names_of_what_a_run_writes_bring_nothing_of_the_model_along():
    told = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.split() == ["sim", "sim.events", "sim.old_names"]
