"""Every command that writes files or text speaks the scenario's currency, in all of them."""

import contextlib
import html
import io
import json
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.cli.commands import main
from experiments.manifest import SUFFIX
from sim.assumptions.files import SETS
from sim.assumptions.numbers import Assumptions
from sim.money import OF_EVIDENCE
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.nightly

SCENARIO = """
name = "tiny"
question = "EUR_first or €uro?"
objective = "cpe_eur"
budget_eur = 900
compare = ["micro_only", "nano_only", "pay_eur"]
[brand]
name = "EUR shoes"
interest = "sport"
price_eur = 80.0
usual_price_eur = 100.0
margin_share = 0.5
[market]
people = 100_000
horizon_days = 8
start = 2027-03-01
[roster]
nano = 30
micro = 20
macro = 3
mega = 1
[[schedules.pay_eur]]
tier = "nano"
gift = true
commission_share = 0.1
within_hours = 48
"""
CHOSEN = ("EUR_first or €uro?", "EUR shoes", "pay_eur", "pay eur", "Pay eur")  # by a user
LIST = (
    "name,followers,interest,fee,fee_reel,fee_story\nann,8000,sport,60,90,20\nbob,12000,food,90,,30\n"
    "cem,25000,sport,200,260,80\ndee,60000,sport,450,600,150\neve,4000,travel,30,,\n"
)
SMALL = ["--people", "5000", "--jobs", "1"]
MONEY = re.compile(r"EUR|_eur|€")


def written(folder: Path, currency: str, per_eur: float) -> dict[str, str]:
    """The text of all that the commands print and write, by command and file, texts of pictures included."""
    low = currency.lower()
    text = SCENARIO.replace("_eur =", f"_{low} =").replace("cpe_eur", f"cpe_{low}")
    if currency != "EUR":
        text += f'[money]\ncurrency = "{currency}"\nper_eur = {per_eur}\n'
    (folder / "s.toml").write_text(text)
    (folder / "list.csv").write_text(LIST)
    file, creators = str(folder / "s.toml"), str(folder / "list.csv")
    plan = ["plan", file, "--roster", creators, *SMALL, "--campaigns", "60", "--replicates", "20", "--budget", "800"]
    commands = {
        "run": ["run", file, "--schedule", "pay_eur", "--people", "5000"],
        "compare": ["compare", file, *SMALL, "--replicates", "4"],
        "unequal": ["compare", file, *SMALL, "--replicates", "4", "--budget", "200000", "--objective", "profit"],
        "plan": [*plan, "--objective", "engagement", "--and", f"profit_{low}"],
        "again": [*plan, "--objective", f"profit_{low}", "--compare-plan", str(folder / "plan" / "plan.csv")],
        "target": [*plan, "--objective", "engagement", "--target-roi", "0.1"],
        "breakeven": [
            *("breakeven", f"budget_{low}", f"brand.price_{low}", "--scenario", file, *SMALL, "--points", "2"),
            *("--replicates", "2"),
        ],
        "scale": ["scale", file, "--sizes", "2000,5000", "--replicates", "2", "--jobs", "1", "--objective", "profit"],
    }
    found: dict[str, str] = {}
    for name, words in commands.items():
        found[name] = said([*words, "--out", str(folder / name)])
        files = [path for path in sorted((folder / name).iterdir()) if path.is_file()]
        # A manifest holds digests, which differ where one letter does.
        found |= {f"{name}/{path.name}": content(path) for path in files if not path.name.endswith(SUFFIX)}
    found["roster"] = said(["roster", creators, "--scenario", file, "--out", str(folder / "out.csv")])
    found["roster.json"] = said(["roster", creators, "--scenario", file, "--json"])
    found["roster.csv"] = (folder / "out.csv").read_text()
    return {name: told.replace(str(folder), "FOLDER") for name, told in found.items()}


def said(words: list[str]) -> str:
    """What a command prints, with what its pictures say."""
    told, drawn = io.StringIO(), Figure.savefig
    pictures: list[str] = []

    def saved(figure: Figure, *where: object, **how: object) -> None:
        pictures.extend(one.get_text() for one in figure.findobj(Text))
        drawn(figure, *where, **how)

    with pytest.MonkeyPatch.context() as patched, contextlib.redirect_stdout(told):
        patched.setattr(Figure, "savefig", saved)
        with pytest.raises(SystemExit) as ended:
            main(words)
    assert not ended.value.code, words
    return "\n".join([told.getvalue(), *pictures])


def content(path: Path) -> str:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    if path.suffix in (".png", ".pdf"):  # what a picture says is told above, and the sheet has the words of the page
        return ""
    return re.sub(r"base64,[\w+/=]+", "base64,", path.read_text(encoding="utf-8"))


def evidence() -> list[str]:
    """Every text of the assumptions, whose sources are in EUR, as text and as a page or JSON has it; longest first."""
    entries = [entry for chosen in SETS for entry in Assumptions.load(chosen)]
    texts = {text for entry in entries for text in (entry.meaning, entry.source, entry.unit) if MONEY.search(text)}
    texts |= {html.escape(text) for text in texts} | {json.dumps(text)[1:-1] for text in texts}
    return sorted(texts, key=len, reverse=True)


@pytest.fixture(scope="module")
def dollars(tmp_path_factory):
    folder = tmp_path_factory.mktemp("usd")
    return folder, written(folder, "USD", 1.08)


def test_no_euro_is_left_but_in_names_that_a_user_chose_and_texts_of_evidence(dollars):
    _, found = dollars
    assert "EUR_first" in found["compare/report.html"] + found["run"]
    for name, text in found.items():
        for known in (*map(json.dumps, CHOSEN), *CHOSEN, *OF_EVIDENCE, "per_eur = 1.08", *evidence()):
            text = text.replace(known.strip('"'), "")
        assert not [text[max(0, one.start() - 60) : one.end() + 60] for one in MONEY.finditer(text)], name


def test_a_plan_is_a_file_of_its_currency_that_is_read_back(dollars):
    folder, found = dollars
    tables = tomllib.loads(found["plan/plan.toml"])
    assert tables["money"] == {"currency": "USD", "per_eur": 1.08}
    assert tables["budget_usd"] == 800
    assert Scenario.load(folder / "plan" / "plan.toml", people=5_000).currency.code == "USD"
    assert "fee_usd" in found["plan/plan.csv"].splitlines()[0]
    assert "the edited plan" in found["again"]
    assert json.loads(found["unequal/comparison.json"])["objective"] == "profit_usd"
    assert "profit_usd" in found["compare/runs.csv"].splitlines()[0]


def test_a_currency_that_is_worth_a_euro_gives_the_same_digits_in_every_file(tmp_path_factory):
    """Compared are texts in which both currencies have one name; who takes how long is left out."""
    euros, others = (written(tmp_path_factory.mktemp(code), code, 1.0) for code in ("EUR", "QQQ"))
    assert set(euros) == set(others)
    for name in euros:
        if name != "again":  # a file that two commands have kept, and how many campaigns that saved
            assert alike(others[name]) == alike(euros[name]), name


def alike(text: str) -> str:
    """The text with one word for both currencies, and without what says the currency itself."""
    text = re.sub(r'\[money\]\ncurrency = "QQQ"\nper_eur = 1.0\n+|"currency":"QQQ",', "", text)
    text = re.sub(r"\n.*\d\.\d{3}\s*$", "", text, flags=re.MULTILINE)  # a row with seconds
    text = re.sub(r"sha256-[^&;]+", "", text)  # of a script that names the currency
    return re.sub(r"\s+", " ", text.replace("QQQ", "EUR").replace("qqq", "eur"))
