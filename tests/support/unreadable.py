"""A stored value that turns out to be unreadable after one person has been changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.errors import UnreadableError
from core.store.database import Writing
from core.store.outreaches import OutreachRow
from core.workspace import Workspace

Act = Callable[[Workspace, Writing, OutreachRow, datetime], None]


def unreadable_after(act: Act, ident: int) -> Act:
    """Return an action that changes one outreach and then raises UnreadableError; it does the others as usual."""

    def acted(workspace: Workspace, store: Writing, row: OutreachRow, now: datetime) -> None:
        act(workspace, store, row, now)
        if row.id == ident:
            raise UnreadableError("outreach.text")

    return acted
