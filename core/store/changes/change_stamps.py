"""Change stamps: a counter for each member, for each source and for everything, raised by the commits that change it.

A list of campaigns that was read before is still right for the campaigns whose stamps have not changed. The reader
decides which campaigns a stamp concerns (`core/services/home/changed_campaigns.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
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


_MEMBERS: dict[str, Any] = {
    "campaign": Campaign.select(Campaign.member).where(one_of(Campaign.id, "campaign")),
    "outreach": Outreach.select(Outreach.member).where(one_of(Outreach.id, "outreach")),
    "delivery": Delivery.select(Delivery.member).where(one_of(Delivery.id, "delivery")),
    "booking": Booking.select(Booking.member).where(one_of(Booking.id, "booking")),
    "run": Run.select(Campaign.member).join(Campaign).where(one_of(Run.id, "run")),
    "slot": Slot.select(Campaign.member).join(Campaign).where(one_of(Slot.id, "slot")),
    "contact": Outreach.select(Outreach.member).where(one_of(Outreach.contact, "contact")),
}
"""For each kind of row the members whose campaigns it concerns."""
_SOURCES = Select(
    SourceContact.select(SourceContact.source).where(one_of(SourceContact.contact, "ids")).distinct(), int
)


def every(store: Reading) -> dict[Touch, int]:
    """Return all stamps."""
    return {Touch(row.kind, row.ident): row.number for row in _EVERY.all(store)}


def raise_for(store: Writing, touched: Iterable[Touch]) -> None:
    """Raise the stamps of all members and sources that a change concerns."""
    for kind, ident in _concerned(store, touched):
        _RAISE.run(store, kind=kind, ident=ident)


@cache
def _members_of(kinds: tuple[str, ...]) -> Select[int]:
    """Return one statement for all kinds of rows that a commit changed: on a server, each statement is a wait."""
    return Select(reduce(lambda one, other: one | other, (_MEMBERS[kind].distinct() for kind in kinds)), int)


def _concerned(store: Reading, touched: Iterable[Touch]) -> set[Touch]:
    ids: dict[str, list[int]] = {}
    for kind, ident in touched:
        ids.setdefault(kind, []).append(ident)
    if EVERYTHING.kind in ids:
        return {EVERYTHING}
    found = {Touch(kind, ident) for kind in (MEMBER, SOURCE) for ident in ids.get(kind, ())}
    kinds = tuple(kind for kind in _MEMBERS if kind in ids)
    if kinds:
        given_ids = {kind: ids[kind] for kind in kinds}
        found |= {Touch(MEMBER, ident) for ident in _members_of(kinds).all(store, **given_ids)}
    if "contact" in ids:
        found |= {Touch(SOURCE, ident) for ident in _SOURCES.all(store, ids=ids["contact"])}
    return found if len(found) <= MOST else {EVERYTHING}
