"""The workspace's clock says *when*; boot time measures *how long*. Only edges read them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows the workspace's time, in UTC."""

    def now(self) -> datetime: ...


def real_now() -> datetime:
    """The machine's wall clock, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the edge


def boot_seconds() -> float:
    """Seconds since boot, suspended time included where the system offers that, for measuring durations."""
    # Where there is no boot time (macOS), this one goes on in sleep; Python's own monotonic clock does not.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True)
class WorkspaceClock:
    """now = anchor + (real - real anchor) x speed; the anchors are kept in the store (DESIGN 7)."""

    anchor: datetime
    real_anchor: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        return self.anchor + (real_now() - self.real_anchor) * self.speed

    def real_delay(self, due: datetime, now: datetime) -> float:
        """Real seconds from workspace time `now` until `due`; 0 where it is past."""
        return max(0.0, (due - now).total_seconds() / self.speed)


@dataclass
class SteppedClock:
    """A clock that somebody moves: the demo, `overture advance`, tests. It never goes back."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)

    def move_by(self, delta: timedelta) -> None:
        self.move_to(self.moment + delta)
