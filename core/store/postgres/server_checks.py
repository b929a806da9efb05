"""Reasons why a server cannot hold a store: each is refused at the start, in one sentence."""

from __future__ import annotations

from core.errors import RefusedError, TryAgainError
from core.store.postgres.database import connected
from core.store.postgres.store import PostgresStore

OLDEST = 14


def refuse_unsafe(store: PostgresStore, field: str) -> None:
    """Raise RefusedError if the server could lose what was committed, or cannot keep a lock or a text.

    `field` names the address in an error. Raises TryAgainError for a standby server, which may be about to take its
    primary's place.
    """
    with store.read() as reading:
        found = reading.row(
            "SELECT pg_is_in_recovery(), current_setting('server_version_num')::int / 10000, current_setting('fsync'), "
            "current_setting('synchronous_commit'), current_setting('server_encoding'), "
            "current_setting('full_page_writes')"
        )
    assert found is not None  # noqa: S101 - a row of settings
    standby, *settings = found
    why = fault_of(*settings)
    if standby and not why:
        raise TryAgainError(
            f"The store {store.shown} cannot be used: its server is a standby, which cannot be written. Name the "
            "primary in its address, or try again once this server is promoted.",
            field=field,
        )
    with store.translated():
        pooled = not why and _is_pooled(store.address)
    if pooled:
        why = (
            "it is reached through a connection pooler in transaction mode, which keeps no lock: name the server itself"
        )
    if why:
        raise RefusedError(f"The store {store.shown} cannot be used: {why}.", code="store.server", field=field)


def fault_of(version: int, fsync: str, synchronous: str, encoding: str, pages: str) -> str:
    """Return the fault of a server with these settings; empty if there is none."""
    if version < OLDEST:
        return f"its server is PostgreSQL {version}; {OLDEST} or newer is needed"
    if "off" in (fsync, pages):
        return "its server runs with fsync = off or full_page_writes = off, and could lose what was sent: switch it on"
    if synchronous == "off":
        return (
            "its server runs with synchronous_commit = off, and could forget what was sent: switch it on for this "
            "database (`ALTER DATABASE … SET synchronous_commit = on`)"
        )
    return "" if encoding == "UTF8" else f"its encoding is {encoding}: make a database with the encoding UTF8"


def _is_pooled(address: str) -> bool:
    """Return whether two transactions of one connection may run in two sessions of the server."""
    with connected(address) as first:
        if first.info.backend_pid == _session(first):
            return False  # no pooler, which would announce a process id of its own
        with connected(address) as second:
            before = _session(first)
            second.execute(b"BEGIN", prepare=False)  # takes the session that the first has just given back
            _session(second)
            return _session(first) != before


def _session(connection: object) -> int:
    found = connection.execute(b"SELECT pg_backend_pid()", prepare=False).fetchone()  # type: ignore[attr-defined]
    return int(found[0])
