"""Good files of every kind that a user can hand over; what is read wrongly is made of these."""

from __future__ import annotations

import functools
import io
import json
from urllib.parse import urlencode

SCENARIO = """\
name = "whole"
question = "Which launch?"
budget_eur = 60_000
objective = "conversion"
compare = ["mine", "hybrid"]

[brand]
name = "b"
interest = "food"
price_eur = 50
margin_share = 0.4
price_class = "luxury"
interested_share = 0.8
account_followers = 1_000

[market]
people = 1_000_000
horizon_days = 20
start = 2027-03-01
interests = ["sport", "food", "art"]

[roster]
nano = 100
micro = 50
macro = 5
mega = 1

[rules]
never = ["micro-2"]
blackout_days = [3, 4]

[assumptions]
set = "evidence"
tiers = "D1"
[assumptions.override]
fee_floor_eur = 20
reach_rate = { nano = 0.3, micro = 0.2, macro = 0.2, mega = 0.1 }

[[schedules.mine]]
tier = "micro"
budget_share = 0.5
start_hours = 24
within_hours = 48
posts_each = 2
days_between_posts = 1.5
format = "story"
promo_code = true
commission_share = 0.1
[[schedules.mine]]
tier = "nano"
count = 5
spacing_hours = 2
gift = true
[[schedules.mine]]
influencers = ["micro-1"]
[[schedules.mine]]
review_hours = 48
judge_by = "engagements"
shift_share = 0.3
"""
MONEY = '\n[money]\ncurrency = "USD"\nper_eur = 1.1\n'

HYPOTHESES = """\
[study]
first_beliefs = 40
most_beliefs = 80
error = 0.05

[[schedules.early]]
tier = "micro"

[H1]
sentence = "Small ones bring more."
articles = "A1"
reading = "Purchases."
mechanisms = ["sharing"]
[H1.arms.cheap]
schedule = "micro_only"
budget_eur = 20_000
[H1.arms.cheap.brand]
price_eur = 20
[H1.arms.cheap.roster]
micro = 40
[H1.arms.cheap.override]
fee_floor_eur = 10
reach_rate = { nano = 0.3, micro = 0.2, macro = 0.2, mega = 0.1 }
[[H1.claims]]
measure = "shares"
more = "cheap"
than = "macro_only"
by_percent = 5
[[H1.claims]]
measure = "shares"
against = "reach_people"
arms = ["micro_only", "macro_only", "hybrid"]
less_than = 0.5
[[H1.sweeps]]
number = "fatigue_per_repeat"
values = [0.7, 0.8]
claim = 1
[H1.restated]
version = "0.1.0"
reading = "Clicks."
verdict = "holds"
because = "Clicks are not purchases."
"""

POSTERIOR = """\
extends = "evidence"

[posterior]
labels = ["fatigue_per_repeat", "code_redeemed_share"]
draws = [[0.1, 0.2], [0.5, 0.5], [0.9, 1.0]]
"""
ASSUMPTIONS = """\
extends = "evidence"

[fatigue_per_repeat]
meaning = "Factor on the chance to engage for each time the brand was seen before."
unit = "factor"
base = 0.8
low = 0.7
high = 0.9
distribution = "triangular"
standing = "guessed"
source = "A guess."
allowed = [0, 1]
"""
GRID = "fatigue_per_repeat = [0.7, 0.8]\nbudget_eur = [20_000, 40_000]\n[brand]\nprice_eur = [20, 50]\n"

ROSTER = """\
name,followers,interest,fee,engagement rate,platform,country
Ann,34500,sport,350,3.2%,Instagram,DE
Bob,1.2M,food,"12,500.00",1.1%,TikTok,US
Cäcilie,12 500,art,EUR 90,4.5%,YouTube,FR
"Dan, the man",9.8K,sport,,5%,Instagram,
Eve,250000,food,2500,2%,TikTok,US
"""
ROWS = {
    "edges": "follower,followed\n0,1\n1,2\n2,0\n3,1\n0,3\n",
    "labels": "id,label\n0,sport\n1,art\n2,food\n3,sport\n",
    "cascades": "cascade,seconds,followers\n" + "".join(f"a,{60 * k},{10 + k}\n" for k in range(14)),
    "campaigns": "campaign,schedule,date,impressions,reach,engagements,shares,clicks,sales,spend\n"
    "spring,hybrid,2026-03-01,120000,80000,2400,120,900,30,20000\n"
    "summer,micro_only,2026-07-01,,60000,2000,,800,25,18000\n",
    "sales": "week,sales\n" + "".join(f"{k},{1000 + 13 * (k * 7 % 11)}\n" for k in range(1, 15)),
    "cells": "fatigue_per_repeat,budget_eur\n0.7,20000\n0.8,40000\n",
    "plan": "name,day,date,format\nmicro-1,2,2027-03-02,post\nmicro-3,5,2027-03-05,story\nnano-1,1,,\n",
    "roster": ROSTER,
}
RULES = """\
\"\"\"Attention as somebody sees it.\"\"\"
from math import exp

from sim.own_rules import shipped


def _half(x: float) -> float:
    return 0.5 * x


def disclosed(is_disclosed: bool, factor: float) -> float:
    return _half(2.0 * factor) * exp(0.0) if is_disclosed else shipped.disclosed(is_disclosed, factor)
"""
MANIFEST = json.dumps(
    {
        "command": ["compare", "mine.toml", "--replicates", "2"],
        "groundswell": "0.11.0",
        "code": "0" * 16,
        "numbers": "0" * 16,
        "python": "3.11.7",
        "libraries": {"numpy": "2.0.0"},
        "not_controlled": {"processor": "one"},
        "read": {},
        "written": {"comparison.json": "0" * 64},
    },
    indent=2,
)
ADDRESS = urlencode(
    {
        "schedules": "macro_only,mix",
        "people": "5000",
        "assumptions": "evidence",
        "seed": "1",
        "off": "sharing",
        "budget_eur": "60000",
        "objective": "conversion",
        "sharing": "2",
        "feed": "mixed",
        "mix_percent": "30",
        "changed": "fatigue_per_repeat:0.8,reach_rate.micro:0.2",
        "scenario": "sneaker_launch",
        "roster": "",
        "must": '"micro-1",micro-2',
        "never": ",",
        "posts_each": "3",
        "days_between_posts": "6",
        "blackout_days": "1,2",
        "promo_code": "yes",
        "risk": "mean",
        "effort": "quick",
        "plan_people": "100000",
        "puzzle": "1",
    }
)


@functools.cache
def workbook(kind: str) -> bytes:
    """The rows of a kind as an Excel workbook: numbers as numbers, and a second sheet."""
    import csv

    from openpyxl import Workbook

    from experiments.plan_files.plan_xlsx import without_clock

    book = Workbook()
    sheet = book.active
    for row in csv.reader(io.StringIO(ROWS[kind])):
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.create_sheet("notes").append(["nothing", "here"])
    content = io.BytesIO()
    book.save(content)
    return without_clock(content.getvalue())
