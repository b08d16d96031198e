"""The page: one self-contained file, in which no script runs but its own and from which nothing is asked."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from experiments.page.kernels.kept import licences
from experiments.page.lesson import lesson
from experiments.teaching.lesson import lesson as lesson_plan
from experiments.words.numbers import capitalised, spoken
from sim.errors import InputError
from sim.scenario.scenario import Scenario

_FOLDER = Path(__file__).parent / "templates"
# What a page and what works beside it both need; then what only the page needs, in the order in which it runs.
_SHARED = ("engine.js", "asked.js", "compared.js", "virality.js")
_OF_PAGE = ("town.js", "story.js", "shown.js", "plane.js", "page.js", "begin.js")
MOST_BYTES = 24_000_000  # of a file; larger ones take long to open and are turned away by mail


def page(scenario: Scenario, schedules: Sequence[str], towns: int, seed: int) -> str:
    """The HTML of a lesson about these schedules. The same arguments give the same bytes. Raises InputError."""
    packed = base64.b64encode(gzip.compress(lesson(scenario, schedules, towns, seed), mtime=0)).decode()
    if len(packed) > MOST_BYTES:
        raise InputError(
            f"the page would have {len(packed) / 1e6:,.0f} MB; at most {MOST_BYTES / 1e6:,.0f} MB can be handed round: "
            "take fewer --towns or fewer --people"
        )
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    shared, scripts = ([_text(name) for name in names] for names in (_SHARED, _OF_PAGE))
    style = _text("page.css")
    return environment.get_template("page.html.j2").render(
        scenario=scenario,
        title=capitalised(spoken(scenario.name)),
        question=scenario.question or "",
        people=scenario.simulated_people,
        stands_for=scenario.market.people / scenario.simulated_people,
        launches=[spoken(name) for name in schedules],
        lesson_plan=lesson_plan(),
        version=version("groundswell"),
        policy="default-src 'none'; "
        f"script-src {' '.join(map(_hash, [*shared, *scripts]))} 'wasm-unsafe-eval'; style-src {_hash(style)}; "
        "worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'",
        style=Markup(style),
        shared=[Markup(script) for script in shared],
        scripts=[Markup(script) for script in scripts],
        worker=Markup(_text("worker.js")),
        lesson=packed,
        licences=licences(),
    )


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
