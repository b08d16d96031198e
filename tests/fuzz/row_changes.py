"""Changes of a file of rows: other cells, columns and separators."""

from __future__ import annotations

import csv
import io
import random

CELLS = [
    *(
        "",
        " ",
        "-",
        "0",
        "-1",
        "1",
        "0.5",
        "1,5",
        "1.234",
        "1.234,5",
        "1e400",
        "-1e400",
        "1e-400",
        "nan",
        "inf",
        "-inf",
    ),
    *(
        "1" * 30,
        "1" * 400,
        "1" * 5_000,
        "9" * 140_000,
        "0x1f",
        "1_000",
        "1e5",
        "1E+99",
        "12K",
        "3B",
        "%",
        "3 %",
        "٣",
        "²",
    ),
    *("NaN%", "€", "$ 5", "5 USD", "=1+1", "=HYPERLINK(1)", "@x", "#REF!", "#N/A", "null", "None", "true", "TRUE"),
    *("x" * 300, "x" * 150_000, "a\nb", 'a"b', "a\0b", "a\x1b[31mb", "\u202eabc", "\ud7ff", "💩" * 200, "  x  "),
    *("0001-01-01", "9999-12-31", "99999-01-01", "2027-02-30", "1-2-3", "1.2", "Jan 5", "sep=;", "name", "followers"),
    *("micro-1", "hybrid", "2000000000", "4294967296", "9223372036854775807", "99999999999999999999", "-0", "+5", "1."),
    *("../../x", "/dev/zero", "<script>", "'", '"', ",", ";", "\t", "\r", "\\", "´", "1'000", "1 000", "12,50,000"),
]
_HEADERS = ["", "x", "name", "followers", "sales", "fee", "date", "day", "budget_eur", "reach", "reach error", "rate"]


def changed(text: str, luck: random.Random) -> str:
    """The text with some of its table changed."""
    rows = list(csv.reader(io.StringIO(text)))
    separator = ","
    for _ in range(luck.choice([1, 1, 2, 4])):
        line, column = luck.randrange(len(rows)), luck.randrange(max(map(len, rows)))
        row = rows[line]
        match luck.randrange(10):
            case 0 | 1 | 2 | 3 if row:
                row[min(column, len(row) - 1)] = luck.choice(CELLS)
            case 4:
                cell = luck.choice(CELLS)
                for other in rows[1:]:
                    other[column : column + 1] = [cell]
            case 5:
                rows[0][column : column + 1] = [luck.choice(_HEADERS)]
            case 6:
                header, cell = luck.choice(_HEADERS), luck.choice(CELLS)
                rows = [[*other, header if place == 0 else cell] for place, other in enumerate(rows)]
            case 7 if len(rows) > 1:
                del rows[line]
            case 8:
                rows[line] = luck.choice([row[:-1], row + row, [], row * 1_000, [""] * 20, ["only"], rows[0]])
            case 9:
                separator = luck.choice(";\t| :.")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n", quoting=luck.choice([0, 0, 1]))
    writer.writerows(rows)
    return luck.choice(["", "", "", "sep=;\n", "A title\n\n", "\ufeff"]) + out.getvalue()
