"""Excluding people whom a rule matches, and cancelling their planned sends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.engine.planning.cancel import cancel_each
from core.engine.planning.excluded import EXCLUDED, hash_of
from core.store import outreaches
from core.store.database import Writing
from core.store.people import contacts, exclusions
from core.workspace import Workspace


def hold(
    workspace: Workspace,
    store: Writing,
    found: Iterable[int],
    now: datetime,
    actor: str,
    *,
    but: int | None = None,
) -> set[int]:
    """Compare changed contacts with the rules again, and cancel the planned sends to those whom a rule matches.

    The outreach `but` is not cancelled: the caller does that. Return the contacts that are held.
    """
    held = exclusions.hold(store, found, hash_of(workspace))
    end(workspace, store, held, now, actor, but=but)
    return held


def end(
    workspace: Workspace, store: Writing, held: Iterable[int], now: datetime, actor: str, *, but: int | None = None
) -> int:
    """Cancel all planned sends to contacts, at every step; return the number of outreaches."""
    rows = [
        row
        for contact in sorted(held)
        for ident in contacts.with_merged(store, contact)
        for row in outreaches.ended_by_block(store, ident)
        if row.id != but
    ]
    return cancel_each(workspace, store, rows, reason=EXCLUDED, now=now, actor=actor)
