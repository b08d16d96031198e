"""A strategist turns a list of creators and a budget into names and dates, and doubts the answer."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Plan a launch")

with app.setup:
    import tempfile
    from pathlib import Path

    import marimo as mo
    import matplotlib.pyplot as plt

    from experiments.pictures.both_lights import html_of
    from experiments.pictures.page import STYLE
    from experiments.pictures.palette import FIXED_COLOURS
    from experiments.plan_launch import words
    from experiments.plan_launch.by_hand import HAND_REPLICATE, changed_less_found, fault_by_hand, taken_in, taken_out
    from experiments.plan_launch.draft import creators_of
    from experiments.plan_launch.played import Played
    from experiments.plan_launch.plot import response_curve
    from experiments.plan_launch.study import Effort, plan_launch
    from experiments.plan_launch.tables import tables_of
    from experiments.words.numbers import minus, noun, typeset
    from experiments.words.roster import roster_content
    from experiments.words.roster_summary import summary_rows
    from sim import Scenario
    from sim.roster.roster_file import parse_roster

    plt.rcParams.update(STYLE)
    LIST = "\n".join(
        [
            "name,platform,followers,engagement rate,fee,interest",
            "Ada runs,instagram,4200,5.1%,60,sport",
            "Bo lifts,instagram,9800,3.9%,140,sport",
            "Cleo cooks,instagram,15500,4.4%,160,food",
            "Dev travels,instagram,31000,2.8%,310,travel",
            "Eli climbs,instagram,26500,3.3%,280,sport",
            "Fay plays,instagram,52000,2.1%,420,gaming",
            "Gus daily,instagram,88000,1.9%,760,fashion",
            "Hana spins,instagram,120000,2.4%,990,sport",
            "Ida world,instagram,240000,1.2%,1500,fashion",
            "Jo league,instagram,310000,1.6%,2100,sport",
        ]
    )


@app.function
def scenario_of(text, budget_eur, objective, posts_each):
    """The sneaker launch as a scale model, with this list of creators and this budget."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "creators.csv"
        file.write_text(text, encoding="utf-8")
        return Scenario.from_mapping(
            {
                "name": "plan_a_launch",
                "budget_eur": budget_eur,
                "objective": objective,
                "brand": {"name": "sneakers", "interest": "sport", "price_eur": 120.0, "margin_share": 0.5},
                "market": {"people": 2_000_000, "horizon_days": 28},
                "roster": {"file": str(file)},
                "rules": {"posts_each": posts_each, "days": [1, 8, 15]},
            },
            people=20_000,
        )


@app.function
def as_rows(table):
    """A table of the plan as rows for the page; columns without a heading get one."""
    headings = [heading or "so" for heading in table.headings]
    return [dict(zip(headings, map(typeset, row), strict=True)) for row in table.rows]


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # Plan a launch

    You have a spreadsheet of creators and a budget. **Whom do you hire, when, and what will it bring?** This notebook
    plans, says how sure it is, and lets you try your own idea against the plan.

    It plays a small market, so that an answer takes seconds. For a real decision say
    `groundswell plan --roster creators.xlsx --budget 25000`, which plays at full size and searches longer.

    ## 1. Your list

    Paste your own, or keep this one. Columns may be named and written as your export has them.
    """)
    return


@app.cell
def _():
    listed = mo.ui.text_area(
        value="\n".join(line.strip() for line in LIST.strip().splitlines()), rows=12, full_width=True
    )
    budget = mo.ui.slider(500, 6_000, step=500, value=2_500, label="Budget (EUR)", show_value=True)
    objective = mo.ui.dropdown(["awareness", "engagement", "conversion"], value="awareness", label="Goal")
    posts_each = mo.ui.slider(1, 3, value=1, label="Posts of one creator, at most", show_value=True)
    mo.vstack([listed, mo.hstack([budget, objective, posts_each], justify="start", wrap=True)])
    return budget, listed, objective, posts_each


@app.cell
def _(budget, listed, objective, posts_each):
    scenario = scenario_of(listed.value, budget.value, objective.value, posts_each.value)
    _listing = parse_roster(scenario.roster_text, "your list", scenario.market.interests, scenario.roster.answers)
    understood = roster_content(_listing, scenario)
    _figure, _axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
    for _one in _listing.listed:
        if _one.fee_eur:
            _axes.plot(_one.followers, _one.fee_eur, "o", color=FIXED_COLOURS["hybrid"], markersize=8)
            _axes.annotate(_one.name, (_one.followers, _one.fee_eur), xytext=(7, -3), textcoords="offset points")
    _axes.set_xscale("log")
    _axes.set_yscale("log")
    for _axis in (_axes.xaxis, _axes.yaxis):
        _axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    _axes.set_xlabel("Followers (people, log scale)")
    _axes.set_ylabel("Fee of a post\n(EUR, log scale)")
    _axes.set_title("Your list: to the right more followers, upwards dearer", loc="left")
    mo.vstack(
        [
            mo.md("**What was understood.** A list that is read wrongly makes a wrong plan: look here first."),
            mo.ui.table(
                [{"what": what, "understood": said} for what, said in summary_rows(understood["summary"]).items()],
                selection=None,
                pagination=False,
                label="",
            ),
            mo.Html(html_of(_figure)),
        ]
    )
    return scenario, understood


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 2. The plan

    Every plan that is tried meets the same people with the same luck. Whoever is best of many tries was lucky, too;
    so what the plan is **expected** to bring comes from replicates that the search never saw.
    """)
    return


@app.cell
def _(scenario):
    plan = plan_launch(scenario, effort=Effort(campaigns=200, replicates=30))
    tables = {table.title: table for table in tables_of(plan)}
    _said = "\n\n".join(typeset(sentence) for sentence in words.sentences(plan))
    _posts = next(iter(tables.values()))
    mo.vstack([mo.md(_said), mo.ui.table(as_rows(_posts), selection=None, pagination=False, label=_posts.title)])
    return plan, tables


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    **What to see:** the column *lost* says what the plan would lose without a creator. It is less than what the creator
    brings alone where others reach the same people.

    ## 3. What else could be done with the money?

    The rules of thumb that people use, and ready-made schedules, on the same list with the same luck. *Open* means: the
    interval of the difference holds zero, so another run of luck may turn it.
    """)
    return


@app.cell
def _(tables):
    mo.ui.table(as_rows(tables["Beside it"]), selection=None, pagination=False, label="The plan less each of these")
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 4. Is the budget right?

    Each further EUR brings less than the one before, once the best are hired and people have seen enough.
    """)
    return


@app.cell
def _(plan):
    with tempfile.TemporaryDirectory() as _folder:
        response_curve(Path(_folder) / "curve.png", plan)
        _picture = (Path(_folder) / "curve.png").read_bytes()
    mo.image(_picture, alt=f"{noun(plan.scenario.judged_by)} and profit against what is spent")
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 5. Your own idea

    Take somebody out and somebody else in. **Predict first:** will it bring more, less, or nothing that can be told?
    """)
    return


@app.cell
def _(plan):
    _inside = {plan.allowed.roster[one].name: one for one in sorted(creators_of(plan.draft))}
    _others = {
        plan.allowed.roster[one].name: one for one in plan.allowed.creators if one not in creators_of(plan.draft)
    }
    out = mo.ui.dropdown(_inside, value=next(iter(_inside), None), label="Out")
    into = mo.ui.dropdown(_others, value=next(iter(_others), None), label="In")
    mo.hstack([out, into], justify="start", wrap=True)
    return into, out


@app.cell
def _(into, out, plan):
    _changed = plan.draft if out.value is None else taken_out(plan.draft, out.value)
    changed = _changed if into.value is None else taken_in(plan.allowed, _changed, into.value, plan.draft)
    _replicates = range(HAND_REPLICATE, HAND_REPLICATE + 30)
    _values = Played(plan.scenario, plan.design, jobs=1).values([changed, plan.draft], _replicates)
    difference = changed_less_found(_values[0], _values[1])
    _kpi, _fault = plan.scenario.judged_by, fault_by_hand(plan.allowed, changed)
    _clear = difference.low > 0.0 or difference.high < 0.0
    mo.md(
        f"Your version brings **{minus(words.difference(difference, _kpi.unit))}** {noun(_kpi)} against the plan, with "
        f"the same luck ({len(_replicates)} replicates; 95 % interval). "
        + ("The interval leaves zero out. " if _clear else "The interval holds zero: open. ")
        + (f"It would not be allowed: {_fault}." if _fault else "It keeps to the budget and the rules.")
    )
    return changed, difference


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Questions

    1. Raise the budget by half. Who comes in, and what does a further EUR bring?
    2. Set the goal to conversion. Why are the intervals so much wider?
    3. Is there a rule of thumb that the plan is not clearly ahead of? What would tell them apart?
    """)
    return


@app.cell
def test_the_plan_keeps_to_the_budget_and_the_list_and_no_change_makes_no_difference(plan, scenario, understood):
    assert 0.0 < plan.spend_eur <= scenario.budget_eur
    assert {plan.allowed.roster[one].name for one in creators_of(plan.draft)} <= {
        one["name"]["value"] for one in understood["influencers"]
    }
    _replicates = range(HAND_REPLICATE, HAND_REPLICATE + 3)
    _values = Played(plan.scenario, plan.design, jobs=1).values([plan.draft, plan.draft], _replicates)
    assert changed_less_found(_values[0], _values[1]).mean == 0.0
    return


if __name__ == "__main__":
    app.run()
