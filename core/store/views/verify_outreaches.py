"""Contradictions that `verify` looks for between outreaches and their deliveries, bookings and journal rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import BookingState, DeliveryState, Status
from core.store.compiled import Select
from core.store.database import Reading
from core.store.fields import is_true
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Delivery, Outreach


class StoredStatus(NamedTuple):
    """An outreach and its status as stored: `verify` reports a text that is no status."""

    id: int
    status: str


class AtStep(NamedTuple):
    """An outreach with its step and status."""

    id: int
    step: int
    status: Status


class Overtaken(NamedTuple):
    """An outreach whose present step is before one that was already sent."""

    id: int
    step: int
    sent: int
    """The last step that was sent."""


_ROW_EXISTS = pw.SQL("1")


def _union_of(queries: Iterable[Any]) -> Any:
    """Return all rows of some queries."""
    first, *others = queries
    for query in others:
        first = first.union_all(query)
    return first


def _delivery(*conditions: Any) -> pw.Query:
    return Delivery.select(_ROW_EXISTS).where(Delivery.outreach == Outreach.id, *conditions)


_AT_STEP = (Delivery.step == Outreach.step, Delivery.kind != "withdrawal")
_SENT_INVITATION = (Delivery.kind == "invitation", Delivery.state == DeliveryState.SENT)
_STANDING = _delivery(*_SENT_INVITATION, Delivery.ended_at.is_null())
_SENT_AT_STEP = _delivery(*_AT_STEP, Delivery.state == DeliveryState.SENT)
_NEEDED: dict[Status, pw.Query] = {
    Status.SCHEDULED: Booking.select(_ROW_EXISTS).where(
        (Booking.outreach == Outreach.id) & (Booking.step == Outreach.step) & (Booking.state == BookingState.PLANNED)
    ),
    Status.SENDING: _delivery(*_AT_STEP, Delivery.state == DeliveryState.SENDING),
    Status.IN_DOUBT: _delivery(*_AT_STEP, Delivery.state == DeliveryState.IN_DOUBT, Delivery.look_at.is_null(False)),
    Status.UNRESOLVED: _delivery(*_AT_STEP, Delivery.state == DeliveryState.UNRESOLVED),
    Status.INVITED: _STANDING,
    Status.ACCEPTED: _STANDING,
    Status.MESSAGED: _SENT_AT_STEP,
    Status.FINISHED: _SENT_AT_STEP,
}
"""Rows that must exist, by status: without them the person would never be considered again, or be contacted twice."""
_UNPROVEN = Select(
    _union_of(
        Outreach.select(Outreach.id, Outreach.step, Outreach.status).where(
            (Outreach.status == status) & ~pw.fn.EXISTS(needed)
        )
        for status, needed in _NEEDED.items()
    ),
    AtStep,
)
_STATUSES = Select(Outreach.select(Outreach.id, Outreach.status), StoredStatus)
_OVERTAKEN = Select(
    Outreach.select(Outreach.id, Outreach.step, pw.fn.MAX(Delivery.step))
    .join(Delivery, on=(Delivery.outreach == Outreach.id))
    .where((Delivery.state == DeliveryState.SENT) & (Delivery.step > Outreach.step))
    .group_by(Outreach.id),
    Overtaken,
)
_INVITED_OTHERWISE = Select(
    Outreach.select(Outreach.id).where(
        Outreach.invited_at.is_null(False)
        & ~pw.fn.EXISTS(_delivery(*_SENT_INVITATION, Delivery.intent_at == Outreach.invited_at))
        & pw.fn.EXISTS(_delivery(*_SENT_INVITATION))
    ),
    int,
)
_ACCEPTANCES = Journal.select(_ROW_EXISTS).where((Journal.outreach == Outreach.id) & (Journal.kind == "accepted"))
_ACCEPTED_OTHERWISE = Select(
    Outreach.select(Outreach.id).where(Outreach.accepted_at.is_null(False) != pw.fn.EXISTS(_ACCEPTANCES)), int
)
_WITHDRAWAL = Delivery.alias("withdrawal")
_WITHDRAWN_YET_OUT = Select(
    Outreach.select(Outreach.id)
    .join(
        Delivery,
        on=(Delivery.outreach == Outreach.id) & (Delivery.kind == "invitation") & is_true(Delivery.live),
    )
    .where(
        (Outreach.status == Status.WITHDRAWN)
        | pw.fn.EXISTS(
            _WITHDRAWAL.select(_ROW_EXISTS).where(
                (_WITHDRAWAL.outreach == Outreach.id)
                & (_WITHDRAWAL.kind == "withdrawal")
                & (_WITHDRAWAL.state == DeliveryState.SENT)
                & (_WITHDRAWAL.intent_at > Delivery.intent_at)
            )
        )
    ),
    int,
)


def statuses(store: Reading) -> Iterator[StoredStatus]:
    """Yield every outreach with its status."""
    return _STATUSES.each(store)


def unproven(store: Reading) -> list[AtStep]:
    """Return the outreaches that lack the delivery or booking that their status requires, grouped by status."""
    return _UNPROVEN.all(store)


def overtaken(store: Reading) -> list[Overtaken]:
    """Return the outreaches that have sent a step later than their present one."""
    return _OVERTAKEN.all(store)


def invited_otherwise(store: Reading) -> list[int]:
    """Return the outreaches whose time of invitation differs from the delivery's."""
    return _INVITED_OTHERWISE.all(store)


def accepted_otherwise(store: Reading) -> list[int]:
    """Return the outreaches whose acceptance contradicts their journal."""
    return _ACCEPTED_OTHERWISE.all(store)


def withdrawn_yet_out(store: Reading) -> list[int]:
    """Return the outreaches whose invitation was withdrawn and still counts as pending."""
    return _WITHDRAWN_YET_OUT.all(store)
