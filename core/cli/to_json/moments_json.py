"""Moments as JSON: ISO 8601 with the UTC offset."""

from __future__ import annotations

from datetime import datetime


def iso(moment: datetime | None) -> str | None:
    """Return an aware moment as text, None as None."""
    return None if moment is None else moment.isoformat()
