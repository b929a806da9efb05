"""The table, column and row of a stored value that cannot be converted, in words for an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import peewee as pw

UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError)
"""Errors of a conversion, which are never errors of the database itself."""


def place_of(query: pw.Node, row: Sequence[object] = (), place: int | None = None) -> str:
    """Return, in words, the table and column from which a query read a value; without `place`, the table alone.

    `place` is the index of the value in `row`. The row's id is included if the query reads it.
    """
    columns = [_field(column) for column in _columns(query)]
    if place is None and len(columns) == 1:
        place = 0
    at = columns[place] if place is not None and place < len(columns) else None
    table = at.model if at is not None else _table(query, columns)
    if table is None:
        return "a value computed from several columns"
    name = table._meta.table_name  # noqa: SLF001 - Peewee has no public word for it
    told = f"a value of the table {name}" if at is None else f"{name}.{at.column_name}"
    number = _number(columns, row, table)
    return told if number is None else f"{told}, row {number}"


def _columns(query: Any) -> Sequence[Any]:
    """Return the columns of a query; for a union, those of its first query."""
    while isinstance(query, pw.CompoundSelectQuery):
        query = query.lhs
    return tuple(getattr(query, "_returning", None) or ())


def _field(column: Any) -> pw.Field | None:
    """Return the field behind a selected column, also under an alias; None for a computed value."""
    found = column.unalias() if isinstance(column, pw.Alias) else column
    if isinstance(found, pw.FieldAlias):
        found = found.field
    return found if isinstance(found, pw.Field) else None


def _table(query: Any, columns: Sequence[pw.Field | None]) -> type[pw.Model] | None:
    model = getattr(query, "model", None)
    return model or next((column.model for column in columns if column is not None), None)


def _number(columns: Sequence[pw.Field | None], row: Sequence[object], table: type[pw.Model]) -> object:
    """Return the id of the row in its table; None if the query does not read the id."""
    key = table._meta.primary_key  # noqa: SLF001 - Peewee has no public word for it
    found = (value for column, value in zip(columns, row, strict=False) if column is key)
    return next((value for value in found if isinstance(value, int)), None)
