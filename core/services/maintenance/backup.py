"""A backup of the store, and its restore; the side journal is neither copied nor restored.

See docs/reliability.md#restored-stores.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from core.clock import real_now
from core.config import STORE_URL, load
from core.engine.ownership.lock import holder
from core.errors import EngineElsewhereError, NotFoundError, RefusedError, TryAgainError, UsageError
from core.files import expanded, open_regular
from core.home import FILE_MODE, Home, sync
from core.home_files import refuse_foreign
from core.store import migrate
from core.store.copying import comparison, destination, rows
from core.store.database import Store, file_lock
from core.store.opening import words
from core.store.stamp import read_stamp
from core.store.upkeep import backups, damage, kept_backups, litestream, store_file
from core.store.upkeep.clean_copy import clean_texts
from core.store.upkeep.inspection import inspect
from core.views.maintenance_view import BackupResult, RestoreResult, StoreFacts
from core.workspace import Workspace


def backup(workspace: Workspace, path: Path) -> BackupResult:
    """Write the whole store, as of one moment, into a new file (mode 0600), and check that file.

    Raises UsageError if the file exists or cannot be made, DamagedError if the store is damaged; nothing is
    overwritten.
    """
    target = expanded(path).absolute()
    if not workspace.store.in_file:
        return _from_server(workspace, target)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))  # SQLite fills an empty file
    except FileExistsError:
        raise UsageError(f"{path} exists already: name a new file.", field="file") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", field="file") from None
    try:
        workspace.store.copy_into(target)
        with damage.explained(workspace.home, (TryAgainError,)):  # a copy of a damaged store is damaged as well
            facts = inspect(target)
        sync(target, target.parent)
    except BaseException:
        target.unlink()
        raise
    backups.remember(workspace.home, target)
    return BackupResult(target, target.stat().st_size, real_now(), facts)


def _from_server(workspace: Workspace, target: Path) -> BackupResult:
    """Copy the store of a server, as of one moment, into a new file."""
    with destination.opened(
        destination.address_of(f"{destination.FILE}{target}", "file"), workspace.stamp.store_id
    ) as copied:
        with workspace.store.read() as source:
            workspace.store.allow_long(source)
            rows.copy(source, copied)
            comparison.refuse_difference(source, copied, in_file=False)
        destination.finish(copied, {})
    backups.remember(workspace.home, target)
    return BackupResult(target, target.stat().st_size, real_now(), inspect(target))


def latest(home: Home) -> Path:
    """Return the newest backup of a home's store that is whole. Raises NotFoundError if none is known."""
    found = kept_backups.latest_whole(home)
    if found is None:
        others = bool(kept_backups.own(home)) and home.store.exists()
        what = (
            "Restore backups of another store into an empty home." if others else "Name one: `overture restore FILE`."
        )
        raise NotFoundError(f"No whole backup of this store is known in {home.folder}. {what}", field="--latest")
    return found


def restore(home: Home, path: Path) -> RestoreResult:
    """Replace the store with a backup; the present store is kept in the same folder under another name.

    The side journal stays. At its next start the engine reads it: people contacted since the backup are in doubt until
    LinkedIn's lists were read, and nobody is contacted twice. Raises UsageError, RefusedError, and EngineElsewhereError
    while an engine runs.
    """
    url = load(home.config).store_url
    source = expanded(path).absolute()
    _refuse_unreadable(source, path)
    facts = inspect(source)
    refuse_foreign(home)
    _fits(home, facts, path, in_file=url is None)
    home.make()
    with _nobody_else(home):
        ready = _copied(source, home)
        if url is not None:
            _into_server(ready, url)
            return RestoreResult(source, url, None, facts)
        aside = _set_aside(home)
        home.checked.unlink(missing_ok=True)
        ready.rename(home.store)
        sync(home.folder)
        damage.clear(home)
    return RestoreResult(source, str(home.store), aside, facts)


def _into_server(ready: Path, url: str) -> None:
    """Copy a restored store into an empty database. Raises RefusedError if it is not empty."""
    try:
        with Store(ready) as source:
            migrate.complete(source, ready)
            stamp = read_stamp(source)
            assert stamp is not None  # noqa: S101 - checked with the backup
            with destination.opened(destination.address_of(url, STORE_URL), stamp.store_id) as target:
                with source.read() as reading:
                    rows.copy(reading, target)
                    comparison.refuse_difference(reading, target, in_file=True)
                destination.finish(target, {})
    finally:
        destination.remove(ready)


def _refuse_unreadable(source: Path, path: Path) -> None:
    """Raise UsageError, with the reason, for a source that is missing, not a regular file, or not readable."""
    try:
        with open_regular(source, sys.maxsize):
            return
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.", field="file") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder: name a backup in it.", field="file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path} cannot be restored: {reason}.", field="file") from None


@contextlib.contextmanager
def _nobody_else(home: Home) -> Iterator[None]:
    with file_lock(home.engine_lock, wait=False) as engine, file_lock(home.store_lock, wait=True):
        if not engine:
            found = holder(home.engine_lock)
            who = f"the {found.kind} with process id {found.pid}" if found else "another process"
            raise EngineElsewhereError(f"The engine of this store is run by {who}. Stop it, then restore.")
        yield


def _fits(home: Home, facts: StoreFacts, path: Path, *, in_file: bool) -> None:
    """Refuse a backup of another network, and one of another store: the home's side journal would not belong to it."""
    wanted = words(load(home.config).network)
    if facts.network != wanted:
        raise RefusedError(
            f"{path} belongs to the network {facts.network}, but config.toml says {wanted}. Use another home.",
            code="network.mixed",
        )
    if not in_file or not home.store.exists():
        return
    with contextlib.suppress(RefusedError):  # the present store may be damaged: a backup is for that case
        present = inspect(home.store)
        if present.store_id != facts.store_id:
            raise UsageError(
                f"{path} is a backup of another store than the one in {home.folder}. Restore it into an empty home.",
                field="file",
            )


def _copied(source: Path, home: Home) -> Path:
    """Return a complete copy of the backup beside the present store, which does not change until the copy is ready.

    Raises TryAgainError if the copy cannot be written.
    """
    target = home.folder / "restoring.sqlite"
    target.unlink(missing_ok=True)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
        store_file.copy(source, target)
        litestream.remove(target)
        clean_texts(target)
        store_file.mark_restored(target)
        sync(target)
    except RefusedError:
        target.unlink(missing_ok=True)
        raise
    except OSError as error:
        target.unlink(missing_ok=True)
        raise TryAgainError(f"{source} cannot be copied into {home.folder}: {error}. The store is as it was.") from None
    return target


def _set_aside(home: Home) -> Path | None:
    """Move the present store away, with the contents of its log."""
    store_file.empty_log(home.store)
    stamp = f"{real_now():%Y%m%d-%H%M%S-%f}"
    aside = home.store.with_name(f"before-restore-{stamp}.sqlite")
    moved = False
    for suffix in ("-shm", "-wal", ""):  # SQLite would replay a log left here into the restored store
        part = home.store.with_name(home.store.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
            moved = True
    return aside if moved else None
