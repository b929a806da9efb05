"""A clock for the client's total deadline: its time passes only when a test moves it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

TIMER = "core.network.unipile.deadline.Timer"


class HeldTimer:
    """Replacement for `threading.Timer`; it fires when the held clock has reached its moment."""

    def __init__(self, clock: HeldClock, seconds: float, cut: Callable[..., object], given: tuple[Any, ...]) -> None:
        self.daemon = False
        self.at = clock.seconds + seconds
        self.cancelled = False
        self._clock = clock
        self._cut, self._given = cut, given

    def start(self) -> None:
        self._clock.add(self)

    def cancel(self) -> None:
        self.cancelled = True

    def join(self) -> None:
        """Do nothing: this timer has no thread."""

    def fire(self) -> None:
        self._cut(*self._given)


class HeldClock:
    """A clock that only `wait` moves, so that no result depends on the machine's speed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self._timers: list[HeldTimer] = []
        self._lock = threading.Lock()
        monkeypatch.setattr(TIMER, lambda seconds, cut, given: HeldTimer(self, seconds, cut, given))

    def add(self, timer: HeldTimer) -> None:
        """Watch a timer that was started."""
        with self._lock:
            self._timers.append(timer)

    def wait(self, seconds: float) -> None:
        """Let seconds pass, and fire each timer whose moment has come."""
        with self._lock:
            self.seconds += seconds
            due = [timer for timer in self._timers if timer.at <= self.seconds and not timer.cancelled]
            self._timers = [timer for timer in self._timers if timer not in due and not timer.cancelled]
        for timer in due:
            timer.fire()
