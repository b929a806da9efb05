"""Retry times of a list that could not be read, and the pages that may be spent on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

AGAIN: Final = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4), timedelta(hours=6))
"""Wait after the first failure, the second and so on; the last one applies from then on."""
PAGES_PER_DAY: Final = 20
"""Pages that one failing list may use on a local day of its member."""
TOO_LONG: Final = timedelta(days=1)
"""Time after which an unreadable list is an error that a person must deal with."""


def wait(failures: int) -> timedelta:
    """Return the wait after a number of consecutive failures, at least 1."""
    return AGAIN[min(max(failures, 1), len(AGAIN)) - 1]
