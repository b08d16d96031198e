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
    from experiments.compare_schedules.comparison import Comparison, UntilClear, compare
    from experiments.hypotheses.run import run_hypotheses
    from experiments.replicates.design import Design
    from experiments.scale.study import scale_study
    from experiments.validation.run import validate

_FRONT_DOOR = {
    "Comparison": "experiments.compare_schedules.comparison",
    "Design": "experiments.replicates.design",
    "UntilClear": "experiments.compare_schedules.comparison",
    "axis": "experiments.break_even.map",
    "breakeven": "experiments.break_even.map",
    "compare": "experiments.compare_schedules.comparison",
    "run_hypotheses": "experiments.hypotheses.run",
    "scale_study": "experiments.scale.study",
    "validate": "experiments.validation.run",
}
__all__ = [
    "Comparison",
    "Design",
    "UntilClear",
    "axis",
    "breakeven",
    "compare",
    "run_hypotheses",
    "scale_study",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name not in _FRONT_DOOR:
        raise AttributeError(f"module 'experiments' has no attribute {name!r}")
    return getattr(import_module(_FRONT_DOOR[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
