"""Rows of the queue for any page or command: status, reason, text, times and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.errors import NotFoundError
from core.rules.addresses.identity import profile_address
from core.rules.codes import describe
from core.rules.coming import due_state, past_words
from core.rules.health import told
from core.rules.states import Status
from core.services.engine_alive import late_after, life
from core.services.queue import unscheduled_reason
from core.store import outreach_counts
from core.store.database import Reading
from core.store.views import queue_page
from core.store.views.queue_page import QueueLine
from core.views.queue_view import QueueContact, QueueEntry
from core.workspace import Workspace

WORDS = {
    Status.QUEUED: "Drawn from the source; the profile is read next, then the text is written.",
    Status.PENDING: "The text waits for approval on the Approvals page.",
    Status.APPROVED: "Approved; it gets a send time in the next run that has room for it.",
    Status.SCHEDULED: "Scheduled.",
    Status.SENDING: "Sending now.",
    Status.IN_DOUBT: "It may or may not have arrived; the engine checks LinkedIn before it contacts them again.",
    Status.UNRESOLVED: "Overture cannot find out whether it arrived: look on LinkedIn, then resolve it.",
    Status.INVITED: "The invitation was sent; no answer yet.",
    Status.ACCEPTED: "They accepted the invitation; the next message is not due yet.",
    Status.MESSAGED: "The latest message was sent; the next one is not due yet.",
    Status.REPLIED: "They replied, so the sequence is over.",
    Status.FINISHED: "All messages were sent.",
    Status.REJECTED: "The text was rejected.",
    Status.CANCELLED: "They will not be contacted.",
    Status.WITHDRAWN: "The invitation was withdrawn.",
    Status.FAILED: "LinkedIn or the provider refused this person or this text.",
}
"""The meaning of each status, in a sentence."""
UNKNOWN = "This status is unknown to Overture, so nothing is done with this person: restore a backup."


def entry(workspace: Workspace, ident: int) -> QueueEntry:
    """Return one row of the queue. Raises NotFoundError."""
    return entries(workspace, [ident])[0]


def entries(workspace: Workspace, ids: Sequence[int]) -> list[QueueEntry]:
    """Return rows of the queue in the order of `ids`. Raises NotFoundError for an unknown id."""
    with workspace.store.read() as store:
        found = {ident: _entry(row) for ident, row in queue_page.lines(store, ids).items()}
        explained = unscheduled_reason.explain(store, [_known(found, ident) for ident in ids])
        return _with_due(workspace, explained)


def require(store: Reading, ident: int) -> None:
    """Raise NotFoundError if nothing in the queue has this id."""
    if not outreach_counts.exists(store, ident):
        raise _unknown(ident)


def _known(found: dict[int, QueueEntry], ident: int) -> QueueEntry:
    if ident not in found:
        raise _unknown(ident)
    return found[ident]


def _unknown(ident: int) -> NotFoundError:
    return NotFoundError(f"Nothing in the queue has the id {ident}. `overture queue list` shows the ids.")


def _entry(row: QueueLine) -> QueueEntry:
    why, action = describe(row.reason) if row.reason else (None, None)
    return QueueEntry(
        id=row.id,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        program=row.program,
        source=row.source,
        contact=QueueContact(row.contact_id, row.name, profile_address(row.public_id) if row.public_id else None),
        sender=row.sender,
        step=row.step,
        kind=row.kind,
        number=row.number,
        status=row.status,
        means=WORDS.get(row.status, UNKNOWN),
        due=None,
        reason=row.reason or None,
        why=why,
        left_out=None,
        action=action,
        revision=row.revision,
        text=row.text,
        provider_words=row.provider_words,
        at=row.at,
        send_at=row.send_at,
        sent_at=row.last_sent_at,
        approved_at=row.approved_at,
        approved_by=row.approved_by or None,
    )


def _with_due(workspace: Workspace, found: list[QueueEntry]) -> list[QueueEntry]:
    """Add to each scheduled row the state of its send time: to come, under way or overdue."""
    if not any(row.status is Status.SCHEDULED for row in found):
        return found
    now, works, late, zone = workspace.now(), life(workspace).works, late_after(workspace), workspace.stamp.time_zone

    def told_due(row: QueueEntry) -> QueueEntry:
        if row.status is not Status.SCHEDULED or row.send_at is None:
            return row
        due = due_state(row.send_at, now, works=works, late=late)
        if due == "to come":
            return replace(row, due=due, means=f"Scheduled for {told(row.send_at, zone, zone, now)}.")
        words = past_words(row.send_at, zone, zone, now, due)
        return replace(row, due=due, means=f"{words[0].upper()}{words[1:]}.")

    return [told_due(row) for row in found]
