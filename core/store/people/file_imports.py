"""Unfinished imports of contact files (table `file_import`): nobody is drawn from their lists until they end."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple

import peewee as pw

from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import dump_json
from core.store.people.segments import Shape, filter_of
from core.store.tables.people import FileImport


class FileImportRow(NamedTuple):
    """An unfinished import."""

    source: int
    file: str
    digest: str
    """Digest of the file's bytes, and of the settings with which they are read."""
    rows: int
    """The number of the file's rows that are imported so far."""
    sums: dict[str, Any]
    """The results of those rows."""
    at: datetime
    """Time at which the last of them were imported."""


_ROW = FileImport.select(
    FileImport.source, FileImport.file, FileImport.digest, FileImport.rows, FileImport.sums, FileImport.at
)
_EVERY = Select(_ROW.order_by(FileImport.source), FileImportRow)
_ONE = Select(_ROW.where(FileImport.source == given("source")), FileImportRow)
_NEW = {
    FileImport.file: given("file"),
    FileImport.digest: given("digest"),
    FileImport.rows: given("rows"),
    FileImport.sums: given("sums"),
    FileImport.at: given("at"),
}
_SAVE = Change(
    FileImport.insert({FileImport.source: given("source"), **_NEW}).on_conflict(
        conflict_target=(FileImport.source,), update=_NEW
    )
)
_END = Change(FileImport.delete().where(FileImport.source == given("source")))


def every(store: Reading) -> dict[int, FileImportRow]:
    """Return all unfinished imports, by their source."""
    return {row.source: row for row in _EVERY.all(store)}


def of(store: Reading, source: int) -> FileImportRow | None:
    """Return the unfinished import into a list, or None."""
    return _ONE.first(store, source=source)


def into(store: Reading, source: int, found: Mapping[int, FileImportRow]) -> FileImportRow | None:
    """Return which of these imports blocks draws from a source: its own, or one into a list that its filter names."""
    lists = (filter_of(store, source) or {}).get("source", ()) if found else ()
    return next((found[one] for one in (source, *map(int, lists)) if one in found), None)


def is_whole(shape: Shape | None) -> Any:
    """Return the condition that no import is unfinished into a source, or a list that a segment's filter names."""
    lists = [range(len(texts)) for field, texts in shape or () if field == "source"]
    names = ["source", *(f"source_{number}" for numbers in lists for number in numbers)]
    of_it = reduce(operator.or_, (FileImport.source == given(name) for name in names))
    return ~pw.fn.EXISTS(FileImport.select(pw.SQL("1")).where(of_it))


def save(store: Writing, row: FileImportRow) -> None:
    """Record the progress of an import."""
    _SAVE.run(store, **{**row._asdict(), "sums": dump_json(row.sums)})


def end(store: Writing, source: int) -> None:
    """Record the end of an import into a source."""
    _END.run(store, source=source)
