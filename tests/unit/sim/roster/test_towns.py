"""Where influencers live: read from whatever column says it, and compared with the place of a local brand by name."""

import pytest

from sim.roster.listing import read_listing
from sim.roster.towns import lives_in
from sim.roster.written_roster import written_roster

INTERESTS = ("sport", "food")


def listing(text):
    return read_listing(text, INTERESTS, 10)


@pytest.mark.parametrize(
    "column", ["city", "City", "Location", "place", "Region", "Stadt", "Ort", "Wohnort", "homeTown"]
)
def test_a_column_of_places_is_read_whatever_it_is_called_and_it_is_said(column):
    told = listing(f"name,followers,{column}\na,5000,Berlin\nb,6000,\nc,7000,berlin\n")
    assert [one.place for one in told.listed] == ["Berlin", "", "berlin"]
    (note,) = [note for note in told.notes if "where they live" in note]
    assert note.startswith(f"{column}: where they live: 2 'berlin'; it counts for a local brand")
    assert not any("left out" in note for note in told.notes)


def test_of_several_columns_the_one_that_says_most_clearly_counts_and_the_other_is_said_to_be_left_out():
    told = listing("name,followers,region,city\na,5000,Bavaria,Munich\n")
    assert told.listed[0].place == "Munich"
    assert "columns left out: region" in told.notes


def test_a_rank_is_nobodys_home():
    told = listing("name,followers,place\na,5000,1\nb,6000,2\n")
    assert [one.place for one in told.listed] == ["", ""]


def test_places_survive_our_own_writing_and_a_list_without_them_is_written_as_before():
    text = "name,followers,city\na,5000,São Paulo\nb,6000,\n"
    again = listing(written_roster(listing(text), INTERESTS))
    assert [one.place for one in again.listed] == ["São Paulo", ""]
    assert "place" not in written_roster(listing("name,followers\na,5000\n"), INTERESTS)


@pytest.mark.parametrize(
    "stated", ["Berlin", "BERLIN", " berlin ", "Berlin, Germany", "Germany / Berlin", "Germany (Berlin)"]
)
def test_a_place_is_the_same_in_whatever_case_and_with_more_beside_it(stated):
    assert lives_in(stated, "Berlin")


@pytest.mark.parametrize("stated", ["Bern", "Berlin Heights", "Neuberlin", "Germany"])
def test_another_place_is_another(stated):
    assert not lives_in(stated, "Berlin")
