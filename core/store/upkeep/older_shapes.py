"""Stores made while the first migration was still being edited: the parts that each lacks, and their completion.

Until 2026-11-29 `0001_initial` was edited, so stores with the same applied migrations differ in their schema. Each edit
only added a table, columns or indexes. A store of such a version is completed; a store whose schema no version made is
refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import peewee as pw

from core.errors import RefusedError
from core.store.upkeep.foreign_schema import MIGRATIONS, Schema, made_by, schema_of

SCHEMA_HASH = "7b2e0f75d91dbe2091052b5a38fb3a9c7c17b983f778d8e4ab3117c284444456"
"""`hash_of` the schema that all migrations make together: a store with this hash needs no further comparison."""

Lack = frozenset[str]
"""Tables, columns (`table.column`) and indexes that a version did not make yet."""

_HAND_OVER = Lack(
    f"engine.{column}"
    for column in (
        "asked_by", "asked_at", "clock_mark", "clock_boot_us", "clock_boot_id", "clock_held_at", "clock_held_from",
        "clock_held_until", "tzdata",
    )
)  # fmt: skip


def _lacks() -> Iterator[tuple[str, Lack]]:
    """Yield the commit and the missing parts of each version, newest first, including both of two parallel branches."""
    lack = Lack(("delivery_member_id_intent_at", "delivery_member_id_person", "delivery_member_id_state"))
    yield "e67115d", lack
    lack |= {"foreign_invitation.noted"}
    yield "7fc334e", lack
    lack |= {"quarantine.member_hash"}
    yield "03261d2", lack
    lack |= {"finder.stopped_at"}
    yield "4761467", lack
    lack |= {"outreach.withdraw_at", "outreach.withdraw_by", "outreach_status_withdraw_at"}
    yield "17982c9", lack
    yield "7563df8", lack | _HAND_OVER
    lack |= {"finder", "finder_member_id", "finder_next_at"}
    yield "895164d", lack | _HAND_OVER
    lack |= {"source.filter"}
    yield "7157a4a", lack
    yield "6b3d10e", lack | _HAND_OVER
    lack |= {"quarantine", "quarantine_key", "quarantine_member_id", "quarantine_person_hash_step"}
    yield "f706a7f", lack
    yield "ca7c67b", lack | _HAND_OVER


LACKS = dict(_lacks())


def hash_of(schema: Schema) -> str:
    """Return a hash of a schema, independent of the order of its parts."""
    return hashlib.sha256(repr(sorted(schema.items())).encode()).hexdigest()


def without(schema: Schema, lack: Lack) -> Schema:
    """Return a schema without some of its parts."""
    return {(kind, name): _without_columns(name, sql, lack) for (kind, name), sql in schema.items() if name not in lack}


def _without_columns(table: str, sql: str, lack: Lack) -> str:
    for part in lack:
        owner, _dot, column = part.partition(".")
        if owner == table and column:
            sql = re.sub(rf'"{column}" \w+( NOT NULL)?,? ?', "", sql, count=1)
    return re.sub(r", ?\)$", " )", sql)


def version_of(schema: Schema, migrations: Sequence[str], folder: Path = MIGRATIONS) -> str | None:
    """Return the commit of the version that made a schema and then applied these migrations; None if none did."""
    wanted = made_by(migrations, folder)
    return next((commit for commit, lack in LACKS.items() if without(wanted, lack) == schema), None)


def missing_parts(database: pw.Database, migrations: Sequence[str], path: Path, folder: Path = MIGRATIONS) -> Lack:
    """Return the parts of its migrations' schema that an open store lacks; for most stores none.

    Parts that Overture does not use, such as an index made by hand, are left alone. Raises RefusedError if no version
    of Overture made the schema.
    """
    found = schema_of(database.execute_sql)
    if hash_of(found) == SCHEMA_HASH:
        return Lack()
    wanted = made_by(migrations, folder)
    if wanted.items() <= found.items():
        return Lack()
    commit = version_of({part: sql for part, sql in found.items() if part in wanted}, migrations, folder)
    if commit is None:
        kind, name = min((part for part, sql in wanted.items() if found.get(part) != sql), key=_tables_first)
        raise RefusedError(
            f"No version of Overture made the schema of the store {path}: the {kind} {name} is missing or changed. "
            "Restore a backup with `overture restore FILE`, or use another home."
        )
    return LACKS[commit]


def _tables_first(part: tuple[str, str]) -> tuple[bool, str]:
    kind, name = part
    return kind != "table", name


def complete(database: pw.Database, migrations: Sequence[str], lack: Lack, folder: Path = MIGRATIONS) -> None:
    """Add the missing parts of a store, inside a transaction with foreign keys off; a new column is empty, or 0."""
    wanted = made_by(migrations, folder)
    for table in sorted({part.partition(".")[0] for part in lack if "." in part} - lack):
        _rebuild(database, table, wanted["table", table])
    found = schema_of(database.execute_sql)
    for part in sorted(wanted.keys() - found.keys(), key=lambda part: part[0] == "index"):
        database.execute_sql(wanted[part])


def _rebuild(database: pw.Database, table: str, sql: str) -> None:
    """Replace a table by one with more columns, so that its schema text equals that of a new store."""
    database.execute_sql(sql.replace(f'"{table}"', f'"new_{table}"', 1))
    old = {str(column[1]) for column in database.execute_sql(f'PRAGMA table_info("{table}")')}
    values = {
        str(name): f'"{name}"' if name in old else "NULL" if not required else "''" if kind == "TEXT" else "0"
        for _number, name, kind, required, *_rest in database.execute_sql(f'PRAGMA table_info("new_{table}")')
    }
    names = ", ".join(f'"{name}"' for name in values)
    database.execute_sql(f'INSERT INTO "new_{table}" ({names}) SELECT {", ".join(values.values())} FROM "{table}"')
    database.execute_sql(f'DROP TABLE "{table}"')
    database.execute_sql(f'ALTER TABLE "new_{table}" RENAME TO "{table}"')
