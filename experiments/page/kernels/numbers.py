"""What an engine must know of the compiled loops beside the module: sizes, places of fields, names of counts."""

from __future__ import annotations

from typing import Any

from experiments.page.kernels.chances import CHANCES
from experiments.page.kernels.loops import LOOPS
from experiments.page.kernels.signatures import RESULT_BYTES, slots_of
from sim import events as ev
from sim.crowd.calendar import CHUNK
from sim.crowd.column_crowd import SHARE_ROOM
from sim.crowd.feed import GENERATIONS
from sim.crowd.person_table import FULLEST, GROWTH, PERSON, SMALLEST
from sim.crowd.run_state import BATCH, SHOWING
from sim.planning.posts import OWN, PIECES, POST
from sim.world.audiences import BLOCK, INFLUENCER

_RECORDS = {
    "event": ev.EVENT,
    "organic": ev.ORGANIC,
    "post": POST,
    "showing": SHOWING,
    "batch": BATCH,
    "person": PERSON,
    "chances": CHANCES,
    "influencer": INFLUENCER,
}


def kernels() -> dict[str, Any]:
    """The numbers of the loops, ready for JSON."""
    return {
        "loops": {name: [list(slot) for slot in slots_of(name)] for name in LOOPS},
        "sizes": {name: kind.itemsize for name, kind in _RECORDS.items()},
        "fields": {
            name: {field: offset for field, (_, offset, *_) in (kind.fields or {}).items()}
            for name, kind in _RECORDS.items()
        },
        "tally": list(ev.TALLY),
        "by_post": list(ev.BY_POST),
        "result_bytes": RESULT_BYTES,
        "chunk": CHUNK,
        "generations": GENERATIONS,
        "block": BLOCK,
        "share_room": SHARE_ROOM,
        "table": {"fullest": FULLEST, "growth": GROWTH, "smallest": SMALLEST},
        "first_place": ev.FIRST_PLACE,
        "nobody": ev.NOBODY,
        "feed": ev.FEED,
        "own": OWN,
        "pieces": PIECES,
        "fixed": ev.FIXED,
    }
