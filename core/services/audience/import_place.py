"""Progress of the import of a file into a source: stored with each batch, so that the same import continues there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from core.errors import RefusedError
from core.services.audience.contact_file import Batch, HowToRead
from core.store.database import Reading, Writing
from core.store.people import file_imports, sources
from core.store.people.file_imports import FileImportRow
from core.workspace import Workspace


class Whole(NamedTuple):
    """The identity of an import: the file's name, and a digest of its bytes and of the settings for reading it."""

    file: str
    digest: str


def digest_of(file: str, reading: HowToRead, *, update: bool, connected: int | None) -> str:
    """Return a digest of everything that decides an import's result: the file's digest, and the settings."""
    how = [dict(sorted(reading.mapping.items())), reading.encoding, reading.sheet, update, connected]
    return hashlib.sha256(f"{file} {json.dumps(how)}".encode("utf-8", "surrogatepass")).hexdigest()


def stopped_at(name: str, row: int) -> str:
    """Return a sentence about the row at which an import stopped, and how to continue it."""
    return (
        f"The import was stopped at row {row:,}: the people read so far are in “{name}”, but nobody is drawn from it "
        "yet. The same command with the same file continues there."
    )


def stopped_import(workspace: Workspace, name: str) -> str:
    """Return the sentence of `stopped_at` for the unfinished import into a source of this name; empty without one."""
    with workspace.store.read() as store:
        source = sources.by_name(store, name)
        row = None if source is None else file_imports.of(store, source.id)
    return "" if row is None else stopped_at(name, row.rows)


class Place:
    """Progress of an import: the number of rows done, and their `sums`, None if the import starts from the first row.

    Raises RefusedError if the import of another file into the source is unfinished and not replaced with `instead`.
    """

    def __init__(self, store: Reading, source: int | None, name: str, whole: Whole, *, instead: bool) -> None:
        self.file = whole.file
        self._digest = whole.digest
        self._name = name
        found = None if source is None else file_imports.of(store, source)
        same = found is not None and found.digest == whole.digest
        if found is not None and not same and not instead:
            raise RefusedError(
                f"The import of {found.file} into “{name}” has not ended: {found.rows:,} of its rows are done. "
                "The same command with that file and the same options continues it. To leave out the rest of that file "
                "and import this one, add --instead.",
                field="file",
                code="importing",
            )
        self.sums: Mapping[str, Any] | None = found.sums if found is not None and same else None
        self._before = found
        self.rows = found.rows if found is not None and same else 0

    def go_on(self, store: Writing, source: int, batch: Batch, sums: dict[str, Any], now: datetime) -> None:
        """Record that a batch is done, in its transaction. Raises RefusedError if another import runs."""
        if file_imports.of(store, source) != self._before:
            raise RefusedError(
                f"Another import into “{self._name}” runs at the same time. Wait until it has ended, then try again.",
                code="importing",
            )
        if batch.last:
            file_imports.end(store, source)
            self._before = None
        else:
            file_imports.save(store, FileImportRow(source, self.file, self._digest, batch.rows, sums, now))
            self._before = file_imports.of(store, source)
