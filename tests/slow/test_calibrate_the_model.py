"""A calibration on campaigns of the model itself finds the assumption under which they were played."""

import numpy as np
import pytest
from sneakers import launch

from experiments.calibrate.data_file import PastCampaign
from experiments.calibrate.study import calibration_study
from experiments.reference_table.batch import TOTALS, Batch, played

pytestmark = pytest.mark.nightly
SCENARIO = launch(people=10_000)
HIGH = 0.85


def test_a_planted_reach_rate_is_found_and_of_fatigue_nothing_is_said():
    batch = Batch(SCENARIO, ("micro_only",), ("reach_rate",), np.array([[HIGH]]), np.array([[9_999_999]]))
    told = dict(zip(TOTALS, played(batch)[0, 0, 0].tolist(), strict=True))
    measured = {"impressions": told["impressions"], "reach": told["reach_people"]}
    data = [PastCampaign("past", "micro_only", measured, {})]
    found = calibration_study(SCENARIO, data, points=256, vary=["reach_rate", "fatigue_per_repeat"])
    place = found.posterior.labels.index("reach_rate")
    assert found.posterior.at(0.05)[place] < HIGH < found.posterior.at(0.95)[place]
    assert found.learned() == ["reach_rate"]
    assert all(fit.is_met for fit in found.fits)
