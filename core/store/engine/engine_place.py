"""The engine's place: at most one engine, over all machines that open a store, holds it, and shows with a heartbeat.

A store in a file has no such place: the kernel's lock in its folder is enough (`core/engine/ownership/lock.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from core.store.database import Reading


class Seen(NamedTuple):
    """The running engine as a standby saw it once, by the server's clock."""

    epoch: int
    heartbeat: int | None
    """Microseconds; null before the first engine, and after one that ended in order."""
    silent_s: float
    """Seconds from the last heartbeat until the standby looked."""
    last_journal: int
    """The id of the journal's latest row: a store that was put back from a backup has a lower one."""


class StandbyProcess(NamedTuple):
    """A process that waits to take the engine over."""

    host: str
    pid: int


class EngineOnServer(NamedTuple):
    """The engine of a store on a server as every host sees it, by the server's clock."""

    kind: str
    pid: int
    host: str
    silent_s: float | None
    """Seconds since its last heartbeat; None before the first engine, and after one that ended in order."""
    left_s: float | None
    """Seconds since it ended in order; None if it did not."""
    connected: bool
    """True if the session that holds the engine's lock is there."""
    standbys: tuple[StandbyProcess, ...]
    """The waiting processes, the oldest first."""


class EnginePlace:
    """The place in a store that is a file: always free, and held without a heartbeat."""

    def __bool__(self) -> bool:
        """Return whether this process has the place."""
        return True

    def may_begin(self, _store: Reading) -> bool:
        """Return whether no other engine is alive; called inside the transaction that raises the epoch."""
        return True

    def begin(self, epoch: int) -> None:
        """Send heartbeats from now on, as the engine of this epoch."""
