"""Notes with invitations of a basic account: the allowance per month, and how many are used, counted or reported."""

from __future__ import annotations

from datetime import datetime

from core.rules.holds import NOTE
from core.rules.limits import month_start, note_allowed
from core.store import holds, named_values
from core.store.database import Reading
from core.store.stamp import NOTES_A_MONTH, notes_of
from core.store.views import limit_usage


def a_month(store: Reading) -> int:
    """Return how many invitations of a basic account may carry a note in a calendar month. Raises ValueError."""
    return notes_of(named_values.get(store, NOTES_A_MONTH))


def allowed(store: Reading, plan: str, used_this_month: int) -> bool:
    """Return whether one more invitation may carry a note."""
    return note_allowed(plan, used_this_month, a_month(store))


def used(store: Reading, member: int, time_zone: str, now: datetime) -> int:
    """Return the notes used in the member's calendar month; the whole allowance if the network reported it used up."""
    counted = limit_usage.notes_since(store, member, month_start(now, time_zone))
    return max(counted, a_month(store)) if spent_until(store, member, now) is not None else counted


def spent_until(store: Reading, member: int, now: datetime) -> datetime | None:
    """Return until when the network accepts no note from a member; None if it refuses none now."""
    return next((hold.try_at for hold in holds.of_member(store, member, NOTE) if hold.try_at > now), None)
