"""A file of own rules is read and refused in words; without one nothing is replaced."""

import subprocess
import sys
from pathlib import Path

import pytest

from sim import own_rules
from sim.errors import InputError
from sim.own_rules import ENVIRONMENT, digest_of_own_rules, own_functions, own_rule, use


@pytest.fixture(autouse=True)
def _none_in_use(monkeypatch):
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    own_functions.cache_clear()
    yield
    own_functions.cache_clear()


def attention(memory: float) -> float:
    return memory


attention.__module__ = "sim.rules"


def test_without_a_file_every_rule_stays():
    assert own_rule(attention) is None
    assert digest_of_own_rules() == ""


def test_a_function_takes_the_place_of_the_rule_of_its_name_alone(tmp_path, monkeypatch):
    file = tmp_path / "own.py"
    file.write_text("import math\n\n\ndef attention(memory):\n    return 2.0\n\n\ndef _half(x):\n    return 0.5 * x\n")
    monkeypatch.setenv(ENVIRONMENT, str(file))
    assert list(own_functions()) == ["attention"]  # neither what is imported nor what is for the others to call
    replaced = own_rule(attention)
    assert replaced is not None
    assert replaced(7) == 2.0
    monkeypatch.setattr(attention, "__module__", "tests.elsewhere")
    assert own_rule(attention) is None


def test_two_files_are_two_models(tmp_path, monkeypatch):
    digests = set()
    for number in (1, 2):
        file = tmp_path / f"{number}.py"
        file.write_text(f"def attention(memory):\n    return {number}.0\n")
        monkeypatch.setenv(ENVIRONMENT, str(file))
        digests.add(digest_of_own_rules())
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(:", "is no Python"),
        ("(" * 5_000, "is no Python"),
        ("import random\nimport os", "imports random"),
        ("import numpy.random", "imports numpy.random"),
        ("from random import random", "imports random.random"),
        ("from sim.own_rules import use", "imports sim.own_rules.use"),
        ("def attention(memory):\n    import time\n    return time.time()", "line 2: imports time"),
    ],
)
def test_what_is_no_file_of_rules_is_refused_in_words(text, said):
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        use(Path("own.py"), text)


@pytest.mark.second
@pytest.mark.parametrize(
    ("text", "said"),
    [("exit()", "cannot be loaded: SystemExit"), ("1 / 0", "cannot be loaded: ZeroDivisionError"), ("x = 1", "UTF-8")],
)
def test_a_file_that_cannot_be_loaded_ends_nothing(text, said, tmp_path):
    (tmp_path / "own.py").write_text(text, encoding="utf-16" if said == "UTF-8" else "utf-8")
    asked = [sys.executable, "-m", "experiments.cli", "--mechanisms", str(tmp_path / "own.py"), "run", "--out", "out"]
    done = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_every_import_that_is_none_of_a_rule_is_named_at_once():
    with pytest.raises(InputError) as refused:
        use(Path("own.py"), "import random\nimport os")
    assert len(refused.value.problems) == 2


def test_a_file_that_comes_too_late_is_refused_and_not_left_out():
    import sim.compiled  # noqa: F401

    with pytest.raises(InputError, match="before the model is first used"):
        use(Path("own.py"), "def attention(memory):\n    return 1.0\n")
    assert own_rules.own_file() is None
