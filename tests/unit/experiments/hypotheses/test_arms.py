"""Whatever an arm changes takes effect or is refused, and the base scenario is found beside the hypotheses."""

from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from experiments.hypotheses.arms import Arms, Variant
from experiments.hypotheses.run import Question, run_hypotheses
from experiments.hypotheses.stated import Stated, StatedArm, read_hypotheses
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.tiers import TIER_NAMES

EVIDENCE = Variant("evidence")
BASE = """
budget_eur = 60_000
[brand]
name = "b"
interest = "sport"
price_eur = 100
margin_share = 0.5
[market]
people = 1_000_000
horizon_days = 30
"""


def stated(folder: Path, arm: str, more: str = "", study: str = 'scenario = "base.toml"') -> Stated:
    file = folder / "own.toml"
    file.write_text(
        f"[study]\npeople = 2_000\n{study}\n[H1]\nsentence = 's'\n[H1.arms]\nx = {{ schedule = 'micro_only', {arm} }}\n"
        "[[H1.claims]]\nmeasure = 'reach_people'\nmore = 'x'\nthan = 'micro_only'\nby_percent = 5\n" + more
    )
    return read_hypotheses(file)


def refused(made: Stated, sets: tuple[str, ...] = ("evidence", "documents")) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        run_hypotheses(Question(made, sets=sets))
    return caught.value.problems


def arm(made: Stated) -> Scenario:
    return Question(made).arms.cell(made.hypotheses["H1"].arms["x"], EVIDENCE).scenario


# ---- Whatever is accepted takes effect ------------------------------------------------------------


def test_numbers_of_influencers_take_the_place_of_a_roster_file(tmp_path: Path):
    (tmp_path / "r.csv").write_text("followers\n20000\n30000\n")
    (tmp_path / "base.toml").write_text(BASE + "[roster]\nfile = 'r.csv'\n")
    made = stated(tmp_path, "roster = { micro = 7 }")
    base = Question(made).arms.base(EVIDENCE)
    changed = arm(made)
    assert base.roster_text is not None
    assert changed.roster_text is None
    assert changed.roster.counts == {"nano": 1_000, "micro": 7, "macro": 40, "mega": 10}
    assert changed.fingerprint != base.fingerprint


def test_a_roster_beside_the_best_connected_of_a_network_is_refused(tmp_path: Path):
    (tmp_path / "e.csv").write_text("0,1\n1,2\n2,0\n3,0\n4,0\n")
    (tmp_path / "base.toml").write_text(
        BASE.replace("interest", "# ") + "[network]\nedges = 'e.csv'\nbest_connected = 2\n"
    )
    made = stated(tmp_path, "roster = { micro = 7 }", study='scenario = "base.toml"')
    made = Stated(made.path, made.rule.model_copy(update={"people": None}), made.schedules, made.hypotheses)
    (told,) = refused(made)
    assert told.startswith(f"{tmp_path / 'own.toml'}: H1.arms.x.roster: the base scenario has its roster from network")


_BRAND = {
    "interest": st.sampled_from(["sport", "food", ""]),
    "price_eur": st.sampled_from([0, 1, 99.5, 100, 1e9]),
    "margin_share": st.sampled_from([0, 0.5, 1]),
    "price_class": st.sampled_from(["everyday", "luxury"]),
    "interested_share": st.sampled_from([0, 0.3, 1.0]),
    "account_followers": st.sampled_from([0, 5]),
}
_COUNTS = dict.fromkeys(("nano", "micro", "macro", "mega"), st.sampled_from([0, 7, 40, 1_000]))
_OVERRIDES = {
    entry.name: st.sampled_from([entry.value("nano" if entry.by_tier else None), *entry.allowed])
    for entry in Assumptions.load("evidence")
}


@pytest.fixture(scope="module")
def arms(tmp_path_factory) -> Arms:
    folder = tmp_path_factory.mktemp("arms")
    (folder / "base.toml").write_text(BASE)
    return Question(stated(folder, "budget_eur = 60_000")).arms


@pytest.mark.second
@examples(200)
@given(
    st.sampled_from([("brand", _BRAND), ("roster", _COUNTS), ("override", _OVERRIDES)]).flatmap(
        lambda of: st.tuples(st.just(of[0]), st.dictionaries(st.sampled_from(sorted(of[1])), st.none(), min_size=1))
    ),
    st.data(),
)
def test_an_accepted_change_changes_the_scenario_unless_it_says_what_the_base_says(arms, change, data):
    table, names = change
    given = {name: data.draw((_BRAND | _COUNTS | _OVERRIDES)[name], name) for name in names}
    base = arms.base(EVIDENCE)
    try:
        changed = arms.cell(StatedArm(schedule="micro_only", **{table: given}), EVIDENCE).scenario
    except InputError:
        return
    if table == "override":
        same = all(
            base.assumptions.entry(name).base in (value, dict.fromkeys(TIER_NAMES, value))
            for name, value in given.items()
        )
    else:
        told = getattr(base, table).model_dump()
        same = all(told[name] == (None if value == "" else value) for name, value in given.items())
    assert (changed.fingerprint == base.fingerprint) == same


# ---- Where the base scenario is -------------------------------------------------------------------


def test_the_base_scenario_is_looked_for_beside_the_file_first_then_where_one_works(tmp_path: Path, monkeypatch):
    beside, here = tmp_path / "beside", tmp_path / "here"
    for folder, price in ((beside, 11), (here, 22)):
        folder.mkdir()
        (folder / "base.toml").write_text(BASE.replace("price_eur = 100", f"price_eur = {price}"))
    monkeypatch.chdir(here)
    made = stated(beside, "budget_eur = 5_000")
    assert Question(made).arms.base(EVIDENCE).brand.price_eur == 11
    (beside / "base.toml").unlink()
    assert Question(made).arms.base(EVIDENCE).brand.price_eur == 22
    (here / "base.toml").unlink()
    (told,) = refused(made)
    assert told.startswith(f"{beside / 'base.toml'}: there is no such file")
    assert refused(stated(beside, "budget_eur = 5_000", study=f'scenario = "{"x" * 5_000}"'))


def test_a_base_scenario_in_another_currency_is_refused_as_claims_are_in_eur(tmp_path: Path):
    dear = BASE.replace("_eur", "_usd") + '[money]\ncurrency = "USD"\nper_eur = 1.1\n'
    (tmp_path / "base.toml").write_text(dear)
    told = refused(stated(tmp_path, "budget_eur = 5_000"))
    assert any("study.scenario: amounts of base are in USD, and those of claims and arms are in EUR" in t for t in told)


# ---- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            "brand = { interest = 'sprot' }",
            "brand.interest = 'sprot': must be one of market.interests; did you mean",
        ),
        ("brand = { price_eur = 'dear' }", "brand.price_eur = 'dear': must be a number"),
        ("brand = { price_usd = 5 }", "brand.price_usd: unknown key; this is USD, and amounts are in EUR here"),
        ("brand = { price_eur = -1 }", "brand.price_eur = -1: must be at least 0"),
        (
            "brand = { price_eur = 0x" + "f" * 5_000 + " }",
            "brand.price_eur = a number too long to show: must be a finite number, a text, or true or false",
        ),
        ("brand = { name = 'c' }", "brand.name: changes no result; leave it out"),
        ("roster = { micro = -1 }", "roster.micro = -1: must be at least 0"),
        ("roster = { mikro = 1 }", "roster.mikro: unknown key; did you mean 'micro'?"),
        ("roster = { file = 'r.csv' }", "roster.file: an arm says how many of each tier are on offer; leave it out"),
        ("roster = { nano = 0, micro = 0, macro = 0, mega = 0 }", "roster: must offer at least one influencer"),
        (
            "override = { reach_rat = 1 }",
            "override.reach_rat: no such entry in the set evidence; did you mean",
        ),
        ("override = { reach_rate = 2 }", "override.reach_rate: 2 given; allowed is a finite number from 0 to 1"),
        (
            "override = { reach_rate = 1979-05-27 }",
            "override.reach_rate = 1979-05-27: must be a finite number, a text, or true or false",
        ),
        ("override = { reach_rate = { nano = [1] } }", "override.reach_rate.nano = [1]: must be a finite number"),
        ("budget_eur = 1e13", "budget_eur = 10000000000000.0: must be at most 1,000,000,000,000"),
    ],
)
def test_a_wrong_value_of_an_arm_is_told_with_its_place(tmp_path: Path, given: str, told: str):
    (tmp_path / "base.toml").write_text(BASE)
    with pytest.raises(InputError) as caught:
        run_hypotheses(Question(stated(tmp_path, given), sets=("evidence",)))
    (problem,) = caught.value.problems
    assert problem.startswith(f"{tmp_path / 'own.toml'}: H1.arms.x.{told}")


def test_sweeps_and_schedules_that_make_no_scenario_are_refused_before_anything_is_played(tmp_path: Path):
    (tmp_path / "base.toml").write_text(BASE)
    sweep = "[[H1.sweeps]]\nnumber = '{}'\nvalues = [{}]\n"
    own = f"{tmp_path / 'own.toml'}: "
    (told,) = refused(stated(tmp_path, "budget_eur = 5_000", sweep.format("fatigue_per_repeat", "0.5, 2")))
    assert told == f"{own}H1.sweeps[1]: fatigue_per_repeat: 2.0 given; allowed is a finite number from 0 to 1"
    made = stated(tmp_path, "budget_eur = 5_000", sweep.format("engagement_per_reached_person", "0.1, 0.2"))
    assert refused(made)[0].startswith(f"{own}H1.sweeps[1]: engagement_per_reached_person: no such entry in the set")
    late = stated(tmp_path, "budget_eur = 5_000", "[[schedules.w]]\ntier = 'nano'\nstart_hours = 720\n")
    (told,) = refused(late)
    assert told.startswith(f"{own}schedules.w[part 1]: its first influencer would still post in hour 720")


# ---- A set of one's own -----------------------------------------------------------------------------


def test_runs_of_a_posterior_are_kept_apart_from_those_of_the_set_that_it_extends(tmp_path: Path):
    (tmp_path / "base.toml").write_text(BASE)
    text = 'extends = "evidence"\n[posterior]\nlabels = ["fatigue_per_repeat"]\ndraws = [[0.1], [0.3]]\n'
    (tmp_path / "mine.toml").write_text(text)
    made = stated(tmp_path, "budget_eur = 50_000")
    question = Question(made, sets=(str(tmp_path / "mine.toml"),))
    keys = set()
    for variant in (question.variant("evidence"), question.variant(*question.sets)):
        for off in ((), ("fatigue",), ("promo_codes",)):
            keys.add(question.arms.cell(made.hypotheses["H1"].arms["x"], variant._replace(off=off)).key)
    assert len(keys) == 6
    assert question.arms.base(question.variant(*question.sets)).assumptions.draws.rows == ((0.1,), (0.3,))
    (tmp_path / "other.toml").write_text(text.replace("0.3", "0.4"))
    other = Question(made, sets=(str(tmp_path / "other.toml"),))
    assert other.arms.cell(made.hypotheses["H1"].arms["x"], other.variant(*other.sets)).key not in keys


def test_a_set_of_ones_own_that_is_not_there_is_refused(tmp_path: Path):
    (tmp_path / "base.toml").write_text(BASE)
    assert "absent.toml" in refused(stated(tmp_path, "budget_eur = 50_000"), (str(tmp_path / "absent.toml"),))[0]
