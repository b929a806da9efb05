"""What a thing on the agenda is when it is held: whose it is, and what is undone of it."""

from __future__ import annotations

from datetime import datetime

from core.engine.context import Context
from core.engine.planning import runs
from core.engine.sending import outcome
from core.rules.bulkheads import REASON
from core.store.database import Store
from core.store.held_items import Item
from core.store.views.agenda import Due, Kind

_OUTREACH = "SELECT id, campaign_id, id, member_id, NULL FROM outreach WHERE id = ?"
_SLOT = """SELECT s.id, c.id, NULL, c.member_id, NULL FROM slot s JOIN campaign c ON c.id = s.campaign_id
WHERE s.id = ?"""
_WHOSE = {
    Kind.CLOSE: """SELECT r.id, c.id, NULL, c.member_id, NULL FROM run r JOIN campaign c ON c.id = r.campaign_id
        WHERE r.id = ?""",
    Kind.DRAW: _SLOT,
    Kind.OPEN: _SLOT,
    Kind.SYNC: "SELECT id, NULL, NULL, id, NULL FROM member WHERE id = ?",
    Kind.SETTLE: "SELECT id, campaign_id, outreach_id, member_id, NULL FROM delivery WHERE id = ?",
    Kind.RENDER: _OUTREACH,
    Kind.READ: _OUTREACH,
    Kind.SEND: """SELECT o.id, o.campaign_id, o.id, o.member_id, NULL FROM booking b
        JOIN outreach o ON o.id = b.outreach_id WHERE b.id = ?""",
    Kind.WITHDRAW: _OUTREACH,
    Kind.FIND: "SELECT source_id, NULL, NULL, member_id, source_id FROM finder WHERE source_id = ?",
}
"""The id that is held, then campaign, outreach, member and source, as far as there is one."""


def item_of(store: Store, due: Due) -> Item:
    """Return what is held where a thing that is due fails; inside a door."""
    item, campaign, outreach, member, source = store.row(_WHOSE[due.kind], due.id) or (due.id, None, None, None, None)
    return Item(due.kind.work, item, "", campaign, outreach, member, source)


def undo(context: Context, due: Due, now: datetime, item: Item, until: datetime) -> None:
    """Leave nothing half done: a call that may have left is in doubt at once, a send time waits. Inside a write."""
    store = context.store
    if item.outreach is not None and due.kind in (Kind.SEND, Kind.WITHDRAW):
        open_calls = store.rows("SELECT id FROM delivery WHERE outreach_id = ? AND state = 'sending'", item.outreach)
        if open_calls:
            context.left_open.update(row[0] for row in open_calls)  # tried again if this fails in turn
            outcome.give_up_open_calls(context, now, only=tuple(row[0] for row in open_calls), error=REASON)
    if due.kind is Kind.SEND:
        runs.put_off(store, due.id, until, REASON)
