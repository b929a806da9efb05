"""The range of moments that Overture accepts from outside."""

from __future__ import annotations

from datetime import UTC, datetime

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""First moment accepted and first one no longer accepted: near the ends of the calendar, arithmetic raises
OverflowError.
"""


def is_possible(moment: datetime) -> bool:
    """Return whether an aware moment lies in the years 2000 to 2099."""
    return FIRST <= moment < LAST
