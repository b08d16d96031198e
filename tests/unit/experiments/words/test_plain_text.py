"""Names and words of others are read, never obeyed: by a terminal or by a spreadsheet."""

import csv
import io

import pytest

from experiments.cli.commands import main
from experiments.cli.terminal import console
from experiments.words.plain_text import cell, visible


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain ñ 日本 [bold]", "plain ñ 日本 [bold]"),
        ("a\x1b[31mred", r"a\x1b[31mred"),
        ("a\rb\nc\td\x07", r"a\rb\nc\td\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("abc\u202egnp.exe", r"abc\u202egnp.exe"),
        ("\u2066a\u2069\u2028", r"\u2066a\u2069\u2028"),
    ],
)
def test_what_would_command_a_terminal_is_spelt_out(name, shown, capsys):
    assert visible(name) == shown
    assert visible(shown) == shown
    with pytest.raises(SystemExit):
        main(["compare", name + ".toml"])
    assert capsys.readouterr().err.startswith(f"groundswell: {shown}.toml: there is no such file")


def test_a_table_shows_what_names_hold(capsys):
    from rich.table import Table

    table = Table(title="of \x1b]0;title\x07")
    table.add_column("schedule \x1b[2J")
    table.add_row("\x9b2J\u202e")
    console().print(table)
    console().print("Files: \x1b[8m", markup=False)
    out, err = capsys.readouterr()
    assert err == ""
    assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}
    for shown in (r"\x1b]0;title", r"\x1b[2J", r"\x9b2J\u202e", r"Files: \x1b[8m"):
        assert shown in out


@pytest.mark.parametrize("begun", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_a_formula_is_text_in_a_spreadsheet(begun):
    out = io.StringIO()
    csv.writer(out).writerow([cell(f"{begun}1+1"), cell("micro = 1"), cell(""), -1.5])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [f"'{begun}1+1", "micro = 1", "", "-1.5"]
