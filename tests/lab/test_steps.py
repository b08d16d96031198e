"""Whoever waits is told how far it is and may end it; nobody else's work ends with it."""

import asyncio
from functools import partial

import httpx
import pytest

pytest.importorskip("nicegui")

from fastapi import FastAPI

from experiments.lab.play.packed import packed_town
from experiments.lab.play.steps import STOPPED, step, steps_in, steps_told, stop
from experiments.lab.play.town import played
from experiments.lab.play.town_files import town_gif
from experiments.lab.question.asked import Asked
from experiments.lab.routes import waiting, watched
from experiments.pictures.animation import MOST_FRAMES
from sim.errors import InputError

ASKED = Asked(people=2_000, seed=31)


def test_steps_are_told_in_the_folder_and_nowhere_else(tmp_path):
    step(1, 2)
    with steps_in(tmp_path):
        assert steps_told(tmp_path) == (0, 0)
        step(3, 7)
    step(5, 7)
    assert steps_told(tmp_path) == (3, 7)


def test_work_that_is_to_stop_ends_with_its_next_step(tmp_path):
    with steps_in(tmp_path):
        step(1, 3)
        stop(tmp_path)
        with pytest.raises(InputError, match=STOPPED):
            step(2, 3)


def test_a_town_tells_its_days_and_is_not_kept_half_played(tmp_path):
    played.cache_clear()
    packed_town(ASKED.scenario(), ASKED.schedules, ASKED.seed, tmp_path)
    assert steps_told(tmp_path) == (60, 60)
    played.cache_clear()
    stop(tmp_path)
    with pytest.raises(InputError, match=STOPPED):
        packed_town(ASKED.scenario(), ASKED.schedules, ASKED.seed, tmp_path)
    assert len(packed_town(ASKED.scenario(), ASKED.schedules, ASKED.seed)) > 2_000


@pytest.mark.second
def test_a_moving_picture_that_is_stopped_is_drawn_no_further(tmp_path):
    stop(tmp_path)
    with pytest.raises(InputError, match=STOPPED):
        town_gif(ASKED.scenario(), ASKED.schedules, ASKED.seed, "", tmp_path)
    assert steps_told(tmp_path) == (0, 0)
    assert MOST_FRAMES > 1


def test_the_lab_answers_how_far_it_is_by_the_word_of_whoever_waits(monkeypatch):
    word = "0" * 36
    held, seen = asyncio.Event(), []

    async def in_worker(call: partial):
        folder = call.args[3]
        with steps_in(folder):
            step(4, 9)
        await held.wait()
        with steps_in(folder):
            step(5, 9)
        return b"town"

    monkeypatch.setattr(watched, "in_worker", in_worker)
    app = FastAPI()
    for part in (watched, waiting):
        app.include_router(part.router)

    async def visit():
        way = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1") as client:
            town = asyncio.create_task(client.get(f"/watched?people=2000&seed=77&waiting={word}"))
            while not seen or seen[-1] != {"done": 4, "of": 9}:
                seen.append((await client.get(f"/waiting?waiting={word}")).json())
                await asyncio.sleep(0.01)
            other = asyncio.create_task(client.get("/watched?people=2000&seed=77"))  # asks for the same town
            await asyncio.sleep(0.05)
            await client.post(f"/waiting/stop?waiting={word}")
            held.set()
            return await town, await other, (await client.get(f"/waiting?waiting={word}")).json()

    stopped, other, after = asyncio.run(visit())
    assert stopped.json() == {"problems": [STOPPED]}
    assert (other.status_code, other.content) == (200, b"town")
    assert after == {"done": 0, "of": 0}
