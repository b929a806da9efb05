"""Due dates of the messages after an invitation, in the campaign's zone (docs/design.md#messages)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.rules.schedule import local_date, start_of_day, utc

RENDER_AHEAD = timedelta(days=2)
LATE = timedelta(days=14)


def welcome_due(accepted_at: datetime, zone: str, after_days: int = 1) -> date:
    """Return the earliest local date of a welcome, counted from LinkedIn's acceptance date, not from its detection."""
    return _days_after(accepted_at, zone, after_days)


def followup_due(previous_sent_at: datetime, zone: str, after_days: int) -> date:
    """Return the earliest local date of a follow-up: `after_days` after the date on which the previous one was sent."""
    return _days_after(previous_sent_at, zone, after_days)


def _days_after(moment: datetime, zone: str, days: int) -> date:
    return local_date(moment, zone) + timedelta(days=max(1, days))


def render_at(due: date, zone: str, now: datetime) -> datetime:
    """Return the UTC moment for rendering a message: local midnight two days before it is due, now if past."""
    return max(start_of_day(due - RENDER_AHEAD, zone), utc(now))


def is_late(due: date, today: date) -> bool:
    """Return whether a message is over 14 days late, so that it requires approval again in any mode."""
    return today - due > LATE
