"""Number of open doubts: one count, the same on every screen."""

from __future__ import annotations

import peewee as pw

from core.rules.states import DOUBTFUL, DeliveryState
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.tables.outreach import Delivery, Outreach

_CAMPAIGN = given("campaign")
_PEOPLE = Select(
    Outreach.select(pw.fn.COUNT(Outreach.id)).where(
        Outreach.status.in_(DOUBTFUL) & (_CAMPAIGN.is_null() | (Outreach.campaign == _CAMPAIGN))
    ),
    int,
)
_WITHDRAWALS = Select(
    Delivery.select(pw.fn.COUNT(Delivery.id)).where(
        Delivery.state.in_((DeliveryState.IN_DOUBT, DeliveryState.UNRESOLVED))
        & (Delivery.kind == "withdrawal")
        & (_CAMPAIGN.is_null() | (Delivery.campaign == _CAMPAIGN))
    ),
    int,
)


def people_in_doubt(store: Reading, campaign: int | None = None) -> int:
    """Count outreaches in doubt or unresolved: an invitation or a message may or may not have arrived."""
    return _PEOPLE.one(store, campaign=campaign)


def withdrawals_in_doubt(store: Reading, campaign: int | None = None) -> int:
    """Count withdrawals of which nobody knows yet whether they took place; their people are *invited*."""
    return _WITHDRAWALS.one(store, campaign=campaign)
