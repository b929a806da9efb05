"""Steps of the wall clock, detected by comparison with boot time.

A suspended machine causes no step, since boot time goes on meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

NOTEWORTHY = timedelta(seconds=5)
"""Largest difference between the two clocks that is not journalled."""
LARGEST_STEP = timedelta(seconds=120)
"""Largest forward step that does not hold sending."""
MOST_OFF_S = 2.0
"""Seconds by which an engine's clock may differ from that of the server that holds its store."""
STABLE = timedelta(minutes=10)
"""Time without a step after which a clock counts as settled."""


@dataclass(frozen=True)
class ClockReading:
    """Both clocks at one moment."""

    wall: datetime
    boot: float
    """Seconds since boot."""


class Event(StrEnum):
    """The result of comparing one reading of the clocks with the last."""

    NOTHING = ""
    DRIFT = "clock.drift"
    """The clock moved by a few seconds, forward or back: this is journalled, and nothing is held."""
    BEHIND = "clock.behind"
    """The clock was set back by more than two minutes: nothing is done until it reaches its last time again."""
    HELD = "clock.held"
    """An unexplained forward step: sending is held."""
    SETTLED = "clock.settled"
    """The hold is over: the clock was corrected, or has been stable."""


@dataclass(frozen=True)
class Watch:
    """The state of the watch: the last reading and, while sending is held, the beginning of the hold."""

    last: ClockReading
    before: ClockReading | None = None
    """The last reading before the step that holds sending; None if nothing is held."""
    step_at: float = 0.0
    """Boot time of the last step while sending is held."""

    @property
    def held(self) -> bool:
        return self.before is not None


def drift(earlier: ClockReading, later: ClockReading) -> timedelta:
    """Return how far the wall clock moved beyond the elapsed time; negative if it was set back."""
    return (later.wall - earlier.wall) - timedelta(seconds=later.boot - earlier.boot)


def observe(watch: Watch, reading: ClockReading) -> tuple[Watch, Event]:
    """Process one more reading; return the new state and the event found."""
    step = drift(watch.last, reading)
    if watch.before is None:
        return _free(watch, reading, step)
    if abs(drift(watch.before, reading)) <= LARGEST_STEP:
        return Watch(reading), Event.SETTLED  # the clock is back where it was before the step
    if abs(step) > NOTEWORTHY:
        return replace(watch, last=reading, step_at=reading.boot), Event.DRIFT
    if timedelta(seconds=reading.boot - watch.step_at) >= STABLE:
        return Watch(reading), Event.SETTLED
    return replace(watch, last=reading), Event.NOTHING


def _free(watch: Watch, reading: ClockReading, step: timedelta) -> tuple[Watch, Event]:
    if step > LARGEST_STEP:
        return Watch(reading, watch.last, reading.boot), Event.HELD
    if step < -LARGEST_STEP:
        return Watch(reading), Event.BEHIND
    return Watch(reading), Event.DRIFT if abs(step) > NOTEWORTHY else Event.NOTHING


def clock_seconds(off: float) -> str:
    """Return how far one clock is from another, in words: `3.2 s ahead of` if positive."""
    return f"{abs(off):.1f} s {'ahead of' if off > 0 else 'behind'}"
