"""The currency of a scenario. In the code ``_eur`` in a name, and EUR in a unit, say "in the scenario's currency".

Files and screens have the currency's own code in their place: ``budget_eur`` is written ``budget_usd`` where that is
USD. What is assumed alone is in EUR whatever the currency, as its sources are; see ``Assumptions.in_currency``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# The assumptions that are amounts of EUR, and keep their names in every file.
OF_EVIDENCE = frozenset(("fee_per_follower_eur", "fee_floor_eur", "own_hour_eur"))

# What else stands for a currency beside its code: signs, and words in small letters. A sign that several have counts
# for the scenario's own; elsewhere it is told as that of the first.
_SIGNS: Mapping[str, tuple[str, ...]] = {
    **{"EUR": ("\u20ac",), "USD": ("US$", "$"), "GBP": ("\u00a3",), "JPY": ("\u00a5",), "CNY": ("\u00a5",)},
    **{"CAD": ("CA$", "C$", "$"), "AUD": ("AU$", "A$", "$"), "NZD": ("NZ$", "$"), "SGD": ("S$", "$")},
    **{"HKD": ("HK$", "$"), "TWD": ("NT$", "$"), "ARS": ("$",), "CLP": ("$",), "COP": ("$",), "MXN": ("MX$", "$")},
    **{"BRL": ("R$",), "INR": ("\u20b9",), "KRW": ("\u20a9",)},
    **{"ILS": ("\u20aa",), "PHP": ("\u20b1",), "UAH": ("\u20b4",), "TRY": ("\u20ba",), "RUB": ("\u20bd",)},
    **{"VND": ("\u20ab",), "NGN": ("\u20a6",), "THB": ("\u0e3f",)},
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    **{"EUR": ("euro", "euros"), "USD": ("dollar", "dollars"), "CAD": ("dollar", "dollars")},
    **{"AUD": ("dollar", "dollars"), "NZD": ("dollar", "dollars"), "SGD": ("dollar", "dollars")},
    **{"HKD": ("dollar", "dollars"), "GBP": ("pound", "pounds", "sterling"), "JPY": ("yen",), "CNY": ("yuan",)},
    **{
        "CHF": ("franc", "francs", "franken", "fr"),
        "INR": ("rupee", "rupees", "rs"),
        "PLN": ("z\u0142", "zl", "zloty"),
    },
    **{"SEK": ("kr", "kronor"), "NOK": ("kr", "kroner"), "DKK": ("kr", "kroner"), "CZK": ("k\u010d", "kc")},
    **{"HUF": ("ft",), "RON": ("lei",), "ISK": ("kr",), "ZAR": ("r",)},
}
# The codes and words by which a currency that is not the scenario's is known: a kr or a ft may be anything.
_TELLING = frozenset(
    (
        *("eur", "usd", "gbp", "chf", "jpy", "cny", "cad", "aud", "nzd", "inr", "brl", "mxn", "sek", "nok", "dkk"),
        *("pln", "czk", "huf", "ron", "rub", "krw", "sgd", "hkd", "zar", "ngn", "idr", "thb", "php", "aed", "sar"),
        *("ils", "euro", "euros", "dollar", "dollars", "pound", "pounds", "sterling", "franc", "francs", "yen"),
        *("yuan", "rupee", "rupees"),
    )
)
_ENDINGS = ("usd", "gbp", "chf", "jpy")  # that stand at the end of no other word
_LONGEST = 100  # characters of a text that are looked at
_INSIDE = re.compile(r"(?<![A-Za-z])eur(?![A-Za-z])")


@dataclass(frozen=True)
class Currency:
    """A currency by its code of ISO 4217; ``per_eur`` is what one EUR costs in it, not a number where nobody says."""

    code: str = "EUR"
    per_eur: float = 1.0

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that stand for it, such as $, the longest first."""
        return _SIGNS.get(self.code, ())

    @property
    def words(self) -> frozenset[str]:
        """The words that stand for it, in small letters: its code among them."""
        return frozenset((self.code.lower(), *_WORDS.get(self.code, ())))

    def outside(self, name: str) -> str:
        """A name of the code, such as ``brand.price_eur``, as files and screens have it."""
        return name if self.code == "EUR" or name in OF_EVIDENCE else _INSIDE.sub(self.code.lower(), name)

    def inside(self, name: str, known: Iterable[str]) -> str | None:
        """Which of the ``known`` names of the code a name of a file is; None where it is none of them."""
        return next((one for one in known if self.outside(one) == name), None)

    def right_name(self, name: str, known: Iterable[str]) -> str:
        """What a name that says another currency, such as ``budget_gbp``, has to be; "" where it is none of the
        ``known`` names of the code but for its currency.
        """
        stem = name.rpartition("_")[0]
        return next((self.outside(one) for one in known if stem and one == f"{stem}_eur"), "")

    def unit(self, words: str) -> str:
        """A unit or a heading of the code, such as EUR per click, as it is shown."""
        return words if self.code == "EUR" else re.sub(r"\bEUR\b", self.code, words)

    def keys(self, content: Any, chosen: Collection[str] = ()) -> Any:
        """The content with all keys as files have them, however deep; a table of nothing but ``chosen`` names stays."""
        if self.code == "EUR":
            return content
        if isinstance(content, Mapping):
            named = bool(content) and all(key in chosen for key in content)
            return {key if named else self.outside(key): self.keys(value, chosen) for key, value in content.items()}
        return [self.keys(part, chosen) for part in content] if isinstance(content, list | tuple) else content


EUR = Currency()


def other_currency(text: str, currency: Currency = EUR) -> str:
    """The end of a sentence on a text that names another currency: which, and what to do; empty for any other text."""
    other = _other(text, currency)
    if not other:
        return ""
    start = f"; this is {other}, and amounts are in {currency.code} here"
    if currency.code != "EUR":
        return f"{start} ([money] currency): write it in {currency.code}; no exchange rate is taken for granted"
    return (
        f'{start}: for {other} give the scenario [money] with currency = "{other}" and per_eur, what one EUR costs in '
        f"it (groundswell roster: --currency {other})"
    )


def _other(text: str, currency: Currency) -> str:
    """The code of the first currency that a text names, if the scenario's own is not meant by the same word."""
    for codes in _named_in(text[:_LONGEST]):
        if currency.code not in codes:
            return codes[0]
    return ""


@lru_cache(10_000)
def _named_in(text: str) -> tuple[tuple[str, ...], ...]:
    """The currencies that a text names: of each word or sign that does, the codes it may stand for."""
    return tuple(_of_words(text)) + tuple(_of_signs(text))


def _of_words(text: str) -> Iterator[tuple[str, ...]]:
    for word in re.split("[^a-z]+", re.sub("([a-z])([A-Z])", r"\1 \2", text).lower()):
        ending = next((code for code in _ENDINGS if word.endswith(code)), "")
        if word in _TELLING or ending:
            codes = tuple(code for code, words in _WORDS.items() if word in words)
            yield codes or ((ending or word).upper(),)


def _of_signs(text: str) -> Iterator[tuple[str, ...]]:
    signs = sorted({sign for of_one in _SIGNS.values() for sign in of_one}, key=len, reverse=True)
    for sign in signs:
        if sign in text:
            text = text.replace(sign, "")
            yield tuple(code for code, of_one in _SIGNS.items() if sign in of_one)
