"""Taking people out of what is planned: their send times first, then their place in the queue."""

from __future__ import annotations

from datetime import datetime

from core.engine.planning.runs import give_back
from core.rules.states import BETWEEN_STEPS, NOT_YET_OUT, Status
from core.store import bookings, outreaches, rows
from core.store.database import Store
from core.store.fields import sql_list
from core.store.rows import OutreachRow


def free_send_time(store: Store, row: OutreachRow, reason: str, now: datetime, actor: str) -> OutreachRow:
    """Take a send time back from somebody scheduled, who is then approved."""
    if row.status == Status.SCHEDULED:
        booking = bookings.planned_of(store, row.id)
        if booking is not None:
            give_back(store, booking, reason, now, actor=actor)
    return rows.outreach(store, row.id)


def cancel_open(store: Store, where: str, *values: object, reason: str, now: datetime, actor: str) -> int:
    """Cancel whatever has not left yet, by a condition of ours; returns how many."""
    ends = (*NOT_YET_OUT, *BETWEEN_STEPS) if reason == "blocked" else NOT_YET_OUT
    found = rows.outreaches(store, f"({where}) AND status IN {sql_list(ends)}", *values)
    for row in found:
        current = free_send_time(store, row, reason, now, actor)
        outreaches.change(
            store,
            row.id,
            Status(current.status),
            Status.CANCELLED,
            now=now,
            actor=actor,
            kind="cancelled",
            reason=reason,
            send_at=None,
            render_at=None,
            read_at=None,
        )
    return len(found)
