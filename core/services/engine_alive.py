"""Whether an engine works: asked of the kernel and of its sign of life, so that no process need be alive for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.clock import WorkspaceClock
from core.engine.ownership import heartbeat
from core.engine.ownership.lock import Holder, holder
from core.rules.coming import LATE
from core.workspace import Workspace

LEAST_REAL = timedelta(seconds=5)
"""On a fast clock two minutes are over at once."""


@dataclass(frozen=True)
class Life:
    """Who holds the engine's place, and for how many real seconds it has been silent."""

    holder: Holder | None
    silent_s: float

    @property
    def silent(self) -> bool:
        """Whether somebody holds the place and shows no sign of life any more."""
        return self.holder is not None and self.silent_s > heartbeat.SILENT_S

    @property
    def works(self) -> bool:
        """Whether somebody holds the place and shows that it lives."""
        return self.holder is not None and not self.silent


def life(workspace: Workspace) -> Life:
    """How the engine of this store is at this moment."""
    return Life(holder(workspace.home.engine_lock), heartbeat.silent_s(workspace.home.beat))


def late_after(workspace: Workspace) -> timedelta:
    """How long after its time something is overdue, in workspace time: never under five real seconds."""
    clock = workspace.clock
    return max(LATE, LEAST_REAL * clock.speed) if isinstance(clock, WorkspaceClock) else LATE
