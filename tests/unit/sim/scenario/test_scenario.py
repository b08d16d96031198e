"""A scenario file is read whole or refused whole, and what was read is frozen, hashed and portable."""

import contextlib
import dataclasses
import datetime
import pickle
import tomllib
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from worlds import SMALLEST

from sim.assumptions.numbers import TIER_SETS, Assumptions
from sim.errors import InputError
from sim.kpis import OBJECTIVES
from sim.planning.budget import plan
from sim.scenario.market import INTERESTS, Brand
from sim.scenario.scenario import BUILT_IN, BUILT_INS, Scenario, template
from sim.scenario.schedule import PRESETS, Review
from sim.tiers import TIER_NAMES
from sim.world.influencers import roster_of


def load(folder: Path, text: str | bytes, **asked) -> Scenario:
    file = folder / "mine.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Scenario.load(file, **asked)


def faults(folder: Path, text: str | bytes, **asked) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        load(folder, text, **asked)
    return tuple(problem.removeprefix(f"{folder / 'mine.toml'}: ") for problem in caught.value.problems)


# ---- What is read ---------------------------------------------------------------------------------


def test_the_built_in_example_is_the_sneaker_launch():
    scenario = Scenario.load()
    assert (scenario.name, scenario.brand.interest, scenario.budget_eur) == ("sneaker_launch", "sport", 60_000)
    assert (scenario.market.people, scenario.market.horizon_hours, scenario.scale) == (10_000_000, 720, 1.0)
    assert scenario.market.interests == INTERESTS
    assert len(set(INTERESTS)) == 20
    assert (scenario.objective, scenario.assumptions.name) == ("purchases_incremental", "evidence")
    assert scenario.brand_interest == INTERESTS.index("sport")


def test_the_smallest_file_takes_the_documented_defaults(tmp_path: Path):
    scenario = load(tmp_path, SMALLEST)
    assert (scenario.name, scenario.question, scenario.objective) == ("mine", "", "purchases_incremental")
    assert scenario.roster.counts == {"nano": 1_000, "micro": 400, "macro": 40, "mega": 10}
    assert scenario.brand.interest is None
    assert (scenario.brand.price_class, scenario.brand.interested_share) == ("everyday", 1.0)
    assert (scenario.brand.relation, scenario.brand.hours_from_budget) == ("by_hand", False)
    assert scenario.brand.account_followers == 0
    assert scenario.brand_interest is None
    assert not scenario.schedules


@pytest.mark.parametrize("name", BUILT_INS)
def test_a_built_in_scenario_is_known_by_its_name_and_each_of_its_schedules_can_be_planned(name, tmp_path, monkeypatch):
    scenario = Scenario.load(Path(name))
    assert scenario.name == name
    assert scenario.question.endswith("?")
    assert scenario == Scenario.load(BUILT_INS[name])
    roster = roster_of(scenario, scenario.market.interests, 1)
    assert scenario.schedules
    for schedule in scenario.schedules:
        made = plan(scenario, roster, schedule)
        assert 0 < made.spend_eur <= scenario.budget_eur
    assert Scenario.load(Path(name), assumption_set="documents", people=2_000).assumptions.name == "documents"
    # A file or folder of that name in the folder where one works comes first.
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(SMALLEST)
    assert Scenario.load(Path(name)).brand.name == "b"


def test_a_name_that_is_neither_built_in_nor_a_file_is_refused_with_what_is_built_in():
    with pytest.raises(InputError, match="built in are sneaker_launch, cosmetics_line, vegan_shampoo"):
        Scenario.load(Path("sneaker_lunch"))


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_an_objective_by_name_is_the_indicator_that_judges_it(tmp_path: Path, objective: str):
    named, judged = (
        load(tmp_path, f"objective = '{given}'\n" + SMALLEST) for given in (objective, OBJECTIVES[objective])
    )
    assert named.objective == judged.objective == OBJECTIVES[objective]
    assert named.fingerprint == judged.fingerprint


@pytest.mark.parametrize("document", TIER_SETS)
def test_a_scenario_may_draw_the_tiers_as_any_of_the_documents_does(tmp_path: Path, document: str):
    scenario = load(tmp_path, SMALLEST + f"[assumptions]\ntiers = '{document}'\n")
    expected = Assumptions.load("evidence").with_tiers(document)
    for name in ("followers_smallest", "followers_largest"):
        assert scenario.assumptions.entry(name) == expected.entry(name)
    (problem,) = faults(tmp_path, SMALLEST + "[assumptions]\ntiers = 'd1'\n")
    assert problem == "assumptions.tiers = 'd1': must be one of D1, D2, D3, D4, D5; did you mean 'D1'?"


def test_phases_and_reviews_stand_together_under_one_name(tmp_path: Path):
    text = """
[[schedules.w]]
review_hours = 96
judge_by = "engagements"
[[schedules.w]]
tier = "nano"
format = "story"
disclosed = false
promo_code = true
pick = "declared_rate"
fee_share = 0.5
gift = true
commission_share = 0.05
within_hours = 24
[[schedules.w]]
review_hours = 48
shift_share = 0.25
"""
    schedule = load(tmp_path, SMALLEST + text).schedules["w"]
    (phase,) = schedule.phases
    assert (phase.format, phase.disclosed, phase.promo_code, phase.pick) == ("story", False, True, "declared_rate")
    assert (phase.fee_share, phase.gift, phase.commission_share, phase.within_hours) == (0.5, True, 0.05, 24)
    assert schedule.reviews == (
        Review(review_hours=48, judge_by="clicks", shift_share=0.25),
        Review(review_hours=96, judge_by="engagements", shift_share=0.5),
    )


def test_an_empty_interest_means_a_mass_product(tmp_path: Path):
    assert load(tmp_path, SMALLEST.replace("[market]", 'interest = ""\n[market]')).brand.interest is None


def test_the_template_loads_and_its_schedule_can_be_planned(tmp_path: Path):
    scenario = load(tmp_path, template())
    assert list(scenario.schedules) == ["leader_then_wave"]
    mine = plan(scenario, roster_of(scenario, scenario.market.interests, 1), "leader_then_wave")
    assert 0 < mine.spend_eur <= scenario.budget_eur


def test_the_template_loads_with_every_optional_line_switched_on(tmp_path: Path):
    (tmp_path / "influencers.csv").write_text("followers,interest\n20000,food\n")
    # Without the currency, which renames amounts, and the follower graph, which takes the place of the roster.
    before, _, rest = template().partition("# A currency of your own")
    network = rest.partition("# A follower graph")[2]
    lines = [
        line
        for line in (before + network.partition("\n\n")[2]).splitlines()
        if not line.startswith(tuple(f"{tier} =" for tier in TIER_NAMES))
    ]
    text = "\n".join(line.removeprefix("# ") if " = " in line else line for line in lines)
    scenario = load(tmp_path, text.replace("Or a list", "# Or a list"))
    assert scenario.market.interests == ("sport", "fashion", "food")
    assert scenario.market.start == datetime.date(2027, 3, 1)
    assert scenario.assumptions.value("coordination_hours_per_influencer") == 2
    assert scenario.roster_text is not None


def test_the_currency_of_the_template_renames_its_amounts(tmp_path: Path):
    before, heading, rest = template().partition("# A currency of your own")
    block, _, after = rest.partition("\n\n")
    switched_on = "\n".join(
        line.removeprefix("# ") if " = " in line or "[" in line else line for line in block.splitlines()
    )
    text = (before + heading + switched_on + "\n\n" + after).replace("_eur = ", "_usd = ").replace("per_usd", "per_eur")
    scenario = load(tmp_path, text)
    assert (scenario.currency.code, scenario.currency.per_eur) == ("USD", 1.08)
    assert scenario.brand.price_eur == 120.0


def test_the_network_of_the_template_takes_the_place_of_its_roster(tmp_path: Path):
    (tmp_path / "edges.csv").write_text("0,1\n1,2\n2,0\n")
    (tmp_path / "labels.csv").write_text("id,label\n0,sport\n1,sport\n2,food\n")
    before, heading, network = template().partition("# A follower graph")
    block, _, after = network.partition("\n\n")
    switched_on = "\n".join(
        line.removeprefix("# ") if " = " in line or "[" in line else line for line in block.splitlines()
    )
    text = before.partition("[roster]")[0] + heading + switched_on + "\n\n" + after
    scenario = load(tmp_path, text)
    assert scenario.simulated_people == 3
    assert scenario.network is not None
    assert scenario.network.best_connected == 20


def test_people_makes_a_scale_model_and_leaves_the_money():
    small = Scenario.load(people=50_000)
    assert small.scale == pytest.approx(0.005)
    assert (small.market.people, small.budget_eur) == (10_000_000, 60_000)
    assert small.fingerprint != Scenario.load().fingerprint


def test_the_set_asked_for_takes_the_place_of_the_files(tmp_path: Path):
    assert Scenario.load(assumption_set="documents").assumptions.name == "documents"
    text = SMALLEST + "[assumptions]\nset = 'documents'\n[assumptions.override]\nfee_floor_eur = 7\n"
    assert load(tmp_path, text).assumptions.name == "documents"
    assert load(tmp_path, text, assumption_set="evidence").assumptions.value("fee_floor_eur") == 7


def test_a_roster_file_stands_beside_the_scenario_and_is_read_once(tmp_path: Path):
    (tmp_path / "r.csv").write_text("followers\n20000\n")
    scenario = load(tmp_path, SMALLEST + "[roster]\nfile = 'r.csv'\n")
    (tmp_path / "r.csv").unlink()
    assert roster_of(scenario, scenario.market.interests, 1)[0].followers == 20_000


# ---- Identity -------------------------------------------------------------------------------------


def test_a_scenario_survives_pickling_and_cannot_be_changed():
    scenario = Scenario.load()
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert again.fingerprint == scenario.fingerprint
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.budget_eur = 1  # type: ignore[misc]
    with pytest.raises(ValidationError):
        scenario.market.people = 1


def test_texts_layout_and_place_change_no_fingerprint(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    text = SMALLEST + "[[schedules.w]]\ntier = 'nano'\n[[schedules.w]]\ntier = 'micro'\n"
    other = SMALLEST.replace('"b"', '"c"').replace("1000\n[brand]", "1e3  # the same\n[brand]")
    other = "name = 'x'\nquestion = 'y'\n" + other
    other += "[[schedules.w]]\ntier = 'micro'\nrest = true\n[[schedules.w]]\ntier = 'nano'\nrest = true\n"
    assert load(tmp_path, text).fingerprint != load(tmp_path, SMALLEST).fingerprint
    one, two = load(tmp_path, text), load(tmp_path / "elsewhere", other.replace("rest = true", ""))
    assert one.fingerprint == two.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("budget_eur = 1000", "budget_eur = 1001"),
        ("price_eur = 10", "price_eur = 11"),
        ("margin_share = 0.5", "margin_share = 0.6"),
        ("people = 1000", "people = 1001"),
        ("horizon_days = 30", "horizon_days = 29"),
        ("[market]", "interest = 'food'\n[market]"),
        ("[market]", "[roster]\nnano = 7\n[market]"),
        ("[market]", "[roster]\nfile = 'r.csv'\n[market]"),
        ("[market]", "[assumptions]\nset = 'documents'\n[market]"),
        ("[market]", "[assumptions.override]\nfee_floor_eur = 1\n[market]"),
        ("[market]", "price_class = 'luxury'\n[market]"),
        ("[market]", "interested_share = 0.5\n[market]"),
        ("[market]", "account_followers = 5\n[market]"),
        ("[market]", "relation = 'agency'\n[market]"),
        ("[market]", "hours_from_budget = true\n[market]"),
        ("[market]", "[assumptions]\ntiers = 'D2'\n[market]"),
        ("[brand]", "objective = 'loyalty'\n[brand]"),
    ],
)
def test_whatever_can_change_a_result_changes_the_fingerprint(tmp_path: Path, old: str, new: str):
    (tmp_path / "r.csv").write_text("followers\n20000\n")
    assert load(tmp_path, SMALLEST.replace(old, new)).fingerprint != load(tmp_path, SMALLEST).fingerprint


@pytest.mark.parametrize(
    "more",
    [
        "format = 'story'",
        "disclosed = false",
        "promo_code = true",
        "pick = 'fit'",
        "fee_share = 0.5",
        "gift = true",
        "commission_share = 0.1",
        "spacing_hours = 1",
        "within_hours = 1",
        "[[schedules.w]]\nreview_hours = 5",
        "[[schedules.w]]\nreview_hours = 6",
        "[[schedules.w]]\nreview_hours = 5\njudge_by = 'engagements'",
        "[[schedules.w]]\nreview_hours = 5\nshift_share = 0.4",
    ],
)
def test_whatever_changes_a_schedule_changes_the_fingerprint(tmp_path: Path, more: str):
    schedule = SMALLEST + "[[schedules.w]]\ntier = 'nano'\n"
    found = {load(tmp_path, schedule + text).fingerprint for text in ("", more, "[[schedules.w]]\nreview_hours = 7\n")}
    assert len(found) == 3


def test_the_content_of_a_roster_file_is_part_of_the_fingerprint(tmp_path: Path):
    text = SMALLEST + "[roster]\nfile = 'r.csv'\n"
    (tmp_path / "r.csv").write_text("followers\n20000\n")
    before = load(tmp_path, text).fingerprint
    (tmp_path / "r.csv").write_text("followers\n20001\n")
    assert load(tmp_path, text).fingerprint != before


# ---- What is refused ------------------------------------------------------------------------------


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path):
    (tmp_path / "r.csv").write_text("followers,intrest\n20000,food\n")
    told = faults(
        tmp_path,
        """
budget_eur = 0
objective = "purchase_incremental"
objectiv = "roi"
[brand]
name = ""
prize_eur = 3
price_eur = true
margin_share = "0.5"
price_class = "luxry"
relation = "platfrom"
hours_from_budget = "no"
interested_share = 1.5
account_followers = 3.5
[market]
people = -5
horizon_days = 30.0
interests = ["sport", "sport"]
[asumptions]
[assumptions]
set = "evidnce"
[assumptions.override]
reach_rat = 1
[roster]
mikro = 4
nano = -1
[schedules]
hybrid = [{tier = "nano"}]
empty = []
"a b" = 3
[[schedules.w]]
tier = "mico"
[[schedules.w]]
tier = "micro"
count = 0
[[schedules.w]]
tier = "micro"
influencers = ["Ada", "Ada"]
count = 3
[[schedules.w]]
tier = "micro"
count = 3
budget_share = 0.2
[[schedules.w]]
tier = "micro"
rest = false
start_hour = 3
[[schedules.w]]
spacing_hours = nan
[[schedules.w]]
tier = "nano"
format = "storys"
pick = "likes"
disclosed = 1
promo_code = "yes"
gift = "shoes"
fee_share = 1.2
commission_share = -0.1
[[schedules.w]]
tier = "nano"
fee_share = 0
spacing_hours = 2
within_hours = 5
[[schedules.w]]
influencers = ["Ada"]
pick = "fit"
[[schedules.w]]
review_hours = 0
judge_by = "likes"
shift_share = 0
shift = 1
[[schedules.v]]
review_hours = 48
[[schedules.u]]
tier = "nano"
[[schedules.u]]
review_hours = 8761
""",
        people=100,
    )
    expected = [
        "budget_eur = 0: must be above 0",
        "objective = 'purchase_incremental': must be an objective or an indicator; "
        "did you mean 'purchases_incremental'?",
        "objectiv: unknown key; did you mean 'objective'?",
        "asumptions: unknown key; did you mean 'assumptions'?",
        "brand.name = '': must not be empty",
        "brand.price_eur = true: must be a number",
        "brand.margin_share = '0.5': must be a number",
        "brand.prize_eur: unknown key; did you mean 'price_eur'?",
        "brand.price_class = 'luxry': must be everyday or luxury; did you mean 'luxury'?",
        "brand.relation = 'platfrom': must be by_hand (your own people find, brief and follow up the influencers), "
        "platform (on a website that takes a share of the fees) or agency (which does it all); "
        "did you mean 'platform'?",
        "brand.hours_from_budget = 'no': must be true or false",
        "brand.interested_share = 1.5: must be at most 1",
        "brand.account_followers = 3.5: must be a whole number",
        "market.people = -5: must be at least 1,000",
        "market.horizon_days = 30.0: must be a whole number",
        "market.interests = ['sport', 'sport']: names 'sport' more than once",
        "roster.nano = -1: must be at least 0",
        "roster.mikro: unknown key; did you mean 'micro'?",
        "assumptions.set = 'evidnce': must be documents or evidence, or a file (.toml); did you mean 'evidence'?",
        "schedules.hybrid: is the name of a preset; choose another",
        "schedules.empty = []: must be phases, [[schedules.empty]] before each",
        "schedules.a b: must be named with letters, digits, _ and -, at most 64",
        "schedules.a b = 3: must be phases, [[schedules.a b]] before each",
        "schedules.w[part 1].tier = 'mico': must be one of nano, micro, macro, mega; did you mean 'micro'?",
        "schedules.w[part 2].count = 0: must be at least 1",
        "schedules.w[part 3]: say who posts with exactly one of tier and influencers",
        "schedules.w[part 3]: influencers by name are all hired; leave out count",
        "schedules.w[part 3]: influencers names 'Ada' 2 times; posts_each gives one several posts",
        "schedules.w[part 4]: give at most one of count and budget_share",
        "schedules.w[part 5].start_hour: unknown key; did you mean 'start_hours'?",
        "schedules.w[part 5]: rest can only be true; leave it out",
        "schedules.w[part 6].spacing_hours = nan: must be a finite number",
        "schedules.w[part 7].format = 'storys': must be one of post, story, reel, live; did you mean 'story'?",
        "schedules.w[part 7].pick = 'likes': must be one of roster, followers, declared_rate, fit, authenticity, "
        "audience_quality",
        "schedules.w[part 7].disclosed = 1: must be true or false",
        "schedules.w[part 7].promo_code = 'yes': must be true or false",
        "schedules.w[part 7].gift = 'shoes': must be true or false",
        "schedules.w[part 7].fee_share = 1.2: must be at most 1",
        "schedules.w[part 7].commission_share = -0.1: must be at least 0",
        "schedules.w[part 8]: nobody works for nothing: give a fee_share above 0, gift = true or a commission_share",
        "schedules.w[part 8]: give spacing_hours or within_hours, not both",
        "schedules.w[part 9]: influencers by name are not picked; leave out pick",
        "schedules.w[part 10].review_hours = 0: must be at least 1",
        "schedules.w[part 10].judge_by = 'likes': must be one of clicks, engagements, code_purchases; "
        "did you mean 'clicks'?",
        "schedules.w[part 10].shift_share = 0: must be above 0",
        "schedules.w[part 10].shift: unknown key; did you mean 'shift_share'?",
        "schedules.v: has reviews and no phase; give it a phase whose posts can be reviewed",
        "schedules.u[part 2].review_hours = 8761: must be at most 8,760",
        "people = 100: must be a whole number of simulated people from 200 to 2,000,000,000",
    ]
    assert sorted(told) == sorted(expected)


def test_faults_of_overrides_roster_file_and_timing_come_together(tmp_path: Path):
    (tmp_path / "r.csv").write_text("followers,intrest\n20000,food\n")
    told = faults(
        tmp_path,
        SMALLEST.replace("[market]", "interest = 'sprot'\n[market]")
        + "[roster]\nfile = 'r.csv'\n[assumptions.override]\nreach_rat = 1\nfee_floor_eur = -1\n"
        + "[[schedules.w]]\ntier = 'nano'\nstart_hours = 720\n"
        + "[[schedules.w]]\nreview_hours = 721\n"
        + "[[schedules.v]]\ntier = 'nano'\nbudget_share = 0.7\n[[schedules.v]]\ntier = 'micro'\nbudget_share = 0.7\n",
    )
    for start, reason in [
        ("brand.interest = 'sprot'", "did you mean 'sport'"),
        ("assumptions.override.reach_rat", "did you mean 'reach_rate'"),
        ("assumptions.override.fee_floor_eur", "-1"),
        ("schedules.w[part 1]", "hour 720"),
        ("schedules.w[part 2]: it would come in hour 721", "before the horizon, hour 720"),
        ("schedules.v", "1.4"),
    ]:
        assert any(problem.startswith(start) and reason in problem for problem in told), (start, told)
    (tmp_path / "r.csv").write_text("followers,intrest\n20000,food\n")
    told = faults(tmp_path, SMALLEST + "[roster]\nfile = 'r.csv'\n[other]\n")
    assert any("unknown column 'intrest'; did you mean 'interest'" in problem for problem in told)
    assert any(problem.startswith("other: unknown key") for problem in told)


def test_sections_that_are_missing_or_no_tables_are_named(tmp_path: Path):
    told = faults(tmp_path, "market = 3\nroster = []\nschedules = 4\nassumptions = 'evidence'\n")
    assert [problem.split(":")[0] for problem in told] == [
        *("budget_eur", "brand", "market = 3", "roster = []", "assumptions = 'evidence'", "schedules = 4")
    ]


def test_a_roster_is_a_file_or_numbers_and_never_empty(tmp_path: Path):
    assert "not both" in faults(tmp_path, SMALLEST + "[roster]\nfile = 'r.csv'\nnano = 3\n")[0]
    assert "at least one" in faults(tmp_path, SMALLEST + "[roster]\nnano=0\nmicro=0\nmacro=0\nmega=0\n")[0]
    assert "no such file" in faults(tmp_path, SMALLEST + "[roster]\nfile = 'r.csv'\n")[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1\ny = = 2\n", "line 2"),
        ("x = 1\ny = [\n", "line 3"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("a = " + "[" * 50_000, "line 1: more than 8 lists or tables inside one another"),
        ("budget_eur = " + "1" * 5_000, "not valid TOML"),
        ("a = 1\na = 2\n", "not valid TOML"),
        ("", "budget_eur: missing"),
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path: Path, text: str | bytes, reason: str):
    assert reason in faults(tmp_path, text)[0]


@pytest.mark.parametrize(("path", "reason"), [("no.toml", "groundswell init"), (".", "not a file"), ("a\0", "cannot")])
def test_a_path_without_a_readable_file_is_refused_in_words(tmp_path: Path, path: str, reason: str):
    for made in (tmp_path / path, Path(str(tmp_path / path) + "x" * 5_000)):
        with pytest.raises(InputError, match=reason if made == tmp_path / path else "cannot|no such"):
            Scenario.load(made)


@pytest.mark.parametrize("people", [0, -1, 199, 2_000_000_001, True, "500", 500.0, pytest.param(10**5_000, id="huge")])
def test_an_impossible_number_of_simulated_people_is_refused(people):
    with pytest.raises(InputError, match="from 200 to 2,000,000,000"):
        Scenario.load(people=people)


def test_an_unknown_set_and_an_impossible_number_are_told_together():
    with pytest.raises(InputError) as caught:
        Scenario.load(people=3, assumption_set="evidenc")
    assert len(caught.value.problems) == 2


_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["sport", "micro", "roi"]),
)
_values = st.recursive(
    _leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=5,
)
_PLACES = [
    *("name", "question", "budget_eur", "objective", "brand", "market", "roster", "assumptions", "schedules", "x"),
    *("brand.name", "brand.interest", "brand.price_eur", "brand.margin_share", "market.people"),
    *("market.horizon_days", "market.interests", "roster.nano", "roster.file", "assumptions.set"),
    *("assumptions.override", "assumptions.override.reach_rate", "schedules.w", "schedules.w.0", "schedules.w.0.tier"),
    *("schedules.w.0.count", "schedules.w.0.start_hours", "schedules.w.0.spacing_hours", "schedules.w.0.influencers"),
    *("schedules.w.0.rest", "schedules.w.0.posts_each", "schedules.w.0.days_between_posts"),
    *("schedules.w.0.format", "schedules.w.0.pick", "schedules.w.0.fee_share", "schedules.w.0.within_hours"),
    *("schedules.w.0.review_hours", "schedules.w.0.judge_by", "brand.price_class", "brand.interested_share"),
    *("brand.relation", "brand.hours_from_budget"),
    *("assumptions.tiers",),
]


@pytest.mark.second
@examples(100)
@given(st.dictionaries(st.sampled_from(_PLACES), _values, min_size=1, max_size=3))
def test_nothing_but_input_errors_come_of_wrong_values(changes):
    document = tomllib.loads(SMALLEST + "[roster]\n[assumptions.override]\n[[schedules.w]]\ntier = 'micro'\n")
    # Deepest first: what is then put in the place of a whole section does not get in the way.
    for place in sorted(changes, key=lambda place: -place.count(".")):
        table = document
        *way, last = place.split(".")
        for step in way:
            table = table[0] if step == "0" else table[step]
        table[0 if last == "0" else last] = changes[place]
    with contextlib.suppress(InputError):
        scenario = Scenario.from_mapping(document)
        assert len(scenario.fingerprint) == 64
        pickle.dumps(scenario)


def test_presets_keep_their_names_and_brands_their_limits():
    assert list(PRESETS) == [
        *("nano_only", "micro_only", "macro_only", "mega_only"),
        *("hybrid", "hybrid_without_codes", "hybrid_adjusted", "parallel", "alternating", "burst", "drip"),
    ]
    assert BUILT_IN.is_file()
    with pytest.raises(ValidationError):
        Brand(name="b", price_eur=-1, margin_share=0.5)


# ---- The first day ----------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["2027-03-01", '"2027-03-01"'])
def test_a_campaign_may_start_on_a_day_which_changes_no_result(tmp_path: Path, given):
    dated, plain = load(tmp_path, f"{SMALLEST}start = {given}\n"), load(tmp_path, SMALLEST)
    assert dated.market.start == datetime.date(2027, 3, 1)
    assert plain.market.start is None
    assert dated.fingerprint == plain.fingerprint


@pytest.mark.parametrize(
    "given", ["2027-03-01T09:00:00", "09:00:00", '"1 March"', '"2027-02-30"', '"20270301"', "20270301", "true", '""']
)
def test_a_first_day_that_is_none_is_refused_in_one_sentence(tmp_path: Path, given):
    with pytest.raises(InputError) as caught:
        load(tmp_path, f"{SMALLEST}start = {given}\n")
    (told,) = caught.value.problems
    assert "market.start = " in told
    assert told.endswith("must be a day from 1970-01-01 to 2999-12-31, such as 2027-03-01")
