"""The network's refusal of a basic account's notes this month: notes sent outside Overture used them up.

See docs/design.md#holds.
"""

from __future__ import annotations

from datetime import datetime

from core.engine.planning.cancel import free_send_time
from core.engine.planning.sequence import approved_by_mode
from core.network.provider_errors import ProviderError
from core.rules.holds import MAYBE_NOTES, NOTE, code_of
from core.rules.limits import next_month
from core.rules.states import Status
from core.store import campaigns, holds, journal, notes, outreach_plans, outreaches
from core.store.database import Reading, Writing
from core.store.fields import MICROSECOND
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow

REASON = "limit.notes"


def may_be_notes(store: Reading, row: OutreachRow, member: MemberRow, error_type: str | None, now: datetime) -> bool:
    """Return whether a limit answer may mean that the notes are spent: for a basic account and a call with a note."""
    noted = row.step == 0 and row.text is not None and member.plan == "basic"
    return noted and error_type in MAYBE_NOTES and notes.spent_until(store, member.id, now) is None


def mark(store: Writing, row: OutreachRow, member: MemberRow, error: ProviderError, now: datetime) -> None:
    """Send no more notes of this member before next month: planned invitations go without their note, or wait."""
    for old in holds.of_member(store, member.id, NOTE):
        holds.remove(store, old)
    until = next_month(now, member.time_zone)
    code = code_of(NOTE, member_wide=True)
    holds.add(
        store,
        campaign=None,
        member=member.id,
        call=NOTE,
        code=code,
        status=error.status or 0,
        type_=error.type or "",
        words=error.words,
        people=1,
        outreach=row.id,
        now=now,
        try_at=until,
    )
    data = {"call": NOTE, "until": until.isoformat(), "words": error.words}
    journal.about(store, row.id, now, ENGINE, "hold.set", code=code, data=data)
    for noted in outreaches.with_note(store, member.id):
        _drop_note(store, noted, now)


def _drop_note(store: Writing, row: OutreachRow, now: datetime) -> None:
    """Remove the note of an invitation, and require approval again unless the campaign's mode approves by itself."""
    by_mode = approved_by_mode(campaigns.get(store, row.campaign_id), row.step)
    if row.status == Status.SCHEDULED and not by_mode:
        free_send_time(store, row, REASON, now, ENGINE)
    if row.status != Status.PENDING and not by_mode:
        outreaches.change(
            store,
            row.id,
            Status.APPROVED,
            Status.PENDING,
            now=now,
            actor=ENGINE,
            kind="asked_again",
            reason=REASON,
            approved_at=None,
            approved_by="",
            send_at=None,
        )
    outreach_plans.set_text(store, row.id, None, REASON)
    journal.about(store, row.id, now, ENGINE, "edited", code=REASON, data={"text": None})
    if row.status != Status.PENDING and by_mode:
        outreach_plans.approve_by_mode(store, row.id)
        # Later than the refused call even on a stopped clock, since the approval before covered that call.
        journal.about(store, row.id, now + MICROSECOND, ENGINE, "approved", code=REASON, data={"text": None})
