"""What was played is found again; what is damaged, cut off or of another kind is played again."""

import json

import pytest

from experiments.plan_launch.kept import KeptOutcomes
from sim.errors import InputError


def test_what_was_kept_is_there_for_the_next_process(tmp_path):
    KeptOutcomes(tmp_path, "key", 2).keep("0:3:post", 7, [1.0, 2.5])
    again = KeptOutcomes(tmp_path, "key", 2)
    assert again.has("0:3:post", 7)
    assert list(again.of("0:3:post", 7)) == [1.0, 2.5]
    assert not again.has("0:3:post", 8)
    assert not KeptOutcomes(tmp_path, "another", 2).has("0:3:post", 7)


@pytest.mark.parametrize(
    "line",
    ['["0:3:post", 7, [1.0', "", "null", '["a", 1, [1.0]]', '["a", 1, [1.0, "x"]]', '["a", 1, [1.0, NaN]]', "[" * 9000],
)
def test_a_line_that_says_something_else_counts_as_not_played(tmp_path, line):
    file = tmp_path / "key.jsonl"
    file.write_text(json.dumps(["0:3:post", 7, [1.0, 2.5]]) + "\n" + line)
    kept = KeptOutcomes(tmp_path, "key", 2)
    assert kept.has("0:3:post", 7)
    assert not kept.has("a", 1)
    kept.keep("b", 1, [3.0, 4.0])
    assert KeptOutcomes(tmp_path, "key", 2).has("b", 1)


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path):
    (tmp_path / "runs").write_text("")
    with pytest.raises(InputError, match="take it away to start anew"):
        KeptOutcomes(tmp_path / "runs", "key", 2)
