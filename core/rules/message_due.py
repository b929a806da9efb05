"""When the messages after an invitation are due, in the campaign's zone (DESIGN 3, "Messages")."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.rules.schedule import local_date, start_of_day, utc

RENDER_AHEAD = timedelta(days=2)
LATE = timedelta(days=14)


def welcome_due(accepted_at: datetime, zone: str, after_days: int = 1) -> date:
    """The earliest local date of a welcome: after LinkedIn's acceptance date, whenever it was detected."""
    return _days_after(accepted_at, zone, after_days)


def followup_due(previous_sent_at: datetime, zone: str, after_days: int) -> date:
    """The earliest local date of a follow-up: the date on which the step before left, plus its days."""
    return _days_after(previous_sent_at, zone, after_days)


def _days_after(moment: datetime, zone: str, days: int) -> date:
    return local_date(moment, zone) + timedelta(days=max(1, days))


def render_at(due: date, zone: str, now: datetime) -> datetime:
    """UTC moment at which a message is rendered: local midnight two days before it is due, now if past."""
    return max(start_of_day(due - RENDER_AHEAD, zone), utc(now))


def is_late(due: date, today: date) -> bool:
    """Whether a message is so late, more than 14 days, that it asks for approval again whatever the mode."""
    return today - due > LATE
