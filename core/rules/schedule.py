"""Slot openings: local wall times as UTC moments, through every change of the clocks (docs/reliability.md#time).

A start in a gap, a time that daylight saving skips, opens shifted by the gap; an ambiguous one opens at its first
occurrence (RFC 5545, 3.3.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EDIT_GAP = timedelta(hours=12)
"""Least time between the last opening of edited slots and the first day of the new ones (docs/design.md#edits)."""

INSTANT = timedelta(microseconds=1)
"""The resolution of the store's clock: no moment lies between two steps."""
_DAY = timedelta(days=1)
# Every weekday comes within a week; a date that the zone skips (Apia, 2011) costs another week.
_SEARCH_DAYS = 21
_WEEK_S = 7 * 86400


@dataclass(frozen=True)
class SlotRule:
    """Weekdays (0 is Monday) and local start of a slot, its length in minutes, and its zone."""

    days: frozenset[int]
    start: time
    minutes: int
    zone: str
    first_date: date | None = None
    """The first local date with an opening; None without a limit."""
    last_date: date | None = None
    """The last local date with an opening; None without a limit."""


@dataclass(frozen=True)
class Opening:
    """A slot on one local date. `date` is that date, even if a gap before midnight shifts `opens` to the next one."""

    date: date
    opens: datetime
    closes: datetime
    """`opens` plus the slot's minutes of elapsed time."""


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def utc(moment: datetime) -> datetime:
    """Return the same moment in UTC. Raises ValueError for a naive one."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise ValueError(f"a moment without a time zone: {moment}")
    return moment.astimezone(UTC)


def in_zone(moment: datetime, zone: str) -> datetime:
    """Return the same moment in a zone's wall time, still aware."""
    return utc(moment).astimezone(_zone(zone))


def local_date(moment: datetime, zone: str) -> date:
    """Return the date in a zone at a moment."""
    return in_zone(moment, zone).date()


def to_utc(day: date, wall: time, zone: str) -> datetime:
    """Return the UTC moment of a local date and time; in a gap, shifted by the gap; if it occurs twice, the first."""
    return datetime.combine(day, wall.replace(fold=0), _zone(zone)).astimezone(UTC)


def start_of_day(day: date, zone: str) -> datetime:
    """Return the UTC moment of the local midnight that begins a date; if a gap skips it, of the end of the gap."""
    return to_utc(day, time(), zone)


def before_day(day: date, zone: str) -> datetime:
    """Return the last instant before a local date, in UTC: any later moment is on that date or after it."""
    return start_of_day(day, zone) - INSTANT


def opening_on(slot: SlotRule, day: date) -> Opening | None:
    """Return the slot's opening on a local date, or None."""
    if day.weekday() not in slot.days or not _within(slot, day):
        return None
    opens = to_utc(day, slot.start, slot.zone)
    if local_date(opens, slot.zone) != day and local_date(start_of_day(day, slot.zone), slot.zone) != day:
        return None  # the zone skipped the whole date
    return Opening(day, opens, opens + timedelta(minutes=slot.minutes))


def _within(slot: SlotRule, day: date) -> bool:
    return (slot.first_date is None or slot.first_date <= day) and (slot.last_date is None or day <= slot.last_date)


def opening_at(slot: SlotRule, moment: datetime) -> Opening | None:
    """Return the slot's opening whose `opens` is exactly this moment, or None; its `date` may be the day before."""
    moment = utc(moment)
    today = local_date(moment, slot.zone)
    found = (opening_on(slot, day) for day in (today, today - _DAY))
    return next((opening for opening in found if opening is not None and opening.opens == moment), None)


def next_opening(slot: SlotRule, after: datetime) -> Opening | None:
    """Return the slot's first opening later than a moment, or None."""
    after = utc(after)
    day = local_date(after, slot.zone) - _DAY
    if slot.first_date is not None:
        day = max(day, slot.first_date)
    for _ in range(_SEARCH_DAYS):
        found = opening_on(slot, day)
        if found is not None and found.opens > after:
            return found
        day += _DAY
    return None


def openings_between(slots: Sequence[SlotRule], start: datetime, end: datetime) -> list[tuple[int, Opening]]:
    """Return all openings with start <= opens < end, soonest first, each with the index of its slot."""
    before, end = utc(start) - INSTANT, utc(end)
    found = []
    for index, slot in enumerate(slots):
        opening = next_opening(slot, before)
        while opening is not None and opening.opens < end:
            found.append((index, opening))
            opening = next_opening(slot, opening.opens)
    return sorted(found, key=_by_time)


def openings_of_day(slots: Sequence[SlotRule], day: date) -> list[tuple[int, Opening]]:
    """Return the openings that belong to a local date, soonest first, each with the index of its slot."""
    found = ((index, opening_on(slot, day)) for index, slot in enumerate(slots))
    return sorted(((index, opening) for index, opening in found if opening is not None), key=_by_time)


def _by_time(entry: tuple[int, Opening]) -> tuple[datetime, int]:
    return entry[1].opens, entry[0]


def find_overlap(slots: Sequence[SlotRule]) -> tuple[int, int] | None:
    """Return the indexes of two slots that overlap on the weekly wall clock, or None; one may end as another starts.

    Overlaps over midnight and from Sunday to Monday count. First and last dates are ignored. Slots of one campaign
    share its zone: several zones raise ValueError.
    """
    if len({slot.zone for slot in slots}) > 1:
        raise ValueError("slots of several time zones cannot be compared on one wall clock")
    pairs = combinations(range(len(slots)), 2)
    return next(((a, b) for a, b in pairs if _overlap(slots[a], slots[b])), None)


def _overlap(one: SlotRule, other: SlotRule) -> bool:
    for a in _week_starts(one):
        for b in _week_starts(other):
            if (b - a) % _WEEK_S < one.minutes * 60 or (a - b) % _WEEK_S < other.minutes * 60:
                return True
    return False


def _week_starts(slot: SlotRule) -> list[int]:
    seconds = slot.start.hour * 3600 + slot.start.minute * 60 + slot.start.second
    return [day * 86400 + seconds for day in slot.days]


def first_date_after_edit(today: date, last_opening: datetime | None, zone: str) -> date:
    """Return the first date of edited slots: after today, and at least 12 h after the last opening.

    `today` and the result are dates of the new zone; `last_opening` is that of the old slots, or None.
    """
    tomorrow = today + _DAY
    if last_opening is None:
        return tomorrow
    earliest = utc(last_opening) + EDIT_GAP
    day = max(tomorrow, local_date(earliest, zone))
    return day if start_of_day(day, zone) >= earliest else day + _DAY
