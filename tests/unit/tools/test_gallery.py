"""The gallery: six pictures that are there, each below a command that writes a file of its name."""

from places import ROOT

from tools.gallery import PAGE, PREFIX, commands, pictures

MOST_BYTES = 3_000_000


def test_there_are_six_pictures_and_each_is_there():
    assert len(pictures()) == 6
    for name in pictures():
        assert name.startswith(PREFIX)
        assert 1_000 < (ROOT / "docs" / name).stat().st_size < MOST_BYTES
    assert {path.name for path in (ROOT / "docs").glob(f"{PREFIX}*")} == set(pictures())


def test_every_picture_is_of_a_command_above_it():
    text = PAGE.read_text(encoding="utf-8")
    assert len(set(commands())) == len(commands()) == 5  # one of them draws two
    assert all(text.index(commands()[0]) < text.index(name) for name in pictures())
    folders = [line.split("--out ")[1] for line in commands()]
    assert len(set(folders)) == len(folders)
