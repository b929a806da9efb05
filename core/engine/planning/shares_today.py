"""The invitations that today's slots would get: the planner's calculation for many members, with few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from core.engine.planning import planner
from core.engine.planning.budget import Budget
from core.engine.planning.planner import Coming, Guard, Share
from core.rules.limits import HARD_WEEK
from core.rules.schedule import local_date
from core.store import slots
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.slots import OpeningSlot, SlotRow
from core.store.views import eligible, limit_usage

DAY = timedelta(hours=26)
"""Longest time from the end of a date in one zone to its end in another: UTC+14 and UTC-12."""


def shares_by_slot(
    store: Reading,
    members: Sequence[MemberRow],
    now: datetime,
    budget_of: Callable[[MemberRow], Budget],
    guard: Guard = planner.unguarded,
) -> dict[int, Share]:
    """Return the shares of the slots that open today, by slot id; today is the member's or the slot's local date."""
    coming = _coming(store, members, now, guard)
    served = limit_usage.last_served(
        store, {entry.slot.campaign_id for own in coming.values() for entry in own if entry.want}
    )
    found: dict[int, Share] = {}
    for member in members:
        own = coming.get(member.id, [])
        if not any(entry.want for entry in own):
            _shares(own, 0, "", served, found)
            continue
        budget = budget_of(member)
        tonight = planner.end_of_day(member, now)
        today = [entry for entry in own if _opens(entry.slot, now) <= tonight]
        given = _shares(today, budget.left, budget.limit, served, found)
        later = [entry for entry in own if _opens(entry.slot, now) > tonight]
        week = HARD_WEEK - budget.used_week - given
        _shares(
            later, max(0, min(budget.cap, week)), "limit.week" if week <= budget.cap else "limit.day", served, found
        )
    return found


def _shares(
    coming: Sequence[Coming], left: int, limit: str, served: Mapping[int, datetime], found: dict[int, Share]
) -> int:
    """Add to `found` the shares of a member's slots on one local day, given soonest first; return their sum."""
    before = left
    for place, entry in enumerate(coming):
        count = planner.shares_of(coming[place:], left, served).get(str(entry.slot.id), 0) if entry.want else 0
        found[entry.slot.id] = Share(entry.want, count, limit, left, entry.ready)
        left -= count
    return before - left


def _opens(slot: SlotRow, now: datetime) -> datetime:
    return slot.next_open_at or now


def _is_today(slot: SlotRow, now: datetime, tonight: datetime) -> bool:
    """Return whether a slot opens on its member's day, or on today's date in the slot's zone, which may end later."""
    opens = _opens(slot, now)
    return opens <= tonight or planner.date_of(slot, opens) == local_date(now, slot.rule.zone)


def _coming(store: Reading, members: Sequence[MemberRow], now: datetime, guard: Guard) -> dict[int, list[Coming]]:
    """Return by member the slots that open today, soonest first, with their wanted numbers."""
    until = {member.id: planner.end_of_day(member, now) for member in members}
    found: dict[int, list[OpeningSlot]] = {}
    for one in slots.all_opening_by(store, max(until.values()) + DAY) if until else ():
        with guard(one.slot):
            if one.member_id in until and _is_today(one.slot, now, until[one.member_id]):
                found.setdefault(one.member_id, []).append(one)
    opening = [one for own in found.values() for one in own]
    waiting = _waiting(store, (one.slot for one in opening), now, guard)
    cohorts = {one.slot.campaign_id: one.cohort_size for one in opening}
    return {
        member: planner.coming_today(
            [one.slot for one in own], lambda slot: waiting.get(slot.id, 0), cohorts.__getitem__, guard
        )
        for member, own in found.items()
    }


def _waiting(store: Reading, opening: Iterable[SlotRow], now: datetime, guard: Guard) -> dict[int, int]:
    """Return how many approved invitations the next run of each slot may take."""
    asked = []
    for slot in opening:
        with guard(slot):
            opens = slot.next_open_at or now
            asked.append((slot.id, slot.campaign_id, *planner.run_moments(slot, opens, now)))
    return eligible.count_by_slot(store, asked)
