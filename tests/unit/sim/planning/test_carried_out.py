"""A plan that is carried out says each hour what is due, and forgets nothing when it is revised."""

from dataclasses import replace

from rosters import LAUNCH, ROSTER

from sim import events as ev
from sim.planning.budget import plan
from sim.planning.carried_out import CarriedOut

PLAN = plan(LAUNCH, ROSTER, "hybrid")
HOURS = range(LAUNCH.market.horizon_hours)


def due(carried: CarriedOut) -> list[int]:
    return sorted(place for hour in HOURS for place in carried.due(hour))


def test_every_post_is_due_once_in_its_hour():
    carried = CarriedOut(PLAN)
    assert due(carried) == [ev.FIRST_PLACE + place for place in range(len(PLAN.posts))]
    for hour in HOURS:
        assert all(PLAN.posts[place - ev.FIRST_PLACE].hour == hour for place in carried.due(hour))


def test_a_revised_plan_drops_and_adds_posts_and_keeps_the_places_of_the_others():
    carried = CarriedOut(PLAN)
    dropped, *others = PLAN.posts
    added = replace(others[-1], hour=others[-1].hour + 5)
    carried.revise(replace(PLAN, posts=(replace(dropped, dropped=True), *others, added)))
    assert due(carried) == [ev.FIRST_PLACE + place for place in range(1, len(PLAN.posts) + 1)]
    assert ev.FIRST_PLACE + len(PLAN.posts) in carried.due(added.hour)
