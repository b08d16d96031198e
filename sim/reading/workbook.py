"""The sheets of an Excel workbook (.xlsx) as rows of text, each cell as the spreadsheet shows it, and unambiguous."""

from __future__ import annotations

import datetime
import functools
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from sim.errors import InputError

MOST_UNPACKED_BYTES = 200_000_000
_MOST_CELLS = 500  # of a row
_MOST_ROWS = 1_048_576  # of a sheet; no spreadsheet has more, and a damaged one may number them as it likes
_SAVE = "save it as .xlsx or .csv"
_ARCHIVE, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
# What stands in an archive that is no workbook, and what it then is.
_OTHERS = {
    "content.xml": "an OpenDocument file (.ods)",
    "Index/Document.iwa": "a Numbers file (.numbers)",
    "Index.zip": "a Numbers file (.numbers)",
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "word/document.xml": "a text document (.docx)",
}
# Of a number format: text in quotes, after a backslash or as a currency; colours and spaces; then what it does.
_FORMAT = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].|(.)', re.DOTALL)
_CURRENCY = re.compile(r"[$\u00a3\u00a5\u20a0-\u20bf]|\b[A-Z]{3}\b")
# A cell whose formula has no value, not even an empty text.
_UNCALCULATED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_SCALED = re.compile(r"[0#?],+(?![0#?,])")


def is_archive(content: bytes) -> bool:
    """Whether a file is a workbook, or an archive of another kind."""
    return content.startswith(_ARCHIVE)


def check_readable(content: bytes, source: str) -> None:
    """Refuses the files of spreadsheets that cannot be read. Raises InputError."""
    if content.startswith(_OLE):
        protected = _PROTECTED in content
        kind = "is protected by a password" if protected else "is an old workbook (.xls)"
        raise InputError(f"{source}: {kind}; {'save it without one' if protected else _SAVE}")
    if content.startswith(b"%PDF"):
        raise InputError(f"{source}: is a PDF; {_SAVE} from where it was made")


def sheets_of(
    content: bytes, source: str, most_bytes: int = MOST_UNPACKED_BYTES
) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The name and the rows of each sheet that is not hidden, in their order; rows are read as they are asked for.

    Of a workbook that unpacks to more than ``most_bytes`` nothing is read. A share shown in per cent has a sign, an
    amount its currency, a date is one in ISO 8601. Raises InputError.
    """
    with _refusing_damage(source):
        _check_archive(content, source, most_bytes)
        # Imported here: most rosters are text.
        from openpyxl import load_workbook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on charts, filters and styles, which nobody reads here
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown or book.worksheets:
        yield str(sheet.title), _rows(sheet, source)


def holds_uncalculated(content: bytes, source: str) -> bool:
    """Whether a workbook holds formulas whose values nobody has worked out yet: these read as empty. Raises InputError.

    So it is where a program wrote it and no spreadsheet has opened it since.
    """
    with _refusing_damage(source), zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
        return any(_UNCALCULATED.search(archive.read(name)) for name in sheets)


def _check_archive(content: bytes, source: str, most_bytes: int) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {info.filename: info for info in archive.infolist()}
    if not any(name.startswith("xl/") and name.endswith(".xml") for name in names) or "xl/workbook.bin" in names:
        kind = next((kind for name, kind in _OTHERS.items() if name in names), "an archive that holds no workbook")
        raise InputError(f"{source}: is {kind}; {_SAVE}")
    if sum(info.file_size for info in names.values()) > most_bytes:
        raise InputError(f"{source}: holds more than {most_bytes:,} bytes when unpacked; keep one small sheet")


@contextmanager
def _refusing_damage(source: str) -> Iterator[None]:
    try:
        yield
    except (InputError, MemoryError):
        raise
    except Exception:  # whatever a damaged archive makes its reader stumble over
        raise InputError(f"{source}: is a damaged workbook; save it anew as .xlsx") from None


def _rows(sheet: Any, source: str) -> Iterator[list[str]]:
    with _refusing_damage(source):
        sheet.reset_dimensions()  # as some programs write them wrong
        for row in sheet.iter_rows(max_row=_MOST_ROWS):
            cells = [_shown(cell) for cell in row[:_MOST_CELLS]]
            while cells and not cells[-1]:
                cells.pop()
            yield cells


def _shown(cell: Any) -> str:
    """A cell as text on one line."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return " ".join(str(value).splitlines())


def _number(value: float, number_format: str) -> str:
    percent, before, after = _marks(number_format)
    number = Decimal(f"{value:.15g}")  # as many digits as a spreadsheet keeps
    digits = f"{100 * number if percent else number:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
        if len(digits.partition(".")[2]) == 3:  # 1.234 may be a thousand and more, 1.2340 is not
            digits += "0"
    return f"{before} {digits}{after}".strip()


@functools.lru_cache(maxsize=1_000)
def _marks(number_format: str) -> tuple[bool, str, str]:
    """Whether a number format shows a share in per cent; the currency before a number, and what stands after it."""
    texts, does = "", ""
    for quoted, escaped, currency, plain in _FORMAT.findall(number_format.partition(";")[0]):
        texts += quoted or escaped or currency
        does += plain
    found = _CURRENCY.search(texts) or re.search(r"[$\u00a3\u00a5\u20a0-\u20bf]", does)
    word = texts.strip().lower()
    after = "%" if "%" in texts else word if word in ("k", "m", "b") and not _SCALED.search(does) else ""
    return "%" in does, found[0] if found else "", "%" if "%" in does else after
