"""Block contacts: nothing leaves to them any more, from any member."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core.engine import side_journal
from core.engine.planning.cancel import cancel_all
from core.services.audience.contacts import find_contact
from core.services.audience.import_contacts import add_contact, read_usable
from core.store import journal, outreaches
from core.store.database import Writing
from core.store.people import addresses, blocks, contacts
from core.text import clean
from core.views.people_view import BlockedCompany, BlockedContact, BlockedFile
from core.workspace import Workspace


def block(workspace: Workspace, ref: str) -> BlockedContact:
    """Do not contact: whatever was about to leave to this person is cancelled, for every member."""
    now = workspace.now()
    with workspace.store.write() as store:
        contact = find_contact(store, ref)
        cancelled = block_one(workspace, store, contact, now)
        name = contacts.summary(store, contact).name
    return BlockedContact(contact, name, cancelled)


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


def block_company(workspace: Workspace, company: str) -> BlockedCompany:
    """Block everybody of a company, by the company's name in any case."""
    now = workspace.now()
    with workspace.store.write() as store:
        found = contacts.unblocked_of_company(store, clean(company, 200))
        for contact in found:
            block_one(workspace, store, contact, now)
    return BlockedCompany(company, len(found))


def block_file(workspace: Workspace, path: Path) -> BlockedFile:
    """Block everybody in a contact file, whether known yet or not."""
    file = read_usable(path)
    now = workspace.now()
    blocked = 0
    with workspace.store.write() as store:
        for person in file.people:
            contact = addresses.contact_of(store, person.identity.key)
            known = add_contact(workspace, store, person, now) if contact is None else contact
            block_one(workspace, store, known, now)
            blocked += 1
    return BlockedFile(file.rows, blocked, tuple(file.refused))
