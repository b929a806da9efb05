"""Contacts of a list or a finder (table `source_contact`), in the order of the import."""

from __future__ import annotations

from collections.abc import Iterable

from core.store.changes import touched
from core.store.compiled import Change, given
from core.store.database import Writing
from core.store.tables.people import SourceContact

_ONCE = (SourceContact.source, SourceContact.contact)
_ADD = Change(
    SourceContact.insert({SourceContact.source: given("source"), SourceContact.contact: given("contact")}).on_conflict(
        action="NOTHING", conflict_target=_ONCE
    ),
    about=touched.source(),
)
_COPY = Change(
    SourceContact.insert_from(
        SourceContact.select(SourceContact.source, given("to")).where(SourceContact.contact == given("contact")),
        _ONCE,
    ).on_conflict(action="NOTHING", conflict_target=_ONCE)
)
_DELETE = Change(SourceContact.delete().where(SourceContact.contact == given("contact")))


def add(store: Writing, source: int, contact: int) -> bool:
    """Add a contact to a source and return whether it was not in it before."""
    return bool(_ADD.run(store, source=source, contact=contact))


def add_many(store: Writing, source: int, contacts: Iterable[int]) -> int:
    """Add contacts to a source, in this order, and return how many were not in it before."""
    return _ADD.run_many(store, [{"source": source, "contact": contact} for contact in contacts])


def copy(store: Writing, contact: int, to: int) -> None:
    """Add a contact to all sources of another contact."""
    _COPY.run(store, contact=contact, to=to)


def delete(store: Writing, contact: int) -> None:
    """Remove a contact from all sources."""
    _DELETE.run(store, contact=contact)
