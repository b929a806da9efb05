"""The file of a store that nobody has open: copying, marking, and emptying its log."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import apsw

from core.store.stamp import GENERATION, RESTORED, new_generation


def copy(source: Path, target: Path) -> None:
    """Copy the whole store into an empty file. Raises OSError if it cannot be written."""
    with _storage_faults(), _connected(source, apsw.SQLITE_OPEN_READONLY) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def mark_restored(path: Path) -> None:
    """Mark a store as restored, so that its next engine reads every account's list before anything is sent.

    This also covers a lost side journal. The store gets a new generation. Raises OSError if it cannot be written.
    """
    with _storage_faults(), _connected(path, apsw.SQLITE_OPEN_READWRITE) as connection:
        for key, value in ((RESTORED, "1"), (GENERATION, new_generation())):
            connection.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value))


def empty_log(path: Path) -> None:
    """Move the log's contents into the main file, if it can be read, so that the two can be renamed one by one."""
    with contextlib.suppress(apsw.Error), _connected(path, apsw.SQLITE_OPEN_READWRITE) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def _connected(path: Path, flags: int) -> Iterator[apsw.Connection]:
    connection = apsw.Connection(str(path), flags=flags)
    try:
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def _storage_faults() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        raise OSError(str(error)) from None
