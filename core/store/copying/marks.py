"""Marks of copying: a source holds the address to which it was moved, a copy the fact that it is not finished."""

from __future__ import annotations

import contextlib
from pathlib import Path

import apsw

from core.store import named_values
from core.store.database import Reading, Writing
from core.store.stamp import MOVED, UNFINISHED

NOT_COPIED = (MOVED, UNFINISHED)
"""Keys that belong to one of the two stores alone."""


def moved_to(store: Reading) -> str:
    """Return the address to which a store was moved; empty if it was not."""
    return named_values.get(store, MOVED) or ""


def mark_moved(store: Writing, address: str) -> None:
    """Mark a store as moved: no engine starts on it until a person adopts it."""
    named_values.put(store, MOVED, address)


def unmark_moved(store: Writing) -> None:
    """Remove the mark: a person confirms that no other copy sends."""
    named_values.delete(store, MOVED)


def file_moved_to(path: Path) -> str:
    """Return the address to which the store in a file was moved; empty if it was not, or cannot be read."""
    return file_setting(path, MOVED)


def file_setting(path: Path, key: str) -> str:
    """Return a setting of the store in a file, opened only to read; empty if it has none, or cannot be read."""
    if not path.exists():
        return ""
    with contextlib.suppress(apsw.Error):
        logged = path.with_name(f"{path.name}-wal").exists()
        name = (
            f"{path.absolute().as_uri()}?{'mode=ro' if logged else 'immutable=1'}"  # immutable: SQLite makes no files
        )
        connection = apsw.Connection(name, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
        try:
            found = next(connection.execute("SELECT value FROM setting WHERE key = ?", (key,)), None)
            return "" if found is None else str(found[0])
        finally:
            connection.close()
    return ""
