"""The engine's heartbeat: a file beside the store, touched each second, that holds the latest mark of the clock.

It is a file, since a commit to the store each second would sync the disk and make every open app refresh.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.clock import real_now
from core.home import FILE_MODE
from core.moments import is_possible
from core.store.fields import from_us, to_us

SILENT_S = 40.0
"""Real seconds without a heartbeat after which an engine counts as silent."""
LONGEST = 4096
"""Most bytes of the file that are read; a mark takes less than a hundred."""


@dataclass(frozen=True)
class Mark:
    """The latest workspace time (UTC) at which an engine worked on a real clock, with the same moment as boot time."""

    wall: datetime
    boot_us: int
    """Microseconds since the boot `boot_id`."""
    boot_id: str


def touch(path: Path) -> None:
    """Touch the file with the present real time. A disk that refuses it is ignored."""
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, FILE_MODE))
        at = to_us(real_now()) * 1000
        os.utime(path, ns=(at, at))


def last(path: Path) -> datetime | None:
    """Return the real time of the last heartbeat, in UTC; None if there is none."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None


def silent_s(path: Path) -> float:
    """Return the real seconds since the last heartbeat, even if the clock was moved back; 0 if there was none."""
    at = last(path)
    return 0.0 if at is None else abs((real_now() - at).total_seconds())


def keep_mark(path: Path, mark: Mark) -> None:
    """Overwrite and sync the mark. A disk that refuses it is ignored: the mark of a send is in the store."""
    told = {"mark": to_us(mark.wall), "boot_us": mark.boot_us, "boot_id": mark.boot_id}
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
        try:
            text = json.dumps(told).encode()
            os.pwrite(handle, text, 0)
            os.ftruncate(handle, len(text))
            os.fsync(handle)
        finally:
            os.close(handle)


def mark(path: Path) -> Mark | None:
    """Return the last mark written; None if there is none or it cannot be read."""
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(LONGEST))
        found = Mark(from_us(int(told["mark"])), int(told["boot_us"]), str(told["boot_id"]))
    except (OSError, ValueError, RecursionError, TypeError, KeyError, OverflowError):
        return None
    return found if is_possible(found.wall) else None  # a mark beyond the calendar would hold the clock for ever


def forget_mark(path: Path) -> None:
    """Delete the mark: the clock was wrong when it was written."""
    with contextlib.suppress(OSError):
        os.truncate(path, 0)
