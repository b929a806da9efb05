"""Every zone through every change of its clocks: each (slot, local date) opens once, and at the right moment.

The expected moments are found in another way than the program's: the zone gives its wall time for each minute of UTC,
and the slot's wall time is looked up in that table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from core.rules.schedule import SlotRule, next_opening
from tests.torture.line import Line

A_DOZEN = (
    "Europe/Paris",
    "Europe/Dublin",
    "America/New_York",
    "America/Santiago",
    "America/Havana",
    "America/Nuuk",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
)
"""Zones whose clocks change by half an hour, by two hours, over midnight, twice a year, in reverse, or never."""
SHORT_YEARS, FULL_YEARS = (2026, 2026), (2025, 2028)
HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
EVERY_DAY = frozenset(range(7))
AROUND = timedelta(hours=51)
"""Time around a change that covers the day before, its own and the day after; one of them may have 25 or 26 hours."""
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def run(full: bool) -> Line:
    """Check all zones of tzdata over four years, or a dozen over one. Nothing here is random: the seed is 0."""
    line = Line("zones x half hours", 0)
    names = sorted(available_timezones() - {"localtime"}) if full else A_DOZEN
    years = FULL_YEARS if full else SHORT_YEARS
    for name in names:
        for change in changes(ZoneInfo(name), *years):
            table = Table(ZoneInfo(name), change)
            for start in HALF_HOURS:
                line.cases += len(table.dates)
                _compare(line, name, table, start)
    return line


def changes(zone: ZoneInfo, first: int, last: int) -> Iterator[datetime]:
    """Yield the first UTC minute of each new offset; for a zone without any, one ordinary moment."""
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    found = False
    while moment < end:
        if _offset(zone, moment) != _offset(zone, moment + _HOUR):
            found = True
            yield next(
                minute
                for minute in (moment + _MINUTE * n for n in range(1, 61))
                if _offset(zone, minute) != _offset(zone, moment)
            )
        moment += _HOUR
    if not found:
        yield datetime(first, 7, 1, tzinfo=UTC)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


class Table:
    """The wall clock of a zone in each UTC minute around a change."""

    def __init__(self, zone: ZoneInfo, change: datetime) -> None:
        self.begin, self.end = change - AROUND, change + AROUND
        self._first: dict[datetime, datetime] = {}
        self._gaps: list[tuple[datetime, datetime]] = []
        before: datetime | None = None
        for minute in range((self.end - self.begin) // _MINUTE):
            moment = self.begin + _MINUTE * minute
            wall = moment.astimezone(zone).replace(tzinfo=None)
            self._first.setdefault(wall, moment)
            if before is not None and wall > before + _MINUTE:
                self._gaps.append((before + _MINUTE, wall))
            before = wall
        shown = Counter(wall.date() for wall in self._first)
        middle = change.astimezone(zone).date()
        self.dates = [middle + _DAY * n for n in (-1, 0, 1) if shown[middle + _DAY * n]]

    def expected(self, day: date, start: time) -> datetime | None:
        """Return the moment at which a slot with this start must open."""
        wall = datetime.combine(day, start)
        for begin, end in self._gaps:
            if begin <= wall < end:
                wall += end - begin
                break
        return self._first.get(wall)


def _compare(line: Line, name: str, table: Table, start: time) -> None:
    rule = SlotRule(EVERY_DAY, start, 30, name)
    opened: dict[date, list[datetime]] = {}
    found = next_opening(rule, table.begin - _MINUTE)
    while found is not None and found.opens < table.end:
        opened.setdefault(found.date, []).append(found.opens)
        found = next_opening(rule, found.opens)
    for day in table.dates:
        times, due = opened.get(day, []), table.expected(day, start)
        if times != [due]:
            told = f"{name} {day} {start:%H:%M}: opens {times}, should at {due}"
            line.fail(told, twice=len(times) > 1, lost=due not in times, broken=[told])
