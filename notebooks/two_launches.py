"""Two schedules, the same people, the same luck: the paired difference, its interval, and what pairing is worth."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Two launches")

with app.setup:
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from experiments.compare_schedules.comparison import compare
    from experiments.pictures.both_lights import html_of
    from experiments.pictures.page import INK, PALE, STYLE
    from experiments.pictures.palette import colours
    from experiments.replicates.design import Design, replicate_runs
    from experiments.statistics.estimates import estimate
    from experiments.words.numbers import minus, show, show_difference, spoken
    from sim import KPIS, Scenario, kpi_value
    from sim.kpis import KPI_BY_NAME
    from sim.scenario.schedule import PRESETS

    plt.rcParams.update(STYLE)
    # Plain totals only: the mean over replicates of a ratio is another thing than the ratio of the means.
    COUNTED = {kpi.label: kpi.name for kpi in KPIS if kpi.denominator is None and kpi.better == "higher"}


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # Two launches

    Which of two launch schedules brings more? In the real world a brand can launch only once. Here it can launch
    twice, to **the same people with the same luck**. Whoever would like a post under one schedule likes the same post
    under the other. What is left between the two results comes from the schedule.

    One such pair of launches is a **replicate**. The difference within it is the **paired difference**.
    """)
    return


@app.cell
def _():
    first = mo.ui.dropdown(list(PRESETS), value="hybrid", label="First schedule")
    second = mo.ui.dropdown(list(PRESETS), value="micro_only", label="Second schedule")
    label = mo.ui.dropdown(COUNTED, value="Engagements", label="Judged by")
    replicates = mo.ui.slider(2, 60, value=12, label="Replicates (pairs of launches)", show_value=True)
    people = mo.ui.slider(
        steps=[10_000, 20_000, 50_000, 100_000, 300_000, 1_000_000],
        value=50_000,
        label="Market size (people simulated)",
        show_value=True,
    )
    unsure = mo.ui.checkbox(label="Draw the uncertain assumptions anew in every replicate")
    mo.vstack([mo.hstack([first, second, label], justify="start", wrap=True), replicates, people, unsure])
    return first, label, people, replicates, second, unsure


@app.cell
def _(first, label, people, replicates, second, unsure):
    mo.stop(first.value == second.value, mo.callout(mo.md("Choose two different schedules."), kind="warn"))
    kpi = KPI_BY_NAME[label.value]
    names = (first.value, second.value)
    scenario = Scenario.load(people=people.value)
    design = Design(seed=1, lucks=1 if unsure.value else 0, contributions=False)
    comparison = compare(scenario, names, replicates.value, design)
    values = {
        name: np.array([kpi_value(kpi, run.totals) for run in comparison.kept if run.schedule == name])
        for name in names
    }
    difference = values[names[0]] - values[names[1]]
    (pair,) = comparison.differences[kpi.name]
    half = (pair.high - pair.low) / 2
    palette = colours(names)
    return design, difference, half, kpi, names, pair, palette, scenario, values


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 1. Replicate by replicate
    """)
    return


@app.cell
def _(kpi, names, palette, values):
    _figure, _axes = plt.subplots(figsize=(9, 4), layout="constrained")
    _at = np.arange(1, values[names[0]].size + 1)
    _axes.vlines(_at, values[names[0]], values[names[1]], color=PALE, linewidth=1.2)
    for _name, _marker in zip(names, "os", strict=True):
        _axes.plot(_at, values[_name], _marker, color=palette[_name], markersize=7, label=spoken(_name))
    _axes.set_xlabel("Replicate (number)")
    _axes.set_ylabel(f"{kpi.label}\n({kpi.unit})")
    _axes.yaxis.set_major_formatter(lambda value, _: minus(f"{value:,.0f}"))
    _axes.set_title("Each stick is one pair of launches", loc="left")
    _axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    _together = np.corrcoef(values[names[0]], values[names[1]])[0, 1] if _at.size > 2 else float("nan")
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                "**What to see:** good worlds are good for both schedules, bad ones are bad for both, where the two "
                f"dots of a stick move together. Their correlation here is {minus(f'{_together:.2f}')} (1: always "
                "together, 0: not at all)."
            ),
        ]
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 2. The paired difference and its interval

    The upper row pairs as it should be: the same world for both. The lower row uses the **same numbers** and pairs them
    wrongly: each launch of the first schedule with the next world's launch of the second. The mean is the same.
    Look at the spread.
    """)
    return


@app.cell
def _(difference, half, kpi, names, pair, palette, values):
    mispaired = values[names[0]] - np.roll(values[names[1]], 1)
    wrong = estimate(mispaired)
    _figure, _axes = plt.subplots(figsize=(9, 3.4), layout="constrained")
    _colour = palette[names[0] if pair.mean > 0 else names[1]]
    for _row, _dots, _low, _high in (
        (0, difference, pair.low, pair.high),
        (1, mispaired, wrong.low, wrong.high),
    ):
        _axes.plot(_dots, np.full(_dots.size, _row), "o", color=_colour, alpha=0.4, markersize=6)
        _axes.plot([_low, _high], [_row + 0.22] * 2, color=INK, linewidth=2.4)
        _axes.plot([_dots.mean()], [_row + 0.22], "o", color=INK, markersize=7)
    _axes.axvline(0.0, color=INK, linewidth=1.0)
    _axes.set_ylim(1.5, -0.4)
    _axes.set_yticks([0, 1], ["same world", "next world"])
    _axes.set_ylabel("Paired with the")
    _axes.set_xlabel(f"{kpi.label}: {spoken(names[0])} minus {spoken(names[1])} ({kpi.unit})")
    _axes.xaxis.set_major_formatter(lambda value, _: minus(f"{value:,.0f}"))
    _axes.set_title("Pale: one replicate. Dark: mean and 95 % interval", loc="left")
    _open = not (pair.low > 0 or pair.high < 0)
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                f"**What to see:** the dark bar is where the true difference may lie. It "
                f"{'holds zero, so the question is open' if _open else 'leaves zero out, so the answer is clear'}: "
                f"{minus(show_difference(pair.mean, kpi.unit, half))} {kpi.unit}, 95 % interval "
                f"{minus(show_difference(pair.low, kpi.unit, half))} to "
                f"{minus(show_difference(pair.high, kpi.unit, half))}."
            ),
        ]
    )
    return mispaired, wrong


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 3. What pairing is worth
    """)
    return


@app.cell
def _(kpi, names, pair, values):
    _worth = pair.replicates_saved
    mo.md(
        f"""
    | schedule | mean ({kpi.unit}) | spread between replicates |
    |:---|---:|---:|
    | {spoken(names[0])} | {show(values[names[0]].mean(), kpi.unit)} | {show(values[names[0]].std(ddof=1), kpi.unit)} |
    | {spoken(names[1])} | {show(values[names[1]].mean(), kpi.unit)} | {show(values[names[1]].std(ddof=1), kpi.unit)} |

    One paired replicate is worth **{_worth:.1f} unpaired** ones: without pairing, the same certainty would take
    {pair.replicates * _worth:,.0f} replicates instead of {pair.replicates}.

    Pairing helps where both schedules meet the same people, as two that hire much the same influencers do. It helps
    little where they hire different ones: these have their luck with different people. A worth below 1 is chance;
    with few replicates the worth itself is a rough guess.
    """
    )
    return


@app.cell
def _(difference, kpi):
    _some = np.arange(2, difference.size + 1)
    _ends = [estimate(difference[:n]) for n in _some]
    _figure, _axes = plt.subplots(figsize=(9, 3.6), layout="constrained")
    _axes.fill_between(_some, [e.low for e in _ends], [e.high for e in _ends], color=PALE, alpha=0.25, linewidth=0)
    _axes.plot(_some, [e.mean for e in _ends], color=INK, linewidth=2)
    _axes.axhline(0.0, color=INK, linewidth=0.8)
    if _some.size > 3:  # two or three replicates have an interval that dwarfs every other
        _axes.set_ylim(min(0.0, *(e.low for e in _ends[2:])) * 1.1, max(0.0, *(e.high for e in _ends[2:])) * 1.1)
    _axes.set_xlabel("Replicates so far (pairs of launches)")
    _axes.set_ylabel(f"Paired difference\n({kpi.unit})")
    _axes.yaxis.set_major_formatter(lambda value, _: minus(f"{value:,.0f}"))
    _axes.set_title("The interval narrows (band: Student's 95 % interval)", loc="left")
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                "**What to see:** the band narrows with the root of the number of replicates: four times the work "
                "halves it. Do not stop the moment zero is out. Whoever looks after each replicate finds something "
                "too often; `groundswell compare --until-clear` allows for that."
            ),
        ]
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Try it

    1. Compare macro only with micro only. What is pairing worth now, and why?
    2. Judge by *Profit, incremental* instead. Does the answer stay?
    3. Raise the market size. A small market is a scale model in which chance weighs more: watch the spread.
    4. Draw the uncertain assumptions anew. Both spreads grow. How much of that does pairing take away again?
    5. The lab (`groundswell lab`) plays such a comparison under *Compare*, and *Draw a launch* makes one of your own.
    """)
    return


@app.cell
def test_the_same_launch_twice_is_the_same(design, difference, mispaired, names, pair, scenario):
    _once, _again = (replicate_runs(scenario, names, 0, design) for _ in range(2))
    assert [run.totals for run in _once] == [run.totals for run in _again]
    assert np.isclose(difference.mean(), pair.mean)
    assert np.isclose(mispaired.mean(), pair.mean)
    return


if __name__ == "__main__":
    app.run()
