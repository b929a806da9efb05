"""Counts of this process's failed calls, by class of error: for metrics, so a restart begins at 0."""

from __future__ import annotations

import threading
from collections import Counter

from core.network.provider_errors import ErrorClass

_lock = threading.Lock()
_counts: Counter[ErrorClass] = Counter()


def count(klass: ErrorClass) -> None:
    """Count a failed call."""
    with _lock:
        _counts[klass] += 1


def counted() -> dict[ErrorClass, int]:
    """Return the number of failed calls by class."""
    with _lock:
        return {klass: _counts[klass] for klass in ErrorClass}
