"""The one engine's place among all machines that open a store: who holds it, and whether it gives signs of life.

A store in a file has no such place: the kernel's lock in its folder is enough (`core/engine/ownership/lock.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from core.store.database import Reading


class Seen(NamedTuple):
    """The place as a standby saw it once, by the server's own clock."""

    epoch: int
    heartbeat: int | None
    """Microseconds; null before the first engine, and after one that ended in order."""
    silent_s: float
    """Seconds between the heartbeat and the moment of the look."""
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
        """Return whether no other engine is alive, inside the transaction that raises the epoch."""
        return True

    def begin(self, epoch: int) -> None:
        """Give signs of life from now on, as the engine of an epoch."""
