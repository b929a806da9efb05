"""Check for a working engine: in a file by the kernel's lock and `engine.beat`, on a server by the engine's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import WorkspaceClock, real_now
from core.engine.ownership import heartbeat
from core.engine.ownership.lock import Holder, holder
from core.home import Home
from core.rules.coming import LATE
from core.store.engine.engine_place import EngineOnServer, StandbyProcess
from core.text import clean
from core.workspace import Workspace

LEAST_REAL = timedelta(seconds=5)
"""Least real time before something is overdue: on a fast clock two minutes are over at once."""
TAKEN_OVER_FROM_S, TAKEN_OVER_WITHIN_S = 15.0, 60.0
"""Seconds of silence between which screens say that a standby takes over: from three missed heartbeats on.

The standby really takes over after 30 s (`core/store/postgres/place.py`).
"""
HOST_LENGTH = 60


@dataclass(frozen=True)
class Life:
    """The state of a store's engine: its holder, the real seconds since its last heartbeat, and its standbys."""

    holder: Holder | None
    silent_s: float
    standbys: tuple[StandbyProcess, ...] = ()
    """The processes that wait to take over; only for a store on a server."""
    taking_over_s: float | None = None
    """Real seconds since the last heartbeat of an engine that a standby is about to replace; None otherwise."""
    shared: bool = False
    """True for a store on a server, whose engine may run on any host."""

    @property
    def silent(self) -> bool:
        """Return whether a process holds the engine but its heartbeat has stopped."""
        return self.holder is not None and self.silent_s > heartbeat.SILENT_S

    @property
    def works(self) -> bool:
        """Return whether a process holds the engine and its heartbeat is fresh, or a standby is about to hold it."""
        return (self.holder is not None and not self.silent) or self.taking_over_s is not None


def life(workspace: Workspace) -> Life:
    """Return the state of this store's engine at this moment. Raises TryAgainError if its server is gone."""
    here = holder(workspace.home.engine_lock)
    seen = workspace.store.engine_on_server()
    if seen is None:
        return of_home(workspace.home)
    return of_server(seen, here)


def of_server(seen: EngineOnServer, here: Holder | None = None) -> Life:
    """Return the state of the engine of a store on a server; `here` is the engine of this home, if one runs."""
    standbys = tuple(one._replace(host=clean(one.host, HOST_LENGTH)) for one in seen.standbys)
    begins_s, silent_s = (0.0, seen.left_s) if seen.silent_s is None else (TAKEN_OVER_FROM_S, seen.silent_s)
    if standbys and silent_s is not None and begins_s <= silent_s <= TAKEN_OVER_WITHIN_S:
        return Life(None, silent_s, standbys, silent_s, shared=True)
    runs = seen.silent_s is not None and (seen.connected or seen.silent_s <= heartbeat.SILENT_S)
    fault = here.fault if here is not None and here.pid == seen.pid else ""
    found = Holder(seen.pid, clean(seen.kind, HOST_LENGTH), clean(seen.host, HOST_LENGTH), fault) if runs else None
    return Life(found, silent_s or 0.0, standbys, shared=True)


def last_heartbeat(workspace: Workspace, alive: Life) -> datetime | None:
    """Return the real time of the engine's last heartbeat, UTC; None if there was none, or it ended in order."""
    if not alive.shared:
        return heartbeat.last(workspace.home.beat)
    known = alive.holder is not None or alive.taking_over_s is not None
    return real_now() - timedelta(seconds=alive.silent_s) if known else None


def of_home(home: Home) -> Life:
    """Return the state of the engine from a home's lock and heartbeat files, without its store. Raises OSError."""
    return Life(holder(home.engine_lock), heartbeat.silent_s(home.beat))


def late_after(workspace: Workspace) -> timedelta:
    """Return the delay, in workspace time, from which on due work is overdue: at least five real seconds."""
    clock = workspace.clock
    return max(LATE, LEAST_REAL * clock.speed) if isinstance(clock, WorkspaceClock) else LATE
