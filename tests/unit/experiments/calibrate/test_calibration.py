"""The whole calibration: a planted truth is found, the file that is written is drawn from, luck is not forgotten."""

import json
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from png import size as size_of
from rich.console import Console
from scipy.stats import norm
from sneakers import launch

from experiments.calibrate.data_file import PastCampaign
from experiments.calibrate.posterior_file import write_posterior
from experiments.calibrate.study import DRAWS, Calibration, calibration_study
from experiments.calibrate.table import calibration_table
from experiments.calibrate.words import sentences
from experiments.reference_table.batch import TOTALS, Batch
from sim.assumptions.belief import believed, is_uncertain, quantile_of
from sim.assumptions.numbers import Assumptions
from sim.assumptions.own_file import assumptions_of_file
from sim.errors import InputError

VARY = ["reach_rate", "fatigue_per_repeat"]
SCENARIO = launch()
HIGH = 0.85
EVIDENCE = Assumptions.load("evidence")


def stand_in(batch: Batch) -> np.ndarray:
    """In place of the model, which takes minutes: views grow with the reach rate, and luck moves them by a fifth."""
    totals = np.zeros((*batch.luck_seeds.shape, len(batch.schedules), len(TOTALS)))
    reach_rate = batch.quantiles[:, batch.labels.index("reach_rate")]
    for place, seed in np.ndenumerate(batch.luck_seeds):
        luck = 0.2 * np.random.default_rng(int(seed)).normal(size=2)
        totals[*place, :, TOTALS.index("impressions")] = np.exp(10.0 + 4.0 * reach_rate[place[0]] + luck[0])
        totals[*place, :, TOTALS.index("reach_people")] = np.exp(9.0 + 3.0 * reach_rate[place[0]] + luck[1])
    return totals


@pytest.fixture(autouse=True)
def _no_model(monkeypatch):
    monkeypatch.setattr("experiments.reference_table.reference_table.played", stand_in)


def campaign() -> PastCampaign:
    """What a campaign shows where reach is high."""
    batch = Batch(SCENARIO, ("micro_only",), ("reach_rate",), np.array([[HIGH]]), np.array([[9_999_999]]))
    told = dict(zip(TOTALS, stand_in(batch)[0, 0, 0].tolist(), strict=True))
    return PastCampaign("past", "micro_only", {"impressions": told["impressions"], "reach": told["reach_people"]}, {})


@pytest.fixture
def found() -> Calibration:
    return calibration_study(SCENARIO, [campaign()], points=1_024, vary=VARY)


def test_the_planted_number_is_found_and_the_other_left_as_it_was(found):
    place = found.posterior.labels.index("reach_rate")
    assert found.posterior.at(0.01)[place] < HIGH < found.posterior.at(0.99)[place]
    told = {name: np.log(number) for name, number in found.campaigns[0].measured.items()}
    middle = (4.0 * (told["impressions"] - 10.0) + 3.0 * (told["reach"] - 9.0)) / (4.0**2 + 3.0**2)
    for level in (0.05, 0.5, 0.95):  # two measures of one number: the closed form
        assert found.posterior.at(level)[place] == pytest.approx(norm.ppf(level, middle, 0.2 / 5.0), abs=0.02)
    assert found.learned() == ["reach_rate"]
    told = " ".join(sentences(found))
    assert "narrow what is believed of 1 number," in told
    assert "say nothing of fatigue" in told
    assert all(fit.is_met for fit in found.fits)


def test_the_file_is_drawn_from_with_its_numbers_together(found, tmp_path):
    write_posterior(tmp_path / "posterior.toml", found)
    mine = assumptions_of_file(tmp_path / "posterior.toml")
    assert mine.name == "posterior"
    rows = set(mine.draws.rows)
    assert len(mine.draws.rows) == DRAWS
    for seed in range(20):
        quantiles = quantile_of(mine, seed)
        assert tuple(quantiles[label] for label in mine.draws.labels) in rows
        assert believed(mine, seed).value("reach_rate", "micro") > SCENARIO.assumptions.entry("reach_rate").low["micro"]
    drawn = np.array([quantile_of(mine, seed)["reach_rate"] for seed in range(200)])
    assert drawn.mean() == pytest.approx(found.posterior.weights @ found.posterior.quantiles[:, 0], abs=0.05)


def test_files_and_table_tell_the_same(found, tmp_path):
    found.write(tmp_path)
    content = json.loads((tmp_path / "calibration.json").read_text(encoding="utf-8"))
    assert content["sentences"] == sentences(found)
    assert size_of(tmp_path / "calibration.png")[0] == 1600
    screen = Console(width=100)
    with screen.capture() as captured:
        screen.print(calibration_table(found))
    assert "reach_rate" in captured.get()
    assert content["checks"][0]["observed"] == pytest.approx(campaign().measured["impressions"])


def test_data_unlike_any_campaign_are_said_to_be_and_make_nothing_certain(found):
    strange = PastCampaign("strange", "micro_only", {"impressions": 9e9, "reach": 10.0}, {})
    told = calibration_study(SCENARIO, [strange], points=1_024, vary=VARY)
    assert any("look like no campaign of the table" in sentence for sentence in sentences(told))
    assert any("outside of what the calibrated model shows" in sentence for sentence in sentences(told))
    assert (told.posterior.spread() > 0.1).all()


def test_a_posterior_is_not_calibrated_again(found, tmp_path):
    write_posterior(tmp_path / "posterior.toml", found)
    mine = replace(SCENARIO, assumptions=assumptions_of_file(tmp_path / "posterior.toml"))
    with pytest.raises(InputError, match="posterior already"):
        calibration_study(mine, [campaign()], points=256)


def test_the_file_says_under_which_ranges_it_was_learned_and_what_was_held(found, tmp_path, caplog):
    write_posterior(tmp_path / "posterior.toml", found)
    table = tomllib.loads((tmp_path / "posterior.toml").read_text(encoding="utf-8"))["posterior"]
    uncertain = {entry.name for entry in SCENARIO.assumptions if is_uncertain(entry)}
    assert table["held"].keys() == uncertain - set(VARY)
    assert table["held"]["purchase_per_click"] == SCENARIO.assumptions.value("purchase_per_click")
    assert table["learned_under"].keys() == {"ranges", "code", "groundswell"}
    mine = assumptions_of_file(tmp_path / "posterior.toml")
    assert caplog.messages == []
    # What was held is drawn by whoever uses the file, as ever.
    held = quantile_of(mine, 3)["purchase_per_click"]
    assert held == quantile_of(SCENARIO.assumptions, 3)["purchase_per_click"]


def test_what_is_calibrated_may_be_a_set_of_ones_own_and_a_scenario_that_replaces_numbers(tmp_path, caplog):
    wide = EVIDENCE.entry("fatigue_per_repeat")
    entries = tuple(replace(e, low=0.1, source="mine") if e.name == wide.name else e for e in EVIDENCE)
    own = replace(EVIDENCE, name="own", entries=entries).with_values({"purchase_per_click": 0.05})
    found = calibration_study(replace(SCENARIO, assumptions=own), [campaign()], points=256, vary=VARY)
    write_posterior(tmp_path / "posterior.toml", found)
    mine = assumptions_of_file(tmp_path / "posterior.toml")
    assert caplog.messages == []
    assert mine.entry("fatigue_per_repeat") == own.entry("fatigue_per_repeat")
    assert mine.entry("purchase_per_click") == EVIDENCE.entry("purchase_per_click")
    text = (tmp_path / "posterior.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["posterior"]["held"]["purchase_per_click"] == 0.05
    (tmp_path / "posterior.toml").write_text(text.replace("low = 0.1", "low = 0.2"), encoding="utf-8")
    assumptions_of_file(tmp_path / "posterior.toml")
    assert "other ranges" in caplog.messages[0]
