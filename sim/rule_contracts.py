"""What a rule of one's own must hold to, checked before anything is played: every problem of a file at once."""

from __future__ import annotations

import inspect
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim import rules, rules_of_spread
from sim.errors import Faults, InputError
from sim.own_rules import own_functions, shipped

_FIXED = ("clip", "standard_normal", "normal_score", "in_steps")  # arithmetic, no behaviour
_TRIED = 2_000  # inputs on which an own rule is held against its contract


def replaceable() -> dict[str, Callable[..., Any]]:
    """The rules that a file may replace, by name."""
    found = {**vars(rules_of_spread), **vars(rules)}
    return {
        name: made
        for name, made in found.items()
        if hasattr(made, "py_func") and not name.startswith("_") and name not in _FIXED
    }


def check_rules(file: Path) -> list[str]:
    """The names of the rules that a file replaces. Raises InputError where one of them breaks its contract."""
    known, problems, replaced = replaceable(), Faults(), []
    for name, function in own_functions().items():
        rule = known.get(name)
        if rule is None:
            problems.append(f"{file}: {name}: is no rule of the model{problems.nearest(name, known)}")
            continue
        replaced.append(name)
        wanted = list(inspect.signature(getattr(shipped, name).py_func).parameters)
        given = list(inspect.signature(function).parameters)
        if given != wanted:
            problems.append(f"{file}: {name}: takes ({', '.join(given)}); must take ({', '.join(wanted)})")
        elif broken := _broken(name, rule):
            problems.append(f"{file}: {name}: {broken}")
    if not problems and not replaced:
        problems.append(f"{file}: holds no rule; a function in it must have the name of one, such as attention")
    if problems:
        raise InputError(problems, problems.beyond)
    return replaced


def _broken(name: str, own: Callable[..., Any]) -> str:
    """What an own rule does against its contract, in words; empty where it holds.

    Wherever the model's own rule gives a finite number, the own one must as well; not below 0 where that one never is,
    and a probability from 0 to 1.
    """
    rule = getattr(shipped, name)
    inputs = list(_inputs(rule.py_func))
    wanted = [rule(*given) for given in inputs]
    finite = [value for value in wanted if math.isfinite(value)]
    least = 0.0 if min(finite, default=0.0) >= 0.0 else -math.inf
    most = 1.0 if name.endswith("_probability") else math.inf
    for given, value in zip(inputs, wanted, strict=True):
        if not math.isfinite(value):
            continue
        try:
            answer = float(own(*given))
        except Exception as error:  # whatever the compiler says
            reason = str(error).strip().splitlines() or [type(error).__name__]
            return f"cannot be compiled: {next((line for line in reason[1:] if line.strip()), reason[0]).strip()}"
        names = inspect.signature(rule.py_func).parameters
        told = ", ".join(f"{one}={value:.4g}" for one, value in zip(names, given, strict=True))
        if not math.isfinite(answer) or not least <= answer <= most:
            span = "from 0 to 1" if most == 1.0 else "a finite number" + (", 0 or more" if least == 0.0 else "")
            return f"gives {answer:.4g} for ({told}); must be {span}"
        if answer != float(own(*given)):
            return f"gives different answers for the same ({told}); must hang on what it is given alone"
    return ""


def _inputs(function: Callable[..., Any]) -> Iterator[tuple[Any, ...]]:
    """Inputs to try a rule on: whole numbers and truth values where it takes them, else small and large, with ends."""
    chance = random.Random(1)
    kinds = [parameter.annotation for parameter in inspect.signature(function).parameters.values()]
    for _ in range(_TRIED):
        yield tuple(_input(str(kind), chance) for kind in kinds)


def _input(kind: str, chance: random.Random) -> Any:
    if kind == "bool":
        return chance.random() < 0.5
    if kind == "int":
        return chance.randrange(12)
    return chance.choice((0.0, 1.0, chance.random(), chance.random(), 10.0 * chance.random()))
