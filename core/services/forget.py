"""A person is erased: everything that says who they are or what was written goes; a keyed hash keeps the "no"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.engine import erase as erasing
from core.engine import intents
from core.engine.erase import OPEN, erase, ids_of, is_open
from core.errors import RefusedError, TryAgainError
from core.home import LEAST_FREE, free_bytes
from core.services.audience import block_one, find_contact
from core.store import journal
from core.store.database import Store, translated
from core.store.fields import to_us
from core.workspace import Workspace

NAME = erasing.NAME
LARGEST = 100_000_000
"""Bytes of a store that is written anew while a person waits."""
COPIES = "Copies may remain in the store's own file; the next erasure with more room clears them."
BACKUPS = "Backups made before keep this person until you delete them."


def what_it_erases(workspace: Workspace, ref: str) -> dict[str, Any]:
    """The counts that are told before somebody is erased. Raises NotFoundError."""
    with workspace.store.read() as store:
        contact = find_contact(store, ref)
        marks, ids = ids_of(store, contact)
        counts = {
            "sent": f"delivery WHERE state = 'sent' AND contact_id IN ({marks})",
            "replies": f"reply WHERE outreach_id IN (SELECT id FROM outreach WHERE contact_id IN ({marks}))",
            "in_doubt": f"delivery WHERE {OPEN} AND contact_id IN ({marks})",
        }
        found = {name: int(store.scalar(f"SELECT count(*) FROM {sql}", *ids)) for name, sql in counts.items()}
        name = store.scalar("SELECT name FROM contact WHERE id = ?", contact)
    return {"id": str(contact), "name": name, **found}


def forget(workspace: Workspace, ref: str) -> dict[str, Any]:
    """Erase one person for good. Raises NotFoundError, and RefusedError while a send to them is in doubt."""
    now, store = workspace.now(), workspace.store
    with store.session():
        store.scalar("PRAGMA secure_delete = 1")  # what is overwritten leaves no copy in free pages
        with store.write():
            contact = find_contact(store, ref)
            _marks, ids = ids_of(store, contact)
            _refuse_while_open(store, ids)
            cancelled = sum(block_one(workspace, store, ident, now) for ident in ids)
            _keep_hashes(workspace, store, ids, now)
            for ident in ids:
                erase(store, workspace.stamp.hash_key, ident)
            journal.write(store, now, workspace.actor, "forgotten", contact=contact)
        whole = _compact(workspace)
        store.scalar("PRAGMA wal_checkpoint(TRUNCATE)")  # nor in the write-ahead log
    left = [*([] if whole else [COPIES]), *_older(workspace)]
    return {
        "id": str(contact), "forgotten": True, "cancelled": cancelled, "compacted": whole,
        "backups": " ".join([BACKUPS, *left]),
    }  # fmt: skip


def _compact(workspace: Workspace) -> bool:
    """Write the store anew, so that no page keeps a copy; return False where it is too large or lacks the room.

    SQLite moves rows between pages as a table grows, and `secure_delete` clears only where they were last.
    """
    home = workspace.home
    size = home.store.stat().st_size
    if size > LARGEST or free_bytes(home.folder) < 2 * size + LEAST_FREE:
        return False
    try:
        with translated(home.store):
            workspace.store.peewee.execute_sql("VACUUM")
    except TryAgainError:
        return False
    return True


def _older(workspace: Workspace) -> list[str]:
    """Name the files of the home that were made before: each still holds the person."""
    found = sorted(path.name for path in workspace.home.folder.glob("before-*") if path.is_file())
    return [f"In {workspace.home.folder} these do, too: {', '.join(found)}."] if found else []


def _refuse_while_open(store: Store, ids: list[int]) -> None:
    if not is_open(store, ids):
        return
    marks = ", ".join("?" * len(ids))
    doubts = f"outreach WHERE status IN ('in_doubt', 'unresolved') AND contact_id IN ({marks}) LIMIT 1"
    found = store.scalar(f"SELECT id FROM {doubts}", *ids)
    by_hand = "" if found is None else f", or say what became of it (`overture queue resolve {found}`)"
    raise RefusedError(
        "A send to this person, or taking one back, is under way or in doubt, and only their id can settle it: wait "
        f"until the engine has settled it{by_hand}, then forget them."
    )


def _keep_hashes(workspace: Workspace, store: Store, ids: list[int], now: datetime) -> None:
    """Hashes of every address by which somebody may come back, in the store and in the side journal."""
    marks = ", ".join("?" * len(ids))
    addresses = {row[0] for row in store.rows(f"SELECT key FROM identity WHERE contact_id IN ({marks})", *ids)}
    people = store.rows(f"SELECT person FROM delivery WHERE contact_id IN ({marks})", *ids)
    addresses |= {f"provider:{row[0]}" for row in people}
    for address in sorted(addresses):
        hashed = intents.person_hash(workspace.stamp.hash_key, "", address)
        store.change(
            "INSERT INTO block (person_hash, reason, at, actor) VALUES (?, 'forgotten', ?, ?) "
            "ON CONFLICT (person_hash) DO UPDATE SET reason = 'forgotten'",
            hashed,
            to_us(now),
            workspace.actor,
        )
        line: dict[str, object] = {"kind": "block", "person": hashed, "at": now.isoformat(), "forgotten": True}
        intents.append(workspace.home.intents, line, durable=store.durable)
