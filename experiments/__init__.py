"""Many campaigns: questions, statistics, pictures.

``compare(scenario, ["macro_only", "hybrid"], replicates=40).write("out")`` does what the command does. Names are
imported when first used, as those of ``sim``.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim import old_names as _old_names  # noqa: F401

if sys.argv[0] == "-m":  # one of these modules is being started as a command: Ctrl-C is heard from here on
    from experiments.interrupt import listen

    listen()

if TYPE_CHECKING:
    from experiments.break_even.map import axis, breakeven
    from experiments.calibrate.data_file import PastCampaign
    from experiments.calibrate.study import calibration_study
    from experiments.compare_schedules.comparison import Comparison, UntilClear, compare
    from experiments.detect.sales_file import read_sales
    from experiments.detect.study import detect_study
    from experiments.hypotheses.run import run_hypotheses
    from experiments.reference_table.points import labels_of, random_points, sobol_points
    from experiments.reference_table.reference_table import play_points
    from experiments.replicates.design import Design
    from experiments.scale.study import scale_study
    from experiments.sensitivity.study import sensitivity_study
    from experiments.sweep.sweep import sweep_study
    from experiments.validation.run import validate
    from experiments.worth_knowing.study import worth_knowing_study

_FRONT_DOOR = {
    "Comparison": "experiments.compare_schedules.comparison",
    "Design": "experiments.replicates.design",
    "PastCampaign": "experiments.calibrate.data_file",
    "UntilClear": "experiments.compare_schedules.comparison",
    "axis": "experiments.break_even.map",
    "breakeven": "experiments.break_even.map",
    "calibration_study": "experiments.calibrate.study",
    "compare": "experiments.compare_schedules.comparison",
    "detect_study": "experiments.detect.study",
    "labels_of": "experiments.reference_table.points",
    "play_points": "experiments.reference_table.reference_table",
    "random_points": "experiments.reference_table.points",
    "read_sales": "experiments.detect.sales_file",
    "run_hypotheses": "experiments.hypotheses.run",
    "scale_study": "experiments.scale.study",
    "sensitivity_study": "experiments.sensitivity.study",
    "sobol_points": "experiments.reference_table.points",
    "sweep_study": "experiments.sweep.sweep",
    "validate": "experiments.validation.run",
    "worth_knowing_study": "experiments.worth_knowing.study",
}
__all__ = [
    "Comparison",
    "Design",
    "PastCampaign",
    "UntilClear",
    "axis",
    "breakeven",
    "calibration_study",
    "compare",
    "detect_study",
    "labels_of",
    "play_points",
    "random_points",
    "read_sales",
    "run_hypotheses",
    "scale_study",
    "sensitivity_study",
    "sobol_points",
    "sweep_study",
    "validate",
    "worth_knowing_study",
]


def __getattr__(name: str) -> Any:
    if name not in _FRONT_DOOR:
        raise AttributeError(f"module 'experiments' has no attribute {name!r}")
    return getattr(import_module(_FRONT_DOOR[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
