"""Reads a file of each kind as the command, or the lab, to which it is handed does."""

from __future__ import annotations

import functools
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch


def own_rules(path: Path) -> None:
    from experiments.cli.mechanisms import with_own_rules

    with_own_rules(["--mechanisms", str(path)])


def scenario(path: Path) -> None:
    from experiments.words.setting import setting
    from sim.planning.budget import plan
    from sim.scenario.scenario import Scenario

    read = Scenario.load(path)
    assert repr(read), read.fingerprint
    assert setting(read, "once")
    if read.network is None:
        from sim.errors import InputError
        from sim.world.influencers import roster_of

        roster = roster_of(read, read.market.interests, 1)
        for name in ("hybrid", *read.schedules):
            try:
                plan(read, roster, name)
            except InputError:
                continue


def roster(path: Path) -> None:
    from experiments.cli.commands import main

    with redirect_stdout(StringIO()):
        main(["roster", str(path)])


def named_by_a_scenario(section: str, key: str) -> Callable[[Path], None]:
    """Reads a file as one that a scenario names."""

    def read(path: Path) -> None:
        from worlds import SMALLEST

        from sim.scenario.scenario import Scenario

        document = {**tomllib.loads(SMALLEST), section: {key: str(path)}}
        if key == "labels":
            document[section]["edges"] = _edges().name
        assert Scenario.from_mapping(document).fingerprint

    return read


@functools.cache
def _edges() -> Any:
    file = tempfile.NamedTemporaryFile("w", suffix=".csv")  # noqa: SIM115
    file.write("0,1\n1,2\n2,3\n")
    file.flush()
    return file


def hypotheses(path: Path) -> None:
    from experiments.hypotheses.arms import Arms, Variant
    from experiments.hypotheses.stated import read_hypotheses
    from experiments.replicates.design import Design

    stated = read_hypotheses(path)
    Arms(stated, None, Design(1)).check(stated.hypotheses.values(), [Variant("evidence")])


def assumptions(path: Path) -> None:
    from experiments.words.assumptions import listing
    from sim.assumptions.belief import believed
    from sim.assumptions.own_file import assumptions_of_file

    read = assumptions_of_file(path)
    assert listing(read), repr(read)
    believed(read, 1)


def cascades(path: Path) -> None:
    from experiments.validation.timing import file_checks, read_cascades
    from sim.assumptions.numbers import Assumptions

    list(file_checks(read_cascades(path), Assumptions.load("evidence"), path.name))


def campaigns(path: Path) -> None:
    from experiments.calibrate.data_file import read_campaigns

    read_campaigns(path, ["hybrid", "micro_only"], "hybrid")


def sales(path: Path) -> None:
    from experiments.detect.sales_file import noise_of, read_sales

    assert noise_of(read_sales(path)).of_total(4) >= 0.0


def cells(path: Path) -> None:
    from experiments.sweep.design_file import quantities, read_design
    from sim.scenario.scenario import Scenario

    assert quantities(read_design(path, Scenario.load()))


def plan(path: Path) -> None:
    from experiments.plan_launch.edited import read_edited

    asked, listed = _asked_of_a_plan()
    read_edited(path, asked, listed)


@functools.cache
def _asked_of_a_plan() -> tuple[Any, Any]:
    import dataclasses
    import datetime

    from sim.scenario.scenario import Scenario
    from sim.world.influencers import roster_of

    asked = Scenario.load()
    asked = dataclasses.replace(asked, market=asked.market.model_copy(update={"start": datetime.date(2027, 3, 1)}))
    return asked, roster_of(asked, asked.market.interests, 1)


def outcomes(path: Path) -> None:
    from experiments.sensitivity.design_file import read_outcome

    read_outcome(path, _design())


@functools.cache
def _design() -> Any:
    from experiments.sensitivity.designs import design

    return design("morris", {name: (name,) for name in ("fatigue_per_repeat", "reach_rate.micro")}, 4, 1)


@functools.cache
def outcomes_sample() -> str:
    import numpy as np

    from experiments.sensitivity.design_file import write_design

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "design.csv"
        write_design(path, _design(), np.arange(len(_design().points.quantiles), dtype=float))
        return path.read_text()


def manifest(path: Path) -> None:
    from experiments import reproduce

    # The command that it names is not given: it fails at once.
    with patch.object(subprocess, "run", lambda given, **how: subprocess.CompletedProcess(given, 1)):
        reproduce.reproduce(path)


STORED = {("0a" * 16, number): {"reach_people": float(number), "x": number / 7} for number in range(60)}


@functools.cache
def store_sample() -> bytes:
    from experiments.store.store import Finished, Store

    with tempfile.TemporaryDirectory() as folder:
        with Store(Path(folder)) as one:
            one.keep([Finished(key, number, totals, 0.1, b"plan" * 9) for (key, number), totals in STORED.items()])
        return (Path(folder) / "runs.sqlite").read_bytes()


def store(path: Path) -> None:
    """Whatever happened to it, what is read is right, and what is kept then is found again."""
    from experiments.store.care import check
    from experiments.store.store import Finished, Store

    key, number, kept = "0b" * 16, 1, {"clicks": 1.5}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "runs.sqlite"
        file.write_bytes(path.read_bytes())
        check(file)
        with Store(Path(folder)) as one:
            for name in {name for name, _ in STORED}:
                assert all(STORED[name, at] == totals for at, totals in one.known(name).items())
                assert one.detail(name, 3) in (None, b"plan" * 9)
            one.keep([Finished(key, number, kept)])
        with Store(Path(folder)) as again:
            assert again.known(key)[number] == kept


def uploaded_scenario(path: Path) -> None:
    from experiments.lab.routes.uploads import opened_scenario

    asked = opened_scenario(path.read_bytes(), path.name, {"people": "5000", "seed": "1"})
    assert asked.address
    assert asked.scenario()


def uploaded_roster(path: Path) -> None:
    from experiments.lab.routes.uploads import opened_roster

    asked = opened_roster(path.read_bytes(), path.name, {"people": "5000", "seed": "1"})
    assert asked.address
    assert asked.scenario()


def address(path: Path) -> None:
    from starlette.datastructures import QueryParams

    from experiments.lab.question.asked import Asked

    words = QueryParams(path.read_bytes().decode("latin-1"))
    asked = Asked.read(words)
    assert Asked.read(QueryParams(asked.address)) == asked
    assert asked.scenario().fingerprint


# Own rules first: they are read before anything of the model is imported.
READERS: dict[str, Callable[[Path], None]] = {
    "own_rules": own_rules,
    "scenario": scenario,
    "roster": roster,
    "roster_of_scenario": named_by_a_scenario("roster", "file"),
    "edges": named_by_a_scenario("network", "edges"),
    "labels": named_by_a_scenario("network", "labels"),
    "hypotheses": hypotheses,
    "cascades": cascades,
    "campaigns": campaigns,
    "sales": sales,
    "cells": cells,
    "grid": cells,
    "posterior": assumptions,
    "assumptions": assumptions,
    "plan": plan,
    "outcomes": outcomes,
    "manifest": manifest,
    "uploaded_scenario": uploaded_scenario,
    "uploaded_roster": uploaded_roster,
    "address": address,
    "store": store,
}
