"""SIGTERM to a daemon that does not listen yet: it is kept, and the daemon ends with 0 as soon as it does."""

from __future__ import annotations

import signal
from types import FrameType

_TOLD: list[int] = []


def prepare() -> None:
    """Keep SIGTERM from now on, for `run_daemon`; an upgrade of the store that is under way is completed first."""
    signal.signal(signal.SIGTERM, _keep)


def was_told() -> bool:
    """Return whether the signal came."""
    return bool(_TOLD)


def _keep(number: int, _frame: FrameType | None) -> None:
    _TOLD.append(number)
