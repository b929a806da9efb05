"""The checksum of a large store, recorded when it is closed: an unchanged store starts without the whole check.

SQLite's change counter alone does not show that: in WAL mode not every commit raises it, and a bit that flips at rest
never does. So a checksum over every byte is recorded, too; it takes a fraction of the check's time.

The file is read through SQLite's own file system: closing a file from `open()` would drop the locks that this process's
connections hold (docs/reliability.md#damage).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import apsw

from core.home import FILE_MODE, Home
from core.store.upkeep import integrity

FRESH = timedelta(hours=24)
COUNTER = slice(24, 28)
"""Position of the change counter in the header of a database file."""
HEADER = 100
PIECE = 1024 * 1024


def note_closed(home: Home, passed: datetime) -> None:
    """Record the state of the store after its last connection was closed. `passed` is the real time of its check.

    Nothing is recorded if another process has the store open: the log's contents are not in the file yet.
    """
    home.checked.unlink(missing_ok=True)
    if not integrity.is_large(home.store) or _log_waits(home.store):
        return
    counter, size = _header(home.store)
    told = {"passed": passed.isoformat(), "counter": counter, "size": size, "sum": _sum(home.store, lambda: False)}
    with contextlib.suppress(OSError):  # without the file, the next start checks the whole store
        handle = os.open(home.checked, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(told, file)


def passed_lately(home: Home, now: datetime) -> datetime | None:
    """Return when the store was found whole, if that was in the last 24 hours and it was closed cleanly since.

    Only the change counter and the size are compared, which is quick; call `same_bytes` before anything is sent.
    """
    told = _noted(home)
    if told is None or _log_waits(home.store):
        return None
    passed = datetime.fromisoformat(str(told["passed"]))
    fresh = timedelta(0) <= now - passed < FRESH
    return passed if fresh and [told["counter"], told["size"]] == list(_header(home.store)) else None


def same_bytes(home: Home, unwanted: Callable[[], bool]) -> bool:
    """Return whether no byte of the store has changed since it was closed. Raises NotWantedError if `unwanted` is true.

    Bytes that cannot be read count as changed.
    """
    told = _noted(home)
    with contextlib.suppress(apsw.Error):
        return told is not None and told["sum"] == _sum(home.store, unwanted)
    return False


def _noted(home: Home) -> dict[str, object] | None:
    try:
        told = json.loads(home.checked.read_text(encoding="utf-8"))
        datetime.fromisoformat(told["passed"])
        return {name: told[name] for name in ("passed", "counter", "size", "sum")}
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return None


def _log_waits(path: Path) -> bool:
    log = integrity.log_of(path)
    return log.exists() and log.stat().st_size > 0


def _header(path: Path) -> tuple[int, int]:
    """Return the change counter and the size in bytes."""
    file = integrity.opened(path)
    try:
        return int.from_bytes(file.xRead(HEADER, 0)[COUNTER], "big"), file.xFileSize()
    finally:
        file.xClose()


def _sum(path: Path, unwanted: Callable[[], bool]) -> str:
    found = hashlib.blake2b(digest_size=16)
    file = integrity.opened(path)
    try:
        size = file.xFileSize()
        for start in range(0, size, PIECE):
            if unwanted():
                raise integrity.NotWantedError(f"The check of {path} was abandoned.")
            found.update(file.xRead(min(PIECE, size - start), start))
    finally:
        file.xClose()
    return found.hexdigest()
