"""Numbers for the list of campaigns, in a few statements over all of them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.errors import UnreadableError
from core.rules.states import BookingState
from core.store.compiled import Select, given
from core.store.database import Reading, Row
from core.store.fields import from_us, is_true
from core.store.owners import bar
from core.store.spelled import json_number
from core.store.tables.campaigns import Campaign, Step
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Run
from core.store.tables.people import Source
from core.store.tables.workspace import Member
from core.store.views.candidates import count_left
from core.store.views.lacking_values import Lacks


class CampaignLine(NamedTuple):
    """A campaign with its sender and source."""

    id: int
    name: str
    program: str
    description: str
    member_id: int
    member: str
    member_zone: str
    source_id: int
    source: str
    time_zone: str
    approval: str
    cohort_size: int
    active: bool
    created_at: datetime
    archived: bool
    member_state: str
    member_words: str
    member_since: datetime | None
    member_archived: datetime | None
    member_paused: datetime | None
    cooldown_until: datetime | None
    sent_list_read: bool
    """True if the sender's list of sent invitations was ever read completely."""
    source_archived: datetime | None
    member_barred: str
    """The code of the problem that forbids the sender all sending; empty if there is none."""


class LateSend(NamedTuple):
    """An overdue send: its campaign, its first send time, and the reason of its postponement, empty without one."""

    campaign: int
    at: datetime
    reason: str


class _Count(NamedTuple):
    campaign: int
    number: int


class SourceUser(NamedTuple):
    """An active campaign with its sender and the source that it draws from."""

    member: int
    source: int
    campaign: int
    name: str


class _Moment(NamedTuple):
    campaign: int
    at: datetime


_ARCHIVED = Campaign.archived_at.is_null(False)
_LINES = (
    Campaign.select(
        Campaign.id,
        Campaign.name,
        Campaign.program,
        Campaign.description,
        Campaign.member,
        Member.name,
        Member.time_zone,
        Campaign.source,
        Source.name,
        Campaign.time_zone,
        Campaign.approval,
        Campaign.cohort_size,
        Campaign.active,
        Campaign.created_at,
        _ARCHIVED,
        Member.state,
        Member.state_words,
        Member.state_since,
        Member.archived_at,
        Member.paused_at,
        Member.cooldown_until,
        Member.sent_list_read_at.is_null(False),
        Source.archived_at,
        bar(Member),
    )
    .join(Member)
    .switch(Campaign)
    .join(Source)
    .order_by(Campaign.id)
)
_ALL_ARCHIVED = Select(_LINES.where(_ARCHIVED), CampaignLine)
_ALL_LIVE = Select(_LINES.where(Campaign.archived_at.is_null()), CampaignLine)
_ONE = Select(_LINES.where(Campaign.id == given("campaign")), CampaignLine)
_STEPS = Select(Step.select(Step.campaign, pw.fn.COUNT(Step.id)).group_by(Step.campaign), _Count)
_NEXT_SENDS = Select(
    Booking.select(Run.campaign, pw.fn.MIN(Booking.send_at))
    .join(Run)
    .where(Booking.state == BookingState.PLANNED.value)
    .group_by(Run.campaign),
    _Moment,
)
_FIRST_TIME = (
    Journal.select(json_number(Journal.data, "send_at"))
    .where((Journal.outreach == Booking.outreach) & (Journal.kind == "scheduled"))
    .order_by(Journal.id.desc())
    .limit(1)
)
_PLANNED = (
    Booking.select(Booking.id, Run.campaign, pw.fn.COALESCE(_FIRST_TIME, Booking.send_at).alias("at"), Booking.reason)
    .join(Run)
    .where(
        (Booking.state == BookingState.PLANNED.value)
        & (Booking.reason != "held")
        & ((Booking.send_at <= given("until")) | (Booking.reason != ""))
    )
    .alias("planned")
)
_LATE_SENDS = Select(
    pw.Select([_PLANNED], [_PLANNED.c.campaign_id, _PLANNED.c.at, _PLANNED.c.reason])
    .where(_PLANNED.c.at <= given("until"))
    .order_by(_PLANNED.c.at, _PLANNED.c.id),
    LateSend,
)
_SOURCE_USERS = Select(
    Campaign.select(Campaign.member, Campaign.source, Campaign.id, Campaign.name)
    .where(is_true(Campaign.active) & Campaign.archived_at.is_null())
    .order_by(Campaign.id),
    SourceUser,
)


def lines(store: Reading, *, archived: bool, odd: dict[int, UnreadableError] | None = None) -> list[CampaignLine]:
    """Return all campaigns that are archived, or all that are not, ordered by id.

    With `odd`, an unreadable one is returned without its moments (`created_at` is then 1970), and `odd` gets its error
    by id. Without `odd`, it raises UnreadableError.
    """
    query = _ALL_ARCHIVED if archived else _ALL_LIVE
    if odd is None:
        return query.all(store)
    bare: list[CampaignLine] = []

    def note(row: Row, error: UnreadableError) -> None:
        odd[row[0]] = error
        line = CampaignLine(*row)._replace(created_at=from_us(0), member_since=None, member_archived=None)
        bare.append(line._replace(member_paused=None, cooldown_until=None, source_archived=None))

    found = query.readable(store, note)
    return sorted([*found, *bare], key=lambda line: line.id) if bare else found


def line(store: Reading, campaign: int) -> CampaignLine:
    """Return one campaign. Raises LookupError for an unknown id."""
    return _ONE.one(store, campaign=campaign)


def steps(store: Reading) -> dict[int, int]:
    """Count the steps of each campaign."""
    return dict(_STEPS.all(store))


def next_sends(store: Reading) -> dict[int, datetime]:
    """Return the first unused send time of each campaign."""
    return dict(_NEXT_SENDS.all(store))


def late_sends(store: Reading, until: datetime) -> list[LateSend]:
    """Return the sends due by a moment, the longest due first.

    A postponed send counts from its first send time, which the journal has.
    """
    return _LATE_SENDS.all(store, until=until)


def source_users(store: Reading) -> dict[tuple[int, int], list[SourceUser]]:
    """Return the active campaigns by id, grouped by their sender and source."""
    found: dict[tuple[int, int], list[SourceUser]] = {}
    for row in _SOURCE_USERS.all(store):
        found.setdefault((row.member, row.source), []).append(row)
    return found


def left(store: Reading, campaign: CampaignLine, *, dedupe: str, withdrawn_after: int, most: int, lacks: Lacks) -> int:
    """Count the people whom a campaign may still draw, by the rule of the draw, up to `most`."""
    return count_left(
        store,
        campaign.source_id,
        campaign.id,
        campaign.member_id,
        dedupe=dedupe,
        withdrawn_after=withdrawn_after,
        most=most,
        lacks=lacks,
    )
