"""Sources and contacts: importing files, listing, saying no for somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from core.engine import side_journal
from core.engine.planning.cancel import cancel_open
from core.engine.planning.runs import give_back_all
from core.engine.sending import call_holds
from core.errors import NotFoundError, RefusedError, UsageError
from core.rules.identity import identity_of
from core.services import held_lifting
from core.services.audience.contact_file import ContactFile, ReadPerson, read_contact_file
from core.services.audience.finders import finder_view
from core.services.dependents import campaigns_on
from core.services.engine_alive import life
from core.services.lookup import as_id, find
from core.store import agenda, journal
from core.store.database import Store
from core.store.fields import dump_json, to_us
from core.store.models import Contact, Source
from core.store.sources import NOBODY, sizes_of_sources
from core.text import clean
from core.views.people import BlockedCompany, BlockedContact, BlockedFile
from core.views.sources import ArchivedSource, ImportedFile
from core.views.sources import Source as SourceRow
from core.workspace import Workspace

CHUNK = 500
"""Rows in one transaction: others wait milliseconds, not seconds."""
REASONS = 5
"""Refused rows that the sentence about a file without anybody names."""
FILLED = ("company", "position", "location", "headline", "email", "language", "connected_on", "degree")


def import_file(
    workspace: Workspace,
    path: Path,
    name: str,
    *,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportedFile:
    """Import a contact file into a source, new or existing; the same file twice adds nobody.

    Raises UsageError where the file cannot be read or the name is empty, RefusedError where it names nobody.
    """
    name = clean(name, 100)
    if not name:
        raise UsageError("A source needs a name: --name NAME.", field="--name")
    file = read_usable(path, mapping=mapping)
    now = workspace.now()
    with workspace.store.write() as store:
        source = _source(store, name, now, workspace.actor)
    added = new_contacts = 0
    for start in range(0, len(file.people), CHUNK):
        chunk = file.people[start : start + CHUNK]
        with workspace.store.write() as store:
            one, two = _import_chunk(workspace, store, source, chunk, now)
            added, new_contacts = added + one, new_contacts + two
        if progress is not None:
            progress(start + len(chunk), len(file.people))
    with workspace.store.write() as store:
        data = {"rows": file.rows, "added": added, "file": clean(path.name, 100)}
        journal.write(store, now, workspace.actor, "source.imported", data={"source": source, **data})
        call_holds.source_changed(store, source, now, workspace.actor)
        held_lifting.edited(store, now, workspace.actor, source=source)
    return ImportedFile(
        id=source,
        name=name,
        rows=file.rows,
        added=added,
        known=file.rows - added - len(file.refused),
        new_contacts=new_contacts,
        refused=tuple(file.refused),
        columns=file.columns,
    )


def read_usable(path: Path, *, mapping: Mapping[str, str] | None = None) -> ContactFile:
    """Read a contact file. Raises RefusedError where no row names a person, with the first reasons, and UsageError."""
    file = read_contact_file(path, mapping=mapping)
    if not file.people:
        reasons = "; ".join(f"line {row.line}: {row.reason}" for row in file.refused[:REASONS])
        more = f"; and {len(file.refused) - REASONS} more" if len(file.refused) > REASONS else ""
        raise RefusedError(f"{file.unusable}{f' Refused: {reasons}{more}.' if reasons else ''}", field="file")
    return file


def _source(store: Store, name: str, now: datetime, actor: str) -> int:
    found = store.row("SELECT id, kind FROM source WHERE name = ? AND archived_at IS NULL", name)
    if found is not None:
        if found[1] != "list":
            raise RefusedError(f"“{name}” is a {found[1]}; a file can only be imported into a list.")
        return int(found[0])
    ident = store.insert("source", name=name, kind="list", created_at=to_us(now))
    journal.write(store, now, actor, "source.added", data={"source": ident})
    return ident


def _import_chunk(
    workspace: Workspace, store: Store, source: int, people: list[ReadPerson], now: datetime
) -> tuple[int, int]:
    keys = [person.identity.key for person in people]
    marks = ", ".join("?" * len(keys))
    known: dict[str, int] = dict(store.rows(f"SELECT key, contact_id FROM identity WHERE key IN ({marks})", *keys))
    added = new = 0
    for person in people:
        contact = known.get(person.identity.key)
        if contact is None:
            contact = _add_contact(workspace, store, person, now)
            known[person.identity.key] = contact
            new += 1
        else:
            _fill_in(contact, person)
        added += store.change(
            "INSERT INTO source_contact (source_id, contact_id) VALUES (?, ?) "
            "ON CONFLICT (source_id, contact_id) DO NOTHING",
            source,
            contact,
        )
    return added, new


def _add_contact(workspace: Workspace, store: Store, person: ReadPerson, now: datetime) -> int:
    """A new contact, with the "no" that was once said for this address, if any."""
    public = person.identity.kind == "public"
    contact = store.insert(
        "contact",
        public_id=person.identity.value if public else None,
        provider_id=None if public else person.identity.value,
        first_name=person.first_name,
        last_name=person.last_name,
        name=person.name,
        custom=dump_json(person.custom),
        created_at=to_us(now),
        **{field: getattr(person, field) for field in FILLED},
    )
    store.insert("identity", key=person.identity.key, contact_id=contact)
    hashed = side_journal.person_hash(workspace.stamp.hash_key, "", person.identity.key)
    if store.scalar("SELECT 1 FROM block WHERE person_hash = ?", hashed) is not None:
        store.change("UPDATE contact SET blocked_at = ? WHERE id = ?", to_us(now), contact)
    return contact


def _fill_in(contact: int, person: ReadPerson) -> None:
    """What a later file knows and an earlier one did not; what is known stays."""
    values = {field: getattr(person, field) for field in ("first_name", "last_name", "name", *FILLED)}
    values = {field: value for field, value in values.items() if value}
    row = Contact.get_by_id(contact)
    changes = {field: value for field, value in values.items() if not getattr(row, field)}
    custom = {**person.custom, **row.custom}
    if custom != row.custom:
        changes["custom"] = custom
    if changes:
        Contact.update(changes).where(Contact.id == contact).execute()


def sources(workspace: Workspace, *, archived: bool = False) -> list[SourceRow]:
    """Return the sources with their sizes and the active campaigns on them, archived ones too where asked for."""
    with workspace.store.read() as store:
        found = store.rows(
            "SELECT id, name, kind, archived_at FROM source WHERE archived_at IS NULL OR ? ORDER BY id", int(archived)
        )
        sizes = sizes_of_sources(store)
        used = campaigns_on(store, "source")
        alive = life(workspace)
        found_by = {
            ident: finder_view(workspace, ident, alive) for ident, _name, kind, _at in found if kind == "finder"
        }
    return [
        SourceRow(
            id=ident,
            name=name,
            kind=kind,
            archived=archived_at is not None,
            contacts=sizes.get(ident, NOBODY)[0],
            left=sizes.get(ident, NOBODY)[1],
            used_by=used.get(ident, ()),
            finder=found_by.get(ident),
        )
        for ident, name, kind, archived_at in found
    ]


def archive_source(workspace: Workspace, ref: str) -> ArchivedSource:
    """Archive a source: active campaigns on it become Stopped; its contacts stay."""
    now = workspace.now()
    with workspace.store.write() as store:
        source = Source.get_by_id(find(store, "source", ref))
        if source.archived_at is None:
            Source.update(archived_at=now).where(Source.id == source.id).execute()
            journal.write(store, now, workspace.actor, "source.archived", data={"source": source.id})
            for (campaign,) in store.rows("SELECT id FROM campaign WHERE source_id = ? AND active = 1", source.id):
                give_back_all(store, now, "stopped", campaign=campaign, actor=workspace.actor)
            agenda.take_off(store, "source_id", source.id)
            store.change("UPDATE finder SET next_at = NULL, closes_at = NULL WHERE source_id = ?", source.id)
    return ArchivedSource(source.id, source.name)


def find_contact(store: Store, ref: str) -> int:
    """A contact by id, or by any form of its address. Raises NotFoundError."""
    ident = as_id(ref)
    if ident is not None:
        found = store.scalar("SELECT coalesce(merged_into_id, id) FROM contact WHERE id = ?", ident)
    else:
        identity = identity_of(ref, bare=True)
        key = identity.key if identity else ""
        found = store.scalar("SELECT contact_id FROM identity WHERE key = ?", key)
    if found is None:
        raise NotFoundError(f"No contact is “{clean(ref, 80)}”. Give an id or a profile address.")
    return int(found)


def block(workspace: Workspace, ref: str) -> BlockedContact:
    """Do not contact: whatever was about to leave to this person is cancelled, for every member."""
    now = workspace.now()
    with workspace.store.write() as store:
        contact = find_contact(store, ref)
        cancelled = block_one(workspace, store, contact, now)
        name = store.scalar("SELECT name FROM contact WHERE id = ?", contact)
    return BlockedContact(contact, name, cancelled)


def block_one(workspace: Workspace, store: Store, contact: int, now: datetime, *, remember: bool = True) -> int:
    """Block one contact inside a write; returns how many outreaches were cancelled.

    Without `remember` the caller keeps the hashes of the addresses.
    """
    already = store.scalar("SELECT blocked_at FROM contact WHERE id = ?", contact)
    if already is not None:
        return 0
    store.change("UPDATE contact SET blocked_at = ? WHERE id = ?", to_us(now), contact)
    journal.write(store, now, workspace.actor, "blocked", contact=contact)
    if remember:
        _remember_block(workspace, store, contact, now)
    return cancel_open(store, "contact_id = ?", contact, reason="blocked", now=now, actor=workspace.actor)


def _remember_block(workspace: Workspace, store: Store, contact: int, now: datetime) -> None:
    """A keyed hash of every address: the "no" outlives imports, deletions and restores."""
    key = workspace.stamp.hash_key
    for (address,) in store.rows("SELECT key FROM identity WHERE contact_id = ?", contact):
        hashed = side_journal.person_hash(key, "", address)
        store.change(
            "INSERT INTO block (person_hash, reason, at, actor) VALUES (?, 'blocked', ?, ?) "
            "ON CONFLICT (person_hash) DO NOTHING",
            hashed,
            to_us(now),
            workspace.actor,
        )
        line: dict[str, object] = {"kind": "block", "person": hashed, "at": now.isoformat()}
        side_journal.append(workspace.home.intents, line, durable=store.durable)


def block_company(workspace: Workspace, company: str) -> BlockedCompany:
    """Block everybody of a company, by the company's name in any case."""
    now = workspace.now()
    with workspace.store.write() as store:
        found = store.rows(
            "SELECT id FROM contact WHERE company = ? COLLATE NOCASE AND blocked_at IS NULL",
            clean(company, 200),
        )
        for (contact,) in found:
            block_one(workspace, store, contact, now)
    return BlockedCompany(company, len(found))


def block_file(workspace: Workspace, path: Path) -> BlockedFile:
    """Block everybody in a contact file, whether known yet or not."""
    file = read_usable(path)
    now = workspace.now()
    blocked = 0
    with workspace.store.write() as store:
        for person in file.people:
            contact = store.scalar("SELECT contact_id FROM identity WHERE key = ?", person.identity.key)
            known = int(contact) if contact is not None else _add_contact(workspace, store, person, now)
            block_one(workspace, store, known, now)
            blocked += 1
    return BlockedFile(file.rows, blocked, tuple(file.refused))
