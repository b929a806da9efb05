"""Workbooks for the door of contact files: intact archives with hostile cells, parts and references of cells."""

from __future__ import annotations

import io
import zipfile

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.fuzz import hostile
from tests.support.workbooks import ods, xlsx, zipped

HEADER = ["First Name", "LinkedIn URL", "Company"]
ADA = ["Ada", "https://www.linkedin.com/in/ada", "ACME"]
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STYLES = b"<styleSheet " + MAIN + b'><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
"""A style sheet in which style 0 of a number makes it a date."""
CELL = b'<c r="B2" t="inlineStr">'
ROW = b"<table:table-row>"
ODS_CELL = b"<table:table-cell "
ODD: tuple[tuple[bytes, bytes], ...] = (
    (CELL, b'<c r="XFD1048576" t="inlineStr">'),
    (CELL, b'<c r="A1048576" t="inlineStr">'),
    (CELL, b'<c r="ZZZZ4294967295" t="inlineStr">'),
    (CELL, b'<c r="B0" t="inlineStr">'),
    (CELL, b'<c r="2B" t="inlineStr">'),
    (CELL, b'<c r="' + b"Z" * 40 + b"9" * 40 + b'" t="inlineStr">'),
    (CELL, b'<c r="B2" t="s"><v>4294967295</v></c><c r="B2" t="inlineStr">'),
    (CELL, b'<c r="B2" t="e"><v>#REF!</v></c><c r="B2" t="inlineStr">'),
    (CELL, b'<c r="B2" s="0"><v>1e300</v></c><c r="B2" t="inlineStr">'),
    (CELL, b'<c r="B2" s="0"><v>-1e9</v></c><c r="B2" t="inlineStr">'),
    (CELL, b'<c r="B2"><v>nan</v></c><c r="B2" t="inlineStr">'),
    (CELL, b'<c r="B2" t="d"><v>9999-99-99</v></c><c r="B2" t="inlineStr">'),
    (CELL, b'<c r="B2" t="x" s="9999999999">'),
    (b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
    (b"<sheetData>", b'<dimension ref="B9:A1"/><sheetData>'),
    (b"<sheetData>", b"<sheetData>" + b"<row/>" * 50_000),
    (b"<worksheet ", b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet '),
    (b"Ada", b"<a>" * 50_000),
    (b"Ada", b"&#x1b;[2J&#0;&#xd800;&b;"),
    (b"Ada", b"e\xcc\x81" * 60_000),
    (b'sheetId="1"', b'sheetId="1" state="veryHidden"'),
    (b"worksheets/sheet1.xml", b"../../../etc/passwd"),
    (b"worksheets/sheet1.xml", b"worksheets/none.xml"),
    (ROW, b'<table:table-row table:number-rows-repeated="1000000000">'),
    (ROW, b'<table:table-row table:number-rows-repeated="-1">'),
    (ODS_CELL, b'<table:table-cell table:number-columns-repeated="1000000000" '),
    (ODS_CELL, b'<table:table-cell table:number-columns-repeated="300" '),
    (b'office:value-type="string"', b'office:value-type="date" office:date-value="9999-99-99"'),
    (b'office:value-type="string"', b'office:value-type="float" office:value="1e999"'),
)
"""Replacements in the parts of a plain workbook: a piece, and its substitute."""


@st.composite
def books(draw: DrawFn) -> bytes:
    """Return a workbook of two sheets with a hostile cell or name, whose parts are changed here and there."""
    cell, name = draw(hostile.words().map(_xml)), draw(hostile.words(long=False).map(_xml))
    sheets = {"People": [HEADER, ADA, [cell, *ADA[1:]]], name or "x": [HEADER, ADA]}
    book = xlsx(sheets) if draw(st.booleans()) else ods(sheets)
    parts = unpacked(book) | ({"xl/styles.xml": STYLES} if draw(st.booleans()) else {})
    for old, new in draw(st.lists(st.sampled_from(ODD), max_size=3)):
        parts = {path: part.replace(old, new, 1) for path, part in parts.items()}
    if draw(st.booleans()):
        path = draw(st.sampled_from(sorted(parts)))
        parts[path] = draw(hostile.mutated(parts[path]))
    data = zipped(parts)
    return draw(hostile.mutated(data, 2)) if draw(st.integers(0, 3)) == 0 else data


def plain(size: int) -> bytes:
    """Return a harmless workbook with about the given number of bytes."""
    rows = [[f"Ada {n}", f"https://www.linkedin.com/in/ada-{n * 7919 % 99_991}", "ACME"] for n in range(size // 20 + 1)]
    return xlsx({"People": [HEADER, *rows], "Others": [HEADER, ADA]})


def odd(*changes: tuple[bytes, bytes]) -> bytes:
    """Return a plain workbook with these changes of its parts."""
    parts = unpacked(xlsx({"People": [HEADER, ADA]}))
    for old, new in changes:
        parts = {path: part.replace(old, new, 1) for path, part in parts.items()}
    return zipped(parts)


def unpacked(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _xml(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
