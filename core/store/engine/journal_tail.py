"""The journal's latest rows by their ids, without personal data."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.tables.journal import Journal


class JournalLine(NamedTuple):
    """One row: the event, and the ids of what it is about; `at` in workspace time, UTC."""

    id: int
    at: datetime
    kind: str
    code: str
    campaign: int | None
    member: int | None
    contact: int | None
    outreach: int | None
    run: int | None
    step: int | None


class JournalMark(NamedTuple):
    """The parts of a row that never change, not even when its person is erased; `at` in microseconds since 1970 UTC."""

    id: int
    at: int
    actor: str
    kind: str
    code: str


class Seen(NamedTuple):
    """The state of a store on a server at one moment, from which a later look tells that an older state came back."""

    place: str
    """The database and the server."""
    history: str
    """The server's timeline."""
    journal: int
    """Id of the journal's latest row; 0 for an empty journal."""
    key: str
    """Hash of the journal's latest row, since ids are used again after a restore."""
    epoch: int


_FIELDS = (
    Journal.id,
    Journal.at,
    Journal.kind,
    Journal.code,
    Journal.campaign,
    Journal.member,
    Journal.contact,
    Journal.outreach,
    Journal.run,
    Journal.step,
)
_AFTER = Select(
    Journal.select(*_FIELDS).where(Journal.id > given("id")).order_by(Journal.id).limit(given("limit")), JournalLine
)
_OF_KIND = Select(
    Journal.select(*_FIELDS).where((Journal.kind == given("kind")) & (Journal.id > given("id"))).order_by(Journal.id),
    JournalLine,
)
_MARK = Journal.select(Journal.id, Journal.at, Journal.actor, Journal.kind, Journal.code)
_LAST = Select(_MARK.order_by(Journal.id.desc()).limit(1), JournalMark)
_ROW = Select(_MARK.where(Journal.id == given("id")), JournalMark)
_LAST_ID = Select(Journal.select(pw.fn.COALESCE(pw.fn.MAX(Journal.id), 0)), int)


def after(store: Reading, ident: int, limit: int) -> list[JournalLine]:
    """Return the rows after the row `ident`, oldest first, at most `limit`."""
    return _AFTER.all(store, id=ident, limit=limit)


def of_kind(store: Reading, kind: str, ident: int) -> list[JournalLine]:
    """Return the rows of one kind after the row `ident`, oldest first."""
    return _OF_KIND.all(store, kind=kind, id=ident)


def last_id(store: Reading) -> int:
    """Return the id of the latest row; 0 if there is none."""
    return _LAST_ID.one(store)


def last(store: Reading) -> JournalMark | None:
    """Return the latest row; None if there is none."""
    return _LAST.first(store)


def row(store: Reading, ident: int) -> JournalMark | None:
    """Return one row; None if there is none."""
    return _ROW.first(store, id=ident)
