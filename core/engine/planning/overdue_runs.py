"""Missed runs of a campaign that ends or stops: recorded first, since the campaign then leaves the agenda."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from core.engine.context import Context
from core.engine.ownership import trusted_time
from core.engine.planning import off_runs, planner, runs
from core.rules.schedule import opening_at
from core.store import campaign_days, campaigns, slots
from core.store import runs as recorded
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.slots import SlotRow
from core.workspace import Workspace

AT_ONCE = 20
"""Runs recorded in one transaction: each takes 2 ms of processor time, and other writers wait for it."""


def record_ahead(workspace: Workspace, ending: Callable[[Reading], Iterable[int]]) -> None:
    """Record the overdue runs of campaigns that are about to end, a few in each transaction.

    The transaction that ends the campaigns then has few runs left to record. After a kill in between, the recorded runs
    are right, and the campaigns go on. Each transaction may wait for the lock: the caller reads the clock afterwards.
    """
    with workspace.store.read() as store:
        found = [campaign for campaign in ending(store) if _is_behind(workspace, store, campaign)]
    for campaign in found:
        more = True
        while more:
            with workspace.store.write() as store:
                more = _record_some(workspace, store, campaign, AT_ONCE) == AT_ONCE


def _is_behind(workspace: Workspace, store: Reading, campaign: int) -> bool:
    """Return whether a running campaign has a run that may be recorded."""
    row = campaigns.get(store, campaign)
    if not row.active or row.archived:
        return False
    now = trusted_time.certainly_past(workspace, store)
    return any(_due(store, slot.id, now) is not None for slot in slots.readable_of_campaign(store, campaign))


def record(workspace: Workspace, store: Writing, campaign: int, context: Context | None = None) -> None:
    """Record the overdue runs of an active campaign as missed or off, except one whose window is still open.

    A date that has a run never opens again, so only dates are recorded that are certainly over, even if this machine's
    clock is ahead. An unreadable slot is left out, so that a damaged campaign can be stopped. `context` is the engine's
    own; a command beside the engine has none, and calls `record_ahead` first.
    """
    _record_some(workspace, store, campaign, None, context)


def _record_some(
    workspace: Workspace, store: Writing, campaign: int, most: int | None, context: Context | None = None
) -> int:
    """Record at most `most` overdue runs, or all of them; return how many there were."""
    row, done = campaigns.get(store, campaign), 0
    if not row.active or row.archived:
        return 0
    now = trusted_time.certainly_past(workspace, store)
    since = trusted_time.engine_since(workspace, store) if context is None else context.since
    for slot in slots.readable_of_campaign(store, campaign):
        while done != most and (due := _due(store, slot.id, now)) is not None:
            if not _record(store, slot, row, due, now, since):
                break
            planner.schedule_next(store, slot.id, due)
            done += 1
    return done


def _due(store: Reading, slot: int, now: datetime) -> datetime | None:
    """Return when the slot's first overdue run should have opened; None if no run is overdue."""
    found = [at for at in (slots.get(store, slot).next_open_at, slots.next_off_at(store, slot)) if at is not None]
    first = min(found, default=None)
    return first if first is not None and first <= now else None


def _record(
    store: Writing, slot: SlotRow, campaign: CampaignRow, due: datetime, now: datetime, since: datetime | None
) -> bool:
    """Record one overdue run; return False if its window is still open."""
    opening = opening_at(slot.rule, due)
    if opening is None or recorded.has_run(store, slot.id, opening.date):
        return True
    if opening.date in campaign_days.of_campaign(store, campaign.id).days:
        off_runs.record(store, slot, opening, now)
        return True
    if planner.end_of(store, campaign.id, opening) - now >= runs.TOO_LATE:
        return False
    cause = runs.why_unopened(store, slot.id, campaign.id, opening, since)
    runs.record_missed(store, slot, campaign, opening, now, cause)
    return True
