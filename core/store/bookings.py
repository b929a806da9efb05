"""Bookings (table `booking`): the send times that runs gave to outreaches, and their results."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import BookingState
from core.store.changes import touched
from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Writing
from core.store.owners import of_owner
from core.store.spelled import is_missing, least
from core.store.tables.outreach import Booking, Outreach, Run


class Planned(NamedTuple):
    """An unused send time: the state `planned`."""

    id: int
    outreach_id: int
    run_id: int
    kind: str
    reason: str
    """Reason of the last postponement; empty if there was none."""
    send_at: datetime


class Due(NamedTuple):
    """An unused send time, with its campaign and the end of its run."""

    id: int
    outreach_id: int
    run_id: int
    closes_at: datetime
    kind: str
    campaign_id: int
    reason: str
    send_at: datetime


class Result(NamedTuple):
    """The number of bookings of one run and kind that have the same state and reason."""

    run_id: int
    kind: str
    state: str
    reason: str
    bookings: int


class PersonResult(NamedTuple):
    """One booking of a run: its outreach and its result."""

    outreach_id: int
    kind: str
    state: str
    reason: str


class OpenInClosedRun(NamedTuple):
    """The number of bookings of a closed run that have no result."""

    run_id: int
    bookings: int


class NoReason(NamedTuple):
    """A booking in the state `not_sent` that lacks a reason."""

    id: int
    run_id: int


class _Number(NamedTuple):
    number: int


class _Count(NamedTuple):
    name: str
    number: int


_COUNT = pw.fn.COUNT(Booking.id)
_IS_PLANNED = Booking.state == BookingState.PLANNED
_THIS = Booking.id == given("id")
_PLANNED = Booking.select(
    Booking.id, Booking.outreach, Booking.run, Booking.kind, Booking.reason, Booking.send_at
).where(_IS_PLANNED)
_OF_OUTREACH = Select(_PLANNED.where(Booking.outreach == given("outreach")), Planned)
_OF_RUN = Select(_PLANNED.where(Booking.run == given("run")).order_by(Booking.outreach, Booking.id), Planned)
_OF_CAMPAIGN_OR_MEMBER = Select(
    _PLANNED.join(Run)
    .where(
        is_missing("campaign") | (Run.campaign == given("campaign")),
        is_missing("member") | (Booking.member == given("member")),
        is_missing("kind") | (Booking.kind == given("kind")),
    )
    .order_by(Booking.id),
    Planned,
)
_STOPPED = Select(
    Booking.select(Booking.id, Booking.outreach, Booking.run, Booking.kind, Booking.reason, Booking.send_at)
    .join(Outreach)
    .where(
        (Booking.run == given("run")) & (Booking.state == BookingState.NOT_SENT) & (Booking.reason == "stopped"),
        (Outreach.status == "approved") & (Outreach.step == Booking.step),
    )
    .order_by(Booking.kind.desc(), Booking.id),
    Planned,
)
_DUE = Select(
    Booking.select(
        Booking.id,
        Booking.outreach,
        Booking.run,
        Run.closes_at,
        Booking.kind,
        Run.campaign,
        Booking.reason,
        Booking.send_at,
    )
    .join(Run)
    .where(_THIS & _IS_PLANNED),
    Due,
)
_SUMS = Select(Booking.select(Booking.state, _COUNT).where(Booking.run == given("run")).group_by(Booking.state), _Count)
_ALL_SUMS = Select(Booking.select(Booking.state, _COUNT).group_by(Booking.state), _Count)
_REASONS = Select(
    Booking.select(Booking.reason, _COUNT)
    .join(Run)
    .where((Run.campaign == given("campaign")) & (Booking.state == BookingState.NOT_SENT))
    .group_by(Booking.reason)
    .order_by(Booking.reason),
    _Count,
)
_GIVEN_UP = Select(
    Booking.select(Booking.id)
    .join(Run)
    .where(
        (Run.campaign == given("campaign")) & (Run.closes_at > given("since")),
        (Booking.state == BookingState.NOT_SENT) & (Booking.reason == given("reason")),
        (Booking.settled_at > given("since")) & (Booking.settled_at <= given("until")),
    )
    .limit(1),
    int,
)
_RESULTS = Select(
    Booking.select(Booking.run, Booking.kind, Booking.state, Booking.reason, _COUNT)
    .join(Run)
    .where(Run.campaign == given("campaign"))
    .group_by(Booking.run, Booking.kind, Booking.state, Booking.reason),
    Result,
)
_PEOPLE = Select(
    Booking.select(Booking.outreach, Booking.kind, Booking.state, Booking.reason)
    .where(Booking.run == given("run"))
    .order_by(Booking.outreach, Booking.id),
    PersonResult,
)
_MEMBERS = Select(Booking.select(Booking.member).where(_IS_PLANNED).distinct(), _Number)
_HELD = Select(
    Booking.select(_COUNT).where(of_owner(Booking.member, given("member")), _IS_PLANNED, Booking.kind == given("kind")),
    _Number,
)
_OPEN_IN_CLOSED = Select(
    Booking.select(Booking.run, _COUNT)
    .join(Run)
    .where((Run.state == "closed") & Booking.state.in_([BookingState.PLANNED, BookingState.SENDING]))
    .group_by(Booking.run),
    OpenInClosedRun,
)
_NO_REASON = Select(
    Booking.select(Booking.id, Booking.run).where((Booking.state == BookingState.NOT_SENT) & (Booking.reason == "")),
    NoReason,
)
_ADD = Insert(
    Booking.insert(
        {
            Booking.run: given("run"),
            Booking.outreach: given("outreach"),
            Booking.member: given("member"),
            Booking.step: given("step"),
            Booking.kind: given("kind"),
            Booking.send_at: given("send_at"),
            Booking.state: BookingState.PLANNED,
            Booking.reason: "",
        }
    ),
    about=touched.member(),
)
_RESULT = {Booking.state: given("state"), Booking.reason: given("reason"), Booking.settled_at: given("now")}
_NOT_USED = {
    Booking.state: BookingState.NOT_SENT,
    Booking.reason: given("reason"),
    Booking.settled_at: given("now"),
}
_CLOSING = Run.select(Run.closes_at).where(Run.id == Booking.run)
_WITHIN_RUN = least(given("at"), _CLOSING)
_SETTLE = Change(Booking.update(_RESULT).where(_THIS), about=touched.booking("id"))
_GIVE_BACK = Change(Booking.update(_NOT_USED).where(_THIS & _IS_PLANNED), about=touched.booking("id"))
_GIVE_BACK_OF = Change(
    Booking.update(_NOT_USED).where((Booking.outreach == given("outreach")) & _IS_PLANNED), about=touched.outreach()
)
_SEND = Change(Booking.update({Booking.state: BookingState.SENDING}).where(_THIS), about=touched.booking("id"))
_DOUBT = Change(
    Booking.update({Booking.state: BookingState.IN_DOUBT, Booking.reason: "in_doubt"}).where(_THIS),
    about=touched.booking("id"),
)
_PUT_OFF = Change(
    Booking.update(
        {
            Booking.send_at: _WITHIN_RUN,
            Booking.reason: pw.Case(None, [(given("reason") == "", Booking.reason)], given("reason")),
        }
    ).where(_THIS & _IS_PLANNED),
    about=touched.booking("id"),
)
_TRY_AGAIN = Change(
    Booking.update(
        {Booking.state: BookingState.PLANNED, Booking.reason: given("reason"), Booking.send_at: _WITHIN_RUN}
    ).where(_THIS),
    about=touched.booking("id"),
)
_PLAN_AGAIN = Change(
    Booking.update(
        {
            Booking.state: BookingState.PLANNED,
            Booking.reason: "",
            Booking.settled_at: None,
            Booking.send_at: given("at"),
        }
    ).where(_THIS),
    about=touched.booking("id"),
)


def planned_of(store: Reading, outreach: int) -> Planned | None:
    """Return the unused send time of an outreach, or None."""
    return _OF_OUTREACH.first(store, outreach=outreach)


def planned_in(store: Reading, run: int) -> list[Planned]:
    """Return the unused send times of a run, ordered by outreach id."""
    return _OF_RUN.all(store, run=run)


def planned(
    store: Reading, *, campaign: int | None = None, member: int | None = None, kind: str | None = None
) -> list[Planned]:
    """Return the unused send times, ordered by id: of a campaign, of a member, of a kind, or all."""
    return _OF_CAMPAIGN_OR_MEMBER.all(store, campaign=campaign, member=member, kind=kind)


def stopped_in(store: Reading, run: int) -> list[Planned]:
    """Return a run's send times that a stop cancelled and whose people still wait for that step, messages first."""
    return _STOPPED.all(store, run=run)


def due(store: Reading, ident: int) -> Due | None:
    """Return an unused send time; None if it was used already or cancelled."""
    return _DUE.first(store, id=ident)


def held(store: Reading, member: int, kind: str) -> int:
    """Count the unused send times of one kind, over all accounts of the member's owner."""
    return _HELD.one(store, member=member, kind=kind).number


def members_waiting(store: Reading) -> set[int]:
    """Return the members with an unused send time."""
    return {row.number for row in _MEMBERS.all(store)}


def sums_of(store: Reading, run: int) -> dict[str, int]:
    """Count a run's send times by state."""
    return {row.name: row.number for row in _SUMS.all(store, run=run)}


def sums(store: Reading) -> dict[str, int]:
    """Count all send times by state."""
    return {row.name: row.number for row in _ALL_SUMS.all(store)}


def reasons(store: Reading, campaign: int) -> dict[str, int]:
    """Count a campaign's send times that ended as not sent, by reason, in alphabetical order."""
    return {row.name: row.number for row in _REASONS.all(store, campaign=campaign)}


def given_up(store: Reading, campaign: int, reason: str, since: datetime, until: datetime) -> bool:
    """Return whether a send time of a campaign ended as not sent for a reason, after `since` and not after `until`."""
    found = _GIVEN_UP.first(store, campaign=campaign, reason=reason, since=since, until=until)
    return found is not None


def results(store: Reading, campaign: int) -> list[Result]:
    """Count the results of a campaign's send times, by run, kind, state and reason."""
    return _RESULTS.all(store, campaign=campaign)


def people_of(store: Reading, run: int) -> list[PersonResult]:
    """Return the send times of a run with their results, ordered by outreach id."""
    return _PEOPLE.all(store, run=run)


def open_in_closed_runs(store: Reading) -> list[OpenInClosedRun]:
    """Count the send times without a result in runs that are closed: there should be none."""
    return _OPEN_IN_CLOSED.all(store)


def without_reason(store: Reading) -> list[NoReason]:
    """Return the send times that ended as not sent without a reason: there should be none."""
    return _NO_REASON.all(store)


def add(store: Writing, *, run: int, outreach: int, member: int, step: int, kind: str, send_at: datetime) -> None:
    """Give a send time of a run to an outreach. `kind` is invitation or message."""
    _ADD.run(store, run=run, outreach=outreach, member=member, step=step, kind=kind, send_at=send_at)


def begin_sending(store: Writing, ident: int) -> None:
    """Mark a send time as being used now."""
    _SEND.run(store, id=ident)


def settle(store: Writing, ident: int | None, state: BookingState, reason: str, now: datetime) -> None:
    """Record the result of a send time; the state `not_sent` requires a reason.

    A withdrawal has no send time: `ident` is None then, and nothing changes.
    """
    _SETTLE.run(store, id=ident, state=state, reason=reason, now=now)


def doubt(store: Writing, ident: int | None) -> None:
    """Mark a send time as in doubt; its `settled_at` does not change."""
    _DOUBT.run(store, id=ident)


def give_back(store: Writing, ident: int, reason: str, now: datetime) -> None:
    """Record that a send time will not be used, and why. One that was used already stays as it is."""
    _GIVE_BACK.run(store, id=ident, reason=reason, now=now)


def give_back_of(store: Writing, outreach: int, reason: str, now: datetime) -> None:
    """Record that the send time of an outreach will not be used, and why."""
    _GIVE_BACK_OF.run(store, outreach=outreach, reason=reason, now=now)


def put_off(store: Writing, ident: int, at: datetime, reason: str) -> None:
    """Postpone an unused send time to `at`, or to its run's end if earlier. An empty `reason` keeps the old one."""
    _PUT_OFF.run(store, id=ident, at=at, reason=reason)


def try_again(store: Writing, ident: int | None, at: datetime, reason: str) -> None:
    """Plan a send time again after a call that was not sent: for `at`, or for the end of its run if earlier."""
    _TRY_AGAIN.run(store, id=ident, at=at, reason=reason)


def plan_again(store: Writing, ident: int, at: datetime) -> None:
    """Restore a send time that a stop had cancelled; its new time is `at`."""
    _PLAN_AGAIN.run(store, id=ident, at=at)
