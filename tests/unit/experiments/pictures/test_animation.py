"""The moving picture is whole, shows every person once, and is refused before anything is played where it cannot be."""

import errno

import numpy as np
import pytest
from PIL import Image

from experiments.cli.commands import main
from experiments.pictures import animation
from experiments.pictures.animation import MOST_FRAMES, check_animation, frames_of, hours_per_frame
from experiments.pictures.town import cell_of, influencer_places, town_of
from sim import Scenario, World
from sim.errors import InputError
from sim.results.funnel import CHANGE, CUSTOMER, Timeline


def test_every_person_has_a_place_of_their_own_inside_the_disc_of_their_interest():
    world = World.generate(Scenario.load(people=3_000), 1)
    town = town_of(world)
    assert np.abs(town.people).max() <= 1.0
    assert len({(round(x, 9), round(y, 9)) for x, y in town.people.tolist()}) == 3_000
    starts = world.people.interest_starts
    for k, name in enumerate(world.interests):
        own = town.people[starts[k] : starts[k + 1]]
        assert np.linalg.norm(own - town.centres[k], axis=1).max() <= town.radii[k]
        assert town.names[k] == name
    apart = np.linalg.norm(town.centres[:, None] - town.centres[None], axis=2) + 9.0 * np.eye(len(town.radii))
    assert (apart > town.radii[:, None] + town.radii[None]).all()


def test_a_town_of_one_community_stands_in_the_middle():
    world = World.stored(Scenario.load(), 1, [0, 1, 2], [1, 2, 0], people=10)
    town = town_of(world)
    assert town.centres.tolist() == [[0.0, 0.0]]
    assert np.abs(town.people).max() <= 1.0


@pytest.mark.parametrize("nanos", [0, 40, 300])
def test_influencers_stand_in_the_cell_of_their_interest_and_never_on_one_another(nanos):
    town = town_of(World.generate(Scenario.load(people=3_000), 1))
    interests = np.array([0, 0, 0, 3, *[0] * nanos])
    followers = np.array([700_000, 200_000, 2_000_000, 50_000, *np.linspace(1_000, 10_000, nanos).astype(int)])
    places, radii = influencer_places(town, interests, followers)
    again, _ = influencer_places(town, interests, followers)
    assert (places == again).all()
    off = places - town.centres[interests]
    assert (np.abs(off) + radii[:, None] <= cell_of(town) + 1e-9).all()
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 9.0 * np.eye(radii.size)
    assert (apart >= radii[:, None] + radii[None]).all()
    disc = town.radii[0]
    under_name = (np.abs(off[:, 0]) < 0.7 * disc) & (off[:, 1] + radii > 1.04 * disc)
    assert not under_name.any()
    outside = np.linalg.norm(off, axis=1) - radii >= disc - 1e-9
    assert outside[:4].all() if nanos < 300 else not outside.all()
    area = radii**2
    assert area[0] / area[1] == pytest.approx((700_000 / 200_000) ** 0.5)


@pytest.mark.parametrize("hours", [24, 119, 120, 121, 720, 8_760])
def test_there_are_enough_frames_and_not_too_many(hours):
    assert frames_of(hours) <= MOST_FRAMES + 1
    assert frames_of(hours) >= min(hours, MOST_FRAMES // 2)
    assert hours_per_frame(hours) >= 1


@pytest.mark.nightly
def test_run_draws_schedules_side_by_side(tmp_path, capsys):
    file = tmp_path / "town.gif"
    words = ["run", "--people", "2000", "--schedule", "micro_only", "--beside", "burst", "--animate", file]
    with pytest.raises(SystemExit) as ended:
        main([*map(str, words), "--out", str(tmp_path / "out")])
    assert ended.value.code == 0
    assert str(file) in capsys.readouterr().out.replace("\n", "")
    with Image.open(file) as picture:
        assert picture.n_frames > 50  # frames in which nothing changes are joined
        wide, high = picture.size
        assert wide > 1.4 * high
    assert {path.name for path in tmp_path.iterdir()} == {"town.gif", "out"}
    names = {"run.json", "hourly.csv", "plan.csv", "run.manifest.json"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names


@pytest.mark.second
def test_an_mp4_holds_every_frame(tmp_path):
    imageio_ffmpeg = pytest.importorskip("imageio_ffmpeg")
    world = World.generate(Scenario.load(people=500), 1)
    hours = 30
    rising = np.zeros(hours, CHANGE)
    rising["hour"], rising["person"], rising["stage"] = np.arange(hours), np.arange(hours), CUSTOMER
    file = tmp_path / "town.mp4"
    animation.animate(file, {"burst": Timeline(500, hours, rising)}, town_of(world), "a note")
    frames, seconds = imageio_ffmpeg.count_frames_and_secs(str(file))
    assert frames == frames_of(hours)
    assert seconds == pytest.approx(frames / animation.FRAMES_PER_SECOND, rel=0.1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--animate", "town.avi", "--people", "2000"], "must end in .gif or .mp4"),
        (["--animate", "nowhere/town.gif", "--people", "2000"], "there is no folder nowhere"),
        (["--animate", "town.gif"], "at most 100,000; 10,000,000 are simulated"),
        (["--beside", "burst", "--people", "2000"], "--beside needs --animate"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_is_played(tmp_path, monkeypatch, capsys, words, said):
    monkeypatch.setattr("sim.results.campaign.play", None)
    with pytest.raises(SystemExit) as ended:
        main(["run", *words, "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_mp4_without_its_extra_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(animation, "_ffmpeg", lambda: None)
    with pytest.raises(InputError, match=r"groundswell\[video\]"):
        check_animation(tmp_path / "town.mp4", 2_000)


def test_a_full_disk_leaves_no_picture(tmp_path, monkeypatch):
    def full(partial, *_):
        partial.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(animation, "animate", full)
    scenario = Scenario.load(people=500)
    with pytest.raises(InputError, match="No space left on device; no picture was kept"):
        animation.animate_runs(tmp_path / "town.gif", scenario, {"burst": scenario.play("burst")})
    assert list(tmp_path.iterdir()) == []
