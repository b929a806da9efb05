"""A copy of a store that is in use, by SQLite's online backup API.

The copy shows one moment: the source is read in one transaction, so a commit by another connection neither waits for
the copy nor restarts it (https://www.sqlite.org/backup.html).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import apsw

from core.errors import TryAgainError
from core.home import FILE_MODE, sync
from core.store.database import BUSY_TIMEOUT_MS, translated

PAGES = 256
"""Pages copied between two checks whether the copy is still needed: a megabyte."""


def copy(source: Path, target: Path, unwanted: Callable[[], bool] = lambda: False) -> bool:
    """Copy the whole store into a new, synced file (mode 0600); return False if `unwanted` stopped the copy.

    Raises TryAgainError if the file cannot be written, DamagedError if the store cannot be read. An unfinished copy is
    removed.
    """
    done = False
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE))
        with translated(source):
            done = _copied(source, target, unwanted)
        if done:
            sync(target, target.parent)
    except OSError as error:
        raise TryAgainError(f"The backup {target} cannot be written: {error.strerror or error}.") from None
    finally:
        if not done:
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
    return done


def _copied(source: Path, target: Path, unwanted: Callable[[], bool]) -> bool:
    with contextlib.ExitStack() as stack:
        reading = apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)
        stack.callback(reading.close)
        reading.set_busy_timeout(BUSY_TIMEOUT_MS)
        reading.execute("BEGIN")
        next(reading.execute("SELECT count(*) FROM sqlite_master"))  # the first read fixes the state that is copied
        writing = apsw.Connection(str(target))
        stack.callback(writing.close)
        writing.execute("PRAGMA synchronous = OFF")  # synced as a whole afterwards
        with writing.backup("main", reading, "main") as backup:
            while not backup.done:
                if unwanted():
                    return False
                backup.step(PAGES)
        writing.execute("PRAGMA journal_mode = DELETE")  # so that the backup is a single file
    return True
