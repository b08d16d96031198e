"""What is timed is played each time, and not found as it was kept the time before."""

from pathlib import Path

import pytest

from experiments.benchmark import campaigns


@pytest.mark.parametrize("cold", [False, True])
def test_no_run_that_is_timed_finds_what_an_earlier_one_kept(monkeypatch, cold):
    places = []

    def run(command, **_):
        out = Path(command[command.index("--out") + 1])
        assert not out.exists()
        (out / "runs").mkdir(parents=True)
        places.append(out)

    monkeypatch.setattr(campaigns.subprocess, "run", run)
    campaigns._median_s(["compare"], 3, cold=cold)
    assert len(set(places)) == len(places) >= 3
