"""The rules of behaviour, each once: how a person responds to one impression.

Each rule is a scalar, pure, compiled function that returns a probability or a new state, never a
decision: the caller asks whether a coin is below it. Both crowds call these functions and nothing
else, so no rule can hide in either. Symbols are those of the docstrings; sources of the numbers stand
in the assumptions. All times are in hours.
"""

from __future__ import annotations

import math

from sim.compiled import compiled


@compiled()
def clip(x: float) -> float:
    """A product of factors as a probability = min(1, max(0, x)); no other function makes one."""
    return min(1.0, max(0.0, x))


@compiled()
def see_probability(reach_scale: float, activity: float) -> float:
    """P(see a post) = clip(reach_scale * activity), per member of the audience and post.

    ``activity`` has mean 1 over people; ``reach_scale`` is solved so that the mean over people is the
    reach rate (share of followers, cited). More active people see more: MODEL, "Exposure".
    """
    return clip(reach_scale * activity)


@compiled()
def reach_of_true_followers(reach_rate: float, fake_share: float, counted: float) -> float:
    """Share of the true followers who see one post = clip(reach_rate / (1 - counted * fake_share)).

    ``reach_rate`` is a published reach over followers, and ``fake_share`` what part of such followers are fake and
    see nothing; ``counted`` says how far they are among the followers it was divided by. Off: 0. Source: published
    panels divide by all followers of an account.
    """
    true = 1.0 - counted * fake_share
    return clip(reach_rate / true) if true > 0.0 else 0.0


@compiled()
def delay_share(hours: float, median_hours: float, spread: float) -> float:
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
def delay_share_within(hours: float, median_hours: float, spread: float, lifetime_hours: float) -> float:
    """P(delay <= hours | delay <= lifetime) = min(1, delay_share(hours) / delay_share(lifetime)).

    A story or a live broadcast is gone after its lifetime (hours): whoever sees it at all sees it
    before. Off: a lifetime beyond every delay leaves a share of 1 behind it.
    """
    alive = delay_share(lifetime_hours, median_hours, spread)
    if hours >= lifetime_hours or alive <= 0.0:
        return 1.0 if hours >= lifetime_hours else 0.0
    return min(1.0, delay_share(hours, median_hours, spread) / alive)


@compiled()
def format_reach(reach_rate: float, reach_factor: float) -> float:
    """Share of followers who see one piece of a format = clip(reach rate of a post * factor). Off: 1.

    Source: published reach of stories against posts by tier; reels and live are guesses.
    """
    return clip(reach_rate * reach_factor)


@compiled()
def disclosed(is_disclosed: bool, factor: float) -> float:
    """Factor of the label "advertising" = factor where the post bears it, else 1 (dimensionless). Off: 1.

    Used for engagement and for the authenticity of the messenger. Sources: Eisend et al. 2020 (sign of
    the first), none for the second.
    """
    return factor if is_disclosed else 1.0


@compiled()
def standard_normal(u1: float, u2: float) -> float:
    """A standard normal number from two uniforms, z = sqrt(-2 ln(1 - u1)) cos(2 pi u2) (Box and Muller 1958)."""
    return math.sqrt(-2.0 * math.log(1.0 - u1)) * math.cos(2.0 * math.pi * u2)


@compiled()
def post_quality(spread: float, u1: float, u2: float) -> float:
    """Quality = exp(spread z - spread^2 / 2), a factor of mean 1; z standard normal from two uniforms.

    ``spread`` is the standard deviation of the logarithm between posts of one influencer (guessed).
    """
    return math.exp(spread * standard_normal(u1, u2) - 0.5 * spread * spread)


@compiled()
def faded(memory: float, hours: float, half_life_hours: float) -> float:
    """Impressions still remembered after a while: memory * 2^(-hours / half life), in impressions."""
    return memory * math.exp(-math.log(2.0) * hours / half_life_hours)


@compiled()
def attention(memory: float, wear_in_gain: float, wear_in_impressions: float, fatigue_per_repeat: float) -> float:
    """Wear-in, then wear-out: (1 + gain min(m, peak)) * fatigue^max(0, m - peak), dimensionless.

    ``memory`` m is the number of earlier campaign impressions still remembered, so a first impression
    has attention 1 exactly. Off: gain 0, peak 0 and fatigue 1. Sources: wear-out, a vendor's measured
    loss per repeat; wear-in, Schmidt and Eisend 2015 (meta-analysis of repeated exposure).
    """
    grown = min(memory, wear_in_impressions)
    wear_in = 1.0 + wear_in_gain * grown
    return wear_in * math.pow(fatigue_per_repeat, memory - grown) if memory > grown else wear_in


@compiled()
def familiarity(tiers_met_elsewhere: int, factor: float) -> float:
    """Factor on engagement = factor for a person who has met the campaign through another tier, else 1. Off: 1.

    ``tiers_met_elsewhere`` is a set of tiers as bits, without the tier of the post. Source: the funnel of
    the marketing articles (macro makes aware, micro reassures); the size is a guess.
    """
    return factor if tiers_met_elsewhere != 0 else 1.0


@compiled()
def engage_probability(
    engagement: float,
    match: float,
    quality: float,
    attention: float,
    credibility: float,
    familiarity: float,
) -> float:
    """P(engage | seen) = clip(engagement * match * quality * attention * credibility * familiarity), per impression.

    ``engagement`` is the influencer's rate per reached person; ``match`` the fit of person and
    influencer, of mean 1 over the audience; ``quality`` that of the post, its label included;
    ``credibility`` 1 for the influencer's own post and a friend's credibility for a shared one. A
    neutral first exposure leaves ``engagement`` alone.
    """
    return clip(engagement * match * quality * attention * credibility * familiarity)


@compiled()
def click_probability(rate: float, brand_match: float, interested: float, saturation: float) -> float:
    """P(click) = clip(r m / (1 + s r (m - 1))), per engagement, or per impression that is not engaged with.

    r is the ``rate`` of a person of middling fit; m the ``brand_match`` of person and brand, of mean 1 over the
    market, or 0 for somebody who is not ``interested`` (1 or 0). With a ``saturation`` s of 1 the fit multiplies the
    odds of a click, r / (1 - r), and no fit makes it certain. Off: 0, the fit multiplies the chance, cut at 1.
    Source: logistic response, as in models of choice (McFadden 1974).
    """
    match = brand_match * interested
    if match <= 0.0:
        return 0.0
    return clip(rate * match / (1.0 + saturation * rate * (match - 1.0)))


@compiled()
def price_response(price_share: float, elasticity: float) -> float:
    """Factor on the chance to buy = (price / usual price)^-elasticity; a price of a twentieth is the least that counts.

    ``price_share`` is what is paid as a share of what such a product usually costs. Off: elasticity 0; and at the
    usual price the factor is 1. Source: constant own-price elasticity of sales (Bijmolt et al. 2005, a meta-analysis).
    """
    return math.pow(max(price_share, 0.05), -elasticity)


@compiled()
def order_value(usual_price_in_euros: float, exponent: float) -> float:
    """Factor on the chance to buy = (usual price / 60 EUR)^-exponent; below 1 EUR as at 1 EUR. Off: exponent 0.

    What costs more is bought after fewer of the clicks, kind of product by kind of product. A guess; 60 EUR is the
    order at which the cited rate of purchases per click is taken to hold.
    """
    return math.pow(max(usual_price_in_euros, 1.0) / 60.0, -exponent)


@compiled()
def promo_code(has_code: bool, factor: float) -> float:
    """Factor = factor where the post carries a promo code, else 1: on engagement, and on the chance to buy. Off: 1.

    On buying it is the response to the price less the discount, times what a code does beyond that. Source: randomised
    trials of codes; on engagement, a vendor's posts.
    """
    return factor if has_code else 1.0


@compiled()
def tie_strength(followers: float, exponent: float) -> float:
    """Factor on the chance to buy = (followers / 10,000)^-exponent, by the size of the influencer's account. Off: 0.

    A person is tied the more loosely to an influencer the more others follow; that those whom a large account
    reaches buy less often is the reading of Beichert et al. 2024.
    """
    return math.pow(max(followers, 1.0) / 10_000.0, -exponent)


@compiled()
def decided_within(hours_left: float, median_hours: float) -> float:
    """P(a purchase is made by the end) = 1 - 2^(-hours left / median hours), exponential. Off: a median of 0.

    A sale that takes time: half of those who will buy after a click have done so after ``median_hours``.
    """
    if median_hours <= 0.0:
        return 1.0
    return 1.0 - math.exp(-math.log(2.0) * hours_left / median_hours)


@compiled()
def repeat_purchase(is_customer: bool, factor: float) -> float:
    """Factor on the chance to buy = factor for somebody who has bought before, else 1. Off: 0, nobody buys twice.

    A guess; the sign, that loyalty is built by repetition, is D1's.
    """
    return factor if is_customer else 1.0


@compiled()
def buy_probability(
    purchase_per_click: float,
    trust: float,
    trust_initial: float,
    trust_on_purchase: float,
    propensity: float,
    considering: float,
    code: float,
    price_class: float,
    repeat: float,
    price: float,
    ready: float,
    tie: float,
    in_time: float,
) -> float:
    """P(buy | click) = clip(base * (trust / initial mean)^elasticity * every other factor).

    ``propensity`` has mean 1 over people; ``considering``, the stage, is 1 for somebody who had never engaged
    before and the boost of the consideration stage otherwise; ``code`` is the pull of a promo code,
    ``price_class`` the fit of person and price class, of mean 1 over people, ``repeat`` the factor for
    those who bought before, ``price`` the response to the price beside the usual one, ``ready`` whether this person
    is about to buy such a product, of mean 1 over people, ``tie`` that of the account's size, ``in_time`` the share of
    sales that are made before the campaign's end. Off: elasticity 0 and every factor 1.
    """
    base = purchase_per_click * math.pow(trust / trust_initial, trust_on_purchase)
    return clip(base * propensity * considering * code * price_class * repeat * price * ready * tie * in_time)


@compiled()
def advocacy_probability(advocacy_per_purchase: float) -> float:
    """P(tell one's own followers | first purchase) = clip(rate), per purchase. Off: 0. A guess (sign: D1, D3)."""
    return clip(advocacy_per_purchase)


@compiled()
def follow_probability(follow_per_engaged: float) -> float:
    """P(follow the brand's account | engaged, not following yet) = clip(rate), per engagement. Off: 0. A guess."""
    return clip(follow_per_engaged)


@compiled()
def mention_probability(mention_per_engaged: float) -> float:
    """P(write of the campaign | engaged, of the press) = clip(rate), per engagement. Off: 0. A guess (sign: D1)."""
    return clip(mention_per_engaged)


@compiled()
def messenger(authenticity: float, authority: float, weight: float) -> float:
    """What trust in the brand moves towards, 0 to 1 = (1 - weight) * authenticity + weight * authority. Off: weight 0.

    Authority is expertise and fame, in which large accounts are ahead (D2, D3, D5); authenticity is closeness, in
    which small ones are (D1 to D3). The weight is a guess.
    """
    return (1.0 - weight) * authenticity + weight * authority


@compiled()
def perceived_authenticity(authenticity: float, credibility: float) -> float:
    """Perceived authenticity of a messenger = clip(authenticity * credibility), 0 to 1."""
    return clip(authenticity * credibility)


@compiled()
def trust_after(trust: float, authenticity: float, step: float) -> float:
    """Trust after an impression: trust' = trust + step * (authenticity - trust), 0 to 1.

    It moves a share ``step`` of the way to the messenger's perceived authenticity, more for those who engage.
    """
    return trust + step * (authenticity - trust)


@compiled()
def trust_damaged(trust: float, damage: float) -> float:
    """Trust after an unwelcome impression past the overdose point: trust' = trust * (1 - damage); 0 to 1. Off: 0.

    Unwelcome is an impression that was not engaged with. A guess; the sign is D1's: too massive a campaign
    tires the audience and harms the brand.
    """
    return trust * (1.0 - damage)


@compiled()
def organic_fit(fit: float, share: float) -> float:
    """Factor on the rate of buying without a campaign = fit^share. Off: 0.

    ``fit`` is everything that makes this person likelier to buy after a click and is not of the campaign: interest,
    price class, price, readiness. With a share of 1 the same person is the same buyer in both worlds.
    """
    return math.pow(fit, share)


@compiled()
def organic_hour(u: float, purchases_per_hour: float, propensity: float) -> float:
    """The hour in which a person would buy with no campaign = -ln(1 - u) / hazard, exponential.

    One draw per person, the same under every schedule; infinite where the hazard is zero.
    """
    hazard = purchases_per_hour * propensity
    if hazard <= 0.0:
        return math.inf
    return -math.log(1.0 - u) / hazard


@compiled()
def in_steps(value: float, steps: int) -> int:
    """A state as it is kept = min(65,535, value * steps), to the nearest whole step; ``steps`` make the unit."""
    return min(65535, int(value * steps + 0.5))


@compiled()
def engagement_by_size(followers: float, reached: float, at_10k: float, at_1m: float) -> float:
    """Engagements per reached person = ((1 - w) at_10k + w at_1m) / reached, w = clip((log10(followers) - 4) / 2).

    ``at_10k`` and ``at_1m`` are rates per declared follower, of accounts of 10,000 and of a million: a straight line in
    log followers between them, flat beyond. ``reached`` is the share of the declared followers who see a post; the rate
    may exceed 1 where a source's cannot be met. Source: the articles, which state a rate for each of the two sizes.
    """
    weight_at_1m = clip((math.log10(followers) - 4.0) / 2.0)
    per_follower = (1.0 - weight_at_1m) * at_10k + weight_at_1m * at_1m
    return per_follower / reached if reached > 0.0 else 0.0


@compiled()
def declared_rate(engagement_rate: float, bias: float, spread: float, u1: float, u2: float) -> float:
    """The engagement rate per follower that an influencer declares = clip(true rate * bias * lognormal of mean 1).

    ``bias`` is by how much declared rates are too high, ``spread`` the log standard deviation of what is declared
    around that. Off: 1 and 0. Source: engagement of real people beside all engagement, a vendor's estimate.
    """
    return clip(engagement_rate * bias * post_quality(spread, u1, u2))


@compiled()
def trait_within_tier(mean: float, spread: float, u: float) -> float:
    """A trait between 0 and 1 of one of a tier's influencers = mean + w (2u - 1), w = min(spread, mean, 1 - mean).

    Uniform around the tier's mean, which it keeps: the share of fakes, the authenticity. Off: spread 0.
    """
    return mean + min(spread, mean, 1.0 - mean) * (2.0 * u - 1.0)


@compiled()
def usual_fee(
    followers: float, fee_per_follower_eur: float, fee_growth: float, fee_level: float, fee_floor_eur: float
) -> float:
    """Fee in EUR per post = max(floor, fee per follower * F * (F / 10,000)^(growth - 1) * level), F followers above 0.

    ``fee_per_follower_eur`` is that of an account with 10,000 followers, ``fee_level`` that of the tier.
    Off: growth 1 and level 1. Sources: Klear 2019 (growth 0.7), price guides, the rule of 100 per 10K (growth 1).
    """
    per_follower = fee_per_follower_eur * followers
    return max(fee_floor_eur, per_follower * math.pow(followers / 10_000.0, fee_growth - 1.0) * fee_level)


@compiled()
def coordination_cost(cost_per_influencer: float, influencers: int, growth: float) -> float:
    """Cost of coordinating n influencers = base * n^growth, in the unit of the base, hours or money. Off: growth 1.

    A guess; the sign is D2's: many partners need more coordination.
    """
    return cost_per_influencer * math.pow(influencers, growth)
