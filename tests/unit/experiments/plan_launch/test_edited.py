"""A plan that somebody edited is read as it is meant, or refused with every fault."""

from dataclasses import replace
from datetime import date

import pytest
from plan_instances import LAUNCH, instance

from experiments.plan_files.plan_csv import plan_csv
from experiments.plan_files.plan_xlsx import plan_xlsx
from experiments.plan_launch.draft import Post, schedule_of
from experiments.plan_launch.edited import read_edited
from sim.errors import InputError
from sim.planning.budget import plan as planned

_, ALLOWED = instance(3, creators=5, luck=0.0)
ROSTER, RULES = ALLOWED.roster, ALLOWED.rules
DATED = replace(LAUNCH, market=LAUNCH.market.model_copy(update={"start": date(2027, 3, 1)}))
DRAFT = frozenset({Post(0, 0, "post"), Post(3, 14, "story", code=True), Post(0, 7, "post")})


def read(folder, content, scenario=LAUNCH, name="edited.csv"):
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_edited(file, scenario, ROSTER)


@pytest.mark.parametrize("scenario", [LAUNCH, DATED])
def test_what_was_written_is_read_back_as_it_was(tmp_path, scenario):
    wealthy = replace(scenario, budget_eur=1e9)
    made = planned(wealthy, ROSTER, schedule_of(DRAFT, ROSTER, RULES))
    assert read(tmp_path, plan_csv(wealthy, ROSTER, made), scenario) == DRAFT
    assert read(tmp_path, plan_xlsx(wealthy, ROSTER, made), scenario, "edited.xlsx") == DRAFT


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("name;day\ncreator-1;3\n", {Post(1, 2, "post")}),
        ("Day\tName\tFormat\n3\tcreator-1\tReel\n\t\t\n", {Post(1, 2, "reel")}),
        (
            "name,day,promo_code\ncreator-1,3,yes\ncreator-2,3,no\ncreator-3,3,\n",
            {
                Post(1, 2, "post", code=True),
                Post(2, 2, "post"),
                Post(3, 2, "post"),
            },
        ),
        ("\ufeffname,date\ncreator-1,2027-03-04\n", {Post(1, 3, "post")}),
        ("name,day,date\ncreator-1,4.0,2027-03-04\n", {Post(1, 3, "post")}),
    ],
)
def test_a_plan_as_a_spreadsheet_saves_it_is_read(tmp_path, text, draft):
    assert read(tmp_path, text, DATED) == draft


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,fee\na,1\n", "the first line must name the columns name and day"),
        ("name,day\ncreater-1,1\n", "line 2: no creator 'creater-1' in the roster; did you mean 'creator-1'?"),
        ("name,day\ncreator-1,99\n", "line 2: day 99; must be from 1 to 30"),
        ("name,day\ncreator-1,x\n", "line 2: day 'x': must be a whole number"),
        ("name,day\ncreator-1,1e400\n", "line 2: day '1e400': must be a whole number"),
        ("name,day\ncreator-1,1\ncreator-1,1\n", "line 3: 'creator-1' posts this twice on day 1"),
        ("name,day,promo_code\ncreator-1,1,perhaps\n", "line 2: promo_code 'perhaps': must be yes or no"),
        ("name,day,promo_code\ncreator-1,1,yes\ncreator-1,1,no\n", "line 3: 'creator-1' posts this twice on day 1"),
        ("name,day,format\ncreator-1,1,poster\n", "line 2: format 'poster'; must be one of post"),
        ("name,day,date\ncreator-1,2,2027-03-04\n", "day 2 is not the day of 2027-03-04, day 4"),
        ("name,date\ncreator-1,4.3.2027\n", "must be written as 2027-03-01"),
        ("name,day\n", "lists no post"),
        ("", "the first line must name the columns"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(tmp_path, text, said):
    with pytest.raises(InputError) as refused:
        read(tmp_path, text, DATED)
    assert any(said in problem for problem in refused.value.problems)
    assert all(problem.startswith(str(tmp_path)) for problem in refused.value.problems)


def test_a_date_without_a_first_day_is_told(tmp_path):
    with pytest.raises(InputError, match="does not say when it starts"):
        read(tmp_path, "name,date\ncreator-1,2027-03-04\n")
