"""Sends, for screens and for comparison with the account's lists: deliveries across members and campaigns."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import DOUBTFUL, MAY_HAVE_ARRIVED, DeliveryState
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.deliveries import INVITATION
from core.store.fields import from_us
from core.store.owners import of_owner
from core.store.spelled import unindexed
from core.store.tables.outreach import Delivery, ForeignInvitation
from core.store.tables.people import Contact, Quarantine
from core.store.tables.workspace import Member


class MemberMoment(NamedTuple):
    """The time of a send from a member's account."""

    member: int
    at: datetime


class Invited(NamedTuple):
    """A person who was invited, by the identifiers that a list of the account may show: person, invitation or slug."""

    person: str
    invitation: str | None
    public_id: str | None


class DoubtfulCall(NamedTuple):
    """The last call of a step whose outcome is unknown."""

    id: int
    run: int | None
    booking: int | None
    at: datetime


class Evidence(NamedTuple):
    """The evidence about a call in doubt; `looks_at` is the time of the engine's next check."""

    kind: str
    tried_at: datetime
    attempt: int
    text: str | None
    error: str
    words: str
    absent_reads: int
    absent_at: datetime | None
    looks_at: datetime | None


class _Earlier(NamedTuple):
    stands: bool | None
    ended_lately: bool | None


_INVITATION = Delivery.kind == INVITATION
_SENT = Delivery.state == DeliveryState.SENT
_AFTER, _SINCE = given("after"), given("since")
_COUNT = Delivery.select(pw.fn.COUNT(Delivery.id))
_AT = Delivery.select(Delivery.intent_at).where(_INVITATION, _SENT, Delivery.intent_at >= _SINCE)

# CROSS JOIN fixes SQLite's join order: member by member, each with an index, without reading every delivery.
_INVITATIONS = Select(
    Member.select(Delivery.member, Delivery.intent_at)
    .join(Delivery, pw.JOIN.CROSS)
    .where(
        Delivery.member == Member.id,
        _INVITATION,
        Delivery.intent_at > _AFTER,
        unindexed(Delivery.state).in_(MAY_HAVE_ARRIVED),
    )
    .union_all(
        ForeignInvitation.select(ForeignInvitation.member, ForeignInvitation.at).where(ForeignInvitation.at > _AFTER)
    )
    .union_all(
        Quarantine.select(Quarantine.member, Quarantine.at).where(
            Quarantine.kind == INVITATION, Quarantine.at > _AFTER, Quarantine.member.is_null(False)
        )
    ),
    MemberMoment,
)
_OURS = Select(
    Delivery.select(Delivery.person, Delivery.provider_ref, Contact.public_id)
    .join(Contact, on=Contact.id == Delivery.contact)
    .where(
        of_owner(Delivery.member, given("member")),
        _INVITATION,
        Delivery.state.not_in([DeliveryState.NOT_SENT, DeliveryState.REFUSED]),
    ),
    Invited,
)
_SENT_SINCE = Select(_COUNT.where(Delivery.intent_at >= _SINCE, _SENT), int)
_AT_OF_CAMPAIGN = Select(_AT.where(Delivery.campaign == given("campaign")), from_us)


_EARLIER = Select(
    Delivery.select(pw.fn.MAX(Delivery.live), pw.fn.MAX(Delivery.ended_at) > _AFTER).where(
        of_owner(Delivery.member, given("member")), Delivery.person == given("person"), _INVITATION
    ),
    _Earlier,
)


def _last(*fields: pw.Field) -> pw.Node:
    return (
        Delivery.select(*fields)
        .where(Delivery.outreach == given("outreach"), Delivery.step == given("step"), Delivery.state.in_(DOUBTFUL))
        .order_by(Delivery.attempt.desc())
        .limit(1)
    )


_DOUBTFUL = Select(_last(Delivery.id, Delivery.run, Delivery.booking, Delivery.intent_at), DoubtfulCall)
_EVIDENCE = Select(
    _last(
        Delivery.kind,
        Delivery.intent_at,
        Delivery.attempt,
        Delivery.text,
        Delivery.error,
        Delivery.words,
        Delivery.absent_reads,
        Delivery.absent_at,
        Delivery.look_at,
    ),
    Evidence,
)


def invitations(store: Reading, after: datetime) -> list[MemberMoment]:
    """Return when each invitation after `after` was or may have been sent: own, outside Overture, and quarantined."""
    return _INVITATIONS.all(store, after=after)


def ours(store: Reading, member: int) -> list[Invited]:
    """Return the people whom the member's owner invited, or may have."""
    return _OURS.all(store, member=member)


def invited_before(store: Reading, member: int, person: str, withdrawn_after: datetime) -> str:
    """Return the problem code if the owner's earlier invitation, pending or ended lately, forbids another; else ''."""
    earlier = _EARLIER.one(store, member=member, person=person, after=withdrawn_after)
    if earlier.stands:
        return "invited.elsewhere"
    return "withdrawn.recently" if earlier.ended_lately else ""


def count_since(store: Reading, since: datetime) -> int:
    """Count the sends since a moment."""
    return _SENT_SINCE.one(store, since=since)


def moments_of_campaign(store: Reading, campaign: int, since: datetime) -> list[datetime]:
    """Return when each invitation of a campaign was sent, since a moment."""
    return _AT_OF_CAMPAIGN.all(store, campaign=campaign, since=since)


def doubtful_call(store: Reading, outreach: int, step: int) -> DoubtfulCall:
    """Return the last call of a step that is in doubt. Raises LookupError if there is none."""
    return _DOUBTFUL.one(store, outreach=outreach, step=step)


def evidence(store: Reading, outreach: int, step: int) -> Evidence | None:
    """Return the evidence about the last call of a step that is in doubt; None if there is none."""
    return _EVIDENCE.first(store, outreach=outreach, step=step)
