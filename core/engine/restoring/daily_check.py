"""The engine's daily checks: of the store, and of the side journal."""

from __future__ import annotations

from datetime import datetime

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.restoring import journal_check
from core.engine.store_check import StoreCheck
from core.store.held_items import Item

_STORE = Item("start", 0, "the store's check")
_JOURNAL = Item("start", 0, "the side journal's check")


def run_due(context: Context, now: datetime) -> None:
    """Run the checks that are due. Raises DamagedError if damage is known or found."""
    if context.check is not None and _store_was_checked(context, context.check, now):
        with bulkhead.isolated(context, lambda _store: _JOURNAL, now):
            journal_check.check_now(context, now)


def _store_was_checked(context: Context, check: StoreCheck, now: datetime) -> bool:
    """Return whether the day's check of the store began; an unexpected error in it holds only the check."""
    check.refuse()
    if _STORE.key in context.held:
        with context.store.read() as store:
            if bulkhead.is_held(context, store, _STORE.key, now):
                return False
    began = False
    bulkhead.begins(context)
    with bulkhead.isolated(context, lambda _store: _STORE, now):
        began = check.check_daily(now)
        if check.asking:  # whether it passes is not known yet
            context.still_held.add(_STORE.key)
    return began
