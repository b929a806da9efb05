"""A person is erased: everything that says who they are or what was written goes; a keyed hash keeps the "no".

What is counted stays: rows of outreach, delivery and journal keep their moments, statuses and ids. A text that left
becomes its keyed hash in the delivery and in its approval, so that `verify` still sees that they are the same.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from core.engine import intents
from core.errors import RefusedError
from core.services.audience import block_one, find_contact
from core.store import journal
from core.store.database import Store
from core.store.fields import dump_json, to_us
from core.workspace import Workspace

NAME = "(forgotten)"
BACKUPS = "Backups made before keep this person until you delete them."
_OPEN = "state IN ('sending', 'in_doubt', 'unresolved')"
_KEPT = frozenset({"to", "from", "batch", "at", "reason"})
"""Texts in the data of a journal row that say nothing about the person."""
_TEXTS = """first_name = '', last_name = '', company = '', position = '', location = '', headline = '', email = '',
language = '', connected_on = '', degree = '', custom = '{}', public_id = NULL, provider_id = NULL"""


def what_it_erases(workspace: Workspace, ref: str) -> dict[str, Any]:
    """The counts that are told before somebody is erased. Raises NotFoundError."""
    with workspace.store.read() as store:
        contact = find_contact(store, ref)
        marks, ids = _ids(store, contact)
        counts = {
            "sent": f"delivery WHERE state = 'sent' AND contact_id IN ({marks})",
            "replies": f"reply WHERE outreach_id IN (SELECT id FROM outreach WHERE contact_id IN ({marks}))",
            "in_doubt": f"delivery WHERE {_OPEN} AND contact_id IN ({marks})",
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
            marks, ids = _ids(store, contact)
            if store.scalar(f"SELECT 1 FROM delivery WHERE {_OPEN} AND contact_id IN ({marks}) LIMIT 1", *ids):
                raise RefusedError(
                    "A send to this person is under way or in doubt, and only their id can settle it: wait, or say "
                    "what became of it (`overture queue resolve`), then forget them."
                )
            cancelled = sum(block_one(workspace, store, ident, now) for ident in ids)
            _keep_hashes(workspace, store, ids, now)
            for ident in ids:
                _erase(workspace, store, ident)
            journal.write(store, now, workspace.actor, "forgotten", contact=contact)
        store.scalar("PRAGMA wal_checkpoint(TRUNCATE)")  # nor in the write-ahead log
    return {"id": str(contact), "forgotten": True, "cancelled": cancelled, "backups": BACKUPS}


def _ids(store: Store, contact: int) -> tuple[str, list[int]]:
    """The contact and all that were merged into it."""
    ids = [row[0] for row in store.rows("SELECT id FROM contact WHERE id = ?1 OR merged_into_id = ?1", contact)]
    return ", ".join("?" * len(ids)), ids


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
        line: dict[str, object] = {"kind": "block", "person": hashed, "at": now.isoformat()}
        intents.append(workspace.home.intents, line, durable=store.durable)


def _erase(workspace: Workspace, store: Store, contact: int) -> None:
    key = workspace.stamp.hash_key
    addresses = [row[0] for row in store.rows("SELECT person FROM delivery WHERE contact_id = ?", contact)]
    for person in sorted(set(addresses)):
        hashed = intents.hidden(key, person)
        store.change("UPDATE foreign_invitation SET person = '' WHERE person = ?", person)
        store.change("UPDATE delivery SET person = ? WHERE contact_id = ? AND person = ?", hashed, contact, person)
    for ident, text in store.rows("SELECT id, text FROM delivery WHERE contact_id = ? AND text <> ''", contact):
        store.change("UPDATE delivery SET text = ? WHERE id = ?", intents.hidden(key, text), ident)
    store.change("UPDATE delivery SET words = '', provider_ref = NULL WHERE contact_id = ?", contact)
    for ident, data in store.rows("SELECT id, data FROM journal WHERE contact_id = ? AND data IS NOT NULL", contact):
        store.change("UPDATE journal SET data = ? WHERE id = ?", _scrubbed(key, data), ident)
    store.change(
        "UPDATE reply SET text = '' WHERE outreach_id IN (SELECT id FROM outreach WHERE contact_id = ?)", contact
    )
    store.change(
        "UPDATE outreach SET person = NULL, text = NULL, chat_id = NULL, invitation_id = NULL, language = '', "
        "withdraw_at = NULL "
        "WHERE contact_id = ?",
        contact,
    )
    store.change("DELETE FROM identity WHERE contact_id = ?", contact)
    store.change("DELETE FROM source_contact WHERE contact_id = ?", contact)
    store.change(f"UPDATE contact SET name = ?, {_TEXTS} WHERE id = ?", NAME, contact)


def _scrubbed(key: str, data: str) -> str:
    """The data of a journal row: numbers and statuses stay, a text becomes its hash, other words go."""
    told = json.loads(data)
    if not isinstance(told, dict):
        return "null"
    kept = {name: value for name, value in told.items() if not isinstance(value, str | list | dict) or name in _KEPT}
    if told.get("text"):
        kept["text"] = intents.hidden(key, str(told["text"]))
    return dump_json(kept)
