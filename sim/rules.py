"""What a person does with one impression: every rule of behaviour, once.

Each rule is a scalar, pure, compiled function that returns a probability or a new state, never a
decision: the caller asks whether a coin is below it. Both crowds call these functions and nothing
else, so no rule can hide in either. Symbols are those of the docstrings; sources of the numbers stand
in the assumptions. All times are in hours.
"""

from __future__ import annotations

import math

from sim.compiled import compiled


@compiled()
def clip(x):  # type: ignore[no-untyped-def]
    """The one place where a product of factors becomes a probability: min(1, max(0, x))."""
    return min(1.0, max(0.0, x))


@compiled()
def see_probability(reach_scale, activity):  # type: ignore[no-untyped-def]
    """P(see a post) = clip(reach_scale * activity), per member of the audience and post.

    ``activity`` has mean 1 over people; ``reach_scale`` is solved so that the mean over people is the
    reach rate (share of followers, cited). More active people see more: MODEL, "Exposure".
    """
    return clip(reach_scale * activity)


@compiled()
def delay_share(hours, median_hours, spread):  # type: ignore[no-untyped-def]
    """P(delay <= hours) = Phi(ln(hours / median) / spread): lognormal, dimensionless.

    Source: measured on published retweet cascades, where an exponential is refuted: the time to 90 %
    of the shares is about eleven times the time to half of them, an exponential gives 3.3.
    """
    if hours <= 0:
        return 0.0
    if spread <= 0.0:
        return 1.0 if hours >= median_hours else 0.0
    return 0.5 * math.erfc(-math.log(hours / median_hours) / (spread * math.sqrt(2.0)))


@compiled()
def post_quality(spread, u1, u2):  # type: ignore[no-untyped-def]
    """Quality = exp(spread z - spread^2 / 2), a factor of mean 1; z standard normal from two uniforms.

    ``spread`` is the standard deviation of the logarithm between posts of one influencer (guessed).
    """
    z = math.sqrt(-2.0 * math.log(1.0 - u1)) * math.cos(2.0 * math.pi * u2)
    return math.exp(spread * z - 0.5 * spread * spread)


@compiled()
def faded(memory, hours, half_life_hours):  # type: ignore[no-untyped-def]
    """Impressions still remembered after a while: memory * 2^(-hours / half life), in impressions."""
    return memory * math.exp(-math.log(2.0) * hours / half_life_hours)


@compiled()
def attention(memory, wear_in_gain, wear_in_impressions, fatigue_per_repeat):  # type: ignore[no-untyped-def]
    """Wear-in, then wear-out: (1 + gain min(m, peak)) * fatigue^max(0, m - peak), dimensionless.

    ``memory`` m is the number of earlier campaign impressions still remembered, so a first impression
    has attention 1 exactly. Off: gain 0, peak 0 and fatigue 1. Sources: wear-out, a vendor's measured
    loss per repeat; wear-in, Schmidt and Eisend 2015 (meta-analysis of repeated exposure).
    """
    grown = min(memory, wear_in_impressions)
    wear_in = 1.0 + wear_in_gain * grown
    return wear_in * math.pow(fatigue_per_repeat, memory - grown) if memory > grown else wear_in


@compiled()
def engage_probability(engagement, match, quality, attention, credibility):  # type: ignore[no-untyped-def]
    """P(engage | seen) = clip(engagement * match * quality * attention * credibility), per impression.

    ``engagement`` is the influencer's rate per reached person; ``match`` the fit of person and
    influencer, of mean 1 over the audience; ``credibility`` 1 for the influencer's own post and a
    friend's credibility for a shared one. A neutral first exposure leaves ``engagement`` alone.
    """
    return clip(engagement * match * quality * attention * credibility)


@compiled()
def share_probability(share_per_engaged):  # type: ignore[no-untyped-def]
    """P(share | engaged), per engagement; derived from shares per exposed person in real cascades."""
    return clip(share_per_engaged)


@compiled()
def click_probability(click_per_engaged, brand_match):  # type: ignore[no-untyped-def]
    """P(click | engaged) = clip(click_per_engaged * brand_match), per engagement.

    ``brand_match`` is the fit of person and brand, of mean 1 over the market.
    """
    return clip(click_per_engaged * brand_match)


@compiled()
def buy_probability(  # type: ignore[no-untyped-def]
    purchase_per_click, trust, trust_initial, trust_on_purchase, propensity, considering
):
    """P(buy | click) = clip(base * (trust / initial mean)^elasticity * propensity * considering).

    ``propensity`` has mean 1 over people; ``considering`` is 1 for somebody who had never engaged
    before and the boost of the consideration stage otherwise. Off: elasticity 0, boost 1.
    """
    return clip(purchase_per_click * math.pow(trust / trust_initial, trust_on_purchase) * propensity * considering)


@compiled()
def perceived_authenticity(authenticity, credibility):  # type: ignore[no-untyped-def]
    """How genuine a messenger seems, 0 to 1: clip(authenticity * credibility)."""
    return clip(authenticity * credibility)


@compiled()
def trust_after(trust, authenticity, step):  # type: ignore[no-untyped-def]
    """Trust moves a share ``step`` of the way to the messenger's perceived authenticity; 0 to 1.

    trust' = trust + step * (authenticity - trust); the step is larger for those who engage.
    """
    return trust + step * (authenticity - trust)


@compiled()
def organic_hour(u, purchases_per_hour, propensity):  # type: ignore[no-untyped-def]
    """The hour in which a person would buy with no campaign: exponential, -ln(1 - u) / hazard.

    One draw per person, the same under every schedule; infinite where the hazard is zero.
    """
    hazard = purchases_per_hour * propensity
    if hazard <= 0.0:
        return math.inf
    return -math.log(1.0 - u) / hazard


@compiled()
def in_steps(value, steps):  # type: ignore[no-untyped-def]
    """A state as it is kept: the nearest of whole steps (``steps`` to the unit), at most 65,535 of them."""
    return min(65535, int(value * steps + 0.5))
