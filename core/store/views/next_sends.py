"""Next sends: those of one campaign with the people's names, and the numbers over all campaigns."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import BookingState
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import is_true
from core.store.spelled import is_missing
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Booking, Outreach, Run
from core.store.tables.people import Contact
from core.store.tables.workspace import Member


class NextSendRow(NamedTuple):
    """A person with a send time; `kind` is invitation or message."""

    name: str
    send_at: datetime
    kind: str


class _Count(NamedTuple):
    kind: str
    number: int


_PLANNED = Booking.state == BookingState.PLANNED
_OF_CAMPAIGN = Select(
    Booking.select(Contact.name, Booking.send_at, Booking.kind)
    .join(Outreach)
    .join(Contact)
    .where((Outreach.campaign == given("campaign")) & _PLANNED)
    .order_by(Booking.send_at, Booking.id)
    .limit(given("limit")),
    NextSendRow,
)
_RUNNING = is_true(Campaign.active) & Campaign.archived_at.is_null() & Member.archived_at.is_null()
_WHOSE = pw.Case(None, [(is_missing("member"), Member.paused_at.is_null())], Member.id == given("member"))
_ABLE = Member.state == "ok"
_LEAVING = Select(
    Booking.select(Booking.kind, pw.fn.COUNT(Booking.id))
    .join(Run)
    .join(Campaign)
    .join(Member, on=(Member.id == Booking.member))
    .where(_PLANNED & (Booking.send_at < given("until")), _RUNNING, _ABLE, _WHOSE)
    .group_by(Booking.kind),
    _Count,
)


def of_campaign(store: Reading, campaign: int, limit: int) -> list[NextSendRow]:
    """Return the next people of a campaign to whom something is sent, in the order of their send times."""
    return _OF_CAMPAIGN.all(store, campaign=campaign, limit=limit)


def planned_before(store: Reading, until: datetime, member: int | None = None) -> dict[str, int]:
    """Count, by kind, the sends of running campaigns planned before a moment: of one member, or of all not paused.

    Members whose account is not connected do not count, because nothing can be sent from it.
    """
    return {row.kind: row.number for row in _LEAVING.all(store, until=until, member=member)}
