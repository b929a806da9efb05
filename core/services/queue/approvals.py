"""Approval or rejection of a rendered text by the sender."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.engine.planning import excluded
from core.engine.planning.cancel import free_send_time
from core.errors import RefusedError, UsageError
from core.rules.limits import note_limit
from core.rules.placeholders import in_final_text
from core.rules.placeholders import shown as shown_part
from core.rules.states import Status
from core.services import held_lifting
from core.services.lookup import find
from core.services.queue.queue_edit import load
from core.services.queue.queue_rows import entries, entry
from core.store import campaigns, journal, members, outreach_counts, outreach_plans, outreaches
from core.store.database import Reading, Writing
from core.store.fields import to_us
from core.store.outreaches import OutreachRow
from core.store.people import contacts
from core.store.views import journal_queries
from core.store.views.candidates import held_by_another
from core.text import clean, clean_block, utf16_length
from core.views.queue_view import QueueEntry
from core.workspace import Workspace

LONGEST_MESSAGE = 3000


def waiting(store: Reading, campaign: int | None = None) -> list[int]:
    """Return the ids of texts that wait for approval, oldest first."""
    return [row.id for row in outreach_counts.pending(store, campaign)]


def approve(workspace: Workspace, ids: list[int], *, revision: int | None = None) -> list[QueueEntry]:
    """Approve rendered texts, all or none.

    Raises RefusedError if one does not wait for approval, or its text changed since `revision` was read.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        for ident in ids:
            _approve(workspace, store, load(store, ident), revision, now)
    return entries(workspace, ids)


def approve_all(workspace: Workspace, campaign: str | None) -> list[int]:
    """Approve all texts that wait now, of one campaign or all; return the ids."""
    now = workspace.now()
    with workspace.store.write() as store:
        ids = waiting(store, None if campaign is None else find(store, "campaign", campaign))
        for ident in ids:
            _approve(workspace, store, outreaches.get(store, ident), None, now)
    return ids


def _approve(workspace: Workspace, store: Writing, row: OutreachRow, revision: int | None, now: datetime) -> None:
    if row.status != Status.PENDING:
        raise _not_waiting(row)
    _same_text(row, revision)
    outreaches.change(
        store,
        row.id,
        Status.PENDING,
        Status.APPROVED,
        now=now,
        actor=workspace.actor,
        kind="approved",
        data={"revision": row.revision, "text": row.text},
        approved_at=to_us(now),
        approved_by=workspace.actor,
        at_revision=row.revision,
    )


def _not_waiting(row: OutreachRow) -> RefusedError:
    """Return the error for a text that does not wait; it names the person who approved the text, if one did."""
    known = row.approved_by not in ("", "mode")
    approved = " by" if row.status == Status.APPROVED else ", approved by"
    by = f"{approved} {clean(row.approved_by, 60)}" if known else ""
    return RefusedError(f"{row.id} is {row.status}{by}: it does not wait for approval.")


def _same_text(row: OutreachRow, revision: int | None) -> None:
    if revision is not None and revision != row.revision:
        raise RefusedError(
            f"The text of {row.id} changed since it was read (revision {row.revision}, not {revision}). Read it again.",
            code="revision",
        )


def reject(workspace: Workspace, ids: list[int], *, revision: int | None = None) -> list[QueueEntry]:
    """Reject texts, all or none: no campaign of that name and program contacts their people again.

    Their send times are released. Raises RefusedError if it is too late, or the text changed since `revision` was read.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        for ident in ids:
            _reject(workspace, store, load(store, ident), revision, now)
    return entries(workspace, ids)


def decide(
    workspace: Workspace, approved: Sequence[tuple[int, int]], rejected: Sequence[tuple[int, int]]
) -> list[QueueEntry]:
    """Approve and reject texts, each given with the revision that was read; all of them or none.

    Raises RefusedError if one does not wait for approval any more, or its text changed since.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        for ident, revision in approved:
            _approve(workspace, store, load(store, ident), revision, now)
        for ident, revision in rejected:
            row = load(store, ident)
            if row.status != Status.PENDING:
                raise _not_waiting(row)
            _reject(workspace, store, row, revision, now)
    return entries(workspace, [ident for ident, _revision in (*approved, *rejected)])


def _reject(workspace: Workspace, store: Writing, row: OutreachRow, revision: int | None, now: datetime) -> None:
    if row.status not in (Status.PENDING, Status.APPROVED, Status.SCHEDULED):
        raise RefusedError(f"{row.id} is {row.status}: it can no longer be rejected.")
    _same_text(row, revision)
    current = free_send_time(store, row, "rejected", now, workspace.actor)
    outreaches.change(
        store,
        row.id,
        current.status,
        Status.REJECTED,
        now=now,
        actor=workspace.actor,
        kind="rejected",
        reason="rejected",
        send_at=None,
    )


def undo(workspace: Workspace, ids: list[int]) -> list[QueueEntry]:
    """Undo decisions on unsent texts: approved and rejected texts wait for approval again, unchanged."""
    now = workspace.now()
    with workspace.store.write() as store:
        for ident in ids:
            _undo(workspace, store, load(store, ident), now)
    return entries(workspace, ids)


def _undo(workspace: Workspace, store: Writing, row: OutreachRow, now: datetime) -> None:
    if row.status not in (Status.APPROVED, Status.SCHEDULED, Status.REJECTED):
        raise RefusedError(f"{row.id} is {row.status}: there is no decision to undo.")
    if row.status == Status.REJECTED:
        _may_ask_again(workspace, store, row)
    current = free_send_time(store, row, "revoked", now, workspace.actor)
    asked = journal_queries.approval_request(store, row.id)
    outreaches.change(
        store,
        row.id,
        current.status,
        Status.PENDING,
        now=now,
        actor=workspace.actor,
        kind="undone",
        reason=asked.code,
        changed_at=asked.at or now,  # the text has waited since then
        approved_at=None,
        approved_by="",
        send_at=None,
    )


def _may_ask_again(workspace: Workspace, store: Reading, row: OutreachRow) -> None:
    """Raise RefusedError if a rejected person may no longer be contacted, since the rejection released the person."""
    if campaigns.get(store, row.campaign_id).archived:
        raise RefusedError(f"The campaign of {row.id} is archived: nobody in it is contacted any more.")
    refused = excluded.reason_against(workspace, store, row.contact_id)
    if refused:
        ruled = "is excluded by a rule (`overture exclude list`)"
        why = "is marked “do not contact”" if refused == "blocked" else ruled
        raise RefusedError(f"The contact of {row.id} {why}.")
    dedupe = workspace.stamp.dedupe
    if held_by_another(store, row.id, row.contact_id, row.campaign_id, row.member_id, dedupe=dedupe):
        raise RefusedError(f"Another campaign has taken the contact of {row.id} meanwhile.")


def edit_text(workspace: Workspace, ident: int, text: str, *, revision: int | None = None) -> QueueEntry:
    """Give one person another text; it waits for approval under a new revision.

    Raises UsageError for a text that is too long or empty if the step needs one, RefusedError if the
    text changed since `revision` was read.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        row = load(store, ident)
        if row.status not in (Status.PENDING, Status.APPROVED):
            raise RefusedError(f"{ident} is {row.status}: its text can no longer be changed.")
        _same_text(row, revision)
        member = members.get(store, row.member_id)
        wanted = clean_block(text, 20_000)
        limit = note_limit(member.plan) if row.step == 0 else LONGEST_MESSAGE
        if utf16_length(wanted) > limit:
            raise UsageError(f"The text has {utf16_length(wanted)} characters; {limit} are possible.", field="text")
        if not wanted and row.step > 0:
            raise UsageError("A message needs a text.", field="text")
        _no_placeholders(store, row, wanted)
        if row.status == Status.APPROVED:
            _undo(workspace, store, row, now)
        outreach_plans.set_text(store, ident, wanted or None)
        _journal_edit(workspace, store, ident, wanted, now)
        held_lifting.edited(store, now, workspace.actor, outreach=ident)
    return entry(workspace, ident)


def _no_placeholders(store: Reading, row: OutreachRow, text: str) -> None:
    """Refuse new placeholders. One that the old text has may stay, since a company may be called “[Name]”."""
    before = in_final_text(row.text or "")
    found = [written for written in in_final_text(text) if written not in before]
    if found:
        name = contacts.summary(store, row.contact_id).first_name or "there"
        raise UsageError(
            f"“{shown_part(found[0])}” would be sent as it is: this text goes to one person, so write the actual "
            f"words. For example: Hi {name},",
            field="text",
        )


def _journal_edit(workspace: Workspace, store: Writing, ident: int, text: str, now: datetime) -> None:
    journal.about(store, ident, now, workspace.actor, "edited", data={"text": text})
