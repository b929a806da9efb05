"""Runs by campaign: the list of one campaign's page, recent runs with their sends, first runs, and checks."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import OPENED, BookingState
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.spelled import json_number, number_of
from core.store.tables.campaigns import Campaign, Slot
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Run


class RunLine(NamedTuple):
    """A run with its slot's start.

    Dates, times and moments (microseconds) are as stored: the page converts each run by itself, so that it leaves out
    only an unreadable one.
    """

    id: int
    local_date: str
    start: str
    opens_at: int
    closes_at: int
    state: str
    cause: str
    slot_id: int
    cohort: int | None
    """Invitations that the run could have sent; None, like the next three fields, in a run that did not record them."""
    short: str | None
    messages_due: int | None
    messages_short: str | None
    opened_at: int


class RecentRun(NamedTuple):
    """A run with the numbers of its send times; date and moments (microseconds) are as stored."""

    campaign_id: int
    id: int
    slot_id: int
    local_date: str
    opens_at: int
    closes_at: int
    state: str
    invitations: int | None
    """Send times for invitations; None without any send time."""
    invited: int | None
    messages: int | None
    messaged: int | None
    cohort: int | None
    """Invitations that the run could have sent; None in a run that did not record them."""
    short: str | None


class _Opening(NamedTuple):
    opens_at: datetime


class _FirstRun(NamedTuple):
    campaign: int
    local_date: str


class WrongLength(NamedTuple):
    """A run that is not as long as its slot."""

    run: int
    slot_minutes: int


class RunAccount(NamedTuple):
    """The numbers of a run that `verify` compares: possible and not planned sends, send times, and its journal row."""

    run: int
    cohort: int
    short: str
    messages_due: int
    messages_short: str
    invitations: int
    messages: int
    noted: str | None
    """JSON data of the journal row that records the run as opened, missed or off; None if there is none."""


class OtherCount(NamedTuple):
    """A run whose number of send times differs from the number journaled at its opening."""

    run: int
    planned: int
    send_times: int


_MINUTE_US = 60_000_000
_LINES = Select(
    Run.select(
        Run.id,
        Run.local_date,
        Slot.start,
        Run.opens_at,
        Run.closes_at,
        Run.state,
        Run.cause,
        Run.slot,
        Run.cohort,
        Run.short,
        Run.messages_due,
        Run.messages_short,
        Run.opened_at,
    )
    .join(Slot)
    .where((Run.campaign == given("campaign")) & (Run.opens_at <= given("until")))
    .order_by(Run.opens_at.desc(), Run.id.desc())
    .limit(given("limit")),
    RunLine,
)
_WRONG_LENGTH = Select(
    Run.select(Run.id, Slot.minutes).join(Slot).where(Run.closes_at - Run.opens_at != Slot.minutes * _MINUTE_US),
    WrongLength,
)
_PLANNED = json_number(Journal.data, "planned")
_SEND_TIMES = Booking.select(pw.fn.COUNT(Booking.id)).where(Booking.run == Journal.run)
_OTHER_COUNT = Select(
    Journal.select(Journal.run, _PLANNED, _SEND_TIMES).where(
        (Journal.kind == "run.opened") & (_PLANNED != _SEND_TIMES)
    ),
    OtherCount,
)
_OF_RUN = Booking.select(pw.fn.COUNT(Booking.id)).where(Booking.run == Run.id)
_ACCOUNTS = Select(
    Run.select(
        Run.id,
        Run.cohort,
        Run.short,
        Run.messages_due,
        Run.messages_short,
        _OF_RUN.where(Booking.kind == "invitation"),
        _OF_RUN.where(Booking.kind == "message"),
        Journal.data,
    )
    .join(
        Journal,
        pw.JOIN.LEFT_OUTER,
        on=(Journal.run == Run.id)
        & (
            Journal.kind.in_(("run.opened", "run.off")) | ((Journal.kind == "problem") & (Journal.code == "run.missed"))
        ),
    )
    .where(Run.cohort.is_null(False))
    .order_by(Run.id),
    RunAccount,
)
_INVITATION, _MESSAGE = Booking.kind == "invitation", Booking.kind == "message"
_IS_SENT = Booking.state == BookingState.SENT
# CROSS JOIN fixes SQLite's join order: campaign by campaign, each with the index over openings.
_SINCE = Select(
    Campaign.select(
        Run.campaign,
        Run.id,
        Run.slot,
        Run.local_date,
        Run.opens_at,
        Run.closes_at,
        Run.state,
        number_of(_INVITATION),
        number_of(_INVITATION & _IS_SENT),
        number_of(_MESSAGE),
        number_of(_MESSAGE & _IS_SENT),
        Run.cohort,
        Run.short,
    )
    .join(Run, pw.JOIN.CROSS)
    .join(Booking, pw.JOIN.LEFT_OUTER, on=(Booking.run == Run.id))
    .where((Run.campaign == Campaign.id) & (Run.opens_at > given("since")))
    .group_by(Run.id)
    .order_by(Run.opens_at, Run.id),
    RecentRun,
)
_FIRST_DAY = Select(
    Run.select(Run.local_date)
    .where((Run.campaign == given("campaign")) & Run.state.in_(OPENED))
    .order_by(Run.opens_at)
    .limit(1),
    str,
)
_NEXT_OPENING = Select(
    Run.select(Run.opens_at)
    .where((Run.campaign == given("campaign")) & (Run.opens_at > given("at")))
    .order_by(Run.opens_at)
    .limit(1),
    _Opening,
)
_FIRST = Run.alias("first")
_FIRST_RUNS = Select(
    Campaign.select(Campaign.id, Run.local_date)
    .join(Run, pw.JOIN.CROSS)
    .where(
        Run.id
        == _FIRST.select(_FIRST.id)
        .where((_FIRST.campaign == Campaign.id) & _FIRST.state.in_(OPENED))
        .order_by(_FIRST.opens_at)
        .limit(1)
    ),
    _FirstRun,
)


def lines(store: Reading, campaign: int, until: datetime, limit: int) -> list[RunLine]:
    """Return a campaign's last runs that opened until a moment, newest first."""
    return _LINES.all(store, campaign=campaign, until=until, limit=limit)


def accounts(store: Reading) -> list[RunAccount]:
    """Return the account of each run that recorded one; runs of older versions did not."""
    return _ACCOUNTS.all(store)


def of_wrong_length(store: Reading) -> list[WrongLength]:
    """Return the runs that do not last the minutes of their slots."""
    return _WRONG_LENGTH.all(store)


def of_other_count(store: Reading) -> list[OtherCount]:
    """Return the runs whose number of send times differs from the number journaled at their opening."""
    return _OTHER_COUNT.all(store)


def since(store: Reading, since: datetime) -> dict[int, list[RecentRun]]:
    """Return the runs that opened after a moment, by campaign, the first to open first."""
    found: dict[int, list[RecentRun]] = {}
    for run in _SINCE.all(store, since=since):
        found.setdefault(run.campaign_id, []).append(run)
    return found


def next_opening(store: Reading, campaign: int, at: datetime) -> datetime | None:
    """Return the opening of a campaign's first recorded run after a moment; None if there is none."""
    found = _NEXT_OPENING.first(store, campaign=campaign, at=at)
    return None if found is None else found.opens_at


def first_day(store: Reading, campaign: int) -> str | None:
    """Return the local date, an ISO date, of a campaign's first run that opened; None if there is none."""
    return _FIRST_DAY.first(store, campaign=campaign)


def first_days(store: Reading) -> dict[int, str]:
    """Return, by campaign, the local date, an ISO date, of its first run that opened."""
    return {row.campaign: row.local_date for row in _FIRST_RUNS.all(store)}
