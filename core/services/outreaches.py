"""The queue: who is where in a campaign, and what a person may change there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from core.engine.cancelling import free_send_time
from core.errors import NotFoundError, RefusedError
from core.rules.codes import describe
from core.rules.identity import profile_address
from core.rules.states import NOT_YET_OUT, REQUEUEABLE, Status
from core.services import held_lifting, left_out
from core.services.lookup import find
from core.store import queue, rows
from core.store.database import Store
from core.store.draw import held_by_another
from core.store.fields import from_us, to_us
from core.store.rows import OutreachRow
from core.workspace import Workspace

_LIST = """
SELECT o.id, c.name, c.program, p.id, p.name, p.public_id, m.name, o.step, o.status, o.reason, o.revision, o.text,
o.send_at, o.last_sent_at, o.campaign_id, s.kind, o.approved_at, o.approved_by,
(SELECT count(*) FROM step n WHERE n.campaign_id = o.campaign_id AND n.position <= o.step AND n.kind = 'follow-up')
FROM outreach o JOIN campaign c ON c.id = o.campaign_id JOIN contact p ON p.id = o.contact_id
JOIN member m ON m.id = o.member_id LEFT JOIN step s ON s.campaign_id = o.campaign_id AND s.position = o.step
"""

_MAY_HAVE_ARRIVED = "SELECT 1 FROM delivery WHERE outreach_id = ? AND step = ? AND state = 'unresolved' LIMIT 1"
"""A doubt that a person left open: skipped."""


def listed(
    workspace: Workspace,
    *,
    campaign: str | None = None,
    program: str | None = None,
    status: str | None = None,
    limit: int = 100,
    after: int = 0,
) -> list[dict[str, Any]]:
    """Rows of the queue by id. Raises NotFoundError for an unknown campaign or status."""
    conditions, values = ["o.id > ?"], [after]  # type: list[str], list[object]
    with workspace.store.read() as store:
        if campaign is not None:
            conditions.append("o.campaign_id = ?")
            values.append(find(store, "campaign", campaign))
        if program is not None:
            conditions.append("c.program = ?")
            values.append(program)
        if status is not None:
            if status not in set(Status):
                raise NotFoundError(f"No status is called “{status}”. It is one of: {', '.join(Status)}.")
            conditions.append("o.status = ?")
            values.append(status)
        found = store.rows(f"{_LIST} WHERE {' AND '.join(conditions)} ORDER BY o.id LIMIT ?", *values, limit)
        views = [view(row) for row in found]
        left_out.explain(store, views)
    return views


def by_ids(store: Store, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Some rows of the queue, in the order of their ids' list; inside a door."""
    found = store.rows(f"{_LIST} WHERE o.id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
    views = {row[0]: view(row) for row in found}
    left_out.explain(store, list(views.values()))
    return [views[ident] for ident in ids]


def view(row: tuple[Any, ...]) -> dict[str, Any]:
    """One row of the queue as JSON."""
    reason = row[9] or None
    return {
        "id": str(row[0]),
        "campaign": row[1],
        "campaign_id": str(row[14]),
        "program": row[2],
        "contact": {
            "id": str(row[3]),
            "name": row[4],
            "profile": profile_address(row[5]) if row[5] else None,
        },
        "owner": row[6],
        "step": row[7],
        "kind": row[15],
        "number": row[18],
        "status": row[8],
        "reason": reason,
        "why": describe(reason)[0] if reason else None,
        "revision": row[10],
        "text": row[11],
        "send_at": None if row[12] is None else from_us(row[12]).isoformat(),
        "sent_at": None if row[13] is None else from_us(row[13]).isoformat(),
        "approved_at": None if row[16] is None else from_us(row[16]).isoformat(),
        "approved_by": row[17] or None,
    }


def shown(workspace: Workspace, ident: int) -> dict[str, Any]:
    """One row of the queue."""
    with workspace.store.read() as store:
        found = [view(row) for row in store.rows(f"{_LIST} WHERE o.id = ?", ident)]
        left_out.explain(store, found)
    if not found:
        raise NotFoundError(f"Nothing in the queue has the id {ident}. `overture queue list` shows the ids.")
    return found[0]


def remove(workspace: Workspace, ids: list[int]) -> list[dict[str, Any]]:
    """Take people out of the queue: never again in that name and program. Raises RefusedError."""
    return each(workspace, ids, _remove)


def _remove(workspace: Workspace, store: Store, row: OutreachRow, now: datetime) -> None:
    if row.status not in NOT_YET_OUT:
        raise RefusedError(f"{row.id} is {row.status}: only what has not left can be removed from the queue.")
    current = free_send_time(store, row, "removed", now, workspace.actor)
    queue.change(
        store, row.id, Status(current.status), Status.CANCELLED, now=now, actor=workspace.actor, kind="removed",
        reason="removed", send_at=None, read_at=None,
    )  # fmt: skip


def requeue(workspace: Workspace, ids: list[int]) -> list[dict[str, Any]]:
    """Put people back into the queue, at the step at which they stopped. Raises RefusedError."""
    return each(workspace, ids, _requeue)


def _requeue(workspace: Workspace, store: Store, row: OutreachRow, now: datetime) -> None:
    if row.status not in REQUEUEABLE:
        raise RefusedError(f"{row.id} is {row.status}: there is nothing to put back into the queue.")
    if rows.campaign(store, row.campaign_id).archived:
        raise RefusedError(f"The campaign of {row.id} is archived: nobody in it is contacted any more.")
    if store.scalar("SELECT blocked_at FROM contact WHERE id = ?", row.contact_id) is not None:
        raise RefusedError(f"The contact of {row.id} is marked do not contact.")
    held_lifting.edited(store, now, workspace.actor, outreach=row.id)
    if row.step == 0:
        dedupe = workspace.stamp.dedupe
        if held_by_another(store, row.id, row.contact_id, row.campaign_id, row.member_id, dedupe=dedupe):
            raise RefusedError(f"The person of {row.id} is in another campaign's hands meanwhile: see its journey.")
        queue.change(
            store, row.id, Status(row.status), Status.QUEUED, now=now, actor=workspace.actor, kind="requeued",
            read_at=to_us(now), requeues=0,
        )  # fmt: skip
        return
    if store.scalar(_MAY_HAVE_ARRIVED, row.id, row.step) is not None:
        raise RefusedError(f"Nobody knows whether step {row.step} of {row.id} arrived, so it is not sent again.")
    after = Status.ACCEPTED if row.step == 1 else Status.MESSAGED
    queue.change(
        store, row.id, Status(row.status), after, now=now, actor=workspace.actor, kind="requeued",
        step=row.step - 1, render_at=to_us(now), requeues=0,
    )  # fmt: skip


def each(
    workspace: Workspace, ids: list[int], act: Callable[[Workspace, Store, OutreachRow, datetime], None]
) -> list[dict[str, Any]]:
    """All or nothing: one transaction over all ids."""
    now = workspace.now()
    with workspace.store.write() as store:
        for ident in ids:
            act(workspace, store, load(store, ident), now)
    return [shown(workspace, ident) for ident in ids]


def load(store: Store, ident: int) -> OutreachRow:
    """One outreach. Raises NotFoundError."""
    if store.scalar("SELECT 1 FROM outreach WHERE id = ?", ident) is None:
        raise NotFoundError(f"Nothing in the queue has the id {ident}. `overture queue list` shows the ids.")
    return rows.outreach(store, ident)
