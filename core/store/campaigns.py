"""Campaigns (table `campaign`): sender, source, cohort, and whether the campaign runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store.changes import touched
from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Writing
from core.store.fields import dump_json, is_true
from core.store.groups import Title
from core.store.spelled import one_of
from core.store.tables.campaigns import Campaign, Slot
from core.store.tables.people import Source
from core.store.tables.workspace import Member


class CampaignRow(NamedTuple):
    """A campaign as the engine uses it."""

    id: int
    name: str
    program: str
    member_id: int
    source_id: int
    time_zone: str
    languages: list[str]
    approval: str
    note_rule: str
    cohort_size: int
    withdraw_after_days: int
    active: bool
    created_at: datetime
    archived: bool


class Settings(NamedTuple):
    """The settings of a campaign that a person edits, without its slots and steps."""

    name: str
    program: str
    description: str
    member_id: int
    source_id: int
    time_zone: str
    languages: list[str]
    approval: str
    note_rule: str
    withdraw_after_days: int
    cohort_size: int


class NoteAndWithdrawal(NamedTuple):
    """The rules of a campaign for notes and for the withdrawal of invitations."""

    campaign: int
    note_rule: str
    withdraw_after_days: int


class NamedCampaign(NamedTuple):
    """A campaign with the names of its source and sender."""

    id: int
    name: str
    source_id: int
    source: str
    sender: str


_BY_ID = Campaign.id == given("campaign")
_ARCHIVED = Campaign.archived_at.is_null(False)
_UNARCHIVED = Campaign.archived_at.is_null()
_ACTIVE = is_true(Campaign.active)
_ID = Campaign.select(Campaign.id)

_ONE = Select(
    Campaign.select(
        Campaign.id,
        Campaign.name,
        Campaign.program,
        Campaign.member,
        Campaign.source,
        Campaign.time_zone,
        Campaign.languages,
        Campaign.approval,
        Campaign.note_rule,
        Campaign.cohort_size,
        Campaign.withdraw_after_days,
        Campaign.active,
        Campaign.created_at,
        _ARCHIVED,
    ).where(_BY_ID),
    CampaignRow,
)
_NOTE_AND_WITHDRAWAL = Select(
    Campaign.select(Campaign.id, Campaign.note_rule, Campaign.withdraw_after_days)
    .where(_UNARCHIVED)
    .order_by(Campaign.id),
    NoteAndWithdrawal,
)
_DESCRIPTION = Select(Campaign.select(Campaign.description).where(_BY_ID), str)
_COUNT = Select(Campaign.select(pw.fn.COUNT(Campaign.id)).where(_UNARCHIVED), int)
_OF_MEMBER = Select(_ID.where(Campaign.member == given("member")).order_by(Campaign.id), int)
_ACTIVE_ON_SOURCE = Select(_ID.where((Campaign.source == given("source")) & _ACTIVE).order_by(Campaign.id), int)
_ON_SOURCE = Select(
    _ID.where((Campaign.source == given("source")) & _UNARCHIVED).order_by(Campaign.active.desc(), Campaign.id), int
)
_TITLES = Select(
    Campaign.select(Campaign.name, Campaign.program)
    .group_by(Campaign.name, Campaign.program)
    .order_by(pw.fn.MAX(Campaign.id).desc()),
    Title,
)
_IS_RUNNING = Select(Campaign.select(_ACTIVE & Member.archived_at.is_null()).join(Member).where(_BY_ID), bool)
_NAMED = (
    Campaign.select(Campaign.id, Campaign.name, Campaign.source, Source.name, Member.name)
    .join(Source)
    .switch(Campaign)
    .join(Member)
    .order_by(Campaign.id)
)
_NAMED_BY_IDS = Select(_NAMED.where(one_of(Campaign.id, "campaigns")), NamedCampaign)
_RUNNING_OF_MEMBER = Select(_NAMED.where((Campaign.member == given("member")) & _ACTIVE & _UNARCHIVED), NamedCampaign)
_WEEKLY = Select(
    Campaign.select(pw.fn.COALESCE(pw.fn.SUM(Campaign.cohort_size * pw.fn.LENGTH(Slot.days)), 0))
    .join(Slot, on=Slot.campaign == Campaign.id)
    .where(
        (Campaign.member == given("member"))
        & _ACTIVE
        & _UNARCHIVED
        & Slot.last_date.is_null()
        & (Campaign.id != given("but"))
    ),
    int,
)

_SETTINGS = {
    Campaign.name: given("name"),
    Campaign.program: given("program"),
    Campaign.description: given("description"),
    Campaign.member: given("member_id"),
    Campaign.source: given("source_id"),
    Campaign.time_zone: given("time_zone"),
    Campaign.languages: given("languages"),
    Campaign.approval: given("approval"),
    Campaign.note_rule: given("note_rule"),
    Campaign.withdraw_after_days: given("withdraw_after_days"),
    Campaign.cohort_size: given("cohort_size"),
}
_ADD = Insert(
    Campaign.insert({**_SETTINGS, Campaign.active: False, Campaign.created_at: given("now")}),
    about=touched.member("member_id"),
)
_EDIT = Change(Campaign.update(_SETTINGS).where(_BY_ID))
_SET_ACTIVE = Change(
    Campaign.update({Campaign.active: given("active")}).where(_BY_ID), about=touched.campaign("campaign")
)
_ARCHIVE = Change(
    Campaign.update({Campaign.archived_at: given("now")}).where(_BY_ID), about=touched.campaign("campaign")
)


def note_and_withdrawal(store: Reading) -> list[NoteAndWithdrawal]:
    """Return the note and withdrawal rules of each campaign that is not archived, ordered by id."""
    return _NOTE_AND_WITHDRAWAL.all(store)


def get(store: Reading, campaign: int) -> CampaignRow:
    """Return one campaign. Raises LookupError for an unknown id."""
    return _ONE.one(store, campaign=campaign)


def description(store: Reading, campaign: int) -> str:
    """Return the description of a campaign. Raises LookupError for an unknown id."""
    return _DESCRIPTION.one(store, campaign=campaign)


def count(store: Reading) -> int:
    """Count the campaigns that are not archived."""
    return _COUNT.one(store)


def of_member(store: Reading, member: int) -> list[int]:
    """Return all campaigns of a member, archived ones too, ordered by id."""
    return _OF_MEMBER.all(store, member=member)


def active_on_source(store: Reading, source: int) -> list[int]:
    """Return the active campaigns that draw from a source, ordered by id."""
    return _ACTIVE_ON_SOURCE.all(store, source=source)


def on_source(store: Reading, source: int) -> list[int]:
    """Return the unarchived campaigns that draw from a source, the active ones first."""
    return _ON_SOURCE.all(store, source=source)


def titles(store: Reading) -> list[Title]:
    """Return every name and program of a campaign, that of the newest campaign first."""
    return _TITLES.all(store)


def is_running(store: Reading, campaign: int) -> bool:
    """Return whether a campaign is active and its sender not archived. Raises LookupError for an unknown id."""
    return _IS_RUNNING.one(store, campaign=campaign)


def named(store: Reading, campaigns: Iterable[int]) -> list[NamedCampaign]:
    """Return these campaigns with the names of their sources and senders, ordered by id."""
    return _NAMED_BY_IDS.all(store, campaigns=list(campaigns))


def running_of_member(store: Reading, member: int) -> list[NamedCampaign]:
    """Return the active campaigns of a member that are not archived, ordered by id."""
    return _RUNNING_OF_MEMBER.all(store, member=member)


def weekly_invitations(store: Reading, member: int, *, but: int | None) -> int:
    """Count the invitations that the slots of a member's active campaigns, except `but`, could send in a week."""
    return _WEEKLY.one(store, member=member, but=but or 0)


def add(store: Writing, settings: Settings, now: datetime) -> int:
    """Add an inactive campaign, and return its id."""
    return _ADD.run(store, **_values(settings), now=now)


def edit(store: Writing, campaign: int, settings: Settings) -> None:
    """Store the edited settings of a campaign."""
    _EDIT.run(store, campaign=campaign, **_values(settings))


def _values(settings: Settings) -> dict[str, object]:
    return {**settings._asdict(), "languages": dump_json(settings.languages)}


def set_active(store: Writing, campaign: int, *, active: bool) -> None:
    """Start or stop a campaign."""
    _SET_ACTIVE.run(store, campaign=campaign, active=active)


def archive(store: Writing, campaign: int, now: datetime) -> None:
    """Archive a campaign."""
    _ARCHIVE.run(store, campaign=campaign, now=now)
