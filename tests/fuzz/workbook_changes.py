"""Changes of an Excel workbook: of the archive, of the parts within it, and archives that unpack to far too much."""

from __future__ import annotations

import io
import random
import re
import zipfile

_MADE = (2000, 1, 1, 0, 0, 0)  # the same file, whenever it is made
_SHEET = "xl/worksheets/sheet1.xml"
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
_CELLS = [
    '<c r="A1"><v>1e400</v></c>',
    '<c r="A1"><v>nan</v></c>',
    '<c r="A1"><v>' + "9" * 5_000 + "</v></c>",
    '<c r="A1" t="s"><v>999999</v></c>',
    '<c r="A1" t="s"><v>-1</v></c>',
    '<c r="A1" t="s"><v>x</v></c>',
    '<c r="A1" t="b"><v>7</v></c>',
    '<c r="A1" t="d"><v>99999-01-01</v></c>',
    '<c r="A1" t="e"><v>#REF!</v></c>',
    '<c r="A1" t="zzz"><v>1</v></c>',
    '<c r="A1" s="9999"><v>1</v></c>',
    '<c r="A1" t="inlineStr"><is><t>' + "x" * 200_000 + "</t></is></c>",
    '<c r="ZZZZZ1"><v>1</v></c>',
    '<c r="XFD1"><v>1</v></c>',
    '<c r="0"><v>1</v></c>',
    '<c r="A99999999999"><v>1</v></c>',
    '<c r="A1"><f>1+1</f></c>',
    '<c r="A1"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c>',
    "<c>" * 3_000 + "</c>" * 3_000,
]
_ROWS = [
    '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    '<row r="99999999999"><c r="A1"><v>1</v></c></row>',
    '<row r="-5"><c r="A1"><v>1</v></c></row>',
    '<row r="x"><c r="A1"><v>1</v></c></row>',
    "<row/>" * 20_000,
    "<row>" * 2_000 + "</row>" * 2_000,
    '<row r="1"><c r="A1"><v>1</v></c></row>' * 5_000,
]


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), part, how)
    return out.getvalue()


def changed(content: bytes, luck: random.Random) -> bytes:
    """The workbook with one of its parts, or the archive, changed."""
    parts = parts_of(content)
    sheet = parts[_SHEET].decode()
    name = luck.choice(list(parts))
    how = zipfile.ZIP_DEFLATED
    match luck.randrange(12):
        case 0:
            parts[_SHEET] = re.sub(
                "<c .*?</c>", lambda _: luck.choice(_CELLS), sheet, count=luck.choice([1, 5])
            ).encode()
        case 1:
            parts[_SHEET] = sheet.replace("</sheetData>", luck.choice(_ROWS) + "</sheetData>").encode()
        case 2:
            del parts[name]
        case 3:
            parts[name] = luck.choice([b"", b"<", b"\0" * 100, b"<a/>", luck.randbytes(500), parts[name] * 2])
        case 4:
            middle = luck.randint(0, len(parts[name]))
            parts[name] = parts[name][:middle]
        case 5:
            parts[name] = bytes(b ^ (luck.random() < 0.01) for b in parts[name])
        case 6:  # one that unpacks to far too much
            put = luck.choice([b" ", b"\0", b"<row/>", b'<row><c t="n"><v>1</v></c></row>'])
            parts[_SHEET] = sheet.encode().replace(
                b"<sheetData>", b"<sheetData>" + put * (luck.choice([15_000_000, 250_000_000]) // len(put))
            )
        case 7:
            text = parts[name].decode("utf-8", "replace")
            parts[name] = (_LAUGHS + re.sub(r"<\?.*?\?>", "", text).replace("</", "&i;</", 1)).encode()
        case 8:
            how = luck.choice([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
        case 9:
            parts |= {f"xl/worksheets/{'../' * k}sheet{k}.xml": b"<a/>" for k in range(luck.choice([3, 5_000]))}
        case 10:
            numbers = re.sub(
                r"\d+", lambda _: luck.choice(["0", "-1", "99999999999", "1" * 5_000]), parts[name].decode(), count=3
            )
            parts[name] = numbers.encode()
        case 11:
            deep = luck.choice([50, 5_000, 200_000])
            parts[name] = b"<a>" * deep + parts[name] + b"</a>" * deep
    return _with_lies(packed(parts, how), luck) if luck.random() < 0.15 else packed(parts, how)


def _with_lies(archive: bytes, luck: random.Random) -> bytes:
    """The archive with a size, an offset or a flag in its directory that is not so."""
    changed = bytearray(archive)
    starts = [found.start() for found in re.finditer(b"PK\x01\x02", archive)]
    place = luck.choice(starts) + luck.choice([8, 10, 16, 20, 24, 28, 30, 42])
    changed[place : place + luck.choice([1, 2, 4])] = luck.randbytes(luck.choice([1, 2, 4]))
    return bytes(changed)
