"""Open doubts: one count for every screen, and those that a person must decide."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import DOUBTFUL, DeliveryState, Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.spelled import is_missing
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Delivery, Outreach
from core.store.tables.people import Contact


class Doubt(NamedTuple):
    """An outreach with an unresolved send: only a person can find out whether it arrived."""

    id: int
    since: datetime
    contact_id: int
    person: str
    public_id: str | None
    campaign_id: int
    campaign: str


_CAMPAIGN = given("campaign")
_PEOPLE = Select(
    Outreach.select(pw.fn.COUNT(Outreach.id)).where(
        Outreach.status.in_(DOUBTFUL) & (is_missing("campaign") | (Outreach.campaign == _CAMPAIGN))
    ),
    int,
)
_WITHDRAWALS = Select(
    Delivery.select(pw.fn.COUNT(Delivery.id)).where(
        Delivery.state.in_((DeliveryState.IN_DOUBT, DeliveryState.UNRESOLVED))
        & (Delivery.kind == "withdrawal")
        & (is_missing("campaign") | (Delivery.campaign == _CAMPAIGN))
    ),
    int,
)
_UNRESOLVED = Outreach.status == Status.UNRESOLVED
_TO_DECIDE = Select(
    Outreach.select(
        Outreach.id, Outreach.changed_at, Contact.id, Contact.name, Contact.public_id, Campaign.id, Campaign.name
    )
    .join(Contact)
    .switch(Outreach)
    .join(Campaign)
    .where(_UNRESOLVED)
    .order_by(Outreach.changed_at, Outreach.id)
    .limit(given("limit")),
    Doubt,
)
_COUNT_TO_DECIDE = Select(Outreach.select(pw.fn.COUNT(Outreach.id)).where(_UNRESOLVED), int)


def to_decide(store: Reading, limit: int) -> list[Doubt]:
    """Return the outreaches that are unresolved, the oldest first."""
    return _TO_DECIDE.all(store, limit=limit)


def count_to_decide(store: Reading) -> int:
    """Count the outreaches that are unresolved."""
    return _COUNT_TO_DECIDE.one(store)


def people_in_doubt(store: Reading, campaign: int | None = None) -> int:
    """Count outreaches in doubt or unresolved: an invitation or a message may or may not have arrived."""
    return _PEOPLE.one(store, campaign=campaign)


def withdrawals_in_doubt(store: Reading, campaign: int | None = None) -> int:
    """Count withdrawals in doubt or unresolved; the status of their people is *invited*."""
    return _WITHDRAWALS.one(store, campaign=campaign)
