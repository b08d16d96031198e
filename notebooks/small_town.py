"""Two hundred people, every one of them an agent: a campaign watched hour by hour."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="A small town")

with app.setup:
    from collections import Counter

    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from experiments.pictures.both_lights import html_of
    from experiments.pictures.page import INK, STYLE
    from experiments.pictures.palette import STAGE_COLOURS
    from sim import CampaignModel, Scenario, plan, world_of
    from sim import events as ev
    from sim.planning.posts import OWN, PIECES
    from sim.results.funnel import STAGES

    plt.rcParams.update(STYLE)
    palette = dict(zip(STAGES, STAGE_COLOURS, strict=True))  # as in the lab
    DEEDS = {
        ev.FIRST: "met the campaign for the first time",
        ev.ENGAGED: "engaged",
        ev.SHARED: "passed it on",
        ev.FOLLOWED: "began to follow the brand",
        ev.CLICKED: "clicked",
        ev.BOUGHT: "bought",
        ev.WROTE: "told others about it",
        ev.OVERDOSE: "had too much of it",
    }


@app.function
def shown_by(event, world):
    """Who showed this impression, in words."""
    if event["post"] >= OWN:
        writer = int(event["post"]) - OWN
        return f"person {writer} told of the product"
    names = {profile.key: f"the {profile.tier}-influencer {profile.name}" for profile in world.roster}
    influencer = names[int(event["post"]) // PIECES]
    if event["via"] == ev.NOBODY:
        return f"{influencer} showed it"
    if event["via"] == ev.FEED:
        return f"the feed recommended a post of {influencer}"
    return f"person {int(event['via'])} passed on a post of {influencer}"


@app.function
def deeds_of(event):
    """What came of this impression, in words."""
    done = [words for bit, words in DEEDS.items() if event["outcome"] & bit]
    return ", ".join(done) or "only saw it"


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # A small town

    Here are two hundred people, and every one of them is an **agent**: somebody with interests, friends, trust and a
    memory. A brand launches a new shoe. We play the launch one hour at a time and look at everybody.

    The town is made up. Its people share far more than real people do, so that something happens in a few days.
    It is a town to look at, not one to learn numbers from. The numbers stand in `notebooks/small_town.toml`.
    """)
    return


@app.cell
def _():
    luck = mo.ui.slider(1, 20, value=4, label="Luck (same people, other coins)", show_value=True)
    luck
    return (luck,)


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 1. Play it, hour by hour

    This cell is the whole simulation. `model.step()` is one hour. After each hour we write down everybody's
    **funnel stage**: unaware, aware (has seen it), considering (has engaged), customer, loyal.
    """)
    return


@app.cell
def _(luck):
    scenario = Scenario.load(mo.notebook_dir() / "small_town.toml", people=200)
    world = world_of(scenario, 1)
    launch = plan(scenario, world, "town_launch")
    model = CampaignModel(scenario, world, launch, luck_seed=luck.value, crowd="agents", events=True)

    _stages = []
    while model.running:
        model.step()  # one hour
        _stages.append([STAGES.index(follower.stage) for follower in model.crowd.followers])
    stages = np.array(_stages)  # (hours, people)
    record = model.record
    events = record.events
    return events, launch, record, stages, world


@app.cell
def _(events, launch, record, stages):
    mo.md(
        f"{stages.shape[1]} people, {stages.shape[0]} hours, {len(launch.posts)} posts for "
        f"{launch.spend_eur:,.0f} EUR. The log holds **{len(events)} impressions**: {record.totals['engagements']} "
        f"engaged with, {record.totals['shares']} were passed on, {record.totals['purchases_naive']} led to a sale."
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 2. The town at one hour
    """)
    return


@app.cell
def _(stages):
    hour = mo.ui.slider(0, stages.shape[0] - 1, value=48, label="Hour of the campaign (hours)", full_width=True)
    hour
    return (hour,)


@app.cell
def _(events, hour, stages):
    _now = stages[hour.value]
    _column, _row = np.divmod(np.arange(_now.size), 10)
    _figure, _axes = plt.subplots(figsize=(9, 4.4), layout="constrained")
    for _k, _stage in enumerate(STAGES):
        _there = _now == _k
        _label = f"{_stage}: {_there.sum()}"
        _axes.scatter(_column[_there], _row[_there], s=130, color=palette[_stage], label=_label)
    _active = np.unique(events["person"][events["hour"] == hour.value])
    _axes.scatter(
        _column[_active],
        _row[_active],
        s=230,
        facecolor="none",
        edgecolor=INK,
        linewidth=1.5,
        label=f"sees something now: {_active.size}",
    )
    _axes.grid(visible=False)
    _axes.set_xticks(range(0, 20, 2), [f"{10 * c}" for c in range(0, 20, 2)])
    _axes.set_yticks(range(0, 10, 3))
    _axes.set_xlabel("Number of the first person in the column (people with one interest stand together)")
    _axes.set_ylabel("Place in the column (people)")
    _axes.set_title(f"After hour {hour.value}", loc="left")
    _axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5), labelspacing=1.2)
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                f"**What to see:** every dot is a person. Move the slider and watch the grey go. In this hour "
                f"{_active.size} people see something; so far {(_now > 0).sum()} of {_now.size} have been reached."
            ),
        ]
    )
    return


@app.cell
def _(events, hour, world):
    _lines = [
        f"- person **{event['person']}**: {shown_by(event, world)}; {deeds_of(event)}"
        for event in events[events["hour"] == hour.value]
    ]
    mo.accordion({f"Everything that happens in hour {hour.value}": mo.md("\n".join(_lines) or "Nothing happens.")})
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 3. The funnel over time
    """)
    return


@app.cell
def _(hour, stages):
    counts = np.array([(stages == k).sum(axis=1) for k in range(len(STAGES))])  # (stages, hours)
    _figure, _axes = plt.subplots(figsize=(9, 3.8), layout="constrained")
    _axes.stackplot(
        np.arange(stages.shape[0]), counts[::-1], labels=STAGES[::-1], colors=[palette[s] for s in STAGES[::-1]]
    )
    _axes.axvline(hour.value, color=INK, linewidth=1.2)
    _axes.set_xlim(0, stages.shape[0] - 1)
    _axes.set_ylim(0, stages.shape[1])
    _axes.set_xlabel("Time since the start of the campaign (hours)")
    _axes.set_ylabel("People in each stage (people)")
    _axes.set_title("Where everybody stands in the funnel", loc="left")
    _axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    _last = dict(zip(STAGES, counts[:, -1].tolist(), strict=True))
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                f"**What to see:** nobody ever moves back up, so each band only gives to those below it. At the end "
                f"{_last['unaware']} people are unaware, {_last['aware']} aware, {_last['considering']} considering "
                f"and {_last['customer'] + _last['loyal']} have bought."
            ),
        ]
    )
    return (counts,)


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 4. One person's story

    The **event log** keeps every impression: the hour, the person, the post, who showed it (*via*), what came of it,
    and the trust afterwards. Choose somebody and read.
    """)
    return


@app.cell
def _(events):
    _busy = Counter()
    for _event in events:
        _busy[int(_event["person"])] += (
            1 + 10 * bool(_event["outcome"] & ev.BOUGHT) + 3 * bool(_event["outcome"] & ev.SHARED)
        )
    _people = [str(person) for person, _ in _busy.most_common()]
    who = mo.ui.dropdown(_people, value=_people[0], label="Person (those with most to tell first)")
    who
    return (who,)


@app.cell
def _(events, who, world):
    story = events[events["person"] == int(who.value)]
    _lines = [
        f"| {event['hour']} | {shown_by(event, world)} | {deeds_of(event)} | {event['trust'] / ev.FIXED:.4f} |"
        for event in story
    ]
    mo.md(
        f"**Person {who.value}** had {len(story)} impressions.\n\n"
        "| hour | who showed it | what person did | trust afterwards (0 to 1) |\n|---:|:---|:---|---:|\n"
        + "\n".join(_lines)
    )
    return (story,)


@app.cell
def _(story, who):
    _trust = story["trust"] / ev.FIXED
    _figure, _axes = plt.subplots(figsize=(9, 3), layout="constrained")
    _axes.step(story["hour"], _trust, where="post", color=INK, linewidth=1.2)
    for _bit, _stage, _words in (
        (0, "aware", "saw it"),
        (ev.ENGAGED, "considering", "engaged"),
        (ev.BOUGHT, "customer", "bought"),
    ):
        _there = (story["outcome"] & _bit) == _bit
        _axes.plot(story["hour"][_there], _trust[_there], "o", color=palette[_stage], label=_words, markersize=7)
    _axes.set_xlabel("Time since the start of the campaign (hours)")
    _axes.set_ylabel("Trust in the brand\n(scale 0 to 1)")
    _axes.set_title(f"The trust of person {who.value}", loc="left")
    _axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                "**What to see:** trust moves a little at every impression, and more where this person engaged. "
                "Whoever has had too much of it loses trust by whatever is not welcome. From the first impression to "
                f"the last it changed by {_trust[-1] - _trust[0]:+.4f}."
            ),
        ]
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Try it

    1. Find somebody who met the campaign through a friend. Who had shown it to that friend?
    2. Change the luck. Are the same people reached? Does the funnel end in the same place?
    3. Open `notebooks/small_town.toml` and let nobody share. What is left?

    The notebook `same_town_fast.py` plays this very town much faster, with the same events. The lab (`groundswell lab`)
    shows towns of thousands as they go under *Watch it spread*, in the same colours, and tells everybody's story.
    """)
    return


@app.cell
def test_the_log_and_the_agents_agree(counts, events, record, stages, story, who):
    assert np.all(np.diff(stages, axis=0) >= 0)  # nobody moves back up the funnel
    assert counts[0, -1] == stages.shape[1] - record.totals["reach_people"]
    assert len(events) == record.totals["impressions"]
    assert np.all(story["person"] == int(who.value))
    assert np.all(np.diff(story["hour"].astype(int)) >= 0)
    return


if __name__ == "__main__":
    app.run()
