"""A clock for machines of any speed: it moves when it is read, and stops once it is held."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import WorkspaceClock

STEP = timedelta(seconds=20)
"""Workspace time that each look takes: an invitation that is half an hour away leaves after a hundred looks."""


@dataclass(frozen=True)
class HeldClock(WorkspaceClock):
    """Workspace time by the number of reads, not by real time."""

    looks: list[None] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def now(self) -> datetime:
        if not self.held.is_set():
            self.looks.append(None)
        return self.anchor + STEP * len(self.looks)

    def real_delay(self, due: datetime, now: datetime) -> float:
        return 1.0 if self.held.is_set() else 0.0
