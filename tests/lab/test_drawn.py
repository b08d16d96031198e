"""What is drawn on a calendar is a launch: read from an address, the same as a preset, and played from its file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("nicegui")

from experiments.lab.question.asked import Asked
from experiments.lab.question.drawn import (
    MOST_BARS,
    Bar,
    bars_of,
    bars_word,
    drawable,
    drawn_file,
    drawn_tables,
    keep_drawn,
    read_bars,
)
from experiments.lab.question.opened import FIRST
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, PRESETS, Phase
from sim.tiers import TIER_NAMES

AMOUNTS = st.one_of(
    st.just("rest"), st.integers(1, 100).map(lambda n: f"{n}p"), st.integers(1, 9_999).map(lambda n: f"{n}")
)
BARS = st.builds(
    Bar,
    tier=st.sampled_from(TIER_NAMES),
    start_day=st.integers(0, 364),
    days=st.integers(1, 365),
    amount=AMOUNTS,
    posts=st.integers(1, 30),
    every_days=st.integers(1, 60),
    format=st.sampled_from(FORMATS),
    promo_code=st.booleans(),
)
TWO = "macro.0.8.30p.1.1.post.0,micro.7.14.rest.2.3.reel.1"


@given(st.lists(BARS, min_size=1, max_size=MOST_BARS))
def test_bars_are_read_back_as_they_were_written(bars):
    assert read_bars(bars_word(bars)) == tuple(bars)


@given(BARS)
def test_every_bar_is_a_phase(bar):
    phase = Phase(**bar.table)
    assert (phase.tier, phase.start_hours, phase.within_hours) == (bar.tier, 24 * bar.start_day, 24.0 * bar.days)
    assert phase.hour(0, 1) - phase.hour(0, 0) == 24 * bar.every_days
    assert (phase.count is None) == (not bar.amount.isdigit())
    assert (phase.budget_share is None) == (not bar.amount.endswith("p"))


@pytest.mark.parametrize("name", drawable())
def test_a_preset_that_can_be_drawn_is_the_same_launch_when_it_is_saved(name, tmp_path):
    tables = drawn_tables(FIRST, "mine", drawable()[name], "macro_only" if name != "macro_only" else "micro_only")
    (tmp_path / "launch.toml").write_text(drawn_file(tables), encoding="utf-8")
    saved = Scenario.load(tmp_path / "launch.toml").schedules["mine"]
    assert bars_of(saved) == drawable()[name]
    assert [p.order[:-1] for p in saved.phases if p.count != 1] == [
        p.order[:-1] for p in PRESETS[name].phases if p.count != 1
    ]


def test_what_cannot_be_drawn_is_refused():
    assert set(PRESETS) - set(drawable()) == {"hybrid_adjusted"}  # its reviews
    with pytest.raises(InputError, match="reviews"):
        bars_of(PRESETS["hybrid_adjusted"])


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("", "1 to 12 bars; 0 given"),
        (",".join([TWO] * 7), "1 to 12 bars; 14 given"),
        ("macro.0.8", "8 parts"),
        ("makro.0.8.rest.1.1.post.0", "tier"),
        ("macro.-1.8.rest.1.1.post.0", "first day"),
        ("macro.0.0.rest.1.1.post.0", "days"),
        ("macro.0.8.101p.1.1.post.0", "share"),
        ("macro.0.8.0.1.1.post.0", "number of influencers"),
        ("macro.0.8.rest.1.1.tweet.0", "format"),
        ("macro.0.8.rest.1.1.post.yes", "code"),
        ("macro.1e2.8.rest.1.1.post.0", "first day"),
        ("\u0663.\u0663.\u0663.\u0663.\u0663.\u0663.\u0663.\u0663", "phase 1"),
    ],
)
def test_what_an_address_says_wrongly_is_told(word, fault):
    with pytest.raises(InputError, match=fault):
        read_bars(word)


@pytest.mark.parametrize(
    ("name", "beside", "word", "fault"),
    [
        ("macro_only", "micro_only", TWO, "not the name of a preset"),
        ("mix", "micro_only", TWO, "not the name of a preset"),
        ('a"b', "micro_only", TWO, "letters, digits"),
        ("mine", "mine", TWO, "another launch"),
        ("mine", "nothing", TWO, "another launch"),
        ("mine", "micro_only", "macro.40.8.rest.1.1.post.0", "before the horizon"),
        ("mine", "micro_only", "macro.0.8.60p.1.1.post.0,micro.0.8.60p.1.1.post.0", "at most 1"),
    ],
)
def test_what_cannot_be_played_is_told(name, beside, word, fault):
    with pytest.raises(InputError, match=fault):
        drawn_tables(FIRST, name, read_bars(word), beside)


@pytest.mark.second
def test_the_file_is_what_the_command_line_compares_and_what_the_views_play(tmp_path, capsys):
    from experiments.cli.commands import main

    tables = drawn_tables(FIRST, "mine", read_bars(TWO), "micro_only")
    file = tmp_path / "launch.toml"
    file.write_text(drawn_file(tables), encoding="utf-8")
    command = next(line for line in file.read_text(encoding="utf-8").splitlines() if "groundswell compare" in line)
    words = command.removeprefix("#").split()[1:]
    words[1] = str(file)
    with pytest.raises(SystemExit) as ended:
        main([*words, "--people", "2000", "--replicates", "2", "--jobs", "1", "--out", str(tmp_path / "out")])
    assert not ended.value.code
    capsys.readouterr()
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.csv"))
    assert "mine" in written
    asked = Asked.read({"scenario": keep_drawn(tables), "schedules": "mine,micro_only", "people": "2000"})
    assert asked.scenario().schedules["mine"] == Scenario.load(file).schedules["mine"]
