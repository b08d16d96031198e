"""A campaign as moving pictures: schedules side by side among the same people, hour by hour (GIF, or MP4).

Every frame comes from the event logs: a dot is a person, its colour the stage of the funnel, and the numbers
below are counts of dots. Import this module only where it is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib import animation, rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from experiments.files import whole_file
from experiments.pictures.page import INK, PALE, STYLE, save, short
from experiments.pictures.palette import STAGE_COLOURS
from experiments.pictures.town import Town, town_of
from experiments.words.as_shipped import changes_from_shipped, not_as_shipped
from experiments.words.setting import provenance
from sim.errors import InputError
from sim.results.funnel import CUSTOMER, LOYAL, STAGES, Timeline, timeline_of

if TYPE_CHECKING:
    from sim.results.campaign import Campaign
    from sim.scenario.scenario import Scenario

MOST_PEOPLE = 100_000
MOST_FRAMES = 120
FRAMES_PER_SECOND = 12

_WIDTH, _DPI = 4.2, 100  # inches of one schedule
_NOTE_POINTS, _NOTE_CHARACTERS = 7.5, 18  # its size, and how many of it go into an inch

Writer = Any  # matplotlib's, which comes without types


def check_animation(path: Path, people: int) -> None:
    """Refuses, before anything is played, what cannot be drawn. Raises InputError with every problem."""
    problems = []
    if path.suffix.lower() not in (".gif", ".mp4"):
        problems.append(f"--animate {path}: must end in .gif or .mp4")
    elif path.suffix.lower() == ".mp4" and _ffmpeg() is None:
        problems.append(
            f"--animate {path}: MP4 needs the extra 'video' (pip install 'groundswell[video]'); or use .gif"
        )
    if not path.parent.is_dir():
        problems.append(f"--animate {path}: there is no folder {path.parent}; make it first, or choose another")
    if people > MOST_PEOPLE:
        problems.append(
            f"--animate draws every person, at most {MOST_PEOPLE:,}; {people:,} are simulated: give --people 5000, say"
        )
    if problems:
        raise InputError(problems)


def animate_runs(
    path: Path, scenario: Scenario, runs: Mapping[str, Campaign], on_frame: Callable[[], None] = lambda: None
) -> None:
    """The moving picture of runs of one world, by schedule; nothing is left of it where it cannot be finished."""
    first = next(iter(runs.values()))
    world = first.world
    timelines = {name: timeline_of(run.record, world.people.size) for name, run in runs.items()}
    note = note_on(scenario, first.world_seed)
    try:
        with whole_file(path) as unfinished:  # matplotlib tells the kind of file by its ending
            animate(unfinished, timelines, town_of(world), note, on_frame)
    except OSError as error:
        raise InputError(f"--animate {path}: cannot be written: {error.strerror}; no picture was kept") from error


def note_on(scenario: Scenario, seed: int, strayed: str = "") -> str:
    """The note at the foot of the picture of a town: where it comes from, and in what it is not as shipped.

    ``strayed`` says the latter where more is known of it than the scenario tells.
    """
    strayed = strayed or not_as_shipped(changes_from_shipped(scenario))
    people = f"{scenario.simulated_people:,} people, a dot each; world and luck seed {seed}."
    return f"{provenance(scenario.name)} {people} {strayed}".rstrip()


@rc_context(STYLE)
def animate(
    path: Path, timelines: Mapping[str, Timeline], town: Town, note: str, on_frame: Callable[[], None] = lambda: None
) -> None:
    """Writes the moving picture: a panel for each schedule, all at the same hour."""
    sheet = _Sheet(list(timelines), town, note)
    hours = next(iter(timelines.values())).hours
    step = hours_per_frame(hours)
    with _writer(path).saving(sheet.figure, str(path), _DPI) as writer:
        for hour, stages in _together(timelines):
            if hour % step and hour != hours - 1:
                continue
            sheet.show(hour, stages)
            writer.grab_frame()
            on_frame()


@rc_context(STYLE)
def draw_at(path: Path, hour: int, timelines: Mapping[str, Timeline], town: Town, note: str) -> None:
    """Writes one of its pictures alone, as PNG: that of an hour, counted from 0."""
    sheet = _Sheet(list(timelines), town, note)
    sheet.show(hour, next(islice(_together(timelines), hour, None))[1])
    save(sheet.figure, path)


class _Sheet:
    """A panel for each schedule under one clock."""

    def __init__(self, schedules: Sequence[str], town: Town, note: str) -> None:
        self.figure = Figure(figsize=(_WIDTH * len(schedules), _WIDTH + 1.35), dpi=_DPI)
        self.clock = self.figure.text(0.02, 0.975, "", fontsize=15, weight="bold", va="top")
        note = fill(note, int(_NOTE_CHARACTERS * _WIDTH * len(schedules)))
        self.figure.text(0.02, 0.012, note, fontsize=_NOTE_POINTS, color=PALE, va="bottom")
        _key(self.figure)
        self.panels = [_Panel(self.figure, k, len(schedules), name, town) for k, name in enumerate(schedules)]

    def show(self, hour: int, stages: Sequence[npt.NDArray[np.uint8]]) -> None:
        """Everybody's stage at the end of this hour, an array for each schedule."""
        self.clock.set_text(f"Day {hour // 24 + 1}, hour {hour % 24:02d}")
        for panel, now in zip(self.panels, stages, strict=True):
            panel.show(now)


def hours_per_frame(hours: int) -> int:
    """Hours from one frame to the next, so that there are at most ``MOST_FRAMES``, that of the last hour included."""
    return -(-hours // (MOST_FRAMES - 1))


def frames_of(hours: int) -> int:
    """The number of frames that are drawn."""
    step = hours_per_frame(hours)
    return len({*range(0, hours, step), hours - 1})


def _together(timelines: Mapping[str, Timeline]) -> Iterator[tuple[int, tuple[npt.NDArray[np.uint8], ...]]]:
    yield from enumerate(zip(*(timeline.stages() for timeline in timelines.values()), strict=True))


class _Panel:
    """One schedule's town and its counts."""

    def __init__(self, figure: Figure, number: int, panels: int, name: str, town: Town) -> None:
        up = _WIDTH + 1.35
        axes: Axes = figure.add_axes((number / panels + 0.01, 0.62 / up, 1 / panels - 0.02, (_WIDTH - 0.35) / up))
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(-1.0, 1.0)
        axes.set_ylim(-1.0, 1.06)
        axes.set_title(short(name), fontsize=12, weight="bold", color=INK, pad=2)
        area = float(np.clip(90_000 / len(town.people), 0.8, 24.0))
        self.colours = np.array([to_rgb(colour) for colour in STAGE_COLOURS])
        self.places = town.people
        self.dots = axes.scatter(town.people[:, 0], town.people[:, 1], s=area, linewidths=0)
        for (x, y), radius, interest in zip(town.centres, town.radii, town.names, strict=True):
            axes.text(x, y + 1.04 * radius, interest, fontsize=6.5, color=PALE, ha="center", va="bottom")
        self.counts = figure.text((number + 0.5) / panels, 0.46 / up, "", fontsize=9.5, ha="center", va="center")

    def show(self, stages: npt.NDArray[np.uint8]) -> None:
        order = np.argsort(stages, kind="stable")  # who rose higher is drawn above the others
        self.dots.set_offsets(self.places[order])
        self.dots.set_facecolor(self.colours[stages[order]])  # type: ignore[arg-type]
        counts = np.bincount(stages, minlength=len(STAGES))
        buyers = int(counts[CUSTOMER] + counts[LOYAL])
        self.counts.set_text(f"{int(counts[1:].sum()):,} reached, {buyers:,} of them customers")


def _key(figure: Figure) -> None:
    """The colours of the stages, right above the panels."""
    across, up = figure.get_size_inches()
    place = across - 0.15
    for name, colour in reversed(list(zip(STAGES, STAGE_COLOURS, strict=True))):
        figure.text(place / across, 1 - 0.2 / up, name, fontsize=9, ha="right", va="center", color=INK)
        place -= 0.075 * len(name) + 0.12
        figure.text(place / across, 1 - 0.2 / up, "\u25cf", fontsize=11, ha="center", va="center", color=colour)
        place -= 0.2


def _writer(path: Path) -> Writer:
    if path.suffix.lower() == ".gif":
        return animation.PillowWriter(fps=FRAMES_PER_SECOND)
    from matplotlib import rcParams

    rcParams["animation.ffmpeg_path"] = _ffmpeg()
    return animation.FFMpegWriter(fps=FRAMES_PER_SECOND, bitrate=3000)


def _ffmpeg() -> str | None:
    """Where the extra 'video' put ffmpeg; None without it."""
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError:
        return None
    return str(get_ffmpeg_exe())
