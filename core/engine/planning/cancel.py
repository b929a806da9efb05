"""Removing people from the plan: their send times first, then their place in the queue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.engine import bulkhead
from core.engine.planning.runs import give_back
from core.rules.states import Status
from core.store import bookings, outreaches
from core.store.database import Writing
from core.store.held_items import Item
from core.store.outreaches import OutreachRow
from core.store.views.agenda import Kind
from core.workspace import Workspace


def free_send_time(store: Writing, row: OutreachRow, reason: str, now: datetime, actor: str) -> OutreachRow:
    """Release the send time of an outreach that is scheduled, which makes it approved again; return the outreach."""
    if row.status == Status.SCHEDULED:
        booking = bookings.planned_of(store, row.id)
        if booking is not None:
            give_back(store, booking, reason, now, actor=actor)
    return outreaches.get(store, row.id)


def cancel_all(store: Writing, found: Collection[OutreachRow], *, reason: str, now: datetime, actor: str) -> int:
    """Cancel outreaches that were not sent yet, with their send times; return how many."""
    for row in found:
        _cancel(store, row, reason, now, actor)
    return len(found)


def cancel_each(
    workspace: Workspace, store: Writing, found: Collection[OutreachRow], *, reason: str, now: datetime, actor: str
) -> int:
    """Cancel as `cancel_all` does, but if cancelling one fails, hold it, so that it is not sent, and continue.

    Used for reasons that the gate checks again before each send: a block, a rule, an archived campaign.
    """
    count = 0
    for row in found:
        item = Item(Kind.SEND.work, row.id, "", row.campaign_id, row.id, row.member_id)
        with bulkhead.within_any(workspace, item, now):
            _cancel(store, row, reason, now, actor)
            count += 1
    return count


def _cancel(store: Writing, row: OutreachRow, reason: str, now: datetime, actor: str) -> None:
    current = free_send_time(store, row, reason, now, actor)
    outreaches.change(
        store,
        row.id,
        current.status,
        Status.CANCELLED,
        now=now,
        actor=actor,
        kind="cancelled",
        reason=reason,
        send_at=None,
        render_at=None,
        read_at=None,
    )
