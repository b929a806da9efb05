"""Sources (table `source`): lists, finders and segments, and how many people each holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import peewee as pw

from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Writing
from core.store.people.source_people import Size, size
from core.store.spelled import first_of
from core.store.tables.outreach import Outreach
from core.store.tables.people import Contact, ExcludedContact, Source, SourceContact


class SourceRow(NamedTuple):
    """A source; `kind` is list, finder or segment."""

    id: int
    name: str
    kind: str
    archived: bool


class _Count(NamedTuple):
    source: int
    number: int


_ROW = Source.select(Source.id, Source.name, Source.kind, Source.archived_at.is_null(False)).order_by(Source.id)
_LIVE = Source.archived_at.is_null()
_ONE = Select(_ROW.where(Source.id == given("id")), SourceRow)
_BY_NAME = Select(_ROW.where((Source.name == given("name")) & _LIVE), SourceRow)
_EVERY = Select(_ROW, SourceRow)
_ALL_LIVE = Select(_ROW.where(_LIVE), SourceRow)
_SEGMENTS = Select(Source.select(Source.id).where(Source.kind == "segment"), int)
_COUNT = Select(Source.select(pw.fn.COUNT(Source.id)).where(_LIVE), int)
_ADD = Insert(
    Source.insert(
        {
            Source.name: given("name"),
            Source.kind: given("kind"),
            Source.filter: given("filter"),
            Source.created_at: given("now"),
        }
    )
)
_RENAME = Change(Source.update({Source.name: given("name")}).where(Source.id == given("id")))
_RENAME_SEGMENT = Change(
    Source.update({Source.name: given("name")}).where(
        (Source.kind == "segment")
        & (Source.name == given("before"))
        & _LIVE
        & (first_of(Source.filter, "source") == given("finder"))
    )
)
_ARCHIVE = Change(Source.update({Source.archived_at: given("now")}).where((Source.id == given("id")) & _LIVE))

NOBODY = Size(0, 0)
_SIZES = Select(
    SourceContact.select(SourceContact.source, pw.fn.COUNT(SourceContact.id)).group_by(SourceContact.source), _Count
)
_MERGED_AWAY = Contact.select(Contact.id).where(Contact.merged_into.is_null(False))
_EXCLUDED_PEOPLE = ExcludedContact.select(ExcludedContact.contact)
_NOT_FREE = Contact.select(Contact.id).where(Contact.blocked_at.is_null(False) | Contact.merged_into.is_null(False))
_DRAWN = pw.fn.EXISTS(Outreach.select(Outreach.id).where(Outreach.contact == SourceContact.contact))
"""The condition that a person was drawn.

An index search for each person takes half as long as listing all drawn people.
"""


def segments(store: Reading) -> list[int]:
    """Return the segments: the sources whose people are found by a filter."""
    return _SEGMENTS.all(store)


def _counted(condition: Any) -> Select[_Count]:
    """Return the query that counts the people of each source who meet a condition."""
    people = SourceContact.select(SourceContact.source, pw.fn.COUNT(SourceContact.id)).where(condition)
    return Select(people.group_by(SourceContact.source), _Count)


_MERGED = _counted(SourceContact.contact.in_(_MERGED_AWAY))
_EXCLUDED = _counted(SourceContact.contact.in_(_EXCLUDED_PEOPLE))
_GONE = _counted(_DRAWN | SourceContact.contact.in_(_NOT_FREE) | SourceContact.contact.in_(_EXCLUDED_PEOPLE))


def sizes_of_sources(store: Reading) -> dict[int, Size]:
    """Count the people of each source, merged contacts once; a source that is missing from the result has nobody."""
    merged, gone, excluded = dict(_MERGED.all(store)), dict(_GONE.all(store)), dict(_EXCLUDED.all(store))
    sizes = {
        source: Size(number - merged.get(source, 0), number - gone.get(source, 0), excluded.get(source, 0))
        for source, number in _SIZES.all(store)
    }
    return sizes | {source.id: size(store, source.id) for source in _EVERY.all(store) if source.kind == "segment"}


def count(store: Reading) -> int:
    """Count the sources that are not archived."""
    return _COUNT.one(store)


def get(store: Reading, ident: int) -> SourceRow:
    """Return one source. Raises LookupError for an unknown id."""
    return _ONE.one(store, id=ident)


def by_name(store: Reading, name: str) -> SourceRow | None:
    """Return the unarchived source of a name, or None."""
    return _BY_NAME.first(store, name=name)


def list_rows(store: Reading, *, archived: bool = False) -> list[SourceRow]:
    """Return the sources, with `archived` the archived ones too, ordered by id."""
    return (_EVERY if archived else _ALL_LIVE).all(store)


def add(store: Writing, name: str, kind: str, now: datetime, *, filter_json: str | None = None) -> int:
    """Add a source and return its id. Only a segment has a filter."""
    return _ADD.run(store, name=name, kind=kind, filter=filter_json, now=now)


def rename(store: Writing, source: SourceRow, name: str) -> None:
    """Rename a source; for a finder, also the segment that was made with it, if that still has the finder's name."""
    _RENAME_SEGMENT.run(store, name=name, before=source.name, finder=str(source.id))
    _RENAME.run(store, name=name, id=source.id)


def archive(store: Writing, ident: int, now: datetime) -> bool:
    """Archive a source and return whether it was not archived before."""
    return bool(_ARCHIVE.run(store, id=ident, now=now))
