"""Every fenced block of the pages, and how the commands in them are played small enough for a test."""

import re
import shlex
from dataclasses import dataclass
from typing import Any

import typer
from places import ROOT

from experiments.cli.commands import app

PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sim/MODEL.md"]
PAGES += sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))
PAGES += sorted(f"experiments/help/{path.name}" for path in (ROOT / "experiments/help").glob("*.md"))
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# Whatever a line asks for, a test plays a small town, seldom; the last of two equal options is the one that holds.
_SMALL = {"--people": "2000", "--replicates": "2", "--jobs": "1"}
_SMALLER = {
    "compare": {"--cap": "4"},
    "scale": {"--sizes": "2000,4000"},
    "breakeven": {"--points": "2"},
    "plan": {"--budget": "6000", "--campaigns": "50", "--replicates": "20"},
    "sensitivity": {"--trajectories": "12", "--points": "4", "--vary": "fatigue_per_repeat,reach_rate"},
    "calibrate": {"--points": "128"},
    "page": {"--towns": "1"},
}

# Lines that no test plays, by how they begin, and why.
NOT_PLAYED = {
    "make compare": "installs, and plays for minutes: the wheel is installed and played by test_installed.py",
    "make test": "runs the tests, this one among them",
    "python3 -m venv": "as `make test`",
    ".venv/bin/python -m pip": "as `make test`",
    ".venv/bin/python -m pytest": "as `make test`",
    ".venv/bin/groundswell compare": "the same line without the folder is played",
    "groundswell benchmark": "measures, for minutes: tests/cli/test_benchmark.py",
    "groundswell calibration-check": "fifty truths at least, for minutes: played with two numbers by test_research.py",
    "groundswell worth-knowing": "as `groundswell calibration-check`",
    "groundswell hypotheses": "forty-eight draws, each mechanism removed: fewer by test_cli_studies.py",
    "groundswell validate": "its campaigns are of full size: played with fewer by test_cli_studies.py",
    "groundswell lab": "serves until it is stopped: tests/lab",
    "groundswell compare --cluster": "needs a cluster that runs: tests/slow/test_cluster.py",
}
# Blocks that are no code, by their language, and what holds them.
HELD_ELSEWHERE = {
    ("README.md", "text"): "printed by a command, kept in docs/results: test_result_tables.py",
    ("docs/answer.md", "text"): "printed by a command, kept in docs/results: test_result_tables.py",
    ("CONTRIBUTING.md", "diff"): "followed line by line: test_recipes.py",
    ("CONTRIBUTING.md", ""): "the tree on disk: test_tree.py",
}


@dataclass(frozen=True)
class Block:
    """A fenced block: the page, which of that page's blocks it is, its language and what is in it."""

    page: str
    number: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}-{self.number}"


def blocks(*languages: str) -> list[Block]:
    """All blocks in these languages; without any, all there are."""
    found = []
    for page in PAGES:
        parts = _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
        found += [Block(page, number, language, text) for number, (language, text) in enumerate(parts, 1)]
    return [block for block in found if not languages or block.language in languages]


def commands() -> list[str]:
    """Every line of a shell that stands in a block or is the example of a command's help, each once."""
    lines = [example for command in all_commands() for example in [(command.epilog or "").splitlines()[-1].strip()]]
    lines += [line.split("#")[0].strip() for block in blocks("console", "sh") for line in block.text.splitlines()]
    return sorted(set(filter(None, lines)))


def all_commands() -> list[Any]:
    """Every command, and those of its groups, as its help is printed."""
    found = list(typer.main.get_command(app).commands.values())
    return [command for one in found for command in getattr(one, "commands", {"": one}).values()]


def is_played(line: str) -> bool:
    """Whether a test plays this line."""
    return not any(line.startswith(beginning) for beginning in NOT_PLAYED)


def played_small(line: str, known: set[str]) -> list[str]:
    """The words of a line without the program's name, made small by those options that its command knows."""
    words = shlex.split(line)[1:]
    options = {option: value for option, value in {**_SMALL, **_SMALLER.get(words[0], {})}.items() if option in known}
    return [*words, *(word for option, value in options.items() for word in (option, value))]
