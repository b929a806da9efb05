"""Workbooks (.xlsx, .ods, .xls), read by python-calamine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.rules.file_columns.column_cells import person_in
from core.services.audience.contact_file.records import Record
from core.text import clean

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 300_000_000
"""Bytes that a workbook may unpack to: a small file can claim to hold gigabytes."""
_LOOKED_AT = 200
"""Rows of each sheet in which an address is looked for."""
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook with the names of all that are shown."""

    format: str
    name: str
    names: tuple[str, ...]
    records: tuple[Record, ...]


def is_workbook(data: bytes) -> bool:
    """Return True for a zip archive, which newer workbooks are, and for the container of older ones."""
    return data.startswith((ZIP, OLE))


def read_sheet(data: bytes, name: str, sheet: str | None = None) -> Sheet:
    """Return the sheet of that name or number, else the first that holds somebody's address, else the first.

    Raises UsageError for another kind of archive, a workbook that cannot be read, and an unknown sheet.
    """
    form = _format(data, name)
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        with load_workbook(io.BytesIO(data)) as book:
            names = _shown(book)
            if not names:
                raise UsageError(f"{name} is a workbook without a sheet.", field="file")
            chosen = _chosen(names, sheet, name) if sheet else _with_people(book, names)
            return Sheet(form, chosen, names, tuple(_records(book.get_sheet_by_name(chosen))))
    except PasswordError as error:
        raise UsageError(f"{name} is protected by a password: save it without one.", field="file") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UsageError(
            f"{name} is a workbook that cannot be read ({clean(str(error), 80)}): export it as CSV.", field="file"
        ) from error


def _format(data: bytes, name: str) -> str:
    if data.startswith(OLE):
        return "xls"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UsageError(f"{name} is a damaged workbook or zip archive: export it as CSV.", field="file") from error
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UsageError(
            f"{name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB: export it as CSV and split it.", field="file"
        )
    inside = [entry.filename for entry in entries]
    if any(file.startswith("xl/workbook.") for file in inside):
        return "xlsb" if "xl/workbook.bin" in inside else "xlsx"
    if "content.xml" in inside:
        return "ods"
    if any(file.endswith(".iwa") for file in inside):
        raise UsageError(f"{name} is an Apple Numbers document: export it as CSV.", field="file")
    held = [clean(file, 60) for file in inside if file.lower().endswith((".csv", ".xlsx", ".txt"))][:_NAMED]
    what = f", such as {', '.join(held)}" if held else ""
    raise UsageError(f"{name} is a zip archive: unpack it and import a file in it{what}.", field="file")


def _shown(book: CalamineWorkbook) -> tuple[str, ...]:
    """The names of the sheets that a person sees; of all where none is shown."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    found = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    return tuple(found or book.sheet_names)


def _chosen(names: tuple[str, ...], wanted: str, name: str) -> str:
    for sheet in names:
        if sheet.strip().casefold() == wanted.strip().casefold():
            return sheet
    if wanted.isdecimal() and 0 < int(wanted) <= len(names):
        return names[int(wanted) - 1]
    held = ", ".join(f"“{clean(sheet, 40)}”" for sheet in names[:_NAMED])
    raise UsageError(f"{name} has no sheet “{clean(wanted, 40)}”. It has {held}.", field="--sheet")


def _with_people(book: CalamineWorkbook, names: tuple[str, ...]) -> str:
    filled = ""
    for sheet in names:
        for at, record in enumerate(_records(book.get_sheet_by_name(sheet))):
            filled = filled or sheet
            if any(person_in(cell) for cell in record.cells):
                return sheet
            if at >= _LOOKED_AT:
                break
    return filled or names[0]


def _records(sheet: CalamineSheet) -> Iterator[Record]:
    for line, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        yield Record(line, [_text(cell) for cell in row])


def _text(cell: float | str | bool | time | date | datetime | timedelta) -> str:
    """A cell as a person would type it: whole numbers without a point, dates as in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
