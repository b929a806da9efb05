"""Changes of time zone rules: coming openings are calculated again, opened runs stay."""

from __future__ import annotations

import contextlib
import zoneinfo
from datetime import datetime, timedelta
from pathlib import Path

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import planner
from core.rules.schedule import INSTANT, Opening, local_date, opening_at, opening_on
from core.store import journal, runs, slots
from core.store.database import Reading, Writing
from core.store.engine import engine_state
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.slots import SlotRow

NEAR = (0, -1, 1, -2, 2)
"""Days around the old opening on which the new one may lie: a zone may cross the date line."""


def version() -> str:
    """Return the version of the time zone data that this process reads: of the system, else of the tzdata package."""
    for folder in zoneinfo.TZPATH:
        with contextlib.suppress(OSError, ValueError):
            if (file := Path(folder) / "tzdata.zi").exists():
                with file.open(encoding="ascii") as lines:
                    return lines.readline().removeprefix("# version ").strip()[:40]
            return (Path(folder) / "+VERSION").read_text(encoding="ascii").strip()[:40]
    with contextlib.suppress(ImportError):
        import tzdata

        return str(tzdata.IANA_VERSION)
    return ""


def follow(context: Context, now: datetime, found: str | None = None) -> int:
    """Move, at start, the openings that differ under the present time zone rules; return how many.

    Every start checks, whatever the version: a custom zone, or another path, has no version to compare.
    """
    found = version() if found is None else found
    with context.store.write() as store:
        assert_epoch(context, store)
        moved = 0
        for slot in slots.of_live_campaigns(store):
            with bulkhead.within(context, Item("zone", slot.id, campaign=slot.campaign_id), now):
                moved += _follow(store, slot)
        known = engine_state.zones_version(store)
        if moved or known != found:
            engine_state.set_zones_version(store, found)
        if moved or (known and known != found):
            data = {"before": known, "after": found, "moved": moved}
            journal.write(store, now, ENGINE, "zones.changed", data=data)
    return moved


def _follow(store: Writing, slot: SlotRow) -> bool:
    coming = [at for at in (slot.next_open_at, slots.next_off_at(store, slot.id)) if at is not None]
    if all(opening_at(slot.rule, at) is not None for at in coming):
        return False
    first = min(coming)  # a run on a day off may come before the next opening, and is recorded as well
    nearest = _nearest(store, slot, first)
    # No opening on these days any more: take the next one after the old moment.
    planner.schedule_next(store, slot.id, nearest.opens - INSTANT if nearest else first)
    return True


def _nearest(store: Reading, slot: SlotRow, old: datetime) -> Opening | None:
    """Return the opening that replaces the old one: the nearest on a date on which the slot has not run."""
    day = local_date(old, slot.rule.zone)
    around = (opening_on(slot.rule, day + timedelta(days=n)) for n in NEAR)
    left = [opening for opening in around if opening is not None and not runs.has_run(store, slot.id, opening.date)]
    return min(left, key=lambda opening: abs(opening.opens - old), default=None)
