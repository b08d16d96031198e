"""The module that is shipped is of the rules that are here, or is refused with what to do."""

import pytest

from experiments.page.kernels import kept
from experiments.page.kernels.kept import RENEW, digest_of_source, kept_kernels
from sim.errors import InputError


def test_the_module_that_is_shipped_is_made_from_the_source_as_it_is():
    """Where this fails, a rule has changed: make the module anew, as the message says, and run the twin under Node."""
    assert kept_kernels().numbers["source"] == digest_of_source(), RENEW
    assert kept_kernels().wasm[:4] == b"\0asm"


def test_a_module_of_other_rules_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(kept, "digest_of_source", lambda: "0123456789abcdef")
    with pytest.raises(InputError, match=RENEW):
        kept_kernels()


def test_own_rules_are_refused_since_a_page_would_not_play_them(monkeypatch, tmp_path):
    monkeypatch.setattr(kept, "own_file", lambda: tmp_path / "own.py")
    with pytest.raises(InputError, match=r"own\.py.*none of your own"):
        kept_kernels()


def test_the_digest_changes_with_any_of_the_files(monkeypatch):
    before = digest_of_source()
    for part in (kept._OF_SIM, kept._OF_PAGE):
        monkeypatch.setattr(kept, "_OF_SIM" if part is kept._OF_SIM else "_OF_PAGE", part[:-1])
        assert digest_of_source() != before
        monkeypatch.undo()


def test_every_file_from_which_a_loop_is_compiled_is_in_the_digest():
    from experiments.page.kernels.loops import LOOPS

    files = {loop.function.py_func.__module__ for loop in LOOPS.values()}
    known = {f"sim.{name.replace('/', '.')}" for name in kept._OF_SIM}
    known |= {f"experiments.page.kernels.{name}" for name in kept._OF_PAGE}
    assert files
    assert files <= known
