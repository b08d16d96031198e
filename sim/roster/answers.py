"""What a user says about a roster file where it can be read in two ways."""

from __future__ import annotations

from dataclasses import dataclass

RATES = ("percent", "shares")  # what rates without a sign are
DECIMAL = ("comma", "point")
FOLLOWERS_IN = ("people", "thousands")


@dataclass(frozen=True)
class Answers:
    """What is said of a file; None where nothing is."""

    rates: str | None = None  # of RATES
    decimal: str | None = None  # of DECIMAL
    followers_in: str | None = None  # of FOLLOWERS_IN

    @property
    def decimal_mark(self) -> str:
        """The mark before decimals, "" where nothing is said."""
        return {"comma": ",", "point": "."}.get(self.decimal or "", "")


UNANSWERED = Answers()


def or_say(options: str, key: str, *values: str) -> str:
    """The end of a sentence on what can be read in two ways: how to say which, here and in a scenario file."""
    lines = " or ".join(f'{key} = "{value}"' for value in values)
    return f"; or say which: {options}, in a scenario file {lines} under [roster]"


OR_SAY_RATES = or_say("--percent or --shares", "rates", *RATES)
OR_SAY_DECIMAL = or_say("--decimal comma or --decimal point", "decimal", *DECIMAL)
OR_SAY_THOUSANDS = or_say("--thousands", "followers_in", "thousands")
