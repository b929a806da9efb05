"""Names or ids: what a person types, turned into one row."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import NotFoundError
from core.store.database import Store
from core.text import clean

LONGEST_ID = 18
"""Digits: anything longer may not fit into 64 bits, and no store has so many rows."""

_TWIN = """kind = 'segment' AND EXISTS (
    SELECT 1 FROM source f WHERE f.kind = 'finder' AND f.archived_at IS NULL AND f.name = source.name
    AND f.id = json_extract(source.filter, '$.source[0]'))"""
"""The segment that came with a finder: while the finder runs, their name means the finder."""

_KINDS = {
    "member": ("member", "member list", "name = ?1 COLLATE NOCASE OR account_id = ?1"),
    "source": ("source", "source list", f"name = ?1 COLLATE NOCASE AND NOT ({_TWIN})"),
    "campaign": ("campaign", "campaign list", "name = ?1 COLLATE NOCASE"),
}


def find(store: Store, kind: str, ref: str, *, field: str | None = None, archived: bool = True) -> int:
    """The row id of a member, source or campaign by id or name; an id wins over a name.

    Without `archived` only what is not archived is found by name. Raises NotFoundError, listing the
    candidates of an ambiguous name.
    """
    table, listing, match = _KINDS[kind]
    ref = ref.strip()
    ident = as_id(ref)
    if ident is not None:
        found = store.scalar(f"SELECT id FROM {table} WHERE id = ?", ident)
        if found is not None:
            return int(found)
    rows = store.rows(f"SELECT id, name, archived_at FROM {table} WHERE {match} ORDER BY id", ref)
    live = [row for row in rows if row[2] is None]
    chosen = live or (rows if archived else [])
    if len(chosen) == 1:
        return int(chosen[0][0])
    if not chosen:
        raise NotFoundError(f"No {kind} is called “{clean(ref, 80)}”. `overture {listing}` shows them.", field=field)
    raise NotFoundError(_ambiguous(kind, ref, [row[0] for row in chosen]), field=field)


def as_id(ref: str) -> int | None:
    """The row id that a text spells in plain digits, as far as the store can hold it; else None."""
    return int(ref) if ref.isascii() and ref.isdigit() and len(ref) <= LONGEST_ID else None


def _ambiguous(kind: str, ref: str, ids: Sequence[int]) -> str:
    listed = ", ".join(str(ident) for ident in ids)
    return f"{len(ids)} {kind}s are called “{clean(ref, 80)}”: ids {listed}. Give one of the ids."


def containing(text: str) -> str:
    """A pattern for LIKE … ESCAPE '\\' that holds for whatever contains a text, every sign of which means itself."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
