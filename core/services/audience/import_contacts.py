"""Import contact files into sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from core.engine import side_journal
from core.engine.sending import call_holds
from core.errors import RefusedError, UsageError
from core.services import held_lifting
from core.services.audience.contact_file import ContactFile, ReadPerson, read_contact_file
from core.store import journal
from core.store.database import Writing
from core.store.people import addresses, blocks, contacts, entries, sources
from core.store.people.contacts import Details
from core.text import clean
from core.views.sources_view import ImportedFile
from core.workspace import Workspace

CHUNK = 500
"""Rows in one transaction: others wait milliseconds, not seconds."""
REASONS = 5
"""Refused rows that the sentence about a file without anybody names."""


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


def _source(store: Writing, name: str, now: datetime, actor: str) -> int:
    found = sources.by_name(store, name)
    if found is not None:
        if found.kind != "list":
            raise RefusedError(f"“{name}” is a {found.kind}; a file can only be imported into a list.")
        return found.id
    ident = sources.add(store, name, "list", now)
    journal.write(store, now, actor, "source.added", data={"source": ident})
    return ident


def _import_chunk(
    workspace: Workspace, store: Writing, source: int, people: list[ReadPerson], now: datetime
) -> tuple[int, int]:
    keys = [person.identity.key for person in people]
    known = addresses.contacts_by(store, keys)
    added = new = 0
    for person in people:
        contact = known.get(person.identity.key)
        if contact is None:
            contact = add_contact(workspace, store, person, now)
            known[person.identity.key] = contact
            new += 1
        else:
            contacts.fill_in(store, contact, _details(person))
        added += entries.add(store, source, contact)
    return added, new


def add_contact(workspace: Workspace, store: Writing, person: ReadPerson, now: datetime) -> int:
    """Add a contact, blocked where somebody at this address was blocked before, and return it."""
    key, public = person.identity.key, person.identity.kind == "public"
    return contacts.add(
        store,
        _details(person),
        [key],
        now,
        public_id=person.identity.value if public else None,
        provider_id=None if public else person.identity.value,
        blocked=blocks.is_blocked(store, side_journal.person_hash(workspace.stamp.hash_key, "", key)),
    )


def _details(person: ReadPerson) -> Details:
    return Details(**{field: getattr(person, field) for field in Details._fields})
