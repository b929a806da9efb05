"""A line shown for some seconds at the bottom of the screen, in the form that Textual's toasts need."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from textual.notifications import Notification

SHORTEST_S = 0.01
"""Least seconds for which a toast is shown."""


@dataclass
class SafeNotification(Notification):
    """A notification whose remaining time is always positive, on a monotonic clock.

    Textual 8.2 makes a timer of `time_left`. Where that ran out between its own check and the timer, as on a busy
    machine or after the clock was set, the interval is negative and `Timer._run` loops for ever without awaiting: the
    app shows nothing and takes no key again.
    """

    raised_at: float = field(default_factory=monotonic)
    """The monotonic time, in seconds, at which the notification was made."""

    @property
    def _left(self) -> float:
        return self.raised_at + self.timeout - monotonic()

    @property
    def time_left(self) -> float:
        """Return the seconds until the notification expires; `SHORTEST_S` for one that has expired."""
        return max(self._left, SHORTEST_S)

    @property
    def has_expired(self) -> bool:
        """Return whether the notification's time is over."""
        return self._left <= 0
