"""The last closed runs of campaigns: whether each planned and sent anything, and the reasons that held people back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import peewee as pw

from core.rules.holds import READING
from core.rules.states import OPENED, BookingState, RunState, Status
from core.store.compiled import Select
from core.store.database import Reading
from core.store.fields import is_true
from core.store.spelled import one_of
from core.store.tables.campaigns import Campaign
from core.store.tables.holds import Hold
from core.store.tables.outreach import Booking, Outreach, Run


class ClosedRun(NamedTuple):
    """One of a campaign's last closed runs; moments are microseconds, as stored."""

    campaign: int
    id: int
    opens_at: int
    closes_at: int
    wanted: bool
    """True if the run planned or drew people, or would have if reading had not been on hold."""
    sent: bool
    """True if something was sent, or may have been."""


class HeldBack(NamedTuple):
    """The number of people of a campaign whom one reason held back."""

    campaign: int
    reason: str
    people: int


LAST_RUNS = 4
PROFILES_UNREAD = "profiles.unread"
"""The reason of people whose profile is not read yet. They only wait, so it is not in the table of problem codes."""
_ROW_EXISTS = pw.SQL("1")
_BATCH = Run.slot.concat(pw.SQL("':'")).concat(Run.local_date)
_HOLDS = Hold.select(_ROW_EXISTS).where(
    Hold.call.in_(READING)
    & (Hold.member == Campaign.member)
    & (Hold.campaign.is_null() | (Hold.campaign == Campaign.id))
)
"""The holds on reading for a campaign."""
_BOOKINGS = Booking.select(_ROW_EXISTS).where(Booking.run == Run.id)
_OF_CAMPAIGN = Outreach.select(_ROW_EXISTS).where(Outreach.campaign == Campaign.id)
_LAST, _FIRST = Run.alias("last"), Run.alias("first")
# Runs of the first date count only without approvals: with them, nothing could leave on that date yet.
_FIRST_DAY = (
    _FIRST.select(_FIRST.local_date)
    .where((_FIRST.campaign == Campaign.id) & _FIRST.state.in_(OPENED))
    .order_by(_FIRST.opens_at)
    .limit(1)
)
_RUNS = Select(
    Campaign.select(
        Campaign.id,
        Run.id,
        Run.opens_at,
        Run.closes_at,
        pw.fn.EXISTS(_BOOKINGS)
        | pw.fn.EXISTS(_OF_CAMPAIGN.where(Outreach.batch == _BATCH))
        | pw.fn.EXISTS(_OF_CAMPAIGN.where((Outreach.status == Status.QUEUED) & (Outreach.changed_at < Run.opens_at)))
        | pw.fn.EXISTS(_HOLDS.where(Hold.since < Run.opens_at)),
        pw.fn.EXISTS(_BOOKINGS.where(Booking.state.in_((BookingState.SENT, BookingState.IN_DOUBT)))),
    )
    .join(
        Run,
        on=Run.id.in_(  # a subquery, so that the index over campaign and opening is used
            _LAST.select(_LAST.id)
            .where((_LAST.campaign == Campaign.id) & (_LAST.state == RunState.CLOSED))
            .order_by(_LAST.opens_at.desc())
            .limit(LAST_RUNS)  # a constant: SQLite would plan the statement again for a limit given as a value
        ),
    )
    .where(
        is_true(Campaign.active)
        & Campaign.archived_at.is_null()
        & ((Campaign.approval == "off") | (Run.local_date > _FIRST_DAY))
    )
    .order_by(Campaign.id, Run.opens_at.desc()),
    ClosedRun,
)
_WANTED = one_of(Run.id, "runs")
_THEIR_CAMPAIGNS = Run.select(Run.campaign).where(_WANTED)
_FIRST_TWO = (pw.SQL("1"), pw.SQL("2"))
_LOST_THEIR_TIME = (
    Run.select(Run.campaign, Booking.reason, pw.fn.COUNT(Booking.id))
    .join(Booking, on=(Booking.run == Run.id))
    .where(_WANTED & (Booking.state == BookingState.NOT_SENT))
    .group_by(*_FIRST_TWO)
)
_GOT_NO_TIME = (
    Run.select(
        Run.campaign,
        pw.Case(Outreach.status, [(Status.PENDING, "approvals.wanting")], Outreach.reason),
        pw.fn.COUNT(Outreach.id),
    )
    .join(Outreach, on=(Outreach.campaign == Run.campaign) & (Outreach.batch == _BATCH))
    .where(_WANTED & Outreach.status.in_((Status.PENDING, Status.CANCELLED, Status.FAILED, Status.REJECTED)))
    .group_by(*_FIRST_TWO)
)
_NOT_READ = (
    Outreach.select(Outreach.campaign, pw.Value(PROFILES_UNREAD), pw.fn.COUNT(Outreach.id))
    .where((Outreach.status == Status.QUEUED) & Outreach.campaign.in_(_THEIR_CAMPAIGNS))
    .group_by(pw.SQL("1"))
)
_UNDER_HOLDS = Campaign.select(Campaign.id, _HOLDS.select(Hold.code).limit(1), pw.SQL("0")).where(
    Campaign.id.in_(_THEIR_CAMPAIGNS) & pw.fn.EXISTS(_HOLDS)
)
_REASONS = Select(_LOST_THEIR_TIME.union_all(_GOT_NO_TIME).union_all(_NOT_READ).union_all(_UNDER_HOLDS), HeldBack)


def last_runs(store: Reading) -> list[ClosedRun]:
    """Return the last closed runs of each running campaign, at most `LAST_RUNS` of each, the newest first."""
    return _RUNS.all(store)


def reasons(store: Reading, runs: Iterable[int]) -> list[HeldBack]:
    """Count, by campaign and reason, the people to whom these runs sent nothing.

    They lost their send time, were drawn without one, or their profile is not read yet. A campaign whose reading is on
    hold has a row with 0 people.
    """
    return _REASONS.all(store, runs=list(runs))
