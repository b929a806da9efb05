"""The two tables that Litestream, a program that copies a store elsewhere, makes in each store that it follows.

They hold a counter and a lock, and nothing that Overture reads. https://litestream.io
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw

TABLES = {
    "_litestream_seq": "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
    "_litestream_lock": "CREATE TABLE _litestream_lock (id INTEGER)",
}
"""SQL of each table by its name, as versions 0.3 to 0.5 make them."""


def made(kind: object, name: object, sql: object) -> bool:
    """Return whether a part of a schema is one that Litestream makes, to the letter."""
    return kind == "table" and str(sql) == TABLES.get(str(name))


def remove(path: Path) -> None:
    """Remove the tables from a store that nobody has open. Raises OSError if it cannot be written."""
    try:
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection, connection:
            for name in TABLES:
                connection.execute(f'DROP TABLE IF EXISTS "{name}"')
    except apsw.Error as error:
        raise OSError(str(error)) from None
