"""The file `seen.json`: the state in which this home last saw its store on a server, to recognise an older store.

A restore in place changes neither the server's identifier nor its timeline, and nothing in the store says that rows are
missing. Each daemon therefore keeps the latest row of the journal and the epoch in its own home, and so does each
command and app after it refused contact to somebody, or permitted it again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.files import read_regular
from core.home import FILE_MODE, Home
from core.store.database import Reading
from core.store.engine import engine_state, journal_tail
from core.store.engine.journal_tail import Seen
from core.workspace import Workspace

LARGEST = 4096
"""Most bytes of the file that are read; it has a few hundred."""
log = logging.getLogger("overture.engine")
_refused: set[Path] = set()
"""Files whose last write failed, so that each failure is logged once."""


def now(store: Reading, workspace: Workspace) -> Seen:
    """Return the present state of the store, as this home sees it."""
    last = journal_tail.last(store)
    place, history = workspace.store.place(workspace.home), workspace.store.history()
    ident, key = (0, "") if last is None else (last.id, _key(last))
    return Seen(place, history, ident, key, engine_state.place(store).epoch)


def note(home: Home, seen: Seen) -> None:
    """Replace and sync the file. If the disk refuses that, log it once, and keep the older file.

    A store that is restored to a moment between the older file and now is then not recognised as older.
    """
    try:
        _write(home.seen, json.dumps(seen._asdict()).encode())
    except OSError as error:
        if home.seen not in _refused:
            log.warning(
                "%s cannot be written (%s): a store that is put back to an earlier moment may not be noticed.",
                home.seen,
                error.strerror,
            )
        _refused.add(home.seen)
    else:
        _refused.discard(home.seen)


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(".new", f"{path.name}.", path.parent)  # daemon and command may write at once
    part = Path(name)
    try:
        try:
            os.fchmod(handle, FILE_MODE)
            os.write(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def noting(store: Reading, workspace: Workspace) -> Callable[[], None]:
    """Return a function that notes the state which the open transaction sees, to be called after its commit.

    The function notes nothing if the store is older than this home saw it, or if this home has no note: an engine that
    starts here must recognise that, and then trusts the side journal.
    """
    before = noted(workspace.home)
    if before is None or is_older(store, workspace, before):
        return partial(log.debug, "Nothing is noted of a store that this home does not trust.")
    return partial(note_newer, workspace.home, now(store, workspace))


def note_newer(home: Home, seen: Seen) -> None:
    """Note the state that was seen, unless another process has noted a newer one of the same store meanwhile."""
    before = noted(home)
    same_store = before is not None and (before.place, before.history) == (seen.place, seen.history)
    if before is None or not same_store or before.journal <= seen.journal:
        note(home, seen)


def is_older(store: Reading, workspace: Workspace, before: Seen, *, raised: int = 0) -> bool:
    """Return whether the store is another one than `before`, or an older state of it: it lacks rows or epochs.

    `raised` is the number of epochs that this process has added since; they do not count.
    """
    seen = now(store, workspace)
    if (seen.place, seen.history) != (before.place, before.history) or seen.epoch - raised < before.epoch:
        return True
    if seen.journal == before.journal:
        return seen.key != before.key
    row = journal_tail.row(store, before.journal)
    return before.journal > 0 and (row is None or _key(row) != before.key)


def noted(home: Home) -> Seen | None:
    """Return the state in the file; None if the file is missing or cannot be read."""
    try:
        told = json.loads(read_regular(home.seen, LARGEST))
        return Seen(
            str(told["place"]), str(told["history"]), int(told["journal"]), str(told["key"]), int(told["epoch"])
        )
    except (OSError, ValueError, RecursionError, TypeError, KeyError):
        return None


def _key(row: journal_tail.JournalMark) -> str:
    return hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).hexdigest()
