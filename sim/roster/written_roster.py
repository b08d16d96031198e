"""Writes a roster as a CSV text that can be read in one way alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal

from sim.money import EUR, Currency
from sim.roster.fee_columns import FORMAT_FEES
from sim.roster.listing import Listing

_HEADER = (
    *("name", "followers", "engagement_rate_per_follower", "fee_eur", "interest", "platform"),
    *("in_market_share", "fake_share"),
)


def written_roster(listing: Listing, interests: Sequence[str], currency: Currency = EUR) -> str:
    """The text of a roster file that says what this listing says, and leaves out what it leaves out."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    formats = [name for name in FORMAT_FEES if any(name in dict(one.fees_by_format_eur) for one in listing.listed)]
    towns = any(one.place for one in listing.listed)
    header = (*_HEADER, *(FORMAT_FEES[name] for name in formats), *(["place"] if towns else []))
    rows.writerow(map(currency.outside, header))
    for one in listing.listed:
        by_format = dict(one.fees_by_format_eur)
        rows.writerow(
            (
                _name(one.name) if one.named else "",
                one.followers,
                _percent(one.engagement_rate_per_follower),
                _fee(one.fee_eur),
                "" if one.interest is None else interests[one.interest],
                one.platform or one.feed or "",
                _percent(one.in_market_share),
                _percent(one.fake_share),
                *(_fee(by_format.get(name)) for name in formats),
                *([_name(one.place)] if towns else []),
            )
        )
    return out.getvalue()


def _name(name: str) -> str:
    """A name with an apostrophe in front where a spreadsheet would calculate; reading takes it away."""
    return f"'{name}" if re.match(r"[=+@-]", name) else name


def _fee(fee: float | None) -> str:
    return "" if fee is None else _digits(Decimal(repr(fee)))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{_digits(100 * Decimal(repr(share)))}%"


def _digits(number: Decimal) -> str:
    """A number with a point for decimals, of which there are never three: 1.234 may be a thousand and more."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if len(text) > 30:
        return f"{number:E}"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
