"""Sums over the whole store, for metrics."""

from __future__ import annotations

from typing import NamedTuple

import peewee as pw

from core.rules.states import BookingState
from core.store.compiled import Select
from core.store.database import Reading
from core.store.tables.outreach import Booking, Delivery


class DeliveryTotal(NamedTuple):
    """The number of deliveries of a kind that came to a state."""

    kind: str
    state: str
    number: int


class NotSentTotal(NamedTuple):
    """The number of send times of a kind that were not used, by reason."""

    kind: str
    reason: str
    number: int


_COUNT = pw.fn.COUNT(pw.SQL("*"))
_DELIVERIES = Select(
    Delivery.select(Delivery.kind, Delivery.state, _COUNT).group_by(Delivery.kind, Delivery.state), DeliveryTotal
)
_NOT_SENT = Select(
    Booking.select(Booking.kind, Booking.reason, _COUNT)
    .where(Booking.state == BookingState.NOT_SENT.value)
    .group_by(Booking.kind, Booking.reason),
    NotSentTotal,
)


def deliveries(store: Reading) -> list[DeliveryTotal]:
    """Return the deliveries by kind and state."""
    return _DELIVERIES.all(store)


def not_sent(store: Reading) -> list[NotSentTotal]:
    """Return the send times that were not used, by kind and reason."""
    return _NOT_SENT.all(store)
