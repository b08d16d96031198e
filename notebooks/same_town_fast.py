"""The same town as columns instead of agents: identical events, in a fraction of the time; then larger towns."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="The same town, fast")

with app.setup:
    import time

    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from experiments.pictures.both_lights import html_of
    from experiments.pictures.page import STYLE
    from experiments.pictures.palette import colours
    from sim import Scenario, plan, simulate, world_of
    from sim import events as ev

    plt.rcParams.update(STYLE)
    CROWDS = ("agents", "columns")
    palette = colours(["agents", "third", "columns"])


@app.function
def timed(scenario, world, launch, crowd, luck=1, repeats=3):
    """One campaign and the seconds it took, the best of a few."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        record = simulate(scenario, world, launch, luck_seed=luck, crowd=crowd, events=True)
        best = min(best, time.perf_counter() - start)
    return record, best


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # The same town, fast

    Agents are easy to read and slow to run. For a market of millions the model keeps people as **columns** of numbers
    and goes through them in compiled loops. Both call the same rules with the same coins. So they must give the same
    story, event by event. Let us check that first, and then see what it buys.
    """)
    return


@app.cell
def _():
    luck = mo.ui.slider(1, 20, value=4, label="Luck (same people, other coins)", show_value=True)
    luck
    return (luck,)


@app.cell
def _(luck):
    town = Scenario.load(mo.notebook_dir() / "small_town.toml", people=200)
    world = world_of(town, 1)
    launch = plan(town, world, "town_launch")
    simulate(
        town, world, launch, luck_seed=luck.value
    )  # compiles the loops where nobody has, so that no timing counts it
    records, seconds = {}, {}
    for _crowd in CROWDS:
        records[_crowd], seconds[_crowd] = timed(town, world, launch, _crowd, luck.value)
    return records, seconds


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 1. The same events

    Every row of the log is one impression: hour, person, post, who showed it, what came of it, trust afterwards.
    The largest possible number under *via* means that the influencer showed it, the largest but one that a feed did.
    The outcome is a sum of bits, and trust is counted in fine steps.
    """)
    return


@app.cell
def _(records):
    agents, columns = (records[crowd].events for crowd in CROWDS)
    assert np.array_equal(agents, columns), "the two crowds tell different stories"
    assert np.array_equal(records["agents"].hourly, records["columns"].hourly)

    def rows_of(log):
        """The first rows of a log, as a table."""
        head = "| " + " | ".join(log.dtype.names) + " |\n" + "|---:" * len(log.dtype.names) + "|\n"
        return mo.md(head + "\n".join("| " + " | ".join(map(str, row)) + " |" for row in log[:8].tolist()))

    mo.vstack(
        [
            mo.hstack(
                [
                    mo.vstack([mo.md("**Agents**, first rows"), rows_of(agents)]),
                    mo.vstack([mo.md("**Columns**, first rows"), rows_of(columns)]),
                ],
                wrap=True,
            ),
            mo.callout(
                mo.md(
                    f"All {len(agents)} events are identical, to the last bit, and so are all {len(ev.TALLY)} counts "
                    "of every hour. This notebook stops here with an error if they are not."
                ),
                kind="success",
            ),
        ]
    )
    return agents, columns


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 2. How much faster?
    """)
    return


@app.cell
def _(seconds):
    _ratio = seconds["agents"] / seconds["columns"]
    _words = f"columns are {_ratio:.0f} times as fast as agents in this town"
    print(_words)
    mo.md(
        f"Agents take {1e3 * seconds['agents']:,.1f} ms, columns {1e3 * seconds['columns']:,.1f} ms: **{_words}**. "
        "In so small a town most of the columns' time goes into the hours, not the people. The gap grows with the town."
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 3. Larger towns

    Now the sneaker launch, the built-in scenario. Its market is simulated with more and more people: a **scale model**
    whose audiences shrink in proportion. Agents have to make everybody. Columns only keep those whom the campaign
    touches, so they go on to a size that agents cannot reach.
    """)
    return


@app.cell
def _():
    schedule = mo.ui.dropdown(["hybrid", "micro_only", "macro_only"], value="hybrid", label="Schedule")
    largest = mo.ui.dropdown(
        {f"{n:,}": n for n in (100_000, 1_000_000, 10_000_000)}, value="1,000,000", label="Largest town (people)"
    )
    mo.hstack([schedule, largest], justify="start", wrap=True)
    return largest, schedule


@app.cell
def _(largest, schedule):
    sizes = {
        "agents": [200, 500, 1_000, 2_000],
        "columns": [n for n in (200, 1_000, 10_000, 100_000, 1_000_000, 10_000_000) if n <= largest.value],
    }
    times, impressions = {}, {}
    for _crowd, _sizes in sizes.items():
        times[_crowd] = []
        for _people in _sizes:
            _scenario = Scenario.load(people=_people)
            _world = world_of(_scenario, 1)
            _plan = plan(_scenario, _world, schedule.value)
            _record, _best = timed(_scenario, _world, _plan, _crowd, repeats=1 if _people > 1_000_000 else 2)
            times[_crowd].append(_best)
            impressions[_people] = _record.totals["impressions"]
    return impressions, sizes, times


@app.cell
def _(impressions, sizes, times):
    _figure, _axes = plt.subplots(figsize=(8, 4.2), layout="constrained")
    for _crowd, _marker in zip(CROWDS, "os", strict=True):
        _axes.plot(
            sizes[_crowd],
            times[_crowd],
            marker=_marker,
            color=palette[_crowd],
            linewidth=2.2,
            label=_crowd,
            markersize=8,
        )
    _axes.set_xscale("log")
    _axes.set_yscale("log")
    for _axis in (_axes.xaxis, _axes.yaxis):
        _axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    _axes.set_xlabel("People simulated (people, log scale)")
    _axes.set_ylabel("Time for one campaign (seconds, log scale)")
    _axes.set_title("What a campaign costs", loc="left")
    _axes.legend(frameon=False)
    _most, _few = sizes["columns"][-1], sizes["agents"][-1]
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                f"**What to see:** the agents' line rises with every person made. The columns' line stays flat as long "
                f"as little happens. Columns play {_most:,} people, with {impressions[_most]:,} impressions, in "
                f"{times['columns'][-1]:.2f} s; agents take {times['agents'][-1]:.2f} s for {_few:,} people."
            ),
        ]
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Try it

    1. Change the luck in the town. The logs change, and they still agree. Why must they?
    2. Draw the agents' line on by eye. How long would agents take for a million people?
    3. Read `sim/crowd/agents.py` beside `sim/crowd/reaction.py`: the same steps, once in plain words and once in loops.
    """)
    return


@app.cell
def test_both_crowds_tell_the_same_story(agents, columns):
    assert agents.size > 0
    assert agents.dtype == columns.dtype
    assert np.array_equal(agents, columns)
    return


if __name__ == "__main__":
    app.run()
