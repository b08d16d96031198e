"""A plan as plan.xlsx, a workbook with one sheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from experiments.plan_files.expected import ExpectedResults
from experiments.plan_files.rows import COLUMNS, TERMS, results_in, rows_of
from experiments.words.numbers import capitalised, spoken
from experiments.words.plain_text import visible

if TYPE_CHECKING:
    from openpyxl.cell import Cell

    from sim.money import Currency
    from sim.planning.budget import Plan
    from sim.roster.profile import Profile
    from sim.scenario.scenario import Scenario

_MONEY, _SHARE, _DAY, _COUNT = "#,##0.00", "0.0%", "yyyy-mm-dd", "#,##0.0"
_FORMATS = {"fee_eur": _MONEY, "commission_share": _SHARE, "date": _DAY}
_WIDTHS = {"name": 28, "date": 12, "feed": 14}  # characters; of other columns, as their heading asks
_MOST_CHARACTERS = 32_767  # of a cell, in Excel
_MADE = datetime(2000, 1, 1)  # the same plan is the same file, whenever it is written
_WHEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def plan_xlsx(
    scenario: Scenario, roster: Sequence[Profile], plan: Plan, expected: ExpectedResults | None = None
) -> bytes:
    """The content of plan.xlsx: a row for each post that comes out, under a heading that stays in sight."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "Plan"
    for place, name in enumerate(COLUMNS, 1):
        heading = sheet.cell(1, place, _heading(name, scenario.currency))
        heading.font, heading.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, max(9, min(len(name) + 2, 15)))
    for line, row in enumerate(rows_of(scenario, roster, plan, expected), 2):
        values = [*(getattr(row, name) for name in TERMS), *results_in(row)]
        for place, (name, value) in enumerate(zip(COLUMNS, values, strict=True), 1):
            _fill(sheet.cell(line, place), value, _FORMATS.get(name, _COUNT if isinstance(value, float) else "General"))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    out = io.BytesIO()
    book.save(out)
    return without_clock(out.getvalue())


def _heading(name: str, currency: Currency) -> str:
    words = capitalised(spoken(name.removesuffix("_eur")))
    return f"{words}, {currency.code}" if name.endswith("_eur") else words


def _fill(cell: Cell, value: str | bool | float | date | None, number_format: str) -> None:
    """Writes a value; text is text, whatever it begins with."""
    written: Any = ("yes" if value else "no") if isinstance(value, bool) else value
    if isinstance(written, str):
        cell.value = visible(written)[:_MOST_CHARACTERS]
        cell.data_type = "s"
        return
    cell.value, cell.number_format = written, number_format


def without_clock(content: bytes) -> bytes:
    """The same workbook as if it had been written at one and the same time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as dated:
        for name in book.namelist():
            part = book.read(name)
            if name == "docProps/core.xml":
                part = _WHEN.sub(rb"\g<1>" + f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode(), part)
            dated.writestr(zipfile.ZipInfo(name, _MADE.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
