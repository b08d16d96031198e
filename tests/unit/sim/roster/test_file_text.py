"""Whatever a roster was saved as, its text is found, or one sentence says what to save it as."""

import datetime
import io
import tomllib
import zipfile
from pathlib import Path

import openpyxl
import pytest

from sim.errors import InputError
from sim.roster.file_text import file_text
from sim.roster.roster_file import read_roster
from sim.scenario.market import INTERESTS
from sim.scenario.scenario import BUILT_IN, Scenario
from sim.world.influencers import roster_notes, roster_of

TABLE = "name;followers;fee_eur\r\nÄnne Müller;34500;350\r\nBjörk;12000;120,50\r\n"
AS_READ = [("Änne Müller", 34_500, 350.0), ("Björk", 12_000, 120.5)]
BY_BYTES = "not UTF-8: read as Windows-1252, in which it says 'Änne'"


def listed(folder: Path, content: bytes):
    (folder / "roster.xlsx").write_bytes(content)
    listing = read_roster(folder / "roster.xlsx", INTERESTS)
    return [(one.name, one.followers, one.fee_eur) for one in listing.listed], listing.notes


def refusal(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        file_text(content, "file")
    (told,) = caught.value.told
    return told


# ---- Encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("first_line", ["", "sep=;\r\n", "sep=;\n", "sep=;\r"])
@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", BY_BYTES),
        ("latin-1", BY_BYTES),
        ("utf-16-le", "UTF-16 without a byte order mark: read as such"),
        ("utf-16-be", "UTF-16 without a byte order mark: read as such"),
    ],
)
def test_a_table_is_the_same_in_every_encoding_with_and_without_the_separator_stated(
    tmp_path, encoding, note, first_line
):
    text = first_line + (TABLE.replace("\r\n", "\r") if first_line.endswith("\r") else TABLE)
    found, notes = listed(tmp_path, text.encode(encoding))
    assert found == AS_READ
    assert [said for said in notes if "read as" in said] == ([note] if note else [])


def test_what_the_encoding_was_taken_for_is_a_note_of_the_scenario(tmp_path):
    (tmp_path / "roster.csv").write_bytes(TABLE.encode("cp1252"))
    document = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    scenario = Scenario.from_mapping(document | {"roster": {"file": str(tmp_path / "roster.csv")}}, people=2_000)
    assert roster_notes(scenario)[0] == BY_BYTES


def test_utf_8_with_a_broken_byte_is_not_taken_for_another_encoding():
    assert "is not UTF-8 text (byte 5)" in refusal("äb,".encode() + b"\xff,followers\n" + "öä,5\n".encode())
    assert "nor Windows-1252 (byte 18)" in refusal(b"name,followers\nA,\x81\n")


def test_a_scenario_file_stays_in_utf_8(tmp_path):
    (tmp_path / "s.toml").write_bytes(BUILT_IN.read_text(encoding="utf-8").encode() + "# Ä\n".encode("cp1252"))
    with pytest.raises(InputError, match="is not UTF-8 text"):
        Scenario.load(tmp_path / "s.toml")


# ---- Workbooks ------------------------------------------------------------------------------------


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    """A workbook; a cell is a value, or a value with the number format in which it is shown."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row, cells in enumerate(rows, 1):
            for column, given in enumerate(cells, 1):
                value, number_format = given if isinstance(given, tuple) else (given, None)
                cell = sheet.cell(row, column, value)
                cell.number_format = number_format or cell.number_format
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


HEADER = ["name", "followers", "ER", "fee"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([34_500, (0.032, "0.0%"), 350], (34_500, 0.032, 350)),
        ([34_500.0, (0.0325, "0%"), (1_200, "#,##0.00")], (34_500, 0.0325, 1_200)),
        ([(34.5, '0.0"K"'), (3.2, '0.0"%"'), (1_200, '#,##0.00 "€"')], (34_500, 0.032, 1_200)),
        ([(34_500, '0.0,"K"'), (3.2, "0.0\\%"), (350.5, "[$€-407] #,##0.00")], (34_500, 0.032, 350.5)),
        ([(34_500, "0.0,"), "3,2 %", (1.234, "0.00")], (34_500, 0.032, 1.234)),
        (["34.5K", "3.2%", (12.345, '_-* #,##0.00 "€"_-')], (34_500, 0.032, 12.345)),
        ([0.1 + 0.2 + 34_499.7, (0.1 + 0.2, "0%"), None], (34_500, 0.3, None)),
        ([5, None, 350], (5, None, 350)),
    ],
)
def test_numbers_of_a_workbook_are_what_the_spreadsheet_shows(tmp_path, cells, expected):
    (tmp_path / "roster.xlsx").write_bytes(workbook(("Roster", [HEADER, ["Ada", *cells]])))
    (one,) = read_roster(tmp_path / "roster.xlsx", INTERESTS).listed
    assert (one.followers, one.engagement_rate_per_follower, one.fee_eur) == expected


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([34_500, (0.03, "0%"), (350, '"$"#,##0')], "this is USD, and amounts are in EUR here"),
        ([34_500, (0.03, "0%"), (350, "[$£-809]#,##0.00")], "this is GBP, and amounts are in EUR here"),
        ([34_500, (0.03, "0%"), (350, "[$CHF] #,##0")], "this is CHF, and amounts are in EUR here"),
        ([34_500, (0.03, "0%"), datetime.date(2026, 2, 1)], "line 2: fee = '2026-02-01': a date, as a spreadsheet"),
        ([datetime.datetime(2026, 4, 3, 5), (0.03, "0%"), 5], "line 2: followers = '2026-04-03T05:00:00': a date, as"),
        ([34_500, datetime.date(2026, 3, 2), 5], "line 2: ER = '2026-03-02': a date, as a spreadsheet makes of 1.2"),
        ([34.5, (0.03, "0%"), 350], "these look like thousands: write 34500"),
        (["#N/A", (0.03, "0%"), 350], "followers of 'Ada' = '#N/A': not given"),
    ],
)
def test_what_a_workbook_shows_that_no_number_can_mean_is_refused_as_in_a_text(tmp_path, cells, sentence):
    with pytest.raises(InputError) as caught:
        listed(tmp_path, workbook(("Roster", [HEADER, ["Ada", *cells]])))
    assert len(caught.value.told) == 1
    assert sentence in caught.value.told[0]


def test_the_first_sheet_that_lists_influencers_is_read_and_the_others_are_named(tmp_path):
    rows = [["A list of May"], [], ["name", "followers", "fee_eur"], ["Ada\nL.", 34_500, 350], [], ["Bo", 12_000, 120]]
    others = ("Read me", [["How to use"]]), ("Old", [["name", "followers"], ["Cem", 5]])
    found, notes = listed(tmp_path, workbook(others[0], ("May", rows), others[1]))
    assert found == [("Ada L.", 34_500, 350), ("Bo", 12_000, 120)]
    assert notes[:2] == ("sheet 'May' is read, not 'Read me', 'Old'", "before the header: 'A list of May' is left out")
    assert "no sheet has a column 'followers'; there are 'Read me'" in refusal(workbook(others[0]))


def test_a_fault_of_a_workbook_names_the_row_of_its_sheet(tmp_path):
    rows = [["x"], [], ["name", "followers"], ["Ada", 5], [], [], ["Bo", "many"]]
    with pytest.raises(InputError, match="line 7: followers = 'many'"):
        listed(tmp_path, workbook(("May", rows)))


def test_a_scenario_takes_a_workbook_as_it_takes_a_text(tmp_path):
    rows = [["name", "followers", "ER", "fee_eur"], ["Ada", 34_500, (0.032, "0.0%"), 350], ["Bo", 12_000, None, 120.5]]
    (tmp_path / "roster.xlsx").write_bytes(workbook(("Creators", rows), ("Old", [["x"]])))
    (tmp_path / "roster.csv").write_text("name;followers;ER;fee_eur\nAda;34500;3.2%;350\nBo;12000;;120.5\n")
    document = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    book, text = (
        Scenario.from_mapping(document | {"roster": {"file": str(tmp_path / name)}}, people=2_000)
        for name in ("roster.xlsx", "roster.csv")
    )
    assert (book.roster_text, book.fingerprint) == (text.roster_text, text.fingerprint)
    assert roster_of(book, INTERESTS, 1) == roster_of(text, INTERESTS, 1)
    assert roster_notes(book) == ("sheet 'Creators' is read, not 'Old'", *roster_notes(text))


def test_formulas_that_no_spreadsheet_has_worked_out_are_told_of(tmp_path):
    never = "formulas that were never worked out read as empty; open and save the file in a spreadsheet first"
    assert never in listed(tmp_path, workbook(("May", [HEADER, ["Ada", 34_500, None, "=100+250"]])))[1]
    content = workbook(("May", [HEADER, ["Ada", 34_500, None, 350]]))
    assert never not in listed(tmp_path, content)[1]
    worked_out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(worked_out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b"<v>350</v>" in part
                part = part.replace(b"<v>350</v>", b"<f>100+250</f><v>350</v>")
            after.writestr(name, part)
    found, notes = listed(tmp_path, worked_out.getvalue())
    assert found == [("Ada", 34_500, 350)]
    assert never not in notes


def test_two_numbers_beside_one_another_in_a_sheet_are_two(tmp_path):
    rows = [["name", "followers", "fee_eur"], ["Ada", 900, 350], ["Bo", 48, 500]]
    found, notes = listed(tmp_path, workbook(("May", rows)))
    assert found == [("Ada", 900, 350), ("Bo", 48, 500)]
    assert not any("two numbers" in note for note in notes)


def test_a_sheet_that_is_hidden_is_not_read(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook(("Old", [HEADER, ["Cem", 5]]), ("May", [HEADER, ["Ada", 6]]))))
    book["Old"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    assert listed(tmp_path, content.getvalue())[0] == [("Ada", 6, None)]


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
WHOLE = workbook(("May", [HEADER, ["Ada", 5]]))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "is an old workbook (.xls); save it as .xlsx or .csv"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password; save it without one"),
        (archive("mimetype", "content.xml"), "is an OpenDocument file (.ods); save it as .xlsx or .csv"),
        (archive("Index/Document.iwa", "Metadata/x"), "is a Numbers file (.numbers); save it as .xlsx or .csv"),
        (archive("xl/workbook.bin", "xl/x.xml"), "is a binary workbook (.xlsb)"),
        (archive("roster.csv"), "is an archive that holds no workbook"),
        (archive("xl/workbook.xml"), "is a damaged workbook"),
        (WHOLE[: len(WHOLE) // 2], "is a damaged workbook"),
        (WHOLE[:200] + b"\xff" * 90 + WHOLE[290:], "is a damaged workbook"),
        (b"%PDF-1.7", "is a PDF"),
    ],
)
def test_a_file_of_another_kind_and_a_damaged_one_are_refused_in_one_sentence(content, sentence):
    assert refusal(content).startswith(f"file: {sentence}")


def test_a_workbook_that_unpacks_to_very_much_is_refused_before_it_is_unpacked():
    with pytest.raises(InputError, match="holds more than 1,000 bytes when unpacked"):
        file_text(WHOLE, "file", 1_000)
