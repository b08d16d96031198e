"""From a roster and a budget to a plan: a strong start, a search, a choice on fresh replicates, an honest estimate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from experiments.plan_files.expected import ExpectedResults
from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.alternatives import FEW_REPLICATES, Alternative, alternatives_to
from experiments.plan_launch.by_post import base_plan, expected_by_post
from experiments.plan_launch.choice import Choice, chosen
from experiments.plan_launch.curves import CurvePoint, curves_by_tier, response_curve
from experiments.plan_launch.draft import NOTHING, Draft, creators_of
from experiments.plan_launch.edited import read_edited
from experiments.plan_launch.front import FrontPlan, front
from experiments.plan_launch.greedy import GreedyPath, greedy
from experiments.plan_launch.played import Played, check_plannable
from experiments.plan_launch.score import MATTERS_SHARE, Score
from experiments.plan_launch.search import LAPS, improved
from experiments.plan_launch.strategies import by_strategy
from experiments.plan_launch.target import Target, spend_for
from experiments.replicates.design import Design
from experiments.statistics.estimates import Arm, Array, Estimate, PairedDifference, estimate, paired_difference
from experiments.store.store import Store
from experiments.words.numbers import noun
from sim.errors import InputError
from sim.kpis import Kpi
from sim.planning.budget import Plan
from sim.scenario.scenario import Scenario

HONEST_REPLICATE = 600_000  # the first of those of the estimate: none that a choice has seen
CREATOR_REPLICATES = 20  # in which the plan is played without each of its creators, and each alone
_CREATOR_CAMPAIGNS = 800  # of a plan of twenty creators; one of more has each of them in fewer replicates
_LAST_DRAFTS = 4  # of a search, that the choice is among
_MOST_NAMED = 6  # creators in a note
_OF_FRONT = 8  # a search for the front may play this part of the campaigns of the plan's own


@dataclass(frozen=True)
class CreatorValue:
    """What the plan loses without one of its creators, and what this one would bring alone, in the objective's unit."""

    creator: int
    cost_eur: float
    lost: PairedDifference
    alone: Estimate

    @property
    def shared_share(self) -> float:
        """The share of what this creator would bring alone that the others bring anyway; not a number for nothing."""
        return 1.0 - self.lost.mean / self.alone.mean if self.alone.mean > 0.0 else float("nan")


@dataclass(frozen=True, eq=False)
class LaunchPlan:
    """A plan and all that is known of it. ``searched`` is what the search believed of it, ``objective`` what holds.

    ``books`` is the plan at the fees that are known or usual. ``totals`` are its totals in the replicates of the
    estimate, by name, (replicates,) each, ``by_post`` what its posts bring in the first of these. ``front`` trades the
    objective for the one ``beside`` it, where two were asked for.
    """

    scenario: Scenario
    allowed: Allowed
    draft: Draft
    choice: Choice
    choice_among: int
    searched: float
    objective: Estimate
    totals: Mapping[str, Array]
    books: Plan
    by_post: ExpectedResults | None
    alternatives: Sequence[Alternative]
    creators: Sequence[CreatorValue]
    curve: Sequence[CurvePoint]
    curves_by_tier: Mapping[str, Sequence[CurvePoint]]
    design: Design
    campaigns: int
    cautious: bool = False
    notes: Sequence[str] = field(default_factory=tuple)
    beside: Kpi | None = None
    front: Sequence[FrontPlan] = field(default_factory=tuple)

    @property
    def spend_eur(self) -> float:
        """What the plan costs at the fees that are known or usual."""
        return self.allowed.prices.of(self.draft) / 100

    def estimate_of(self, name: str) -> Estimate:
        """The mean of one of ``totals`` with its interval."""
        return estimate(self.totals[name])


@dataclass(frozen=True)
class Effort:
    """How much is played: campaigns for the search, replicates for the estimate. The same effort, the same plan."""

    campaigns: int = 8_000
    replicates: int = 100

    def __post_init__(self) -> None:
        if self.campaigns < 1 or self.replicates < CREATOR_REPLICATES:
            raise InputError(
                f"campaigns = {self.campaigns}, replicates = {self.replicates}: must be at least 1 and "
                f"{CREATOR_REPLICATES}"
            )


def plan_launch(
    scenario: Scenario,
    *,
    seed: int = 1,
    jobs: int = 1,
    effort: Effort | None = None,
    cautious: bool = False,
    kept_in: Path | None = None,
    edited: Path | None = None,
    target: Target | None = None,
    beside: Kpi | None = None,
    on_stage: Callable[[str, int | None], None] = lambda what, steps: None,
    on_campaigns: Callable[[int], None] = lambda campaigns: None,
    on_draft: Callable[[Draft, Allowed], None] = lambda draft, allowed: None,
) -> LaunchPlan:
    """Plans a scenario's budget over its roster, under its rules. Raises InputError where no plan can be made.

    With a ``target`` no more is spent than earns it, and nothing where nothing does. ``edited`` is a file with a plan
    to be compared beside it; ``beside`` is a second objective, to be traded for the first.
    ``on_draft`` is told of every better draft: who stops the search has the last of them.
    """
    spend_eur = scenario.budget_eur
    effort = effort or Effort()
    check_plannable(scenario)
    if beside is not None:
        check_plannable(replace(scenario, objective=beside.name))
    design, score = Design(seed, lucks=1), Score(scenario.judged_by.better == "higher", cautious)
    played = Played(scenario, design, jobs, Store(kept_in), on_campaigns, beside)
    allowed = Allowed(scenario, played.roster)
    by_hand = None if edited is None else read_edited(edited, scenario, played.roster)

    on_stage("a first plan", None)
    path = _start(allowed, played, score, on_draft)
    notes = _notes(allowed, by_hand)
    if target is not None:
        spend_eur, sentence = spend_for(target, path, allowed, played)
        notes += (sentence,)
        if spend_eur > 0.0:
            played = played.at_budget(spend_eur)
            scenario = played.scenario
            allowed = Allowed(scenario, played.roster)
            path = _start(allowed, played, score, on_draft)
    on_stage("better plans", max(0, effort.campaigns - played.asked))
    start, generator = path.drafts[path.best], np.random.default_rng(seed)
    drafts: list[Draft] = []
    rivals: list[Draft] = []

    def hear_of(ahead: Sequence[Draft]) -> None:
        rivals[:] = ahead

    for draft in improved(allowed, played, score, path, generator, lambda: played.asked < effort.campaigns, hear_of):
        drafts.append(draft)
        on_draft(draft, allowed)

    strategies = by_strategy(allowed)
    options = [*drafts[-_LAST_DRAFTS:], *rivals, start, *strategies.values()]
    if scenario.objective == "profit_eur" and not allowed.must:
        options.append(NOTHING)
    options = list(dict.fromkeys(options)) if spend_eur > 0.0 else [allowed.start]
    on_stage(f"the choice among {len(options)}", None)
    choice = chosen(options, played, score, matters_share=MATTERS_SHARE, seed=seed, most=effort.campaigns // 2)
    draft = options[choice.best]
    on_draft(draft, allowed)

    on_stage("an honest estimate", None)
    replicates = range(HONEST_REPLICATE, HONEST_REPLICATE + effort.replicates)
    totals = {name: played.totals([draft], replicates)[0, :, place] for place, name in enumerate(played.names)}
    alternatives = alternatives_to(draft, allowed, played, strategies, by_hand, replicates)
    creators = _creators(allowed, played, draft, replicates[: replicates_of_creators(len(creators_of(draft)))])
    books = base_plan(played, draft)
    by_post = expected_by_post(played, books, draft, replicates[:CREATOR_REPLICATES]) if draft else None
    on_stage("what other budgets bring", None)
    curve = response_curve(path, allowed, played, score, replicates[:FEW_REPLICATES])
    by_tier = curves_by_tier(allowed, played, score, replicates[:FEW_REPLICATES])
    traded: list[FrontPlan] = []
    if beside is not None and draft:
        on_stage(f"plans between {noun(scenario.judged_by)} and {noun(beside)}", None)
        traded = front(
            allowed, played, (scenario.judged_by, beside), draft, [*strategies.values()],
            cautious=cautious, campaigns=effort.campaigns // _OF_FRONT, seed=seed, replicates=replicates,
        )  # fmt: skip
    return LaunchPlan(
        scenario=scenario,
        allowed=allowed,
        draft=draft,
        choice=choice,
        choice_among=len(options),
        searched=float(played.values([draft], range(LAPS[-1])).mean()),
        objective=estimate(totals[scenario.judged_by.numerator]),
        totals=totals,
        books=books,
        by_post=by_post,
        alternatives=alternatives,
        creators=creators,
        curve=curve,
        curves_by_tier=by_tier,
        design=design,
        campaigns=played.asked,
        cautious=cautious,
        notes=notes,
        beside=beside,
        front=traded,
    )


def _notes(allowed: Allowed, edited: Draft | None) -> tuple[str, ...]:
    notes: list[str] = []
    if allowed.too_large:
        names = [allowed.roster[one].name for one in sorted(allowed.too_large)]
        more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
        notes.append(
            f"Left out, with more followers than the market has people: {', '.join(names[:_MOST_NAMED])}{more}."
        )
    if edited is not None and (fault := allowed.fault(edited)):
        notes.append(f"The edited plan would not be allowed: {fault}. It is played all the same.")
    return tuple(notes)


def _start(allowed: Allowed, played: Played, score: Score, on_draft: Callable[[Draft, Allowed], None]) -> GreedyPath:
    """The better of two greedy paths: by gain per EUR, and by gain alone."""
    replicates = range(LAPS[0])
    paths = []
    for per_eur in (True, False):
        # The second path begins anew, so that of its best alone anything is told.
        longer: Callable[[Draft], None] = (lambda one: on_draft(one, allowed)) if per_eur else (lambda one: None)
        paths.append(greedy(allowed, played, score, replicates, per_eur=per_eur, on_draft=longer))
        on_draft(paths[-1].drafts[paths[-1].best], allowed)
    return max(paths, key=lambda path: path.scores[path.best])


def replicates_of_creators(creators: int) -> int:
    """In how many replicates each of so many creators is left out, and plays alone: 20, and of more than 20 as few as
    keep to the same campaigns, 8 at least.
    """
    return max(LAPS[0], min(CREATOR_REPLICATES, _CREATOR_CAMPAIGNS // (2 * max(1, creators))))


def _creators(allowed: Allowed, played: Played, draft: Draft, replicates: Sequence[int]) -> list[CreatorValue]:
    """What each creator of a plan is worth to it, the dearest loss first."""
    inside = sorted(creators_of(draft))
    without = [frozenset(post for post in draft if post.creator != one) for one in inside]
    alone = [frozenset(post for post in draft if post.creator == one) for one in inside]
    values = played.values([draft, *without, *alone], replicates)
    whole, rest, own = values[0], values[1 : 1 + len(inside)], values[1 + len(inside) :]
    found = [
        CreatorValue(
            creator,
            allowed.prices.of(posts) / 100,
            paired_difference(Arm("plan", whole), Arm(allowed.roster[creator].name, left)),
            estimate(brings),
        )
        for creator, posts, left, brings in zip(inside, alone, rest, own, strict=True)
    ]
    sign = 1.0 if allowed.scenario.judged_by.better == "higher" else -1.0
    return sorted(found, key=lambda value: -sign * value.lost.mean)
