"""The sends still allowed to a member today: day cap, ramp, and 100 invitations in 168 hours (docs/design.md#limits).

Both the planner, which shares the budget out, and the gate, which refuses sends beyond it, count here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.rules.limits import HARD_WEEK, MESSAGES_PER_DAY, RAMP_DAYS, WEEK, DayCap, budget, cap_of_day
from core.rules.schedule import before_day, local_date, start_of_day
from core.store import bookings
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.views import limit_usage


@dataclass(frozen=True)
class Budget:
    """Invitations that a member may still send today, and the code of the limit that decides their number."""

    left: int
    limit: str
    cap: int
    used_today: int
    used_week: int


def member_budget(store: Reading, member: MemberRow, now: datetime) -> Budget:
    """Return the budget at `now`; an invitation that only has a send time counts as used."""
    caps = day_cap_now(store, member, now)
    held = bookings.held(store, member.id, "invitation")
    used_today = invitations_today(store, member, now) + held
    used_week = limit_usage.invitations_after(store, member.id, now - WEEK) + held
    left = budget(caps.ramped, used_today, used_week)
    by_week = HARD_WEEK - used_week <= caps.ramped - used_today
    limit = "limit.week" if by_week else ("limit.ramp" if caps.ramped < caps.own else "limit.day")
    return Budget(left, limit, caps.ramped, used_today, used_week)


def day_cap_now(store: Reading, member: MemberRow, now: datetime) -> DayCap:
    """Return the cap of invitations on the member's local day."""
    days = send_dates(store, member.id, member.time_zone, now) if member.ramp else None
    return cap_of_day(member.day_cap, member.account_id, local_date(now, member.time_zone), days)


def send_dates(store: Reading, member: int, zone: str, now: datetime) -> list[date]:
    """Return the local dates on which a member sent invitations, oldest first, as far as the ramp depends on them.

    At most two: the last date before the ramp's days and the first within them; no other date changes the ramp's day
    (`limits.ramp_day`).
    """
    begin = start_of_day(local_date(now, zone) - timedelta(days=RAMP_DAYS), zone)
    return sorted({local_date(moment, zone) for moment in limit_usage.sent_around(store, member, begin)})


def invitations_today(store: Reading, member: MemberRow, now: datetime) -> int:
    """Return the invitations sent, or possibly sent, on the member's local day, with and without Overture."""
    return limit_usage.invitations_after(store, member.id, _before_today(member, now))


def messages_left(store: Reading, member: MemberRow, now: datetime) -> int:
    """Return the number of messages left on the member's local day; a planned message is still among them."""
    return max(0, MESSAGES_PER_DAY - limit_usage.messages_after(store, member.id, _before_today(member, now)))


def _before_today(member: MemberRow, now: datetime) -> datetime:
    return before_day(local_date(now, member.time_zone), member.time_zone)
