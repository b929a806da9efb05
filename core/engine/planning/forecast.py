"""The invitations that today's slots would be given: the planner's arithmetic for many members in a few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from core.engine.planning import planner
from core.engine.planning.budget import Budget
from core.engine.planning.planner import Coming, Guard
from core.store import slots
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.slots import OpeningSlot, SlotRow
from core.store.views import eligible, limit_usage


def foretell(
    store: Reading,
    members: Sequence[MemberRow],
    now: datetime,
    budget_of: Callable[[MemberRow], Budget],
    guard: Guard = planner.unguarded,
) -> dict[int, int]:
    """Return the invitations for slots of some members that open by the end of their local days, by slot id."""
    coming = _coming(store, members, now, guard)
    served = limit_usage.last_served(
        store, {entry.slot.campaign_id for own in coming.values() for entry in own if entry.want}
    )
    found: dict[int, int] = {}
    for member in members:
        own = coming.get(member.id, [])
        left = budget_of(member).left if any(entry.want for entry in own) else 0
        for place, entry in enumerate(own):
            count = planner.shares_of(own[place:], left, served).get(str(entry.slot.id), 0)
            found[entry.slot.id] = count
            left -= count
    return found


def _coming(store: Reading, members: Sequence[MemberRow], now: datetime, guard: Guard) -> dict[int, list[Coming]]:
    """Return by member the slots that open by the end of its local day, soonest first, with their wants."""
    until = {member.id: planner.end_of_day(member, now) for member in members}
    found: dict[int, list[OpeningSlot]] = {}
    for one in slots.all_opening_by(store, max(until.values())) if until else ():
        opens = one.slot.next_open_at
        if one.member_id in until and opens is not None and opens <= until[one.member_id]:
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
