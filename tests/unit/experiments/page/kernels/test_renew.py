"""Whoever has no linker is told how to get one, and what was there stays."""

import pytest

from experiments.page.kernels import renew
from experiments.page.kernels.renew import renewed
from sim.errors import InputError


def test_without_a_linker_nothing_is_touched_and_what_to_do_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(renew, "is_linker_installed", lambda: False)
    with pytest.raises(InputError, match=r"groundswell\[page\]"):
        renewed(tmp_path)
    assert list(tmp_path.iterdir()) == []
