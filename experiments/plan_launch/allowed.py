"""What a plan may be: the budget, and every rule of the scenario, with the sentence on the one that is broken."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property

from experiments.plan_launch.draft import NOTHING, Draft, Post, Prices, creators_of
from sim.errors import Faults, InputError
from sim.planning.hiring import in_words
from sim.reading.tables import shown
from sim.roster.profile import Profile
from sim.roster.roster_file import parse_roster
from sim.scenario.scenario import Scenario

MOST_DAYS = 7  # that are tried where the rules name none
_AFTER_LAST = 3  # days that the last post has for its results, where the rules name no days


class Allowed:
    """The posts that a plan may be made of, and whether a draft keeps to the budget and the rules.

    Raises InputError where no plan at all can: which rule, or which two, make it so.
    """

    def __init__(self, scenario: Scenario, roster: Sequence[Profile]) -> None:
        self.scenario, self.roster, self.rules = scenario, roster, scenario.rules
        self.prices = Prices(scenario, roster)
        self.budget = math.floor(100 * scenario.budget_eur + 1e-6)
        self._formats: Mapping[int, str] = {}
        self._by_name = {profile.name: place for place, profile in enumerate(roster)}
        problems = self._unknown()
        self.days = self._days(problems)
        if problems:
            raise InputError(problems, problems.beyond)
        self._never = {self._by_name[name] for name in self.rules.never}
        self._groups: dict[int, list[int]] = defaultdict(list)
        for number, group in enumerate(self.rules.at_most_one_of):
            for name in set(group):
                self._groups[self._by_name[name]].append(number)
        self._check_possible()
        self.start = self._start()  # the draft of those who must post, one post each

    @cached_property
    def creators(self) -> tuple[int, ...]:
        """Who may post and whom the budget alone would pay for, by place in the roster."""
        return tuple(
            creator
            for creator in range(len(self.roster))
            if creator not in self._never and creator not in self.too_large and self._cheapest(creator) <= self.budget
        )

    @cached_property
    def too_large(self) -> frozenset[int]:
        """Who says to have more followers than the market has people, and so cannot be simulated in it."""
        people = self.scenario.market.people
        return frozenset(place for place, profile in enumerate(self.roster) if profile.followers > people)

    @cached_property
    def interests(self) -> list[int | None]:
        """By place in the roster the interest that the list states; None where it is drawn anew in each world."""
        scenario = self.scenario
        if scenario.roster_text is None:
            return [profile.interest for profile in self.roster]
        listing = parse_roster(
            scenario.roster_text, "roster", scenario.market.interests, scenario.roster.answers, scenario.currency
        )
        return [listed.interest for listed in listing.listed]

    @property
    def must(self) -> frozenset[int]:
        """Who has to post, by place in the roster."""
        return frozenset(self._by_name[name] for name in self.rules.must)

    def preferring(self, formats: Mapping[int, str]) -> Allowed:
        """The same, but that these creators are tried in these formats first."""
        other = copy(self)
        other._formats = formats
        return other

    def format_of(self, creator: int) -> str:
        """The format in which a creator is tried first: the first of the rules, where no other is preferred."""
        return self._formats.get(creator, self.rules.formats[0])

    def post(self, creator: int, turn: int, format_: str = "") -> Post:
        """A post of this creator on the turn-th of the days, counted round and round; in the format tried first."""
        day = self.days[turn % len(self.days)]
        return Post(creator, day, format_ or self.format_of(creator), self.rules.promo_code)

    def posts_of(self, creator: int) -> list[Post]:
        """Every post that this creator might make."""
        return [
            Post(creator, day, format_, code)
            for day in self.days
            for format_ in self.rules.formats
            for code in self.codes
        ]

    @property
    def codes(self) -> tuple[bool, ...]:
        """Whether posts carry a promo code: as the rules say or, where that is searched too, both."""
        first = self.rules.promo_code
        return (first, not first) if self.rules.search_codes else (first,)

    def _cheapest(self, creator: int) -> int:
        """The cents of a single post of this creator, in the format in which it costs least."""
        return min(self.prices.of({self.post(creator, 0, format_)}) for format_ in self.rules.formats)

    def fault(self, draft: Draft) -> str:
        """A sentence on the first rule that a draft breaks, or "". Who must post is not asked for here."""
        cost = self.prices.of(draft)
        if cost > self.budget:
            return f"costs {self._words(cost)}, and the budget is {self._words(self.budget)}"
        return self.fault_beside_budget(draft)

    def fault_beside_budget(self, draft: Draft) -> str:
        """As ``fault``, whatever a draft costs."""
        return self._fault_of_days(draft) or self._fault_of_creators(draft) or self._fault_of_shares(draft)

    def _fault_of_creators(self, draft: Draft) -> str:
        days: dict[int, list[int]] = defaultdict(list)
        for post in draft:
            days[post.creator].append(post.day)
        groups: Counter[int] = Counter()
        for creator, on in days.items():
            if creator in self._never:
                return f"rules.never names {self.roster[creator].name!r}"
            if len(on) > self.rules.posts_each:
                who = repr(self.roster[creator].name)
                return f"{who} posts {len(on)} times; rules.posts_each allows {self.rules.posts_each}"
            on.sort()
            if any(later - day < self.rules.days_between_posts for day, later in itertools.pairwise(on)):
                return (
                    f"{self.roster[creator].name!r} posts again within {self.rules.days_between_posts:g} days "
                    "(rules.days_between_posts)"
                )
            groups.update(self._groups.get(creator, ()))
        for number, count in groups.items():
            if count > 1:
                return f"rules.at_most_one_of allows one of {', '.join(self.rules.at_most_one_of[number])}"
        return ""

    def _fault_of_days(self, draft: Draft) -> str:
        on_day = Counter(post.day for post in draft)
        for day, count in on_day.items():
            if day not in self.days:
                return f"day {day + 1} is none on which there may be posts (rules.days, rules.blackout_days)"
            if self.rules.posts_a_day is not None and count > self.rules.posts_a_day:
                return f"{count} posts on day {day + 1}; rules.posts_a_day allows {self.rules.posts_a_day}"
        return ""

    def _fault_of_shares(self, draft: Draft) -> str:
        if not self.rules.tier_shares:
            return ""
        by_tier = self.prices.by_tier(draft)
        whole = self.prices.of(draft)
        for tier, share in self.rules.tier_shares.items():
            others = whole - by_tier.get(tier, 0)
            if others > (1.0 - share) * self.budget + 1e-6:
                return f"leaves less than {share:.0%} of the budget for {tier} (rules.tier_shares)"
        return ""

    def _days(self, problems: Faults) -> tuple[int, ...]:
        horizon, rules, closed = self.scenario.market.horizon_days, self.rules, self._closed(problems)
        if rules.days is not None:
            late = [day for day in rules.days if day > horizon]
            if late:
                problems.append(f"rules.days names day {late[0]}; market.horizon_days ends after day {horizon}")
            days = [day - 1 for day in rules.days]
        else:
            last = max(1, horizon - _AFTER_LAST)
            days = list(range(0, last, max(1, math.ceil(last / MOST_DAYS))))
            # A day that is blacked out gives way to the next one that is not.
            days = [next((later for later in range(day, last) if later not in closed), -1) for day in days]
        days = sorted({day for day in days if day >= 0} - closed)
        if not days and not problems:
            problems.append("rules.blackout_days leaves no day within the horizon; name fewer, or lengthen the horizon")
        return tuple(days)

    def _closed(self, problems: Faults) -> set[int]:
        """The days, from 0, on which nobody may post."""
        start, dates = self.scenario.market.start, self.rules.blackout_dates
        closed = {day - 1 for day in self.rules.blackout_days}
        if start is not None:
            closed |= {(date - start).days for date in dates}
        elif dates:
            problems.append("rules.blackout_dates: the scenario does not say when it starts; give market.start")
        return closed

    def _unknown(self) -> Faults:
        problems = Faults()
        named = {
            "must": self.rules.must,
            "never": self.rules.never,
            "at_most_one_of": [name for group in self.rules.at_most_one_of for name in group],
        }
        for rule, names in named.items():
            for name in dict.fromkeys(names):
                if name not in self._by_name:
                    problems.append(
                        f"rules.{rule}: no creator {shown(name)} in the roster{problems.nearest(name, self._by_name)}"
                    )
        for name in self.rules.must:
            if self._by_name.get(name) in self.too_large:
                problems.append(
                    f"rules.must: {shown(name)} has more followers than the market has people; raise market.people"
                )
        tiers = {profile.tier for profile in self.roster}
        for tier, share in self.rules.tier_shares.items():
            if share > 0.0 and tier not in tiers:
                problems.append(f"rules.tier_shares: the roster has no {tier}-influencer to keep {share:.0%} for")
        return problems

    def _check_possible(self) -> None:
        if not self.creators:
            open_to = [one for one in range(len(self.roster)) if one not in self._never and one not in self.too_large]
            if not open_to:
                larger = " who has no more followers than the market has people" if self.too_large else ""
                raise InputError(f"rules.never names everybody in the roster{larger}; leave somebody out of it")
            cheapest = min(open_to, key=self._cheapest)
            raise InputError(
                f"a budget of {self._words(self.budget)} pays for nobody: the cheapest, "
                f"{self.roster[cheapest].name!r}, costs {self._words(self._cheapest(cheapest))}; raise "
                f"{self.scenario.currency.outside('budget_eur')} (--budget)"
            )

    def _words(self, cents: int) -> str:
        return in_words(cents, self.scenario.currency)

    def _start(self) -> Draft:
        draft = NOTHING
        for turn, creator in enumerate(sorted(self.must)):
            tried = [
                draft | {self.post(creator, turn + later, format_)}
                for format_ in self.rules.formats
                for later in range(len(self.days))
            ]
            faults = [self.fault(wider) for wider in tried]
            if all(faults):
                names = ", ".join(repr(self.roster[one].name) for one in sorted(creators_of(tried[0])))
                raise InputError(f"rules.must: with {names} a plan {_as_plan(faults[0])}; drop one of the two rules")
            draft = tried[faults.index("")]
        return draft


def _as_plan(fault: str) -> str:
    return fault if fault.startswith(("costs", "leaves")) else f"is refused: {fault}"
