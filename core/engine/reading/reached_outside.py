"""Drawn people whom the member has meanwhile contacted outside Overture, as the account's lists show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.planning.cancel import free_send_time
from core.network.gateway import Relation
from core.rules.states import Status
from core.store import outreaches
from core.store.database import Writing
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.people import foreign_invitations


def cancel_reached(
    context: Context, store: Writing, member: MemberRow, relations: Iterable[Relation], now: datetime
) -> int:
    """Cancel people who are already connected or invited, before they use up a send time; return how many.

    Called after the content of the lists was journalled.
    """
    connected = {relation.provider_id for relation in relations}
    invited = foreign_invitations.people(store, member.id)
    cancelled = 0
    for row in outreaches.untried(store, member.id) if connected or invited else ():
        with bulkhead.within(context, Item("look", row.id, "", row.campaign_id, row.id, member.id), now):
            if row.person in connected:
                _cancel(store, row, "connected", now)
            elif row.person in invited and foreign_invitations.seen_since_profile(
                store, row.id, member.id, row.person or ""
            ):
                _cancel(store, row, "invited.elsewhere", now)
            else:
                continue
            cancelled += 1
    return cancelled


def _cancel(store: Writing, row: OutreachRow, reason: str, now: datetime) -> None:
    current = free_send_time(store, row, reason, now, ENGINE)
    outreaches.change(
        store,
        row.id,
        current.status,
        Status.CANCELLED,
        now=now,
        actor=ENGINE,
        kind="cancelled",
        reason=reason,
        send_at=None,
        render_at=None,
        read_at=None,
    )
