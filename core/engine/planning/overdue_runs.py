"""Runs that were missed before a campaign ends or stops: they are recorded first, since it leaves the agenda then."""

from __future__ import annotations

from datetime import datetime

from core.engine.planning import off_runs, planner, runs
from core.rules.schedule import opening_at
from core.store import campaign_days, campaigns, slots
from core.store import runs as recorded
from core.store.campaigns import CampaignRow
from core.store.database import Writing
from core.store.slots import SlotRow

CAUSE = "engine.down"
"""Cause of a run that no engine opened while its campaign was active."""


def record(store: Writing, campaign: int, now: datetime) -> None:
    """Record the overdue runs of an active campaign as missed or off, except one whose window is still open.

    An engine records its own in time, so that nothing is overdue while one runs. An unreadable slot is left out, so
    that a damaged campaign can be stopped.
    """
    row = campaigns.get(store, campaign)
    if not row.active or row.archived:
        return
    for slot in slots.readable_of_campaign(store, campaign):
        while (due := _due(store, slot.id, now)) is not None:
            if not _record(store, slot, row, due, now):
                break
            planner.schedule_next(store, slot.id, due)


def _due(store: Writing, slot: int, now: datetime) -> datetime | None:
    """Return when the slot's first overdue run opened; None if nothing is overdue."""
    found = [at for at in (slots.get(store, slot).next_open_at, slots.next_off_at(store, slot)) if at is not None]
    first = min(found, default=None)
    return first if first is not None and first <= now else None


def _record(store: Writing, slot: SlotRow, campaign: CampaignRow, due: datetime, now: datetime) -> bool:
    """Record one overdue run; return False if its window is still open."""
    opening = opening_at(slot.rule, due)
    if opening is None or recorded.has_run(store, slot.id, opening.date):
        return True
    if opening.date in campaign_days.of_campaign(store, campaign.id).days:
        off_runs.record(store, slot, opening, now)
        return True
    if opening.closes - now >= runs.TOO_LATE:
        return False
    runs.record_missed(store, slot, campaign, opening, now, runs.why_unopened(store, campaign.id, opening) or CAUSE)
    return True
