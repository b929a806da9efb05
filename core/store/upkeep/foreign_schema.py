"""The schema that a backup must have: exactly what its own migrations make."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import apsw
from playhouse.apsw_ext import APSWDatabase

from core.store.upkeep import litestream

Schema = dict[tuple[str, str], str]
MIGRATIONS = Path(__file__).parents[1] / "migrations"
_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'schema_migration'"


def unlike(connection: apsw.Connection, migrations: Sequence[str]) -> str | None:
    """Return, in words, the first table or index that differs from these migrations' schema; None if none does."""
    found, wanted = schema_of(connection.execute), made_by(migrations)
    for kind, name in sorted(found.keys() | wanted.keys()):
        if found.get((kind, name)) != wanted.get((kind, name)):
            state = (
                "is missing" if (kind, name) not in found else "is changed" if (kind, name) in wanted else "is foreign"
            )
            return f"the {kind} {name[:60]!r} {state}"
    return None


def made_by(migrations: Sequence[str], folder: Path = MIGRATIONS) -> Schema:
    """Return the schema that these migrations of a folder make, by kind and name."""
    database = APSWDatabase(":memory:")
    database.connect()
    try:
        for name in migrations:
            runpy.run_path(str(folder / f"{name}.py"))["up"](None, database)
        return schema_of(database.execute_sql)
    finally:
        database.close()


def schema_of(execute: Callable[[str], Iterable[Sequence[object]]]) -> Schema:
    """Return the SQL of an open store's tables and indexes, by kind and name, with uniform white space.

    Tables of Litestream, which may follow any store, are left out.
    """
    return {
        (str(kind), str(name)): " ".join(str(sql).split())
        for kind, name, sql in execute(_SCHEMA)
        if not litestream.made(kind, name, sql)
    }
