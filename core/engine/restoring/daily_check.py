"""The engine's daily checks: of the store, and of the side journal."""

from __future__ import annotations

from datetime import datetime

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.restoring import journal_check
from core.store.held_items import Item

_JOURNAL = Item("start", 0, "the side journal's check")


def look(context: Context, now: datetime) -> None:
    """Run the checks that are due. Raises DamagedError if damage is known or found."""
    if context.check is not None and context.check.look(now):
        with bulkhead.around(context, lambda _store: _JOURNAL, now):
            journal_check.look(context, now)
