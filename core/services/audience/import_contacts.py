"""Import contact files into sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from core.engine import side_journal
from core.engine.sending import call_holds
from core.errors import RefusedError, UsageError
from core.rules.value_origin import Origin, Settled, Told
from core.services import held_lifting
from core.services.audience.block_person import block_one
from core.services.audience.contact_file import ContactFile, ReadPerson, read_contact_file
from core.services.audience.first_greeting import first_greeting
from core.services.audience.strict_import import refuse_guesses
from core.services.campaigns import follow_values
from core.services.campaigns.follow_values import Changes
from core.store import journal
from core.store.database import Writing
from core.store.people import addresses, blocks, contact_values, contacts, entries, sources
from core.store.people.contacts import Details
from core.text import clean
from core.views.contact_file_view import Greeting
from core.views.people_view import ChangedTexts
from core.views.sources_view import ImportedFile
from core.workspace import Workspace


@dataclass
class _Sums:
    """What became of the rows so far."""

    added: int = 0
    new: int = 0
    updated: int = 0
    filled: int = 0
    differ: int = 0
    kept: int = 0
    texts: ChangedTexts = field(default_factory=ChangedTexts)

    def count(self, done: Settled) -> None:
        """Count one person who was known."""
        replaced = any(before for before, _after in done.changed.values())
        self.updated += replaced
        self.filled += bool(done.changed) and not replaced
        self.differ += bool(done.differ)
        self.kept += bool(done.kept)

    def __iadd__(self, other: _Sums) -> Self:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        return self


@dataclass(frozen=True, slots=True)
class HowToRead:
    """How a person says that a file is to be read; what is not said is found out."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column -> field."""
    encoding: str | None = None
    sheet: str | None = None


AS_FOUND = HowToRead()
CHUNK = 500
"""Rows in one transaction: others wait milliseconds, not seconds."""
REASONS = 5
"""Refused rows that the sentence about a file without anybody names."""


def import_file(
    workspace: Workspace,
    path: Path,
    name: str,
    *,
    reading: HowToRead = AS_FOUND,
    update: bool = False,
    strict: bool = False,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportedFile:
    """Import a contact file into a source, new or existing; the same file twice adds nobody.

    Of people who are known it fills in what is empty; with `update` its values win over those of earlier files.
    A `dry_run` does the same and saves nothing. Raises UsageError where the file cannot be read or the name is empty,
    RefusedError where it names nobody, and with `strict` for whatever had to be guessed or left out.
    """
    name = clean(name, 100)
    if not name:
        raise UsageError("A source needs a name: --name NAME.", field="--name")
    file = read_usable(path, reading)
    if strict:
        refuse_guesses(file)
    if dry_run:
        return _tried(workspace, file, name, update=update, progress=progress)
    now = workspace.now()
    with workspace.store.write() as store:
        source = _source(store, name, now, workspace.actor)
    sums = _Sums()
    for start in range(0, len(file.people), CHUNK):
        chunk = file.people[start : start + CHUNK]
        with workspace.store.write() as store:
            sums += _import_chunk(workspace, store, source, chunk, now, update=update)
        if progress is not None:
            progress(start + len(chunk), len(file.people))
    with workspace.store.write() as store:
        data = {"rows": file.rows, "added": sums.added, "file": clean(path.name, 100)}
        journal.write(store, now, workspace.actor, "source.imported", data={"source": source, **data})
        call_holds.source_changed(store, source, now, workspace.actor)
        if sums.filled or sums.updated:
            call_holds.values_came(store, now, workspace.actor)
        held_lifting.edited(store, now, workspace.actor, source=source)
        greeting = first_greeting(store, source, file.people[0])
    return _told_of(file, name, source, sums, greeting)


class _NothingSaved(Exception):  # noqa: N818 - no error: it ends a transaction that was only tried
    """Raised within a transaction that is not to be kept."""


def _tried(
    workspace: Workspace, file: ContactFile, name: str, *, update: bool, progress: Callable[[int, int], None] | None
) -> ImportedFile:
    """Import each chunk in a transaction that is taken back, and return what it would have come to."""
    now, sums, greeting = workspace.now(), _Sums(), None
    with workspace.store.read() as store:
        known = sources.by_name(store, name)
    for start in range(0, len(file.people), CHUNK):
        chunk = file.people[start : start + CHUNK]
        with suppress(_NothingSaved), workspace.store.write() as store:
            source = _source(store, name, now, workspace.actor)
            sums += _import_chunk(workspace, store, source, chunk, now, update=update)
            greeting = greeting or first_greeting(store, source, chunk[0])
            raise _NothingSaved
        if progress is not None:
            progress(start + len(chunk), len(file.people))
    told = _told_of(file, name, known.id if known is not None else None, sums, greeting)
    return replace(told, dry_run=True)


def _told_of(file: ContactFile, name: str, source: int | None, sums: _Sums, greeting: Greeting | None) -> ImportedFile:
    return ImportedFile(
        id=source,
        name=name,
        rows=file.rows,
        added=sums.added,
        known=file.rows - sums.added - len(file.refused),
        new_contacts=sums.new,
        updated=sums.updated,
        filled=sums.filled,
        differ=sums.differ,
        kept=sums.kept,
        texts=sums.texts,
        refused=tuple(file.refused),
        report=file.report,
        greeting=greeting,
    )


def read_usable(path: Path, reading: HowToRead = AS_FOUND) -> ContactFile:
    """Read a contact file. Raises RefusedError where no row names a person, with the first reasons, and UsageError."""
    file = read_contact_file(path, mapping=reading.mapping, encoding=reading.encoding, sheet=reading.sheet)
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
    workspace: Workspace, store: Writing, source: int, people: list[ReadPerson], now: datetime, *, update: bool
) -> _Sums:
    keys = [key for person in people for key in person.keys]
    known = addresses.contacts_by(store, keys)
    sums, changes = _Sums(), dict[int, Changes]()
    for person in people:
        contact = next((known[key] for key in person.keys if key in known), None)
        if contact is None:
            contact = add_contact(workspace, store, person, now)
            sums.new += 1
        else:
            if any(known.get(key) != contact for key in person.keys):
                join_addresses(workspace, store, contact, person, now)
            origin = Origin.UPDATE if update else Origin.FILE
            done = contact_values.tell(store, contact, _told(person, origin), now, update=update)
            contact_values.journal_change(store, contact, done.changed, now, workspace.actor, by=origin)
            sums.count(done)
            if done.changed:
                changes[contact] = {**done.changed, **changes.get(contact, {})}
        known |= {key: known.get(key, contact) for key in person.keys}
        sums.added += entries.add(store, source, contact)
    sums.texts += follow_values.follow(store, changes, now, workspace.actor)
    return sums


def add_contact(workspace: Workspace, store: Writing, person: ReadPerson, now: datetime) -> int:
    """Add a contact, blocked where somebody at one of these addresses was blocked before, and return it."""
    public = person.value_of("public")
    return contacts.add(
        store,
        _details(person),
        person.keys,
        now,
        public_id=public,
        provider_id=person.value_of("provider") if public is None else None,
        blocked=_is_blocked(workspace, store, person),
        told=_told(person, Origin.FILE) if person.cut or person.written else None,
    )


def join_addresses(workspace: Workspace, store: Writing, contact: int, person: ReadPerson, now: datetime) -> None:
    """Give a known contact the further addresses of a row, unless somebody else has them; a block of one holds on."""
    for key in person.keys:
        addresses.add_unknown(store, key, contact)
    if _is_blocked(workspace, store, person):
        block_one(workspace, store, contact, now)


def _is_blocked(workspace: Workspace, store: Writing, person: ReadPerson) -> bool:
    hash_key = workspace.stamp.hash_key
    return any(blocks.is_blocked(store, side_journal.person_hash(hash_key, "", key)) for key in person.keys)


def _told(person: ReadPerson, origin: Origin) -> dict[str, Told]:
    """Return what a row says, field by field, and what of it was only cut from a full name."""
    told = {
        name: Told(text, Origin.FULL_NAME if name in person.cut else origin, person.written.get(name, ""))
        for name in contact_values.FIELDS
        if (text := getattr(person, name))
    }
    return told | {f"{contact_values.CUSTOM}{name}": Told(text, origin) for name, text in person.custom.items()}


def _details(person: ReadPerson) -> Details:
    return Details(**{field: getattr(person, field) for field in Details._fields})
