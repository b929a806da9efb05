"""Adding one batch of a contact file's people to a source, with a few statements in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Self

from core.engine.planning import hold_excluded
from core.rules.value_origin import NewValue, Origin, Settled
from core.services.audience.block_person import block_one, hashes_of
from core.services.audience.connections import note_connections
from core.services.audience.contact_file import Batch, ReadPerson
from core.services.campaigns import follow_values
from core.services.campaigns.follow_values import Changes
from core.store.database import Reading, Writing
from core.store.members import MemberRow
from core.store.people import addresses, blocks, contact_values, contacts, entries, exclusions
from core.store.people.contacts import NewContact
from core.store.people.person_fields import FIELDS
from core.views.people_view import ChangedTexts
from core.workspace import Workspace

KeysOf = Sequence[str]


@dataclass
class Sums:
    """The results of the rows so far."""

    added: int = 0
    new: int = 0
    updated: int = 0
    filled: int = 0
    differ: int = 0
    kept: int = 0
    texts: ChangedTexts = field(default_factory=ChangedTexts)
    held: Counter[int] = field(default_factory=Counter)
    """People whom a rule excludes, by rule."""
    connected: int = 0
    cancelled: int = 0
    """Invitations to people who are connected."""

    def count(self, done: Settled) -> None:
        """Count the result for one person who was known before."""
        replaced = any(before for before, _after in done.changed.values())
        self.updated += replaced
        self.filled += bool(done.changed) and not replaced
        self.differ += bool(done.differ)
        self.kept += bool(done.kept)

    @classmethod
    def of(cls, noted: Mapping[str, Any]) -> Self:
        """Restore sums from the form that `noted` returns."""
        held = Counter({int(rule): count for rule, count in noted["held"].items()})
        return cls(**{**noted, "texts": ChangedTexts(**noted["texts"]), "held": held})

    def noted(self) -> dict[str, object]:
        """Return the sums in a form that can be stored as JSON."""
        whole = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**whole, "texts": asdict(self.texts), "held": dict(self.held)}

    def __iadd__(self, other: Sums) -> Self:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        return self


def import_batch(
    workspace: Workspace,
    store: Writing,
    source: int,
    batch: Batch,
    now: datetime,
    *,
    update: bool,
    connected: MemberRow | None = None,
) -> Sums:
    """Add new people, update known people with the values that win, and add all of them to the source, in order.

    With `connected` the people are that member's connections.
    """
    known = addresses.contacts_by(store, (key for person in batch.people for key in person.keys))
    blocked = _blocked_of(workspace, store, [key for person in batch.people for key in person.keys])
    found = [next((known[key] for key in person.keys if key in known), None) for person in batch.people]
    new = [person for person, contact in zip(batch.people, found, strict=True) if contact is None]
    added = iter(contacts.add_many(store, [_new(person, blocked) for person in new], now))
    sums = _tell(workspace, store, zip(batch.people, found, strict=True), known, now, update=update)
    sums.new = len(new)
    ids = [next(added) if contact is None else contact for contact in found]
    sums.added = entries.add_many(store, source, ids)
    hold_excluded.hold(workspace, store, set(ids), now, workspace.actor)
    sums.held.update(rule for rules in exclusions.holding(store, ids).values() for rule in rules)
    if connected is not None:
        people = dict(zip(ids, batch.people, strict=True))
        sums.connected, sums.cancelled = note_connections(workspace, store, connected, people, now)
    for identities in batch.further:
        _join_further(workspace, store, [one.key for one in identities], now)
    return sums


def _tell(
    workspace: Workspace,
    store: Writing,
    people: Iterable[tuple[ReadPerson, int | None]],
    known: dict[str, int],
    now: datetime,
    *,
    update: bool,
) -> Sums:
    """Merge the file's values into the known contacts among `people`; a new person is paired with None."""
    sums, changes = Sums(), dict[int, Changes]()
    kept = contact_values.stored_of(store, set(known.values()))
    origin = Origin.UPDATE if update else Origin.FILE
    for person, contact in people:
        if contact is None:
            continue
        if any(known.get(key) != contact for key in person.keys):
            join_addresses(workspace, store, contact, person.keys, now)
        told = _told(person, origin)
        if contact in changes:  # by another of their addresses in an earlier row
            done = contact_values.tell(store, contact, told, now, update=update)
        else:
            done = contact_values.merge_stored(store, kept[contact], told, now, update=update)
        contact_values.journal_change(store, contact, done.changed, now, workspace.actor, by=origin)
        sums.count(done)
        if done.changed:
            changes[contact] = {**done.changed, **changes.get(contact, {})}
    sums.texts += follow_values.follow(store, changes, now, workspace.actor)
    return sums


def add_contact(workspace: Workspace, store: Writing, person: ReadPerson, now: datetime) -> int:
    """Add a contact, blocked if one of its addresses was blocked before, and return its id."""
    return contacts.add_many(store, [_new(person, _blocked_of(workspace, store, person.keys))], now)[0]


def join_addresses(workspace: Workspace, store: Writing, contact: int, keys: KeysOf, now: datetime) -> None:
    """Give a known contact a row's addresses that nobody has; block the contact if one of the addresses is blocked."""
    for key in keys:
        addresses.add_unknown(store, key, contact)
    if _blocked_of(workspace, store, keys):
        block_one(workspace, store, contact, now)


def _join_further(workspace: Workspace, store: Writing, keys: KeysOf, now: datetime) -> None:
    """Give a person of an earlier row the further addresses of a later row; skip one whom a dry run did not save."""
    known = addresses.contacts_by(store, keys)
    contact = next((known[key] for key in keys if key in known), None)
    if contact is not None and len(known) < len(keys):
        join_addresses(workspace, store, contact, keys, now)


def _blocked_of(workspace: Workspace, store: Reading, keys: KeysOf) -> set[str]:
    """Return which of these addresses are blocked."""
    if blocks.is_empty(store):
        return set()
    by_hash = dict(zip(hashes_of(workspace, keys), keys, strict=True))
    return {by_hash[found] for found in blocks.blocked_of(store, by_hash)}


def _new(person: ReadPerson, blocked: set[str]) -> NewContact:
    public = person.value_of("public")
    return NewContact(
        person,
        person.keys,
        public,
        person.value_of("provider") if public is None else None,
        not blocked.isdisjoint(person.keys),
        contact_values.first_origins(_told(person, Origin.FILE)) if person.cut or person.written else None,
    )


def _told(person: ReadPerson, origin: Origin) -> dict[str, NewValue]:
    """Return the values of a row by field, each with its origin: the row itself, or a part of a full name."""
    told = {
        name: NewValue(text, Origin.FULL_NAME if name in person.cut else origin, person.written.get(name, ""))
        for name in FIELDS
        if (text := getattr(person, name))
    }
    return told | {f"{contact_values.CUSTOM}{name}": NewValue(text, origin) for name, text in person.custom.items()}
