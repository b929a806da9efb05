"""Journal rows with the names of their subjects: the last rows of the workspace, and all rows about one contact.

A row's moment and data are as stored: a page reads each row by itself, so that only an unreadable one is left out.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, NamedTuple

import peewee as pw

from core.rules.filters.parse import Filter
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.filters import filtered
from core.store.filters.journal_fields import LISTED, QUIET
from core.store.spelled import json_number
from core.store.tables.campaigns import Campaign, Step
from core.store.tables.journal import Journal
from core.store.tables.people import Contact, Source
from core.store.tables.workspace import Member

EVERYTHING = Filter()


class ActivityLine(NamedTuple):
    """A journal row with its campaign, person, member, source and step; `at_us` is in microseconds."""

    id: int
    at_us: int
    actor: str
    kind: str
    code: str
    step: int | None
    data: str | None
    campaign: str | None
    contact_id: int | None
    person: str | None
    public_id: str | None
    member: str | None
    source: str | None
    step_kind: str | None
    follow_up: int
    """Ordinal of the step among the follow-ups; for any other step, the number of follow-ups before it."""


class JourneyLine(NamedTuple):
    """A journal row about one contact, with its campaign, member and step; `at_us` is in microseconds."""

    at_us: int
    actor: str
    kind: str
    code: str
    step: int | None
    data: str | None
    campaign: str | None
    member: str | None
    step_kind: str | None
    follow_up: int


_STEP_KIND = Step.select(Step.kind).where((Step.campaign == Journal.campaign) & (Step.position == Journal.step))
_FOLLOW_UPS = Step.select(pw.fn.COUNT(Step.id)).where(
    (Step.campaign == Journal.campaign) & (Step.position <= Journal.step) & (Step.kind == "follow-up")
)
_OF_SOURCE = Journal.kind.startswith("source.") & (Source.id == json_number(Journal.data, "source"))


def _latest(*conditions: Any) -> Select[ActivityLine]:
    """Return the statement of the last rows that match conditions, with their names."""
    chosen = (
        LISTED.select(LISTED.id)
        .where(*conditions)
        .order_by(LISTED.id.desc())
        .limit(given("limit"))
        .offset(given("skip"))
        .alias("chosen")
    )
    query = (
        Journal.select(
            Journal.id,
            Journal.at,
            Journal.actor,
            Journal.kind,
            Journal.code,
            Journal.step,
            Journal.data,
            Campaign.name,
            Contact.id,
            Contact.name,
            Contact.public_id,
            Member.name,
            Source.name,
            _STEP_KIND,
            _FOLLOW_UPS,
        )
        .join(chosen, on=(Journal.id == chosen.c.id))
        .join_from(Journal, Campaign, pw.JOIN.LEFT_OUTER)
        .join_from(Journal, Contact, pw.JOIN.LEFT_OUTER)
        .join_from(Journal, Member, pw.JOIN.LEFT_OUTER, on=(Journal.member == Member.id))
        .join_from(Journal, Source, pw.JOIN.LEFT_OUTER, on=_OF_SOURCE)
        .order_by(Journal.id.desc())
    )
    return Select(query, ActivityLine)


@cache
def _matching(shape: Hashable) -> Select[ActivityLine]:
    return _latest(filtered.condition_of(shape))


CAMPAIGN_KINDS = ("campaign.created", "campaign.edited", "campaign.started", "campaign.stopped", "campaign.archived")
_CHANGES = _latest(LISTED.kind.not_in(QUIET), LISTED.kind.in_(CAMPAIGN_KINDS), LISTED.campaign == given("campaign"))
_MERGED = Contact.alias("merged")
_JOURNEY = Select(
    Journal.select(
        Journal.at,
        Journal.actor,
        Journal.kind,
        Journal.code,
        Journal.step,
        Journal.data,
        Campaign.name,
        Member.name,
        _STEP_KIND,
        _FOLLOW_UPS,
    )
    .join(Campaign, pw.JOIN.LEFT_OUTER)
    .join_from(Journal, Member, pw.JOIN.LEFT_OUTER, on=(Journal.member == Member.id))
    .where(
        (Journal.contact == given("contact"))
        | Journal.contact.in_(_MERGED.select(_MERGED.id).where(_MERGED.merged_into == given("contact")))
    )
    .order_by(Journal.id.desc()),
    JourneyLine,
)


def latest(store: Reading, limit: int, wanted: Filter = EVERYTHING, *, skip: int = 0) -> list[ActivityLine]:
    """Return the rows that match, newest first, without the first `skip` ones."""
    statement = _matching(filtered.shape_of("journal", wanted))
    return statement.all(store, **filtered.values(wanted), limit=limit, skip=skip)


def campaign_changes(store: Reading, campaign: int, limit: int) -> list[ActivityLine]:
    """Return the last rows about the creation, edits, starts, stops and archiving of a campaign, newest first."""
    return _CHANGES.all(store, limit=limit, skip=0, campaign=campaign)


def journey(store: Reading, contact: int) -> list[JourneyLine]:
    """Return all rows about a contact and those merged into it, newest first."""
    return _JOURNEY.all(store, contact=contact)
