"""Texts that wait for approval, with everything that a person needs to decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.spelled import is_missing, one_of
from core.store.tables.campaigns import Campaign, Step
from core.store.tables.outreach import Outreach
from core.store.tables.people import Contact, Source
from core.store.tables.workspace import Member


class PendingLine(NamedTuple):
    """A waiting text, its person, and its campaign."""

    id: int
    revision: int
    step: int
    kind: str
    """Kind of the step; empty if the campaign no longer has it."""
    text: str | None
    plan: str
    """LinkedIn plan of the sender."""
    reason: str
    since: datetime
    due_date: str | None
    """An ISO date."""
    contact_id: int
    name: str
    position: str
    company: str
    location: str
    headline: str
    public_id: str | None
    campaign_id: int
    campaign: str
    program: str
    source: str
    sender: str
    time_zone: str
    active: bool
    sender_state: str
    sender_archived: bool
    number: int
    """Ordinal of the follow-up (1, 2, …)."""


_NUMBERED = Step.alias("numbered")
_QUERY = (
    Outreach.select(
        Outreach.id,
        Outreach.revision,
        Outreach.step,
        pw.fn.COALESCE(Step.kind, ""),
        Outreach.text,
        Member.plan,
        Outreach.reason,
        Outreach.changed_at,
        Outreach.due_date,
        Contact.id,
        Contact.name,
        Contact.position,
        Contact.company,
        Contact.location,
        Contact.headline,
        Contact.public_id,
        Campaign.id,
        Campaign.name,
        Campaign.program,
        Source.name,
        Member.name,
        Campaign.time_zone,
        Campaign.active,
        Member.state,
        Member.archived_at.is_null(False),
        _NUMBERED.select(pw.fn.COUNT(_NUMBERED.id)).where(
            (_NUMBERED.campaign == Outreach.campaign)
            & (_NUMBERED.position <= Outreach.step)
            & (_NUMBERED.kind == "follow-up")
        ),
    )
    .join(Contact)
    .join_from(Outreach, Campaign)
    .join(Source)
    .join_from(Outreach, Member)
    .join_from(
        Outreach,
        Step,
        pw.JOIN.LEFT_OUTER,
        on=(Step.campaign == Outreach.campaign) & (Step.position == Outreach.step),
    )
)
_WAITS = Outreach.status == Status.PENDING
_LINES = Select(
    _QUERY.where(_WAITS & (is_missing("campaign") | (Outreach.campaign == given("campaign"))))
    .order_by(Outreach.id)
    .limit(given("limit")),
    PendingLine,
)
_LINES_OF = Select(_QUERY.where(_WAITS & one_of(Outreach.id, "ids")), PendingLine)


def lines(store: Reading, campaign: int | None, limit: int) -> list[PendingLine]:
    """Return the texts that wait for approval, of all campaigns or of one, oldest first."""
    return _LINES.all(store, campaign=campaign, limit=limit)


def lines_of(store: Reading, ids: Sequence[int]) -> list[PendingLine]:
    """Return those of these outreaches whose texts wait for approval, in the order of the ids."""
    found = {line.id: line for line in _LINES_OF.all(store, ids=list(ids))}
    return [found[ident] for ident in ids if ident in found]
