"""Change stamps: a counter for each member, for each source and for everything, raised by the commits that change it.

A list of campaigns that was read before is still right for the campaigns whose stamps have not changed. The reader
decides which campaigns a stamp concerns (`core/services/home/changed_campaigns.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import peewee as pw

from core.store.changes.touched import EVERYTHING, NOTHING, Touch
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import one_of
from core.store.tables.campaigns import Campaign, Slot
from core.store.tables.outreach import Booking, Delivery, Outreach, Run
from core.store.tables.people import SourceContact
from core.store.tables.workspace import ChangeStamp

MOST = 40
"""Most members and sources that one commit stamps one by one; a commit that changes more stamps everything."""
MEMBER, SOURCE = "member", "source"


class _Stamp(NamedTuple):
    kind: str
    ident: int
    number: int


_EVERY = Select(ChangeStamp.select(ChangeStamp.kind, ChangeStamp.ident, ChangeStamp.number), _Stamp)
_RAISE = Change(
    ChangeStamp.insert(
        {ChangeStamp.kind: given("kind"), ChangeStamp.ident: given("ident"), ChangeStamp.number: 1}
    ).on_conflict(
        conflict_target=(ChangeStamp.kind, ChangeStamp.ident),
        update={ChangeStamp.number: ChangeStamp.number + pw.EXCLUDED.number},
    ),
    about=NOTHING,
)


def _ids(query: Any) -> Select[int]:
    return Select(query.distinct(), int)


_OF_CONTACTS = one_of(Outreach.contact, "ids")
_MEMBERS = {
    "campaign": _ids(Campaign.select(Campaign.member).where(one_of(Campaign.id, "ids"))),
    "outreach": _ids(Outreach.select(Outreach.member).where(one_of(Outreach.id, "ids"))),
    "delivery": _ids(Delivery.select(Delivery.member).where(one_of(Delivery.id, "ids"))),
    "booking": _ids(Booking.select(Booking.member).where(one_of(Booking.id, "ids"))),
    "run": _ids(Run.select(Campaign.member).join(Campaign).where(one_of(Run.id, "ids"))),
    "slot": _ids(Slot.select(Campaign.member).join(Campaign).where(one_of(Slot.id, "ids"))),
    "contact": _ids(Outreach.select(Outreach.member).where(_OF_CONTACTS)),
}
_SOURCES = _ids(SourceContact.select(SourceContact.source).where(one_of(SourceContact.contact, "ids")))


def every(store: Reading) -> dict[Touch, int]:
    """Return all stamps."""
    return {Touch(row.kind, row.ident): row.number for row in _EVERY.all(store)}


def raise_for(store: Writing, touched: Iterable[Touch]) -> None:
    """Raise the stamps of all members and sources that a change concerns."""
    for kind, ident in _concerned(store, touched):
        _RAISE.run(store, kind=kind, ident=ident)


def _concerned(store: Reading, touched: Iterable[Touch]) -> set[Touch]:
    ids: dict[str, list[int]] = {}
    for kind, ident in touched:
        ids.setdefault(kind, []).append(ident)
    if EVERYTHING.kind in ids:
        return {EVERYTHING}
    found = {Touch(kind, ident) for kind in (MEMBER, SOURCE) for ident in ids.get(kind, ())}
    for kind, query in _MEMBERS.items():
        if kind in ids:
            found |= {Touch(MEMBER, ident) for ident in query.all(store, ids=ids[kind])}
    if "contact" in ids:
        found |= {Touch(SOURCE, ident) for ident in _SOURCES.all(store, ids=ids["contact"])}
    return found if len(found) <= MOST else {EVERYTHING}
