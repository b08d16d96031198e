"""Stories of influencers of the town that is shown, told where it was played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.lab.play.town import played
from sim import events as ev
from sim.results.story import clock

if TYPE_CHECKING:
    from sim.money import Currency
    from sim.planning.budget import PlannedPost
    from sim.results.record import Record
    from sim.scenario.scenario import Scenario
    from sim.world.world import World


def story_of_influencer(
    scenario: Scenario, schedules: tuple[str, ...], seed: int, schedule: str, row: int
) -> tuple[str, list[str]] | None:
    """Name and story of the influencer at a place in the roster; None for one not in the town. Raises InputError."""
    shown = played(scenario, schedules, seed)
    if schedule not in shown.records or not 0 <= row < len(shown.world.roster):
        return None
    return shown.world.roster[row].name, influencer_story(
        shown.world, shown.records[schedule], row, scenario.brand.result
    )


def influencer_story(world: World, record: Record, row: int, result: str = "purchase") -> list[str]:
    """Lines on the influencer at a place in the roster: the account, each post, and the sum over all posts.

    ``result`` is the word for what people do after a click.
    """
    assert record.by_post is not None
    profile = world.roster[row]
    posts = [(place, post) for place, post in enumerate(record.plan.posts) if post.influencer == row]
    counts = record.by_post[ev.FIRST_PLACE :]
    lines = [
        f"A {profile.tier} account for {world.interests[profile.interest]} with {profile.followers:,} followers as "
        f"declared; the usual fee is {profile.fee_eur:,.2f} {record.plan.currency.code} per post."
    ]
    lines += [
        f"{clock(post.hour)}: {_posted(post, counts[place], result, record.plan.currency)}." for place, post in posts
    ]
    published = [place for place, post in posts if not post.dropped]
    if len(published) > 1:
        lines.append(f"In all: {_brought(counts[published].sum(axis=0), result)}.")
    if published:
        lines.append(
            "This counts simulated people, those included to whom somebody passed the post on or a feed showed it."
        )
    return lines


def _posted(post: PlannedPost, counts: ev.Counts, result: str, currency: Currency) -> str:
    if post.dropped:
        return f"{post.format} planned; a review dropped it"
    return f"{post.format} published for {post.fee_eur:,.2f} {currency.code}: {_brought(counts, result)}"


def _brought(counts: ev.Counts, result: str) -> str:
    anyway = int(counts[ev.OF_ANYWAY])
    return (
        f"{_many(counts[ev.OF_REACH], 'person', 'people')} reached for the first time, "
        f"{_many(counts[ev.OF_IMPRESSIONS], 'impression')}, {_many(counts[ev.OF_ENGAGEMENTS], 'engagement')}, "
        f"{_many(counts[ev.OF_CLICKS], 'click')}, {_many(counts[ev.OF_PURCHASES], result)} after a click"
        + (f" ({anyway:,} of these would have come anyway)" if anyway else "")
    )


def _many(count: int, singular: str, plural: str = "") -> str:
    return f"{int(count):,} {singular if count == 1 else plural or singular + 's'}"
