"""What the engine looks at once a day: whether the store is whole, and the side journal."""

from __future__ import annotations

from datetime import datetime

from core.engine import journal_check
from core.engine.context import Context


def look(context: Context, now: datetime) -> None:
    """Ask what is due to be asked. Raises DamagedError where damage is known, or found."""
    if context.check is not None and context.check.look(now):
        journal_check.look(context, now)
