"""The shipped hypotheses are whole and pre-stated, and a file of one's own is refused with every fault at once."""

import re

import pytest

from experiments.hypotheses.stated import MEASURES, read_hypotheses
from experiments.hypotheses.words import says
from sim.assumptions.mechanisms import MECHANISMS
from sim.errors import InputError


def test_all_fifteen_hypotheses_of_the_articles_are_stated():
    stated = read_hypotheses()
    assert list(stated.hypotheses) == [f"H{k}" for k in range(1, 16)]
    for one in stated.hypotheses.values():
        assert re.fullmatch(r"D\d(, D\d)*", one.articles)
        assert one.reading
        assert one.mechanisms
        for claim in one.claims:
            # The smallest difference that matters is written down, and never nothing.
            assert claim.threshold != 0.0
            assert says(claim)


def test_where_the_articles_hang_on_familiarity_or_trust_their_values_are_swept():
    stated = read_hypotheses().hypotheses
    for name in ("H5", "H7"):
        assert {"familiarity_on_engagement", "trust_on_purchase"} <= {sweep.number for sweep in stated[name].sweeps}
        assert {"familiarity", "trust"} <= set(stated[name].mechanisms)


def test_what_a_hypothesis_measures_is_an_indicator_with_a_formula():
    for kpi in MEASURES.values():
        assert kpi.formula
    assert {"later_cpe_eur", "first_week_cpe_eur", "expected_loss_eur"} <= set(MEASURES)


GOOD = """
[study]
people = 20_000

[A]
sentence = "More is more."

[[A.claims]]
measure = "reach_people"
more = "macro_only"
than = "micro_only"
by_percent = 5
"""


def read(tmp_path, text):
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return read_hypotheses(file)


def test_a_file_of_ones_own_is_read(tmp_path):
    stated = read(tmp_path, GOOD)
    assert stated.claims == 1
    assert stated.hypotheses["A"].arms["macro_only"].schedule == "macro_only"
    assert says(stated.hypotheses["A"].claims[0]) == "reach at least 5 % higher under macro only than under micro only"


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (
            'less = "hybrid"\nthan = "micro_only"\nby_percent = 5',
            "reach at least 5 % lower under hybrid than under micro only",
        ),
        ('more = "hybrid"\nthan = "micro_only"\nby_percent = -10', "reach at most 10 % lower under hybrid than under"),
        ('less = "hybrid"\nthan = "micro_only"\nby_percent = -10', "reach at most 10 % higher under hybrid than under"),
        (
            'more = "hybrid"\nthan = "micro_only"\nby = 100',
            "reach at least 100 higher under hybrid than under micro only",
        ),
        (
            'more = ["hybrid", "drip"]\nthan = ["burst", "drip"]\nby_percent = 5',
            "under hybrid over drip than under burst over",
        ),
    ],
)
def test_a_claim_reads_as_a_sentence(tmp_path, claim, words):
    head = GOOD.split('more = "macro')[0]
    assert words in says(read(tmp_path, head + claim).hypotheses["A"].claims[0])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"reach_people"', '"reach_peple"', "unknown measure 'reach_peple'; did you mean 'reach_people'"),
        ('"macro_only"', '"macro_olny"', "neither an arm nor a schedule"),
        ("by_percent = 5", "", "exactly one of by_percent and by"),
        ("by_percent = 5", "by_percent = 5\nby = 2", "exactly one of by_percent and by"),
        ('more = "macro_only"', 'more = "macro_only"\nless = "hybrid"', "exactly one of more and less"),
        ('than = "micro_only"', 'than = ["micro_only", "hybrid"]', "an arm with an arm"),
        ('measure = "reach_people"', 'measure = "reach_people"\nagainst = "clicks"', "needs arms and less_than"),
        ('sentence = "More is more."', 'sentence = "More."\nmechanisms = ["fatig"]', "unknown mechanism 'fatig'"),
        ("people = 20_000", "peeple = 20_000", "study.peeple: unknown key"),
        ("[A]", '["../A"]', "must be named with letters"),
        (
            "[[A.claims]]",
            '[A.restated]\nversion = "1"\n\n[[A.claims]]',
            "A.restated.because: missing: why that was not",
        ),
        ("[[A.claims]]", "[A.restated]\nwhy = 1\n\n[[A.claims]]", "A.restated.why: unknown key"),
        ('sentence = "More is more."', 'sentence = "More."\nrestated = "yes"', "A.restated = 'yes': must be a table"),
        ("people = 20_000", "first_beliefs = 20", "at least 40"),
    ],
)
def test_a_fault_is_told_with_what_is_allowed(tmp_path, old, new, words):
    with pytest.raises(InputError) as refusal:
        read(tmp_path, GOOD.replace(old, new))
    assert any(words in problem for problem in refusal.value.problems), refusal.value.problems
    assert all("own.toml" in problem for problem in refusal.value.problems)


def test_all_faults_are_told_at_once(tmp_path):
    text = (
        GOOD.replace("people = 20_000", "peeple = 1").replace("reach_people", "reech")
        + '\n[[A.sweeps]]\nnumber = "x"\n'
    )
    with pytest.raises(InputError) as refusal:
        read(tmp_path, text)
    assert len(refusal.value.problems) >= 3


@pytest.mark.parametrize(
    ("sweep", "words"),
    [
        ('number = "fatig_per_repeat"\nvalues = [0.5, 1]', "unknown assumption"),
        ('number = "fatigue_per_repeat"\nvalues = [1, 0.5]', "must ascend"),
        ('number = "fatigue_per_repeat"\nvalues = [0.5, 1]\nclaim = 2', "there are 1"),
    ],
)
def test_a_sweep_that_cannot_be_made_is_refused(tmp_path, sweep, words):
    with pytest.raises(InputError, match=words):
        read(tmp_path, GOOD + f"\n[[A.sweeps]]\n{sweep}\n")


def test_an_unknown_hypothesis_is_told_with_the_nearest_one(tmp_path):
    with pytest.raises(InputError, match="unknown hypothesis 'H16'"):
        read_hypotheses().chosen(("H1", "H16"))
    with pytest.raises(InputError, match="no hypothesis"):
        read(tmp_path, "[study]\n")
    with pytest.raises(InputError, match="not valid TOML"):
        read(tmp_path, "[A\n")


def test_every_mechanism_that_is_named_exists():
    for one in read_hypotheses().hypotheses.values():
        assert set(one.mechanisms) <= set(MECHANISMS)
