"""What is asked of a plan beside the launch: its rules, what it is judged by, and how long it is searched."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.lab.question.words import given_in, quoted_names, unquoted_names, whole_in
from sim.scenario.plan_rules import PlanRules

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

EFFORTS = ("glance", "quick", "thorough")
RISKS = ("mean", "cvar")
MOST_POSTS_EACH, MOST_DAYS_BETWEEN, LAST_DAY = 100, 365, 365  # as [rules] has them
FEWEST_PEOPLE, MOST_PEOPLE = 2_000, 10_000_000
_WORDS = {"cautious": "risk", "people": "plan_people"}  # of fields that an address calls otherwise
_NOBODY = ","  # a list that is empty, where the scenario's own is not


@dataclass(frozen=True)
class PlanAsked:
    """Rules that a form can say; those of the scenario's [rules] that it cannot say hold beside them."""

    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    posts_each: int = 4
    days_between_posts: float = 6.0
    blackout_days: tuple[int, ...] = ()
    promo_code: bool = False
    cautious: bool = False  # judged by the mean of its worst cases, not of all
    effort: str = "quick"
    people: int = 100_000  # simulated: nobody is drawn, so there may be more than on pages with a town

    @classmethod
    def under(cls, rules: PlanRules) -> PlanAsked:
        """What a scenario with these rules asks by itself."""
        return cls(
            rules.must,
            rules.never,
            rules.posts_each,
            rules.days_between_posts,
            rules.blackout_days,
            rules.promo_code,
        )

    @classmethod
    def read(cls, words: QueryParams | Mapping[str, str], usual: PlanAsked, problems: list[str]) -> PlanAsked:
        """From the words of an address; what is not said is as usual. Faults are added to the problems."""

        def chosen(name: str, among: tuple[str, ...], default: str) -> str:
            given = words.get(name) or default
            if given not in among:
                problems.append(f"{name} {given[:64]!r}: must be one of {', '.join(among)}")
            return given

        return cls(
            must=_names(words, "must", usual.must, problems),
            never=_names(words, "never", usual.never, problems),
            posts_each=whole_in(words, "posts_each", usual.posts_each, 1, MOST_POSTS_EACH, problems),
            days_between_posts=_days_between(words, usual.days_between_posts, problems),
            blackout_days=_days(words, usual.blackout_days, problems),
            promo_code=_promo_code(words, usual.promo_code, problems),
            cautious=chosen("risk", RISKS, RISKS[usual.cautious]) == RISKS[True],
            effort=chosen("effort", EFFORTS, usual.effort),
            people=whole_in(words, "plan_people", usual.people, FEWEST_PEOPLE, MOST_PEOPLE, problems),
        )

    def words(self, usual: PlanAsked) -> dict[str, str]:
        """The words that ``read`` reads, of all that is not as usual."""
        said = {
            "must": quoted_names(self.must) or _NOBODY,
            "never": quoted_names(self.never) or _NOBODY,
            "posts_each": str(self.posts_each),
            "days_between_posts": f"{self.days_between_posts:g}",
            "blackout_days": ",".join(map(str, self.blackout_days)) or _NOBODY,
            "promo_code": "yes" if self.promo_code else "no",
            "cautious": RISKS[self.cautious],
            "effort": self.effort,
            "people": str(self.people),
        }
        different = {name: word for name, word in said.items() if getattr(self, name) != getattr(usual, name)}
        return {_WORDS.get(name, name): word for name, word in different.items()}

    def rules(self, usual: PlanAsked) -> dict[str, Any]:
        """The entries of a scenario's [rules] that are not as usual."""
        asked = {
            "must": list(self.must),
            "never": list(self.never),
            "posts_each": self.posts_each,
            "days_between_posts": self.days_between_posts,
            "blackout_days": list(self.blackout_days),
            "promo_code": self.promo_code,
        }
        return {name: value for name, value in asked.items() if getattr(self, name) != getattr(usual, name)}


USUAL_PLAN = PlanAsked()  # where neither the scenario nor the address says anything


def _names(
    words: QueryParams | Mapping[str, str], name: str, usual: tuple[str, ...], problems: list[str]
) -> tuple[str, ...]:
    if name not in words:
        return usual
    word = ",".join(given_in(words, name))
    try:
        return unquoted_names(word)
    except ValueError:
        problems.append(f'{name} {word[:60]!r}: must be names with commas between them, "quoted" where one has commas')
        return usual


def _days(words: QueryParams | Mapping[str, str], usual: tuple[int, ...], problems: list[str]) -> tuple[int, ...]:
    if "blackout_days" not in words:
        return usual
    given = ",".join(given_in(words, "blackout_days"))
    days = given.replace(",", " ").split()[: LAST_DAY + 1]
    if all(day.isascii() and day.isdigit() and len(day) < 4 and 1 <= int(day) <= LAST_DAY for day in days):
        return tuple(sorted(set(map(int, days))))
    problems.append(f"blackout_days = {given[:40]!r}: must be days from 1 to {LAST_DAY} with commas between them")
    return usual


def _days_between(words: Mapping[str, str], usual: float, problems: list[str]) -> float:
    given = words.get("days_between_posts")
    if not given:
        return usual
    try:
        days = float(given)
    except ValueError:
        days = math.nan
    if 0.0 <= days <= MOST_DAYS_BETWEEN:
        return days
    problems.append(f"days_between_posts = {given[:40]!r}: must be a number from 0 to {MOST_DAYS_BETWEEN}")
    return usual


def _promo_code(words: Mapping[str, str], usual: bool, problems: list[str]) -> bool:
    """A switch of a form says nothing where it is off."""
    given = words.get("promo_code")
    if given is not None and given not in ("yes", "no", ""):
        problems.append(f"promo_code {given[:40]!r}: must be yes or no")
    return usual if given is None else given == "yes"
