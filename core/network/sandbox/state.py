"""The sandbox's state: its own SQLite file, committed before it answers.

Moments are whole microseconds since 1970, UTC. Future events (an acceptance, a reply) are stored with their moment when
they are decided, and every query is as of a moment, so nothing has to run in between.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import apsw

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
Value = str | int | float | None
Row = tuple[Value, ...]

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (
  id TEXT PRIMARY KEY, name TEXT, premium INTEGER, weekly_limit INTEGER,
  status TEXT NOT NULL DEFAULT 'ok', since INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS twin (id TEXT PRIMARY KEY, root TEXT NOT NULL, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS invitation (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, person TEXT NOT NULL, attempt INTEGER NOT NULL,
  at INTEGER NOT NULL, note TEXT, accept_at INTEGER, seen_at INTEGER, withdrawn_at INTEGER);
CREATE INDEX IF NOT EXISTS invitation_person ON invitation (account, person, at);
CREATE INDEX IF NOT EXISTS invitation_at ON invitation (account, at);
CREATE INDEX IF NOT EXISTS invitation_accept ON invitation (account, accept_at);
CREATE TABLE IF NOT EXISTS chat (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, person TEXT NOT NULL, UNIQUE (account, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS message (
  id TEXT PRIMARY KEY, chat TEXT NOT NULL, account TEXT NOT NULL, at INTEGER NOT NULL,
  text TEXT NOT NULL, ours INTEGER NOT NULL, type TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS message_chat ON message (chat, at);
CREATE INDEX IF NOT EXISTS message_account ON message (account, at);
CREATE TABLE IF NOT EXISTS link (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, done_at INTEGER);
CREATE TABLE IF NOT EXISTS script (
  account TEXT NOT NULL, person TEXT NOT NULL, accepts_after INTEGER, replies_after INTEGER,
  PRIMARY KEY (account, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, account TEXT NOT NULL, person TEXT NOT NULL,
  kind TEXT NOT NULL, text TEXT);
CREATE TABLE IF NOT EXISTS fault (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL, person TEXT,
  start INTEGER NOT NULL, until INTEGER, remaining INTEGER, rate REAL, hits INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS late (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, rule TEXT NOT NULL, account TEXT NOT NULL,
  path TEXT NOT NULL, body TEXT NOT NULL);
"""


def micro(at: datetime) -> int:
    """Return the microseconds since 1970 of an aware moment."""
    return (at - EPOCH) // timedelta(microseconds=1)


def moment(micros: int) -> datetime:
    """Return the moment in UTC."""
    return EPOCH + timedelta(microseconds=micros)


DAMAGED = (apsw.NotADBError, apsw.CorruptError)
FOREIGN = (*DAMAGED, apsw.SQLError)
"""Errors of opening a file that is no sandbox's state; it may be another program's database."""


class State:
    """One connection and one lock; every access holds `transaction()` or `reading()`."""

    def __init__(self, path: Path | str, *, durable: bool) -> None:
        self._lock = threading.RLock()
        if str(path) != ":memory:":
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(10_000)
        self._connection.execute("PRAGMA journal_mode = WAL").fetchall()
        self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        with self.transaction():
            self._connection.execute(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[State]:
        """Run a write transaction, all or nothing; other threads and processes wait."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # after some disk errors SQLite has ended it by itself
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[State]:
        """Hold one view of the state; nothing may be written."""
        with self._lock:
            self._connection.execute("BEGIN")
            try:
                yield self
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def rows(self, sql: str, *values: Value) -> list[Row]:
        return list(self._connection.execute(sql, values))

    def row(self, sql: str, *values: Value) -> Row | None:
        return next(iter(self.rows(sql, *values)), None)

    def count(self, sql: str, *values: Value) -> int:
        """Return the first number of the first row, 0 if there is none."""
        found = self.row(sql, *values)
        return int(found[0] or 0) if found else 0

    def close(self) -> None:
        with self._lock:
            self._connection.close()
