"""Decisions of a person about sends whose arrival is unknown, and the evidence for them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from core.engine.sending.outcome import mark_sent
from core.engine.settling.reconcile import due_again
from core.errors import RefusedError, UsageError
from core.rules.states import DOUBTFUL, BookingState, DeliveryState, Status
from core.services.queue.queue_edit import load
from core.services.queue.queue_rows import entry
from core.store import bookings, campaigns, deliveries, journal, outreaches
from core.store.database import Writing
from core.store.outreaches import OutreachRow
from core.store.views import sends
from core.views.queue_view import DoubtEvidence, QueueEntry
from core.workspace import Workspace

Answer = Literal["sent", "absent", "skip"]


def resolve(workspace: Workspace, ident: int, answer: str) -> QueueEntry:
    """Settle one send in doubt as a person decides; the run's counts follow, and the journal names the person.

    `sent`: it arrived. `absent`: it did not arrive, so it is sent in a later run, after an approval if it has none; in
    an archived campaign it is cancelled. `skip`: nobody knows; the person is not contacted, and the doubt stays in the
    run's counts.
    Raises NotFoundError, UsageError, and RefusedError if there is no doubt (any more).
    """
    if answer not in get_args(Answer):
        raise UsageError(f"Answer sent, absent or skip, not “{answer}”.", field="answer")
    now = workspace.now()
    with workspace.store.write() as store:
        row = load(store, ident)
        if row.status not in DOUBTFUL:
            raise RefusedError(f"{ident} is {row.status}: there is no doubt to settle.")
        if answer == "sent":
            _sent(store, row, now, workspace.actor)
        elif answer == "absent":
            _absent(store, row, now, workspace.actor)
        else:
            _skip(store, row, now, workspace.actor)
    return entry(workspace, ident)


def evidence(workspace: Workspace, ident: int) -> DoubtEvidence | None:
    """Return the evidence about a send in doubt; None if there is no doubt. Raises NotFoundError."""
    with workspace.store.read() as store:
        row = load(store, ident)
        found = sends.evidence(store, row.id, row.step)
    if found is None or row.status not in DOUBTFUL:
        return None
    return DoubtEvidence(
        status=row.status,
        kind=found.kind,
        tried_at=found.tried_at,
        attempt=found.attempt,
        text=found.text,
        error=found.error,
        provider_words=found.words,
        absent_reads=found.absent_reads,
        absent_at=found.absent_at,
        looks_at=found.looks_at,
    )


def _settle(
    store: Writing, row: OutreachRow, state: BookingState, reason: str, now: datetime, actor: str
) -> int | None:
    """Record the result of the delivery and its send time; return the run that planned it."""
    call = sends.doubtful_call(store, row.id, row.step)
    deliveries.settle(store, call.id, DeliveryState(state), now)
    bookings.settle(store, call.booking, state, reason, now)
    data = {"was": "in_doubt", "is": state, "reason": reason}
    journal.about(store, row.id, now, actor, "settled", run=call.run, data=data)
    return call.run


def _sent(store: Writing, row: OutreachRow, now: datetime, actor: str) -> None:
    at = sends.doubtful_call(store, row.id, row.step).at
    run = _settle(store, row, BookingState.SENT, "", now, actor)
    mark_sent(store, row.id, row.status, now, actor=actor, sent_at=at, ref=None, chat=None, run=run)


def _absent(store: Writing, row: OutreachRow, now: datetime, actor: str) -> None:
    archived = campaigns.get(store, row.campaign_id).archived
    run = _settle(store, row, BookingState.NOT_SENT, "archived" if archived else "absent", now, actor)
    before = row.status
    if archived:
        outreaches.change(
            store, row.id, before, Status.CANCELLED, now=now, actor=actor, kind="cancelled", run=run, reason="archived"
        )
    else:
        due_again(store, row, before, now, actor=actor, run=run, requeues=row.requeues, reason="absent")


def _skip(store: Writing, row: OutreachRow, now: datetime, actor: str) -> None:
    """Skip a doubt: the delivery still counts against the limits, and the person stays held."""
    call = sends.doubtful_call(store, row.id, row.step)
    deliveries.leave_unresolved(store, call.id)
    outreaches.change(
        store,
        row.id,
        row.status,
        Status.CANCELLED,
        now=now,
        actor=actor,
        kind="skipped",
        run=call.run,
        reason="skipped",
    )
