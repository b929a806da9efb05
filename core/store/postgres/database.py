"""The connection to a PostgreSQL server, by Peewee and psycopg 3; it returns values in the same types as SQLite."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import peewee as pw
import psycopg
from playhouse.postgres_ext import Psycopg3Database
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper, IntLoader
from psycopg.types.string import StrDumper

from core.store.spelling import postgres

LOCK_WAIT_S = 5
"""Seconds to wait for another writer; then the command ends with "try again"."""
STATEMENT_S = 60
SILENT_S = STATEMENT_S + 15
"""Seconds without a byte from the server after which a session is lost: a frozen server cannot end a statement."""
CONNECT_S = 10
STATEMENTS_KEPT = 500
"""Prepared statements that a session keeps. The engine uses more than psycopg's default of 100."""
WRITE_LOCK = 1
"""The advisory lock that every write transaction takes, as BEGIN IMMEDIATE does in SQLite."""
Result = TypeVar("Result")
_SESSION = f"""
    SET lock_timeout = '{LOCK_WAIT_S}s';
    SET statement_timeout = '{STATEMENT_S}s';
    SET idle_in_transaction_session_timeout = '10s';
    SET jit = off;
    SET client_encoding = 'UTF8'
"""
_NETWORK: dict[str, Any] = {
    "connect_timeout": CONNECT_S,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Time limits by which a server that does not answer any more is noticed: within half a minute."""
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE = f"BEGIN; SELECT pg_advisory_xact_lock({WRITE_LOCK})"
STANDBY = "standby"
_ORIGIN = f"""
    SELECT concat_ws(' ', (SELECT system_identifier FROM pg_control_system()),
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        CASE WHEN pg_is_in_recovery() THEN '{STANDBY}' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END)
"""
_CHANGED = "pg_current_xact_id_if_assigned() IS NOT NULL"
COMMIT = f"UPDATE news SET number = number + 1 WHERE {_CHANGED}; COMMIT"
"""A commit that changed anything raises the counter of the table `news`, by which other processes notice it."""


class _Flag(IntLoader):
    """A loader of the result of a condition as SQLite returns it: 1 or 0."""

    def load(self, data: Any) -> int:
        return int(bytes(data) == b"t")


class Session(psycopg.Connection[Any]):
    """A connection to a server, with the origin of its data."""

    origin = ""
    """The server's system identifier, the database's number and its timeline (on a standby, `STANDBY`)."""

    def wait(self, gen: PQGen[Result], *args: Any, **options: Any) -> Result:
        """Wait for the server. Raises psycopg.OperationalError, and closes, if it is silent for `SILENT_S`.

        The kernel of a frozen server still acknowledges what is sent, so the limits of the network do not notice it.
        """
        return super().wait(self._unless_silent(gen), *args, **options)

    def _unless_silent(self, gen: PQGen[Result]) -> PQGen[Result]:
        heard = time.monotonic()  # without the time in which this machine was suspended
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > SILENT_S:
                    self.close()
                    raise psycopg.OperationalError(f"its server has not answered for {SILENT_S} s")
                wanted = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result


def connected(address: str) -> Session:
    """Return a connection with the settings of every session. Raises psycopg.OperationalError."""
    found = Session.connect(
        address, autocommit=True, cursor_factory=psycopg.RawCursor, application_name="overture", **_NETWORK
    )
    try:
        found.prepared_max = STATEMENTS_KEPT
        found.adapters.register_dumper(int, Int8Dumper)
        found.adapters.register_dumper(str, StrDumper)
        found.adapters.register_loader("bool", _Flag)
        found.adapters.register_loader("numeric", IntLoader)  # a sum; no column has fractions
        found.execute(_SESSION, prepare=False)
        (found.origin,) = found.execute(_ORIGIN, prepare=False).fetchone() or ("",)
    except BaseException:
        found.close()
        raise
    return found


def reconnected(address: str) -> Session:
    """Return a connection to a server that was a primary before. Raises psycopg.OperationalError, also for a standby.

    A standby may be promoted at any moment, and a session opened before would continue after the promotion.
    """
    found = connected(address)
    if found.origin.endswith(STANDBY):
        found.close()
        raise psycopg.OperationalError("its server is a standby at the moment")
    return found


_TYPES = {"AUTO": "BIGSERIAL", "INT": "BIGINT", "BOOL": "SMALLINT", "TEXT": 'TEXT COLLATE "C"'}
_OPERATIONS = {"IS": "IS NOT DISTINCT FROM", "IS NOT": "IS DISTINCT FROM"}


_OF_SQLITE = {"INTEGER": "BIGINT", "TEXT": 'TEXT COLLATE "C"'}
_TYPE = re.compile("INTEGER|TEXT")


class _Counted(pw.Context):
    """A context that numbers the placeholders of queries that Peewee runs itself."""

    _values: list[object]

    def value(self, value: Any, converter: Any = None, add_param: bool = True) -> Any:
        with self(param=f"${len(self._values) + 1}"):
            return super().value(value, converter, add_param)


class _Psycopg(pw.Psycopg3Adapter):
    """The states of a transaction, which Peewee lacks because it was loaded without psycopg (`core/store/__init__`)."""

    txn_idle = TransactionStatus.IDLE
    txn_inerror = TransactionStatus.INERROR
    txn_unknown = TransactionStatus.UNKNOWN


@dataclass
class _Savepoints:
    """The savepoints of a thread's transaction."""

    depth: int = 0
    unsent: list[str] = field(default_factory=list)
    """Names of the innermost ones, of which the server was not told yet: most of them guard no change."""


class PostgresDatabase(Psycopg3Database):
    """PostgreSQL with whole numbers of 64 bits, and conditions kept as 1 or 0, as SQLite has them."""

    psycopg2_adapter = psycopg3_adapter = _Psycopg  # Peewee takes one of the two, by the drivers that it has found
    field_types = _TYPES
    operations = _OPERATIONS
    context_class = _Counted
    param = "$"
    """The first sign of a value in a query's text, before its number: `$1`, `$2` (`core/store/compiled.py`)."""

    def __init__(self, address: str) -> None:
        super().__init__("overture", autoconnect=False)
        self.address = address
        self._typed = False
        self._began = False
        self._idle: list[Session] = []
        """Connections that no thread uses at the moment."""

    def _connect(self) -> Session:
        """Return a connection; only the first one may be to a standby, which its caller refuses with a sentence."""
        while self._idle:
            found = self._idle.pop()
            if not found.closed:
                return found
        found = reconnected(self.address) if self._began else connected(self.address)
        self._began = True
        return found

    def origin(self) -> str:
        """Return the origin of the data of this thread's session."""
        return self._session().origin

    def _close(self, conn: Session) -> None:
        if conn.info.transaction_status == TransactionStatus.IDLE:
            self._idle.append(conn)
        else:
            conn.close()

    def close_idle(self) -> None:
        """Close the connections that no thread uses."""
        while self._idle:
            self._idle.pop().close()

    def _session(self) -> Session:
        found: Session = self.connection()  # type: ignore[no-untyped-call]
        return found

    def ready(self) -> Session:
        """Return this thread's session, for a statement that belongs to all savepoints that are open now."""
        session, unsent = self._session(), self._savepoints().unsent
        if unsent:
            session.execute("; ".join(f"SAVEPOINT {name}" for name in unsent).encode(), prepare=False)
            unsent.clear()
        return session

    def _savepoints(self) -> _Savepoints:
        """Return the savepoints of this thread's transaction."""
        found: _Savepoints | None = getattr(self._state, "savepoints", None)
        if found is None:
            found = self._state.savepoints = _Savepoints()
        return found

    @contextlib.contextmanager
    def lazy_savepoint(self) -> Iterator[None]:
        """Undo what is done inside if it raises; the server learns of a savepoint with its first statement only."""
        savepoints = self._savepoints()
        savepoints.depth += 1
        name = f"s{savepoints.depth}"
        savepoints.unsent.append(name)
        try:
            yield
            self._end_savepoint(name, f"RELEASE SAVEPOINT {name}")
        except BaseException:
            self._end_savepoint(name, f"ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}")
            raise
        finally:
            savepoints.depth -= 1

    def _end_savepoint(self, name: str, how: str) -> None:
        session, unsent = self._session(), self._savepoints().unsent
        if name in unsent:
            unsent.remove(name)
        elif not session.closed:  # a server that is gone has undone everything
            session.execute(how.encode(), prepare=False)

    def get_context_options(self) -> dict[str, Any]:
        return {**super().get_context_options(), "spelling": postgres}

    def execute_sql(self, sql: str, params: Sequence[object] | None = None, **_kept: object) -> psycopg.Cursor[Any]:
        """Run a statement, without what Peewee adds to it."""
        if self._typed:
            sql = _TYPE.sub(lambda found: _OF_SQLITE[found[0]], sql)
            sql = sql.replace("%s", "$1")  # in Peewee's own queries about the schema
        return self.ready().execute(sql.encode(), params or None)

    @contextlib.contextmanager
    def with_types_of_sqlite(self) -> Iterator[None]:
        """Run statements that name SQLite's types: a migration is the same for both."""
        self._typed = True
        try:
            yield
        finally:
            self._typed = False

    def begin(self, how: str = WRITE) -> None:
        """Begin a transaction; one that writes waits for its turn."""
        connection = self._session()
        self._state.ends_with = COMMIT if how == WRITE else "COMMIT"
        try:
            connection.execute(how.encode(), prepare=False)
        except psycopg.Error:
            if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
                connection.execute(b"ROLLBACK", prepare=False)  # begun, but the wait for the lock timed out
            raise

    def commit(self) -> None:
        """Commit, and tell other processes if anything was changed."""
        self._session().execute(self._state.ends_with.encode(), prepare=False)

    def rollback(self) -> None:
        """Roll back; the server has done it already if the connection is lost."""
        connection = self._session()
        if not connection.closed:
            connection.execute(b"ROLLBACK", prepare=False)

    def rows_affected(self, cursor: Any) -> int:
        return int(cursor.rowcount)
