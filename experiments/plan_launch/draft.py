"""A draft of a plan: posts by creator, day and format; and the schedule of phases that it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from sim.planning.hiring import Hiring
from sim.roster.profile import Profile
from sim.scenario.plan_rules import PlanRules
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase, Review, Schedule

NAME = "plan"  # of the schedule


class Post(NamedTuple):
    """One post of a draft."""

    creator: int  # place in the roster
    day: int  # of the campaign, from 0
    format: str
    code: bool = False  # whether it carries a promo code


Draft: TypeAlias = frozenset[Post]
NOTHING: Draft = frozenset()


def creators_of(draft: Iterable[Post]) -> frozenset[int]:
    """The creators who post, by place in the roster."""
    return frozenset(post.creator for post in draft)


def phase_of(post: Post, roster: Sequence[Profile], rules: PlanRules, *, first: bool) -> Phase:
    """The phase of one post. Who asks for no fee is given the product, with the first post."""
    profile = roster[post.creator]
    for_product = profile.fee_of(post.format) == 0.0
    return Phase(
        influencers=(profile.name,),
        start_hours=24 * post.day + rules.hour_of_day,
        format=post.format,
        promo_code=post.code,
        gift=for_product and first,
    )


def schedule_of(draft: Draft, roster: Sequence[Profile], rules: PlanRules) -> Schedule:
    """The draft as a schedule, a phase for each post, which any scenario with these creators can play."""
    phases, seen = [], set()
    for post in sorted(draft, key=lambda post: (post.day, post.creator, post.format)):
        phases.append(phase_of(post, roster, rules, first=post.creator not in seen))
        seen.add(post.creator)
    reviews = tuple(Review(review_hours=24 * day) for day in rules.review_days) if phases else ()
    return Schedule(NAME, tuple(phases), reviews)


class Prices:
    """What drafts cost in cents, to the cent as the books of a plan have it."""

    def __init__(self, scenario: Scenario, roster: Sequence[Profile]) -> None:
        self._roster, self._rules = roster, scenario.rules
        self._hiring = Hiring(roster, scenario, scenario.brand_interest)
        self._terms: dict[tuple[int, str, bool], int] = {}

    def of_first(self, creator: int, format_: str = "") -> int:
        """The first post of a creator, in the first format where none is named, without the hours of one more."""
        return self._of(creator, format_, first=True)

    def of_further(self, creator: int, format_: str = "") -> int:
        """Any further post of a creator."""
        return self._of(creator, format_, first=False)

    def of(self, draft: Iterable[Post]) -> int:
        """A whole draft, with the hours that the budget pays."""
        by_creator = self.by_creator(draft)
        return sum(by_creator.values()) + self._hiring.paid_hours(len(by_creator))

    def by_creator(self, draft: Iterable[Post]) -> dict[int, int]:
        """The posts of a draft by creator, without hours."""
        cents: Counter[int] = Counter()
        firsts: dict[int, Post] = {}
        for post in draft:
            cents[post.creator] += self.of_further(post.creator, post.format)
            first = firsts.get(post.creator)
            if first is None or (post.day, post.format) < (first.day, first.format):
                firsts[post.creator] = post
        for creator, post in firsts.items():
            cents[creator] += self.of_first(creator, post.format) - self.of_further(creator, post.format)
        return dict(cents)

    def by_tier(self, draft: Iterable[Post]) -> dict[str, int]:
        """The posts of a draft by tier, without hours."""
        cents: Counter[str] = Counter()
        for creator, of_one in self.by_creator(draft).items():
            cents[self._roster[creator].tier] += of_one
        return dict(cents)

    def _of(self, creator: int, format_: str, *, first: bool) -> int:
        known = creator, format_ or self._rules.formats[0], first
        if known not in self._terms:
            phase = phase_of(Post(creator, 0, known[1]), self._roster, self._rules, first=first)
            self._terms[known] = self._hiring.terms(creator, phase)
        return self._terms[known]
