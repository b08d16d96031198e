"""The chances of a story are those by which the readable rules decide, for everybody and every deed."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from dense_campaigns import campaigns

from experiments.page.kernels.chances import CHANCES, chances
from sim.crowd import person_table
from sim.model import CampaignModel
from sim.results.replay import Replay


@pytest.mark.slow
def test_every_chance_is_that_of_the_rules_played_person_by_person():
    seen: Counter[str] = Counter()
    for scenario, world, plan, luck in campaigns(20):
        model = CampaignModel(scenario, world, replace(plan, reviews=()), luck_seed=luck, events=True)
        record = model.run()
        replay = Replay(scenario, world, record, luck)
        for person in np.unique(record.events["person"])[:40].tolist():
            events = record.events[record.events["person"] == person]
            found = np.zeros(events.size, CHANCES)
            chances(model.crowd.state, person, events, found, np.zeros(1, person_table.PERSON))
            for told, (_, impression) in zip(found, replay.impressions_of(person), strict=True):
                for deed in CHANCES.names:
                    expected = impression.chances.get(deed, np.nan)
                    assert told[deed] == pytest.approx(expected, rel=1e-12, nan_ok=True), (deed, impression)
                    seen[deed] += not np.isnan(expected)
    assert min(seen[deed] for deed in CHANCES.names) > 200, seen
