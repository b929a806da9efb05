"""A clock that is independent of the machine's speed: it moves when the engine waits, and stops once it is held."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import WorkspaceClock

STEP = timedelta(seconds=5)
"""Most workspace time that a wait adds: an invitation due in half an hour is sent after some 360 waits."""


@dataclass(frozen=True)
class HeldClock(WorkspaceClock):
    """A clock that moves only when the engine waits, not with real time, nor when it is read.

    It never passes a moment at which work is due: a slot could otherwise close while its call is being sent.
    """

    waits: list[timedelta] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def now(self) -> datetime:
        return self.anchor + sum(self.waits[-1:], timedelta())

    def real_delay(self, due: datetime, now: datetime) -> float:
        if self.held.is_set():
            return 1.0
        passed = sum(self.waits[-1:], timedelta())
        self.waits.append(passed + max(timedelta(), min(STEP, due - now)))
        return 0.0
