"""A clock that no machine is too slow for: it moves when it is looked at, and stands still once it is held."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import WorkspaceClock

STEP = timedelta(seconds=20)
"""Workspace time that each look takes: an invitation that is half an hour away leaves after a hundred looks."""


@dataclass(frozen=True)
class HeldClock(WorkspaceClock):
    """Workspace time by the number of looks, whatever real time goes by."""

    looks: list[None] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def now(self) -> datetime:
        if not self.held.is_set():
            self.looks.append(None)
        return self.anchor + STEP * len(self.looks)

    def real_delay(self, due: datetime, now: datetime) -> float:
        return 1.0 if self.held.is_set() else 0.0
