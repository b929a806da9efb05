"""The file `seen.json`: the state in which this home last saw its store on a server, to recognise an older store.

A restore in place changes neither the server's identifier nor its timeline, and nothing in the store says that rows are
missing. Each daemon therefore keeps the latest row of the journal and the epoch in its own home, and so does each
command and app that refuses contact to somebody, or permits it again. These announce the row of the journal before the
commit (`awaited`), and note it after the commit: if they are killed in between, it is unknown whether a store without
the row is older, and every refusal is kept (`awaits`).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from core.files import read_regular
from core.home import FILE_MODE, Home
from core.store.database import Reading
from core.store.engine import engine_state, journal_tail
from core.store.engine.journal_tail import Seen
from core.workspace import Workspace

LARGEST = 4096
"""Most bytes of the file that are read; it has a few hundred."""
AWAITED = "awaited"
"""Name in the file of the row that was announced before its commit."""
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
    """Replace and sync the file, even with an earlier state: for a store that was replayed, or copied by this process.

    If the disk refuses that, it is logged once, and the older file is kept. A store that is restored to a moment
    between the older file and now is then not recognised as older.
    """
    with _warning(home), _alone(home):
        _write(home.seen, seen._asdict())


def note_newer(home: Home, seen: Seen, *, lacks_announced: bool = False) -> None:
    """Replace and sync the file, unless it has a later state, which another process may have noted meanwhile.

    A row that was announced stays announced if it is later than what was seen, or if the store is known to lack it.
    """
    with _warning(home), _alone(home):
        before, told = noted(home), _told(home)
        if before is not None and not _covers(seen, before):
            return
        awaited = _awaited(told)
        stays = awaited is not None and (lacks_announced or awaited[0] > seen.journal)
        _write(home.seen, {**seen._asdict(), **({AWAITED: awaited} if stays else {})})


def _covers(seen: Seen, before: Seen) -> bool:
    """Return whether `seen` shows the same store as `before`, in the same or a later state."""
    same = (seen.place, seen.history) == (before.place, before.history)
    return same and seen.journal >= before.journal and seen.epoch >= before.epoch


@contextlib.contextmanager
def _warning(home: Home) -> Iterator[None]:
    """Log an error of the disk once, until a write succeeds again."""
    try:
        yield
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


@contextlib.contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Keep other writers out by a lock of the folder, since the file itself is replaced."""
    handle = os.open(home.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, told: dict[str, Any]) -> None:
    """Replace the file. The temporary file has a fixed name, so that one left by a killed process is overwritten."""
    part = path.with_name(f"{path.name}.new")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
        try:
            data = json.dumps(told).encode()
            if os.write(handle, data) != len(data):  # a disk that fills up writes a part and raises nothing
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(part))
            os.fsync(handle)
        finally:
            os.close(handle)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def noting(store: Reading, workspace: Workspace) -> Callable[[], None]:
    """Announce the latest row of the open transaction, and return a function that notes it after the commit.

    The caller holds the store's write lock. Nothing is written if the store is older than this home saw it, if it lacks
    an announced row, or if this home has no note: an engine that starts there then trusts the side journal.
    """
    home, before = workspace.home, noted(workspace.home)
    if before is None or awaits(store, home) or is_older(store, workspace, before):
        return partial(log.debug, "The store's state is not noted: it may be older than this home saw it.")
    seen = now(store, workspace)
    with _warning(home), _alone(home):
        kept = noted(home) or before  # a daemon may have noted more meanwhile
        _write(home.seen, {**kept._asdict(), AWAITED: (seen.journal, seen.key)})
    return partial(note_newer, home, seen)


def awaits(store: Reading, home: Home) -> bool:
    """Return whether a command announced a row that the store lacks.

    Its commit failed or never came, or the store is older. A caller that holds the store's write lock sees no
    announcement whose commit is under way.
    """
    awaited = _awaited(_told(home))
    if awaited is None:
        return False
    row = journal_tail.row(store, awaited[0])
    return row is None or _key(row) != awaited[1]


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
    told = _told(home)
    try:
        return Seen(
            str(told["place"]), str(told["history"]), int(told["journal"]), str(told["key"]), int(told["epoch"])
        )
    except (ValueError, TypeError, KeyError):
        return None


def _told(home: Home) -> dict[str, Any]:
    """Return the content of the file; empty if it is missing or cannot be read."""
    try:
        found = json.loads(read_regular(home.seen, LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _awaited(told: dict[str, Any]) -> tuple[int, str] | None:
    """Return the id and the hash of the row that was announced; None if none was."""
    if AWAITED not in told:
        return None
    try:
        ident, key = told[AWAITED]
        return int(ident), str(key)
    except (ValueError, TypeError):
        return 0, ""  # no row has it, so it counts as lacking


def _key(row: journal_tail.JournalMark) -> str:
    return hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).hexdigest()
