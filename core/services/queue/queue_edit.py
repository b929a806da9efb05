"""Changes to the queue by a person: remove people, and put them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.engine.planning import excluded
from core.engine.planning.cancel import free_send_time
from core.errors import RefusedError
from core.rules.states import NOT_YET_OUT, REQUEUEABLE, Status
from core.services import held_lifting
from core.services.queue.queue_rows import entries, require
from core.store import campaigns, deliveries, outreaches
from core.store.database import Reading, Writing
from core.store.fields import to_us
from core.store.outreaches import OutreachRow
from core.store.views.candidates import held_by_another
from core.views.queue_view import QueueEntry
from core.workspace import Workspace

REMOVABLE = f"{', '.join(NOT_YET_OUT[:-1])} or {NOT_YET_OUT[-1]}"
"""The statuses of people who can be removed: they were not contacted yet."""


def not_removed(status: str) -> str:
    """Return the reason why a person of this status is not removed, as a sentence."""
    return f"Only people {REMOVABLE} can be removed; this one is {status.replace('_', ' ')}."


def remove(workspace: Workspace, ids: list[int]) -> list[QueueEntry]:
    """Remove people from the queue: no campaign of that name and program contacts them again. Raises RefusedError."""
    return each(workspace, ids, _remove)


def _remove(workspace: Workspace, store: Writing, row: OutreachRow, now: datetime) -> None:
    if row.status not in NOT_YET_OUT:
        raise RefusedError(f"{row.id}: {not_removed(row.status)}")
    current = free_send_time(store, row, "removed", now, workspace.actor)
    outreaches.change(
        store,
        row.id,
        current.status,
        Status.CANCELLED,
        now=now,
        actor=workspace.actor,
        kind="removed",
        reason="removed",
        send_at=None,
        read_at=None,
    )


def requeue(workspace: Workspace, ids: list[int]) -> list[QueueEntry]:
    """Put people back into the queue at the step at which they stopped. Raises RefusedError."""
    return each(workspace, ids, put_back)


def put_back(workspace: Workspace, store: Writing, row: OutreachRow, now: datetime) -> None:
    """Put one person back. Raises RefusedError, maybe after a change that the caller's transaction must roll back."""
    if row.status not in REQUEUEABLE:
        raise RefusedError(f"{row.id} is {row.status}: there is nothing to put back into the queue.")
    if campaigns.get(store, row.campaign_id).archived:
        raise RefusedError(f"The campaign of {row.id} is archived: nobody in it is contacted any more.")
    refused = excluded.reason_against(workspace, store, row.contact_id)
    if refused:
        ruled = "is excluded by a rule (`overture exclude list`)"
        why = "is marked “do not contact”" if refused == "blocked" else ruled
        raise RefusedError(f"The contact of {row.id} {why}.")
    held_lifting.edited(store, now, workspace.actor, outreach=row.id)
    if row.step == 0:
        dedupe = workspace.stamp.dedupe
        if held_by_another(store, row.id, row.contact_id, row.campaign_id, row.member_id, dedupe=dedupe):
            raise RefusedError(
                f"The person of {row.id} was taken by another campaign meanwhile: see the person's journey."
            )
        outreaches.change(
            store,
            row.id,
            row.status,
            Status.QUEUED,
            now=now,
            actor=workspace.actor,
            kind="requeued",
            read_at=to_us(now),
            requeues=0,
        )
        return
    if deliveries.is_unresolved(store, row.id, row.step):
        raise RefusedError(f"Nobody knows whether step {row.step} of {row.id} arrived, so it is not sent again.")
    after = Status.ACCEPTED if row.step == 1 else Status.MESSAGED
    outreaches.change(
        store,
        row.id,
        row.status,
        after,
        now=now,
        actor=workspace.actor,
        kind="requeued",
        step=row.step - 1,
        text=None,  # the present text belongs to the next step, and is rendered again
        render_at=to_us(now),
        requeues=0,
    )


def each(
    workspace: Workspace, ids: list[int], act: Callable[[Workspace, Writing, OutreachRow, datetime], None]
) -> list[QueueEntry]:
    """Apply an action to all these outreaches in one transaction: to all of them or to none."""
    now = workspace.now()
    with workspace.store.write() as store:
        for ident in ids:
            act(workspace, store, load(store, ident), now)
    return entries(workspace, ids)


def load(store: Reading, ident: int) -> OutreachRow:
    """Return one outreach. Raises NotFoundError."""
    require(store, ident)
    return outreaches.get(store, ident)
