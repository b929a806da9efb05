"""Rows of the queue, whichever page or command asks for them: status, reason, text, times and what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.errors import NotFoundError
from core.rules.codes import describe
from core.rules.coming import due_state, past_words
from core.rules.health import told
from core.rules.identity import profile_address
from core.rules.states import WAITING, Status
from core.services.engine_alive import late_after, life
from core.services.queue import unscheduled_reason
from core.store import outreach_counts
from core.store.database import Store
from core.store.fields import from_us, sql_list
from core.views.queue_view import QueueContact, QueueEntry
from core.workspace import Workspace

AT = f"""
CASE WHEN o.send_at IS NOT NULL THEN o.send_at WHEN o.status IN {sql_list(WAITING)} THEN NULL
WHEN o.status IN ('invited', 'messaged', 'finished') THEN o.last_sent_at
WHEN o.status = 'accepted' THEN coalesce(o.accepted_at, o.changed_at)
WHEN o.status = 'replied' THEN coalesce(o.replied_at, o.changed_at) ELSE o.changed_at END
"""
"""When it leaves, else when it got its status: a text that waits has no time, whatever was sent before it."""

_ROWS = f"""
SELECT o.id, o.campaign_id, c.name, c.program, f.name, p.id, p.name, p.public_id, m.name, o.step, s.kind,
(SELECT count(*) FROM step n WHERE n.campaign_id = o.campaign_id AND n.position <= o.step AND n.kind = 'follow-up'),
o.status, o.reason, o.revision, o.text,
(SELECT d.words FROM delivery d WHERE d.outreach_id = o.id AND d.words <> ''
AND o.status IN ('failed', 'in_doubt', 'unresolved') ORDER BY d.id DESC LIMIT 1),
{AT}, o.send_at, o.last_sent_at, o.approved_at, o.approved_by
FROM outreach o JOIN campaign c ON c.id = o.campaign_id JOIN source f ON f.id = c.source_id
JOIN contact p ON p.id = o.contact_id JOIN member m ON m.id = o.member_id
LEFT JOIN step s ON s.campaign_id = o.campaign_id AND s.position = o.step
WHERE o.id IN (SELECT value FROM json_each(?))
"""

WORDS = {
    Status.QUEUED: "Drawn from the source; the profile is read next, then the text comes up.",
    Status.PENDING: "The text waits for a yes or no under Approvals.",
    Status.APPROVED: "Approved; the next run that may take it gives it a send time.",
    Status.SCHEDULED: "Has a send time.",
    Status.SENDING: "Sending now.",
    Status.IN_DOUBT: "Whether it arrived is not known yet; the engine looks it up and touches nobody meanwhile.",
    Status.UNRESOLVED: "Whether it arrived cannot be found out: look on LinkedIn, then resolve it.",
    Status.INVITED: "The invitation is out; no answer yet.",
    Status.ACCEPTED: "Accepted the invitation; the next message is not due yet.",
    Status.MESSAGED: "The last message is out; the next one is not due yet.",
    Status.REPLIED: "The sequence is over: there was an answer.",
    Status.FINISHED: "Every step has left.",
    Status.REJECTED: "The sender said no to the text.",
    Status.CANCELLED: "Will not be contacted.",
    Status.WITHDRAWN: "The invitation was taken back.",
    Status.FAILED: "The network refused this person or this text.",
}
"""What a status means, in a sentence."""


def entry(workspace: Workspace, ident: int) -> QueueEntry:
    """Return one row of the queue. Raises NotFoundError."""
    return entries(workspace, [ident])[0]


def entries(workspace: Workspace, ids: Sequence[int]) -> list[QueueEntry]:
    """Return rows of the queue in the order of their ids; few statements. Raises NotFoundError for an unknown id."""
    with workspace.store.read() as store:
        found = {row[0]: _entry(row) for row in store.rows(_ROWS, json.dumps(list(ids)))}
        explained = unscheduled_reason.explain(store, [_known(found, ident) for ident in ids])
        return _with_due(workspace, explained)


def require(store: Store, ident: int) -> None:
    """Raise NotFoundError where nothing in the queue has this id."""
    if not outreach_counts.exists(store, ident):
        raise _unknown(ident)


def _known(found: dict[int, QueueEntry], ident: int) -> QueueEntry:
    if ident not in found:
        raise _unknown(ident)
    return found[ident]


def _unknown(ident: int) -> NotFoundError:
    return NotFoundError(f"Nothing in the queue has the id {ident}. `overture queue list` shows the ids.")


def _entry(row: tuple[Any, ...]) -> QueueEntry:
    ident, campaign_id, campaign, program, source, contact, name, public_id, sender, step, kind, number = row[:12]
    status, reason, revision, text, provider_words, at, send_at, sent_at, approved_at, approved_by = row[12:]
    why, action = describe(reason) if reason else (None, None)
    return QueueEntry(
        id=ident,
        campaign_id=campaign_id,
        campaign=campaign,
        program=program,
        source=source,
        contact=QueueContact(contact, name, profile_address(public_id) if public_id else None),
        sender=sender,
        step=step,
        kind=kind,
        number=number,
        status=Status(status),
        means=WORDS[Status(status)],
        due=None,
        reason=reason or None,
        why=why,
        left_out=None,
        action=action,
        revision=revision,
        text=text,
        provider_words=provider_words,
        at=_moment(at),
        send_at=_moment(send_at),
        sent_at=_moment(sent_at),
        approved_at=_moment(approved_at),
        approved_by=approved_by or None,
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_us(value)


def _with_due(workspace: Workspace, found: list[QueueEntry]) -> list[QueueEntry]:
    """Say of each send time whether it is to come, acted on now or overdue."""
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
