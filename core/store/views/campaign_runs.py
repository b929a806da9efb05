"""Runs with their slots: those of one campaign as its page lists them, and a check."""

from __future__ import annotations

from typing import NamedTuple

import peewee as pw

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.sqlite import json_value
from core.store.tables.campaigns import Slot
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Run


class RunLine(NamedTuple):
    """A run with its slot's start.

    Dates, times and moments (microseconds) are as they are stored: the page reads each run by itself, so that an odd
    one is left out alone.
    """

    id: int
    local_date: str
    start: str
    opens_at: int
    closes_at: int
    state: str
    cause: str
    slot_id: int


class WrongLength(NamedTuple):
    """A run that is not as long as its slot."""

    run: int
    slot_minutes: int


class OtherCount(NamedTuple):
    """A run that opened with another number of send times than it has."""

    run: int
    planned: int
    send_times: int


_MINUTE_US = 60_000_000
_LINES = Select(
    Run.select(Run.id, Run.local_date, Slot.start, Run.opens_at, Run.closes_at, Run.state, Run.cause, Run.slot)
    .join(Slot)
    .where(Run.campaign == given("campaign"))
    .order_by(Run.opens_at.desc(), Run.id.desc())
    .limit(given("limit")),
    RunLine,
)
_WRONG_LENGTH = Select(
    Run.select(Run.id, Slot.minutes).join(Slot).where(Run.closes_at - Run.opens_at != Slot.minutes * _MINUTE_US),
    WrongLength,
)
_PLANNED = json_value(Journal.data, "planned")
_SEND_TIMES = Booking.select(pw.fn.COUNT(Booking.id)).where(Booking.run == Journal.run)
_OTHER_COUNT = Select(
    Journal.select(Journal.run, _PLANNED, _SEND_TIMES).where(
        (Journal.kind == "run.opened") & (_PLANNED != _SEND_TIMES)
    ),
    OtherCount,
)


def lines(store: Reading, campaign: int, limit: int) -> list[RunLine]:
    """Return a campaign's last runs, newest first."""
    return _LINES.all(store, campaign=campaign, limit=limit)


def of_wrong_length(store: Reading) -> list[WrongLength]:
    """Return the runs that do not last the minutes of their slots."""
    return _WRONG_LENGTH.all(store)


def of_other_count(store: Reading) -> list[OtherCount]:
    """Return the runs that opened with another number of send times than they have."""
    return _OTHER_COUNT.all(store)
