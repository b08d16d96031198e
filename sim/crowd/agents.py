"""The Mesa agents: a brand that follows a schedule, influencers who publish, followers who react."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import mesa

from sim import coin, rules, rules_of_spread
from sim import events as ev
from sim.crowd.behaviour import (
    brand_match,
    class_match,
    delay_hours,
    influencer_match,
    interested,
    is_press,
    organic_purchases_per_hour,
    readiness,
)
from sim.crowd.person_table import MEMORY_STEPS
from sim.crowd.sharing import infectiousness_of_own
from sim.planning.carried_out import CarriedOut
from sim.planning.posts import OWN
from sim.world.habits import sharing_habit
from sim.world.people import traits

if TYPE_CHECKING:
    import numpy as np

    from sim.crowd.behaviour import Behaviour
    from sim.planning.budget import Plan
    from sim.planning.posts import Posts
    from sim.roster.profile import Profile
    from sim.world.world import World


class Brand(CarriedOut, mesa.Agent):
    """Pays for a plan, says which of its posts are due, and may revise it when a review is due."""

    def __init__(self, model: mesa.Model, plan: Plan) -> None:
        mesa.Agent.__init__(self, model)
        CarriedOut.__init__(self, plan)


class Influencer(mesa.Agent):
    """Someone with an audience. The brand sees the profile; the crowd knows who follows."""

    def __init__(self, model: mesa.Model, profile: Profile, row: int) -> None:
        super().__init__(model)
        self.profile = profile
        self.row = row  # place in the world's roster

    def publish(self, place: int, hour: int) -> None:
        """Shows the post at this place of the plan to the audience."""
        self.model.crowd.publish(place, hour)


Showing = tuple[int, int, int, int, int]  # (post, via, place, steps, generation), as in ``Impression``


@dataclass
class Impression:
    """One meeting of a person and a piece: what came of it, and the chances of that.

    ``chances`` holds the chance (0 to 1) of everything that was left to a coin, by name: "engage" always; of those
    who engage, "share", "follow" and "write" where there was something left to do; "click" of everybody who may; after
    a click "buy", after a first purchase "tell". ``engaging`` and ``buying`` hold what those chances were made of, in
    the words of ``rules.engage_probability`` and ``rules.buy_probability``.
    """

    post: int
    via: int
    place: int  # of the piece, among the run's pieces
    steps: int = 0  # how often it had been passed on
    generation: int = 0  # how many recommendations of a feed stand between it and the account
    outcome: int = 0  # bits, see ``sim.events``
    repeat: bool = False  # bought, having bought before
    told: bool = False
    wrote: bool = False
    trust_before: int = 0  # in steps of 1 / 65,535
    trust_after: int = 0
    showings: list[Showing] = field(default_factory=list)  # what goes out after it
    remembered: float = 0.0  # earlier impressions still in mind
    chances: dict[str, float] = field(default_factory=dict)
    engaging: dict[str, float] = field(default_factory=dict)
    buying: dict[str, float] = field(default_factory=dict)  # empty without a click

    def happens(self, deed: str, chance: float, u: float) -> bool:
        """Whether the coin ``u`` falls for a deed of this chance, which is kept."""
        self.chances[deed] = chance
        return u < chance


class Surroundings(Protocol):
    """The parts of a run that a follower needs: the market, the numbers that the rules take, and the run's pieces."""

    world: World
    behaviour: Behaviour
    posts: Posts


class Follower(mesa.Agent):
    """One person, in plain words. Trust and memory are kept in the same steps as in a full-size market."""

    def __init__(self, model: mesa.Model, crowd: Surroundings, person: int) -> None:
        super().__init__(model)
        self.crowd = crowd
        self.person = person
        self.activity, self.propensity, trust_steps = traits(crowd.world.people, person)
        self.trust_steps = int(trust_steps)
        self.memory_steps = 0
        self.latest_hour: int | None = None
        self.tiers_met = 0  # a bit each
        self.considering = self.customer = self.loyal = self.follows_brand = self.overdosed = False
        self.passed_on: set[int] = set()  # posts shared or written
        self.inbox: dict[int, list[Showing]] = defaultdict(list)  # by the hour in which it is read

    @property
    def trust(self) -> float:
        """Brand trust, 0 to 1."""
        return float(self.trust_steps / ev.FIXED)

    @property
    def stage(self) -> str:
        """The funnel stage to which the campaign has brought this person, of ``sim.results.funnel.STAGES``."""
        if self.loyal:
            return "loyal"
        if self.customer:
            return "customer"
        if self.considering:
            return "considering"
        return "unaware" if self.latest_hour is None else "aware"

    @property
    def organic_hour(self) -> float:
        """The hour in which this person would buy with no campaign, the same under every schedule; infinite: never."""
        behaviour = self.crowd.behaviour
        u = coin.draw(behaviour.luck_seed, coin.ORGANIC, self.person, 0, 0)[0]
        rate = organic_purchases_per_hour(self.crowd.world.people, behaviour, self.person)
        return float(rules.organic_hour(u, rate, self.propensity))

    def chance_of_seeing(self, via: int, place: int) -> float:
        """The probability of seeing a piece that ``via`` shows to this person; 1 for what the press writes."""
        if via == ev.NOBODY and place == ev.MENTION:
            return 1.0
        scale = self.crowd.posts[place]["reach_scale"] if via == ev.NOBODY else self.crowd.behaviour.friend_reach_scale
        return float(rules.see_probability(scale, self.activity))

    def may_see(self, showing: Showing, hour: int) -> int | None:
        """Decides whether and when this person will see what is shown; returns the hour, None where never."""
        behaviour = self.crowd.behaviour
        post, via, place, _, _ = showing
        see, delay, _, _ = coin.draw(behaviour.luck_seed, coin.SEE, self.person, post, via)
        if see < self.chance_of_seeing(via, place):
            delayed = delay_hours(behaviour, self.crowd.posts[place]["format"], delay)
            self.inbox[hour + delayed].append(showing)
            return hour + delayed
        return None

    def read(self, hour: int) -> list[Impression]:
        """Reacts to everything due in this hour, in the order (post, via)."""
        return [self.react(hour, Impression(*due)) for due in sorted(self.inbox.pop(hour, []))]

    def react(self, hour: int, seen: Impression) -> Impression:
        """Plays one impression through every rule, from attention to trust, and returns it with what came of it."""
        crowd, behaviour = self.crowd, self.crowd.behaviour
        piece = crowd.posts[seen.place]
        credibility = behaviour.friend_credibility if seen.via < ev.FEED else 1.0
        seen.trust_before = self.trust_steps
        if self.latest_hour is None:
            seen.outcome |= ev.FIRST

        memory = seen.remembered = self._remembered(hour, behaviour)
        seen.engaging = {
            "engagement": float(piece["engagement"]),
            "match": influencer_match(piece, self.person),
            "quality": float(piece["quality"]),
            "attention": rules.attention(
                memory, behaviour.wear_in_gain, behaviour.wear_in_impressions, behaviour.fatigue_per_repeat
            ),
            "credibility": credibility,
            "familiarity": rules.familiarity(
                self.tiers_met & ~int(piece["tier_bit"]), behaviour.familiarity_on_engagement
            ),
        }
        coins = coin.draw(behaviour.luck_seed, coin.REACT, self.person, seen.post, seen.via)
        answers = coin.draw(behaviour.luck_seed, coin.ANSWER, self.person, seen.post, seen.via)
        chance = rules.engage_probability(**seen.engaging)
        engages = seen.happens("engage", chance, coins[0])
        if engages:
            seen.outcome |= ev.ENGAGED
            self._engage(seen, coins[1], answers, behaviour)
            self._click(seen, behaviour.click_per_engaged_person, coins[2], behaviour)
        elif behaviour.click_per_unengaged_person > 0.0:
            self._click(seen, behaviour.click_per_unengaged_person, coin.rest(coins[0], chance), behaviour)
        if seen.outcome & ev.CLICKED:
            self._shop(hour, seen, piece, (coins[3], answers[2]), behaviour)
        if seen.outcome & (ev.ENGAGED | ev.CLICKED):
            self.considering = True

        overdose = memory + 1.0 > behaviour.overdose_impressions
        self._trust_moves(piece, credibility, behaviour, engages, overdose)
        if overdose and not self.overdosed:
            seen.outcome |= ev.OVERDOSE
            self.overdosed = True
        self.memory_steps = rules.in_steps(memory + 1.0, MEMORY_STEPS)
        self.latest_hour = hour
        self.tiers_met |= int(piece["tier_bit"])
        seen.trust_after = self.trust_steps
        return seen

    def _engage(self, seen: Impression, share: float, answers: tuple[float, ...], behaviour: Behaviour) -> None:
        """Plays the deeds open to those alone who engage: share, follow the brand, write."""
        follow, write, _, _ = answers
        own_piece = OWN | self.person
        chance = rules_of_spread.share_probability(
            behaviour.share_scale,
            sharing_habit(self.crowd.world.people, self.crowd.world.ties, self.person),
            self._infectiousness(seen),
            rules_of_spread.retold(seen.steps, behaviour.retelling_factor),
        )
        if seen.post not in self.passed_on and seen.happens("share", chance, share):
            seen.outcome |= ev.SHARED
            self.passed_on.add(seen.post)
            seen.showings.append((seen.post, self.person, seen.place, seen.steps + 1, seen.generation))
        chance = rules.follow_probability(behaviour.follow_per_engaged_person)
        if not self.follows_brand and seen.happens("follow", chance, follow):
            seen.outcome |= ev.FOLLOWED
            self.follows_brand = True
        press = is_press(self.crowd.world.people, behaviour, self.person)
        chance = rules.mention_probability(behaviour.mention_per_engaged_press)
        if press and own_piece not in self.passed_on and seen.happens("write", chance, write):
            seen.outcome |= ev.WROTE
            seen.wrote = True
            self.passed_on.add(own_piece)
            seen.showings.append((own_piece, ev.NOBODY, ev.MENTION, 0, 0))

    def _infectiousness(self, seen: Impression) -> float:
        """How readily this piece is passed on, beside the usual."""
        if seen.place >= ev.FIRST_PLACE:
            piece = self.crowd.posts[seen.place]
            return float(piece["infectiousness"] * (piece["size"] if seen.via == ev.NOBODY else 1.0))
        people = self.crowd.world.people
        return float(infectiousness_of_own(people.seed, self.crowd.behaviour, seen.post - OWN))

    def _click(self, seen: Impression, rate: float, u: float, behaviour: Behaviour) -> None:
        """Plays the way to the shop, at the rate of those who engaged or of those who did not."""
        match = brand_match(behaviour, self.person)
        wants = interested(self.crowd.world.people, behaviour, self.person)
        if seen.happens("click", rules.click_probability(rate, match, wants, behaviour.click_saturation), u):
            seen.outcome |= ev.CLICKED

    def _shop(
        self, hour: int, seen: Impression, piece: np.void, coins: tuple[float, float], behaviour: Behaviour
    ) -> None:
        """Plays the deeds open to those who clicked: buy, and tell of a first purchase."""
        buy, tell = coins
        bought_before = self.customer or self.organic_hour <= hour
        seen.buying = self._buying(hour, piece, bought_before, behaviour)
        if not seen.happens("buy", rules.buy_probability(**seen.buying), buy):
            return
        seen.outcome |= ev.BOUGHT
        if bought_before:
            seen.repeat = self.loyal = True
            return
        self.customer = True
        press = is_press(self.crowd.world.people, behaviour, self.person)
        if not press and seen.happens("tell", rules.advocacy_probability(behaviour.advocacy_per_purchase), tell):
            own_piece = OWN | self.person
            seen.outcome |= ev.WROTE
            seen.told = True
            self.passed_on.add(own_piece)
            seen.showings.append((own_piece, self.person, ev.WORD_OF_MOUTH, 0, 0))

    def _remembered(self, hour: int, behaviour: Behaviour) -> float:
        """The number of campaign impressions still remembered in this hour."""
        memory = self.memory_steps / MEMORY_STEPS
        if self.latest_hour is None or self.latest_hour == hour:
            return memory
        return float(rules.faded(memory, float(hour - self.latest_hour), behaviour.memory_half_life_hours))

    def _buying(self, hour: int, piece: np.void, bought_before: bool, behaviour: Behaviour) -> dict[str, float]:
        """The factors of the chance to buy, by the names of the arguments of ``rules.buy_probability``."""
        people = self.crowd.world.people
        return {
            "purchase_per_click": behaviour.purchase_per_click,
            "trust": self.trust,
            "trust_initial": behaviour.trust_initial,
            "trust_on_purchase": behaviour.trust_on_purchase,
            "propensity": self.propensity,
            "considering": behaviour.considering_on_purchase if self.considering else 1.0,
            "code": rules.promo_code(piece["promo_code"], behaviour.code_factor),
            "price_class": class_match(people, behaviour, self.person),
            "repeat": rules.repeat_purchase(bought_before, behaviour.repeat_on_purchase),
            "price": behaviour.price_factor,
            "ready": readiness(people, behaviour, self.person),
            "tie": float(piece["tie"]),
            "in_time": rules.decided_within(float(behaviour.horizon - hour), behaviour.hours_to_purchase),
        }

    def _trust_moves(
        self, piece: np.void, credibility: float, behaviour: Behaviour, engages: bool, overdose: bool
    ) -> None:
        step = behaviour.trust_step_engaged if engages else behaviour.trust_step_seen
        authenticity = rules.perceived_authenticity(piece["authenticity"], credibility)
        trust = rules.trust_after(self.trust, authenticity, step)
        if overdose and not engages:
            trust = rules.trust_damaged(trust, behaviour.overdose_damage)
        self.trust_steps = rules.in_steps(trust, ev.FIXED)


def forget(model: mesa.Model) -> None:
    """Lets go of a model that is over: Mesa 3.3 keeps a counter for each, and with it the model, until Python ends."""
    counters = getattr(mesa.Agent, "_ids", None)
    if isinstance(counters, dict):
        counters.pop(model, None)
