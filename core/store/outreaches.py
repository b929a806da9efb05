"""Status changes of an outreach: guarded, journalled, one statement each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.rules.states import Status, may_follow
from core.store import journal
from core.store.database import Store
from core.store.fields import to_us


class StaleError(Exception):
    """The outreach was no longer in the expected status: somebody else was faster."""


def change(
    store: Store,
    outreach: int,
    before: Status,
    after: Status,
    *,
    now: datetime,
    actor: str,
    kind: str,
    run: int | None = None,
    reason: str | None = None,
    data: object = None,
    at_revision: int | None = None,
    **columns: Any,
) -> None:
    """Move one outreach from `before` to `after` and journal it as `kind`.

    Raises StaleError where it is not in `before` (or not at `at_revision`), ValueError for a change that the
    table of statuses does not know.
    """
    if not may_follow(before, after):
        raise ValueError(f"{before} is never followed by {after}")
    columns["reason"] = reason or ""
    settings = ", ".join(f"{name} = ?" for name in columns)
    guard = "" if at_revision is None else " AND revision = ?"
    changed = store.change(
        f"UPDATE outreach SET status = ?, changed_at = ?, {settings} WHERE id = ? AND status = ?{guard}",
        after.value,
        to_us(now),
        *columns.values(),
        outreach,
        before.value,
        *(() if at_revision is None else (at_revision,)),
    )
    if changed != 1:
        raise StaleError(f"outreach {outreach} is no longer {before}")
    told = {"from": before.value, "to": after.value}
    if isinstance(data, dict):
        told.update(data)
    journal.about(store, outreach, now, actor, kind, run=run, code=reason or "", data=told)
