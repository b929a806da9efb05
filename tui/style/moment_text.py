"""Moments in words: every format is a function here, and nothing else in the app formats a date or a time.

`local` is a moment on the clock of its zone (`core.rules.schedule.in_zone`). The names of days and months are English
in any locale of the process.
"""

from __future__ import annotations

from datetime import date, datetime, time

from core.rules.health import MONTHS, relative, told
from core.rules.schedule import in_zone, local_date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def clock_time(local: datetime | time) -> str:
    """Return the time alone: 14:05."""
    return f"{local:%H:%M}"


def weekday_time(local: datetime) -> str:
    """Return a moment of the coming or the last days: Tue 14:05."""
    return f"{_weekday(local)} {clock_time(local)}"


def long_weekday_time(local: datetime) -> str:
    """Return a moment of the coming or the last days, for a sentence: Tuesday 14:05."""
    return f"{_WEEKDAYS[local.weekday()]} {clock_time(local)}"


def date_time(local: datetime) -> str:
    """Return day, date and time: Tue 6 Jan 14:05."""
    return f"{_date(local)} {clock_time(local)}"


def date_time_second(local: datetime) -> str:
    """Return day, date and time to the second, as the journal has it: Tue 6 Jan 14:05:09."""
    return f"{_date(local)} {_clock_second(local)}"


def in_file_name(moment: datetime) -> str:
    """Return date and time to the second for the name of a file: 20260106-140509."""
    return f"{moment:%Y%m%d-%H%M%S}"


def date_at_time(local: datetime) -> str:
    """Return day, date and time for a sentence: Tue 6 Jan at 14:05."""
    return f"{_date(local)} at {clock_time(local)}"


def date_beside_time(local: datetime) -> str:
    """Return day and date, and the time in a second column: Tue 6 Jan  14:05."""
    return f"{_date(local)}  {clock_time(local)}"


def journal_time(local: datetime, now: datetime) -> str:
    """Return a cell of the journal: 14:05:09 on the day of `now` (of the same zone), else 6 Jan 14:05."""
    if local.date() == now.date():
        return _clock_second(local)
    return f"{_day_month(local)} {clock_time(local)}"


def short_date(day: date) -> str:
    """Return the date of a run in a cell: 6 Jan."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def short_time(local: datetime, now: datetime) -> str:
    """Return the time of a run in a cell: 14:05 on the day of `now` (of the same zone), else 6 Jan 14:05."""
    return clock_time(local) if local.date() == now.date() else f"{_day_month(local)} {clock_time(local)}"


def since(moment: datetime, now: datetime, zone: str) -> str:
    """Return when something began, in six cells: 09:12 today, else 13 Jan. It stays the same all day."""
    local = in_zone(moment, zone)
    if local_date(moment, zone) == local_date(now, zone):
        return clock_time(local)
    return f"{local.day} {MONTHS[local.month - 1]}"


def ago(moment: datetime, now: datetime) -> str:
    """Return how long something has waited, in a few cells: 5 min, 3 h, 2 days."""
    return relative(moment - now).removesuffix(" ago") if moment < now else "now"


def when(moment: datetime, zone: str, now: datetime, *, viewer_zone: str = "") -> str:
    """Return a moment and the distance to now, 14:00 (in 12 min); in the viewer's zone too if its clock differs."""
    return told(moment, zone, viewer_zone or zone, now)


def typed(local: datetime) -> str:
    """Return a moment as it is typed for `--at`: 2026-01-06T14:05."""
    return f"{local:%Y-%m-%dT%H:%M}"


def _clock_second(local: datetime) -> str:
    return f"{local:%H:%M:%S}"


def _date(local: datetime) -> str:
    return f"{_weekday(local)} {_day_month(local)}"


def _weekday(local: datetime) -> str:
    return _WEEKDAYS[local.weekday()][:3]


def _day_month(local: datetime) -> str:
    return f"{local.day} {MONTHS[local.month - 1]}"
