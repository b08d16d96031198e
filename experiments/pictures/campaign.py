"""One campaign over its hours: whom it reached so far, and what people did in each day.

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.pictures.page import HEIGHT, LEFT, PALE, STYLE, WIDTH, axes_at, page, short
from experiments.pictures.palette import colours
from experiments.words.setting import provenance

if TYPE_CHECKING:
    from sim.results.campaign import Campaign

_HOURS_PER_DAY = 24


@rc_context(STYLE)
def campaign_plot(campaign: Campaign) -> Figure:
    """People reached so far by hour, and clicks and purchases (or leads) of each day, at full size; lines are posts."""
    world, hourly = campaign.world, campaign.hourly
    budget = f"{campaign.scenario.budget_eur:,.0f} {campaign.scenario.currency.code}"
    note = (
        f"{provenance(campaign.scenario.name)} {budget}, {world.people.size:,} people "
        f"simulated, world seed {campaign.world_seed:,}, luck seed {campaign.luck_seed:,}. One campaign: others differ "
        "by luck."
    )
    reach, bought = (campaign.kpis[name] for name in ("reach_people", "purchases_naive"))
    published, results = campaign.plan.published, f"{campaign.scenario.brand.result}s"
    subtitle = (
        f"{len(published):,} posts by {len({post.influencer for post in published}):,} influencers reach {reach:,.0f} "
        f"people; {bought:,.0f} {results} followed a click. Small lines: hours with posts."
    )
    figure, bottom, top = page(f"What did {short(campaign.schedule)} bring, hour by hour?", subtitle, note, HEIGHT)
    gap = 0.35
    width, height = WIDTH - LEFT - 0.6, (top - bottom - 0.5 - 2 * gap) / 4
    upper, *lower = (
        axes_at(figure, LEFT + 0.2, bottom + 0.5 + rows * (height + gap), width, tall * height)
        for rows, tall in ((2, 2), (1, 1), (0, 1))
    )
    days = (hourly["hour"] + 1) / _HOURS_PER_DAY
    colour = colours([campaign.schedule])[campaign.schedule]
    upper.plot(days, hourly["reach_people"].cumsum() / world.scale, color=colour, linewidth=2.2)
    posts = np.unique([post.hour for post in published]) / _HOURS_PER_DAY
    upper.vlines(posts, 0.0, 0.04, transform=upper.get_xaxis_transform(), color=PALE, linewidth=0.8)
    upper.set_ylabel("People reached so far")
    for axes, name, word in zip(lower, ("clicks", "purchases_naive"), ("Clicks", results.capitalize()), strict=True):
        each_day = hourly[name].reshape(-1, _HOURS_PER_DAY).sum(axis=1) / world.scale
        axes.bar(np.arange(each_day.size) + 0.5, each_day, 0.8, color=colour)
        axes.set_ylabel(f"{word} a day", fontsize=9)
    lower[-1].set_xlabel("Time since the start of the campaign (days)")
    for axes in (upper, *lower):
        axes.set_xlim(0.0, float(days[-1]))
        axes.set_ylim(0.0, max(1.0, axes.get_ylim()[1]))  # where nothing happened an axis still counts in whole ones
        axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    return figure
