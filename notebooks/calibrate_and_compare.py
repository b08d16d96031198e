"""A researcher learns from a past campaign, sees what it does not tell, and compares two launches with what is left."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Calibrate and compare")

with app.setup:
    import tempfile
    from pathlib import Path

    import marimo as mo

    from experiments import Design, PastCampaign, calibration_study, compare
    from experiments.calibrate.words import sentences
    from experiments.reference_table.batch import scenario_at
    from experiments.words.numbers import noun
    from sim import Scenario

    VARY = ["reach_rate", "engagement_per_reached_person", "fatigue_per_repeat", "share_per_engaged_person"]
    LAUNCHES = ["macro_only", "micro_only"]


@app.function
def scenario_with(assumptions="evidence"):
    """A small market with few influencers, so that a table of campaigns takes seconds."""
    return Scenario.from_mapping(
        {
            "name": "calibrate_and_compare",
            "budget_eur": 8_000.0,
            "objective": "engagement",
            "brand": {"name": "sneakers", "interest": "sport", "price_eur": 120.0, "margin_share": 0.5},
            "market": {"people": 2_000_000, "horizon_days": 14},
            "roster": {"nano": 20, "micro": 40, "macro": 6, "mega": 0},
        },
        people=20_000,
        assumption_set=assumptions,
    )


@app.function
def past_campaign(scenario, quantile):
    """What a micro-only campaign showed in a world whose reach rate stands at this quantile of what is believed."""
    totals = scenario_at(scenario, {"reach_rate": quantile}).play("micro_only", seed=77, events=False).totals
    measured = {"impressions": totals["impressions"], "reach": totals["reach_people"]}
    return PastCampaign("last spring", "micro_only", measured, {})


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # Calibrate and compare

    Ranges of assumptions are wide: they come from published studies of other brands. You have run a campaign yourself.
    **What does it say about the assumptions, and does it change the answer?**

    Here the past campaign is simulated, so that we know what it should teach: choose where the true reach rate stands
    in what is believed of it. For your own numbers say `groundswell calibrate past.csv`.

    ## 1. A past campaign
    """)
    return


@app.cell
def _():
    truth = mo.ui.slider(0.05, 0.95, step=0.05, value=0.8, label="True reach rate, as a quantile", show_value=True)
    truth
    return (truth,)


@app.cell
def _(truth):
    scenario = scenario_with()
    past = past_campaign(scenario, truth.value)
    mo.ui.table(
        [{"measure": name, "last spring": f"{count:,.0f}"} for name, count in past.measured.items()],
        selection=None,
        label="",
    )
    return past, scenario


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 2. What it says

    Four assumptions are drawn again and again, and a campaign is played with each draw, under luck of its own. Draws
    whose campaigns look like yours are kept. **Predict first:** of which of the four will views and reach say nothing?
    """)
    return


@app.cell
def _(past, scenario):
    found = calibration_study(scenario, [past], points=600, vary=VARY)
    mo.md("\n\n".join(sentences(found)))
    return (found,)


@app.cell
def _(found):
    _spread = dict(zip(found.posterior.labels, found.posterior.spread(), strict=True))
    _middle = dict(zip(found.posterior.labels, found.posterior.at(0.5), strict=True))
    mo.ui.table(
        [
            {"assumption": label, "middle, as a quantile": f"{_middle[label]:.2f}", "spread left": f"{share:.0%}"}
            for label, share in _spread.items()
        ],
        selection=None,
        label="0.50 and 100 % where nothing was learned",
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 3. Does the answer change?

    The posterior is a file, and every command takes it: `groundswell compare --assumptions posterior.toml`. All other
    assumptions are drawn as before.
    """)
    return


@app.cell
def _(found, scenario):
    with tempfile.TemporaryDirectory() as _folder:
        found.write(_folder)
        calibrated = scenario_with(str(Path(_folder) / "posterior.toml"))
    answers = {
        name: compare(asked, LAUNCHES, replicates=16, design=Design(1, contributions=False))
        for name, asked in (("before", scenario), ("after", calibrated))
    }
    _kpi = scenario.judged_by
    mo.ui.table(
        [
            {
                "": name,
                f"{noun(_kpi)}, macro only less micro only": f"{pair.mean:,.0f}",
                "95 % interval": f"{pair.low:,.0f} to {pair.high:,.0f}",
            }
            for name, answer in answers.items()
            for pair in answer.differences[_kpi.name]
        ],
        selection=None,
        label="",
    )
    return answers, calibrated


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Questions

    1. Move the true reach rate. Does the middle of the posterior follow it all the way to the ends? Why not?
    2. Which further column of a past campaign would say something of engagement? And of fatigue?
    3. The interval of the difference hardly changes. Which assumptions is it made of, if not of this one?
       (`groundswell sensitivity --schedules macro_only,micro_only`)
    """)
    return


@app.cell
def test_the_truth_lies_where_the_posterior_is_and_what_was_not_measured_stays_open(calibrated, found, truth):
    _place = found.posterior.labels.index("reach_rate")
    assert found.posterior.at(0.02)[_place] < truth.value < found.posterior.at(0.98)[_place]
    assert "reach_rate" in found.learned()
    assert "fatigue_per_repeat" not in found.learned()
    assert len(calibrated.assumptions.draws.rows) == 400
    return


if __name__ == "__main__":
    app.run()
