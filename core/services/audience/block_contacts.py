"""Block contacts, so that no member sends anything more to them, and unblock them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core.engine.restoring.erase import NAME
from core.errors import RefusedError
from core.services.audience.block_person import block_one, hashes_of, remember, take_back
from core.services.audience.contacts import find_or_address
from core.services.audience.import_batch import add_contact, join_addresses
from core.services.audience.import_contacts import read_usable
from core.services.audience.rule_holders import holders
from core.store import journal
from core.store.database import Reading, Writing
from core.store.people import addresses, blocks, contacts
from core.text import clean
from core.views.people_view import BlockedContact, BlockedFile, UnblockedContact
from core.workspace import Workspace


def block(workspace: Workspace, ref: str) -> BlockedContact:
    """Mark a contact “do not contact” and cancel everything planned for this person, for every member.

    An address that nobody imported yet is stored as a hash, so that its person is blocked once imported.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        contact = find_or_address(store, ref)
        if not isinstance(contact, int):
            if remember(workspace, store, contact, now):
                journal.write(store, now, workspace.actor, "address.blocked")
            return BlockedContact(None, "", 0)
        cancelled = block_one(workspace, store, contact, now)
        name = contacts.summary(store, contact).name
    return BlockedContact(contact, name, cancelled)


def unblock(workspace: Workspace, *refs: str) -> list[UnblockedContact]:
    """Remove "do not contact" from all of these people, or from none.

    Raises NotFoundError, and RefusedError for somebody who was erased.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        found = {ref: find_or_address(store, ref) for ref in refs}
        for ref, who in found.items():
            _refuse_erased(workspace, store, ref, who)
        done = [_freed(workspace, store, who, now) for who in dict.fromkeys(found.values())]
        take_back(workspace, store, [key for who in found.values() for key in _keys(store, who)], now)
    return done


def _keys(store: Reading, who: int | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(addresses.of(store, *contacts.with_merged(store, who))) if isinstance(who, int) else who


def _refuse_erased(workspace: Workspace, store: Reading, ref: str, who: int | tuple[str, ...]) -> None:
    hashes = set(hashes_of(workspace, _keys(store, who)))
    if (isinstance(who, int) and contacts.summary(store, who).name == NAME) or hashes & blocks.forgotten(store):
        raise erased(ref)


def erased(ref: str) -> RefusedError:
    """Return the error for unblocking somebody who was erased."""
    return RefusedError(
        f"“{clean(ref, 80)}” was erased for good (`contact forget`): only a hash is kept, so that nobody contacts "
        "this person again, which cannot be undone. Nobody was unblocked."
    )


def _freed(workspace: Workspace, store: Writing, who: int | tuple[str, ...], now: datetime) -> UnblockedContact:
    if not isinstance(who, int):
        blocked = any(blocks.is_blocked(store, one) for one in hashes_of(workspace, who))
        if blocked:
            journal.write(store, now, workspace.actor, "address.unblocked")
        return UnblockedContact(None, "", blocked)
    freed = False
    for ident in contacts.with_merged(store, who):
        if contacts.unblock(store, ident):
            freed = True
            journal.write(store, now, workspace.actor, "unblocked", contact=ident)
    held_by = holders(store, {who: False})[who]
    return UnblockedContact(who, contacts.summary(store, who).name, freed, held_by)


def block_file(workspace: Workspace, path: Path) -> BlockedFile:
    """Block everybody in a contact file, whether known yet or not."""
    file = read_usable(path)
    now = workspace.now()
    blocked = 0
    with workspace.store.write() as store:
        for person in file.people:
            contact = addresses.contact_of(store, *person.keys)
            known = add_contact(workspace, store, person, now) if contact is None else contact
            join_addresses(workspace, store, known, person.keys, now)
            block_one(workspace, store, known, now)
            blocked += 1
    return BlockedFile(file.rows, blocked, tuple(file.refused))
