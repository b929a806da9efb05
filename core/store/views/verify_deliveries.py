"""Contradictions that `verify` looks for between deliveries and approvals, send times, runs and statuses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import peewee as pw

from core.rules.states import DOUBTFUL, BookingState, DeliveryState
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.deliveries import INVITATION, REPLAYED, WITHDRAWAL
from core.store.fields import MICROSECOND, is_true
from core.store.owners import of_owner
from core.store.spelled import is_not_true
from core.store.tables.campaigns import Campaign, Slot
from core.store.tables.outreach import Booking, Delivery, ForeignInvitation, Outreach, Run


class Sent(NamedTuple):
    """A text that was or may have been sent; `at_us` is in microseconds, as stored: it is compared, never shown."""

    id: int
    outreach: int
    step: int
    text: str | None
    at_us: int


class OutsideRun(NamedTuple):
    """A delivery sent before its run opened, or after it closed."""

    id: int
    run: int


class Early(NamedTuple):
    """A delivery in the first two days of its campaign, with the time zone of its slot."""

    id: int
    at: datetime
    zone: str
    created: datetime


class OpenDelivery(NamedTuple):
    """A delivery whose outcome is not known, with the status of its outreach."""

    id: int
    state: str
    outreach: int
    status: str


class NotPending(NamedTuple):
    """An invitation that did not arrive, according to the journal."""

    outreach: int
    person: str
    state: str


class Attempt(NamedTuple):
    """A send time, and the state of its last delivery."""

    booking: int
    state: str
    delivery: str | None


class Invited(NamedTuple):
    """An outreach whose `invited_at` (microseconds, as stored) contradicts the number of its sent invitations."""

    outreach: int
    invited_at_us: int | None
    sent: int


_INVITATION = Delivery.kind == INVITATION
_IS_NO_WITHDRAWAL = Delivery.kind != WITHDRAWAL
_SENT = Delivery.state == DeliveryState.SENT
_NOT_REPLAYED = Delivery.error != REPLAYED
_FAILED = [DeliveryState.NOT_SENT, DeliveryState.REFUSED]
_COUNT = pw.fn.COUNT(pw.SQL("*"))

_LAST_STATE = (
    Delivery.select(Delivery.state).where(Delivery.booking == Booking.id).order_by(Delivery.attempt.desc()).limit(1)
)
_TRIED = Booking.select(Booking.id, Booking.state, _LAST_STATE.alias("last")).alias("tried")
_LEFT = (DeliveryState.SENT, DeliveryState.SENDING, *DOUBTFUL)
_MATCH = pw.Case(
    _TRIED.c.state,
    [
        (BookingState.SENT, _TRIED.c.last == DeliveryState.SENT),
        (BookingState.IN_DOUBT, _TRIED.c.last.in_(DOUBTFUL)),
        (BookingState.SENDING, _TRIED.c.last == DeliveryState.SENDING),
    ],
    _TRIED.c.last.is_null() | _TRIED.c.last.not_in(_LEFT),
)
_MISMATCHED = Select(
    pw.Select([_TRIED], [_TRIED.c.id, _TRIED.c.state, _TRIED.c.last]).where(is_not_true(_MATCH)), Attempt
)
_LEFT_TIMES = Delivery.select(_COUNT).where((Delivery.outreach == Outreach.id) & _INVITATION & _SENT)
_OTHERWISE_INVITED = Select(
    Outreach.select(Outreach.id, Outreach.invited_at, _LEFT_TIMES).where(
        Outreach.invited_at.is_null(False)
        != pw.fn.EXISTS(Delivery.select(Delivery.id).where((Delivery.outreach == Outreach.id) & _INVITATION & _SENT))
    ),
    Invited,
)
_TEXTS = Select(
    Delivery.select(Delivery.id, Delivery.outreach, Delivery.step, Delivery.text, Delivery.intent_at).where(
        _IS_NO_WITHDRAWAL & _NOT_REPLAYED
    ),
    Sent,
)
_OUTSIDE = Select(
    Delivery.select(Delivery.id, Run.id)
    .join(Run)
    .where((Delivery.intent_at < Run.opens_at) | (Delivery.intent_at >= Run.closes_at)),
    OutsideRun,
)
_EARLY = Select(
    Delivery.select(Delivery.id, Delivery.intent_at, Slot.time_zone, Campaign.created_at)
    .join(Run)
    .join(Slot)
    .join(Campaign, on=Campaign.id == Delivery.campaign)
    .where(Delivery.intent_at < Campaign.created_at + timedelta(days=2) // MICROSECOND),
    Early,
)
_OPEN = Select(
    Delivery.select(Delivery.id, Delivery.state, Outreach.id, Outreach.status)
    .join(Outreach)
    .where(_IS_NO_WITHDRAWAL & Delivery.state.in_([DeliveryState.SENDING, *DOUBTFUL])),
    OpenDelivery,
)
_MISMARKED = Select(
    Delivery.select(Delivery.id).where(
        _INVITATION & (is_true(Delivery.live) != (Delivery.state.not_in(_FAILED) & Delivery.ended_at.is_null()))
    ),
    int,
)
_WITHOUT_SEND_TIME = Select(
    Delivery.select(Delivery.id)
    .join(Booking, pw.JOIN.LEFT_OUTER)
    .where(
        _IS_NO_WITHDRAWAL
        & _NOT_REPLAYED
        & (
            Booking.id.is_null()
            | pw.Expression(Booking.run, pw.OP.IS_NOT, Delivery.run)
            | (Booking.outreach != Delivery.outreach)
            | (Booking.step != Delivery.step)
        )
    ),
    int,
)
_OTHER = Delivery.alias("other")
_FORGOTTEN = Select(
    Delivery.select(Delivery.outreach, Delivery.person, Delivery.state).where(
        of_owner(Delivery.member, given("member"))
        & _INVITATION
        & Delivery.state.in_(_FAILED)
        & ~pw.fn.EXISTS(
            _OTHER.select(_OTHER.id).where(
                of_owner(_OTHER.member, given("member"))
                & (_OTHER.person == Delivery.person)
                & _OTHER.state.not_in(_FAILED)
            )
        )
        & ~pw.fn.EXISTS(
            ForeignInvitation.select(ForeignInvitation.id).where(
                of_owner(ForeignInvitation.member, given("member"))
                & (ForeignInvitation.person == Delivery.person)
                & (ForeignInvitation.at < Delivery.intent_at)
            )
        )
    ),
    NotPending,
)


def mismatched_attempts(store: Reading) -> list[Attempt]:
    """Return the send times whose state contradicts their last delivery, with that delivery's state."""
    return _MISMATCHED.all(store)


def otherwise_invited(store: Reading) -> list[Invited]:
    """Return the outreaches whose `invited_at` contradicts their deliveries."""
    return _OTHERWISE_INVITED.all(store)


def texts(store: Reading) -> list[Sent]:
    """Return every invitation and message of this store, except replayed ones, whose approvals may be lost."""
    return _TEXTS.all(store)


def outside_runs(store: Reading) -> list[OutsideRun]:
    """Return the deliveries sent while their run was not open."""
    return _OUTSIDE.all(store)


def early(store: Reading) -> list[Early]:
    """Return the deliveries of the first two days of their campaign."""
    return _EARLY.all(store)


def open_deliveries(store: Reading) -> list[OpenDelivery]:
    """Return the invitations and messages whose outcome is not known, with the status of their outreach."""
    return _OPEN.all(store)


def mismarked(store: Reading) -> list[int]:
    """Return the invitations whose mark as pending (`live`) contradicts their outcome."""
    return _MISMARKED.all(store)


def without_send_time(store: Reading) -> list[int]:
    """Return the invitations and messages that lack a send time of their run, except replayed ones."""
    return _WITHOUT_SEND_TIME.all(store)


def not_pending(store: Reading, member: int) -> list[NotPending]:
    """Return the owner's invitations that did not arrive.

    Invitations are left out if another send to the same person arrived or may have, or if the owner invited the person
    outside Overture before.
    """
    return _FORGOTTEN.all(store, member=member)
