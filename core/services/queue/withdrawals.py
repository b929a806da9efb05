"""Withdrawals of invitations that a person requests."""

from __future__ import annotations

from datetime import datetime

from core.errors import RefusedError
from core.rules.states import Status
from core.services.queue.queue_edit import each
from core.store import deliveries, journal, members, outreach_plans
from core.store.database import Reading, Writing
from core.store.outreaches import OutreachRow
from core.views.queue_view import QueueEntry
from core.workspace import Workspace

ASKED = "withdrawal.asked"


def withdraw(workspace: Workspace, ids: list[int]) -> list[QueueEntry]:
    """Ask the engine to withdraw invitations, all of them or none; an earlier request for one of them stays.

    Raises NotFoundError, and RefusedError if somebody has no unanswered invitation.
    """
    return each(workspace, ids, _withdraw)


def _withdraw(workspace: Workspace, store: Writing, row: OutreachRow, now: datetime) -> None:
    if row.status != Status.INVITED:
        raise RefusedError(
            f"{row.id} is {row.status.replace('_', ' ')}: only an unanswered invitation can be withdrawn."
        )
    member = members.get(store, row.member_id)
    if member.archived:
        raise RefusedError(f"The member of {row.id} is archived: nothing is done with that account any more.")
    if row.person is None:
        raise RefusedError(f"The person of {row.id} was forgotten: nobody knows any more whose invitation it is.")
    if _on_its_way(store, row):
        return
    outreach_plans.ask_withdrawal(store, row.id, now, workspace.actor, ASKED)
    journal.about(store, row.id, now, workspace.actor, ASKED)


def _on_its_way(store: Reading, row: OutreachRow) -> bool:
    return deliveries.is_withdrawing(store, row.id) or (row.withdraw_at is not None and row.withdraw_by != "")
