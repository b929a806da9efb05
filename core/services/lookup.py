"""Names or ids as a person types them, resolved to one row."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import NotFoundError
from core.store.database import Reading
from core.store.views import names
from core.text import clean

LONGEST_ID = 18
"""Most digits of an id: a longer one may not fit into 64 bits."""

_LISTINGS = {"member": "member list", "source": "source list", "campaign": "campaign list"}


def find(store: Reading, kind: str, ref: str, *, field: str | None = None, archived: bool = True) -> int:
    """Return the row id of a member, source or campaign by id or name; an id wins over a name.

    Without `archived` only unarchived ones are found by name. Raises NotFoundError, listing the candidates of an
    ambiguous name.
    """
    ref = ref.strip()
    ident = as_id(ref)
    if ident is not None and names.by_id(store, kind, ident) is not None:
        return ident
    found = names.by_name(store, kind, ref)
    live = [row for row in found if not row.archived]
    chosen = live or (found if archived else [])
    if len(chosen) == 1:
        return chosen[0].id
    if not chosen:
        listing = _LISTINGS[kind]
        raise NotFoundError(f"No {kind} is called “{clean(ref, 80)}”. `overture {listing}` shows them.", field=field)
    raise NotFoundError(_ambiguous(kind, ref, [row.id for row in chosen]), field=field)


def as_id(ref: str) -> int | None:
    """Return the row id that a text spells in plain digits, if the store can hold it; else None."""
    return int(ref) if ref.isascii() and ref.isdigit() and len(ref) <= LONGEST_ID else None


def _ambiguous(kind: str, ref: str, ids: Sequence[int]) -> str:
    listed = ", ".join(str(ident) for ident in ids)
    return f"{len(ids)} {kind}s are called “{clean(ref, 80)}”: ids {listed}. Give one of the ids."


def containing(text: str) -> str:
    """Return a pattern for LIKE … ESCAPE '\\' that matches texts containing this one, taken literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
