"""Names or ids: what a person types, turned into one row."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import NotFoundError
from core.store.database import Store

_KINDS = {
    "member": ("member", "member list", "name = ?1 COLLATE NOCASE OR account_id = ?1"),
    "source": ("source", "source list", "name = ?1 COLLATE NOCASE"),
    "campaign": ("campaign", "campaign list", "name = ?1 COLLATE NOCASE"),
}


def find(store: Store, kind: str, ref: str, *, field: str | None = None, archived: bool = True) -> int:
    """The row id of a member, source or campaign by id or name; an id wins over a name.

    Without `archived` only what is not archived is found by name. Raises NotFoundError, listing the
    candidates of an ambiguous name.
    """
    table, listing, match = _KINDS[kind]
    ref = ref.strip()
    if ref.isdigit():
        found = store.scalar(f"SELECT id FROM {table} WHERE id = ?", int(ref))
        if found is not None:
            return int(found)
    rows = store.rows(f"SELECT id, name, archived_at FROM {table} WHERE {match} ORDER BY id", ref)
    live = [row for row in rows if row[2] is None]
    chosen = live or (rows if archived else [])
    if len(chosen) == 1:
        return int(chosen[0][0])
    if not chosen:
        raise NotFoundError(f"No {kind} is called “{ref}”. `overture {listing}` shows them.", field=field)
    raise NotFoundError(_ambiguous(kind, ref, [row[0] for row in chosen]), field=field)


def _ambiguous(kind: str, ref: str, ids: Sequence[int]) -> str:
    listed = ", ".join(str(ident) for ident in ids)
    return f"{len(ids)} {kind}s are called “{ref}”: ids {listed}. Give one of the ids."
