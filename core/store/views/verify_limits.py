"""Deliveries as `verify` reads them to recount days, weeks and spacing, and to find people contacted twice."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import DOUBTFUL, MAY_HAVE_ARRIVED, DeliveryState
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.deliveries import INVITATION, REPLAYED, WITHDRAWAL
from core.store.fields import from_us, is_true
from core.store.owners import of_owner
from core.store.spelled import number_of
from core.store.tables.outreach import Delivery
from core.store.tables.workspace import Member


class OfMember(NamedTuple):
    """A delivery of a member row; `at_us` is in microseconds, as stored: it is compared, never shown."""

    id: int
    member: int
    at_us: int


class OnDay(NamedTuple):
    """A delivery of a member row, with the member's time zone, for the recount by local day."""

    member: int
    zone: str
    kind: str
    at: datetime


class SentTwice(NamedTuple):
    """A step that was sent more than once."""

    outreach: int
    step: int
    times: int


class InvitedTwice(NamedTuple):
    """A person whom an owner invited more than once."""

    member: int
    person: str
    times: int


class ToPerson(NamedTuple):
    """An invitation that was sent, and when it was withdrawn."""

    person: str
    id: int
    campaign: int
    at: datetime
    ended_at: datetime | None


_INVITATION = Delivery.kind == INVITATION
_IS_NO_WITHDRAWAL = Delivery.kind != WITHDRAWAL
_SENT = Delivery.state == DeliveryState.SENT
_NOT_REPLAYED = Delivery.error != REPLAYED
_MAY_HAVE_ARRIVED = Delivery.state.in_(MAY_HAVE_ARRIVED) & _NOT_REPLAYED
_COUNT = pw.fn.COUNT(pw.SQL("*"))

_COUNTED = Select(
    Delivery.select(Delivery.id, Delivery.member, Delivery.intent_at)
    .where(
        _INVITATION
        & (
            Delivery.state.in_([DeliveryState.SENDING, DeliveryState.SENT])
            | Delivery.state.in_(DOUBTFUL) & _NOT_REPLAYED
        )
    )
    .order_by(Delivery.intent_at),
    OfMember,
)
_CALLS = Select(
    Delivery.select(Delivery.id, Delivery.member, Delivery.intent_at)
    .where(Delivery.state != DeliveryState.NOT_SENT)
    .order_by(Delivery.intent_at, Delivery.id),
    OfMember,
)
_ON_DAYS = Select(
    Delivery.select(Member.id, Member.time_zone, Delivery.kind, Delivery.intent_at)
    .join(Member)
    .where(_IS_NO_WITHDRAWAL & _MAY_HAVE_ARRIVED),
    OnDay,
)
_INVITATIONS_OF = Select(
    Delivery.select(Delivery.intent_at)
    .where(of_owner(Delivery.member, given("member")) & _INVITATION & _MAY_HAVE_ARRIVED)
    .order_by(Delivery.intent_at),
    from_us,
)
_SENT_TWICE = Select(
    Delivery.select(Delivery.outreach, Delivery.step, _COUNT)
    .where(_SENT & _IS_NO_WITHDRAWAL)
    .group_by(Delivery.outreach, Delivery.step)
    .having((_COUNT > 1) & (number_of(Delivery.ended_at.is_null()) > 1)),
    SentTwice,
)
_OWNER = pw.fn.COALESCE(Member.provider_id, pw.Value("member ").concat(Member.id))
_INVITED_TWICE = Select(
    Delivery.select(pw.fn.MIN(Member.id), Delivery.person, _COUNT)
    .join(Member)
    .where(_INVITATION & (is_true(Delivery.live) | _SENT & Delivery.ended_at.is_null()))
    .group_by(_OWNER, Delivery.person)
    .having(_COUNT > 1),
    InvitedTwice,
)
_KNOWN_SENT = _INVITATION & _SENT & _NOT_REPLAYED
_BY_SEVERAL = (
    Delivery.select(Delivery.person)
    .where(_KNOWN_SENT & (Delivery.person != ""))
    .group_by(Delivery.person)
    .having(pw.fn.COUNT(Delivery.campaign.distinct()) > 1)
)
_TO_SEVERAL = Select(
    Delivery.select(Delivery.person, Delivery.id, Delivery.campaign, Delivery.intent_at, Delivery.ended_at)
    .where(_KNOWN_SENT & Delivery.person.in_(_BY_SEVERAL))
    .order_by(Delivery.person, Delivery.intent_at, Delivery.id),
    ToPerson,
)


def counted_for_week(store: Reading) -> list[OfMember]:
    """Return the invitations that were or may have been sent, except those in doubt by a replay; oldest first."""
    return _COUNTED.all(store)


def calls(store: Reading) -> list[OfMember]:
    """Return the deliveries that were or may have been sent, and the refused ones, oldest first."""
    return _CALLS.all(store)


def on_days(store: Reading) -> list[OnDay]:
    """Return the invitations and messages that were or may have been sent, except replayed ones, with time zones."""
    return _ON_DAYS.all(store)


def invitations_of(store: Reading, member: int) -> list[datetime]:
    """Return when the owner's invitations were or may have been sent, except replayed ones, in any order."""
    return _INVITATIONS_OF.all(store, member=member)


def sent_twice(store: Reading) -> list[SentTwice]:
    """Return the steps that were sent more than once without having been withdrawn in between."""
    return _SENT_TWICE.all(store)


def invited_twice(store: Reading) -> list[InvitedTwice]:
    """Return the people whom an owner invited more than once without having withdrawn the first invitation."""
    return _INVITED_TWICE.all(store)


def invited_by_several(store: Reading) -> list[ToPerson]:
    """Return the invitations to people whom more than one campaign invited, ordered by person and time."""
    return _TO_SEVERAL.all(store)
