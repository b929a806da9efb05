"""Rows that no function of the store would write: those of earlier versions, or deliberately invalid ones."""

from __future__ import annotations

from core.store.database import Writing

UNNUMBERED = {"campaign_count", "setting", "identity", "block", "excluded_contact", "connection", "finder"}


def add_row(store: Writing, table: str, **values: object) -> int:
    """Insert one row and return its number."""
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("?" * len(values))
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({places})'
    return store.change(sql, *values.values()) if table in UNNUMBERED else store.insert(sql, *values.values())
