"""The file `seen.json`: what this home last saw of its store on a server, so that an older store is recognised.

A restore in place changes neither the server's identifier nor its timeline, and nothing in the store says that rows are
missing. Each daemon therefore keeps the latest row of the journal and the epoch in its own home.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from typing import NamedTuple

from core.files import read_regular
from core.home import FILE_MODE, Home
from core.store.database import Reading
from core.store.engine import engine_state, journal_tail
from core.workspace import Workspace

LARGEST = 4096
"""Bytes of the file that are read; it has a few hundred."""


class Seen(NamedTuple):
    """One store at one moment."""

    place: str
    """The database and the server."""
    history: str
    """The server's timeline."""
    journal: int
    """Id of the journal's latest row; 0 for an empty journal."""
    key: str
    """Hash of that row: ids are used again after a restore."""
    epoch: int


def now(store: Reading, workspace: Workspace) -> Seen:
    """Return the present state of the store, as this home sees it."""
    last = journal_tail.last(store)
    place, history = workspace.store.place(workspace.home), workspace.store.history()
    ident, key = (0, "") if last is None else (last.id, _key(last))
    return Seen(place, history, ident, key, engine_state.place(store).epoch)


def note(home: Home, seen: Seen) -> None:
    """Replace the file, synced. A disk that refuses it is ignored: an older note is a safe one."""
    part = home.seen.with_name(f"{home.seen.name}.new")
    with contextlib.suppress(OSError):
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
        try:
            os.write(handle, json.dumps(seen._asdict()).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        part.rename(home.seen)


def is_older(store: Reading, workspace: Workspace, before: Seen, *, raised: int = 0) -> bool:
    """Return whether the store is another one than before, or behind it."""
    seen = now(store, workspace)
    if (seen.place, seen.history) != (before.place, before.history) or seen.epoch - raised < before.epoch:
        return True
    if seen.journal == before.journal:
        return seen.key != before.key
    row = journal_tail.row(store, before.journal)
    return before.journal > 0 and (row is None or _key(row) != before.key)


def noted(home: Home) -> Seen | None:
    """Return what the file says; None if it is missing or cannot be read."""
    try:
        told = json.loads(read_regular(home.seen, LARGEST))
        return Seen(
            str(told["place"]), str(told["history"]), int(told["journal"]), str(told["key"]), int(told["epoch"])
        )
    except (OSError, ValueError, RecursionError, TypeError, KeyError):
        return None


def _key(row: journal_tail.JournalMark) -> str:
    return hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).hexdigest()
