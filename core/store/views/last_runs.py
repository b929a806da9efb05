"""The last run of each campaign, and whether that run could have taken the approved people who have no send time.

The rows are as stored, so that the caller can leave out only an unreadable one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import peewee as pw

from core.rules.states import OPENED
from core.store.compiled import Select
from core.store.database import Reading
from core.store.spelled import element, ids_of, one_id, rows_of, unindexed
from core.store.tables.campaigns import Slot
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Outreach, Run
from core.store.views.eligible import approved_in_time, due_in_time


class LastRun(NamedTuple):
    """The last run of a campaign that was not missed; date, zone, moments (microseconds) and notes as stored."""

    campaign_id: int
    id: int
    local_date: str
    time_zone: str
    opens_at: int
    opened_at: int
    noted: str
    """Data of the journal row of its opening, as JSON."""
    invitations: int
    full: int
    """1 if the slot had no room for more, else 0."""


class ApprovedRow(NamedTuple):
    """An outreach that is approved and has no send time; moments are microseconds, as stored."""

    id: int
    step: int
    changed_at: int
    """Time of the last change of status: later than the approval for people who were put back."""
    in_time: bool | None
    """True if the last run of its campaign could have taken it; None without a run."""
    booked_in: int | None
    """The last run that gave it a send time for this step."""
    booked_opens: int | None
    booked_zone: str | None


ApprovedQuery = tuple[int] | tuple[int, str, int, int, int]
"""An outreach and, if its campaign had a run, the run's date, the start of that date, the moment until which
approvals by the mode count, and the run's opening; moments are microseconds."""

_LAST = Run.alias("last")
_NOTED = Journal.alias("noted")
_LAST_RUNS = Select(
    Run.select(
        Run.campaign,
        Run.id,
        Run.local_date,
        Slot.time_zone,
        Run.opens_at,
        Run.opened_at,
        Journal.data,
        Booking.select(pw.fn.COUNT(Booking.id)).where((Booking.run == Run.id) & (Booking.kind == "invitation")),
        pw.fn.EXISTS(
            _NOTED.select(pw.SQL("1")).where(
                (_NOTED.run == Run.id) & (_NOTED.kind == "problem") & (_NOTED.code == "slot.full")
            )
        ),
    )
    .from_(ids_of("campaigns", "wanted"), Run)
    .join(Slot)
    # Unindexed, so that SQLite does not start from the journal rows of every run that was ever opened.
    .join_from(Run, Journal, on=(Journal.run == Run.id) & (unindexed(Journal.kind) == "run.opened"))
    .where(
        Run.id
        == _LAST.select(_LAST.id)
        .where((_LAST.campaign == one_id("wanted")) & _LAST.state.in_(OPENED))
        .order_by(_LAST.opens_at.desc())
        .limit(1)
    ),
    LastRun,
)
_OUTREACH, _DAY_START, _MOMENT, _OPENED = (element("wanted", place) for place in (0, 2, 3, 4))
_DAY = element("wanted", 1, str)
_LATER = Booking.alias("later")
_APPROVED = Select(
    Outreach.select(
        Outreach.id,
        Outreach.step,
        Outreach.changed_at,
        pw.Case(None, [(Outreach.step == 0, approved_in_time(_DAY_START, _MOMENT))], due_in_time(_DAY, _OPENED)),
        Booking.run,
        Run.opens_at,
        Slot.time_zone,
    )
    .from_(rows_of("wanted", "wanted"), Outreach)
    .join(
        Booking,
        pw.JOIN.LEFT_OUTER,
        on=(
            Booking.id
            == _LATER.select(pw.fn.MAX(_LATER.id)).where(
                (_LATER.outreach == Outreach.id) & (_LATER.step == Outreach.step)
            )
        ),
    )
    .join(Run, pw.JOIN.LEFT_OUTER)
    .join(Slot, pw.JOIN.LEFT_OUTER)
    .where(Outreach.id == _OUTREACH),
    ApprovedRow,
)


def last_runs(store: Reading, campaigns: Iterable[int]) -> list[LastRun]:
    """Return the last run of each of these campaigns that had one."""
    return _LAST_RUNS.all(store, campaigns=sorted(campaigns))


def approved(store: Reading, asked: Iterable[ApprovedQuery]) -> list[ApprovedRow]:
    """Return approved outreaches with their last booking, and whether the campaign's last run could have taken them."""
    return _APPROVED.all(store, wanted=list(asked))
