"""The backups that the engine makes: one an hour, of which the first of each day is kept longer; old ones are removed.

They are beside the store as `hourly-…sqlite` and `daily-…sqlite`, where every search for a home's backups finds them.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.clock import WorkspaceClock
from core.errors import TryAgainError
from core.home import LEAST_FREE, Home, free_bytes
from core.store.upkeep import backups, integrity

EVERY = timedelta(hours=1)
TOO_OLD = timedelta(hours=26)
"""Age above which the last backup is reported as too old."""
HOURLY, DAILY = 24, 14
"""Numbers of hourly and of daily backups that are kept."""
PART = "backup.part"
"""Name of a backup until it is whole."""
MEGABYTE = 1_000_000
_NAME = re.compile(r"(hourly-\d{8}-\d{6}|daily-\d{8})\.sqlite")


def own(home: Home, kind: str = "") -> list[Path]:
    """Return the backups that the engine made (`hourly`, `daily`, or both), newest first."""
    found = [path for path in home.folder.glob(f"{kind}*.sqlite") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: (_at(path) or datetime.min.replace(tzinfo=UTC), path.name), reverse=True)


def last_at(home: Home) -> datetime | None:
    """Return the real time, UTC, of the newest backup that is still there, made by the engine or by hand."""
    found = [at for path in {*own(home), *backups.known(home)} if (at := _at(path)) is not None]
    return max(found, default=None)


def made_at(clock: WorkspaceClock) -> datetime:
    """Return the real time at which a store was made, or its time was moved last."""
    return clock.real_anchor


def missing_room(home: Home) -> str:
    """Return a sentence if disk space is missing for a backup; empty if there is enough."""
    size = sum(part.stat().st_size for part in (home.store, integrity.log_of(home.store)) if part.exists())
    lacking = size + LEAST_FREE - free_bytes(home.folder)
    return f"The disk lacks {lacking // MEGABYTE + 1:,} MB for a backup." if lacking > 0 else ""


def remove_part(home: Home) -> None:
    """Remove the file of an unfinished backup."""
    for end in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            (home.folder / f"{PART}{end}").unlink(missing_ok=True)


def keep(home: Home, part: Path, now: datetime) -> Path:
    """Name a finished backup, keep the first of a day also as the daily one, and remove those beyond the limits."""
    hourly = home.folder / f"hourly-{now:%Y%m%d-%H%M%S}.sqlite"
    part.rename(hourly)
    daily = home.folder / f"daily-{now:%Y%m%d}.sqlite"
    if not daily.exists():
        _double(hourly, daily)
    for kind, most in (("hourly", HOURLY), ("daily", DAILY)):
        for path in own(home, kind)[most:]:
            with contextlib.suppress(OSError):
                path.unlink()
    return hourly


def latest_whole(home: Home) -> Path | None:
    """Return the newest backup of this store that passes the check now; None if there is none.

    A store that a restore set aside does not count: a person replaced it on purpose.
    """
    present = integrity.store_id(home.store) if home.store.exists() else ""
    found = {path: at for path in {*own(home), *backups.known(home)} if (at := _at(path)) is not None}
    for path in sorted(found, key=lambda path: (found[path], path.name), reverse=True):
        with contextlib.suppress(TryAgainError):
            ident = integrity.store_id(path, at_rest=True)
            if ident and ident == (present or ident) and not integrity.fault(path, at_rest=True):
                return path
    return None


def _double(hourly: Path, daily: Path) -> None:
    """Give a backup a second name, which costs no space while the first exists; copy it if there are no hard links."""
    try:
        os.link(hourly, daily)
    except OSError:
        with contextlib.suppress(OSError):
            shutil.copy2(hourly, daily)


def _at(path: Path) -> datetime | None:
    with contextlib.suppress(OSError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return None
