"""Numbers along an axis never run into each other, however long they are."""

from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from experiments.pictures.page import axes_at, save, write_numbers_out


@pytest.mark.parametrize("ends", [(-24_620, 670), (-1_314_000, 57_000), (0, 210_000), (0, 3), (-0.004, 0.1)])
@pytest.mark.parametrize("inches", [0.8, 1.5, 4.0])
def test_numbers_stand_apart_in_what_is_written(tmp_path, ends, inches):
    figure = Figure(figsize=(6, 3), dpi=150)
    axes = axes_at(figure, 1.0, 1.0, inches, 1.0)
    axes.set_xlim(*ends)
    write_numbers_out(axes)
    save(figure, tmp_path / "picture.png")
    labels = [label for label in axes.get_xticklabels() if ends[0] <= label.get_position()[0] <= ends[1]]
    boxes = sorted((label.get_window_extent().x0, label.get_window_extent().x1) for label in labels)
    assert boxes
    assert all(right[0] > left[1] for left, right in pairwise(boxes))
