"""Workbooks (.xlsx, .xlsb, .ods, .xls), read by python-calamine in a separate process."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from typing import Any

from core.errors import UsageError
from core.services.audience.contact_file.records import Record
from core.text import clean

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 300_000_000
"""Most bytes that a workbook may unpack to: a small file can claim to hold gigabytes."""
_PROGRAM = "core.services.audience.contact_file.workbook_process"
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its rows with content, and the names of all visible sheets."""

    format: str
    name: str
    names: tuple[str, ...]
    records: tuple[Record, ...]


def is_workbook(data: bytes) -> bool:
    """Return True for a zip archive, which newer workbooks are, and for the container of older ones."""
    return data.startswith((ZIP, OLE))


def read_sheet(data: bytes, name: str, sheet: str | None = None) -> Sheet:
    """Return the sheet named by `sheet` (name or number); without it, the first with a person's address, or the first.

    Raises UsageError for another kind of archive, a workbook that cannot be read, and an unknown sheet.
    """
    form, unpacked = _format(data, name)
    head, *rows = _read_apart(data, name, unpacked, sheet)
    for answer in (head, *rows[-1:]):  # a fault may come only after some rows
        if isinstance(answer, dict) and "fault" in answer:
            raise _refusal(answer, name)
    names = tuple(map(str, head["names"]))
    if not names:
        raise UsageError(f"{name} is a workbook without a sheet.", field="file")
    if head["sheet"] is None:
        held = ", ".join(f"“{clean(one, 40)}”" for one in names[:_NAMED])
        raise UsageError(f"{name} has no sheet “{clean(sheet or '', 40)}”. It has {held}.", field="--sheet")
    return Sheet(form, head["sheet"], names, tuple(Record(line, cells) for line, cells in rows))


def _read_apart(data: bytes, name: str, unpacked: int, sheet: str | None) -> list[Any]:
    """Return the lines that the reading process prints. Raises UsageError if it did not finish."""
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [sys.executable, "-P", "-m", _PROGRAM, str(unpacked), *([clean(sheet, 100)] if sheet else [])]
    ended = subprocess.run(  # noqa: S603 - our own program; its words are a size and a name
        words, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=found, check=False
    )
    if ended.returncode != 0:
        raise UsageError(
            f"{name} is a workbook that cannot be read: it is damaged, or needs far more memory or time than a file "
            "of its size should. Export it as CSV.",
            field="file",
        )
    return [json.loads(line) for line in ended.stdout.splitlines()]


def _refusal(answer: dict[str, str], name: str) -> UsageError:
    if answer["fault"] == "password":
        return UsageError(f"{name} is protected by a password: save it without one.", field="file")
    if answer["fault"] == "sparse":
        return UsageError(
            f"{name} has far more cells than its size can hold ({clean(answer['words'], 80)}): delete the rows and "
            "columns that are empty or repeated, or export it as CSV.",
            field="file",
        )
    return UsageError(
        f"{name} is a workbook that cannot be read ({clean(answer['words'], 80)}): export it as CSV.", field="file"
    )


def _format(data: bytes, name: str) -> tuple[str, int]:
    """Return the kind of workbook, and the number of bytes it unpacks to."""
    if data.startswith(OLE):
        return "xls", len(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UsageError(f"{name} is a damaged workbook or zip archive: export it as CSV.", field="file") from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED:
        raise UsageError(
            f"{name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB: export it as CSV and split it.", field="file"
        )
    inside = [entry.filename for entry in entries]
    if any(file.startswith("xl/workbook.") for file in inside):
        return ("xlsb" if "xl/workbook.bin" in inside else "xlsx"), unpacked
    if "content.xml" in inside:
        return "ods", unpacked
    if any(file.endswith(".iwa") for file in inside):
        raise UsageError(f"{name} is an Apple Numbers document: export it as CSV.", field="file")
    held = [clean(file, 60) for file in inside if file.lower().endswith((".csv", ".xlsx", ".txt"))][:_NAMED]
    what = f", such as {', '.join(held)}" if held else ""
    raise UsageError(f"{name} is a zip archive: unpack it and import a file in it{what}.", field="file")
