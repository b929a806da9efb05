"""Facts on which a forecast is based: the pace of approvals, acceptances, pending invitations, and messages due."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach

BY_MODE = "mode"
"""The approver that is recorded for a text that needs no approval."""


class Decision(NamedTuple):
    """The approval of an invitation's text, with the time zone of its campaign and the time of the person's draw."""

    zone: str
    drawn_at: datetime
    approved_at: datetime


class _Accepted(NamedTuple):
    sent: int
    accepted: int


class Unanswered(NamedTuple):
    """An invitation that was not accepted yet."""

    campaign: int
    invited_at: datetime


class DueMessages(NamedTuple):
    """Messages of a campaign that are due on a date."""

    campaign: int
    step: int
    due: date
    people: int


_APPROVED = Select(
    Outreach.select(Campaign.time_zone, Outreach.drawn_at, Outreach.approved_at)
    .join(Campaign)
    .where(
        (Outreach.approved_at >= given("since")) & Outreach.approved_by.not_in(("", BY_MODE)) & (Outreach.step == 0)
    ),
    Decision,
)
_REJECTED = Select(
    Outreach.select(pw.fn.COUNT(Outreach.id)).where(
        (Outreach.status == Status.REJECTED) & (Outreach.changed_at >= given("since")) & (Outreach.step == 0)
    ),
    int,
)
_ACCEPTED = Select(
    Outreach.select(pw.fn.COUNT(Outreach.id), pw.fn.COUNT(Outreach.accepted_at)).where(
        Outreach.invited_at < given("before")
    ),
    _Accepted,
)
_UNANSWERED = Select(
    Outreach.select(Outreach.campaign, Outreach.invited_at)
    .join(Campaign)
    .where(
        (Outreach.status == Status.INVITED) & (Outreach.invited_at >= given("since")) & Campaign.archived_at.is_null()
    ),
    Unanswered,
)
_MESSAGES = Select(
    Outreach.select(Outreach.campaign, Outreach.step, Outreach.due_date, pw.fn.COUNT(Outreach.id))
    .join(Campaign)
    .where(
        (Outreach.step > 0)
        & Outreach.due_date.is_null(False)
        & Outreach.status.in_((Status.ACCEPTED, Status.MESSAGED, Status.PENDING, Status.APPROVED, Status.SCHEDULED))
        & Campaign.archived_at.is_null()
    )
    .group_by(Outreach.campaign, Outreach.step, Outreach.due_date),
    DueMessages,
)


def approved_since(store: Reading, since: datetime) -> list[Decision]:
    """Return the invitations' texts that a person approved since a moment."""
    return _APPROVED.all(store, since=since)


def rejected_since(store: Reading, since: datetime) -> int:
    """Count the invitations' texts that a person rejected since a moment."""
    return _REJECTED.one(store, since=since)


def accepted_before(store: Reading, before: datetime) -> tuple[int, int]:
    """Return the number of invitations sent before a moment, and of those that were accepted."""
    found = _ACCEPTED.one(store, before=before)
    return found.sent, found.accepted


def unanswered_since(store: Reading, since: datetime) -> list[Unanswered]:
    """Return the invitations of campaigns that are not archived, sent since a moment and not accepted yet."""
    return _UNANSWERED.all(store, since=since)


def messages_due(store: Reading) -> list[DueMessages]:
    """Return the messages to come of campaigns that are not archived, counted by campaign, step and due date."""
    return _MESSAGES.all(store)
