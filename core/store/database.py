"""Opening a store, and its two kinds of transaction: `read()` and `write()`."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import apsw
import peewee as pw
from playhouse.apsw_ext import APSWDatabase

from core.clock import boot_seconds
from core.errors import DamagedError, RefusedError, TryAgainError
from core.home import Home
from core.rules.filters.folding import fold
from core.store.changes.touched import EVERYTHING, Touch
from core.store.engine.engine_place import EngineOnServer, EnginePlace, Seen
from core.store.tables import base

SQLITE_VERSION, APSW_VERSION = apsw.sqlite_lib_version(), apsw.apsw_version()
SAFE_SQLITE = (3, 51, 3)
"""The first safe SQLite: older ones can lose committed rows when two connections write and checkpoint at once."""
BUSY_TIMEOUT_MS = 10_000
STATEMENTS_KEPT = 500
"""Number of prepared statements that a connection caches. The engine uses more than the 100 of APSW's default, with
which each would be parsed again at each use; that costs more than running it.
"""
LOG_TIMEOUT_MS = 2_000
"""Milliseconds that emptying the log waits for readers. They need only a few; a longer read makes the attempt fail."""
STEPS_BETWEEN_LOOKS = 1000
"""Instructions that SQLite runs between two checks whether a long statement is still needed."""

Row = tuple[Any, ...]
ALL = (EVERYTHING,)


class Reading:
    """A read transaction: everything read through it is of one moment. Functions that only read take this type."""

    def __init__(self, database: pw.Database) -> None:
        self._database: Any = database
        self.kind: type[pw.Database] = type(database)
        """The kind of database that is open."""

    def context_options(self) -> dict[str, Any]:
        """Return Peewee's options for the text of a query."""
        found: dict[str, Any] = self._database.get_context_options()
        return found

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return all rows of a statement."""
        found: list[Row] = self._database.execute_sql(sql, values).fetchall()
        return found

    def each_row(self, sql: str, *values: object) -> Iterator[Row]:
        """Yield all rows of a statement, one by one."""
        return iter(self._database.execute_sql(sql, values))

    def row(self, sql: str, *values: object) -> Row | None:
        """Return the first row, or None."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def scalar(self, sql: str, *values: object) -> Any:
        """Return the first column of the first row, or None."""
        found = self.row(sql, *values)
        return found[0] if found else None


class Writing(Reading):
    """The one write transaction: its changes are committed all together, or not at all."""

    def __init__(self, database: pw.Database) -> None:
        super().__init__(database)
        self.touched: set[Touch] = set()
        """Subjects of all changes so far; the commit raises their stamps."""
        self.at_end: Callable[[], Callable[[], None]] | None = None
        """A function called before the commit, in a store on a server; what it returns is called after the commit."""

    def begins(self) -> None:
        """Drop what is left of a transaction that was rolled back."""
        self.touched.clear()
        self.at_end = None

    def change(self, sql: str, *values: object, touches: Collection[Touch] = ALL) -> int:
        """Run a change and return how many rows it changed."""
        cursor = self._database.execute_sql(sql, values)
        changed = int(self._database.rows_affected(cursor))
        if changed:
            self.touched.update(touches)
        return changed

    def change_many(self, sql: str, rows: Iterable[Sequence[object]], *, touches: Collection[Touch] = ALL) -> int:
        """Run a change once for each row of values; return the total number of rows changed."""
        self.touched.update(touches)
        connection = self._database.connection()
        before = connection.total_changes()
        connection.cursor().executemany(sql, rows)
        return int(connection.total_changes() - before)

    def insert(self, sql: str, *values: object, touches: Collection[Touch] = ALL) -> int:
        """Add one row to a table whose rows have integer ids, and return its id."""
        self.touched.update(touches)
        cursor = self._database.execute_sql(sql, values)
        return int(self._database.last_insert_id(cursor))

    def ends(self) -> Callable[[], None]:
        """Call `at_end`, and return what is to be called after the commit."""
        return nothing if self.at_end is None else self.at_end()

    def stamp(self) -> None:
        """Raise the stamps of all that was changed; called once, before the commit."""
        from core.store.changes import change_stamps

        touched, self.touched = self.touched, set()
        if touched:
            change_stamps.raise_for(self, touched)


def nothing() -> None:
    """Do nothing."""


class SteadyDatabase(APSWDatabase):
    """SQLite that plans a cached statement once, for any values.

    Without this, APSW's SQLite (built with STAT4) plans a statement again whenever another value is bound to a LIMIT or
    compared with an indexed column. That concerns nearly every statement of the engine, and planning one costs two to
    seven times as much as running it.
    https://www.sqlite.org/c3ref/prepare.html, https://www.sqlite.org/queryplanner-ng.html#qpstab
    """

    def _add_conn_hooks(self, conn: apsw.Connection) -> None:
        conn.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        super()._add_conn_hooks(conn)

    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> apsw.Cursor:
        """Run a statement without Peewee's log, hooks and exception types, which cost as much as a short read."""
        cursor: apsw.Cursor = self.cursor()  # type: ignore[no-untyped-call]
        return cursor.execute(sql, params)


def _without_accents(text: object) -> str:
    return "" if text is None else fold(str(text))


class Store:
    """One open store, read and changed only inside `read()` and `write()`.

    Every thread has its own connection, opened by the transaction and closed with it. The thread that opens the
    store keeps its own until `close`: a new one would set itself up, read the schema and prepare all statements again.

    A process has only one store open at a time, because the models are bound to one database.
    """

    in_file = True
    """False for a store on a server (`core/store/postgres/store.py`)."""

    def __init__(self, path: Path, *, durable: bool = True, readonly: bool = False) -> None:
        """With `readonly` SQLite opens the file for reading only, and `write` raises RefusedError."""
        self.path, self.shown = path, str(path)
        self.durable = durable
        self.readonly = readonly
        self._database: APSWDatabase = SteadyDatabase(None, autoconnect=False, lock_type="IMMEDIATE")
        self._database.register_function(str.casefold, "folded", 1)
        self._database.register_function(_without_accents, "without_accents", 1)
        self._reading, self._writing = Reading(self._database), Writing(self._database)
        self._write_lock = threading.RLock()
        self._watch: apsw.Connection | None = None
        self.written: Callable[[float], None] | None = None
        """Called after each write with its seconds, the wait for the lock included; None if nothing measures writes."""

    # -- opening and closing

    def open(self) -> Self:
        """Bind the models to this store and check its settings. Raises RefusedError, TryAgainError."""
        if base.database.obj is not None:
            raise RuntimeError("another store is open in this process")
        check_library()
        options = {"flags": apsw.SQLITE_OPEN_READONLY} if self.readonly else {}
        self._database.init(
            str(self.path),
            pragmas=list(self._pragmas().items()),
            timeout=10,
            statementcachesize=STATEMENTS_KEPT,
            **options,
        )
        base.database.initialize(self._database)
        try:
            with translated(self.path):
                self._database.connect()
            with self.read():
                self._check_pragmas()
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Close this thread's connection, and unbind the models. Raises TryAgainError, DamagedError."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        try:
            if not self._database.is_closed():
                with translated(self.path):  # closing writes the log into the main file, and may fail
                    self._database.close()
        finally:
            if base.database.obj is self._database:
                base.database.initialize(None)

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _pragmas(self) -> dict[str, int | str]:
        return {
            "busy_timeout": BUSY_TIMEOUT_MS,
            "journal_mode": "wal",
            "synchronous": 2 if self.durable else 0,
            "foreign_keys": 1,
            "temp_store": 2,  # in memory, so that a savepoint's rollback log is not a file, which could fail
            "wal_autocheckpoint": 1000,
            "trusted_schema": 0,
            "journal_size_limit": 64 * 1024 * 1024,
        }

    def _check_pragmas(self) -> None:
        for name, wanted in self._pragmas().items():
            found = self._pragma(name)
            if found != wanted:
                raise RefusedError(
                    f"The store {self.path} does not keep {name} = {wanted} (it says {found}). "
                    "Its disk or file system does not support that; use another home."
                )

    def _pragma(self, text: str) -> Any:
        """Read or change one setting of this thread's connection; return its first value."""
        return self._database.execute_sql(f"PRAGMA {text}").fetchone()[0]

    # -- doors

    @contextlib.contextmanager
    def session(self) -> Iterator[None]:
        """Keep this thread's connection open over several transactions."""
        if not self._database.is_closed():
            yield
            return
        with translated(self.path):
            self._database.connect()
        try:
            yield
        finally:
            with translated(self.path):  # closing writes the log into the main file, and may fail
                self._database.close()

    @contextlib.contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a consistent view: everything read inside belongs to one moment."""
        if self._database.is_closed():
            with self.session(), self.read() as store:
                yield store
            return
        try:  # inlined: calling `with translated(...)` costs a tenth of a short read
            if self._database.in_transaction():
                yield self._reading
            else:
                with self._database.transaction("DEFERRED"):  # what `atomic` would open here
                    yield self._reading
        except FAULTS as error:
            told = _translation(self.path, error)
            if told is error:
                raise
            raise told from error

    @contextlib.contextmanager
    def write(self) -> Iterator[Writing]:
        """Begin a write transaction that holds the write lock from its start. No network and no waiting inside.

        Raises RefusedError (`readonly`) if the store was opened for reading only.
        """
        if self.readonly:
            raise RefusedError("Overture runs with --readonly here: nothing is changed.", code="readonly")
        if self._database.is_closed():
            with self.session(), self.write() as store:
                yield store
            return
        begin, inside = boot_seconds(), self._database.in_transaction()
        try:  # inlined as in `read`, for nested writes: a savepoint for each of many people
            with self._write_lock, self._database.atomic():
                if inside:
                    yield self._writing
                else:
                    self._writing.begins()
                    yield self._writing
                    self._writing.stamp()
        except FAULTS as error:
            told = _translation(self.path, error)
            if told is error:
                raise
            raise told from error
        if self.written is not None:
            self.written(boot_seconds() - begin)

    def allow_long(self, _store: Reading) -> None:
        """Let the open transaction take as long as it needs: a server ends an idle one, a file does not."""

    def torn(self) -> bool:
        """Return whether SQLite has ended the open transaction, as it does after some storage faults."""
        return self._database.in_transaction() and not self._database.connection().in_transaction

    def rewrite(self, unwanted: Callable[[], bool] = lambda: False) -> None:
        """Rewrite the whole file and empty its log, so that neither holds deleted data; outside any transaction.

        Raises TryAgainError if the disk lacks the space, if another process uses the store, and if `unwanted`, which is
        called repeatedly, returns True; the store is then unchanged.
        """
        with self._write_lock, self.session(), translated(self.path):
            connection = self._database.connection()
            connection.set_progress_handler(unwanted, STEPS_BETWEEN_LOOKS)
            connection.execute("PRAGMA temp_store = FILE")  # VACUUM makes a copy, which may be larger than the memory
            try:
                connection.execute("VACUUM")
            except apsw.InterruptError:
                raise TryAgainError(
                    f"The rewriting of the store {self.path} was stopped, as other work came up."
                ) from None
            finally:
                connection.set_progress_handler(None)
                connection.execute("PRAGMA temp_store = MEMORY")
            connection.set_busy_timeout(LOG_TIMEOUT_MS)
            try:
                busy = self._pragma("wal_checkpoint(TRUNCATE)")
            finally:
                connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        if busy:  # part of the log is not in the file yet, which still has the old pages
            raise TryAgainError(
                f"The log of the store {self.path} could not be emptied, because another process reads it. Try again."
            )

    def empty_log(self) -> None:
        """Move the contents of the log into the file, except what a reader still uses; outside any transaction."""
        with self.session():
            self._pragma("wal_checkpoint(TRUNCATE)")

    def copy_into(self, target: Path) -> None:
        """Write the whole store, as of one moment, into an empty file; outside any transaction."""
        with self.session(), translated(target):
            self._database.execute_sql("VACUUM INTO ?", (str(target),))

    def overwrite_what_is_deleted(self) -> None:
        """Overwrite deleted rows in free pages while this session is open; to be called before its first write."""
        self._pragma("secure_delete = 1")

    def settings(self) -> dict[str, int | str]:
        """Return SQLite's settings of this store, by name."""
        return {name: self._pragma(name) for name in self._pragmas()}

    def place(self, home: Home) -> str:
        """Return the location of the store, here its folder. A copy is recognised by its different location."""
        return str(home.folder.resolve())

    def clock_offset_s(self) -> float:
        """Return by how many seconds this machine's clock is ahead of the store's; a file has no other clock."""
        return 0.0

    def history(self) -> str:
        """Return the server's timeline, which changes when a standby server is promoted; empty for a file."""
        return ""

    def origin(self) -> str:
        """Return the origin of this session's data: on a server it may change at each connection; empty for a file."""
        return ""

    @contextlib.contextmanager
    def engine_place(self, _silent: Seen | None = None) -> Iterator[EnginePlace]:
        """Hold the engine's place among all machines, or take it over from a silent engine; a file's is always free."""
        yield EnginePlace()

    def engine_seen(self) -> Seen | None:
        """Return which engine runs, and its last heartbeat; None for a file."""
        return None

    def engine_may_be_replaced(self, _seen: Seen) -> bool:
        """Return whether a standby may take over the engine's place that it saw."""
        return False

    def engine_on_server(self) -> EngineOnServer | None:
        """Return the engine's process for a store on a server; None for a file, where the kernel's lock shows it."""
        return None

    def refuse_newer(self, _reading: Reading) -> None:
        """Raise NewerStoreError if a newer version has migrated the store; the engine of a file prevents that."""

    def answers(self, _within_s: float) -> bool:
        """Return whether the store's server answers in time, if only with an error; a file always does."""
        return True

    def stand_by(self) -> None:
        """Record that this process waits as a standby and is alive; a file has no standbys."""

    def stand_down(self) -> None:
        """Remove this process from the standbys."""

    # -- watching

    def version(self) -> int:
        """Return a number that changes whenever another connection commits. Raises the errors of `read`.

        The time of the file is no substitute (docs/reliability.md#the-store).
        """
        with translated(self.path):
            if self._watch is None:
                self._watch = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READONLY)
            return int(next(self._watch.execute("PRAGMA data_version"))[0])

    @property
    def peewee(self) -> pw.Database:
        """The underlying database, for migrations and backups."""
        return self._database


PASSING = (
    apsw.BusyError,
    apsw.LockedError,
    apsw.FullError,
    apsw.IOError,
    apsw.ReadOnlyError,
    apsw.CantOpenError,
    apsw.ProtocolError,
)
BROKEN = (apsw.CorruptError, apsw.NotADBError)


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn storage faults into errors with a sentence; any other error passes unchanged."""
    try:
        yield
    except FAULTS as error:
        told = _translation(path, error)
        if told is error:
            raise
        raise told from error


FAULTS = (pw.DatabaseError, apsw.Error)


def _translation(path: Path, error: Exception) -> Exception:
    """Return the error, with a sentence for the user, to raise for a storage fault; any other error unchanged."""
    cause = _cause(error)
    if isinstance(cause, apsw.ReadOnlyError):
        return TryAgainError(
            f"The store {path} cannot be written: {cause}. Make the file, its folder and its disk writable, then "
            "try again."
        )
    if isinstance(cause, PASSING):
        return TryAgainError(f"The store {path} cannot be used just now: {_words(cause)}. Try again.")
    if isinstance(cause, BROKEN):
        return DamagedError(f"The store {path} is damaged: {cause}. Restore a backup with `overture restore FILE`.")
    return error


def _words(cause: BaseException) -> str:
    """Return SQLite's message for a fault. For a full disk it is fixed here: a failed copy says “not an error”."""
    return "database or disk is full" if isinstance(cause, apsw.FullError) else str(cause)


def _cause(error: BaseException) -> BaseException | None:
    """Return the storage fault behind an error, or None.

    After some faults SQLite ends the transaction itself; the rollback then fails, and its error hides the fault.
    """
    found: BaseException | None = error
    while found is not None and not isinstance(found, PASSING + BROKEN):
        found = found.__context__
    return found


def is_safe_sqlite() -> bool:
    """Return whether this SQLite never loses committed rows."""
    return tuple(int(part) for part in SQLITE_VERSION.split(".")) >= SAFE_SQLITE


def check_library() -> None:
    """Refuse a SQLite that can lose committed rows. Raises RefusedError."""
    if not is_safe_sqlite():
        raise RefusedError(
            f"SQLite {SQLITE_VERSION} can lose committed rows; 3.51.3 or newer is needed. "
            "Install the apsw wheel from PyPI."
        )


def open_lock(path: Path) -> int:
    """Return a lock file's handle. Raises TryAgainError if its disk is read-only or full, or it has another owner."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise TryAgainError(
            f"{path} cannot be written: {error.strerror}. Make its folder and disk writable, then try again."
        ) from None


@contextlib.contextmanager
def file_lock(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the kernel's lock on a lock file; yields whether it was acquired. Raises TryAgainError."""
    handle = open_lock(path)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)
