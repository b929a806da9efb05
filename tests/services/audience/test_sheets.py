"""Workbooks are read directly: the sheet with the people, or the sheet that is named."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from core.errors import UsageError
from core.services.audience.contact_file import ContactFile, read_contact_file
from core.services.audience.contact_file.sheets import MOST_UNPACKED
from tests.support.workbooks import ods, xlsx, zipped

HEADER = ["First Name", "Last Name", "LinkedIn URL", "Size", "Active"]
ADA = ["Ada", "Wong", "https://www.linkedin.com/in/ada-wong"]
BEN = ["Ben", "Ito", "https://www.linkedin.com/in/ben-ito"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.xlsx"


def read(file: Path, data: bytes, sheet: str | None = None) -> ContactFile:
    file.write_bytes(data)
    return read_contact_file(file, sheet=sheet)


def test_a_workbook_is_read_with_its_line_numbers(file: Path) -> None:
    found = read(file, xlsx({"People": [["Report"], [], HEADER, [*ADA, 12, True], [*BEN, 0.5, False]]}))
    assert [(p.line, p.name, p.custom) for p in found.people] == [
        (4, "Ada Wong", {"size": "12", "active": "yes"}),
        (5, "Ben Ito", {"size": "0.5", "active": "no"}),
    ]
    read_as = found.report.read_as
    assert (read_as.format, read_as.sheet, read_as.sheets, read_as.header_line) == ("xlsx", "People", ("People",), 3)
    assert (read_as.encoding, read_as.separator) == ("", "")


def test_the_sheet_with_people_is_taken_unless_another_is_named(file: Path) -> None:
    book = xlsx({"Notes": [["nothing"]], "Old": [HEADER, BEN], "New": [HEADER, ADA]})
    assert read(file, book).report.read_as.sheet == "Old"
    assert read(file, book).report.read_as.sheets == ("Notes", "Old", "New")
    for wanted in ("New", "new ", "3"):
        assert [p.name for p in read(file, book, wanted).people] == ["Ada Wong"]
    with pytest.raises(UsageError, match=r"has no sheet “4”\. It has “Notes”, “Old”, “New”\.") as caught:
        read(file, book, "4")
    assert caught.value.field == "--sheet"


def test_hidden_sheets_are_not_read(file: Path) -> None:
    book = xlsx({"Secret": [HEADER, BEN], "Shown": [HEADER, ADA]}, hidden=frozenset({"Secret"}))
    assert [p.name for p in read(file, book).people] == ["Ada Wong"]


def test_an_opendocument_spreadsheet(file: Path) -> None:
    found = read(file, ods({"Blatt 1": [["Vorname", "Nachname", "Profil"], ADA]}))
    assert [p.name for p in found.people] == ["Ada Wong"]
    assert (found.report.read_as.format, found.report.read_as.sheet) == ("ods", "Blatt 1")


def test_wrappings_and_broken_letters_are_undone_in_workbooks_too(file: Path) -> None:
    found = read(file, xlsx({"S": [HEADER, ["JÃ¶rg_x000D_", '="Maß"', BEN[2]]]}))
    assert [p.name for p in found.people] == ["Jörg Maß"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            zipped({"Connections.csv": "URL\n", "notes.md": ""}),
            "is a zip archive: unpack it and import a file in it, such",
        ),
        (zipped({"Index/Document.iwa": b""}), "is an Apple Numbers document: export it as CSV."),
        (zipped({"xl/workbook.xml": "<no"}), "is a workbook that cannot be read"),
        (b"PK\x03\x04" + b"x" * 99, "is a damaged workbook or zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is a workbook that cannot be read"),
    ],
    ids=["a zip", "Numbers", "half a workbook", "no zip", "half an old workbook"],  # a zip's bytes hold the time of day
)
def test_other_archives_are_refused_in_one_sentence(file: Path, data: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as caught:
        read(file, data)
    assert caught.value.field == "file"


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(file: Path) -> None:
    bomb = zipped({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": b"\0" * (MOST_UNPACKED + 1)})
    with pytest.raises(UsageError, match="unpacks to more than 300 MB"):
        read(file, bomb)


def test_text_has_no_sheets(file: Path) -> None:
    with pytest.raises(UsageError, match="no workbook"):
        read(file, b"URL\n", "People")


def _spoilt(book: bytes, path: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert old in files[path]
    return zipped(files | {path: files[path].replace(old, new)})


SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
PLAIN, PLAIN_ODS = xlsx({"S": [HEADER, ADA]}), ods({"S": [HEADER[:3], ADA]})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (_spoilt(PLAIN, SHEET, b"</sheetData>", FAR), "far more memory or time than a file of its size should"),
        (_spoilt(PLAIN, SHEET, b'r="A1"', b'r="' + b"Z" * 50 + b"1" * 20 + b'"'), "cannot be read: it is damaged"),
        (_spoilt(PLAIN, SHEET, b'r="A1"', b'r="1A"'), "cannot be read (Expecting alphanumeric character"),
        (
            _spoilt(PLAIN, SHEET, b"</sheetData>", FAR.replace(b"1048576", b"200")),
            "far more cells than its size can hold (200 rows of 16,384 columns)",
        ),
        (
            _spoilt(
                PLAIN_ODS, "content.xml", b"<table:table-row>", b'<table:table-row table:number-rows-repeated="900">'
            ),
            "far more cells than its size can hold (rows repeated)",
        ),
    ],
    ids=["a cell at the far corner", "no place of a cell", "an odd place of a cell", "far apart", "repeated"],
)
def test_a_workbook_that_ends_its_reader_is_refused_in_one_sentence(file: Path, data: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as caught:
        read(file, data)
    assert caught.value.field == "file"


def test_empty_rows_between_people_cost_nothing_and_keep_the_lines(file: Path) -> None:
    low = b'<row r="300000"><c r="C300000" t="inlineStr"><is><t>linkedin.com/in/ben-ito</t></is></c></row></sheetData>'
    found = read(file, _spoilt(PLAIN, SHEET, b"</sheetData>", low))
    assert [person.line for person in found.people] == [2, 300_000]


def test_a_cell_that_is_no_number_is_empty(file: Path) -> None:
    book = xlsx({"S": [HEADER, [*ADA, 7.0]]})
    found = read(file, _spoilt(book, SHEET, b"<v>7</v>", b"<v>1e999</v>"))
    assert [person.custom for person in found.people] == [{}]
