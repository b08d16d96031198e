"""Whatever file is named, a reader answers at once: in sentences, with bounded memory, without printing the file."""

import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from mutations import assert_in_our_words
from places import SAMPLE_SCENARIOS
from worlds import SMALLEST

from experiments.cli.commands import main
from experiments.hypotheses.stated import read_hypotheses
from experiments.validation.timing import read_cascades
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.reading.toml_file import MOST_BYTES, parse_toml
from sim.scenario.edge_list import read_edge_list, read_labels
from sim.scenario.scenario import Scenario
from sim.world.world import World


def through_scenario(key: str) -> Callable[[Path], object]:
    """Reads a file that a scenario names."""
    document = tomllib.loads(SMALLEST)
    section, name = key.split(".")
    return lambda path: Scenario.from_mapping({**document, section: {name: str(path)}})


READERS: dict[str, Callable[[Path], object]] = {
    "scenario": Scenario.load,
    "hypotheses": read_hypotheses,
    "assumptions": lambda path: Assumptions.read_file(path, "evidence"),
    "cascades": read_cascades,
    "edges": read_edge_list,
    "labels": read_labels,
    "roster.file": through_scenario("roster.file"),
    "network.edges": through_scenario("network.edges"),
}
ROWS = {"cascades": "cascade,seconds,followers\n", "edges": "follower,followed\n", "labels": "id,label\n"}
HUGE = "0x" + "f" * 6_000


def refusal(read: Callable[[Path], object], path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read(path)
    return caught.value


# ---- What is no file, or too large a one ----------------------------------------------------------


@pytest.mark.parametrize("kind", READERS)
def test_a_folder_a_pipe_and_a_device_are_refused_without_waiting_for_them(kind: str, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
        (told,) = refusal(READERS[kind], path).problems
        assert told.endswith(f"{path}: is not a file")


@pytest.mark.parametrize("kind", READERS)
def test_no_file_a_name_of_5000_characters_and_one_with_a_null_are_refused(kind: str, tmp_path: Path):
    for path in (tmp_path / "none", tmp_path / ("x" * 5_000), tmp_path / "a\0b"):
        assert_in_our_words(error := refusal(READERS[kind], path))
        assert re.search("no such file|cannot be read", error.told[0])


@pytest.mark.parametrize("kind", READERS)
def test_a_file_far_too_large_is_refused_by_its_size_alone(kind: str, tmp_path: Path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(300_000_000_000)  # holes, which take no room on the disk
    (told,) = refusal(READERS[kind], path).problems
    assert re.fullmatch(r".*: 300,000,000,000 bytes; must be at most [0-9,]+", told)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "content",
    [b"", b"# only this\n", b"\0" * 50, b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b'"'],
    ids=str,
)
def test_a_file_that_holds_nothing_or_no_text_is_refused_in_words(kind: str, content: bytes, tmp_path: Path):
    (tmp_path / "file").write_bytes(content)
    assert_in_our_words(refusal(READERS[kind], tmp_path / "file"))


_TEXTS = st.text(st.sampled_from("012,;\t \n\r\"'#\0.-+_eénaif\u0663\u2028[]{}=x"), max_size=40)


@examples(200)
@given(st.sampled_from(sorted(ROWS)), st.booleans(), _TEXTS)
def test_whatever_text_stands_in_a_file_of_rows_it_is_read_or_refused_in_words(tmp_path_factory, kind, headed, text):
    path = tmp_path_factory.getbasetemp() / "rows"
    path.write_bytes(((ROWS[kind] if headed else "") + text).encode())
    try:
        READERS[kind](path)
    except InputError as error:
        assert_in_our_words(error)


@examples(200)
@given(st.lists(st.tuples(st.integers(0, len(SMALLEST)), st.integers(0, 20), _TEXTS), max_size=4))
def test_whatever_text_stands_in_a_scenario_it_is_read_or_refused_in_words(edits):
    text = SMALLEST
    for start, length, put in edits:
        text = text[:start] + put + text[start + length :]
    try:
        Scenario.from_mapping(parse_toml(text, "file"))
    except InputError as error:
        assert_in_our_words(error)


# ---- Many faults ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ROWS)
def test_of_30000_faulty_rows_twenty_are_told_and_the_others_counted(kind: str, tmp_path: Path):
    (tmp_path / "rows").write_text(ROWS[kind] + ("x,0,0\n" if kind == "cascades" else "0,0\n") + "only\n" * 29_999)
    error = refusal(READERS[kind], tmp_path / "rows")
    assert len(error.told) == 21
    assert re.fullmatch(r"\.\.\. and 29,9\d\d more", error.told[-1])
    assert len(error.problems) <= 1_000


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"key_{k} = 1\n" for k in range(20_000)) + SMALLEST,
        SMALLEST + "[assumptions.override]\n" + "".join(f"key_{k} = 1\n" for k in range(20_000)),
        SMALLEST + "[assumptions.override.reach_rate]\n" + "".join(f"key_{k} = 1\n" for k in range(20_000)),
        SMALLEST + "".join(f"[[schedules.s{k}]]\ntier = 'x'\n" for k in range(5_000)),
        SMALLEST + "[[schedules.s]]\ninfluencers = [" + "1," * 100_000 + "]\n",
        SMALLEST + "interests = [" + "1," * 100_000 + "]\n",
    ],
    ids=["keys", "overrides", "tiers", "schedules", "influencers", "interests"],
)
def test_of_many_faults_of_a_scenario_twenty_are_told(text: str, tmp_path: Path):
    (tmp_path / "s.toml").write_text(text)
    error = refusal(Scenario.load, tmp_path / "s.toml")
    assert_in_our_words(error)
    assert len(error.told) <= 21


def test_the_command_line_tells_twenty_faults_and_how_many_more(tmp_path: Path, capsys):
    (tmp_path / "s.toml").write_text(
        SMALLEST + "[assumptions.override]\n" + "".join(f"k{k} = 1\n" for k in range(5_000))
    )
    with pytest.raises(SystemExit) as ended:
        main(["compare", str(tmp_path / "s.toml")])
    assert ended.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert all(line.startswith("groundswell: ") for line in lines)
    assert lines[-1] == "groundswell: ... and 4,980 more"


# ---- What a file may hold -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[x" + ".a" * 20_000 + "]\n", "line 11: a key has more than 8 parts with dots between them"),
        ("x" + " . a" * 20_000 + " = 1\n", "line 11: a key has more than 8 parts"),
        ("[x." + '\'a\'."b\\"".' * 9_000 + "c]\n", "line 11: a key has more than 8 parts"),
        ("x = " + "[" * 9 + "]" * 9, "line 11: more than 8 lists or tables inside one another"),
        ("x = " + "{a = " * 90_000, "line 11: more than 8 lists or tables inside one another"),
        ("x = " + "1" * 5_000, "not valid TOML: a whole number has thousands of digits"),
        ("a = 1\n" + "y" * 9_000 + " = 1\n" + "y" * 9_000 + " = 2\n", "not valid TOML: "),
        ("x = '''" + "[" * 50_000, "not valid TOML: "),
        (f"x = '{'y' * MOST_BYTES}'", "characters; must be at most 1,000,000"),
    ],
    ids=["header", "key", "quoted", "lists", "tables", "digits", "twice", "text", "size"],
)
def test_what_would_take_long_to_read_is_refused_before_it_is_read(text: str, told: str):
    with pytest.raises(InputError) as caught:
        parse_toml("\n" * 10 + text, "file")
    assert_in_our_words(caught.value)
    assert told in caught.value.told[0]
    assert len(caught.value.told[0]) < 300


def test_texts_and_comments_are_not_taken_for_keys_and_lists():
    deep = "[" * 20 + "a.b.c.d.e.f.g.h.i.j"
    text = (
        f"# {deep}\nx = '{deep}'\ny = \"{deep}\\\"{deep}\"\nz = '''\n'{deep}\n'''\n[a.b.c.d.e.f.g.h]\nv = [[1], [2]]\n"
    )
    assert parse_toml(text + f'w = """\n{deep}"{deep}"""\n', "file")["x"] == deep


@pytest.mark.parametrize(
    ("section", "told"),
    [
        (f"[assumptions.override]\nreach_rate = {HUGE}", "reach_rate: a number too long to show given"),
        (f"[assumptions.override]\nreach_rate = [{HUGE}]", "reach_rate: [a number too long to show] given"),
        (f"[assumptions.override]\nreach_rate = {{nano = {HUGE}}}", "reach_rate.nano: a number too long to show given"),
        ("[assumptions.override]\nreach_rate = 1979-05-27", "reach_rate: 1979-05-27 given"),
        (f"[roster]\nnano = {HUGE}", "roster.nano = a number too long to show: must be at most 65,536"),
        (
            f"[[schedules.a]]\ntier = 'nano'\nspacing_hours = {HUGE}",
            "spacing_hours = a number too long to show: must be",
        ),
        (
            "[assumptions.override]\nfee_floor_usd = 5",
            "fee_floor_usd: no such entry in the set evidence; what is assumed is in EUR, whatever",
        ),
        ("[roster]\nfee_usd = 5", "roster.fee_usd: unknown key; this is USD, and amounts are in EUR here"),
        ('[roster]\n"" = 5', "roster.'': unknown key"),
        ('[roster]\n"a\\nb\\u001B[31m" = 5', r"roster.'a\nb\x1b[31m': unknown key"),
        (f"[roster]\n{'k' * 50_000} = 5", "roster.'kkkkkkkkkk"),
    ],
)
def test_whatever_stands_where_a_number_belongs_is_shown_cut_short(section: str, told: str, tmp_path: Path):
    (tmp_path / "s.toml").write_text(SMALLEST + section)
    error = refusal(Scenario.load, tmp_path / "s.toml")
    assert_in_our_words(error)
    assert any(told in line for line in error.told)
    assert all(len(line) < 500 for line in error.told)


def test_dollars_are_not_taken_for_euros(tmp_path: Path):
    (tmp_path / "s.toml").write_text(SMALLEST.replace("budget_eur", "budget_usd").replace("price_eur", "price_usd"))
    told = refusal(Scenario.load, tmp_path / "s.toml").told
    for key in ("budget_usd", "brand.price_usd"):
        (line,) = (line for line in told if f" {key}: unknown key" in line)
        assert "did you mean" not in line
        assert 'amounts are in EUR here: for USD give the scenario [money] with currency = "USD" and per_eur' in line


@pytest.mark.skipif(not SAMPLE_SCENARIOS.is_dir(), reason="the sample files are not part of the project")
@pytest.mark.parametrize(
    "sample", sorted(SAMPLE_SCENARIOS.glob("s*.toml")) if SAMPLE_SCENARIOS.is_dir() else [], ids=lambda path: path.name
)
def test_the_sample_scenarios_are_refused_in_words(sample: Path):
    assert_in_our_words(refusal(Scenario.load, sample))


# ---- Files that are nobody's to print -------------------------------------------------------------

SECRETS = "root:x:0:0:a secret of root:/root:/bin/sh\nsecond,secret,line,of,it\nthird secret line, which is long\n"


@pytest.mark.parametrize("kind", ROWS)
def test_no_line_of_whatever_file_is_named_is_printed(kind: str, tmp_path: Path):
    (tmp_path / "secret").write_text(ROWS[kind] + "0,0,0\n" * (kind == "cascades") + SECRETS)
    told = refusal(READERS[kind], tmp_path / "secret").told
    (tmp_path / "secret").write_text(SECRETS)
    told += refusal(READERS[kind], tmp_path / "secret").told
    for line in SECRETS.splitlines():
        assert not any(line[:25] in problem for problem in told), told


# ---- Numbers that ask for memory ------------------------------------------------------------------


def test_followers_that_nobody_can_have_take_no_memory(tmp_path: Path):
    """Among 1,000 people nobody has a hundred million followers."""
    (tmp_path / "s.toml").write_text(
        SMALLEST + "[assumptions.override]\nfans_largest = 100_000_000\ncircle_people = 1_000_000\n"
    )
    assert World.generate(Scenario.load(tmp_path / "s.toml"), 1).ties.most_followers == 1_000
    (tmp_path / "s.toml").write_text(SMALLEST + "[assumptions.override]\nfans_largest = 1e9\nfans_mean = 1e5\n")
    assert len(refusal(Scenario.load, tmp_path / "s.toml").problems) == 2
