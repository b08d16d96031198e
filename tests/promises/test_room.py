"""What does not fit into the machine's memory is refused before anything is run, by every study."""

import pytest

from experiments import axis, breakeven, scale_study, validate
from experiments.cli.commands import main
from experiments.replicates import grid
from experiments.replicates.design import Design
from sim import memory
from sim.errors import InputError
from sim.scenario.scenario import Scenario

TWO = ["macro_only", "micro_only"]
ONE = Design(1, lucks=1, contributions=False)
MANY = 90_000


def a_map(scenario: Scenario) -> None:
    x, y = (axis(name, scenario, 7) for name in ("reach_rate.micro", "share_per_engaged_person"))
    breakeven(scenario, TWO, x, y, MANY, ONE)


STUDIES = {
    "breakeven": a_map,
    "scale": lambda scenario: scale_study(scenario, TWO, (2_000, 4_000), MANY, ONE),
    "validate": lambda _: validate(2_000, cascades=10, replicates=MANY),
}


@pytest.mark.parametrize(
    ("study", "free"), list(zip(STUDIES.values(), (2.5e9, 0.5e9, 2.5e9), strict=True)), ids=STUDIES
)
def test_more_replicates_than_fit_are_refused_with_how_many_would(monkeypatch, study, free):
    def played(*_):
        raise AssertionError("something was run")

    monkeypatch.setattr(memory, "available_bytes", lambda: free)
    monkeypatch.setattr(grid, "one_pool", played)
    monkeypatch.setattr("experiments.validation.run.network_checks", played)
    with pytest.raises(InputError) as refused:
        study(Scenario.load(people=2_000))
    told = " ".join(refused.value.problems)
    assert "90,000 replicates would take about " in told
    fits = int(told.split("at most about ")[1].split(" replicates")[0].replace(",", ""))
    assert 1_000 < fits < MANY


@pytest.mark.parametrize("command", ["breakeven", "validate", "scale", "compare"])
@pytest.mark.parametrize("given", ["0", "100001"])
def test_replicates_have_a_least_and_a_most(command, given, capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main([command, "--replicates", given, "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--replicates" in line
    assert not (tmp_path / "out").exists()
