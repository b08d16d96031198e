"""The module as it is shipped: read, with what an engine must know of it, and refused where it is of other source."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import sim
from sim.errors import InputError
from sim.own_rules import own_file

_FOLDER = Path(__file__).parent
WASM, NUMBERS = "kernels.wasm", "kernels.json"
RENEW = "python -m experiments.page.kernels"
# What the loops are compiled from.
_OF_SIM = (
    "coin", "events", "rules", "rules_of_spread", "crowd/behaviour", "crowd/calendar", "crowd/chances", "crowd/ending",
    "crowd/exposure", "crowd/feed", "crowd/passed_on", "crowd/person_table", "crowd/reaction", "crowd/run_state",
    "crowd/sharing", "planning/posts", "world/audiences", "world/habits", "world/people", "world/ties",
)  # fmt: skip
_OF_PAGE = ("build", "chances", "loops", "numbers", "signatures")


def licences() -> str:
    """The notices that must go with the module wherever it goes."""
    return (_FOLDER / "kernels.licences.txt").read_text(encoding="utf-8")


class Kept(NamedTuple):
    """The module, and the numbers of its loops as ``experiments.page.kernels.numbers`` has them."""

    wasm: bytes
    numbers: dict[str, Any]


def digest_of_source() -> str:
    """Sixteen hexadecimal digits that change with the text of any file that the module is made from."""
    assert sim.__file__ is not None
    files = [Path(sim.__file__).parent / f"{name}.py" for name in _OF_SIM]
    files += [_FOLDER / f"{name}.py" for name in _OF_PAGE]
    texts = (file.read_text(encoding="utf-8").encode() for file in files)  # with line ends of one kind
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:16]


def kept_kernels() -> Kept:
    """The module that is shipped. Raises InputError where it does not play the model as it is here."""
    if (own := own_file()) is not None:
        raise InputError(
            f"--mechanisms {own}: a page plays the rules that it was shipped with, and none of your own; leave "
            "--mechanisms out, or watch such a campaign in `groundswell lab`"
        )
    numbers = json.loads((_FOLDER / NUMBERS).read_text(encoding="utf-8"))
    if numbers["source"] != digest_of_source():
        raise InputError(
            f"{NUMBERS} is made from other rules than the model has here, and a page would show their figures; "
            f"make it anew with `{RENEW}`, which needs the extra 'page'"
        )
    return Kept((_FOLDER / WASM).read_bytes(), numbers)
