"""Rows that no function of the store would write: those of earlier versions, or deliberately invalid ones."""

from __future__ import annotations

import json

import apsw
import psycopg

from core.store.database import Reading, Row, Writing
from core.store.fields import dump_json
from core.store.postgres.database import PostgresDatabase
from core.store.tables.all_tables import TABLES

FORBIDDEN = (apsw.ConstraintError, psycopg.IntegrityError)
"""Errors of SQLite and PostgreSQL for a row that a constraint forbids."""
UNNUMBERED = {"campaign_count", "setting", "identity", "block", "excluded_contact", "connection", "finder"}


def add_row(store: Writing, table: str, **values: object) -> int:
    """Insert one row and return its number."""
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("?" * len(values))
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({places})'
    return store.change(sql, *values.values()) if table in UNNUMBERED else store.insert(sql, *values.values())


def lift_checks(store: Writing, table: str) -> None:
    """Let a table hold what its own conditions forbid, as in a store that was changed by hand."""
    if store.kind is not PostgresDatabase:
        store.rows("PRAGMA ignore_check_constraints = ON")
        return
    checks = "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(?) AND contype = 'c'"
    for (name,) in store.rows(checks, table):
        store.change(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')


def every_row(store: Reading) -> dict[str, list[Row]]:
    """Return all rows of all tables, each table's in the order of its first column."""
    names = [table._meta.table_name for table in TABLES]
    return {name: store.rows(f'SELECT * FROM "{name}" ORDER BY 1') for name in names}


def tell_in_journal(store: Writing, where: str, *values: object, **data: object) -> int:
    """Change values in the data of the journal rows that meet a condition; return the number of rows."""
    found = store.rows(f"SELECT id, data FROM journal WHERE {where}", *values)
    for ident, text in found:
        store.change("UPDATE journal SET data = ? WHERE id = ?", dump_json(json.loads(text) | data), ident)
    return len(found)
