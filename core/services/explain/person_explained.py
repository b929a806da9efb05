"""The explanation of one person of a campaign, now or at a past moment: exactly one reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.errors import NotFoundError
from core.rules.codes import describe
from core.rules.limits import AFTER_WITHDRAWAL
from core.rules.problem_codes import person_code
from core.rules.problem_codes.person_code import DRAWN
from core.rules.short_words import people_words
from core.rules.shortage import UNRECORDED
from core.services.audience.contacts import find_contact
from core.services.explain.campaign_explained import coming, past
from core.services.explain.readable import checked_line, checked_member
from core.services.lookup import find
from core.services.overview.snapshot import Facts
from core.services.queue import queue_rows
from core.store import campaigns, members
from core.store.database import Reading
from core.store.fields import to_us
from core.store.people import contacts
from core.store.views import campaign_numbers
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.explaining import people_then, person_states
from core.store.views.explaining.person_states import OwnOutreach
from core.text import clean
from core.views.explain_view import PersonExplanation
from core.workspace import Workspace

NOT_DRAWN_THEN = "They were not drawn by then; the reason was not recorded."


def explain_person(workspace: Workspace, ref: str, person: str, at: datetime | None = None) -> PersonExplanation:
    """Explain why a campaign has not contacted a person yet, or that it has.

    Raises NotFoundError for an unknown campaign or person, and for a person who is not in its source; UsageError for a
    future moment.
    """
    now = workspace.now()
    with workspace.store.read() as store:
        line = checked_line(campaign_numbers.line(store, find(store, "campaign", ref)))
        checked_member(members.get(store, line.member_id))
        contact = find_contact(store, person)
        moment = past(at, now)
        own = person_states.own_outreach(store, line.id, contact)
        if moment is not None:
            return _then(store, line, contact, own, moment)
        found = _now(Facts(workspace, store, now), line, contact, own)
    return found if own is None else _with_queue(workspace, found, own)


def _explained(
    store: Reading,
    line: CampaignLine,
    contact: int,
    at: datetime,
    code: str,
    *,
    status: str | None = None,
    since: datetime | None = None,
    coming_at: datetime | None = None,
    words: str = "",
) -> PersonExplanation:
    text, action = describe(code, source=line.source, sender=line.member)
    return PersonExplanation(
        contact_id=contact,
        name=contacts.get(store, contact).name,
        campaign_id=line.id,
        campaign=line.name,
        time_zone=line.time_zone,
        at=at,
        status=status,
        reason=code,
        words=words or text,
        action="" if words else action,
        since=since,
        next=coming_at,
    )


def _now(facts: Facts, line: CampaignLine, contact: int, own: OwnOutreach | None) -> PersonExplanation:
    store, now = facts.store, facts.now
    state = person_states.state_of(
        store,
        campaigns.get(store, line.id),
        contact,
        dedupe=facts.workspace.stamp.dedupe,
        withdrawn_after=to_us(now - AFTER_WITHDRAWAL),
    )
    if own is not None:
        code = person_code.code_of(DRAWN, own.status, own.reason, written=own.written)
        waits = own.status in person_code.STILL_TO_GO
        coming_at = own.send_at or (coming(facts, line).at if waits else None)
        return _explained(store, line, contact, now, code, status=own.status, since=own.changed_at, coming_at=coming_at)
    if state is None:
        name = clean(contacts.get(store, contact).name, 80)
        raise NotFoundError(f"{name} is not in “{clean(line.source, 80)}”, the source of “{clean(line.name, 80)}”.")
    return _explained(store, line, contact, now, state.code)


def _with_queue(workspace: Workspace, found: PersonExplanation, own: OwnOutreach) -> PersonExplanation:
    """Return the reason in the words of the queue, which names the run that left an approved person out."""
    row = queue_rows.entry(workspace, own.id)
    if row.why is None:
        return found
    return replace(found, words=row.why, action=row.action or found.action)


def _then(store: Reading, line: CampaignLine, contact: int, own: OwnOutreach | None, at: datetime) -> PersonExplanation:
    row = None if own is None else people_then.status_of(store, own.id, at)
    if row is None:
        return _explained(store, line, contact, at, UNRECORDED, words=NOT_DRAWN_THEN)
    words = people_words(UNRECORDED) if row.code == UNRECORDED else ""
    return _explained(store, line, contact, at, row.code, status=row.status, since=row.at, words=words)
