"""Many campaigns: questions, statistics, pictures.

``compare(scenario, ["macro_only", "hybrid"], replicates=40).write("out")`` does what the command does. Names are
imported when first used, as those of ``sim``.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if sys.argv[0] == "-m":  # one of these modules is being started as a command: Ctrl-C is heard from here on
    from experiments.interrupt import listen

    listen()

if TYPE_CHECKING:
    from experiments.breakeven import axis, breakeven
    from experiments.compare_schedules import Comparison, UntilClear, compare
    from experiments.hypotheses import run_hypotheses
    from experiments.scale import scale_study
    from experiments.study import Design
    from experiments.validate import validate

_FRONT_DOOR = {
    "Comparison": "experiments.compare_schedules",
    "Design": "experiments.study",
    "UntilClear": "experiments.compare_schedules",
    "axis": "experiments.breakeven",
    "breakeven": "experiments.breakeven",
    "compare": "experiments.compare_schedules",
    "run_hypotheses": "experiments.hypotheses",
    "scale_study": "experiments.scale",
    "validate": "experiments.validate",
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


class _Package(ModuleType):
    """A name of the front door stays the function where a module of the same name is imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _FRONT_DOOR and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _FRONT_DOOR:
        raise AttributeError(f"module 'experiments' has no attribute {name!r}")
    return getattr(import_module(_FRONT_DOOR[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
