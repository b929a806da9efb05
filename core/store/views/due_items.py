"""The subject of an agenda item: the row that is held if it fails, and its campaign's name."""

from __future__ import annotations

from typing import NamedTuple

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.held_items import Item
from core.store.spelled import no_number
from core.store.tables.campaigns import Campaign, Slot
from core.store.tables.outreach import Booking, Delivery, Outreach, Run
from core.store.tables.people import Finder
from core.store.tables.workspace import Member
from core.store.views.agenda import Due, Kind


class _Whose(NamedTuple):
    """The id of the row that is held, and its campaign, outreach, member and source; None for each that it lacks."""

    item: int
    campaign: int | None
    outreach: int | None
    member: int | None
    source: int | None


_ID = given("id")
_NONE = no_number()
_OF_OUTREACH = Select(
    Outreach.select(Outreach.id, Outreach.campaign, Outreach.id, Outreach.member, _NONE).where(Outreach.id == _ID),
    _Whose,
)
_OF_SLOT = Select(
    Slot.select(Slot.id, Campaign.id, _NONE, Campaign.member, _NONE).join(Campaign).where(Slot.id == _ID), _Whose
)
_WHOSE = {
    Kind.CLOSE: Select(
        Run.select(Run.id, Campaign.id, _NONE, Campaign.member, _NONE).join(Campaign).where(Run.id == _ID), _Whose
    ),
    Kind.DRAW: _OF_SLOT,
    Kind.OFF: _OF_SLOT,
    Kind.OPEN: _OF_SLOT,
    Kind.SYNC: Select(Member.select(Member.id, _NONE, _NONE, Member.id, _NONE).where(Member.id == _ID), _Whose),
    Kind.SETTLE: Select(
        Delivery.select(Delivery.id, Delivery.campaign, Delivery.outreach, Delivery.member, _NONE).where(
            Delivery.id == _ID
        ),
        _Whose,
    ),
    Kind.RENDER: _OF_OUTREACH,
    Kind.READ: _OF_OUTREACH,
    Kind.SEND: Select(
        Booking.select(Outreach.id, Outreach.campaign, Outreach.id, Outreach.member, _NONE)
        .join(Outreach)
        .where(Booking.id == _ID),
        _Whose,
    ),
    Kind.WITHDRAW: _OF_OUTREACH,
    Kind.FIND: Select(
        Finder.select(Finder.source, _NONE, _NONE, Finder.member, Finder.source).where(Finder.source == _ID), _Whose
    ),
}
_CAMPAIGNS = {
    Kind.OPEN: Select(Slot.select(Campaign.name).join(Campaign).where(Slot.id == _ID), str),
    Kind.CLOSE: Select(Run.select(Campaign.name).join(Campaign).where(Run.id == _ID), str),
    Kind.SEND: Select(Booking.select(Campaign.name).join(Run).join(Campaign).where(Booking.id == _ID), str),
}


def item_of(store: Reading, due: Due) -> Item:
    """Return the item to hold if a due item fails."""
    found = _WHOSE[due.kind].first(store, id=due.id) or _Whose(due.id, None, None, None, None)
    return Item(due.kind.work, found.item, "", found.campaign, found.outreach, found.member, found.source)


def campaign_name(store: Reading, due: Due) -> str:
    """Return the name of the campaign of an opening, a closing or a send. Raises KeyError for any other kind."""
    return _CAMPAIGNS[due.kind].one(store, id=due.id)
