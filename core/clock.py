"""Workspace time (`Clock`) for dates and moments, boot time for durations. Most functions get the time as `now`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of the workspace's time, in UTC."""

    def now(self) -> datetime: ...


def real_now() -> datetime:
    """Return the time of the machine's wall clock, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the only place that reads the wall clock


def boot_seconds() -> float:
    """Return the seconds since boot, for measuring durations; suspended time counts where the system offers that."""
    # Without CLOCK_BOOTTIME (macOS), CLOCK_MONOTONIC goes on during sleep, while `time.monotonic` does not.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True)
class WorkspaceClock:
    """A clock that may be moved or fast: now = anchor + (real - real anchor) x speed.

    Anchors are in the store (docs/design.md#the-engine).
    """

    anchor: datetime
    real_anchor: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        return self.anchor + (real_now() - self.real_anchor) * self.speed

    def real_delay(self, due: datetime, now: datetime) -> float:
        """Return the real seconds from workspace time `now` until `due`; 0 if it is past."""
        return max(0.0, (due - now).total_seconds() / self.speed)


@dataclass
class SteppedClock:
    """A clock that is moved by hand: by the demo, `overture advance` and tests. It never goes back."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)

    def move_by(self, delta: timedelta) -> None:
        self.move_to(self.moment + delta)
