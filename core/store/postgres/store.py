"""A store in a PostgreSQL database, with the same doors as a store in a file (`core/store/database.py`)."""

from __future__ import annotations

import contextlib
import errno
import functools
import itertools
import os
import secrets
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import peewee as pw
import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

from core.clock import boot_seconds, real_now
from core.errors import DamagedError, NewerStoreError, OvertureError, RefusedError, TryAgainError
from core.home import Home
from core.store.changes.touched import Touch
from core.store.database import ALL, Reading, Row, Store, Writing, nothing
from core.store.engine.engine_place import EngineOnServer, EnginePlace, Seen
from core.store.fields import from_us
from core.store.migrate import HISTORY, known
from core.store.postgres import standbys
from core.store.postgres.database import READ, WRITE, PostgresDatabase, connected
from core.store.postgres.place import PostgresPlace, is_stale, read_place
from core.store.spelling.postgres import NOW
from core.store.tables import base

BATCH = 1000
"""Rows of a long result that are fetched at once."""


NO_NETWORK = (
    *map(os.strerror, (errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH)),
    f"[Errno {socket.EAI_AGAIN}]",
)
"""Words in the error of a connection that never left this machine, or found no way to the server."""
_NUMBERS = itertools.count()


class _Reading(Reading):
    """A read transaction: one snapshot for everything."""

    def each_row(self, sql: str, *values: object) -> Iterator[Row]:
        """Yield the rows in batches, so that not all are in memory."""
        with psycopg.RawServerCursor(self._database.ready(), f"rows_{next(_NUMBERS)}") as cursor:
            cursor.execute(sql.encode(), values or None)
            rows: list[Row] = cursor.fetchmany(BATCH)
            while rows:
                yield from rows
                self._database.ready()  # a batch that fails must be undone by the savepoints that are open by then
                rows = cursor.fetchmany(BATCH)


class _Writing(_Reading, Writing):
    """A write transaction. It holds the advisory lock `WRITE_LOCK`, so all hosts together have one at a time."""

    def change_many(self, sql: str, rows: Iterable[Sequence[object]], *, touches: Collection[Touch] = ALL) -> int:
        """Run a change once for each row of values; return the total number of rows changed."""
        self.touched.update(touches)
        cursor = self._database.ready().cursor()
        listed = list(rows)
        if not listed:
            return 0
        cursor.executemany(sql.encode(), listed)
        return int(cursor.rowcount)

    def insert(self, sql: str, *values: object, touches: Collection[Touch] = ALL) -> int:
        """Add one row to a table whose rows have integer ids, and return its id."""
        self.touched.update(touches)
        return int(self.scalar(f"{sql} RETURNING id", *values))


class PostgresStore(Store):
    """One open store on a server. It behaves as `Store`, except for the methods that concern only a file."""

    in_file = False

    def __init__(self, address: str, shown: str, *, durable: bool = True, readonly: bool = False) -> None:
        """Take the address with its password, if it has one; `shown` is the same address without it, for sentences."""
        self.address, self.shown = address, shown
        self.path = Path(shown)
        self.durable, self.readonly = durable, readonly
        self._database: Any = PostgresDatabase(address)
        self._reading, self._writing = _Reading(self._database), _Writing(self._database)
        self._write_lock = threading.RLock()
        self._asking: psycopg.Connection[Any] | None = None
        self._asking_lock = threading.Lock()
        self._known = frozenset(known())  # read once: an upgrade replaces the files below a running program
        self.written: Callable[[float], None] | None = None

    @functools.cached_property
    def standby_key(self) -> str:
        """The key of this process among the standbys, made once it waits as one."""
        return secrets.token_hex(8)

    def open(self) -> Self:
        """Bind the models to this store. Raises TryAgainError if the server cannot be reached."""
        if base.database.obj is not None:
            raise RuntimeError("another store is open in this process")
        base.database.initialize(self._database)
        try:
            with self.session():
                pass
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Close the connections, and unbind the models."""
        if self._asking is not None:
            self._asking.close()
            self._asking = None
        if not self._database.is_closed():
            self._database.close()
        self._database.close_idle()
        if base.database.obj is self._database:
            base.database.initialize(None)

    @contextlib.contextmanager
    def session(self) -> Iterator[None]:
        """Keep this thread's connection over several transactions."""
        if not self._database.is_closed():
            yield
            return
        with self.translated():
            self._database.connect()
        try:
            yield
        finally:
            self._database.close()

    @contextlib.contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a consistent view: everything read inside belongs to one moment."""
        if self._database.is_closed():
            with self.session(), self.read() as store:
                yield store
            return
        with self.translated():
            if self._database.in_transaction():
                yield self._reading
            else:
                self._refresh()
                with self._database.transaction(READ):
                    yield self._reading

    @contextlib.contextmanager
    def write(self) -> Iterator[Writing]:
        """Begin a write transaction that holds the write lock of all hosts from its start.

        Raises RefusedError (`readonly`) if the store was opened for reading only, TryAgainError if the lock was not
        free in time or the server is gone.
        """
        if self.readonly:
            raise RefusedError("Overture runs with --readonly here: nothing is changed.", code="readonly")
        if self._database.is_closed():
            with self.session(), self.write() as store:
                yield store
            return
        begin, committed = boot_seconds(), nothing
        with self.translated(), self._write_lock:
            if self._database.in_transaction():
                with self._database.lazy_savepoint():
                    yield self._writing
            else:
                self._refresh()
                with self._database.transaction(WRITE):
                    self._writing.begins()
                    yield self._writing
                    self._writing.stamp()
                    committed = self._writing.ends()
        committed()
        if self.written is not None:
            self.written(boot_seconds() - begin)

    def _refresh(self) -> None:
        """Replace a connection that the server has closed."""
        if self._database.connection().closed:
            self._database.close()
            self._database.connect()

    def allow_long(self, store: Reading) -> None:
        """Let the open transaction be idle while its rows are written elsewhere."""
        store.scalar("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")

    def torn(self) -> bool:
        """Return whether the open transaction can only be rolled back."""
        if not self._database.in_transaction():
            return False
        connection = self._database.connection()
        return bool(connection.closed) or connection.info.transaction_status == TransactionStatus.INERROR

    # -- what only a file has

    def rewrite(self, unwanted: Callable[[], bool] = lambda: False) -> None:
        """Do nothing: the server's log and dead rows are its own (docs/postgresql.md)."""

    def empty_log(self) -> None:
        """Do nothing: the server's log is its own."""

    def copy_into(self, target: Path) -> None:
        """Refuse: the server's own programs copy its databases."""
        raise OvertureError(
            f"The store is in {self.shown} and not copied into {target.name}: have its server back it up."
        )

    def overwrite_what_is_deleted(self) -> None:
        """Do nothing: dead rows are the server's."""

    def settings(self) -> dict[str, int | str]:
        """Return the server's settings that decide whether a commit is kept, and whether damage is noticed."""
        names = ("fsync", "synchronous_commit", "data_checksums")
        with self.read() as store:
            return {name: str(store.scalar(f"SHOW {name}")) for name in names}

    def version(self) -> int:
        """Return a number that changes whenever anything was committed. Raises the errors of `read`."""
        with self._asked() as session:
            found = session.execute(b"SELECT number FROM news").fetchone()
            assert found is not None  # noqa: S101 - the schema has one row
            return int(found[0])

    @contextlib.contextmanager
    def _asked(self) -> Iterator[psycopg.Connection[Any]]:
        """Yield the session that reads the present state each second, outside any transaction."""
        with self.translated(), self._asking_lock:
            if self._asking is None or self._asking.closed:
                self._asking = connected(self.address)
            yield self._asking

    # -- the engine's place

    @contextlib.contextmanager
    def engine_place(self, silent: Seen | None = None) -> Iterator[EnginePlace]:
        """Hold the engine's place among all hosts, or take it over from a silent engine; with a session of its own."""
        with self.translated():
            place = PostgresPlace(self.address, silent, self.translated)
        try:
            with self.translated():
                place.enter()
            yield place
        finally:
            place.leave()

    def engine_seen(self) -> Seen | None:
        """Return which engine runs, and its last heartbeat. Raises TryAgainError if the server does not answer.

        The server is asked outside any transaction.
        """
        with self.session(), self.translated():
            self._refresh()
            return read_place(self._database.connection())

    def engine_may_be_replaced(self, seen: Seen) -> bool:
        """Return whether a standby may take over."""
        return is_stale(seen)

    def engine_on_server(self) -> EngineOnServer | None:
        """Return the engine's process, on any host, and its standbys. Raises the errors of `read`."""
        with self._asked() as session:
            return standbys.engine(session)

    def answers(self, within_s: float) -> bool:
        """Return whether asking for a new session ends within these seconds.

        An error is an answer, too: a full server or a refused connection keeps nobody waiting. A missing network
        is none: the open sessions wait for it.
        """
        answered = threading.Event()

        def ask() -> None:
            try:
                connected(self.address).close()
            except errors.ConnectionTimeout:
                return
            except psycopg.Error as error:
                if any(words in str(error) for words in NO_NETWORK):
                    return
            answered.set()

        threading.Thread(target=ask, name="does the server answer", daemon=True).start()
        return answered.wait(within_s)

    def stand_by(self) -> None:
        """Send the heartbeat of this standby, outside the write lock. Raises the errors of `read`."""
        with self._asked() as session:
            standbys.beat(session, self.standby_key)

    def stand_down(self) -> None:
        """Remove this process from the standbys. Raises the errors of `read`."""
        with self._asked() as session:
            standbys.leave(session, self.standby_key)

    def refuse_newer(self, reading: Reading) -> None:
        """Raise NewerStoreError if a newer version has migrated the store: this program must end."""
        newer = sorted({str(row[0]) for row in reading.rows(f"SELECT name FROM {HISTORY}")} - self._known)
        if newer:
            raise NewerStoreError(
                f"The store {self.shown} is of a newer version of Overture ({newer[-1]}). Use that version."
            )

    def place(self, _home: Home) -> str:
        """Return, in words, the server and the database of this store, so that a clone is recognised."""
        with self.read() as store:
            system = store.scalar("SELECT system_identifier FROM pg_control_system()")
            database = store.scalar("SELECT oid::bigint FROM pg_database WHERE datname = current_database()")
        return f"the database {database} of the server {system}"

    def clock_offset_s(self) -> float:
        """Return the least number of seconds by which this machine's clock must be ahead of the server's."""
        with self.read() as store:
            before = real_now()
            server = from_us(int(store.scalar(f"SELECT {NOW}")))
            after = real_now()
        if before <= server <= after:
            return 0.0
        return ((before if server < before else after) - server) / timedelta(seconds=1)

    def history(self) -> str:
        """Return the timeline of the server."""
        with self.read() as store:
            return str(store.scalar("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"))

    def origin(self) -> str:
        """Return the server, database and timeline of this thread's session."""
        with self.session():
            return str(self._database.origin())

    # -- errors

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn the server's faults into errors with a sentence, also those of connections outside Peewee."""
        try:
            yield
        except (psycopg.Error, pw.DatabaseError) as error:
            cause = error if isinstance(error, psycopg.Error) else error.__context__  # Peewee wraps those of connecting
            told = translation(self.shown, cause) if isinstance(cause, psycopg.Error) else cause
            if told is cause or told is None:
                raise
            raise told from error


def translation(shown: str, error: psycopg.Error) -> Exception:
    """Return the error, with a sentence for the user, to raise for a server's fault; any other error unchanged."""
    words = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    if isinstance(error, errors.LockNotAvailable):
        return TryAgainError(f"The store {shown} is busy: another write takes longer than 5 s. Try again.")
    if isinstance(error, errors.DataCorrupted | errors.IndexCorrupted):
        return DamagedError(f"The store {shown} is damaged: {words}. Have its server restored from a backup.")
    if isinstance(error, errors.InsufficientPrivilege | errors.InvalidSchemaName):
        return RefusedError(
            f"The role of {shown} may not do that: {words}. Give it the database, "
            "`ALTER DATABASE … OWNER TO …`, or tables of another role, `REASSIGN OWNED BY …` (docs/postgresql.md)."
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return TryAgainError(f"The store {shown} cannot be written: its server is a standby or read-only. Try again.")
    if isinstance(error, psycopg.OperationalError):
        return TryAgainError(f"The store {shown} cannot be used just now: {words}. Try again.")
    return error
