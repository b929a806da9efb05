"""The record that a store is damaged: the file `damaged` beside it, kept until `restore`, or `doctor` finds no damage.

The store itself cannot hold the record, and every process that opens it or runs on it must know.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from core.clock import real_now
from core.errors import DamagedError, OvertureError, TryAgainError, UnreadableError
from core.home import FILE_MODE, Home, sync
from core.store.upkeep import backups, integrity

MAY_BE_DAMAGE = (DamagedError, UnreadableError)
"""Errors with a sentence that damage can cause too, so that the store is checked before they are shown."""
log = logging.getLogger("overture.store")


@dataclass(frozen=True)
class Damage:
    """The damage that was found, its real time (ISO 8601), and the newest whole backup, empty if none is known."""

    at: str
    words: str
    backup: str = ""

    @property
    def remedy(self) -> str:
        """Return the remedy in a sentence."""
        if self.backup:
            return f"Restore the last whole backup: `overture restore {self.backup}`."
        return "No whole backup is known on this machine. If you have one elsewhere: `overture restore FILE`."

    @property
    def short_remedy(self) -> str:
        """Return the remedy for a line of a screen."""
        return f"overture restore {self.backup or 'FILE'}"


def known(home: Home) -> Damage | None:
    """Return the recorded damage, or None. A record that cannot be read counts as damage."""
    if not home.damaged.exists():
        return None
    try:
        told = json.loads(home.damaged.read_text(encoding="utf-8"))
        return Damage(str(told["at"]), str(told["words"]), str(told["backup"]))
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return Damage("", "found earlier")


def refuse(home: Home) -> None:
    """Raise DamagedError if damage is recorded."""
    found = known(home)
    if found is not None:
        raise error_of(home, found)


def error_of(home: Home, found: Damage) -> DamagedError:
    """Return the error, with its sentence, for code that meets the damage."""
    error = DamagedError(f"The store {home.store} is damaged ({found.words}), so nothing is sent. {found.remedy}")
    error.judged = True
    return error


def ask(home: Home, *, record: bool = True) -> Damage | None:
    """Check whether the store is whole; return the damage, if any, and `record` it. Raises TryAgainError."""
    words = integrity.fault(home.store) if home.store.exists() else ""  # a store on a server: the server checks it
    if not words:
        return None
    return note(home, words) if record else _seen(home, words)


def note(home: Home, words: str) -> Damage:
    """Record damage beside the store, and in the log."""
    found = _seen(home, words)
    log.error("%s", error_of(home, found).text)
    try:
        _write(home.damaged, json.dumps(asdict(found)))
    except OSError as error:
        log.error("%s cannot be written: %s", home.damaged, error.strerror)
    return found


def _seen(home: Home, words: str) -> Damage:
    whole = backups.newest_whole(home)
    return Damage(real_now().isoformat(), words, "" if whole is None else str(whole))


def clear(home: Home) -> None:
    """Delete the record: a backup was restored, or `doctor` found nothing."""
    home.damaged.unlink(missing_ok=True)


@contextlib.contextmanager
def explained(home: Home, expected: tuple[type[Exception], ...] = (OvertureError,)) -> Iterator[None]:
    """Check whether the store is whole before an unexpected error is passed on; `expected` errors pass unchecked.

    Raises the result of `cause_of`.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, expected) and not isinstance(error, MAY_BE_DAMAGE):
            raise
        cause = cause_of(home, error)
        if cause is error:
            raise
        raise cause from error


def cause_of(home: Home, error: Exception, *, record: bool = True) -> Exception:
    """Return the error to raise in place of `error`, since a query that reads a broken page can raise any error.

    DamagedError if the store is damaged, TryAgainError if SQLite reported damage that the check does not find, else
    `error` itself. The store is checked only if no damage is recorded yet.
    """
    if isinstance(error, DamagedError) and error.judged:
        return error
    found = known(home)
    if found is None and home.store.exists():
        try:
            found = ask(home, record=record)
        except TryAgainError:
            return error
    if found is not None:
        return error_of(home, found)
    if isinstance(error, DamagedError):
        return TryAgainError(f"SQLite met a fault in {home.store}, but the check finds no damage. Try again.")
    return error


def _write(path: Path, text: str) -> None:
    """Write a file completely or not at all, and sync it."""
    part = path.with_name(f"{path.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    sync(part)
    part.rename(path)
    sync(path.parent)
