"""Block one person, by all of their addresses."""

from __future__ import annotations

from datetime import datetime

from core.engine import side_journal
from core.engine.planning.cancel import cancel_all
from core.store import journal, outreaches
from core.store.database import Writing
from core.store.people import addresses, blocks, contacts
from core.workspace import Workspace


def block_one(workspace: Workspace, store: Writing, contact: int, now: datetime, *, remember: bool = True) -> int:
    """Block one contact and return how many outreaches were cancelled.

    Without `remember` the caller keeps the hashes of the addresses.
    """
    if not contacts.block(store, contact, now):
        return 0
    journal.write(store, now, workspace.actor, "blocked", contact=contact)
    if remember:
        _remember_block(workspace, store, contact, now)
    return cancel_all(
        store, outreaches.ended_by_block(store, contact), reason="blocked", now=now, actor=workspace.actor
    )


def _remember_block(workspace: Workspace, store: Writing, contact: int, now: datetime) -> None:
    """A keyed hash of every address: the "no" outlives imports, deletions and restores."""
    key = workspace.stamp.hash_key
    for address in addresses.of(store, contact):
        hashed = side_journal.person_hash(key, "", address)
        blocks.add(store, hashed, now, workspace.actor)
        line: dict[str, object] = {"kind": "block", "person": hashed, "at": now.isoformat()}
        side_journal.append(workspace.home.intents, line, durable=workspace.store.durable)
