"""A command imports what it needs and nothing else, seen without a clock: by what a fresh process has imported."""

import subprocess
import sys

import pytest

# What takes a tenth of a second and more, of which a small campaign needs the compiler alone.
COMPILER = {"numba"}
HEAVY = COMPILER | {
    *(
        "scipy.linalg",
        "mesa",
        "pandas",
        "networkx",
        "pyarrow",
        "scipy.stats",
        "scipy.special",
        "scipy.optimize",
        "scipy.spatial",
    ),
    *(
        "matplotlib.pyplot",
        "distributed",
        "matplotlib",
        "openpyxl",
        "reportlab",
        "jinja2",
        "PIL",
        "joblib",
        "SALib",
        "nicegui",
        "fastapi",
        "starlette",
    ),
}


def imported(folder, *words):
    """What of all that is heavy a command has imported at its end."""
    code = (
        "import sys\nfrom experiments.cli.commands import main\n"
        f"try:\n    main({list(words)!r})\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print(*sorted({HEAVY!r} & sys.modules.keys()), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.second
@pytest.mark.parametrize("more", [(), ("--events", "--json")], ids=["plain", "with_events"])
def test_a_campaign_imports_the_compiler_and_nothing_else(more, tmp_path):
    assert imported(tmp_path, "run", "--people", "2000", "--out", "out", *more) <= COMPILER
    assert (tmp_path / "out" / "run.json").is_file()


@pytest.mark.second
def test_a_list_is_read_without_more_than_the_compiler(tmp_path):
    (tmp_path / "list.csv").write_text("name,followers,interest\nAnn,34500,sport\n")
    assert imported(tmp_path, "roster", "list.csv") <= COMPILER


@pytest.mark.parametrize("words", [("assumptions",), ("init", "mine.toml"), ("compare", "--help"), ("run", "--help")])
def test_what_plays_nothing_imports_nothing_that_takes_time(words, tmp_path):
    assert imported(tmp_path, *words) == set()


@pytest.mark.second
def test_followers_as_agents_do_need_mesa(tmp_path):
    """So that the others would be seen to need it."""
    assert "mesa" in imported(tmp_path, "run", "--people", "2000", "--crowd", "agents", "--out", "out")


@pytest.mark.second
def test_a_comparison_imports_no_agents_tables_or_plotting_state(tmp_path):
    asked = ("compare", "--people", "2000", "--replicates", "2", "--jobs", "1", "--out", "out")
    spared = {"mesa", "pandas", "networkx", "scipy.stats", "matplotlib.pyplot", "openpyxl", "reportlab", "distributed"}
    assert imported(tmp_path, *asked) & spared == set()
    assert (tmp_path / "out" / "report.html").is_file()
