"""A SIGTERM that comes before the daemon handles signals: it is remembered, and the daemon then ends with code 0."""

from __future__ import annotations

import signal
from types import FrameType

_TOLD: list[int] = []


def prepare() -> None:
    """Remember a SIGTERM from now on, for `run_daemon`; a running upgrade of the store is completed first."""
    signal.signal(signal.SIGTERM, _keep)


def was_told() -> bool:
    """Return whether a SIGTERM came."""
    return bool(_TOLD)


def _keep(number: int, _frame: FrameType | None) -> None:
    _TOLD.append(number)
