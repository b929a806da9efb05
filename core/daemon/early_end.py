"""SIGTERM to a daemon that does not run its loop yet: the process closes what it opened and exits with 0."""

from __future__ import annotations

import signal
from types import FrameType

_TOLD: list[int] = []


def prepare() -> None:
    """Handle SIGTERM from now on; the daemon replaces this handler as it begins to wait for the engine's lock."""
    signal.signal(signal.SIGTERM, _leave)


def was_told() -> bool:
    """Return whether the signal came; Python ignores an exception that a handler raises inside a destructor."""
    return bool(_TOLD)


def _leave(number: int, _frame: FrameType | None) -> None:
    _TOLD.append(number)
    raise SystemExit(0)
