"""Migrations: all pending ones in one transaction, after a backup, with the engine's lock held."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import OlderEngineError, OldStoreError, OvertureError, RefusedError
from core.home import FILE_MODE, Home, sync
from core.store.database import Store, file_lock
from core.store.upkeep import damage, older_shapes
from core.store.upkeep.foreign_schema import MIGRATIONS

if TYPE_CHECKING:
    import peewee as pw
    from playhouse.migrations import Runner

FOLDER = MIGRATIONS
HISTORY = "schema_migration"


def known() -> list[str]:
    """Return the names of the migrations of this program, oldest first."""
    found = sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))
    if not found:
        raise OvertureError(f"No migrations in {FOLDER}: the installation is incomplete. Install Overture again.")
    return found


def applied(store: Store) -> list[str]:
    """Return the migrations that were applied to this store; read in SQL, because the runner is slow to import."""
    with store.read() as reading:
        if reading.scalar("SELECT count(*) FROM sqlite_master WHERE name = ?", HISTORY) == 0:
            return []
        return [row[0] for row in reading.rows(f"SELECT name FROM {HISTORY} ORDER BY name")]


def bring_up_to_date(store: Store, home: Home, *, fresh: bool) -> None:
    """Apply pending migrations, and complete a store whose version made it with another first migration.

    Raises RefusedError for a newer store and for one that no version made, OlderEngineError while an engine runs.
    """
    seen, lack = _found(store, home)
    if set(known()) <= set(seen) and not lack:
        return
    with file_lock(home.engine_lock, wait=False) as held:
        if not held:
            raise OlderEngineError(
                "The store must be brought up to date, but an engine of an older version runs on it. Stop that engine "
                "first, or run `overture daemon --wait`: it asks the engine to hand over, and takes over."
            )
        if seen and not fresh:  # a store whose making was interrupted holds nothing yet
            damage.refuse(home)
            found = damage.ask(home)
            if found is not None:
                raise damage.error_of(home, found)
            _back_up(store, home, seen[-1])
        _apply(store, seen, lack)


def make(store: Store) -> None:
    """Make all tables of an empty store that nobody else opens."""
    _apply(store, [], older_shapes.Lack())


def complete(store: Store, path: Path) -> None:
    """Bring a store up to date in a file that nobody else opens, without a backup."""
    seen = applied(store)
    with store.read():
        lack = older_shapes.missing_parts(store.peewee, seen, path, FOLDER)
    if set(known()) != set(seen) or lack:
        _apply(store, seen, lack)


def refuse_old(store: Store, home: Home) -> None:
    """Raise OldStoreError if anything is pending, RefusedError for a newer store and for one that no version made."""
    seen, lack = _found(store, home)
    if not set(known()) <= set(seen) or lack:
        raise old(home)


def old(home: Home) -> OldStoreError:
    """Return the error for a store that must be brought up to date first."""
    return OldStoreError(
        f"The store {home.store} is of an older version of Overture, and must be upgraded first: start the daemon of "
        "this version, or run `overture status`."
    )


def _found(store: Store, home: Home) -> tuple[list[str], older_shapes.Lack]:
    """Return the migrations that were applied to a store, and the missing parts. Raises RefusedError."""
    seen = applied(store)
    newer = sorted(set(seen) - set(known()))
    if newer:
        raise RefusedError(f"The store {home.store} is of a newer version of Overture ({newer[-1]}). Use that version.")
    if not seen:
        return seen, older_shapes.Lack()
    with store.read():
        return seen, older_shapes.missing_parts(store.peewee, seen, home.store, FOLDER)


def _back_up(store: Store, home: Home, version: str) -> None:
    target = home.folder / f"before-{version}.sqlite"
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))  # SQLite fills an empty file
    store.copy_into(target)
    sync(target, target.parent)


def _apply(store: Store, seen: list[str], lack: older_shapes.Lack) -> None:
    database = store.peewee
    with store.session():
        # Foreign keys can only be switched outside a transaction, and a table rebuild with them on
        # deletes the rows of its children.
        database.execute_sql("PRAGMA foreign_keys = 0")
        try:
            with store.write() as writing:
                if lack:
                    older_shapes.complete(database, seen, lack, FOLDER)
                runner(store.peewee).up()
                broken = writing.rows("PRAGMA foreign_key_check")
                if broken:
                    raise OvertureError(f"A migration left {len(broken)} broken references; nothing was changed.")
        finally:
            database.execute_sql("PRAGMA foreign_keys = 1")


def runner(database: pw.Database) -> Runner:
    """Return the runner that applies pending migrations and records them in the store."""
    import peewee as pw
    from playhouse.migrations import Runner as PlayhouseRunner

    opened = database

    class IntegerRunner(PlayhouseRunner):
        """A runner that keeps its history with integers: APSW binds no datetimes."""

        def __init__(self) -> None:
            super().__init__(database, directory=str(FOLDER), table_name=HISTORY)

            class History(pw.Model):
                name = pw.CharField(unique=True)
                applied = pw.BigIntegerField(default=1)

                class Meta:
                    database = opened
                    legacy_table_names = False
                    table_name = HISTORY

            self.History = History

    return IntegerRunner()
