"""The known backups of a home: those in its folder, and those written elsewhere whose paths are recorded."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from core.errors import TryAgainError
from core.home import FILE_MODE, Home
from core.store.upkeep import integrity

REMEMBERED = 20
"""Number of backups whose paths are remembered, the newest last."""
HEAD = b"SQLite format 3\x00"


def remember(home: Home, path: Path) -> None:
    """Record the path of a backup that was written and checked. The record is only a hint: a write error is ignored."""
    with contextlib.suppress(OSError):
        names = [name for name in _names(home) if name != str(path)]
        text = "".join(f"{name}\n" for name in [*names, str(path)][-REMEMBERED:])
        handle = os.open(home.backups, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)


def known(home: Home) -> list[Path]:
    """Return the recorded backups of this home; they may no longer exist."""
    return [Path(name) for name in _names(home) if name]


def newest_whole(home: Home) -> Path | None:
    """Return the newest backup that passes the check now; None if none is known."""
    present = integrity.store_id(home.store)
    for path in sorted(_candidates(home), key=_age):
        with contextlib.suppress(TryAgainError):
            found = integrity.store_id(path, at_rest=True)
            if found and found == (present or found) and not integrity.fault(path, at_rest=True):
                return path
    return None


def _candidates(home: Home) -> Iterator[Path]:
    """Yield files that are not an open store, so that opening one drops no lock."""
    others = {home.store, home.sandbox, home.folder / "restoring.sqlite"}
    found = {path for path in home.folder.glob("*.sqlite") if path not in others}
    found |= {Path(name) for name in _names(home)} - others
    for path in found:
        with contextlib.suppress(OSError), path.open("rb") as file:
            if file.read(len(HEAD)) == HEAD:
                yield path


def _age(path: Path) -> float:
    """Return the sort key for newest first; a file that is gone meanwhile comes last."""
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def _names(home: Home) -> list[str]:
    try:
        return home.backups.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
