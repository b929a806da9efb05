"""A program that reads one workbook in a separate process, because a hostile workbook can crash the process.

A file of 1.4 kB can have a cell at the far corner of a sheet, and the reader aborts if there is not enough memory for
so large a sheet. The workbook comes on stdin. Lines of JSON go to stdout: first the sheets, or the fault, then each row
with content as [line, cells].
"""

from __future__ import annotations

import io
import json
import math
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.rules.file_columns.column_cells import person_in

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

FREE_CELLS = 2_000_000
"""Cells, full or empty, that any sheet may span; each unpacked byte of the workbook allows one more."""
LONGEST_CELL = 32_767
"""Most characters of a cell; no spreadsheet program allows more."""
MOST_TEXT = 50_000_000
"""Most characters of all cells together: as many as a text file may have."""
PROCESSOR_S = 60
"""Seconds of processor time, about ten times what the largest workbook needs."""
ROOM, ROOM_PER_BYTE = 128 * 1024**2, 8
"""Bytes of memory for a workbook, beyond the program's own: a fixed part, and a part per unpacked byte."""
_LOOKED_AT = 200
"""Number of first rows of each sheet in which an address is searched."""
Value = float | str | bool | time | date | datetime | timedelta
Row = tuple[int, list[str]]


class TooWideError(ValueError):
    """A sheet that spans or holds far more than its size allows."""


def main() -> None:
    """Read the workbook on stdin; the arguments are its unpacked size and perhaps the name or number of a sheet."""
    unpacked = int(sys.argv[1])
    from python_calamine import CalamineError, PasswordError, load_workbook

    _bound(_taken() + ROOM + ROOM_PER_BYTE * unpacked)

    try:
        with load_workbook(io.BytesIO(sys.stdin.buffer.read())) as book:
            names = _shown(book)
            chosen = _named(names, sys.argv[2]) if len(sys.argv) > 2 else _with_people(book, names)
            _say({"names": names, "sheet": chosen})
            if chosen is not None:
                _tell(book.get_sheet_by_name(chosen), unpacked)
    except PasswordError:
        _say({"fault": "password"})
    except (CalamineError, OSError, ValueError) as error:
        _say({"fault": "sparse" if isinstance(error, TooWideError) else "unreadable", "words": str(error)})


def _taken() -> int:
    """Return the bytes of address space that the program already uses; 0 if the system does not say."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def _bound(memory: int) -> None:
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, PROCESSOR_S), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))


def _say(what: object) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")


def _tell(sheet: CalamineSheet, unpacked: int) -> None:
    """Print the rows. Raises TooWideError if rows are repeated, or the sheet spans far more than it holds."""
    _check_span(sheet, unpacked)
    cells = characters = 0
    for line, row in _filled(sheet):
        cells += sum(map(bool, row))
        characters += sum(map(len, row))
        if cells > unpacked or characters > MOST_TEXT:
            raise TooWideError("rows repeated")
        _say([line, row])


def _check_span(sheet: CalamineSheet, unpacked: int) -> None:
    last_row, last_column = sheet.end or (0, 0)
    if (last_row + 1) * (last_column + 1) > FREE_CELLS + unpacked:
        raise TooWideError(f"{last_row + 1:,} rows of {last_column + 1:,} columns")


def _filled(sheet: CalamineSheet) -> Iterator[Row]:
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells = [_text(cell)[:LONGEST_CELL] for cell in row]
        if any(cells):
            yield line, cells


def _shown(book: CalamineWorkbook) -> list[str]:
    """Return the names of the visible sheets, or of all if none is visible."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    found = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    return found or list(book.sheet_names)


def _named(names: list[str], wanted: str) -> str | None:
    wanted = wanted.strip()
    found = next((sheet for sheet in names if sheet.strip().casefold() == wanted.casefold()), None)
    if found is None and wanted.isdecimal() and len(wanted) < 9 and 0 < int(wanted) <= len(names):
        return names[int(wanted) - 1]
    return found


def _with_people(book: CalamineWorkbook, names: list[str]) -> str | None:
    """Return the first sheet with an address of a person, else the first with any content, else the first."""
    filled = ""
    for name in names:
        for at, (_line, cells) in enumerate(_filled(book.get_sheet_by_name(name))):
            filled = filled or name
            if any(person_in(cell) for cell in cells):
                return name
            if at >= _LOOKED_AT:
                break
    return filled or next(iter(names), None)


def _text(cell: Value) -> str:
    """Return a cell as a person would type it: whole numbers without a point, dates as in ISO 8601, NaN as empty."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float | int):
        if not math.isfinite(cell):
            return ""
        return str(int(cell)) if float(cell).is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


if __name__ == "__main__":
    main()
