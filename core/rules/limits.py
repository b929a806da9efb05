"""A member's limits over all campaigns: week, day, ramp, cool-down, notes (docs/design.md#limits)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from core.rules.schedule import local_date, start_of_day, utc
from core.seeds import fraction

HARD_WEEK = 100
"""Invitations in any rolling 168 hours. No setting raises it."""
WEEK = timedelta(hours=168)
SPACING_MIN = timedelta(minutes=2)
MESSAGES_PER_DAY = 50
READS_PER_DAY = 80
WITHDRAWALS_PER_DAY = 20
"""Withdrawals by campaigns' rules on a member's local day: each costs a profile read, and many look automated."""
LIST_PAGES_PER_DAY = 100
"""Pages of the lists of sent invitations and connections that a member may read on a local day.

Pages of chats are not counted: the provider answers them from its own store, without a call to LinkedIn.
"""
DAY_CAP = 20
DAYS = 7
"""Days of a week."""
RAMP_DAYS = 13
IDLE = timedelta(days=30)
AFTER_WITHDRAWAL = timedelta(days=21)
"""Time for which the network refuses the same person after a withdrawal (docs/provider.md#linkedins-rules)."""
COOLDOWN_FIRST = timedelta(hours=6)
COOLDOWN_LONGEST = timedelta(hours=72)
NOTES_PER_MONTH = 5


def day_cap(base: int, member: str, day: date) -> int:
    """Return the invitations on one of the member's local dates: 85 to 100 % of the base, by member and date."""
    percent = 85 + int(16 * fraction("day cap", member, day.isoformat()))
    return (base * percent + 50) // 100 if base > 0 else 0


def ramp_day(send_dates: Sequence[date], today: date) -> int | None:
    """Return the day of the ramp, 0 to 13; None once it is over.

    `send_dates` are the member's local dates with invitations, ascending, each once; 30 idle days begin a new ramp.
    """
    if not send_dates or today - send_dates[-1] >= IDLE:
        return 0
    first = send_dates[0]
    for before, after in pairwise(send_dates):
        if after - before >= IDLE:
            first = after
    day = max(0, (today - first).days)
    return day if day <= RAMP_DAYS else None


def ramped(cap: int, day: int | None) -> int:
    """Return the part of a cap for day d of the ramp: 20 % + 80 % x d/13, rounded down, at least 1 (0 stays 0)."""
    if day is None or cap <= 0:
        return max(0, cap)
    return max(1, cap * (RAMP_DAYS + 4 * min(day, RAMP_DAYS)) // (5 * RAMP_DAYS))


@dataclass(frozen=True)
class DayCap:
    """Invitations on one local date: by the member's own cap, and by the part of it that the ramp allows."""

    own: int
    ramped: int


def cap_of_day(base: int, account: str, day: date, send_dates: Sequence[date] | None) -> DayCap:
    """Return a member's cap on a local date; `send_dates` as for `ramp_day`, None for a member without a ramp."""
    own = day_cap(base, account, day)
    return DayCap(own, own if send_dates is None else ramped(own, ramp_day(send_dates, day)))


def budget(day_cap: int, used_today: int, used_week: int) -> int:
    """Return the invitations left; used = sent + sending + in doubt + with a send time, today and in 168 hours."""
    return max(0, min(day_cap - used_today, HARD_WEEK - used_week))


def week_room(base: int, account: str, today: date) -> int:
    """Return the invitations that a member's own caps of seven local dates allow, without the temporary ramp."""
    return min(HARD_WEEK, sum(day_cap(base, account, today + timedelta(days=ahead)) for ahead in range(DAYS)))


def per_day(week: int) -> float:
    """Return a week's number as an average per day, with one decimal."""
    return round(week / DAYS, 1)


def next_cooldown(previous: timedelta | None) -> timedelta:
    """Return a member's rest after the network's limit answer: 6 h, doubling to 72 h until a send succeeds."""
    return COOLDOWN_FIRST if previous is None else min(COOLDOWN_LONGEST, 2 * previous)


def frees_at(moments: Sequence[datetime], now: datetime, cap: int = HARD_WEEK) -> datetime | None:
    """Return the UTC moment at which an invitation next fits into the rolling 168 hours; None if one fits now."""
    if cap < 1:
        raise ValueError(f"a cap of {cap} never has room")
    used = sorted(moment for moment in map(utc, moments) if moment > utc(now) - WEEK)
    return used[len(used) - cap] + WEEK if len(used) >= cap else None


@dataclass(frozen=True)
class WeekFit:
    """A comparison of a member's wanted invitations with the weekly capacity, and a sentence with the numbers."""

    wanted: int
    """Sends that this campaign and the others want together."""
    available: int
    """The most that the member can send."""
    fits: bool
    sentence: str


def week_need(cohort: int, slots_per_week: int) -> int:
    """Return the invitations per week that a campaign wants if every run sends a whole cohort."""
    return cohort * slots_per_week


def week_fit(wanted_this: int, wanted_others: int, day_cap: int) -> WeekFit:
    """Return whether a campaign fits beside the member's others: at most min(100, 7 x day cap) a week."""
    wanted = wanted_this + wanted_others
    available = max(0, min(HARD_WEEK, 7 * day_cap))
    fits = wanted <= available
    why = f" ({day_cap} a day)" if 7 * day_cap < HARD_WEEK else ""
    asks = f"This campaign wants {wanted_this} invitations a week"
    if wanted_others:
        asks += f", the sender's other campaigns {wanted_others}, together {wanted}"
    can = f"the sender can send at most {available} a week{why}"
    tail = "so it fits" if fits else f"so {wanted - available} of them have to wait"
    return WeekFit(wanted, available, fits, f"{asks}; {can}, {tail}.")


def note_allowed(plan: str, notes_used_this_month: int, notes_per_month: int) -> bool:
    """Return whether an invitation may carry a note: a basic account has a limited number a calendar month."""
    return plan != "basic" or notes_used_this_month < notes_per_month


def note_limit(plan: str) -> int:
    """Return the most characters of a rendered note."""
    return 200 if plan == "basic" else 300


def month_start(moment: datetime, zone: str) -> datetime:
    """Return the UTC moment at which the calendar month of a moment began in a zone."""
    return start_of_day(local_date(moment, zone).replace(day=1), zone)


def next_month(moment: datetime, zone: str) -> datetime:
    """Return the UTC moment at which the next calendar month begins in a zone."""
    first = local_date(moment, zone).replace(day=1)
    return start_of_day((first + timedelta(days=32)).replace(day=1), zone)
