"""The module made anew in a process of its own, in which the compiler knows of no particular machine."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from experiments.files import removed_on_failure
from experiments.page.kernels.kept import NUMBERS, WASM, digest_of_source
from sim.errors import InputError

# Nothing kept from another compilation, and no feature that only some machines have: so the bytes are the same.
_PLAIN = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
MADE_WITH = ("numba", "llvmlite", "ziglang")


def is_linker_installed() -> bool:
    """Whether the linker, which the extra ``page`` brings, is there."""
    return importlib.util.find_spec("ziglang") is not None


def renewed(folder: Path) -> None:
    """Writes the module and its numbers into a folder, which must exist. Raises InputError without a linker."""
    if not is_linker_installed():
        raise InputError("no linker is installed: pip install 'groundswell[page]' brings one")
    if any(os.environ.get(name) != value for name, value in _PLAIN.items()):
        with tempfile.TemporaryDirectory() as empty:
            environment = {**os.environ, **_PLAIN, "NUMBA_CACHE_DIR": empty}
            subprocess.run([sys.executable, "-m", "experiments.page.kernels", folder], env=environment, check=True)
        return
    from experiments.page.kernels.build import build
    from experiments.page.kernels.numbers import kernels

    with tempfile.TemporaryDirectory() as objects:
        made = build(Path(objects))
    numbers = {"source": digest_of_source(), "made_with": {name: version(name) for name in MADE_WITH}, **kernels()}
    for name, content in ((WASM, made), (NUMBERS, (json.dumps(numbers, separators=(",", ":")) + "\n").encode())):
        with removed_on_failure(folder / name):
            (folder / name).write_bytes(content)
