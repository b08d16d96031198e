"""One world: people, ties, audiences and a roster; immutable, and the same for every schedule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.arguments import check_kinds, check_seed
from sim.assumptions.numbers import Assumptions
from sim.brief import Brief
from sim.errors import InputError
from sim.roster.profile import Profile, engagement_per_reached_person, reach_rate_of_tier, tier_of, usual_fee
from sim.tiers import TIER_NAMES
from sim.world.audiences import INFLUENCER, Audiences, formula_audiences, write_audience
from sim.world.influencers import roster_of
from sim.world.laying import followers_in, lay_audiences, respond
from sim.world.people import People, lognormal_classes, normal_classes
from sim.world.ties import (
    Ties,
    count_ties,
    formula_ties,
    ranks_by_followers,
    stored_ties,
    write_popularity,
    write_ties,
)

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Table = npt.NDArray[np.void]


@dataclass(frozen=True, eq=False, repr=False)
class World(Brief):
    """A world: a pure function of (scenario, world seed), or people and ties that were measured.

    ``scale`` is simulated people / real people: audiences shrink by it, money and rates do not.
    ``labels`` are the names under which a stored graph's people were given, by their number here.
    """

    people: People
    ties: Ties
    audiences: Audiences
    influencers: Table  # (roster,) of INFLUENCER
    roster: tuple[Profile, ...]
    interests: tuple[str, ...]
    seed: int
    scale: float
    labels: npt.NDArray[np.int64] | None = None

    @classmethod
    def generate(cls, scenario: Scenario, world_seed: int) -> World:
        """The synthetic market of a scenario. Raises InputError."""
        world_seed = check_world_seed("World.generate", scenario, world_seed)
        names = scenario.market.interests
        count = scenario.simulated_people
        starts = np.arange(len(names) + 1, dtype=np.int64) * count // len(names)
        people = _people(scenario.assumptions, starts, world_seed)
        value = scenario.assumptions.value
        ties = formula_ties(
            people=count,
            circle_people=int(value("circle_people")),
            circle_tie_share=value("circle_tie_share"),
            circle_mutual_share=value("circle_mutual_share"),
            fans_mean=value("fans_mean"),
            fans_tail_exponent=value("fans_tail_exponent"),
            fans_largest=value("fans_largest"),
            fans_same_interest_share=value("fans_same_interest_share"),
            fans_follow_activity=value("fans_follow_activity"),
        )
        return cls(
            people, ties, formula_audiences(world_seed), np.zeros(0, INFLUENCER), (), names, world_seed, scenario.scale
        ).with_roster(roster_of(scenario, names, world_seed), scenario.assumptions)

    @classmethod
    def stored(
        cls,
        scenario: Scenario,
        world_seed: int,
        follower: npt.ArrayLike,
        followed: npt.ArrayLike,
        *,
        people: int,
        interest: Sequence[str] | None = None,
        best_connected: int | None = None,
    ) -> World:
        """A world over measured ties: person ``follower[k]`` follows person ``followed[k]``, ids below ``people``.

        ``interest`` names each person's interest (people without it all share one). The influencers are
        the scenario's roster, with audiences drawn as in a synthetic world, or with ``best_connected``
        the people with the most followers, whose audiences are their followers. Repeated ties and ties
        to oneself count for nothing. The graph stands for the scenario's whole market: its scale is
        people / market people. Raises InputError for ids out of range.
        """
        world_seed = check_world_seed("World.stored", scenario, world_seed)
        names, codes = _interest_codes(interest, people)
        labels = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[labels], np.arange(len(names) + 1))
        number = np.empty(people, np.int64)
        number[labels] = np.arange(people)
        rows, members = _compressed(follower, followed, number, people)
        world = cls(
            _people(scenario.assumptions, starts.astype(np.int64), world_seed),
            stored_ties(rows, members, ranks_by_followers(rows, world_seed)),
            formula_audiences(world_seed),
            np.zeros(0, INFLUENCER),
            (),
            names,
            world_seed,
            people / scenario.market.people,
            labels,
        )
        if best_connected is not None:
            return world._with_best_connected(best_connected, scenario.assumptions)
        return world.with_roster(roster_of(scenario, names, world_seed), scenario.assumptions)

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        people, seed = f"{self.people.size:,} people", f"{self.seed:,}"
        ties = "stored" if self.ties.stored else "by formula"
        tiers = Counter(profile.tier for profile in self.roster)
        rows = {
            "seed": seed,
            "people": f"{people}, 1 for {1.0 / self.scale:,.4g} of the market",
            "ties": ties,
            "interests": ", ".join(self.interests),
            "roster": ", ".join(f"{tiers[tier]:,} {tier}" for tier in TIER_NAMES if tiers[tier]) or "nobody",
        }
        return f"{people}, {len(self.roster):,} influencers, ties {ties}, seed {seed}", rows

    def with_roster(self, roster: Sequence[Profile], assumptions: Assumptions) -> World:
        """The same people and ties with these influencers laid over them, audiences drawn from keyed coins."""
        table = np.zeros(len(roster), INFLUENCER)
        same_interest = lay_audiences(table, roster, self.people, assumptions, self.scale)
        respond(table, roster, self.people, same_interest, assumptions.value("match_influencer"))
        return replace(self, influencers=table, roster=tuple(roster), audiences=formula_audiences(self.seed))

    def _with_best_connected(self, number: int, assumptions: Assumptions) -> World:
        """The people with most followers as influencers; equals by their number, smallest first."""
        if number < 1:
            raise InputError(f"best_connected = {number}: must be at least 1")
        followers = np.diff(self.ties.starts)
        best = np.argsort(-followers, kind="stable")[:number]
        best = best[followers[best] > 0]
        if not best.size:
            raise InputError("nobody in this graph has a follower; give it ties or a roster")
        roster, table, same_interest = [], np.zeros(best.size, INFLUENCER), np.zeros(best.size, np.int64)
        for row, person in enumerate(best):
            interest = int(np.searchsorted(self.people.interest_starts, person, side="right")) - 1
            label = int(person) if self.labels is None else int(self.labels[person])
            profile = _as_profile(row, label, interest, float(followers[person] / self.scale), assumptions)
            audience = self.ties.followers[self.ties.starts[person] : self.ties.starts[person + 1]]
            start, stop = self.people.interest_starts[interest : interest + 2]
            table[row]["members"] = audience.size
            same_interest[row] = int(((audience >= start) & (audience < stop)).sum())
            roster.append(profile)
        respond(table, roster, self.people, same_interest, assumptions.value("match_influencer"))
        starts = np.concatenate(([0], np.cumsum(followers[best])))
        members = np.concatenate([self.ties.followers[self.ties.starts[p] : self.ties.starts[p + 1]] for p in best])
        audiences = Audiences(True, np.uint64(self.seed), starts, members)
        return replace(self, influencers=table, roster=tuple(roster), audiences=audiences)

    def check_audiences(self, rows: Sequence[int]) -> None:
        """Refuses these of the roster if they have more followers than the market has people. Raises InputError."""
        followers = followers_in([self.roster[row] for row in rows], self.scale)
        problems = [
            f"influencer {self.roster[row].name!r} has {count:,} simulated followers and the market only "
            f"{self.people.size:,} people; make market.people larger or the audience smaller"
            for row, count in zip(rows, followers.tolist(), strict=True)
            if count > self.people.size
        ]
        if problems:
            raise InputError(problems[:10])

    def written_out(self) -> World:
        """The same world with every tie and audience stored: slower, larger, and the identical event log."""
        audiences = [write_audience(self.audiences, row, self.influencers[row]) for row in range(len(self.roster))]
        stored = Audiences(
            True,
            np.uint64(self.seed),
            np.concatenate(([0], np.cumsum(self.influencers["members"]))),
            np.concatenate([np.empty(0, np.uint32), *audiences]),
        )
        return replace(self.with_ties_written_out(), audiences=stored)

    def with_ties_written_out(self) -> World:
        """The same world with every tie stored: some 160 bytes for each person, and quicker where much is shown."""
        starts = np.concatenate(([0], np.cumsum(count_ties(self.people, self.ties))))
        ties = stored_ties(
            starts, write_ties(self.people, self.ties, starts), write_popularity(self.people, self.ties)
        )._replace(fans_follow_activity=self.ties.fans_follow_activity)
        return replace(self, ties=ties)

    def audience(self, influencer: int) -> npt.NDArray[np.uint32]:
        """The true followers of the influencer at this place of the roster, ascending."""
        return np.sort(write_audience(self.audiences, influencer, self.influencers[influencer]))

    def place_of(self, interest: str, localities: int) -> tuple[int, int]:
        """The people of the first locality of an interest, where a local brand is, as a range."""
        start, stop = self.range_of(interest)
        return start, start + (stop - start) // localities

    def range_of(self, interest: str | None) -> tuple[int, int]:
        """The people of an interest as a range [first, beyond the last); everybody for None."""
        if interest is None:
            return 0, self.people.size
        k = self.interests.index(interest) if interest in self.interests else -1
        return (int(self.people.interest_starts[k]), int(self.people.interest_starts[k + 1])) if k >= 0 else (0, 0)


def check_world_seed(where: str, scenario: object, world_seed: object) -> int:
    """The world seed as a whole number. Raises InputError, also where scenario and seed are not in this order."""
    from sim.scenario.scenario import Scenario

    check_kinds(where, scenario=(scenario, Scenario, "a Scenario"))
    return check_seed(where, "world_seed", world_seed)


def _people(assumptions: Assumptions, starts: npt.NDArray[np.int64], world_seed: int) -> People:
    value = assumptions.value
    return People(
        int(starts[-1]),
        np.uint64(world_seed),
        starts,
        lognormal_classes(value("activity_spread")),
        lognormal_classes(value("propensity_spread")),
        normal_classes(value("trust_initial"), value("trust_initial_spread")),
        value("sharing_spread"),
        value("sharing_follows_popularity"),
    )


def _interest_codes(interest: Sequence[str] | None, people: int) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    if interest is None:
        return ("everybody",), np.zeros(people, np.int64)
    if len(interest) != people:
        raise InputError(f"{len(interest):,} interests for {people:,} people; give one for each")
    names, codes = np.unique(np.asarray(interest, dtype=str), return_inverse=True)
    return tuple(str(name) for name in names), codes.astype(np.int64)


def _compressed(
    follower: npt.ArrayLike, followed: npt.ArrayLike, number: npt.NDArray[np.int64], people: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """Compressed sparse rows of followers, each ascending, without repeats or ties to oneself."""
    ends = [np.asarray(side, dtype=np.int64) for side in (follower, followed)]
    for name, side in zip(("follower", "followed"), ends, strict=True):
        wrong = side[(side < 0) | (side >= people)]
        if wrong.size:
            raise InputError(f"{name} id {wrong[0]}: must be from 0 to {people - 1:,}; {wrong.size:,} ids are not")
    follows, target = (number[side] for side in ends)
    target, follows = np.divmod(np.unique((target * people + follows)[follows != target]), people)
    starts = np.concatenate(([0], np.cumsum(np.bincount(target, minlength=people))))
    return starts.astype(np.int64), follows.astype(np.uint32)


def _as_profile(row: int, label: int, interest: int, followers: float, assumptions: Assumptions) -> Profile:
    """A person of a stored graph, named as it was given, at the follower count that the graph stands for."""
    declared = max(1, round(followers))
    tier = tier_of(declared, assumptions)
    reach_rate = reach_rate_of_tier(tier, assumptions)
    engagement = engagement_per_reached_person(declared, tier, 0.0, reach_rate, assumptions)
    return Profile(
        key=row,
        name=f"person-{label}",
        tier=tier,
        interest=interest,
        followers=declared,
        reach_rate=reach_rate,
        engagement_per_reached_person=min(1.0, engagement),
        authenticity=assumptions.value("authenticity", tier),
        fake_share=0.0,  # ties of a measured graph are taken for real people
        fee_eur=usual_fee(declared, tier, assumptions),
        declared_engagement_rate_per_follower=min(1.0, engagement) * reach_rate,
    )
