"""Retry times of a list that could not be read, and the pages that may be spent on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

AGAIN: Final = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4), timedelta(hours=6))
"""How long to wait after the first failure, the second and so on; the last one from then on."""
PAGES_PER_DAY: Final = 20
"""Pages that one failing list may cost on a local day of its member."""
TOO_LONG: Final = timedelta(days=1)
"""After so long a list that cannot be read is an error that a person must look at."""


def wait(failures: int) -> timedelta:
    """Return the wait after a number of failures in a row, at least 1."""
    return AGAIN[min(max(failures, 1), len(AGAIN)) - 1]
