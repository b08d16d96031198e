"""A researcher changes assumptions and sees which of them move the paired difference."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Tune engagement")

with app.setup:
    import functools
    from dataclasses import replace

    import marimo as mo
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch
    from one_follower import slider_of

    from experiments.pictures.both_lights import html_of
    from experiments.pictures.page import INK, PALE, STYLE
    from experiments.pictures.palette import colours
    from experiments.replicates.design import Design, replicate_runs
    from experiments.statistics.estimates import Arm, paired_difference
    from experiments.words.numbers import minus, show_difference, spoken
    from sim import KPIS, Assumptions, Scenario, kpi_value
    from sim.assumptions.numbers import SETS
    from sim.kpis import KPI_BY_NAME

    plt.rcParams.update(STYLE)
    TUNED = {  # what has a slider, and the tier that it moves
        "engagement_per_reached_person": "micro",
        "share_per_engaged_person": None,
        "familiarity_on_engagement": None,
        "match_influencer": None,
    }
    TRIED = (  # what the tornado moves
        "engagement_per_reached_person",
        "reach_rate",
        "in_market_share",
        "fee_per_follower_eur",
        "fatigue_per_repeat",
        "share_per_engaged_person",
        "familiarity_on_engagement",
        "match_influencer",
    )
    COUNTED = {kpi.label: kpi.name for kpi in KPIS if kpi.denominator is None and kpi.better == "higher"}


@app.function
@functools.cache
def difference_of(scenario, first, second, kpi, replicates):
    """The paired difference of two schedules, first minus second; the same replicates every time."""
    design = Design(seed=1, lucks=0, contributions=False, allow_unequal_budgets=True)
    pairs = [replicate_runs(scenario, (first, second), replicate, design) for replicate in range(replicates)]
    kept = [pair for pair in pairs if not any(run.error for run in pair)]
    one, other = ([kpi_value(KPI_BY_NAME[kpi], run.totals) for run in runs] for runs in zip(*kept, strict=True))
    return paired_difference(Arm(first, one), Arm(second, other))


@app.function
def number(value):
    """A number, or one for each tier, in few digits."""
    if isinstance(value, float | int):
        return f"{value:.4g}"
    parts = {f"{part:.4g}" for part in value.values()}
    return parts.pop() if len(parts) == 1 else ", ".join(f"{tier} {part:.4g}" for tier, part in value.items())


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # Tune engagement

    Every number of the model is an **assumption** with a range, a standing and a source. Most are guesses. A researcher
    asks: which of them move the answer? Here the answer is the **paired difference** between two schedules.
    Set the sliders, then read the tornado.
    """)
    return


@app.cell
def _():
    which = mo.ui.dropdown(SETS, value="evidence", label="Set of assumptions")
    first = mo.ui.dropdown(["macro_only", "micro_only", "hybrid"], value="macro_only", label="First schedule")
    second = mo.ui.dropdown(["macro_only", "micro_only", "hybrid"], value="micro_only", label="Second schedule")
    label = mo.ui.dropdown(COUNTED, value="Engagements", label="Judged by")
    people = mo.ui.slider(
        steps=[5_000, 10_000, 20_000, 50_000, 100_000],
        value=50_000,
        label="Market size (people simulated)",
        show_value=True,
    )
    replicates = mo.ui.slider(4, 40, value=6, label="Replicates (pairs of launches)", show_value=True)
    mo.vstack([mo.hstack([which, first, second, label], justify="start", wrap=True), people, replicates])
    return first, label, people, replicates, second, which


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 1. Change the assumptions
    """)
    return


@app.cell
def _(which):
    shipped = Assumptions.load(which.value)
    sliders = mo.ui.dictionary({name: slider_of(shipped, name, tier) for name, tier in TUNED.items()})
    mo.vstack(list(sliders.elements.values()))
    return shipped, sliders


@app.cell
def _(shipped, sliders):
    def _row(name):
        entry = shipped.entry(name)
        standing = "**guessed**" if entry.standing == "guessed" else entry.standing
        cells = (name, entry.meaning, f"{number(entry.low)} to {number(entry.high)}", standing, entry.source)
        return "| " + " | ".join(cell.replace("|", "/").replace("$", r"\$") for cell in cells) + " |"

    mo.md(
        "| assumption | meaning | range | standing | source |\n|:---|:---|:---|:---|:---|\n"
        + "\n".join(_row(name) for name in sliders.value)
    )
    return


@app.cell
def _(first, label, people, replicates, second, shipped, sliders):
    mo.stop(first.value == second.value, mo.callout(mo.md("Choose two different schedules."), kind="warn"))
    kpi = KPI_BY_NAME[label.value]
    _given = {}
    for _name, _value in sliders.value.items():
        _tier = TUNED[_name]
        _given[_name] = _value if _tier is None else {**shipped.entry(_name).base, _tier: _value}
    asked = Scenario.load(people=people.value, assumption_set=shipped.name)
    tuned = replace(asked, assumptions=asked.assumptions.with_values(_given))

    def difference(scenario):
        """The paired difference asked for, in another scenario."""
        return difference_of(scenario, first.value, second.value, kpi.name, replicates.value)

    before, now = difference(asked), difference(tuned)

    def worded(pair):
        """A difference with its interval."""
        half = (pair.high - pair.low) / 2
        mean, low, high = (minus(show_difference(end, kpi.unit, half)) for end in (pair.mean, pair.low, pair.high))
        return f"{mean} {kpi.unit} (95 % interval {low} to {high})"

    _rows = {"as the set says": before, "as the sliders stand": now}
    _figure, _axes = plt.subplots(figsize=(9, 2.2), layout="constrained")
    for _row, _pair in enumerate(_rows.values()):
        _axes.plot([_pair.low, _pair.high], [_row] * 2, color=INK, linewidth=2.4)
        _axes.plot([_pair.mean], [_row], "o", color=INK, markersize=8)
    _axes.axvline(0.0, color=INK, linewidth=1.0, linestyle=":")
    _axes.set_ylim(1.6, -0.6)
    _axes.set_yticks(range(len(_rows)), list(_rows))
    _axes.set_xlabel(f"{kpi.label}: {spoken(first.value)} minus {spoken(second.value)} ({kpi.unit})")
    _axes.xaxis.set_major_formatter(lambda value, _: minus(f"{value:,.0f}"))
    _axes.set_title("The paired difference and its 95 % interval", loc="left")
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                f"**{kpi.label}, {spoken(first.value)} minus {spoken(second.value)}**\n\n"
                + "\n".join(f"- {words}: {worded(pair)}" for words, pair in _rows.items())
            ),
        ]
    )
    return asked, before, difference, kpi, now, tuned, worded


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 2. The tornado

    One assumption at a time goes to the low end of its range, then to the high end. All others stay as the sliders
    have them. The same worlds and the same luck serve every bar, so what moves is the assumption's doing.
    """)
    return


@app.cell
def _(difference, now, shipped, tuned):
    ends = {}
    for _name in TRIED:
        _entry = shipped.entry(_name)
        ends[_name] = {
            end: difference(replace(tuned, assumptions=tuned.assumptions.with_values({_name: given})))
            for end, given in (("low", _entry.low), ("high", _entry.high))
        }
    swings = {name: abs(pair["high"].mean - pair["low"].mean) for name, pair in ends.items()}
    order = sorted(TRIED, key=swings.__getitem__)
    turning = [name for name in TRIED if any(end.mean * now.mean < 0 for end in ends[name].values())]
    return ends, order, swings, turning


@app.cell
def _(ends, first, kpi, now, order, second, shipped, swings, turning):
    _palette = colours(["low", "other", "high"])
    _figure, _axes = plt.subplots(figsize=(9.6, 4.6), layout="constrained")
    for _row, _name in enumerate(order):
        _guess = shipped.entry(_name).standing == "guessed"
        for _end, _shift in (("low", 0.17), ("high", -0.17)):
            _pair = ends[_name][_end]
            _axes.barh(
                _row + _shift,
                _pair.mean - now.mean,
                left=now.mean,
                height=0.3,
                color=_palette[_end],
                hatch="///" if _guess else None,
                edgecolor="white",
                linewidth=0,
            )
            _axes.plot([_pair.low, _pair.high], [_row + _shift] * 2, color=PALE, linewidth=1.0)
    _axes.axvline(now.mean, color=INK, linewidth=1.2)
    _axes.axvline(0.0, color=INK, linewidth=1.0, linestyle=":")
    _marks = {name: f"{spoken(name)} ({shipped.entry(name).standing})" for name in order}
    _axes.set_yticks(range(len(order)), [_marks[name] for name in order])
    _axes.set_ylabel("Assumption (standing)")
    _axes.set_xlabel(f"{kpi.label}: {spoken(first.value)} minus {spoken(second.value)} ({kpi.unit})")
    _axes.xaxis.set_major_formatter(lambda value, _: minus(f"{value:,.0f}"))
    _axes.set_title("Hatched: a guess. Thin line: 95 % interval. Dotted: no difference", loc="left", fontsize=10.5)
    _key = [Patch(color=_palette[end], label=f"{end} end of the range") for end in ("low", "high")]
    _figure.legend(handles=_key, frameon=False, loc="outside lower right", ncols=2)
    _most = order[-1]
    _turns = f"The lead changes hands with: {', '.join(map(spoken, turning))}." if turning else "No bar crosses zero."
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                f"**What to see:** bars start at what the sliders give. The longest is {spoken(_most)} "
                f"({shipped.entry(_most).standing}): over its range the difference moves by {swings[_most]:,.0f} "
                f"{kpi.unit}. {_turns}"
            ),
        ]
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Be careful

    - One at a time misses what two assumptions do **together**. `groundswell compare` draws all of them at once.
    - A lower or higher fee buys more or fewer influencers. Where the budgets then differ a little, this notebook
      goes on, and `groundswell compare` refuses.
    - A small market and few replicates are noisy. Where thin lines are longer than bars, ask for more replicates.

    ## Try it

    1. Move the engagement of micro-influencers until the two schedules are level.
    2. Judge by *Reach* instead. Which bars vanish, and why must they?
    3. Which hatched bar would you have measured first?
    """)
    return


@app.cell
def test_untouched_sliders_change_nothing(asked, before, ends, now, sliders, tuned, worded):
    if all(value == asked.assumptions.value(name, TUNED[name]) for name, value in sliders.value.items()):
        assert worded(before) == worded(now)
    assert set(ends) == set(TRIED)
    assert tuned.assumptions.entry("match_influencer").overridden
    return


if __name__ == "__main__":
    app.run()
