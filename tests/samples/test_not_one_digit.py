"""What the commands write is what version 0.9.0 wrote: event logs, figures and pictures, to the last digit.

But for the last digit of followers posted to and commissions, which are rounded once since 0.11.0.

These are samples, not promises: they stand until a version means to change what the model says, and are then made
anew by ``PYTHONPATH=tests python tests/samples/test_not_one_digit.py``.
"""

import contextlib
import hashlib
import importlib.metadata
import io
import json
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from experiments.cli.commands import main

FROZEN = Path(__file__).with_name("frozen_0_9_0.json")
# What the libraries that draw write differs from one version of theirs to the next.
DRAWN_BY = {name: version(name) for name in ("matplotlib", "pillow")}
SMALL = ["--people", "4000", "--jobs", "1"]
COMMANDS = {
    "compare": ["compare", "--replicates", "6", "--assumptions", "both", *SMALL],
    **{
        f"run {crowd} {schedule}": ["run", "--schedule", schedule, "--crowd", crowd, "--events", "--people", "4000"]
        for crowd in ("columns", "agents")
        for schedule in ("macro_only", "micro_only", "hybrid")
    },
    "run cosmetics_line": ["run", "SCENARIOS/cosmetics_line.toml", "--events", "--people", "20000"],
    "run vegan_shampoo": ["run", "SCENARIOS/vegan_shampoo.toml", "--events", "--people", "4000", "--crowd", "agents"],
    "breakeven": ["breakeven", "--points", "3", "--replicates", "4", *SMALL],
    "scale": ["scale", "--sizes", "2000,4000", "--replicates", "4", "--jobs", "1"],
    "hypotheses": ["hypotheses", "H8", "--assumptions", "evidence", "--people", "2000", "--jobs", "1"],
}


def scenarios() -> Path:
    from sim.scenario.scenario import BUILT_INS

    return Path(str(BUILT_INS["cosmetics_line"])).parent


def digest(file: Path) -> str:
    if file.suffix != ".npz":
        return hashlib.sha256(file.read_bytes()).hexdigest()
    with np.load(file) as arrays:  # a compressed file may differ where nothing in it does
        return hashlib.sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays))).hexdigest()


def tell_version_0_7_0(patched: pytest.MonkeyPatch) -> None:
    """The version is part of what is written: wherever it is asked for, it is the one that is frozen."""

    def told(name: str) -> str:
        return "0.9.0" if name == "groundswell" else version(name)

    patched.setattr(importlib.metadata, "version", told)
    for name, module in list(sys.modules.items()):
        if name.startswith("experiments.") and vars(module).get("version") is version:
            patched.setattr(module, "version", told)


def written(name: str, folder: Path) -> dict[str, str]:
    """Digests of all that a command writes, by the name of the file."""
    words = [word.replace("SCENARIOS", str(scenarios())) for word in COMMANDS[name]]
    with pytest.MonkeyPatch.context() as patched, contextlib.redirect_stdout(io.StringIO()):
        tell_version_0_7_0(patched)
        with pytest.raises(SystemExit) as ended:
            main([*words, "--out", str(folder)])
    assert ended.value.code == 0
    # A page holds pictures and a manifest tells of this machine.
    left_out = (".html", ".manifest.json")
    files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.endswith(left_out))
    return {file.name: digest(file) for file in files}


SLOW = {"compare": pytest.mark.slow, "breakeven": pytest.mark.slow, "hypotheses": pytest.mark.nightly}


@pytest.mark.parametrize("name", [pytest.param(name, marks=SLOW.get(name, ())) for name in COMMANDS])
def test_not_one_digit_of_what_is_written_has_changed(name, tmp_path):
    frozen = json.loads(FROZEN.read_text())
    found, wanted = written(name, tmp_path / "out"), dict(frozen["written"][name])
    if frozen["drawn_by"] != DRAWN_BY:
        found, wanted = ({key: told[key] for key in told if not key.endswith(".png")} for told in (found, wanted))
    assert found == wanted


def freeze() -> None:
    """Writes the digests of what is written today."""
    told = {}
    for name in COMMANDS:
        with TemporaryDirectory() as folder:
            told[name] = written(name, Path(folder) / "out")
    FROZEN.write_text(json.dumps({"drawn_by": DRAWN_BY, "written": told}, indent=1) + "\n")


if __name__ == "__main__":
    freeze()
