"""The columns of fees: the general one, one for each format, and that of their currency."""

from __future__ import annotations

from collections.abc import Sequence

from sim.money import Currency
from sim.roster.plain_words import words_of

# The fees that a list may have beside a general one, by format.
FORMAT_FEES = {name: f"fee_{name}_eur" for name in ("post", "story", "reel", "live")}

_FORMAT_WORDS = {
    **{"story": "story", "stories": "story", "reel": "reel", "reels": "reel"},
    **{"live": "live", "lives": "live", "livestream": "live"},
}
_CURRENCY = frozenset(("currency", "wahrung", "devise", "moneda", "moeda", "valuta"))
PER_POST = frozenset(("per", "a", "each", "for", "one", "post", "video", "in", "pro"))
PRICE = frozenset(
    (
        "price",
        "cost",
        "preis",
        "prix",
        "precio",
        "prezzo",
        "honorar",
        "tarif",
        "tariff",
        "charge",
        "rate",
        "kosten",
        "fees",
    )
)


def states_currency(name: str, currency: Currency) -> bool:
    """Whether a fee's name says that it is in this currency."""
    return any(sign in name for sign in currency.signs) or bool(words_of(name) & currency.words)


def names_currency(name: str) -> bool:
    """Whether a column says in which currency the fees are."""
    return bool(words_of(name) & _CURRENCY) and words_of(name) <= _CURRENCY | PRICE | {"fee", "code", "of"}


def fee_field(name: str, currency: Currency) -> str | None:
    """What a column that no other currency is named in holds: the fee for a post, for one of a format, or none."""
    words = words_of(name)
    if _is_fee(words, name, currency):
        return "fee_eur"
    formats = words & _FORMAT_WORDS.keys()
    if len(formats) == 1 and _is_fee(words - formats | {"post"}, name, currency):
        return FORMAT_FEES[_FORMAT_WORDS[formats.pop()]]
    return None


def with_formats(header: Sequence[str], fields: Sequence[str | None]) -> list[str | None]:
    """The fields with a fee per post, or per video, as what it is beside other fees: that of a format, or of none.

    Alone it is the general fee: who lists one fee per post, or per video, means that one.
    """
    formats = {
        place: words.pop()
        for place, (name, field) in enumerate(zip(header, fields, strict=True))
        if field == "fee_eur" and len(words := words_of(name) & {"post", "video"}) == 1
    }
    general = any(field == "fee_eur" and place not in formats for place, field in enumerate(fields))
    of_post = general or "post" in formats.values() or bool(set(fields) & set(FORMAT_FEES.values()))
    found = list(fields)
    for place, format_ in formats.items():
        if format_ == "post" and general:
            found[place] = FORMAT_FEES[format_]
        elif format_ == "video" and of_post:
            found[place] = None
    return found


def _is_fee(words: set[str], name: str, currency: Currency) -> bool:
    """Whether a column's words say that it holds the fee for a post."""
    own = currency.words
    if words & {"fee", "fees"} and words <= {"fee", "fees"} | own | PER_POST:
        return True
    if _is_price_per_post(words, own):
        return True
    return (
        bool(words & (PRICE | {"post"}))
        and states_currency(name, currency)
        and words <= PRICE | own | PER_POST | {"fee"}
    )


def _is_price_per_post(words: set[str], of_currency: frozenset[str]) -> bool:
    prices = words & (PRICE | {"budget"})
    if not words & {"post", "video"} or not words <= PRICE | of_currency | PER_POST | {"budget"}:
        return False
    return bool(prices - {"rate"}) or (bool(prices) and "per" in words)  # a post rate may be posts per week
