"""One person's rules, drawn: attention, the chain from seeing to buying, trust, and the delay."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="One follower")

with app.setup:
    import html
    import inspect

    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from experiments.pictures.both_lights import html_of
    from experiments.pictures.page import INK, PALE, STYLE
    from experiments.pictures.palette import colours
    from sim import Assumptions, rules
    from sim.assumptions.numbers import SETS
    from sim.tiers import TIER_NAMES
    from sim.world.people import lognormal_classes, reach_scale

    plt.rcParams.update(STYLE)
    palette = colours(["second", "third", "neutral"])


@app.function
def rule_text(rule):
    """The rule's own docstring: its equation, its unit, its source."""
    style = "white-space: pre-wrap; font-size: 0.8rem; padding: 0.7em; border: 1px solid #7f868f; border-radius: 0.3rem"
    text = html.escape(inspect.getdoc(rule) or "")
    return mo.Html(f'<p><b>The rule: <code>sim.rules.{rule.__name__}</code></b></p><pre style="{style}">{text}</pre>')


@app.function
def beside(*parts):
    """Parts beside each other where there is room, else one below the other."""
    grid = "display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr))"
    cells = "".join(f'<div style="min-width: 0">{mo.as_html(part).text}</div>' for part in parts)
    return mo.Html(f'<div style="{grid}">{cells}</div>')


@app.function
def slider_of(assumptions, name, tier=None, steps=21):
    """A slider over an assumption's range of belief that starts at its base."""
    entry = assumptions.entry(name)
    low, high = (end if tier is None else end[tier] for end in (entry.low, entry.high))
    base = entry.value(tier)
    between = {float(f"{x:.4g}") for x in np.linspace(low, high, steps)}
    words = name.replace("_", " ") + (f", {tier}" if tier else "")
    return mo.ui.slider(steps=sorted({*between, base}), value=base, label=f"{words} ({entry.unit})", show_value=True)


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # One follower

    A market is made of people, and every person follows the same few rules. This notebook draws them one by one.
    Move a slider, watch the curve, and read the rule beside it. The curves call the functions that the model itself
    calls: nothing is copied.

    An **impression** is one post seen once by one person. **Engagement** is a like, a comment or a save.
    A slider marked with an assumption's name runs over the range that is thought plausible.
    """)
    return


@app.cell
def _():
    which = mo.ui.dropdown(SETS, value="evidence", label="Set of assumptions")
    which
    return (which,)


@app.cell
def _(which):
    assumptions = Assumptions.load(which.value)
    value = assumptions.value
    return assumptions, value


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 1. Attention: first it grows, then it tires

    People remember the impressions they had. A few of them make the next one more welcome (**wear-in**). Many of them
    make it less welcome (**wear-out**).
    """)
    return


@app.cell
def _(assumptions):
    gain = slider_of(assumptions, "wear_in_gain")
    peak = slider_of(assumptions, "wear_in_impressions")
    fatigue = slider_of(assumptions, "fatigue_per_repeat")
    mo.vstack([gain, peak, fatigue])
    return fatigue, gain, peak


@app.cell
def _(fatigue, gain, peak):
    _memory = np.linspace(0, 15, 151)
    _attention = [rules.attention(m, gain.value, peak.value, fatigue.value) for m in _memory]
    _figure, _axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    _axes.plot(_memory, _attention, color=palette["neutral"], linewidth=2.4)
    _axes.axvline(peak.value, color=PALE, linestyle=":")
    _axes.axhline(1.0, color=INK, linewidth=0.8)
    _axes.set_ylim(bottom=0.0)
    _axes.set_xlabel("Impressions still remembered (impressions)")
    _axes.set_ylabel("Attention (factor on engagement)")
    _axes.set_title("Attention over remembered impressions", loc="left")
    _most = max(_attention)
    beside(
        mo.vstack(
            [
                mo.Html(html_of(_figure)),
                mo.md(
                    f"**What to see:** attention begins at {_attention[0]:.0f}, is highest at the dotted line "
                    f"({_most:.2f}), and falls to {_attention[-1]:.2f} after {_memory[-1]:.0f} impressions."
                ),
            ]
        ),
        rule_text(rules.attention),
    )
    return


@app.cell
def _(assumptions):
    gap = mo.ui.slider(1, 96, value=24, label="Hours between two impressions (hours)", show_value=True)
    half_life = slider_of(assumptions, "memory_half_life_hours")
    mo.vstack([gap, half_life])
    return gap, half_life


@app.cell
def _(fatigue, gain, gap, half_life, peak):
    _hours, _remembered, _attention, _memory = [], [], [], 0.0
    for _k in range(15):
        if _k:
            _memory = rules.faded(_memory + 1.0, gap.value, half_life.value)
        _hours.append(_k * gap.value)
        _remembered.append(_memory)
        _attention.append(rules.attention(_memory, gain.value, peak.value, fatigue.value))
    _ceiling = _memory
    for _k in range(5_000):
        _ceiling = rules.faded(_ceiling + 1.0, gap.value, half_life.value)
    _figure, (_above, _below) = plt.subplots(2, 1, figsize=(6.4, 4.6), sharex=True, layout="constrained")
    _above.plot(_hours, _remembered, "o-", color=palette["second"])
    _above.axhline(_ceiling, color=PALE, linestyle=":")
    _above.set_ylabel("Remembered\n(impressions)")
    _below.plot(_hours, _attention, "o-", color=palette["neutral"])
    _below.set_ylabel("Attention\n(factor)")
    _below.set_xlabel("Time since the first impression (hours)")
    for _axes in (_above, _below):
        _axes.set_ylim(bottom=0.0)
    _above.set_title("An impression every so many hours", loc="left")
    beside(
        mo.vstack(
            [
                mo.Html(html_of(_figure)),
                mo.md(
                    f"**What to see:** forgetting sets a ceiling. However long it goes on, this person never "
                    f"remembers more than about {_ceiling:.1f} impressions before the next one (dotted)."
                ),
            ]
        ),
        rule_text(rules.faded),
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 2. The chain: see, engage, click, buy

    One influencer posts once. What is the chance that one average follower, who is no fake, sees the post, engages,
    clicks and buys? Each step multiplies the chance of the step before. Some click without engaging; they are counted
    below the bars.
    """)
    return


@app.cell
def _():
    tier = mo.ui.dropdown(TIER_NAMES, value="micro", label="Tier of the influencer")
    tier
    return (tier,)


@app.cell
def _(assumptions, tier):
    engagement = slider_of(assumptions, "engagement_per_reached_person", tier.value)
    fit = mo.ui.slider(0.2, 3.0, 0.1, value=1.0, label="Fit of person and influencer (factor)", show_value=True)
    brand_fit = mo.ui.slider(0.2, 3.0, 0.1, value=1.0, label="Fit of person and brand (factor)", show_value=True)
    credibility = mo.ui.slider(
        0.5, 2.0, 0.1, value=1.0, label="Credibility of whoever shows it (factor; 1: the influencer)", show_value=True
    )
    _initial = assumptions.value("trust_initial")
    trust = mo.ui.slider(
        steps=sorted({*(round(0.05 * k, 2) for k in range(1, 21)), _initial}),
        value=_initial,
        label="Trust in the brand (0 to 1)",
        show_value=True,
    )
    remembered = mo.ui.slider(0, 15, value=0, label="Impressions remembered (impressions)", show_value=True)
    price = mo.ui.slider(0.5, 2.0, 0.05, value=1.0, label="Price beside the usual one (times)", show_value=True)
    code = mo.ui.checkbox(label="The post carries a promo code")
    known = mo.ui.checkbox(label="Knows the campaign from another tier")
    considering = mo.ui.checkbox(label="Has engaged or clicked before")
    beside(
        mo.vstack([engagement, fit, brand_fit, credibility, trust, remembered, price]),
        mo.vstack([code, known, considering]),
    )
    return (
        brand_fit,
        code,
        considering,
        credibility,
        engagement,
        fit,
        known,
        price,
        remembered,
        trust,
    )


@app.cell
def _(
    brand_fit,
    considering,
    credibility,
    engagement,
    fatigue,
    fit,
    gain,
    known,
    peak,
    price,
    remembered,
    tier,
    value,
):
    _activity = lognormal_classes(value("activity_spread"))
    _reach = rules.reach_of_true_followers(
        value("reach_rate", tier.value), value("fake_follower_share", tier.value), value("reach_rate_counts_fakes")
    )
    see = rules.see_probability(reach_scale(_reach, _activity), 1.0)
    engage = rules.engage_probability(
        engagement.value,
        fit.value,
        1.0,
        rules.attention(float(remembered.value), gain.value, peak.value, fatigue.value),
        credibility.value,
        rules.familiarity(int(known.value), value("familiarity_on_engagement")),
    )
    click, click_unengaged = (
        rules.click_probability(value(rate), brand_fit.value, 1.0, value("click_saturation"))
        for rate in ("click_per_engaged_person", "click_per_unengaged_person")
    )
    _elasticity = value("price_elasticity")
    _code = value("promo_code_on_purchase") * rules.price_response(
        1.0 - value("promo_code_discount_share"), _elasticity
    )

    def buy_at(trust, has_code):
        """P(buy | click) of this person at another trust, with or without a code."""
        return rules.buy_probability(
            purchase_per_click=value("purchase_per_click"),
            trust=trust,
            trust_initial=value("trust_initial"),
            trust_on_purchase=value("trust_on_purchase"),
            propensity=1.0,
            considering=value("considering_on_purchase") if considering.value else 1.0,
            code=rules.promo_code(has_code, _code),
            price_class=1.0,
            repeat=1.0,
            price=rules.price_response(price.value, _elasticity),
            ready=1.0,
            tie=1.0,
            in_time=1.0,
        )

    return buy_at, click, click_unengaged, engage, see


@app.cell
def _(buy_at, click, click_unengaged, code, engage, see, trust):
    steps = {"see": see, "engage": engage, "click": click, "buy": buy_at(trust.value, code.value)}
    so_far = np.cumprod(list(steps.values()))
    _unengaged = see * (1.0 - engage) * click_unengaged
    _figure, _axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    _axes.barh(range(len(steps)), 1e6 * so_far, color=palette["neutral"], height=0.6)
    for _row, (_chance, _whole) in enumerate(zip(steps.values(), so_far, strict=True)):
        _note = f"  {1e6 * _whole:,.0f}  (this step: {100 * _chance:.3g} %)"
        _axes.text(1e6 * _whole, _row, _note, va="center", fontsize=9)
    _axes.set_yticks(range(len(steps)), list(steps))
    _axes.invert_yaxis()
    _axes.set_xscale("log")
    _axes.set_xlim(max(1e-2, 0.2e6 * so_far[-1]), 5e8)
    _axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    _axes.tick_params(axis="x", labelsize=8)
    _axes.set_xlabel("Of a million such followers, so many get this far (people, log scale)")
    _axes.set_ylabel("Step")
    _axes.set_title("From seeing to buying, one post", loc="left")
    mo.vstack(
        [
            mo.Html(html_of(_figure)),
            mo.md(
                f"**What to see:** the bars shrink at every step. Of a million such followers {1e6 * so_far[0]:,.0f} "
                f"see the post, about {1e6 * so_far[-1]:,.0f} buy after a click. Another {1e6 * _unengaged:,.0f} click "
                f"without engaging; about {1e6 * _unengaged * steps['buy']:,.0f} of them buy. Which slider lengthens "
                "the last bar?"
            ),
            mo.accordion(
                {
                    "Read the rules of the four steps": mo.vstack(
                        [
                            rule_text(rules.see_probability),
                            rule_text(rules.engage_probability),
                            rule_text(rules.familiarity),
                            rule_text(rules.click_probability),
                        ]
                    )
                }
            ),
        ]
    )
    return so_far, steps


@app.cell
def _(buy_at, trust):
    _grid = np.linspace(0.02, 1.0, 99)
    _figure, _axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for _has, _name, _words in ((False, "neutral", "without a code"), (True, "second", "with a code")):
        _line = [100 * buy_at(x, _has) for x in _grid]
        _axes.plot(_grid, _line, color=palette[_name], linewidth=2.2, label=_words)
        _axes.plot([trust.value], [100 * buy_at(trust.value, _has)], "o", color=palette[_name])
    _axes.set_ylim(bottom=0.0)
    _axes.set_xlabel("Trust in the brand (scale 0 to 1)")
    _axes.set_ylabel("Chance to buy after a click (%)")
    _axes.set_title("Trust and a promo code at the till", loc="left")
    _axes.legend(frameon=False)
    beside(
        mo.vstack(
            [
                mo.Html(html_of(_figure)),
                mo.md(
                    f"**What to see:** more trust, more purchases. At the dots the code multiplies the chance by "
                    f"{buy_at(trust.value, True) / buy_at(trust.value, False):.2f}."
                ),
            ]
        ),
        mo.vstack([rule_text(rules.buy_probability), rule_text(rules.promo_code), rule_text(rules.price_response)]),
    )
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 3. Trust moves towards the messenger

    Every impression moves trust a small part of the way to how believable the messenger seems: how genuine, and how
    much of an expert or how famous. Those who engage move farther. A messenger less believed than the brand is trusted
    pulls trust **down**.
    """)
    return


@app.cell
def _(assumptions, tier):
    authenticity = slider_of(assumptions, "authenticity", tier.value)
    authority = slider_of(assumptions, "authority", tier.value)
    weight = slider_of(assumptions, "authority_weight")
    labelled = mo.ui.checkbox(value=True, label="The post is labelled as advertising")
    seen_step = slider_of(assumptions, "trust_step_seen")
    engaged_step = slider_of(assumptions, "trust_step_engaged")
    mo.vstack([authenticity, authority, weight, labelled, seen_step, engaged_step])
    return authenticity, authority, engaged_step, labelled, seen_step, weight


@app.cell
def _(
    authenticity,
    authority,
    credibility,
    engaged_step,
    labelled,
    seen_step,
    trust,
    value,
    weight,
):
    seems = rules.perceived_authenticity(
        rules.clip(
            rules.messenger(authenticity.value, authority.value, weight.value)
            * rules.disclosed(labelled.value, value("disclosure_on_authenticity"))
        ),
        credibility.value,
    )
    paths = {}
    for _words, _step in (("sees each", seen_step.value), ("engages with each", engaged_step.value)):
        _path = [trust.value]
        for _k in range(30):
            _path.append(rules.trust_after(_path[-1], seems, _step))
        paths[_words] = _path
    _figure, _axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for (_words, _path), _name in zip(paths.items(), ("neutral", "second"), strict=True):
        _axes.plot(_path, color=palette[_name], linewidth=2.2, label=_words)
    _axes.axhline(seems, color=PALE, linestyle=":", label="how believable the messenger seems")
    _axes.set_xlabel("Impressions so far (impressions)")
    _axes.set_ylabel("Trust in the brand (scale 0 to 1)")
    _axes.set_title("Thirty impressions by one messenger", loc="left")
    _axes.legend(frameon=False)
    beside(
        mo.vstack(
            [
                mo.Html(html_of(_figure)),
                mo.md(
                    f"**What to see:** both lines move towards the dotted one, at {seems:.2f}, never beyond it. "
                    f"After thirty impressions trust is {paths['sees each'][-1]:.3f} for those who only see and "
                    f"{paths['engages with each'][-1]:.3f} for those who engage."
                ),
            ]
        ),
        mo.vstack([rule_text(rules.trust_after), rule_text(rules.messenger), rule_text(rules.perceived_authenticity)]),
    )
    return paths, seems


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## 4. The delay: most are quick, some come days later

    A post is not seen at once. The delay is lognormal: half of the people are quick, and a long tail comes late.
    An exponential delay with the same median is drawn beside it.
    """)
    return


@app.cell
def _(assumptions):
    median = slider_of(assumptions, "delay_median_hours")
    spread = slider_of(assumptions, "delay_spread")
    mo.vstack([median, spread])
    return median, spread


@app.cell
def _(median, spread, value):
    _hours = np.logspace(-1, 3.5, 1_000)
    shares = {
        "lognormal, as in the model": [rules.delay_share(h, median.value, spread.value) for h in _hours],
        "exponential, same median": [1.0 - rules.faded(1.0, h, median.value) for h in _hours],
        "a story, gone after its lifetime": [
            rules.delay_share_within(h, median.value, spread.value, value("lifetime_hours_story")) for h in _hours
        ],
    }
    late = {
        name: _hours[np.searchsorted(line, 0.9)] / _hours[np.searchsorted(line, 0.5)] for name, line in shares.items()
    }
    _figure, _axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for (_words, _line), _name in zip(shares.items(), ("neutral", "second", "third"), strict=True):
        _axes.plot(_hours, 100 * np.array(_line), label=_words, color=palette[_name], linewidth=2.2)
    _axes.set_xscale("log")
    _axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    _axes.set_xlabel("Time since the post came out (hours, log scale)")
    _axes.set_ylabel("Seen by then, of all who ever see it (%)")
    _axes.set_title("When a post is seen", loc="left")
    _axes.legend(frameon=False)
    _long, _short, _ = late.values()
    beside(
        mo.vstack(
            [
                mo.Html(html_of(_figure)),
                mo.md(
                    f"**What to see:** the lines cross at half. From there the lognormal takes its time: nine in "
                    f"ten have seen the post after {_long:.1f} times the time to half of them, against "
                    f"{_short:.1f} times under the exponential."
                ),
            ]
        ),
        rule_text(rules.delay_share),
    )
    return late, shares


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    ## Try it

    1. Raise *impressions remembered* until the chain brings half as many buyers. How many impressions is that?
    2. Make trust fall with every impression. Which sliders can do that alone?
    3. Which of the numbers above has nobody ever measured? `groundswell assumptions` tells.
    """)
    return


@app.cell
def test_the_rules_say_what_the_text_says(
    assumptions,
    fatigue,
    gain,
    late,
    paths,
    peak,
    seems,
    so_far,
    steps,
):
    assert rules.attention(0.0, gain.value, peak.value, fatigue.value) == 1.0
    assert all(0.0 <= chance <= 1.0 for chance in steps.values())
    assert np.all(np.diff(so_far) <= 0.0)
    for _path in paths.values():
        assert min(_path[0], seems) <= min(_path)
        assert max(_path) <= max(_path[0], seems)
    assert all(ratio > 1.0 for ratio in late.values())
    assert assumptions.has("wear_in_gain")
    return


if __name__ == "__main__":
    app.run()
