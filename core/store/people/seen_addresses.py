"""Addresses that a file has named so far, in a temporary database that is closed after the reading.

A million addresses would take a hundred megabytes of memory. The table is not part of the store, so it has no Peewee
model, and its two statements are text.
"""

from __future__ import annotations

from collections.abc import Iterable

import apsw

_PAGES = "PRAGMA cache_size = -4000"
"""Setting that keeps 4,000 kilobytes of the database in memory."""


class SeenAddresses:
    """A set of addresses on disk, for finding people who are named twice; no file exists before the first address."""

    def __init__(self) -> None:
        self._connection: apsw.Connection | None = None

    def add(self, keys: Iterable[str], *, remember: bool) -> set[str]:
        """Return which of these addresses were seen before this call, and with `remember` remember all of them."""
        if self._connection is None and not remember:
            return set()
        given = sorted(set(keys))  # in order, as neighbours are on the same page
        new = self._added(self._opened(), given)
        return set(given).difference(new)

    def _opened(self) -> apsw.Connection:
        if self._connection is None:
            self._connection = apsw.Connection("")  # a temporary file, deleted with the connection
            for setting in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", _PAGES):
                self._connection.execute(setting)
            self._connection.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")
        return self._connection

    def _added(self, connection: apsw.Connection, keys: list[str]) -> list[str]:
        statement = "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING key"
        with connection:
            rows = connection.executemany(statement, ((key,) for key in keys))
            found = [key for (key,) in rows]
        return found  # noqa: RET504 - by its type, the `with` may suppress errors

    def close(self) -> None:
        """Forget all addresses, and delete the temporary file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
