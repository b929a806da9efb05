"""Faults met while reading an account's lists, chats, searches and profiles (table `reading`)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import OPEN
from core.store import database
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Writing
from core.store.fields import maybe_moment
from core.store.tables.holds import ReadingFault
from core.store.tables.outreach import Outreach


class FaultyReading(NamedTuple):
    """A fault in reading one list, as a row; moments in UTC."""

    member: int
    list: str
    part: str
    outreach: int | None
    failed_since: datetime | None
    failures: int
    again_at: datetime | None
    missing_from: datetime | None
    words: str
    skipped: int
    skipped_since: datetime | None
    skipped_at: datetime | None
    last_page: str
    campaign: int | None
    """The campaign of the outreach; None without an outreach."""


_KEY = (ReadingFault.member, ReadingFault.list, ReadingFault.part)
_VALUES = (
    *_KEY,
    ReadingFault.outreach,
    ReadingFault.failed_since,
    ReadingFault.failures,
    ReadingFault.again_at,
    ReadingFault.missing_from,
    ReadingFault.words,
    ReadingFault.skipped,
    ReadingFault.skipped_since,
    ReadingFault.skipped_at,
    ReadingFault.last_page,
)
_ROW = ReadingFault.select(*_VALUES, Outreach.campaign).join(Outreach, pw.JOIN.LEFT_OUTER)
_OF_MEMBER = ReadingFault.member == given("member")
_ONE = _OF_MEMBER & (ReadingFault.list == given("list")) & (ReadingFault.part == given("part"))
_IS_OPEN = Outreach.status.in_(OPEN)
_FIND = Select(_ROW.where(_ONE), FaultyReading)
_CHATS = Select(
    _ROW.where(_OF_MEMBER & (ReadingFault.list == "messages") & _IS_OPEN).order_by(ReadingFault.id), FaultyReading
)
_WRONG = Select(
    _ROW.where(
        (ReadingFault.failed_since.is_null(False) | (ReadingFault.skipped > 0)) & (Outreach.id.is_null() | _IS_OPEN)
    ).order_by(ReadingFault.id),
    FaultyReading,
)
_NAMED = {field: given(name) for field, name in zip(_VALUES, FaultyReading._fields, strict=False)}
_FAULT = dict(list(_NAMED.items())[len(_KEY) :])
_SAVE = Change(ReadingFault.insert(_NAMED).on_conflict(conflict_target=_KEY, update=_FAULT), about=touched.member())
_DELETE = Change(ReadingFault.delete().where(_ONE), about=touched.member())
_DELETE_OF_CONTACT = Change(
    ReadingFault.delete().where(
        ReadingFault.outreach.in_(Outreach.select(Outreach.id).where(Outreach.contact == given("contact")))
    )
)
_NEXT = Select(
    ReadingFault.select(pw.fn.MIN(ReadingFault.again_at)).where(
        _OF_MEMBER
        & ReadingFault.failed_since.is_null(False)
        & (ReadingFault.part == "")
        & ReadingFault.list.in_(["sent", "relations", "chats"])
    ),
    maybe_moment,
)


def find(store: database.Reading, member: int, name: str, part: str = "") -> FaultyReading | None:
    """Return the row of one list, or None if it has no fault."""
    return _FIND.first(store, member=member, list=name, part=part)


def chats_to_read(store: database.Reading, member: int) -> list[FaultyReading]:
    """Return the chats of a member whose messages could not all be read, while their outreach is open."""
    return _CHATS.all(store, member=member)


def open_by_member(store: database.Reading) -> dict[int, list[FaultyReading]]:
    """Return the present reading faults by member, without rows about people whose outreach is over."""
    result: dict[int, list[FaultyReading]] = {}
    for reading in _WRONG.all(store):
        result.setdefault(reading.member, []).append(reading)
    return result


def save(store: Writing, row: FaultyReading) -> None:
    """Store a row, or delete it if it holds no fault."""
    if row.failed_since is None and not row.skipped and not row.last_page:
        _DELETE.run(store, member=row.member, list=row.list, part=row.part)
    else:
        _SAVE.run(store, **row._asdict())


def next_again(store: database.Reading, member: int) -> datetime | None:
    """Return the earliest time at which one of a member's own lists is to be read again; None if none is."""
    return _NEXT.one(store, member=member)


def forget(store: Writing, contact: int) -> None:
    """Delete the rows about a contact's chats and profile."""
    _DELETE_OF_CONTACT.run(store, contact=contact)
