"""Whether virality costs trust is answered by twenty lucks as they are, at the sharing that was measured."""

from dataclasses import replace

import pytest

from experiments.lab.play.lucks import LUCKS, Luck, does_it_cost_trust, lotteries, luck
from experiments.lab.play.plane import trail
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked

ASKED = Asked(("micro_only", "nano_only"), people=3_000, seed=4)


def test_a_luck_is_what_the_town_of_its_seed_comes_to():
    one = luck(ASKED.scenario(), ASKED.schedules, ASKED.seed)
    assert one.seed == ASKED.seed
    for name, record in watched(ASKED).records.items():
        assert one.places[name] == pytest.approx(tuple(trail(record)[-1][:2]))


def test_a_town_in_which_the_launches_cannot_be_played_counts_for_none():
    asked = replace(ASKED, schedules=("mega_only", "micro_only"), budget_eur=1_000)
    assert luck(asked.scenario(), asked.schedules, 1).places == {}


def made(**places):
    return [Luck(k, dict(zip(places, one, strict=True))) for k, one in enumerate(zip(*places.values(), strict=True))]


RISING = [(float(k), 0.001 * k) for k in range(LUCKS)]
FALLING = [(float(k), -0.001 * k) for k in range(LUCKS)]
QUIET = [(0.0, 0.001 * k) for k in range(LUCKS)]


@pytest.mark.parametrize(
    ("places", "answer"),
    [
        ({"drip": RISING}, "No: the more viral lucks of drip gained more trust, not less."),
        ({"drip": FALLING}, "Yes: the more viral lucks of drip gained less trust."),
        (
            {"drip": FALLING, "burst": RISING},
            "It hangs on the launch: the more viral lucks of drip gained less trust, those of burst gained more.",
        ),
        (
            {"drip": RISING, "burst": QUIET, "hybrid": RISING, "parallel": RISING},
            "No: the more viral lucks of drip, hybrid and parallel gained more trust, not less.",
        ),
        ({"drip": QUIET}, "Undecided: in no launch did the more viral lucks gain clearly more or clearly less trust."),
    ],
)
def test_the_answer_is_the_one_that_the_lucks_give(places, answer):
    assert does_it_cost_trust(lotteries(list(places), made(**places))) == answer


def test_a_sentence_says_how_a_launch_fared_and_lucks_without_virality_are_not_divided_by_their_trust():
    rising, quiet = lotteries(["drip", "burst"], made(drip=RISING, burst=QUIET))
    assert rising.words == (
        "Drip: people brought 0.0 to 19.0 % of the views, in half of 20 lucks no more than 9.5 %. Trust gained +0.0145 "
        "in the 10 lucks above that, +0.0045 in the others (rank correlation +1.00)."
    )
    assert quiet.words == "Burst: people brought 0.0 % of the views in every luck; trust gained +0.0095."


def test_what_lucks_say_does_not_hang_on_the_order_in_which_they_end():
    lucks = made(drip=[(0.0, 0.1 * k) for k in range(7)] + RISING[7:])
    assert lotteries(["drip"], lucks) == lotteries(["drip"], lucks[::-1])


@pytest.mark.slow
def test_what_the_view_shows_by_itself_is_measured_sharing_and_more_viral_lucks_gain_more_trust():
    pytest.importorskip("nicegui")
    from experiments.lab.pages.virality import _FIRST

    assert _FIRST.sharing == 1
    lucks = [luck(_FIRST.scenario(), _FIRST.schedules, _FIRST.seed + k) for k in range(LUCKS)]
    found = lotteries(_FIRST.schedules, lucks)
    assert all(one.viral_percent[2] > 10.0 for one in found)  # there is something to see
    assert (
        does_it_cost_trust(found) == "No: the more viral lucks of macro only and nano only gained more trust, not less."
    )


def test_the_answer_says_whether_sharing_is_what_was_measured():
    pytest.importorskip("nicegui")
    from experiments.lab.pages.virality import _shared

    assert _shared(ASKED) == "at the sharing that was measured"
    assert _shared(replace(ASKED, sharing=10)) == "if people shared 10 times what was measured"
    mine = replace(ASKED, changed=(("share_per_engaged_person", 0.02),))
    assert _shared(mine) == "at the sharing that is assumed"
    assert _shared(replace(mine, sharing=10)) == "if people shared 10 times what is assumed"
    assert _shared(replace(ASKED, off=("sharing",))) == "at the sharing that is assumed"
