"""What is understood of a roster is printed before anybody is hired: each value and where it is from."""

import json

import pytest

from experiments.cli.commands import main
from sim.assumptions.numbers import Assumptions
from sim.roster.profile import usual_fee

ROSTER = "name,followers,interest,Engagement Rate,fee_eur,rank\nAda,40000,Food,3.2,900,1\nBo,8000,,,,2\n"


@pytest.fixture
def told(tmp_path, capsys):
    """Exit code, what was printed and what was complained of for a roster file of this content."""

    def _told(content: str, *options: object) -> tuple[int, str, str]:
        (tmp_path / "r.csv").write_text(content, encoding="utf-8")
        with pytest.raises(SystemExit) as end:
            main(["roster", str(tmp_path / "r.csv"), *map(str, options)])
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return _told


def test_the_table_has_everybody_and_says_where_each_value_is_from(told):
    code, out, err = told(ROSTER)
    assert (code, err) == (0, "")
    ada, bo = (next(line for line in out.splitlines() if line.split()[:1] == [name]) for name in ("Ada", "Bo"))
    assert ada.split() == ["Ada", "micro", "40,000", "3.2", "%", "900.00", "food"]
    assert bo.split()[:3] == ["Bo", "nano", "8,000"]
    assert (bo.count("assumed"), bo.count("drawn")) == (2, 1)
    assert "per cent is assumed where no sign stands: 3.2 is read as 3.2 %" in " ".join(out.split())
    assert "columns left out: rank" in out


def test_the_same_for_a_machine(told):
    code, out, err = told(ROSTER, "--json", "--assumptions", "documents")
    assert (code, err) == (0, "")
    content = json.loads(out)
    assert content["assumptions"] == "documents"
    ada, bo = content["influencers"]
    assert ada["engagement_rate_per_follower"] == {"value": 0.032, "from": "file"}
    assert ada["interest"] == {"value": "food", "from": "file"}
    assert bo["fee_eur"] == {"value": usual_fee(8_000, "nano", Assumptions.load("documents")), "from": "assumed"}
    assert bo["interest"] == {"value": None, "from": "drawn"}
    assert any("drawn anew in each world" in note for note in content["notes"])


def test_interests_are_those_of_the_scenario(told, tmp_path):
    own = '[brand]\nname = "b"\nprice_eur = 9\nmargin_share = 0.5\n[market]\npeople = 10_000\nhorizon_days = 9\n'
    (tmp_path / "own.toml").write_text("budget_eur = 1_000\n" + own + 'interests = ["chess", "opera"]\n')
    text = "name,followers,interest\nAda,40000,Opera\n"
    assert told(text, "--scenario", tmp_path / "own.toml")[1].count("opera") == 2  # in the summary and in the table
    code, out, err = told(text)
    assert (code, out) == (2, "")
    assert "interest = 'Opera': is none of the market's; known are sport" in err


def test_a_file_that_cannot_be_read_rightly_is_refused_with_a_line_for_each_problem(told):
    code, out, err = told("name,followers,fee_eur,ER\nA,480000,1.200,0.07\nB,620000,12.000,0.1\n")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert all(line.startswith("groundswell: ") for line in err.splitlines())


def test_nothing_that_a_file_writes_is_obeyed_by_a_terminal_or_taken_for_markup(told):
    name = "[red]Ada\x1b]0;x\x07\u202e"
    code, out, _ = told(f"name,followers,note\x1b[2J\n{name},40000,x\n")
    assert code == 0
    assert "[red]Ada" in out
    assert not any(character in out for character in "\x1b\x07\u202e")
    code, _, err = told(f"name,followers\n{name},many\n{name},5000,\x1b\n")
    assert code == 2
    assert not any(character in err for character in "\x1b\x07\u202e")
