"""Runs on days off: recorded as `off`, so that each date of a slot is accounted for; nothing is sent."""

from __future__ import annotations

from datetime import datetime

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import planner
from core.rules.schedule import INSTANT, Opening, opening_at
from core.store import campaign_days, journal, runs, slots
from core.store.database import Writing
from core.store.journal import ENGINE
from core.store.runs import Account
from core.store.slots import SlotRow


def off_due(context: Context, slot_id: int, now: datetime) -> None:
    """Record the due run of a slot on a day off; if its date is no longer off, put it on the agenda to open."""
    with context.store.write() as store:
        assert_epoch(context, store)
        at = slots.next_off_at(store, slot_id)
        if at is None or at > now:
            return
        slot = slots.get(store, slot_id)
        opening = opening_at(slot.rule, at)
        if opening is not None and opening.date in campaign_days.of_campaign(store, slot.campaign_id).days:
            record(store, slot, opening, now)
            planner.schedule_next(store, slot_id, at)
        else:
            planner.schedule_next(store, slot_id, at - INSTANT)


def record(store: Writing, slot: SlotRow, opening: Opening, now: datetime) -> None:
    """Record a run as `off`: it could send nothing, so nothing counts as missed."""
    if runs.has_run(store, slot.id, opening.date):
        return
    run = runs.add(
        store,
        slot=slot.id,
        campaign=slot.campaign_id,
        day=opening.date,
        opens=opening.opens,
        closes=opening.closes,
        now=now,
        off=True,
    )
    runs.account(store, run, Account(0, {}))
    data = {"date": opening.date.isoformat(), "cohort": 0, "short": {}}
    journal.write(store, now, ENGINE, "run.off", campaign=slot.campaign_id, run=run, data=data)
