"""Block contacts: nothing leaves to them any more, from any member."""

from __future__ import annotations

from pathlib import Path

from core.services.audience.block_person import block_one
from core.services.audience.contacts import find_contact
from core.services.audience.import_contacts import add_contact, join_addresses, read_usable
from core.store.people import addresses, contacts
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
            contact = addresses.contact_of(store, *person.keys)
            known = add_contact(workspace, store, person, now) if contact is None else contact
            join_addresses(workspace, store, known, person, now)
            block_one(workspace, store, known, now)
            blocked += 1
    return BlockedFile(file.rows, blocked, tuple(file.refused))
