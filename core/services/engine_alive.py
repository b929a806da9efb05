"""Check for a working engine by the kernel's lock and the engine's heartbeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.clock import WorkspaceClock
from core.engine.ownership import heartbeat
from core.engine.ownership.lock import Holder, holder
from core.rules.coming import LATE
from core.workspace import Workspace

LEAST_REAL = timedelta(seconds=5)
"""Least real time before something is overdue: on a fast clock two minutes are over at once."""


@dataclass(frozen=True)
class Life:
    """The holder of the engine, and the real seconds since its last heartbeat."""

    holder: Holder | None
    silent_s: float

    @property
    def silent(self) -> bool:
        """Return whether a process holds the engine but its heartbeat has stopped."""
        return self.holder is not None and self.silent_s > heartbeat.SILENT_S

    @property
    def works(self) -> bool:
        """Return whether a process holds the engine and its heartbeat is fresh."""
        return self.holder is not None and not self.silent


def life(workspace: Workspace) -> Life:
    """Return the state of this store's engine at this moment."""
    return Life(holder(workspace.home.engine_lock), heartbeat.silent_s(workspace.home.beat))


def late_after(workspace: Workspace) -> timedelta:
    """Return the time in workspace time after which something is overdue: at least five real seconds."""
    clock = workspace.clock
    return max(LATE, LEAST_REAL * clock.speed) if isinstance(clock, WorkspaceClock) else LATE
