"""The rules of spread, each once: who passes what on, and to how many people a feed shows it.

As in ``sim.rules``: scalar, pure, compiled functions that both crowds call, with equation, unit and source.
"""

from __future__ import annotations

import math

from sim.compiled import compiled
from sim.rules import clip

SIZE_FROM = 10_000.0  # followers; below it the size of an account says nothing of how much is passed on


@compiled()
def normal_score(u: float) -> float:
    """The standard normal number below which a share ``u`` of all lies, 0 < u < 1, to about 1e-9.

    Source: P. J. Acklam's rational approximation of the inverse normal distribution (2003).
    """
    if u < 0.02425 or u > 0.97575:
        q = math.sqrt(-2.0 * math.log(min(u, 1.0 - u)))
        top = ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734)
               * q + 4.374664141464968) * q + 2.938163982698783  # fmt: skip
        bottom = (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
                  + 3.754408661907416) * q + 1.0  # fmt: skip
        return top / bottom if u < 0.5 else -top / bottom
    q = u - 0.5
    r = q * q
    top = (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
             + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239) * q  # fmt: skip
    bottom = ((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
               + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0  # fmt: skip
    return top / bottom


@compiled()
def coupled(score: float, own: float, correlation: float) -> float:
    """A standard normal score that has this correlation with another = c * score + sqrt(1 - c^2) * own.

    ``own`` is independent of ``score``. A Gaussian copula where both are scores of ranks. Off: correlation 0.
    """
    return correlation * score + math.sqrt(max(0.0, 1.0 - correlation * correlation)) * own


@compiled()
def spread_factor(spread: float, score: float) -> float:
    """A factor of mean 1 = exp(s z - s^2 / 2), lognormal: a person's habit of sharing, how infectious an author is.

    ``spread`` s is the standard deviation of the logarithm, ``score`` z standard normal. Off: spread 0.
    Sources: a tenth of adults write four fifths of tweets (the habit); reshares per follower of authors and of posts.
    """
    return math.exp(spread * score - 0.5 * spread * spread)


@compiled()
def infectiousness(spread: float, score: float, correlation: float, engagement_spread: float, apart: float) -> float:
    """How much more than usual a post, or what an account posts, is passed on = exp(s z - s^2 / 2 - (1 - k) c s q).

    ``score`` z is a normal score that has the correlation c with that of engagement, q the log standard deviation of
    engagement. The factor is one on shares per view for ``apart`` k = 1, one on shares per engagement for k = 0, and of
    mean 1 over those. Off: spread 0. Source: reshares per follower between authors, and between posts of one.
    """
    return math.exp(spread * score - 0.5 * spread * spread - (1.0 - apart) * correlation * spread * engagement_spread)


@compiled()
def shares_per_engagement(engagement: float, apart: float) -> float:
    """Factor on the chance to share of whoever engages = max(engagement, 1e-6)^-k, k ``apart``. Off: k = 0.

    ``engagement`` is that of account and post beside the usual of such an account. With k = 1 what is liked twice as
    much is not shared more for it: how much a post is shared is told by ``infectiousness``. Source: impressions of
    posts correlate 0.85 with likes and 0.59 with shares, so that likes and shares are two things.
    """
    return math.pow(max(engagement, 1e-6), -apart)


@compiled()
def retold(steps: int, factor: float) -> float:
    """Factor on sharing of what has been passed on ``steps`` times already = factor^steps. Off: 1.

    Source: exposure by a reshare counts .27 of direct exposure in twelve hits, and 1 inside one hashtag.
    """
    return math.pow(factor, float(steps)) if steps > 0 else 1.0


@compiled()
def size_on_sharing(followers: float, exponent: float) -> float:
    """Factor on sharing of what an account itself shows = (max(followers, 10,000) / 10,000)^-exponent. Off: 0.

    Source: reshares per follower by size of account, 5.2e-4 below 10,000 followers, 2.8e-5 above 100,000.
    """
    return math.pow(max(followers, SIZE_FROM) / SIZE_FROM, -exponent)


@compiled()
def mean_share_probability(scale: float, log_mean: float, log_spread: float) -> float:
    """E[min(1, scale * X)] for a lognormal X, ln X of this mean and standard deviation, in closed form.

    scale e^(m + s^2 / 2) Phi(-(a + s^2) / s) + Phi(a / s), where a = ln(scale) + m.
    """
    if scale <= 0.0:
        return 0.0
    above = math.log(scale) + log_mean
    if log_spread <= 0.0:
        return min(1.0, math.exp(above))
    root = log_spread * math.sqrt(2.0)
    unclipped = math.exp(above + 0.5 * log_spread * log_spread)
    return unclipped * 0.5 * math.erfc((above + log_spread * log_spread) / root) + 0.5 * math.erfc(-above / root)


@compiled()
def share_probability(scale: float, habit: float, infectiousness: float, retold: float) -> float:
    """P(share | engaged) = clip(scale * habit * infectiousness * retold), per engagement.

    ``scale`` is solved so that the mean over those who engage is the rate assumed (``sim.crowd.sharing``); the habit is
    the person's, of mean 1 over people, ``infectiousness`` that of author, post and size of account.
    """
    return clip(scale * habit * infectiousness * retold)


@compiled()
def recommendations(per_engagement: float, thinning: float, generation: int, engagements: int, u: float) -> int:
    """To how many people a feed has shown a piece for its engagements in one generation = floor(r t^g n + u).

    ``per_engagement`` r is what an engagement with what the account itself shows brings, ``thinning`` t the factor for
    each generation g of recommendations before, ``engagements`` n so far, and ``u`` a coin that rounds. Off: r = 0.
    Source: platforms' own accounts of showing a piece to more people as long as it does well.
    """
    return math.floor(per_engagement * math.pow(thinning, float(generation)) * engagements + u)


@compiled()
def views_per_first_view(reproduction: float, thinning: float) -> float:
    """Views in the end for each first one = 1 + R + R * R t + R * R t * R t^2 + ..., a branching process.

    ``reproduction`` R is how many further views one first view brings in the mean, ``thinning`` t the factor for each
    generation. 1 / (1 - R) for t = 1 and R < 1; at most 1e12.
    """
    if thinning >= 1.0:
        return min(1.0 / (1.0 - reproduction), 1e12) if reproduction < 1.0 else 1e12
    total, generation, born = 1.0, 1.0, reproduction
    while generation > 1e-12 * total and total < 1e12:
        generation *= born
        total += generation
        born *= thinning
    return min(total, 1e12)
