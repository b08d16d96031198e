"""Fees of a list: in the scenario's currency, and by format where the list has them."""

import pytest

from sim.errors import InputError
from sim.money import EUR, Currency
from sim.roster.listing import read_listing
from sim.roster.written_roster import written_roster
from sim.scenario.schedule import FORMATS

INTERESTS = ("sport", "food")
USD, SEK, CHF = Currency("USD", 1.08), Currency("SEK", 11.0), Currency("CHF", 0.95)


def listing(header: str, *fees: str, currency: Currency = EUR):
    rows = "".join(f"creator {place},{5_000 + place},{cells}\n" for place, cells in enumerate(fees))
    return read_listing(f"name,followers,{header}\n{rows}", INTERESTS, 99, currency=currency)


def fees_in(header: str, *fees: str, currency: Currency = EUR) -> list[float | None]:
    return [one.fee_eur for one in listing(header, *fees, currency=currency).listed]


@pytest.mark.parametrize(
    ("header", "cell", "currency"),
    [
        *(("fee_usd", "350", USD), ("Fee (USD)", "350", USD), ("Fee ($)", "350", USD), ("price $", "350", USD)),
        *(("fee", "$350", USD), ("fee", "350 USD", USD), ("fee", "US$350", USD), ("fee", "350 dollars", USD)),
        *(("fee", "$350", Currency("CAD", 1.5)), ("Fee ($)", "350", Currency("AUD", 1.6))),
        *(("fee", "350 kr", SEK), ("fee", "kr 350", SEK), ("fee_sek", "350", SEK), ("fee", "350kr", SEK)),
        *(("fee", "Fr. 350", CHF), ("fee", "350 CHF", CHF), ("Honorar CHF", "350.-", CHF)),
        *(("fee", "₹350", Currency("INR", 90.0)), ("fee", "R$ 350", Currency("BRL", 6.0))),
        *(("fee", "350 zł", Currency("PLN", 4.3)), ("fee", "£350", Currency("GBP", 0.85))),
        *(("fee,currency", "350,USD", USD), ("fee,currency", "350,$", USD), ("fee", "350 KES", Currency("KES", 140.0))),
    ],
)
def test_a_fee_in_the_currency_of_the_scenario_is_taken(header, cell, currency):
    assert fees_in(header, cell, currency=currency) == [350.0]


@pytest.mark.parametrize(
    ("header", "cell", "currency", "other"),
    [
        *(("fee_eur", "350", USD, "EUR"), ("Fee (€)", "350", USD, "EUR"), ("fee", "350 €", USD, "EUR")),
        *(("fee", "R$ 350", USD, "BRL"), ("fee", "US$ 350", Currency("CAD", 1.5), "USD"), ("fee", "£9", SEK, "GBP")),
        *(("fee,currency", "350,GBP", USD, "GBP"), ("fee_usd", "350", EUR, "USD"), ("fee_reel", "$350", EUR, "USD")),
    ],
)
def test_any_other_currency_is_refused_with_both_named(header, cell, currency, other):
    with pytest.raises(InputError) as refused:
        listing(header, cell, currency=currency)
    (problem,) = refused.value.problems
    assert f"this is {other}, and amounts are in {currency.code} here" in problem


def test_notes_speak_the_currency_and_a_limit_of_euros_is_converted():
    notes = "\n".join(listing("fee", "100", "350", currency=SEK).notes)
    assert "fee: taken for SEK per post" in notes
    assert "'100'; below 110 SEK a post, taken as it stands" in notes
    assert "a post, taken" not in "\n".join(listing("fee", "1", currency=Currency("SEK", float("nan"))).notes)


# ---- By format ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "formats"),
    [
        ("fee_reel", {"reel"}), ("Price per Reel (€)", {"reel"}), ("Story fee", {"story"}),
        ("fee per story EUR", {"story"}),
        ("cost per live", {"live"}), ("reel €", {"reel"}), ("fee_stories", {"story"}),
        ("reels", set()), ("avg reel views", set()), ("reels per week", set()), ("reel rate", set()),
    ],
)  # fmt: skip
def test_a_column_is_the_fee_of_the_format_that_it_names(header, formats):
    (one,) = listing(f"fee,{header}", "100,250").listed
    assert one.fee_eur == 100.0
    assert dict(one.fees_by_format_eur) == dict.fromkeys(formats, 250.0)


def test_every_format_can_have_a_fee_and_one_that_is_not_known_is_listed_as_left_out():
    known = listing("fee,fee_post,fee_story,fee_reel,fee_live,fee_video", "9.5,10,20,30,40,50")
    assert known.listed[0].fee_eur == 9.5
    assert known.listed[0].fees_by_format_eur == tuple(zip(FORMATS, (10.0, 20.0, 30.0, 40.0), strict=True))
    assert "columns left out: fee_video" in known.notes


@pytest.mark.parametrize("header", ["fee_post", "fee_video", "Price per post (€)"])
def test_a_single_fee_for_a_post_or_a_video_is_the_general_one_as_ever(header):
    (one,) = listing(header, "100").listed
    assert (one.fee_eur, one.fees_by_format_eur) == (100.0, ())


def test_a_fee_per_post_beside_those_of_formats_is_the_general_one():
    found = listing("fee_post,fee_reel", "100,250", "100,").listed
    assert [(one.fee_eur, one.fees_by_format_eur) for one in found] == [(100.0, (("reel", 250.0),)), (100.0, ())]


@pytest.mark.parametrize("currency", [EUR, USD], ids=lambda one: one.code)
def test_a_list_that_is_written_and_read_again_has_the_same_fees(currency):
    first = listing("fee,fee_reel,fee_post", "100,250.5,90", "80,,", currency=currency)
    text = written_roster(first, INTERESTS, currency)
    assert text.splitlines()[0].endswith(f"fee_post_{currency.code.lower()},fee_reel_{currency.code.lower()}")
    again = read_listing(text, INTERESTS, 99, currency=currency)
    assert [(one.fee_eur, one.fees_by_format_eur) for one in again.listed] == [
        (one.fee_eur, one.fees_by_format_eur) for one in first.listed
    ]
