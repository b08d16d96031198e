"""Rules of one's own, from one file, in the place of those of the model.

The environment variable GROUNDSWELL_MECHANISMS names a Python file. A function in it that has the name of a rule takes
the place of that rule wherever it is used, in both crowds and in every process that works for this one. The rule that
it replaces stays within reach: ``from sim.own_rules import shipped`` and then ``shipped.attention(...)``.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from sim.errors import Faults, InputError

ENVIRONMENT = "GROUNDSWELL_MECHANISMS"
OF_RULES = ("sim.rules", "sim.rules_of_spread")  # the modules whose functions may be replaced
# What a file may import, and which names of it; None for all.
_ALLOWED: dict[str, tuple[str, ...] | None] = {"__future__": None, "math": None, "sim.own_rules": ("shipped",)}
shipped = ModuleType("shipped", "The model's own rules that were replaced, by name.")


def use(file: Path, text: str) -> None:
    """Names a file of own rules, and its text, for this process and those that work for it. Raises InputError.

    It must come before anything of the model is imported that is compiled.
    """
    _check_text(text, file)
    if "sim.compiled" in sys.modules and own_file() != file:
        raise InputError(f"{file}: must be named before the model is first used; begin a new process")
    os.environ[ENVIRONMENT] = str(file.absolute())
    try:
        own_functions()
    except UnicodeDecodeError:
        raise InputError(f"{file}: is not UTF-8 text; save it as UTF-8") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever the file does, such as ending the process
        raise InputError(f"{file}: cannot be loaded: {type(error).__name__}: {error}") from error


def _check_text(text: str, file: Path) -> None:
    """Refuses a file that is no Python, or that imports what could bring chance. Raises InputError."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InputError(f"{file}: is no Python: {error}") from None
    problems = Faults()
    for node in ast.walk(tree):
        for name in _imported(node):
            problems.append(
                f"{file}: line {getattr(node, 'lineno', 1)}: imports {name}; a rule may import math and, to call the "
                "rule that it replaces, `from sim.own_rules import shipped`: chance comes from the model's keyed coins"
            )
    if problems:
        raise InputError(problems, problems.beyond)


def _imported(node: ast.AST) -> Iterator[str]:
    """What a node imports and may not."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name not in _ALLOWED)
    elif isinstance(node, ast.ImportFrom):
        allowed = _ALLOWED.get(node.module or "", ())
        names = [alias.name for alias in node.names]
        yield from (f"{node.module}.{name}" for name in names if allowed is not None and name not in allowed)


def own_file() -> Path | None:
    """The file of own rules, None where there is none."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named) if named else None


def digest_of_own_rules() -> str:
    """What tells a model with these own rules from any other; empty without."""
    file = own_file()
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file is not None else ""


def own_rule(function: Callable[..., Any]) -> FunctionType | None:
    """The own function that takes the place of a rule, None where the rule stays."""
    if function.__module__ not in OF_RULES or own_file() is None:
        return None
    return own_functions().get(function.__name__)


@functools.cache
def own_functions() -> dict[str, FunctionType]:
    """The functions of the file by name; those that begin with an underscore are compiled for the others to call."""
    file = own_file()
    assert file is not None
    module = ModuleType("groundswell_own_rules")
    module.__file__ = str(file)
    exec(compile(file.read_text(encoding="utf-8-sig"), str(file), "exec"), module.__dict__)
    made = {name: made for name, made in vars(module).items() if isinstance(made, FunctionType)}
    own = {name: function for name, function in made.items() if function.__globals__ is module.__dict__}
    for name in [name for name in own if name.startswith("_")]:
        import numba

        setattr(module, name, numba.njit(nogil=True, error_model="numpy")(own.pop(name)))
    return own
