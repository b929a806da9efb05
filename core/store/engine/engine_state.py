"""The one row of the table `engine`: the engine's owner, the conditions that hold sending, and who requests the engine.

The provider's state and the clock's are in `provider_state` and `clock_state`.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from core.store.changes import touched
from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import by_server
from core.store.tables.workspace import EngineRow


class Place(NamedTuple):
    """The process that ran the engine last, whether it still runs or not."""

    epoch: int
    kind: str
    pid: int
    host: str


class Conditions(NamedTuple):
    """Conditions, true while they hold all sending, and the epoch of the engine that may send."""

    epoch: int
    paused: bool
    provider_down: bool
    key_refused: bool
    clock_held: bool


class Interruptions(NamedTuple):
    """Time (UTC) since which each condition holds sending; None for a condition that does not."""

    paused_at: datetime | None
    provider_down_since: datetime | None
    key_refused_at: datetime | None
    provider_words: str


class Request(NamedTuple):
    """The process that requests the engine, '' for none, and the real time of its last request."""

    asked_by: str
    asked_at: datetime | None


class _Since(NamedTuple):
    since: datetime | None


class _Zones(NamedTuple):
    tzdata: str


_PLACE = Select(EngineRow.select(EngineRow.epoch, EngineRow.kind, EngineRow.pid, EngineRow.host), Place)
_CONDITIONS = Select(
    EngineRow.select(
        EngineRow.epoch,
        EngineRow.paused_at.is_null(False),
        EngineRow.provider_down_since.is_null(False),
        EngineRow.key_refused_at.is_null(False),
        EngineRow.clock_held_at.is_null(False),
    ),
    Conditions,
)
_INTERRUPTIONS = Select(
    EngineRow.select(
        EngineRow.paused_at, EngineRow.provider_down_since, EngineRow.key_refused_at, EngineRow.provider_words
    ),
    Interruptions,
)
_REQUEST = Select(EngineRow.select(EngineRow.asked_by, EngineRow.asked_at), Request)
_SINCE = Select(EngineRow.select(EngineRow.since), _Since)
_ZONES = Select(EngineRow.select(EngineRow.tzdata), _Zones)
_ADD = Insert(EngineRow.insert({EngineRow.id: 1}))
_TAKE = Change(
    EngineRow.update(
        {
            EngineRow.epoch: EngineRow.epoch + 1,
            EngineRow.owner: given("owner"),
            EngineRow.pid: given("pid"),
            EngineRow.host: given("host"),
            EngineRow.kind: given("kind"),
            EngineRow.since: given("now"),
            EngineRow.heartbeat: by_server("now"),
            EngineRow.asked_by: "",
            EngineRow.asked_at: None,
        }
    )
)
_DEPOSE = Change(EngineRow.update({EngineRow.epoch: EngineRow.epoch + 1, EngineRow.heartbeat: None}))
_PAUSE = Change(EngineRow.update({EngineRow.paused_at: given("at")}))
_BEAT = Change(EngineRow.update({EngineRow.heartbeat: by_server("now")}), about=touched.NOTHING)
# A process that waits for an older engine asks it before the upgrade; the store then lacks the table of stamps.
_ASK = Change(
    EngineRow.update({EngineRow.asked_by: given("who"), EngineRow.asked_at: given("now")}), about=touched.NOTHING
)
_WITHDRAW = Change(
    EngineRow.update({EngineRow.asked_by: "", EngineRow.asked_at: None}).where(EngineRow.asked_by == given("who")),
    about=touched.NOTHING,
)
_SET_ZONES = Change(EngineRow.update({EngineRow.tzdata: given("version")}))


def add(store: Writing) -> None:
    """Add the row to a new store; no engine has run on it yet."""
    _ADD.run(store)


def place(store: Reading) -> Place:
    """Return the process that ran the engine last."""
    return _PLACE.one(store)


def since(store: Reading) -> datetime | None:
    """Return the real time (UTC) at which the last engine took over; None before the first."""
    return _SINCE.one(store).since


def conditions(store: Reading) -> Conditions:
    """Return the conditions that hold all sending."""
    return _CONDITIONS.one(store)


def interruptions(store: Reading) -> Interruptions:
    """Return the conditions that hold sending, and since when."""
    return _INTERRUPTIONS.one(store)


def take(store: Writing, *, owner: str, pid: int, host: str, kind: str, now: datetime) -> int:
    """Make a process the owner of the engine and return the new epoch; `now` is real time."""
    _TAKE.run(store, owner=owner, pid=pid, host=host, kind=kind, now=now)
    return place(store).epoch


def depose(store: Writing) -> None:
    """Raise the epoch without a new owner, so that an engine that was silent can write nothing more."""
    _DEPOSE.run(store)


def pause(store: Writing, at: datetime | None) -> None:
    """Pause everything from a moment of the workspace's time on, or resume with None."""
    _PAUSE.run(store, at=at)


def beat(store: Writing, now: datetime) -> None:
    """Record the engine's heartbeat: `now`, a real time, or on a server the time of its own clock."""
    _BEAT.run(store, now=now)


def request(store: Reading) -> Request:
    """Return the process that requests the engine."""
    return _REQUEST.one(store)


def ask(store: Writing, who: str, now: datetime) -> None:
    """Request the engine from its holder; `now` is real time."""
    _ASK.run(store, who=who, now=now)


def withdraw_request(store: Writing, who: str) -> None:
    """Withdraw a process's request for the engine, unless another process has replaced it."""
    _WITHDRAW.run(store, who=who)


def zones_version(store: Reading) -> str:
    """Return the version of the time zone data from which openings were last computed; '' before the first time."""
    return _ZONES.one(store).tzdata


def set_zones_version(store: Writing, version: str) -> None:
    """Record the version of the time zone data from which openings were computed."""
    _SET_ZONES.run(store, version=version)
