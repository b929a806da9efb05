"""Cleaning of texts with invisible characters (from an earlier version or another store); they need approval again."""

from __future__ import annotations

import logging
from datetime import datetime

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning.cancel import free_send_time
from core.engine.planning.sequence import approved_by_mode
from core.rules.states import Status
from core.store import campaigns, journal, outreach_counts, outreach_plans, outreaches
from core.store.database import Writing
from core.store.fields import MICROSECOND
from core.store.journal import ENGINE
from core.store.outreaches import OutreachRow
from core.text import clean_block, is_clean

REASON = "text.cleaned"
EMPTY = "text.missing:text"
"""Reason that ends a message if cleaning leaves it empty."""
LONGEST = 20_000
log = logging.getLogger("overture.engine")


def is_unclean(row: OutreachRow) -> bool:
    """Return whether a text would be sent differently from how it is shown."""
    return row.text is not None and not is_clean(row.text)


def clean_all(context: Context, now: datetime) -> int:
    """Clean every text that is not sent yet, and require its approval again; return how many. Runs at start."""
    with context.store.read() as store:
        waiting = outreach_counts.texts_not_out(store)
    found = [row.id for row in waiting if not is_clean(row.text)]
    if found:
        log.warning(
            "%d texts contained invisible characters, which were removed; the texts need approval again.", len(found)
        )
    for ident in found:
        with context.store.write() as store:
            assert_epoch(context, store)
            row = outreaches.get(store, ident)
            if row.status in (Status.PENDING, Status.APPROVED, Status.SCHEDULED) and is_unclean(row):
                clean_one(store, row, now)
    return len(found)


def clean_one(store: Writing, row: OutreachRow, now: datetime) -> None:
    """Clean one text, and require approval again unless the campaign's mode approves by itself."""
    text = clean_block(row.text or "", LONGEST) or None
    current = free_send_time(store, row, REASON, now, ENGINE)
    if text is None and row.step > 0:
        outreaches.change(
            store,
            row.id,
            current.status,
            Status.CANCELLED,
            now=now,
            actor=ENGINE,
            kind="cancelled",
            reason=EMPTY,
            send_at=None,
        )
        return
    by_mode = approved_by_mode(campaigns.get(store, row.campaign_id), row.step)
    if current.status == Status.APPROVED and not by_mode:
        outreaches.change(
            store,
            row.id,
            Status.APPROVED,
            Status.PENDING,
            now=now,
            actor=ENGINE,
            kind="asked_again",
            reason=REASON,
            approved_at=None,
            approved_by="",
            send_at=None,
        )
    outreach_plans.set_text(store, row.id, text, REASON)
    journal.about(store, row.id, now, ENGINE, "edited", code=REASON, data={"text": text})
    if current.status == Status.APPROVED and by_mode:
        outreach_plans.approve_by_mode(store, row.id)
        journal.about(store, row.id, now + MICROSECOND, ENGINE, "approved", code=REASON, data={"text": text})
