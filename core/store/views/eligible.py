"""The people whom a run may take, defined once for both the planner and the explanation of its choice.

`day` is the run's local date, `day_start` its start and `moment` its opening (or the time at which it opens late).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import WAITING, Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import is_true, to_us
from core.store.outreaches import ROW, OutreachRow
from core.store.owners import of_owner
from core.store.spelled import element, rows_of
from core.store.tables.holds import HeldItem, PersonWait, Refusal
from core.store.tables.outreach import Outreach


class Invitation(NamedTuple):
    """An invitation that a run may take."""

    id: int
    noted: bool
    """True if it has a note."""


class Message(NamedTuple):
    """A message that a run may take."""

    id: int
    due_date: str
    """The ISO date as it is stored; parsed for each message by itself, so that an invalid one holds one person."""
    approved_at: datetime
    approved_by: str


class Unready(NamedTuple):
    """People of a campaign who are drawn for an invitation and whom a run may not take."""

    unapproved: int
    """People whose texts wait for approval, or were approved too late for the run."""
    unread: int
    """People whose profiles are not read yet."""
    waiting: int
    """People approved in time, to whom the network refuses an invitation for a while."""
    held: int
    """People approved in time, but held after an unexpected error."""


class UnreadyMessages(NamedTuple):
    """Messages that are due and that a run may not take."""

    unapproved: int
    held: int
    """People approved, but held after an unexpected error."""


class _Count(NamedTuple):
    slot: int
    people: int


_ROW_EXISTS = pw.SQL("1")


def _waiting(moment: Any) -> Any:
    """Return the condition that the person may not be invited at a moment, after a refusal."""
    return pw.fn.EXISTS(
        PersonWait.select(_ROW_EXISTS).where(
            of_owner(PersonWait.member, Outreach.member)
            & (PersonWait.person == Outreach.person)
            & (PersonWait.until_at > moment)
        )
    )


def _held(moment: Any) -> Any:
    """Return the condition that the person is held at a moment, after an unexpected error."""
    return pw.fn.EXISTS(
        HeldItem.select(_ROW_EXISTS).where(
            (HeldItem.outreach == Outreach.id) & HeldItem.work.in_(("send", "plan")) & (HeldItem.until_at > moment)
        )
    )


_REFUSED_BEFORE = pw.fn.EXISTS(
    Refusal.select(_ROW_EXISTS).where((Refusal.outreach == Outreach.id) & is_true(Refusal.spared))
) | pw.fn.EXISTS(
    PersonWait.select(_ROW_EXISTS).where(
        (PersonWait.member == Outreach.member) & (PersonWait.person == Outreach.person)
    )
)
"""Condition that the network refused the person before; people without a refusal go first."""
_FAILED_BEFORE = pw.fn.EXISTS(HeldItem.select(_ROW_EXISTS).where(HeldItem.outreach == Outreach.id))
"""Condition that an item of the person failed before; people without a failure go first."""


def approved_in_time(day_start: Any, moment: Any) -> Any:
    """Return the condition that a person approved a text on an earlier local date, or the mode before the run opens."""
    return (Outreach.approved_at < day_start) | ((Outreach.approved_by == "mode") & (Outreach.approved_at <= moment))


def due_in_time(day: Any, moment: Any) -> Any:
    """Return the condition that a message is due by the run's local date and was approved before the run opens."""
    return (Outreach.due_date <= day) & (Outreach.approved_at < moment)


def _invitations(campaign: Any, day_start: Any, moment: Any) -> Any:
    """Return the condition of invitations approved in time, to people who neither wait after a refusal nor are held."""
    return (
        (Outreach.campaign == campaign)
        & (Outreach.status == Status.APPROVED)
        & (Outreach.step == 0)
        & approved_in_time(day_start, moment)
        & ~_waiting(moment)
        & ~_held(moment)
    )


_ELIGIBLE = _invitations(given("campaign"), given("day_start"), given("moment"))
_COUNT = pw.fn.COUNT(Outreach.id)
_HOW_MANY = Select(Outreach.select(_COUNT).where(_ELIGIBLE), int)
_INVITATIONS = Select(
    Outreach.select(Outreach.id, Outreach.text.is_null(False))
    .where(_ELIGIBLE)
    .order_by(_REFUSED_BEFORE, _FAILED_BEFORE, Outreach.approved_at, Outreach.id),
    Invitation,
)
_OLDEST = Select(
    ROW.where(_ELIGIBLE).order_by(Outreach.approved_at, Outreach.id).limit(given("limit")),
    OutreachRow,
)
_MESSAGES = Select(
    Outreach.select(Outreach.id, Outreach.due_date, Outreach.approved_at, Outreach.approved_by)
    .where(
        (Outreach.campaign == given("campaign"))
        & (Outreach.status == Status.APPROVED)
        & (Outreach.step > 0)
        & due_in_time(given("day"), given("moment"))
        & ~_held(given("moment"))
    )
    .order_by(_REFUSED_BEFORE, _FAILED_BEFORE, Outreach.due_date, Outreach.approved_at, Outreach.id),
    Message,
)
_IN_TIME = (Outreach.status == Status.APPROVED) & approved_in_time(given("day_start"), given("moment"))
_WAITS = _waiting(given("moment"))


def _number(condition: Any) -> Any:
    return pw.fn.COALESCE(pw.fn.SUM(pw.Case(None, [(condition, 1)], 0)), 0)


_UNREADY = Select(
    Outreach.select(
        _number((Outreach.status == Status.PENDING) | ((Outreach.status == Status.APPROVED) & ~_IN_TIME)),
        _number(Outreach.status == Status.QUEUED),
        _number(_IN_TIME & _WAITS),
        _number(_IN_TIME & ~_WAITS & _held(given("moment"))),
    ).where((Outreach.campaign == given("campaign")) & (Outreach.step == 0) & Outreach.status.in_(WAITING)),
    Unready,
)
_UNREADY_MESSAGES = Select(
    Outreach.select(
        _number((Outreach.status == Status.PENDING) | (Outreach.approved_at >= given("moment"))),
        _number((Outreach.status == Status.APPROVED) & _held(given("moment"))),
    ).where(
        (Outreach.campaign == given("campaign"))
        & (Outreach.step > 0)
        & Outreach.status.in_((Status.PENDING, Status.APPROVED))
        & (Outreach.due_date <= given("day"))
    ),
    UnreadyMessages,
)
_SLOT, _CAMPAIGN, _DAY_START, _MOMENT = (element("coming", place) for place in range(4))
_BY_SLOT = Select(
    pw.Select(
        from_list=[rows_of("coming", "coming")],
        columns=[_SLOT, Outreach.select(_COUNT).where(_invitations(_CAMPAIGN, _DAY_START, _MOMENT))],
    ),
    _Count,
)


def count_invitations(store: Reading, campaign: int, day_start: datetime, moment: datetime) -> int:
    """Count the approved invitations that a run may take."""
    return _HOW_MANY.one(store, campaign=campaign, day_start=day_start, moment=moment)


def unready(store: Reading, campaign: int, day_start: datetime, moment: datetime) -> Unready:
    """Count, by reason, the people who are drawn for an invitation and whom a run may not take."""
    return _UNREADY.one(store, campaign=campaign, day_start=day_start, moment=moment)


def unready_messages(store: Reading, campaign: int, day: date, moment: datetime) -> UnreadyMessages:
    """Count, by reason, the messages that are due and that a run may not take."""
    return _UNREADY_MESSAGES.one(store, campaign=campaign, day=day, moment=moment)


def count_by_slot(store: Reading, coming: Iterable[tuple[int, int, datetime, datetime]]) -> dict[int, int]:
    """Count the invitations for the next run of each slot, given as slot, campaign, `day_start` and `moment`."""
    asked = [(slot, campaign, to_us(day_start), to_us(moment)) for slot, campaign, day_start, moment in coming]
    return {row.slot: row.people for row in _BY_SLOT.all(store, coming=asked)} if asked else {}


def invitations(store: Reading, campaign: int, day_start: datetime, moment: datetime) -> list[Invitation]:
    """Return the invitations that a run may take, oldest approval first; people with a refusal or failure come last."""
    return _INVITATIONS.all(store, campaign=campaign, day_start=day_start, moment=moment)


def oldest_invitations(
    store: Reading, campaign: int, day_start: datetime, moment: datetime, limit: int
) -> list[OutreachRow]:
    """Return the first invitations that a run may take, oldest approval first, as whole outreaches."""
    return _OLDEST.all(store, campaign=campaign, day_start=day_start, moment=moment, limit=limit)


def messages(store: Reading, campaign: int, day: date, moment: datetime) -> list[Message]:
    """Return the messages that a run may take, oldest due date first; people with a refusal or failure come last.

    People who are held after an unexpected error are left out.
    """
    return _MESSAGES.all(store, campaign=campaign, day=day, moment=moment)
