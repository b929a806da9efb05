"""A limit answer that may be about one person: another person is tried before the account rests.

See docs/design.md#holds.
"""

from __future__ import annotations

from datetime import datetime

from core.rules.holds import MAYBE_ONE_PERSON, PERSON_WAIT, PERSON_WAITS
from core.rules.schedule import local_date
from core.store import journal, members, outreach_plans, person_waits
from core.store.database import Reading, Writing
from core.store.journal import ENGINE
from core.store.outreaches import OutreachRow

REFUSED = "resend.refused"
"""Reason stored for a refused person until the next person's answer explains the refusal."""


def reason_of(until: datetime, zone: str) -> str:
    """Return the reason of a waiting person, with the member's local date on which they may be invited again."""
    return f"{PERSON_WAIT}:{local_date(until, zone).isoformat()}"


def may_be_one_person(store: Reading, row: OutreachRow, error_type: str | None) -> bool:
    """Return whether the answer may concern this person alone: not while an earlier person is a suspect."""
    return row.step == 0 and error_type in MAYBE_ONE_PERSON and not person_waits.suspects(store, row.member_id)


def suspect(store: Writing, row: OutreachRow, now: datetime) -> None:
    """Record a suspicion: the next person's answer shows whether the refusal concerns this person alone."""
    person_waits.suspect(store, row.member_id, row.id, row.person or "", now)


def end_suspicion(store: Writing, row: OutreachRow, now: datetime) -> None:
    """Let each suspect wait 21 days, since another invitation of the member was accepted by the network.

    That invitation shows that the refusal before it concerned the suspect alone.
    """
    person = row.person or ""
    person_waits.invited(store, row.member_id, person)
    for outreach, other in person_waits.suspects(store, row.member_id):
        until = now + PERSON_WAITS
        person_waits.wait(store, row.member_id, other, until)
        reason = reason_of(until, members.get(store, row.member_id).time_zone)
        outreach_plans.set_waiting_reason(store, outreach, reason)
        data = {"until": until.isoformat()}
        journal.about(store, outreach, now, ENGINE, "person.wait", code=PERSON_WAIT, data=data)
