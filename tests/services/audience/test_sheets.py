"""Workbooks are read as they are: the sheet with the people, or the one that is named."""

from __future__ import annotations

import re
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
    ids=["a zip", "Numbers", "half a workbook", "no zip", "half an old workbook"],  # a zip holds the time of day
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
