"""``groundswell page``: one file, said where it is; what cannot be shown is refused, and nothing is written."""

import pytest

from experiments.cli.commands import main
from experiments.page.kernels import kept

pytestmark = pytest.mark.second
FEW = ["--people", "1000", "--towns", "1"]


def ended(*words) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return end.value.code


@pytest.mark.slow
def test_a_page_is_written_into_a_folder_that_is_made(tmp_path, capsys):
    file = tmp_path / "new" / "lesson.html"
    assert ended("page", *FEW, "--schedules", "macro_only,hybrid", "--out", file) == 0
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert f"Wrote{file}:" in "".join(capsys.readouterr().out.split())
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--schedules", "hybrid"], "2 or 3 different launches"),
        (["--schedules", "hybrid,nobody"], "nobody"),
        (["--schedules", "hybrid,hybrid_adjusted"], "its reviews change the plan"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_no_file_is_left(tmp_path, capsys, words, said):
    file = tmp_path / "lesson.html"
    assert ended("page", *FEW, *words, "--out", file) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not file.exists()


def test_a_file_that_was_there_stays_where_it_cannot_be_made_anew(tmp_path, capsys, monkeypatch):
    file = tmp_path / "lesson.html"
    file.write_text("as it was")
    monkeypatch.setattr(kept, "digest_of_source", lambda: "0123456789abcdef")
    assert ended("page", *FEW, "--schedules", "macro_only,hybrid", "--out", file) == 2
    assert "make it anew" in " ".join(capsys.readouterr().err.split())
    assert file.read_text() == "as it was"


@pytest.mark.slow
def test_a_place_that_cannot_be_written_is_told(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert ended("page", *FEW, "--schedules", "macro_only,hybrid", "--out", tmp_path / "file" / "lesson.html") == 2
    assert "cannot be written" in capsys.readouterr().err
