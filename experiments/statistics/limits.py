"""How far the true mean of a few differences may lie from theirs, and how sure the sign of it is.

Limits and certainty are two readings of one thing: a limit leaves zero out exactly where the certainty
passes one minus its error.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# With fewer replicates skewness is not to be told from chance, and no probability is given: five
# differences that all lie on one side do so in 1 of 32 cases by luck alone, six in 1 of 64.
FEWEST = 6
# With fewer replicates whose difference is not that of all the others, there are no limits: what is rare was
# seen once or twice, and how large it may be is not to be told.
FEWEST_DIFFERING = 3
# How fast the variance is taken to grow with the mean, in skewnesses. First-order theory has 2/3; a small
# sample shows only part of its skewness (20 lognormal values of sigma 1.5: 3.0 in the median, of 33), so n
# differences have 2/3 + 12 / sqrt n, and never less than 2: so much it takes that two equal schedules, one of them
# lognormal with sigma 1.5, are told apart with a probability above 0.99 in no more than 1.5 % of samples.
_SLOPE_OF_MANY, _SLOPE_OF_FEW, _LEAST_SLOPE = 2.0 / 3.0, 12.0, 2.0
# A sample of differences that are mostly alike and seldom far out on one side may hold none of these and look
# normal. An ordinary limit is wrong in most of such samples anyhow; a strict one, with an error of 1 % or less,
# takes a difference to be this much more skewed than it looks. Between 2.5 and 1 % the share of it rises evenly
# with the logarithm of the error. Of 0.4, 0.5 and 0.6 it is the least that keeps real differences of kurtosis 20.
_UNSEEN_SKEWNESS = 0.6
_ORDINARY_ERROR, _STRICT_ERROR = 0.025, 0.01


def margins(d: npt.NDArray[np.float64], spread: float, error: float) -> tuple[float, float]:
    """How far the one-sided limits of the mean, each wrong with ``error``, lie below and above the mean of ``d``.

    ``spread`` is the sample standard deviation of ``d``, in whose unit the margins are. A limit t standard
    errors away (Student's t) is right where differences are near normal. Differences with a long tail on
    one side vary more the farther their true mean lies on that side, and a sample that caught little of the
    tail shows little of either: there the standard error is the one that they would have were the limit
    their mean, se * sqrt(1 + s g m) at m standard errors, with g the skewness of the mean and s = 2/3 +
    12 / sqrt n, or 2 where that is less. So m solves m^2 = t^2 (1 + s g m). On the other side the limit stays
    Student's. With an ``error`` below 2.5 % the skewness on either side is taken to be larger than it looks,
    from 1 % on by 0.6 of one difference. Below ``FEWEST`` differences both limits are Student's.

    The error that is kept, in per cent of 150,000 samples of 48 differences, below and above (the tail upwards,
    but for the real ones: two schedules of the shipped scenario among 500,000 people, 654 draws of the assumptions):

        error stated                         2.5             1           0.031
        normal                         2.1   2.1      0.12  0.12      0      0
        exponential                    0.9   1.1      0.01  0.11      0      0.001
        lognormal, sigma 0.7           0.7   1.6      0.01  0.21      0      0.004
        gamma, shape 0.3               0.4   1.3      0     0.20      0      0.003
        real engagements, kurtosis 19  5.3   0.5      1.06  0         0.010  0
        real profits, kurtosis 11      3.6   0.7      0.80  0         0.017  0
        real purchases, kurtosis 12    1.5   0.6      0.24  0         0.007  0

    Where few hold nearly all there is, no sample tells: of hits in one of twenty whose size is lognormal with
    sigma 1.5, 100 of which three or more have something, the mean lies above the 2.5 % limit in 10 % of samples.

    Source: P. Hall, Ann. Stat. 16 (1988) 927 and J. R. Stat. Soc. B 54 (1992) 221 (the skewness of the
    studentised mean); E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209 (the variance taken at the limit).
    """
    from scipy.special import stdtrit  # imported here: one campaign alone needs no statistics

    t = float(stdtrit(len(d) - 1, 1.0 - error))
    standard_error = spread / np.sqrt(len(d))
    skewness = _of_the_mean(d, spread)
    unseen = _strictness(error) * _unseen(len(d))
    slope = _slope(len(d))
    below, above = (standard_error * _stretched(t, slope * (max(tail, 0.0) + unseen)) for tail in (-skewness, skewness))
    return float(below), float(above)


def certainty_above_zero(mean: float, d: npt.NDArray[np.float64], spread: float) -> float:
    """How sure it is, 0 to 1, that the true mean is above zero; ``d`` and ``spread`` as in ``margins``.

    One minus the error at which the lower limit of a mean above zero is zero, and the error at which the
    upper limit of one below zero is. One half where the mean is zero.
    """
    if spread == 0.0 or mean == 0.0:
        return 0.5 + 0.5 * float(np.sign(mean))
    from scipy.optimize import brentq
    from scipy.special import stdtr

    n = len(d)
    m = abs(mean) / (spread / float(np.sqrt(n)))
    tail = max(-float(np.sign(mean)) * _of_the_mean(d, spread), 0.0)
    slope, unseen = _slope(n), _unseen(n)

    def error_at(strictness: float) -> float:
        return float(stdtr(n - 1, -m / np.sqrt(1.0 + slope * (tail + strictness * unseen) * m)))

    error = error_at(0.0)
    if error < _ORDINARY_ERROR:
        error = error_at(1.0)
        if error > _STRICT_ERROR:
            # The stricter, the farther the limit; where it reaches zero lies in between.
            error = error_at(float(brentq(lambda share: share - _strictness(error_at(share)), 0.0, 1.0)))
    return 1.0 - error if mean > 0.0 else error


def differ_in_too_few(d: npt.NDArray[np.float64], rounding: float) -> bool:
    """Whether fewer than ``FEWEST_DIFFERING`` of these differences are not that of all the others.

    What is no more than ``rounding`` apart is the same. Always false below ``FEWEST`` differences.
    """
    if len(d) < FEWEST:
        return False
    in_order = np.sort(d)
    alike = len(d) - FEWEST_DIFFERING
    return bool((in_order[alike:] - in_order[: len(d) - alike] <= rounding).any())


def certainty_highest(
    means: npt.NDArray[np.float64], deviations: npt.NDArray[np.float64], rounding: float, draws: int, seed: int
) -> npt.NDArray[np.float64]:
    """How sure it is, 0 to 1 and 1 in all, that each of several true means is the highest, were all near normal.

    ``deviations`` is (means, n). The true means are drawn ``draws`` times from the multivariate t distribution
    about ``means``; those no more than ``rounding`` below the highest share the draw.

    Source: A. Genz, F. Bretz, Computation of Multivariate Normal and t Probabilities, 2009, chapter 1.
    """
    n = deviations.shape[1]
    centred = deviations - deviations.mean(axis=1, keepdims=True)
    root = np.linalg.qr(centred.T, mode="r") / np.sqrt(n * (n - 1))  # root.T @ root is the covariance of the means
    generator = np.random.default_rng(seed)
    luck = generator.standard_normal((draws, len(root))) @ root
    luck /= np.sqrt(generator.chisquare(n - 1, (draws, 1)) / (n - 1))
    drawn = means + luck
    highest = drawn >= drawn.max(axis=1, keepdims=True) - rounding
    share: npt.NDArray[np.float64] = (highest / highest.sum(axis=1, keepdims=True)).mean(axis=0)
    return share


def _stretched(t: float, growth: float) -> float:
    """The m of ``margins``, with ``growth`` that of the variance with each standard error towards the limit."""
    bend = 0.5 * growth * t
    return float(t * (bend + np.sqrt(1.0 + bend * bend)))


def _slope(n: int) -> float:
    return max(_SLOPE_OF_MANY + _SLOPE_OF_FEW / float(np.sqrt(n)), _LEAST_SLOPE)


def _unseen(n: int) -> float:
    """The skewness of the mean that a strict limit takes a sample not to show; none below ``FEWEST``."""
    return _UNSEEN_SKEWNESS / float(np.sqrt(n)) if n >= FEWEST else 0.0


def _strictness(error: float) -> float:
    """0 for the error of an ordinary limit, 1 for that of a strict one, and in between by its logarithm."""
    return float(np.clip(np.log(_ORDINARY_ERROR / error) / np.log(_ORDINARY_ERROR / _STRICT_ERROR), 0.0, 1.0))


def _of_the_mean(d: npt.NDArray[np.float64], spread: float) -> float:
    """Skewness of the mean of differences, from -1 to 1, by Fisher's estimate for one difference."""
    n = len(d)
    if n < FEWEST or spread == 0.0:
        return 0.0
    return n / ((n - 1) * (n - 2)) * float((((d - d.mean()) / spread) ** 3).sum()) / float(np.sqrt(n))
