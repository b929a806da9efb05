"""Days off: local dates on which no run opens and nothing is sent (docs/design.md#days-off).

A withdrawal that a person requested is made at its time, on a day off too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

CODE = "day.off"
NONE = "none"
MOST_DAYS = 1_000
"""Most days off of one owner, almost three years, so that a search for the next working day ends."""
WANTED = "dates such as 2026-12-25, and periods such as 2026-12-24..2027-01-01, with commas between them, or none"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Dates off as periods (first and last date), in order and without overlaps."""

    periods: tuple[tuple[date, date], ...] = ()

    def __contains__(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.periods)

    def __or__(self, other: DaysOff) -> DaysOff:
        if not self.periods or not other.periods:
            return self if self.periods else other
        return DaysOff(_joined(self.periods + other.periods))

    def __str__(self) -> str:
        """Return the text that `parse` reads; empty if there are no days off."""
        return ", ".join(str(first) if first == last else f"{first}..{last}" for first, last in self.periods)

    def until(self, day: date) -> date:
        """Return the first date that is not off, from `day` on."""
        for first, last in self.periods:
            if first <= day <= last:
                day = last + _DAY
        return day

    def since(self, day: date) -> DaysOff:
        """Return the periods that end on `day` or later."""
        return DaysOff(tuple(period for period in self.periods if period[1] >= day))


@lru_cache(256)
def parse(text: str) -> DaysOff:
    """Return the days off that a text names. Raises ValueError with a sentence that says what is wrong."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if words == [NONE]:
        return DaysOff()
    periods = _joined(map(_period, words))
    days = sum((last - first).days + 1 for first, last in periods)
    if days > MOST_DAYS:
        raise ValueError(f"there are {days:,} days off, more than {MOST_DAYS:,}")
    return DaysOff(periods)


def _period(word: str) -> tuple[date, date]:
    first, dots, last = word.partition("..")
    found = _date(first), _date(last if dots else first)
    if found[0] > found[1]:
        raise ValueError(f"the period “{word[:40]}” ends before it begins")
    return found


def _date(word: str) -> date:
    try:
        found = date.fromisoformat(word.strip())
    except ValueError:
        raise ValueError(f"“{word[:40]}” is no date such as 2026-12-25") from None
    if not 2000 <= found.year <= 2200:  # far from the ends of the calendar
        raise ValueError(f"“{word[:40]}” is not between 2000 and 2200")
    return found


def _joined(periods: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    found: list[tuple[date, date]] = []
    for first, last in sorted(periods):
        if found and first <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)
