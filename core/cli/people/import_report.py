"""The output of `source import`: how the file was read, its columns, corrections, and the people imported."""

from __future__ import annotations

import contextlib
import csv
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.output.table import Column, pairs, table
from core.errors import UsageError
from core.files import open_regular
from core.text import clean

if TYPE_CHECKING:
    from core.views.people_view import RefusedRow
    from core.views.sources_view import ImportedFile

_REFUSED_HEADER = ("line", "reason")
COLUMNS = (
    Column("Column", 28),
    Column("Becomes", 28),
    Column("Filled", right=True),
    Column("First value", 30),
    Column("Why", 60),
)
EXAMPLES = (
    Column("Line", right=True),
    Column("Field", 20),
    Column("Before", 36),
    Column("After", 36),
    Column("Why", 50),
)
SHOWN = 10


def lines(result: ImportedFile) -> Iterator[str]:
    """Yield the lines of the report: the results, the columns, and examples of corrected values, rare kinds first."""
    from core.services.audience import import_words as words

    yield from pairs(_summary(result))
    uses = [(use.column, use.field, use.filled, use.sample, use.why) for use in result.report.columns]
    yield from ("", *table(COLUMNS, uses))
    shown = result.report.examples[:SHOWN]
    if shown:
        mended = [(one.line, one.field, one.before, one.after, words.kind_words(one.why)) for one in shown]
        yield from ("", *table(EXAMPLES, mended))


def _summary(result: ImportedFile) -> dict[str, object]:
    from core.services.audience import import_words as words

    report = result.report
    told: dict[str, object] = {
        "Source": f"{result.name} (new)" if result.id is None else f"{result.name} (id {result.id})",
        "Saved": "nothing: this was a dry run" if result.dry_run else "",
        "Continued": "" if result.resumed_at is None else f"after row {result.resumed_at:,}, where it was stopped",
        "Read as": words.read_as(report.read_as),
        "Undone": words.counted(report.read_as.undone),
        "Rows": result.rows,
        "Added": result.added,
        "Known": result.known,
        "New contacts": result.new_contacts,
        "Refused": result.refused_total,
        "Excluded": words.excluded(result),
        "Connected": words.connected(result),
        "Corrected": words.counted(report.mended),
        "Languages": words.languages(report),
        "Note": " ".join(report.notes),
        "First text": "" if result.greeting is None else words.greeting(result.greeting),
    }
    return {name: value for name, value in told.items() if value != ""}


@contextlib.contextmanager
def written_refusals(path: Path | None, beside: Path) -> Iterator[Callable[[RefusedRow], None]]:
    """Yield a function that writes the line and reason of a refused row as CSV; without a path it writes nothing.

    An earlier list of refused rows is replaced, so that the same command can be repeated. Raises UsageError for any
    other existing file, and if the file cannot be written.
    """
    if path is None:
        yield lambda _row: None
        return
    try:
        _refuse_other_file(path, beside)
        with path.open("w", encoding="utf-8", newline="") as file:
            written = csv.writer(file)
            written.writerow(_REFUSED_HEADER)
            yield lambda row: written.writerow((row.line, row.reason))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{clean(str(path), 80)} cannot be written: {reason}.", field="--refused") from error


def _refuse_other_file(path: Path, beside: Path) -> None:
    """Raise UsageError for an existing file that is no list of refused rows; OSError if it cannot be read."""
    if not os.path.lexists(path):
        return
    if path.exists() and beside.exists() and path.samefile(beside):
        raise UsageError("The refused rows would overwrite the file that is read.", field="--refused")
    begin = ",".join(_REFUSED_HEADER).encode()
    with open_regular(path, sys.maxsize) as file:
        if file.read(len(begin)) not in (b"", begin):
            name = clean(str(path), 80)
            raise UsageError(f"{name} exists, and is not a list of refused rows: name another file.", field="--refused")
