"""Moments as a person writes them: a date or a time, `yesterday`, or a weekday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.errors import UsageError
from core.moments import is_possible
from core.rules.schedule import before_day, local_date, to_utc, utc
from core.text import clean

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST_DAY = 3
"""Fewest letters that name a weekday: `tue`."""


def moment_of(text: str, zone: str, option: str) -> datetime:
    """Return a time written by a person, in UTC; without an offset it is in `zone`. Raises UsageError."""
    try:
        given = datetime.fromisoformat(text.strip())
        found = to_utc(given.date(), given.time(), zone) if given.tzinfo is None else utc(given)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{option} needs a date or a time such as 2026-01-06 or 2026-01-06T14:00, not “{clean(text, 60)}”.",
            field=option,
        ) from None
    if not is_possible(found):
        raise UsageError(f"{option} needs a time in the years 2000 to 2099, not “{clean(text, 60)}”.", field=option)
    return found


def past_moment(text: str, zone: str, now: datetime, option: str) -> datetime:
    """Return the moment that a text names, in UTC; a day means its end, or now if the day is not over.

    Raises UsageError.
    """
    day = day_of(text, local_date(now, zone))
    if day is None:
        return moment_of(text, zone, option)
    moment_of(day.isoformat(), zone, option)
    return min(before_day(day + timedelta(days=1), zone), now)


def day_of(text: str, today: date) -> date | None:
    """Return the date that a text names (an ISO date, `today`, `yesterday`, or the last such weekday), or None."""
    word = text.strip().lower()
    if word in ("today", "yesterday"):
        return today - timedelta(days=word == "yesterday")
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= SHORTEST_DAY and name.startswith(word):
            return today - timedelta(days=(today.weekday() - number) % 7)
    try:
        return date.fromisoformat(word) if len(word) == len("2026-01-06") else None
    except ValueError:
        return None
