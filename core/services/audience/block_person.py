"""Block one person, by all of their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.engine import refusal_lines, side_journal
from core.engine.planning.cancel import cancel_each
from core.engine.restoring import refused
from core.store import journal, outreaches
from core.store.database import Writing
from core.store.people import addresses, blocks, contacts
from core.workspace import Workspace


def block_one(workspace: Workspace, store: Writing, contact: int, now: datetime, *, remember: bool = True) -> int:
    """Block one contact and return how many outreaches were cancelled.

    Without `remember` the caller stores the hashes of the addresses.
    """
    if not contacts.block(store, contact, now):
        return 0
    journal.write(store, now, workspace.actor, "blocked", contact=contact)
    if remember:
        _remember_block(workspace, store, contact, now)
    return cancel_each(
        workspace, store, outreaches.ended_by_block(store, contact), reason="blocked", now=now, actor=workspace.actor
    )


def _remember_block(workspace: Workspace, store: Writing, contact: int, now: datetime) -> None:
    """Store a keyed hash of every address: the block is kept through imports, deletions and restores."""
    remember(workspace, store, addresses.of(store, contact), now)


def remember(workspace: Workspace, store: Writing, keys: Iterable[str], now: datetime) -> int:
    """Block each of these addresses, whether a contact has it or not; return how many were not blocked before."""
    hashes = hashes_of(workspace, keys)
    new = sum(not blocks.is_blocked(store, hashed) for hashed in hashes)
    for hashed in hashes:
        blocks.add(store, hashed, now, workspace.actor)
    lines = [refusal_lines.blocks(hashed, now) for hashed in hashes]
    refused.write(workspace, store, lines)
    return new


def take_back(workspace: Workspace, store: Writing, keys: Iterable[str], now: datetime) -> int:
    """Unblock these addresses; return the number of addresses that were blocked. Call it last in a transaction.

    The side journal gets a line for every address, so that a block which only the side journal knows ends as well.
    """
    hashes = hashes_of(workspace, keys)
    found = sum(blocks.lift(store, hashed) for hashed in hashes)
    lines = [refusal_lines.unblocks(hashed, now) for hashed in hashes]
    refused.write(workspace, store, lines)
    return found


def hashes_of(workspace: Workspace, keys: Iterable[str]) -> list[str]:
    """Return the keyed hash of each address."""
    return [side_journal.person_hash(workspace.stamp.hash_key, "", key) for key in keys]
