"""The brief as brief.pdf: the same words as brief.html, on one sheet of A4."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from pathlib import Path

import matplotlib
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer, Table, TableStyle

from experiments.words.plain_text import visible

_EDGE = 14 * mm
_TEXT, _BOLD = "DejaVuSans", "DejaVuSans-Bold"  # which matplotlib brings, with letters of most alphabets
_PALE, _RULE = colors.HexColor("#5b626c"), colors.HexColor("#c9c5bc")
# By tag and class of the page: size, font, space above.
_SIZES = {
    "eyebrow": (8.0, _TEXT, 0.0),
    "h1": (9.5, _TEXT, 4.0),
    "answer": (17.0, _BOLD, 4.0),
    "h2": (12.0, _BOLD, 10.0),
    "p": (8.5, _TEXT, 3.0),
    "li": (8.0, _TEXT, 2.0),
}
_HEADING = ParagraphStyle("th", fontName=_TEXT, fontSize=7, leading=8.5, textColor=_PALE)
_CELL = ParagraphStyle("td", fontName=_TEXT, fontSize=7.5, leading=9)


def brief_pdf(page: str) -> bytes:
    """The brief of ``brief_html`` as a PDF of one page, made smaller where it would not fit on it."""
    for name in (_TEXT, _BOLD):
        pdfmetrics.registerFont(TTFont(name, Path(matplotlib.get_data_path(), "fonts", "ttf", f"{name}.ttf")))
    read = _Brief()
    read.feed(page)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)  # the same brief is the same file, whenever it is written
    canvas.setTitle(read.title)
    across, up = A4[0] - 2 * _EDGE, A4[1] - 2 * _EDGE
    sheet = KeepInFrame(across, up, read.parts, mode="shrink")
    _, height = sheet.wrapOn(canvas, across, up)
    sheet.drawOn(canvas, _EDGE, A4[1] - _EDGE - height)
    canvas.save()
    return out.getvalue()


class _Brief(HTMLParser):
    """Reads the page from top to bottom: headings, sentences, facts and tables become parts of the sheet."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.parts: list[Flowable] = []
        self._text, self._kind = "", ""
        self._rows: list[list[str]] = []
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a text, a table or a row."""
        kind = (dict(attrs).get("class") or "").partition(" ")[0]
        if tag in ("p", "h1", "h2", "li", "title", "th", "td", "dt", "dd"):
            self._text, self._kind = "", kind if kind in _SIZES else tag
        elif tag == "small":
            self._text += " ("
        elif tag in ("table", "dl"):
            self._rows = [[], []] if tag == "dl" else []
        elif tag == "tr":
            self._rows.append([])

    def handle_data(self, data: str) -> None:
        """Adds to the text."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Puts what was read where it belongs."""
        words = visible(" ".join(self._text.split()))
        if tag == "small":
            self._text += ")"
        elif tag == "title":
            self.title = words
        elif tag in ("th", "td"):
            self._rows[-1].append(words)
        elif tag in ("dt", "dd"):
            self._rows[tag == "dd"].append(words)
        elif tag in ("p", "h1", "h2", "li"):
            size, font, above = _SIZES[self._kind]
            style = ParagraphStyle(self._kind, fontName=font, fontSize=size, leading=1.25 * size, spaceBefore=above)
            self.parts += [Spacer(1, above), Paragraph(_escaped(words), style)]
        elif tag in ("table", "dl"):
            self.parts += [Spacer(1, 5), _table(self._rows)]


def _table(rows: list[list[str]]) -> Table:
    """A table whose first row is its heading; a row that is too short goes on in empty cells."""
    columns = max(map(len, rows))
    cells = [
        [Paragraph(_escaped(words), _HEADING if not place else _CELL) for words in [*row, *[""] * (columns - len(row))]]
        for place, row in enumerate(rows)
    ]
    across = A4[0] - 2 * _EDGE
    # The longest word of a column, and a little for its longest cell, say how wide it is beside the others.
    wanted = [
        max(6.0, *(max(map(len, row[k].split()), default=1) + 0.2 * len(row[k]) for row in rows if k < len(row)))
        for k in range(columns)
    ]
    style = TableStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ]
    )
    return Table(cells, colWidths=[across * one / sum(wanted) for one in wanted], style=style, hAlign="LEFT")


def _escaped(words: str) -> str:
    """Text of which nothing is taken for a mark of reportlab's."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
