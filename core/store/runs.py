"""Runs (table `run`): one slot on one local date, at most once ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

import peewee as pw

from core.rules.states import OPENED, RunState
from core.store.changes import touched
from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Writing
from core.store.fields import dump_json
from core.store.spelled import one_of
from core.store.tables.outreach import Run


class OpenRun(NamedTuple):
    """A run that is open, or whose end was not processed yet."""

    id: int
    campaign_id: int
    opens_at: datetime
    closes_at: datetime


class Account(NamedTuple):
    """The invitations and messages that a run could have sent, and those that it did not plan, by reason code."""

    cohort: int
    short: Mapping[str, int]
    messages_due: int = 0
    messages_short: Mapping[str, int] = MappingProxyType({})


class Repeated(NamedTuple):
    """A slot that ran more than once on one local date; the date is text, so that an unreadable one is reported too."""

    slot_id: int
    day: str
    times: int


class LastRun(NamedTuple):
    """The state of a campaign's last run of a date, and when it was recorded."""

    state: str
    opened_at: datetime


class _Moment(NamedTuple):
    at: datetime | None


class _State(NamedTuple):
    state: str
    runs: int


_COUNT = pw.fn.COUNT(Run.id)
_OPEN = Run.select(Run.id, Run.campaign, Run.opens_at, Run.closes_at).where(Run.state == RunState.OPEN)
_OPEN_ONE = Select(_OPEN.where(Run.id == given("id")), OpenRun)
_OPEN_AFTER = Select(
    _OPEN.where((Run.campaign == given("campaign")) & (Run.closes_at > given("now"))).order_by(Run.closes_at, Run.id),
    OpenRun,
)
_ON_DAY = Select(
    Run.select(Run.id).where((Run.slot == given("slot")) & (Run.local_date == given("day"))),
    int,
)
_LAST_OF_DAY = Select(
    Run.select(Run.state, Run.opened_at)
    .where((Run.campaign == given("campaign")) & (Run.opens_at <= given("at")) & (Run.local_date == given("day")))
    .order_by(Run.opens_at.desc(), Run.id.desc())
    .limit(1),
    LastRun,
)
_OF_CAMPAIGN = Select(Run.select(Run.id).where(Run.campaign == given("campaign")).limit(1), int)
_LAST_OPENING = Select(Run.select(pw.fn.MAX(Run.opens_at)).where(one_of(Run.slot, "slots")), _Moment)
_OPENED_SINCE = Select(Run.select(_COUNT).where((Run.opened_at >= given("since")) & Run.state.in_(OPENED)), int)
_OPENED_BEFORE = Select(
    Run.select(Run.id)
    .where(
        (Run.campaign == given("campaign")) & Run.state.in_(OPENED) & (Run.local_date < given("day")),
    )
    .limit(1),
    int,
)
_STATES = Select(Run.select(Run.state, _COUNT).group_by(Run.state), _State)
_REPEATED = Select(
    Run.select(Run.slot, Run.local_date, _COUNT).group_by(Run.slot, Run.local_date).having(_COUNT > 1), Repeated
)
_ADD = Insert(
    Run.insert(
        {
            Run.slot: given("slot"),
            Run.campaign: given("campaign"),
            Run.local_date: given("day"),
            Run.opens_at: given("opens"),
            Run.closes_at: given("closes"),
            Run.opened_at: given("now"),
            Run.state: given("state"),
            Run.cause: given("cause"),
            Run.closed_at: given("closed"),
        }
    ),
    about=touched.campaign(),
)
_ACCOUNT = Change(
    Run.update(
        {
            Run.cohort: given("cohort"),
            Run.short: given("short"),
            Run.messages_due: given("messages_due"),
            Run.messages_short: given("messages_short"),
        }
    ).where(Run.id == given("id")),
    about=touched.run("id"),
)
_NOTE_GATES = Change(Run.update({Run.gates: given("gates")}).where(Run.id == given("id")), about=touched.run("id"))
_CLOSE = Change(
    Run.update({Run.state: RunState.CLOSED, Run.closed_at: given("now")}).where(Run.id == given("id")),
    about=touched.run("id"),
)


def open_run(store: Reading, ident: int) -> OpenRun | None:
    """Return a run that was opened and not closed yet; None for any other."""
    return _OPEN_ONE.first(store, id=ident)


def open_runs(store: Reading, campaign: int, now: datetime) -> list[OpenRun]:
    """Return a campaign's runs that are open and close after `now`, the first to close first."""
    return _OPEN_AFTER.all(store, campaign=campaign, now=now)


def has_run(store: Reading, slot: int, day: date) -> bool:
    """Return whether the slot's run of a local date is recorded, in any state: it is never opened again."""
    return _ON_DAY.first(store, slot=slot, day=day) is not None


def last_of_day(store: Reading, campaign: int, day: date, at: datetime) -> LastRun | None:
    """Return a campaign's last run of a local date among those that open at `at` or earlier; None if there is none."""
    return _LAST_OF_DAY.first(store, campaign=campaign, day=day, at=at)


def exists_for(store: Reading, campaign: int) -> bool:
    """Return whether a campaign has any run."""
    return _OF_CAMPAIGN.first(store, campaign=campaign) is not None


def last_opening(store: Reading, slots: Iterable[int]) -> datetime | None:
    """Return when the last run of these slots opened or was missed; None if there is none."""
    return _LAST_OPENING.one(store, slots=list(slots)).at


def opened_since(store: Reading, since: datetime) -> int:
    """Count the runs that were opened at a moment or later."""
    return _OPENED_SINCE.one(store, since=since)


def opened_before(store: Reading, campaign: int, day: date) -> bool:
    """Return whether a run of an earlier local date opened, so that people whom it drew could be approved since."""
    return _OPENED_BEFORE.first(store, campaign=campaign, day=day) is not None


def by_state(store: Reading) -> dict[str, int]:
    """Count all runs by state."""
    return {row.state: row.runs for row in _STATES.all(store)}


def repeated(store: Reading) -> list[Repeated]:
    """Return the slots that ran more than once on a date: there should be none, as a unique index forbids it."""
    return _REPEATED.all(store)


def add(
    store: Writing,
    *,
    slot: int,
    campaign: int,
    day: date,
    opens: datetime,
    closes: datetime,
    now: datetime,
    cause: str = "",
    off: bool = False,
) -> int:
    """Record a run as opened, as missed for a cause, or as off, and return its id."""
    return _ADD.run(
        store,
        slot=slot,
        campaign=campaign,
        day=day,
        opens=opens,
        closes=closes,
        now=now,
        state=RunState.OFF if off else RunState.MISSED if cause else RunState.OPEN,
        cause=cause,
        closed=now if cause or off else None,
    )


def account(store: Writing, ident: int, told: Account) -> None:
    """Record how many sends a run could have made, and how many of them it did not plan, by reason code."""
    _ACCOUNT.run(
        store,
        id=ident,
        cohort=told.cohort,
        short=dump_json(dict(told.short)),
        messages_due=told.messages_due,
        messages_short=dump_json(dict(told.messages_short)),
    )


def note_gates(store: Writing, ident: int, blocking: Mapping[str, str], day_cap: int) -> None:
    """Record the gates that were closed when a run opened, each with its reason, and the cap of the member's day."""
    _NOTE_GATES.run(store, id=ident, gates=dump_json({"blocks": dict(blocking), "day_cap": day_cap}))


def close(store: Writing, ident: int, now: datetime) -> None:
    """Close a run."""
    _CLOSE.run(store, id=ident, now=now)
