"""Rows that no function of the store would write: those of earlier versions, or deliberately invalid ones."""

from __future__ import annotations

from core.store.database import Writing


def add_row(store: Writing, table: str, **values: object) -> int:
    """Insert one row and return its number."""
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("?" * len(values))
    return store.insert(f'INSERT INTO "{table}" ({names}) VALUES ({places})', *values.values())
