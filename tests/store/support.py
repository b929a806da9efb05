"""Stores written table by table, as an older version would have left them."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
from playhouse.apsw_ext import APSWDatabase

from core.home import Home
from core.store import migrate
from core.store.upkeep import older_shapes
from core.store.upkeep.foreign_schema import Schema, made_by, schema_of

Rows = list[tuple[object, ...]]
NOTHING = older_shapes.Lack()


@contextmanager
def connected(path: Path) -> Iterator[apsw.Connection]:
    """Yield a connection of its own to a file."""
    connection = apsw.Connection(str(path))
    try:
        yield connection
    finally:
        connection.close()


def rows(path: Path, sql: str) -> Rows:
    """Return what a statement reads from a file."""
    with connected(path) as connection:
        return list(connection.execute(sql))


def schema_at(path: Path) -> Schema:
    """Return the tables and indexes of a file."""
    with connected(path) as connection:
        return schema_of(connection.execute)


def contents(path: Path) -> dict[str, Rows]:
    """Return all rows by table, without the random values of a new store."""
    tables = [name for kind, name in schema_at(path) if kind == "table" and name != "setting"]
    return {table: rows(path, f'SELECT * FROM "{table}" ORDER BY 1') for table in tables}


def make_store(
    home: Home,
    settings: Rows,
    lack: older_shapes.Lack,
    applied: int,
    *,
    unfilled: older_shapes.Lack = NOTHING,
) -> None:
    """Write a store without some parts, one row in each table, and apply the first migrations to it.

    Tables named in `unfilled` stay empty.
    """
    home.make()
    first, *more = migrate.known()[:applied]
    whole = made_by([first])
    database = APSWDatabase(str(home.store))
    with database.connection_context(), database.atomic():
        for _part, sql in sorted(older_shapes.without(whole, lack).items(), reverse=True):  # tables before indexes
            database.execute_sql(sql)
        for kind, table in older_shapes.without(whole, lack | unfilled):
            if kind == "table" and table != "setting":
                _add_row(database, table, lack | unfilled)
        for name in more:
            runpy.run_path(str(migrate.FOLDER / f"{name}.py"))["up"](None, database)
        database.execute_sql(f"CREATE TABLE {migrate.HISTORY} (id INTEGER PRIMARY KEY, name TEXT, applied INTEGER)")
        for name in (first, *more):
            database.execute_sql(f"INSERT INTO {migrate.HISTORY} (name, applied) VALUES (?, 1)", (name,))
        for pair in settings:
            database.execute_sql("INSERT INTO setting (key, value) VALUES (?, ?)", pair)


def _text(column: str) -> str:
    """Return a text that a column may hold."""
    if column in ("custom", "data", "filter", "search", "texts"):
        return "{}"
    held = {"time_zone": "Europe/Paris", "status": "queued", "state": "sent", "languages": "[]"}
    return held.get(column, f"{column} 1")


def _add_row(database: APSWDatabase, table: str, lack: older_shapes.Lack) -> None:
    """Write one row: 1 in each number, so that each reference finds its row, and the column's name in each text."""
    values: dict[str, object] = {}
    for _number, name, kind, required, *_rest in database.execute_sql(f'PRAGMA table_info("{table}")'):
        if f"{table}.{name}" not in lack:
            values[name] = _text(str(name)) if kind == "TEXT" else 1
        elif required:
            values[name] = "" if kind == "TEXT" else 0
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    database.execute_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values()))
