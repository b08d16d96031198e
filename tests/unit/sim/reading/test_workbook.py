"""A workbook takes no more rows than a spreadsheet has, however its rows are numbered or how many there are."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from sim.reading import workbook as reading
from sim.reading.workbook import sheets_of

SHEET = "xl/worksheets/sheet1.xml"


def with_rows(more: str) -> bytes:
    """A workbook of one row, and more rows below it as they stand in the archive."""
    book, out, changed = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["name", "day"])
    book.save(out)
    with zipfile.ZipFile(out) as archive, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as other:
        for name in archive.namelist():
            part = archive.read(name).decode()
            other.writestr(name, part.replace("</sheetData>", more + "</sheetData>") if name == SHEET else part)
    return changed.getvalue()


@pytest.mark.parametrize("more", ['<row r="99999999999"><c r="A1"><v>1</v></c></row>', "<row/>" * 5_000])
def test_rows_beyond_those_of_a_spreadsheet_are_left_out(more, monkeypatch):
    monkeypatch.setattr(reading, "_MOST_ROWS", 1_000)
    ((_, rows),) = sheets_of(with_rows(more), "file")
    read = list(rows)
    assert read[0] == ["name", "day"]
    assert len(read) <= 1_000
