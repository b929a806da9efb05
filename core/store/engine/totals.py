"""Sums over the whole store, for metrics."""

from __future__ import annotations

from typing import NamedTuple

import peewee as pw

from core.rules.states import BookingState
from core.store.compiled import Select
from core.store.database import Reading
from core.store.tables.outreach import Booking


class NotSentTotal(NamedTuple):
    """The number of send times of one kind that ended as not sent for one reason."""

    kind: str
    reason: str
    number: int


_COUNT = pw.fn.COUNT(pw.SQL("*"))
_NOT_SENT = Select(
    Booking.select(Booking.kind, Booking.reason, _COUNT)
    .where(Booking.state == BookingState.NOT_SENT.value)
    .group_by(Booking.kind, Booking.reason),
    NotSentTotal,
)


def not_sent(store: Reading) -> list[NotSentTotal]:
    """Count the send times that ended as not sent, by kind and reason."""
    return _NOT_SENT.all(store)
