"""The Mesa agents: a brand that follows a schedule, influencers who publish, followers who react."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import mesa

from sim import coin, population, rules
from sim.behaviour import brand_match, delay_hours, influencer_match
from sim.population import FIXED
from sim.record import BOUGHT, CLICKED, ENGAGED, FIRST, NOBODY, OVERDOSE, SHARED
from sim.touched import MEMORY_STEPS

if TYPE_CHECKING:
    import numpy as np

    from sim.behaviour import Behaviour
    from sim.budget import Plan
    from sim.crowd_agents import AgentCrowd
    from sim.model import CampaignModel
    from sim.roster import Profile


class Brand(mesa.Agent):
    """Pays for a plan and says which of its posts are due."""

    def __init__(self, model: CampaignModel, plan: Plan) -> None:
        super().__init__(model)
        self.plan = plan
        self._due: dict[int, list[int]] = defaultdict(list)
        for place, post in enumerate(plan.posts):
            self._due[post.hour].append(place)

    def due(self, hour: int) -> list[int]:
        """Places, in the plan, of the posts that come out in this hour."""
        return self._due.get(hour, [])


class Influencer(mesa.Agent):
    """Someone with an audience. The brand sees the profile; the crowd knows who follows."""

    def __init__(self, model: CampaignModel, profile: Profile, row: int) -> None:
        super().__init__(model)
        self.profile = profile
        self.row = row  # place in the world's roster

    def publish(self, place: int, hour: int) -> None:
        """Shows the post at this place of the plan to the audience."""
        self.model.crowd.publish(place, hour)


class Follower(mesa.Agent):
    """One person, in plain words. Trust and memory are kept in the same steps as in a full-size market."""

    def __init__(self, model: CampaignModel, crowd: AgentCrowd, person: int) -> None:
        super().__init__(model)
        self.crowd = crowd
        self.person = person
        self.activity, self.propensity, self.trust_steps = population.traits(crowd.world.people, person)
        self.trust_steps = int(self.trust_steps)
        self.memory_steps = 0
        self.latest_hour: int | None = None
        self.considering = self.customer = self.overdosed = False
        self.shared: set[int] = set()  # posts
        self.inbox: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # hour -> (post, via, place)

    @property
    def trust(self) -> float:
        """Brand trust, 0 to 1."""
        return float(self.trust_steps / FIXED)

    @property
    def stage(self) -> str:
        """How far down the funnel this person is."""
        if self.customer:
            return "customer"
        if self.considering:
            return "considering"
        return "unaware" if self.latest_hour is None else "aware"

    @property
    def organic_hour(self) -> float:
        """When this person would buy with no campaign, in hours; one draw, whatever the schedule."""
        behaviour = self.crowd.behaviour
        u = coin.draw(behaviour.luck_seed, coin.ORGANIC, self.person, 0, 0)[0]
        return float(rules.organic_hour(u, behaviour.organic_purchases_per_hour, self.propensity))

    def may_see(self, post: int, via: int, place: int, reach_scale: float, hour: int) -> None:
        """Decides whether and when this person will see a post that somebody they follow shows."""
        behaviour = self.crowd.behaviour
        see, delay, _, _ = coin.draw(behaviour.luck_seed, coin.SEE, self.person, post, via)
        if see < rules.see_probability(reach_scale, self.activity):
            self.inbox[hour + delay_hours(behaviour, delay)].append((post, via, place))

    def read(self, hour: int) -> list[tuple[int, int, int, int, int]]:
        """Reacts to everything due in this hour, in the order (post, via): (post, via, place, outcome, trust)."""
        return [
            (post, via, place, self.react(hour, post, via, place), self.trust_steps)
            for post, via, place in sorted(self.inbox.pop(hour, []))
        ]

    def react(self, hour: int, post: int, via: int, place: int) -> int:
        """Attention, engagement, share, click, purchase, trust: one impression; returns what came of it."""
        crowd, behaviour = self.crowd, self.crowd.behaviour
        influencer = crowd.influencer_of(place)
        credibility = 1.0 if via == NOBODY else behaviour.friend_credibility
        engage, share, click, buy = coin.draw(behaviour.luck_seed, coin.REACT, self.person, post, via)
        outcome = 0 if self.latest_hour is not None else FIRST

        memory = self._remembered(hour, behaviour)
        attention = rules.attention(
            memory, behaviour.wear_in_gain, behaviour.wear_in_impressions, behaviour.fatigue_per_repeat
        )
        engages = engage < rules.engage_probability(
            influencer["engagement"],
            influencer_match(influencer, self.person),
            crowd.posts[place]["quality"],
            attention,
            credibility,
        )
        if engages:
            outcome |= ENGAGED
            if share < rules.share_probability(behaviour.share_per_engaged) and post not in self.shared:
                outcome |= SHARED
                self.shared.add(post)
            if click < rules.click_probability(behaviour.click_per_engaged, brand_match(behaviour, self.person)):
                outcome |= CLICKED
                if not self.customer and self.organic_hour > hour and buy < self._buy_probability(behaviour):
                    outcome |= BOUGHT
                    self.customer = True
            self.considering = True

        self._trust_moves(influencer, credibility, behaviour, engages)
        self.memory_steps = rules.in_steps(memory + 1.0, MEMORY_STEPS)
        self.latest_hour = hour
        if memory + 1.0 > behaviour.overdose_impressions and not self.overdosed:
            outcome |= OVERDOSE
            self.overdosed = True
        return outcome

    def _remembered(self, hour: int, behaviour: Behaviour) -> float:
        """Campaign impressions still in mind."""
        memory = self.memory_steps / MEMORY_STEPS
        if self.latest_hour is None or self.latest_hour == hour:
            return memory
        return float(rules.faded(memory, float(hour - self.latest_hour), behaviour.memory_half_life_hours))

    def _buy_probability(self, behaviour: Behaviour) -> float:
        return float(
            rules.buy_probability(
                behaviour.purchase_per_click,
                self.trust,
                behaviour.trust_initial,
                behaviour.trust_on_purchase,
                self.propensity,
                behaviour.considering_on_purchase if self.considering else 1.0,
            )
        )

    def _trust_moves(self, influencer: np.void, credibility: float, behaviour: Behaviour, engages: bool) -> None:
        step = behaviour.trust_step_engaged if engages else behaviour.trust_step_seen
        authenticity = rules.perceived_authenticity(influencer["authenticity"], credibility)
        self.trust_steps = rules.in_steps(rules.trust_after(self.trust, authenticity, step), FIXED)
