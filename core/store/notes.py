"""Invitation notes that a basic account has used this month, by Overture's count and by the network's answers."""

from __future__ import annotations

from datetime import datetime

from core.rules.holds import NOTE
from core.rules.limits import NOTES_PER_MONTH, month_start
from core.store import holds
from core.store.database import Reading
from core.store.views import limit_usage


def used(store: Reading, member: int, time_zone: str, now: datetime) -> int:
    """Return the notes used in the member's calendar month; the whole allowance if the network reported it used up."""
    counted = limit_usage.notes_since(store, member, month_start(now, time_zone))
    return max(counted, NOTES_PER_MONTH) if spent_until(store, member, now) is not None else counted


def spent_until(store: Reading, member: int, now: datetime) -> datetime | None:
    """Return until when the network accepts no note from a member; None if it refuses none now."""
    return next((hold.try_at for hold in holds.of_member(store, member, NOTE) if hold.try_at > now), None)
