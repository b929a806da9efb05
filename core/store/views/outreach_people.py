"""Outreaches with their people, and the ids and names by which the network knows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import BETWEEN_STEPS, NOT_YET_OUT, OPEN, RELEASED, Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import is_true
from core.store.outreaches import OutreachRow
from core.store.owners import of_owner
from core.store.people.free_people import is_free
from core.store.spelled import one_of
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Delivery, Outreach
from core.store.tables.people import Contact


class Invited(NamedTuple):
    """A person with a sent invitation, and every identifier by which the account's list may show them."""

    id: int
    person: str | None
    public_id: str | None
    invitation_id: str | None


class PendingInvitation(NamedTuple):
    """A person with a known provider's id and a sent invitation, and every identifier by which a list may show them."""

    id: int
    person: str
    public_id: str | None
    invitation_id: str | None


class Decided(NamedTuple):
    """The reason why an outreach ended, and, as `closed`, whether its person or campaign forbids putting it back."""

    reason: str
    closed: bool


class _Count(NamedTuple):
    contact: int
    outreaches: int


_OF_OWNER = of_owner(Outreach.member, given("member"))
_INVITED = Outreach.select(Outreach.id, Outreach.person, Contact.public_id, Outreach.invitation_id).join(Contact)
_UNNAMED = Select(
    _INVITED.where(_OF_OWNER & (Outreach.status == Status.INVITED) & Outreach.invitation_id.is_null()), Invited
)
_INVITED_BEFORE = Select(
    _INVITED.where(
        _OF_OWNER
        & (Outreach.status == Status.INVITED)
        & (Outreach.invited_at < given("before"))
        & Outreach.person.is_null(False)
    ).order_by(Outreach.id),
    PendingInvitation,
)
_STANDING = Select(
    Outreach.select(Outreach.id, Delivery.person, Contact.public_id, Outreach.invitation_id)
    .join(Contact)
    .join_from(
        Outreach,
        Delivery,
        on=(
            (Delivery.outreach == Outreach.id)
            & (Delivery.kind == "invitation")
            & (Delivery.state == "sent")
            & is_true(Delivery.live)
        ),
    )
    .where(_OF_OWNER & (Outreach.status == Status.INVITED) & (Delivery.intent_at < given("before"))),
    PendingInvitation,
)
_FOUND_BEFORE = Select(
    Outreach.select(Outreach.id)
    .join(Contact)
    .where(
        (Outreach.member == given("member")) & (Outreach.id != given("id")) & Outreach.person.is_null(False) & is_free()
    )
    .order_by(Outreach.id.desc())
    .limit(1),
    int,
)
_DECIDED = Select(
    Outreach.select(
        Outreach.reason,
        ~is_free() | Contact.merged_into.is_null(False) | Campaign.archived_at.is_null(False),
    )
    .join(Contact)
    .join_from(Outreach, Campaign)
    .where(Outreach.id == given("id")),
    Decided,
)
_IN_CAMPAIGN = Select(
    Outreach.select(Outreach.id).where(
        (Outreach.campaign == given("campaign")) & (Outreach.contact == given("contact"))
    ),
    int,
)
_IS_OR_BECAME = (
    Contact.select(Contact.id)
    .where(Contact.id == given("contact"))
    .union_all(Contact.select(Contact.id).where(Contact.merged_into == given("contact")))
)
_TAKEN = Select(
    Outreach.select(Outreach.id)
    .where(
        (Outreach.id != given("id"))
        & Outreach.contact.in_(_IS_OR_BECAME)
        & ((Outreach.campaign == given("campaign")) | (_OF_OWNER & Outreach.status.not_in(RELEASED)))
    )
    .limit(1),
    int,
)
_OPEN_IN = Select(
    Outreach.select(Outreach.contact, pw.fn.COUNT(Outreach.id))
    .join(Campaign)
    .where(one_of(Outreach.contact, "contacts") & Outreach.status.in_(OPEN) & Campaign.archived_at.is_null())
    .group_by(Outreach.contact),
    _Count,
)
_ENDED_BY_BLOCK = Select(
    Outreach.select(Campaign.name)
    .join(Campaign)
    .where((Outreach.contact == given("contact")) & Outreach.status.in_((*NOT_YET_OUT, *BETWEEN_STEPS)))
    .distinct()
    .order_by(Campaign.name),
    str,
)


def unnamed_invitations(store: Reading, member: int) -> list[Invited]:
    """Return the people whom a member's owner invited and whose invitation's id is not known."""
    return _UNNAMED.all(store, member=member)


def invited_before(store: Reading, member: int, before: datetime) -> list[PendingInvitation]:
    """Return the people whom a member's owner invited before a moment and who have not answered, ordered by id."""
    return _INVITED_BEFORE.all(store, member=member, before=before)


def pending_before(store: Reading, member: int, before: datetime) -> list[PendingInvitation]:
    """Return, from the deliveries, the people with a pending invitation that a member's owner sent before a moment."""
    return _STANDING.all(store, member=member, before=before)


def found_before(store: Reading, member: int, but: int) -> int | None:
    """Return a member's last outreach, other than `but`, whose profile was found and whose person may be contacted."""
    return _FOUND_BEFORE.first(store, member=member, id=but)


def decided(store: Reading, ident: int) -> Decided:
    """Return why an outreach ended, and whether it can be put back. Raises LookupError for an unknown id."""
    return _DECIDED.one(store, id=ident)


def is_in_campaign(store: Reading, contact: int, campaign: int) -> bool:
    """Return whether this very contact, not one merged with it, has an outreach in a campaign; no contact has two."""
    return _IN_CAMPAIGN.first(store, contact=contact, campaign=campaign) is not None


def is_taken(store: Reading, row: OutreachRow, contact: int) -> bool:
    """Return whether the person has another outreach in this campaign, or another live one of this member's owner."""
    return _TAKEN.first(store, id=row.id, contact=contact, campaign=row.campaign_id, member=row.member_id) is not None


def open_by_contact(store: Reading, contacts: Iterable[int]) -> dict[int, int]:
    """Count each contact's active outreaches in unarchived campaigns."""
    return {row.contact: row.outreaches for row in _OPEN_IN.all(store, contacts=list(contacts))}


def campaigns_ended_by_block(store: Reading, contact: int) -> list[str]:
    """Return the names of the campaigns in which a do-not-contact mark would end a contact's outreach."""
    return _ENDED_BY_BLOCK.all(store, contact=contact)
