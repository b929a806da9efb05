"""The rows of all tables, read in the order of their keys and written in transactions of a bounded size.

The statements name each table and column as text: they are the same for all tables, so no query can be compiled once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import peewee as pw

from core.errors import RefusedError
from core.store.copying.marks import NOT_COPIED
from core.store.database import Reading, Row, Store, Writing
from core.store.tables.all_tables import TABLES
from core.store.tables.base import Numbered, Table

BATCH = 5_000
"""Most rows of one transaction in the copy."""
OF_A_PROCESS = {"engine": ("heartbeat",)}
"""Columns, by table, that are left empty in a copy: no engine runs on the copy."""
ONLY_HERE = frozenset(("standby", "change_stamp"))
"""Tables that are neither copied nor compared: waiting processes, and each store's own count of its commits."""
Progress = Callable[[str, int], None]
"""A function called after each transaction, with the table and the number of its rows copied so far."""


@dataclass(frozen=True)
class Columns:
    """The stored columns of a table; those that the store computes itself are left out."""

    table: str
    names: tuple[str, ...]
    key: tuple[str, ...]
    whole: tuple[bool, ...]
    """For each column, True if it holds whole numbers, and False if it holds texts."""
    to_itself: int | None
    """Index of the column that refers to another row of the same table; None if there is none."""

    @classmethod
    def of(cls, table: type[Table]) -> Columns:
        """Return the columns of a table."""
        about: Any = table._meta  # noqa: SLF001 - Peewee has no public word for it
        names = tuple(field.column_name for field in about.sorted_fields)
        key = about.primary_key
        fields = [about.fields[name] for name in key.field_names] if isinstance(key, pw.CompositeKey) else [key]
        loops = [field.column_name for field in about.sorted_fields if getattr(field, "rel_model", None) is table]
        place = names.index(loops[0]) if loops else None
        whole = tuple(_kind(field) != "TEXT" for field in about.sorted_fields)
        return cls(about.table_name, names, tuple(field.column_name for field in fields), whole, place)

    def select(self, but: Sequence[str] = ()) -> str:
        """Return the statement that reads all rows by key, without some columns."""
        named = ", ".join(f'"{name}"' for name in self.names if name not in but)
        order = ", ".join(f'"{name}"' for name in self.key)
        which = "".join(f" AND key <> '{key}'" for key in NOT_COPIED) if self.table == "setting" else ""
        return f'SELECT {named} FROM "{self.table}" WHERE 1 = 1{which} ORDER BY {order}'

    def insert(self, signs: Sequence[str]) -> str:
        """Return the statement that adds a row; `signs` are the placeholders."""
        named = ", ".join(f'"{name}"' for name in self.names)
        return f'INSERT INTO "{self.table}" ({named}) VALUES ({", ".join(signs)})'


def copy(source: Reading, target: Store, progress: Progress = lambda _table, _rows: None) -> dict[str, int]:
    """Copy every table into an empty store, and return the number of rows of each."""
    counts: dict[str, int] = {}
    for table in TABLES:
        columns = Columns.of(table)
        if columns.table in ONLY_HERE:
            continue
        counts[columns.table] = _copy(source, target, columns, progress)
    if not target.in_file:
        with target.write() as store:
            continue_numbers(store)
    return counts


def _copy(source: Reading, target: Store, columns: Columns, progress: Progress) -> int:
    insert = columns.insert(_signs(target, len(columns.names)))
    done, later = 0, []
    empty = [columns.names.index(name) for name in OF_A_PROCESS.get(columns.table, ())]
    for batch in _batches(source.each_row(columns.select())):
        rows = batch
        if columns.to_itself is not None:  # the row that it refers to may come later
            place = columns.to_itself
            key = columns.names.index(columns.key[0])
            later += [(row[place], row[key]) for row in batch if row[place] is not None]
            empty = [place]
        if empty:
            rows = [tuple(None if place in empty else value for place, value in enumerate(row)) for row in batch]
        if not target.in_file:
            _refuse_unfit(columns, rows)
        with target.write() as store:
            store.change_many(insert, rows)
        done += len(rows)
        progress(columns.table, done)
    _refer(target, columns, later)
    return done


def _refuse_unfit(columns: Columns, rows: list[Row]) -> None:
    """Raise RefusedError for a value that only SQLite can hold: a text among numbers, or one with a NUL."""
    for row in rows:
        for value, whole, name in zip(row, columns.whole, columns.names, strict=True):
            if value is None or (type(value) is int if whole else type(value) is str and _is_text(value)):
                continue
            which = ", ".join(f"{key} {str(row[columns.names.index(key)])[:60]!r}" for key in columns.key)
            raise RefusedError(
                f"The value of {name} in the table {columns.table} ({which}) cannot be stored on a server. The source "
                "is as it was; `overture doctor` says what is wrong with it.",
                code="copy.value",
            )


def _is_text(value: str) -> bool:
    return "\0" not in value and (value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value))


def _kind(field: Any) -> str:
    return str(getattr(field, "rel_field", field).field_type)


def _refer(target: Store, columns: Columns, later: list[Row]) -> None:
    """Set the references to rows of the same table, now that all of them are there."""
    if columns.to_itself is None:
        return
    value, key = _signs(target, 2)
    name = columns.names[columns.to_itself]
    change = f'UPDATE "{columns.table}" SET "{name}" = {value} WHERE "{columns.key[0]}" = {key}'
    for batch in _batches(iter(later)):
        with target.write() as store:
            store.change_many(change, batch)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _signs(store: Store, number: int) -> list[str]:
    return ["?"] * number if store.in_file else [f"${place}" for place in range(1, number + 1)]


def continue_numbers(store: Writing) -> None:
    """Set a server's id sequences, so that new rows are numbered after the copied ones."""
    for table in TABLES:
        if issubclass(table, Numbered):
            name = Columns.of(table).table
            store.scalar(
                f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), greatest(max(id), 1), max(id) IS NOT NULL) "
                f'FROM "{name}"'
            )


def is_empty(store: Reading) -> bool:
    """Return whether no table holds a row."""
    names = {Columns.of(table).table for table in TABLES} - ONLY_HERE
    return not any(store.row(f'SELECT 1 FROM "{name}" LIMIT 1') for name in sorted(names))


def remove_all(store: Writing) -> None:
    """Remove every row of a store on a server."""
    names = ", ".join(f'"{Columns.of(table).table}"' for table in TABLES)
    store.change(f"TRUNCATE {names} RESTART IDENTITY")
