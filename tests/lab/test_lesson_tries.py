"""A task of the lesson plays what the model plays, in the town that Watch shows; with one seed pupils see the same."""

from urllib.parse import parse_qsl, urlsplit

import pytest

pytest.importorskip("nicegui")

from experiments.lab.pages import task as task_page
from experiments.lab.play.lesson_tries import LAUNCHES, Played, lesson_scenario, played_with, told, town_seed
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked
from experiments.lab.question.class_seed import MOST_CLASS_SEED, class_seed, drawn_seed
from experiments.teaching.lesson import lesson

REACH = lesson().tasks[0].tries[0]
SHARING, FEEDS = lesson().tasks[1].tries


@pytest.mark.second
def test_the_first_luck_is_what_watch_shows(monkeypatch):
    monkeypatch.setattr(task_page, "address_of", lambda view, words: f"{view}?{words}")
    asked = Asked.read(dict(parse_qsl(urlsplit(task_page.watched(7)).query)))
    records = watched(asked).records
    played = played_with(SHARING, 7, 1)
    assert [record.totals["impressions"] for record in records.values()] == list(played.found)
    assert tuple(records) == tuple(LAUNCHES)


@pytest.mark.second
def test_without_sharing_nobody_brings_a_post_and_the_same_seed_gives_the_same():
    one, again, other = (played_with(SHARING, seed, 2) for seed in (5, 5, 6))
    assert one == again != other
    assert all(bare <= found for found, bare in zip(one.found, one.without, strict=True))
    assert played_with(REACH, 5, 2).without == ()


def test_what_is_told_is_the_mean_with_and_without_or_the_least_and_the_most():
    played = [Played(1, (100.0, 10.0), (50.0, 5.0)), Played(2, (1_300.0, 11.0), (60.0, 6.5))]
    assert told(SHARING, played) == (
        "Macro only: 700 views with it, 55.0 without. Micro only: 10.5 views with it, 5.75 without. "
        "(Impressions, mean of the same 2 lucks.)"
    )
    assert told(REACH, played) == (
        "Macro only: between 100 and 1,300 people, 700 in the mean. "
        "Micro only: between 10 and 11 people, 10.5 in the mean. (Reach, 2 lucks.)"
    )


def test_the_seed_of_a_class_is_read_from_the_address_and_a_wrong_one_is_told():
    assert class_seed({"seed": "42"}) == (42, ())
    assert class_seed({}) == (1, ())
    for wrong in ("0", "-1", "1e3", "99999", "x"):
        seed, problems = class_seed({"seed": wrong})
        assert seed == 1
        assert len(problems) == 1
    assert len({drawn_seed() for _ in range(50)}) > 1
    assert all(class_seed({"seed": str(drawn_seed())})[1] == () for _ in range(50))


def test_the_largest_seed_of_a_class_is_one_that_watch_plays():
    assert Asked.read({"seed": str(town_seed(MOST_CLASS_SEED))}).seed == town_seed(MOST_CLASS_SEED)
    assert lesson_scenario().simulated_people == 20_000
