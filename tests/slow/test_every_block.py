"""Every command and every block of code on a page does what it says, in a town of two thousand."""

import io
import re
import shutil
from pathlib import Path

import matplotlib
import pytest
import typer
from blocks import HELD_ELSEWHERE, NOT_PLAYED, blocks, commands, is_played, played_small
from commands import told
from fuzz.samples import ROWS

from experiments.calibrate.data_file import read_campaigns
from experiments.cli.commands import app, main
from experiments.hypotheses.stated import read_hypotheses
from experiments.pictures import animation
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.slow

KNOWN = {
    name: {option for parameter in command.params for option in parameter.opts}
    for name, command in typer.main.get_command(app).commands.items()
}
LAUNCH = """
{budget}
[brand]
name = "b"
price_{price} = 120
margin_share = 0.5
[market]
people = 10_000_000
horizon_days = 30
start = 2027-03-01
"""
CREATORS = (
    "name,followers,interest,fee_eur\nAda Lin,34500,sport,350\nBo Falk,52000,sport,500\nspam_account,90000,food,200\n"
    "Cy Stern,650000,sport,6000\nDee Ray,800000,sport,7000\n"
    + "".join(f"creator {k},{20_000 + 700 * k},sport,{200 + 10 * k}\n" for k in range(6))
)


EDITED = "name,day,format\nAda Lin,2,post\nBo Falk,5,story\n"
CASCADES = "cascade,seconds,followers\n" + "".join(
    f"{cascade},{60 * step**3},{10 + step}\n" for cascade in range(30) for step in range(20)
)


def run(*words: str) -> None:
    if "--mechanisms" in words:  # rules are exchanged for a whole process
        done = told(*words, cwd=Path.cwd())
        assert (done.returncode, done.stderr) == (0, "")
        return
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0


def the(page: str, language: str, number: int = 0) -> str:
    return [block.text for block in blocks(language) if block.page == page][number]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with every file that a line names."""
    there = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(there)
        Path("my_rules.py").write_text(the("docs/own_rules.md", "python"))
        Path("grid.toml").write_text(the("docs/research.md", "toml"))
        Path("past.csv").write_text(the("docs/calibration.md", "csv"))
        for name in ("mine.csv", "cascades.csv"):
            Path(name).write_text(CASCADES)
        Path("weekly_sales.csv").write_text(ROWS["sales"])
        Path("edited.xlsx").write_bytes(as_workbook(EDITED))
        for name in ("creators", "influencers"):
            Path(f"{name}.xlsx").write_bytes(as_workbook(CREATORS))
        run("init", "launch.toml")
        written = Path("launch.toml").read_text(encoding="utf-8")
        listed = re.sub(r"^(nano|micro|macro|mega) = [\d_]+\n", "", written, flags=re.MULTILINE)
        listed = listed.replace('# file = "influencers.csv"', 'file = "creators.xlsx"')
        Path("listed.toml").write_text(listed, encoding="utf-8")
        run("compare", "--people", "2000", "--replicates", "2", "--jobs", "1")
        for name in ("job1", "job2"):
            shutil.copytree("out", name)
        run(*played_small("groundswell calibrate past.csv launch.toml --out calibrated", KNOWN["calibrate"]))
    return there


def as_workbook(text: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for line in text.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("line", [line for line in commands() if is_played(line)])
def test_a_command_does_what_the_page_says(line, folder, tmp_path, monkeypatch):
    alone = line.startswith(("groundswell init", "groundswell reproduce"))  # others write into that folder, too
    monkeypatch.chdir(tmp_path if alone else folder)
    monkeypatch.setattr(animation, "MOST_FRAMES", 12)
    if alone:
        shutil.copytree(folder / "job1", "out")
    words = played_small(line, KNOWN.get(line.split()[1], set()))
    if words[0] == "plan":  # which needs a list of creators; the other lines compare tiers of which it has nobody
        words = ["listed.toml" if word == "launch.toml" else word for word in words]
    run(*words)


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_lines_of_python_run(block, folder, monkeypatch):
    monkeypatch.chdir(folder)
    matplotlib.use("Agg")
    if block.page == "docs/own_rules.md":  # rules in the place of the model's
        Path("rules.py").write_text(block.text)
        # By agents, for whom little is compiled; columns play those of a line above, and both agree at night.
        run("run", "--mechanisms", "rules.py", "--people", "2000", "--crowd", "agents")
    else:
        exec(compile(block.text, block.page, "exec"), {})


@pytest.mark.parametrize("block", blocks("toml", "csv"), ids=str)
def test_a_file_that_is_shown_is_read(block, tmp_path):
    file = tmp_path / f"file.{block.language}"
    file.write_text(block.text, encoding="utf-8")
    if block.page == "docs/calibration.md":
        campaigns, notes = read_campaigns(file, ["micro_only"], "micro_only")
        assert (len(campaigns), notes) == (2, [])
    elif block.page == "docs/hypotheses.md":
        assert read_hypotheses(file).hypotheses
    elif block.page == "experiments/help/roster.md":
        run("roster", str(file))
    elif block.page == "experiments/help/scenario.md":  # whole as it stands
        assert Scenario.load(file).budget_eur == 60_000
    elif block.page == "docs/research.md":
        pass  # played, as the file that a line names
    else:
        in_usd = "budget_usd" in block.text
        head = LAUNCH.format(budget="" if in_usd else "budget_eur = 60_000", price="usd" if in_usd else "eur")
        file.write_text(block.text + head if in_usd else head + block.text, encoding="utf-8")
        Scenario.load(file)


def test_no_block_and_no_exception_is_forgotten():
    executed = {"console", "sh", "python", "toml", "csv"}
    kinds = {(block.page, block.language) for block in blocks() if block.language not in executed}
    assert kinds == HELD_ELSEWHERE.keys()
    lines = commands()
    assert [start for start in NOT_PLAYED if not any(line.startswith(start) for line in lines)] == []
    assert sum(map(is_played, lines)) > 50
    assert "groundswell" in {line.split()[0] for line in lines}
