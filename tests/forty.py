"""A list of forty influencers, 38 micro and 2 macro, of whom neither tier can spend the budget."""

from pathlib import Path

from sim.scenario.scenario import Scenario

MICRO = "".join(f"micro {k},{10_000 + 900 * k},{300 + 4 * k}\n" for k in range(38))
MACRO = "".join(f"macro {k},{600_000 + 100_000 * k},{7_000 + 1_000 * k}\n" for k in range(2))
LIST = f"name,followers,fee_eur\n{MICRO}{MACRO}"
FORTY = """
budget_eur = 25_000
[brand]
name = "b"
interest = "sport"
price_eur = 120
margin_share = 0.5
[market]
people = 10_000_000
horizon_days = 10
start = 2027-03-01
[roster]
file = "forty.csv"
"""
MICRO_EUR, MACRO_EUR = 14_212.0, 15_000.0  # the fees of all of either tier


def forty(folder: Path, text: str = FORTY) -> Path:
    """The scenario file, with its list beside it."""
    (folder / "forty.csv").write_text(LIST)
    (folder / "forty.toml").write_text(text)
    return folder / "forty.toml"


def of_forty(folder: Path, people: int = 20_000) -> Scenario:
    return Scenario.load(forty(folder), people=people)
