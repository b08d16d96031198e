"""The names of what a run writes: columns of its counts, outcomes of an impression, an event, the ending.

Used by name, as ``from sim import events as ev`` and ``ev.BOUGHT``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Columns of the hourly counts.
TALLY = (
    "reach_people",  # people who saw the campaign for the first time
    "impressions",
    "viral_impressions",  # shown by a person who shared
    "engagements",
    "shares",
    "clicks",
    "purchases_naive",  # followed a click
    "purchases_anyway",  # of those: would have come by the end with no campaign
    "overdosed_people",  # past the overdose point for the first time
    "repeat_purchases",  # of the naive: by somebody who had bought before
    "code_purchases",  # of the naive: with a promo code
    "brand_followers",  # who began to follow the brand's account
    "word_of_mouth",  # customers who told their own followers
    "media_mentions",  # people of the press who wrote
    "trust_steps",  # change of the sum of trust over all reached so far, in steps of 1 / 65,535
    "trust_initial_steps",  # of that: the trust that people had when they were first reached
    "recommended_impressions",  # shown by a feed
)
(REACH, IMPRESSIONS, VIRAL, ENGAGEMENTS, SHARES, CLICKS, PURCHASES, ANYWAY, OVERDOSES) = range(9)
(REPEATS, CODES, FOLLOWERS, SPOKEN, MENTIONS, TRUST, TRUST_INITIAL, RECOMMENDED) = range(9, len(TALLY))

# Places of the two kinds of piece that no influencer publishes, before all others.
WORD_OF_MOUTH, MENTION = 0, 1
FIRST_PLACE = 2  # of the influencers' posts
# Columns of the counts by piece.
BY_POST = ("reach_people", "impressions", "engagements", "clicks", "purchases_naive", "purchases_anyway")
(OF_REACH, OF_IMPRESSIONS, OF_ENGAGEMENTS, OF_CLICKS, OF_PURCHASES, OF_ANYWAY) = range(len(BY_POST))

FIXED = 65535  # trust is kept in steps of 1 / 65,535
NOBODY = 0xFFFFFFFF  # ``via`` of an impression that the influencer showed
FEED = 0xFFFFFFFE  # ``via`` of an impression that a feed showed to somebody who need not follow

# Outcomes of an impression: bits of ``outcome`` in the event log.
FIRST, ENGAGED, SHARED, CLICKED, BOUGHT, OVERDOSE, FOLLOWED, WROTE = 1, 2, 4, 8, 16, 32, 64, 128

EVENT = np.dtype(
    [
        ("hour", np.uint16),
        ("person", np.uint32),
        ("post", np.uint32),
        ("via", np.uint32),
        ("outcome", np.uint8),
        ("trust", np.uint16),  # afterwards, in steps of 1 / 65,535
    ]
)
ORGANIC = np.dtype([("hour", np.uint16), ("person", np.uint32)])

Counts = npt.NDArray[np.int64]
Events = npt.NDArray[np.void]


def messengers(via: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Who showed each impression, for reading: a person, -1 for whoever published it, -2 for a feed."""
    shown_by = via.astype(np.int64)
    return np.where(shown_by >= FEED, shown_by - (NOBODY + 1), shown_by)


@dataclass(frozen=True)
class Ending:
    """The people touched by a campaign at its end, by funnel stage, with the sum of their trust.

    ``organic`` holds the purchases of touched people that no click led to, by (hour, person); people
    whom no campaign touched buy organically too, the same under every schedule.
    """

    aware: int  # reached, never engaged, never bought
    considering: int  # engaged, never bought
    customers: int  # bought once, by a click or not
    loyal: int  # bought again after a click
    trust_sum: float
    organic: Events
