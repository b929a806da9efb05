"""Times in a filter: a date of the workspace's zone, a time, or an age such as 2d, counted back from now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.errors import UsageError
from core.moments import is_possible
from core.rules.filters.terms import Operator
from core.rules.schedule import local_date, start_of_day, to_utc, utc
from core.text import clean

_AGE = re.compile(r"(\d{1,5})([mhdw])", re.IGNORECASE)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_NAMED_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_FORMS = "a date such as 2026-01-05, today, yesterday, a time such as 2026-01-05T14:00, or an age such as 2d, 3h or 1w"


@dataclass(frozen=True)
class Span:
    """A period in UTC, from `since` to before `until`; None for an open end."""

    since: datetime | None
    until: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment is within the period."""
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)


def span_of(text: str, operator: Operator, key: str, now: datetime, zone: str) -> Span:
    """Return the period of a value: `sent:today`, `sent<2d` (less than two days ago), `sent>2026-01-05` (later).

    Raises UsageError for a value that is no time.
    """
    age = _AGE.fullmatch(text)
    if age is not None:
        then = now - int(age.group(1)) * _UNITS[age.group(2).lower()]
        if not is_possible(then):
            raise _no_time(text, key)
        return Span(None, then) if operator == ">" else Span(then, None)
    since, until = _stretch(text, key, now, zone)
    if operator == "<":
        return Span(None, since)
    return Span(until, None) if operator == ">" else Span(since, until)


def _stretch(text: str, key: str, now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the start and the end of a date, or of the minute of a time."""
    day = _day(text, now, zone)
    if day is not None:
        if not date(2000, 1, 2) <= day <= date(2099, 12, 30):
            raise _no_time(text, key)
        return start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
    try:
        given = datetime.fromisoformat(text.upper())
        found = to_utc(given.date(), given.time(), zone) if given.tzinfo is None else utc(given)
    except (ValueError, OverflowError):
        raise _no_time(text, key) from None
    if not is_possible(found):
        raise _no_time(text, key)
    minute = found.replace(second=0, microsecond=0)
    return minute, minute + timedelta(minutes=1)


def _day(text: str, now: datetime, zone: str) -> date | None:
    if text.lower() in _NAMED_DAYS:
        return local_date(now, zone) + timedelta(days=_NAMED_DAYS[text.lower()])
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _no_time(text: str, key: str) -> UsageError:
    return UsageError(f"“{key}” needs {_FORMS}, not “{clean(text, 40)}”.")
