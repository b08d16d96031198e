"""Feedback and adjustment: in mid-campaign the brand judges what it can see, and moves money not spent yet.

A brand sees what influencers declare, what it pays them, and the engagements, clicks and codes of the
posts that are out. It does not see true rates, fakes, trust, or who would have bought anyway.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim import events as ev
from sim.planning.budget import Plan, PlannedPost
from sim.roster.profile import Profile
from sim.scenario.schedule import Review

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Seen:
    """The results that a brand can see at a review, and what it expects of further posts."""

    results: Mapping[int, float]  # mean result of a published post, by influencer
    usual: float  # results per engagement that was declared, over all published posts
    roster: Sequence[Profile]

    def expected(self, influencer: int) -> float:
        """The results expected of one more post: the influencer's mean so far, or else as declared and as usual."""
        if influencer in self.results:
            return self.results[influencer]
        return self.usual * _declared(self.roster[influencer])


def _declared(profile: Profile) -> float:
    return profile.declared_engagement_rate_per_follower * profile.followers


def reviewed(plan: Plan, review: Review, by_post: Counts, roster: Sequence[Profile]) -> Plan:
    """The plan after a review: the weakest posts still to come are dropped, their fees buy more of the strongest.

    ``by_post`` has a row for each post of the plan, in its order, and the columns of
    ``sim.events.BY_POST``. Posts that came out before the hour of the review are judged, later ones may
    be dropped. Influencers whose posts are out get one more post each, the most results per EUR first,
    in the hours that become free. Each is paid for by posts still to come of which less per EUR is
    expected than it brought, the least first, of whose fees at most ``shift_share`` is moved in all;
    where these do not pay for it, the next is asked. Equals keep the order of the plan. Coordination is
    not given back.
    """
    seen = _look(plan, review, by_post, roster)
    coming = [(place, post) for place, post in enumerate(plan.posts) if not post.dropped and _is_coming(post, review)]
    last = {post.influencer: post for post in plan.posts if not post.dropped and not _is_coming(post, review)}
    stars = sorted(last.values(), key=lambda post: (-_per_eur(seen.results[post.influencer], post), post.influencer))
    most = review.shift_share * sum(_cents(post) for _, post in coming)
    coming.sort(key=lambda entry: (_per_eur(seen.expected(entry[1].influencer), entry[1]), -entry[0]))
    slots: list[int] = []
    winners: list[PlannedPost] = []
    freed = spent = 0
    for star in stars:
        star_per_eur, places, freed_more = _per_eur(seen.results[star.influencer], star), [], 0
        for place, post in coming[len(slots) :]:
            paid = freed + freed_more - spent >= _cents(star)
            if paid or freed + freed_more + _cents(post) > most:
                break
            if _per_eur(seen.expected(post.influencer), post) >= star_per_eur:
                break
            places.append(place)
            freed_more += _cents(post)
        if slots + places and freed + freed_more - spent >= _cents(star):
            slots += places
            freed += freed_more
            spent += _cents(star)
            winners.append(star)
    return _moved(plan, slots, winners)


def _is_coming(post: PlannedPost, review: Review) -> bool:
    return post.hour >= review.review_hours


def _cents(post: PlannedPost) -> int:
    return round(100 * post.fee_eur)


def _per_eur(results: float, post: PlannedPost) -> float:
    """Results per EUR; a post without a fee is worth having whatever it brings."""
    return results / post.fee_eur if post.fee_eur > 0.0 else math.inf


def _look(plan: Plan, review: Review, by_post: Counts, roster: Sequence[Profile]) -> _Seen:
    column = ev.OF_ENGAGEMENTS if review.judge_by == "engagements" else ev.OF_CLICKS
    results_by_influencer: dict[int, list[float]] = {}
    declared = 0.0
    for post, counts in zip(plan.posts, by_post, strict=True):
        if post.dropped or _is_coming(post, review):
            continue
        result = float(counts[column])
        if review.judge_by == "code_purchases":
            result = float(counts[ev.OF_PURCHASES]) if post.promo_code else 0.0
        results_by_influencer.setdefault(post.influencer, []).append(result)
        declared += _declared(roster[post.influencer])
    total = math.fsum(result for results in results_by_influencer.values() for result in results)
    means = {influencer: math.fsum(results) / len(results) for influencer, results in results_by_influencer.items()}
    return _Seen(means, total / declared if declared > 0.0 else 0.0, roster)


def _moved(plan: Plan, slots: list[int], winners: Sequence[PlannedPost]) -> Plan:
    """Drops the posts at these places; the winners post once more, in the hours that became free."""
    if not winners:
        return plan
    free = [plan.posts[place] for place in sorted(slots)]
    added = [
        replace(
            star,  # on the terms of the latest post
            hour=free[turn % len(free)].hour,
            piece=sum(post.influencer == star.influencer for post in plan.posts),
            gift=False,
        )
        for turn, star in enumerate(winners)
    ]
    dropped = set(slots)
    kept_posts = [replace(post, dropped=True) if place in dropped else post for place, post in enumerate(plan.posts)]
    posts = (*kept_posts, *added)
    fees = sum(_cents(post) for post in posts if not post.dropped) / 100
    return replace(
        plan,
        posts=posts,
        fees_eur=fees,
        spend_eur=round(fees + plan.gifts_eur + plan.coordination_eur, 2),
        unspent_eur=round(plan.unspent_eur + plan.fees_eur - fees, 2),
        why_short="its reviews freed more than they moved",
    )
