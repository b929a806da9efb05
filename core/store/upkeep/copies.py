"""Copies of erased people's data that may remain in the store's own file until it is rewritten.

SQLite moves rows between pages as a table grows, and `secure_delete` clears only the place where a row was last.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import TryAgainError
from core.home import LEAST_FREE, Home, free_bytes
from core.store import named_values
from core.store.database import Reading, Store, Writing
from core.store.upkeep import integrity

KEY = "erasure.copies"
LARGEST = 100_000_000
"""Most bytes of a store that is rewritten while a person waits; a larger one is left to the engine's idle time."""
MEGABYTE = 1_000_000
TEMPORARY = ("SQLITE_TMPDIR", "TMPDIR")
"""Variables that name SQLite's folder of temporary files: the first that is set, else /var/tmp."""


@dataclass(frozen=True)
class Copies:
    """The record that copies may remain: since when (workspace time, ISO 8601), and why the last attempt failed."""

    since: str
    why: str


def note(store: Writing, now: datetime) -> None:
    """Record that copies may remain; inside the transaction that erases, so that a crash afterwards loses nothing."""
    found = known(store)
    _put(store, Copies(now.isoformat() if found is None else found.since, ""))


def known(store: Reading) -> Copies | None:
    """Return the record, or None if no copy can remain."""
    value = named_values.get(store, KEY)
    if value is None:
        return None
    with contextlib.suppress(ValueError, RecursionError, TypeError, KeyError):
        told = json.loads(value)
        return Copies(str(told["since"]), str(told["why"]))
    return Copies("", "")


def clear(store: Store, home: Home, unwanted: Callable[[], bool] = lambda: False) -> str:
    """Rewrite the store if copies may remain, and delete the record; return the reason if that failed, else empty.

    Outside any transaction. `unwanted` is called repeatedly, and ends the attempt when it returns True.
    """
    with store.read() as reading:
        value = named_values.get(reading, KEY)
        since = known(reading)
    if value is None or since is None:
        return ""
    why = missing_room(home)
    try:
        if not why:
            store.rewrite(unwanted)
            with store.write() as writing:
                if named_values.delete_as(writing, KEY, value):
                    return ""
            why = "More people were erased meanwhile."
    except TryAgainError as error:
        why = error.text
    if unwanted():
        return why
    with contextlib.suppress(TryAgainError), store.write() as writing:  # for the screens only; the disk may be full
        if known(writing) not in (None, Copies(since.since, why)):
            _put(writing, Copies(since.since, why))
    return why


def clear_if_small(store: Store, home: Home, at_once: int = LARGEST) -> bool:
    """Rewrite a store of at most `at_once` bytes while a person waits; return whether no copy remains.

    Of a larger one only the log is emptied.
    """
    if size_of(home) <= at_once:
        return not clear(store, home)
    store.empty_log()
    return False


def size_of(home: Home) -> int:
    """Return the bytes of the store and of its log."""
    return sum(part.stat().st_size for part in (home.store, integrity.log_of(home.store)) if part.exists())


def missing_room(home: Home) -> str:
    """Return a sentence if the disk space does not suffice to rewrite the store; empty if it does.

    SQLite writes a copy into its folder of temporary files, then all of it into the log beside the store.
    """
    size, temporary = size_of(home), temporary_folder()
    wanted = {home.folder: size + LEAST_FREE}
    if temporary.exists() and temporary.stat().st_dev != home.folder.stat().st_dev:
        wanted[temporary] = size
    else:
        wanted[home.folder] += size
    for folder, needed in wanted.items():
        free = free_bytes(folder)
        if free < needed:
            return (
                f"Rewriting the store needs {needed // MEGABYTE + 1:,} MB on the disk of {folder}, where only "
                f"{free // MEGABYTE:,} MB are free: make room."
            )
    return ""


def temporary_folder() -> Path:
    """Return the folder in which SQLite makes its temporary files."""
    return Path(next((os.environ[name] for name in TEMPORARY if os.environ.get(name)), "/var/tmp"))  # noqa: S108


def _put(store: Writing, copies: Copies) -> None:
    """Store a record with a random mark, so that an attempt deletes only the record that it began with."""
    value = {"since": copies.since, "why": copies.why, "mark": secrets.token_hex(8)}
    named_values.put(store, KEY, json.dumps(value))
