"""A lesson of 45 minutes: does what spreads widest cost trust? With questions and hidden answers."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Does virality cost trust?")

with app.setup:
    import functools
    from dataclasses import replace

    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np
    from one_follower import rule_text, slider_of

    from experiments.lab.play.lucks import Luck, does_it_cost_trust, lotteries
    from experiments.pictures.both_lights import html_of
    from experiments.pictures.page import INK, MARKERS, PALE, STYLE
    from experiments.pictures.palette import colours
    from experiments.replicates.design import Design, replicate_runs
    from experiments.statistics.estimates import Estimate, estimate, fieller
    from experiments.teaching.lesson import lesson
    from experiments.words.numbers import minus, spoken
    from sim import Scenario, cascades_of, kpi_value, plan, rules, simulate, world_of
    from sim.assumptions.mechanisms import MECHANISMS, without
    from sim.kpis import KPI_BY_NAME
    from sim.tiers import TIER_NAMES

    plt.rcParams.update(STYLE)
    VIRAL, TRUST = KPI_BY_NAME["viral_share"], KPI_BY_NAME["trust_gain_reached"]
    ON_OFFER = ["macro_only", "micro_only", "nano_only", "hybrid", "burst", "drip"]
    SWITCHES = ("sharing", "friend_credibility", "word_of_mouth", "press", "disclosure", "trust_moves")


@app.function
@functools.cache
def place_of(scenario, schedule, replicates):
    """Where a schedule lies on the plane: virality and trust, each with its interval over replicates, and the dots.

    Of virality, a share, no interval reaches below 0 or above 1.
    """
    design = Design(seed=1, lucks=0, contributions=False)
    runs = [replicate_runs(scenario, (schedule,), replicate, design)[0] for replicate in range(replicates)]
    found, dots = [], []
    for kpi in (VIRAL, TRUST):
        above, below = (np.array([run.totals[name] for run in runs]) for name in (kpi.numerator, kpi.denominator))
        found.append(fieller(above, below, kpi.factor))
        dots.append(kpi.factor * above / below)
    viral, gained = found
    viral = Estimate(viral.mean, *np.clip((viral.low, viral.high), 0.0, 1.0).tolist())
    return viral, gained, np.transpose(dots)


@app.function
def with_values(scenario, values):
    """The same scenario under other values of some assumptions."""
    return replace(scenario, assumptions=scenario.assumptions.with_values(values))


@app.function
def both_ways(removed, whole):
    """In words: which removals raise virality and lower trust, or the other way round."""
    found = [
        spoken(name)
        for name, place in removed.items()
        if (place[0].mean - whole[0].mean) * (place[1].mean - whole[1].mean) < 0
    ]
    answer = f"By sign: {', '.join(found)}. " if found else "None. "
    return answer + (
        "Look at the lengths before you call it a trade-off: a removal also changes who shares, so luck falls on other "
        "people, and small moves of virality are just that."
    )


@app.cell(hide_code=True)
def _():
    mo.md(f"""
    # Does virality cost trust?

    *A lesson of 45 minutes. For pairs of students. No programming needed. It goes on where the first lesson ends,
    "{lesson().title}" (`groundswell lab`, door *Teach*, or `groundswell page`), whose puzzles in the lab are of the
    same question.*

    "What spreads widest is not what is trusted most." Many people believe this. In this lesson you ask a model.

    | minutes | what | how |
    |---:|:---|:---|
    | 5 | Guess | in pairs, on paper |
    | 10 | The plane | read a picture |
    | 10 | Cascades | move a slider |
    | 10 | Switch off mechanisms | find a cause |
    | 5 | Reach the goal | two sliders |
    | 5 | Discuss | three questions |

    **Virality** here is the share of all impressions that people brought by sharing or telling. **Trust** is brand
    trust from 0 to 1; we look at how much the people reached **gained**. People share as rarely as was measured.
    """)
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Guess (5 minutes)

    Write down, before you scroll: which schedule is the most viral, *macro only* (few big accounts), *micro only*
    (many small ones) or *hybrid* (one big, then small ones)? Which gains the most trust? Do the two go together?

    Here is one campaign of each, with one luck in one town. Would you bet that it comes out so again?
    """)
    return


@app.cell
def _():
    _scenario, _design = Scenario.load(people=20_000), Design(seed=1, lucks=0, contributions=False)
    once = {name: replicate_runs(_scenario, (name,), 0, _design)[0].totals for name in ON_OFFER}
    _palette = colours(ON_OFFER)
    _figure, _axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
    for (_name, _totals), _marker in zip(once.items(), MARKERS, strict=False):
        _place = 100 * kpi_value(VIRAL, _totals), kpi_value(TRUST, _totals)
        _axes.plot(*_place, _marker, color=_palette[_name], markersize=9, label=spoken(_name))
    _axes.set_xlabel("Virality: impressions brought by people's own shares (% of all impressions)")
    _axes.set_ylabel("Trust gained by the\npeople reached (scale 0 to 1)")
    _axes.yaxis.set_major_formatter(lambda value, _: minus(f"{value:.4f}"))
    _axes.set_title("One campaign of each schedule", loc="left")
    _axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    mo.Html(html_of(_figure))
    return (once,)


@app.cell
def _():
    people = mo.ui.slider(
        steps=[20_000, 50_000, 100_000, 300_000, 1_000_000],
        value=100_000,
        label="Market size (people simulated)",
        show_value=True,
    )
    replicates = mo.ui.slider(4, 40, value=20, label="Replicates (campaigns per schedule)", show_value=True)
    chosen = mo.ui.multiselect(ON_OFFER, value=ON_OFFER, label="Schedules")
    mo.vstack([people, replicates, chosen])
    return chosen, people, replicates


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## The plane (10 minutes)

    Farther right: more viral. Higher up: more trusted. Small dots are single campaigns; a large marker is the mean of a
    schedule, its cross the 95 % interval. How viral a campaign turns out is a **lottery**: posts and authors differ in
    how readily they are passed on, and a few people pass on far more than others.
    """)
    return


@app.cell
def _(chosen, people, replicates):
    mo.stop(not chosen.value, mo.callout(mo.md("Choose at least one schedule."), kind="warn"))
    scenario = Scenario.load(people=people.value)
    places = {name: place_of(scenario, name, replicates.value) for name in chosen.value}
    return places, scenario


@app.cell
def _(places):
    _palette = colours(list(places))
    _figure, _axes = plt.subplots(figsize=(9, 4.8), layout="constrained")
    for (_name, (_viral, _trust, _dots)), _marker in zip(places.items(), MARKERS, strict=False):
        _axes.scatter(
            100 * _dots[:, 0], _dots[:, 1], s=16, color=_palette[_name], alpha=0.35, linewidth=0, marker=_marker
        )
        _axes.plot([100 * _viral.low, 100 * _viral.high], [_trust.mean] * 2, color=INK, linewidth=1.2)
        _axes.plot([100 * _viral.mean] * 2, [_trust.low, _trust.high], color=INK, linewidth=1.2)
        _axes.scatter(
            [100 * _viral.mean],
            [_trust.mean],
            s=90,
            color=_palette[_name],
            edgecolor="white",
            marker=_marker,
            zorder=5,
            label=spoken(_name),
        )
    _axes.set_xlabel("Virality: impressions brought by people's own shares (% of all impressions)")
    _axes.set_ylabel("Trust gained by the people reached\n(scale 0 to 1)")
    _axes.yaxis.set_major_formatter(lambda value, _: minus(f"{value:.4f}"))
    _axes.set_title("Does a more viral campaign cost trust?", loc="left")
    _axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    most_viral = max(places, key=lambda name: places[name][0].mean)
    most_trusted = max(places, key=lambda name: places[name][1].mean)
    _dots_of = [place[2].tolist() for place in places.values()]
    _lucks = [
        Luck(k, {name: (100.0 * dots[k][0], dots[k][1]) for name, dots in zip(places, _dots_of, strict=True)})
        for k in range(len(_dots_of[0]))
    ]
    fared = lotteries(list(places), _lucks)
    answer = does_it_cost_trust(fared)
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                "**What to see:** if virality cost trust, the markers would fall from upper left to lower right. "
                f"Here the most viral is **{spoken(most_viral)}** ({100 * places[most_viral][0].mean:.2f} % of "
                f"impressions), the most trusted **{spoken(most_trusted)}** (a gain of "
                f"{minus(f'{places[most_trusted][1].mean:+.4f}')})."
            ),
            mo.md(f"**And from campaign to campaign of one schedule?** {answer}"),
            mo.accordion({"Schedule by schedule": mo.md("\n".join(f"- {one.words}" for one in fared))}),
        ]
    )
    return answer, most_trusted, most_viral


@app.cell
def _(most_trusted, most_viral, places, scenario):
    _least_trusted = min(places, key=lambda name: places[name][1].mean)
    _gain = {name: minus(f"{place[1].mean:+.4f}") for name, place in places.items()}
    _value = scenario.assumptions.value
    _label = rules.disclosed(True, _value("disclosure_on_authenticity"))
    _believed = {
        tier: _label
        * rules.messenger(_value("authenticity", tier), _value("authority", tier), _value("authority_weight"))
        for tier in TIER_NAMES
    }
    mo.accordion(
        {
            "Question: is the most viral schedule also the least trusted one?": mo.md(
                f"{'Yes' if most_viral == _least_trusted else 'No'}. The most viral, {spoken(most_viral)}, gains "
                f"{_gain[most_viral]}. The least trusted, {spoken(_least_trusted)}, gains {_gain[_least_trusted]}; the "
                f"most trusted, {spoken(most_trusted)}, gains {_gain[most_trusted]}. In the rule below nothing but who "
                "speaks and how often moves trust."
            ),
            "Question: why is trust gained so small a number?": mo.md(
                "One impression moves trust a small step towards how believable the messenger seems, and few people "
                "have many impressions in a month. Nor is the way far: small accounts seem more genuine, large ones "
                "more of an expert. In the mean a labelled post is believed "
                f"{', '.join(f'{_seems:.2f} ({tier})' for tier, _seems in _believed.items())}; the brand is trusted "
                f"{_value('trust_initial'):.2f} before."
            ),
            "The rules": mo.vstack([rule_text(rules.trust_after), rule_text(rules.messenger)]),
        }
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Cascades (10 minutes)

    A **cascade** is a tree. Its root is whoever published a post; every other node is a person who passed it on.
    *Size* counts nodes, *depth* counts steps from the root. **Structural virality** is the mean distance between two
    nodes: near 2 where all have it from the root, larger where it goes from friend to friend to friend. The
    **reproduction number** says how many further people each one who passed a post on made pass it on.
    """)
    return


@app.cell
def _(scenario):
    _entry = scenario.assumptions.entry("share_per_engaged_person")
    sharing = mo.ui.slider(
        steps=sorted({_entry.low, _entry.base, 0.005, 0.01, _entry.high, 0.03, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1}),
        value=_entry.base,
        label=f"Shares per engagement (measured: {_entry.base:g}; plausible: {_entry.low:g} to {_entry.high:g})",
        show_value=True,
    )
    launched = mo.ui.dropdown(ON_OFFER, value="nano_only", label="Schedule")
    mo.vstack([sharing, launched])
    return launched, sharing


@app.cell
def _(launched, scenario, sharing):
    _shared = with_values(scenario, {"share_per_engaged_person": sharing.value})
    _world = world_of(_shared, 1)
    cascades = cascades_of(simulate(_shared, _world, plan(_shared, _world, launched.value), luck_seed=1, events=True))
    passed_on = cascades.size > 1
    return cascades, passed_on


@app.cell
def _(cascades, passed_on):
    _figure, (_left, _right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    _palette = colours(["second", "third", "cascades"])
    _sizes, _number = np.unique(cascades.size, return_counts=True)
    _at_least = np.cumsum(_number[::-1])[::-1]
    _left.plot(_sizes, _at_least, "o-", color=_palette["cascades"], drawstyle="steps-pre")
    _left.set_xscale("log")
    _left.set_yscale("log")
    for _axis in (_left.xaxis, _left.yaxis):
        _axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    _left.set_xlabel("Size (people who passed it on, and the root; log scale)")
    _left.set_ylabel("Cascades of at least that size (log scale)")
    _left.set_title("How large?", loc="left")
    # The largest cascade: one column for each step, children spread in the order of their parents.
    _largest = int(cascades.size.argmax())
    _nodes = slice(cascades.starts[_largest], cascades.starts[_largest + 1])
    _depth = cascades.node_depth[_nodes]
    _parent = cascades.parent[_nodes] - cascades.starts[_largest]
    _height = np.zeros(_depth.size)
    for _step in range(int(_depth.max()) + 1):
        _there = np.flatnonzero(_depth == _step)
        _there = _there[np.argsort(_height[_parent[_there]], kind="stable")] if _step else _there
        _height[_there] = np.linspace(-1, 1, _there.size + 2)[1:-1]
    if _depth.size <= 3_000:
        for _node in range(1, _depth.size):
            _ends = [_parent[_node], _node]
            _right.plot(_depth[_ends], _height[_ends], color=PALE, linewidth=0.5, alpha=0.6)
    _right.plot(_depth, _height, "o", color=_palette["cascades"], markersize=4)
    _right.plot([0], [_height[0]], "o", color=INK, markersize=8)
    _right.set_xlabel("Depth (steps from whoever published)")
    _right.set_ylabel("People side by side (no unit)")
    _right.set_yticks([])
    _right.xaxis.get_major_locator().set_params(integer=True)
    _right.set_title("The largest cascade", loc="left")
    _structural = cascades.structural_virality
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                "**What to see:** on the left most cascades are a root alone; on the right the largest one, its root "
                f"in black. Of {len(cascades):,} cascades {int(passed_on.sum()):,} were passed on at all. The largest "
                f"has size {cascades.size[_largest]:,}, depth {cascades.depth[_largest]} and structural virality "
                f"{_structural[_largest]:.2f}. The reproduction number is {cascades.reproduction_number:.2f}."
            ),
        ]
    )
    return


@app.cell
def _(cascades):
    mo.accordion(
        {
            "Question: at which reproduction number does a cascade catch fire?": mo.md(
                "Near **1**. Below it each step is smaller than the one before and the cascade dies out; the slider "
                f"now gives {cascades.reproduction_number:.2f}. Close to 1 luck decides whether it takes hold. A run "
                "that has burnt through the whole market also shows just under 1: everybody but the first was made "
                "to share by somebody."
            ),
            "Question: how high a share rate is plausible?": mo.md(
                "The slider begins at what was measured; its label has the range. Beyond the upper end nothing that "
                "was read supports it."
            ),
        }
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Switch off mechanisms (10 minutes)

    The model is made of mechanisms, and each can be removed exactly. Remove one, leave everything else, and see which
    way the campaign moves on the plane. What does not move it is not the cause.
    """)
    return


@app.cell
def _():
    tested = mo.ui.dropdown(ON_OFFER, value="hybrid", label="Schedule")
    tested
    return (tested,)


@app.cell
def _(replicates, scenario, tested):
    whole = place_of(scenario, tested.value, replicates.value)
    removed = {
        name: place_of(
            replace(scenario, assumptions=without(scenario.assumptions, [name])), tested.value, replicates.value
        )
        for name in SWITCHES
    }
    return removed, whole


@app.cell
def _(removed, whole):
    _palette = colours(["left", "other", "right"])
    _figure, _panels = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True, layout="constrained")
    for _k, (_axes, _factor) in enumerate(zip(_panels, (100.0, 1.0), strict=True)):
        for _row, _place in enumerate(removed.values()):
            _axes.barh(
                _row,
                _factor * (_place[_k].mean - whole[_k].mean),
                left=_factor * whole[_k].mean,
                color=_palette["right" if _k else "left"],
                height=0.55,
            )
        _axes.axvline(_factor * whole[_k].mean, color=INK, linewidth=1.4)
        _axes.set_yticks(range(len(removed)), [f"without {spoken(name)}" for name in removed])
        _axes.margins(x=0.1)
    _panels[0].invert_yaxis()
    _panels[0].set_ylabel("Mechanism removed")
    _panels[0].set_xlabel("Virality (% of all impressions)")
    _panels[1].set_xlabel("Trust gained (scale 0 to 1)")
    _panels[0].set_title("What moves virality?", loc="left")
    _panels[1].set_title("What moves trust?", loc="left")
    _most = [max(removed, key=lambda name, k=k: abs(removed[name][k].mean - whole[k].mean)) for k in (0, 1)]
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                f"**What to see:** the black line is the whole model, a bar shows where the campaign goes without one "
                f"mechanism. Virality moves most without **{spoken(_most[0])}**, trust without **{spoken(_most[1])}**."
            ),
            mo.accordion(
                {
                    "What each mechanism is": mo.md(
                        "\n".join(f"- **{spoken(name)}**: {MECHANISMS[name].meaning}" for name in SWITCHES)
                    ),
                    "Question: is there one mechanism that moves both, in opposite directions?": mo.md(
                        both_ways(removed, whole)
                    ),
                }
            ),
        ]
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Reach the goal (5 minutes)

    Make the hybrid launch **more viral and more trusted at once**, inside the plausible ranges. The cell below says
    how far you are.
    """)
    return


@app.cell
def _(scenario):
    share = slider_of(scenario.assumptions, "share_per_engaged_person")
    friends = slider_of(scenario.assumptions, "friend_credibility")
    goal = {"virality": 1.5, "trust gained": 2.8}  # times what it is at the start
    mo.vstack([share, friends])
    return friends, goal, share


@app.cell
def _(friends, goal, replicates, scenario, share):
    def progress(share_rate, credibility):
        """How many times the start each of the two is, with the sliders there."""
        start = place_of(scenario, "hybrid", replicates.value)
        tried = with_values(scenario, {"share_per_engaged_person": share_rate, "friend_credibility": credibility})
        there = place_of(tried, "hybrid", replicates.value)
        return {name: there[k].mean / start[k].mean for k, name in enumerate(goal)}

    ratios = progress(share.value, friends.value)
    reached = all(ratios[name] >= least for name, least in goal.items())
    mo.callout(
        mo.md(
            "\n".join(
                f"- {name}: **{ratios[name]:.2f}** times the start; the goal is {least:g} times"
                for name, least in goal.items()
            )
            + ("\n\n**Reached.** Which of the two sliders did more for trust?" if reached else "\n\nNot yet.")
        ),
        kind="success" if reached else "neutral",
    )
    return progress, ratios, reached


@app.cell
def _(goal, progress, scenario):
    _names = ("share_per_engaged_person", "friend_credibility")
    _ends = [scenario.assumptions.entry(name).high for name in _names]
    solution = progress(*_ends)
    _alone = progress(_ends[0], scenario.assumptions.entry("friend_credibility").base)
    mo.accordion(
        {
            "One way to reach it": mo.md(
                f"Both sliders at their upper end, {_ends[0]:g} and {_ends[1]:g}: virality is "
                f"{solution['virality']:.2f} times and trust gained {solution['trust gained']:.2f} times the start "
                f"(goal: {goal['virality']:g} and {goal['trust gained']:g}). More shares alone "
                f"give {_alone['virality']:.2f} and {_alone['trust gained']:.2f} times the start: that friends are "
                "believed brings most of the trust."
            )
        }
    )
    return (solution,)


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Discuss (5 minutes)
    """)
    return


@app.cell
def _(places, removed, whole):
    _gains = [minus(f"{place[1].mean:+.4f}") for place in (whole, removed["friend_credibility"])]
    _viral, _trust = (np.array([place[k].mean for place in places.values()]) for k in (0, 1))
    _between = estimate(_trust) if _trust.size > 1 else Estimate(*[float(_trust[0])] * 3)
    _ranks = [np.argsort(np.argsort(values)) for values in (_viral, _trust)]
    _rank = np.corrcoef(*_ranks)[0, 1] if _trust.size > 2 else float("nan")
    mo.accordion(
        {
            "1. Do virality and trust trade off in this model? What would you need to see to change your mind?": mo.md(
                f"Over the schedules shown the rank correlation of the two is {minus(f'{_rank:+.2f}')} (-1 would be a "
                f"trade-off; the mean gain of trust is {minus(f'{_between.mean:+.4f}')}). Few schedules say little. A "
                "mechanism by which what is shared becomes less believed would make a trade-off. Here a friend is "
                "believed more, so shares help."
            ),
            "2. Which of today's results hang on a guess?": mo.md(
                "Authenticity, authority and its weight, the credibility of friends and the steps of trust are all "
                "guesses; only signs have sources. So 'friends carry trust' is put in. What comes out is how much it "
                f"matters: without it the schedule above gains {_gains[1]} instead of {_gains[0]}."
            ),
            "3. A brand asks you for a campaign that is viral and trusted. What do you advise?": mo.md(
                "There is no right answer. A good one says what the brand can choose (who speaks, how often, with "
                "which label), what it cannot (how much people share), and what should be measured first."
            ),
        }
    )
    return


@app.cell
def test_the_lesson_holds(cascades, passed_on, places, ratios, solution, goal, removed, whole, once):
    assert set(once) == set(ON_OFFER)
    assert all(0.0 <= viral.low <= viral.mean <= viral.high <= 1.0 for viral, _, _ in places.values())
    assert all(solution[name] >= least for name, least in goal.items())  # the goal can be reached
    assert set(ratios) == set(goal)
    assert cascades.size.min() >= 1
    assert np.all(cascades.depth[~passed_on] == 0)
    assert np.nanmin(cascades.structural_virality, initial=1.0) >= 1.0
    assert removed["sharing"][0].mean < whole[0].mean  # without sharing there is less virality
    assert abs(removed["trust_moves"][1].mean) < 1e-4  # nothing moves trust but rounding
    assert places
    return


if __name__ == "__main__":
    app.run()
