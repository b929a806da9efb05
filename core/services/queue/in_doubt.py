"""What a person decides where nobody can find out whether a send arrived, and what is known of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from core.engine.sending.outcome import mark_sent
from core.engine.settling.reconcile import due_again
from core.errors import RefusedError, UsageError
from core.rules.states import DOUBTFUL, BookingState, Status
from core.services.queue.queue_edit import load
from core.services.queue.queue_rows import entry
from core.store import bookings, campaigns, journal, outreaches
from core.store.database import Store
from core.store.fields import from_us, to_us
from core.store.outreaches import OutreachRow
from core.views.queue_view import DoubtEvidence, QueueEntry
from core.workspace import Workspace

Answer = Literal["sent", "absent", "skip"]
_LAST = """
SELECT id, run_id, booking_id, intent_at, attempt, kind, text, error, words, absent_reads, absent_at, look_at
FROM delivery WHERE outreach_id = ? AND step = ? AND state IN ('in_doubt', 'unresolved') ORDER BY attempt DESC LIMIT 1
"""


def resolve(workspace: Workspace, ident: int, answer: str) -> QueueEntry:
    """Settle one doubt by a person's word; the run's count moves and the journal says who said so.

    `sent`: it arrived. `absent`: it did not, so it goes in a later run, asks for approval first where nobody gave
    one, and is cancelled in an archived campaign. `skip`: nobody knows; the person is not contacted and the run
    keeps its doubt. Raises NotFoundError, UsageError, and RefusedError where
    there is no doubt (any more).
    """
    if answer not in get_args(Answer):
        raise UsageError(f"Say sent, absent or skip, not “{answer}”.", field="answer")
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
    """Return what is known of a send in doubt, None where there is no doubt. Raises NotFoundError."""
    with workspace.store.read() as store:
        row = load(store, ident)
        found = store.row(_LAST, row.id, row.step)
    if found is None or row.status not in DOUBTFUL:
        return None
    _id, _run, _booking, tried, attempt, kind, text, error, words, reads, absent, look = found
    return DoubtEvidence(
        status=Status(row.status),
        kind=kind,
        tried_at=from_us(tried),
        attempt=attempt,
        text=text,
        error=error,
        provider_words=words,
        absent_reads=reads,
        absent_at=_moment(absent),
        looks_at=_moment(look),
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_us(value)


def _delivery(store: Store, row: OutreachRow) -> tuple[int, int | None, int | None, datetime]:
    found = store.row(_LAST, row.id, row.step)
    assert found is not None  # noqa: S101 - an outreach in doubt has its delivery, by construction
    return found[0], found[1], found[2], from_us(found[3])


def _settle(store: Store, row: OutreachRow, state: BookingState, reason: str, now: datetime, actor: str) -> int | None:
    """Write down what became of the delivery and its send time; the run that planned it."""
    delivery, run, booking, _at = _delivery(store, row)
    store.change(
        "UPDATE delivery SET state = ?, live = ?, outcome_at = ?, look_at = NULL WHERE id = ?",
        state,
        int(state is BookingState.SENT),
        to_us(now),
        delivery,
    )
    bookings.settle(store, booking, state, reason, now)
    data = {"was": "in_doubt", "is": state, "reason": reason}
    journal.about(store, row.id, now, actor, "settled", run=run, data=data)
    return run


def _sent(store: Store, row: OutreachRow, now: datetime, actor: str) -> None:
    at = _delivery(store, row)[3]
    run = _settle(store, row, BookingState.SENT, "", now, actor)
    mark_sent(store, row.id, Status(row.status), now, actor=actor, sent_at=at, ref=None, chat=None, run=run)


def _absent(store: Store, row: OutreachRow, now: datetime, actor: str) -> None:
    archived = campaigns.get(store, row.campaign_id).archived
    run = _settle(store, row, BookingState.NOT_SENT, "archived" if archived else "absent", now, actor)
    before = Status(row.status)
    if archived:
        outreaches.change(
            store, row.id, before, Status.CANCELLED, now=now, actor=actor, kind="cancelled", run=run, reason="archived"
        )
    else:
        due_again(store, row, before, now, actor=actor, run=run, requeues=row.requeues, reason="absent")


def _skip(store: Store, row: OutreachRow, now: datetime, actor: str) -> None:
    """The delivery stays a doubt that may have arrived: it counts against the limits, and holds the person."""
    delivery, run, _booking, _at = _delivery(store, row)
    store.change("UPDATE delivery SET state = 'unresolved', look_at = NULL WHERE id = ?", delivery)
    outreaches.change(
        store,
        row.id,
        Status(row.status),
        Status.CANCELLED,
        now=now,
        actor=actor,
        kind="skipped",
        run=run,
        reason="skipped",
    )
