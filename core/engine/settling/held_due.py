"""Restoring a consistent state of an agenda item when it is held."""

from __future__ import annotations

from datetime import datetime

from core.engine.context import Context
from core.engine.planning import runs
from core.engine.sending import outcome
from core.rules.bulkheads import REASON
from core.store import deliveries
from core.store.database import Writing
from core.store.held_items import Item
from core.store.views.agenda import Due, Kind


def undo(context: Context, due: Due, now: datetime, store: Writing, item: Item, until: datetime) -> None:
    """Put a call that may have been sent in doubt at once, and put a send time off to `until`."""
    if item.outreach is not None and due.kind in (Kind.SEND, Kind.WITHDRAW):
        open_calls = tuple(call.id for call in deliveries.open_calls(store, item.outreach))
        if open_calls:
            context.left_open.update(open_calls)  # tried again if this fails in turn
            outcome.give_up_open_calls(context, now, only=open_calls, error=REASON)
    if due.kind is Kind.SEND:
        runs.put_off(store, due.id, until, REASON)
