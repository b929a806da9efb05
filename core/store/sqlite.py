"""What only SQLite spells this way; another store would bring a file like this one."""

from __future__ import annotations

from typing import Any

import peewee as pw

from core.store.compiled import Given


def first_of(field: pw.Field, name: str) -> Any:
    """Return the first value of a named list in a field that holds lists by name as JSON, as text."""
    return pw.fn.json_extract(field, f"$.{name}[0]")


def one_of(field: pw.Field, name: str) -> Any:
    """Return the condition that a field is one of the values of a named list, however long it is."""
    return field.in_(pw.SQL("(SELECT value FROM json_each(?))", [Given(name)]))


def unindexed(field: pw.Field) -> Any:
    """Return a field by which SQLite looks up no index, where another field of the condition finds fewer rows."""
    return pw.NodeList((pw.SQL("+"), field), glue="")
