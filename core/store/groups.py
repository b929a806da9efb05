"""The names and programs that campaigns have or had: rows are only added, so a rename releases nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import peewee as pw

from core.rules.groups import group_key
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import greatest
from core.store.tables.campaigns import CampaignName


def in_group(field: pw.Field, campaign: Any) -> Any:
    """Return the condition that a field names `campaign`, or a campaign that shares a name and program with it.

    `campaign` is a placeholder made by `given`.
    """
    us, them = CampaignName.alias("us"), CampaignName.alias("them")
    return field.in_(us.select(them.campaign).join(them, on=(them.key == us.key)).where(us.campaign == campaign))


class Title(NamedTuple):
    """A name and program of a campaign."""

    name: str
    program: str


class Key(NamedTuple):
    """A campaign, and a name and program of it in the form in which they are compared."""

    campaign: int
    key: str


class _Moment(NamedTuple):
    at: datetime | None


_ADD = Change(
    CampaignName.insert(
        {
            CampaignName.campaign: given("campaign"),
            CampaignName.key: given("key"),
            CampaignName.name: given("name"),
            CampaignName.program: given("program"),
            CampaignName.since: given("since"),
        }
    ).on_conflict(action="NOTHING", conflict_target=(CampaignName.campaign, CampaignName.key)),
    about=touched.campaign(),
)
_OTHERS = Select(
    CampaignName.select(CampaignName.campaign)
    .where(
        ((CampaignName.key == given("key")) | in_group(CampaignName.campaign, given("campaign")))
        & (CampaignName.campaign != given("campaign"))
    )
    .distinct()
    .order_by(CampaignName.campaign),
    int,
)
_KEYS = Select(CampaignName.select(CampaignName.campaign, CampaignName.key), Key)
_TITLES = Select(
    CampaignName.select(CampaignName.name, CampaignName.program)
    .where(CampaignName.campaign == given("campaign"))
    .order_by(CampaignName.since, CampaignName.id),
    Title,
)
_ONE, _OTHER = CampaignName.alias("one"), CampaignName.alias("other")
_SHARED_SINCE = Select(
    _ONE.select(pw.fn.MIN(greatest(_ONE.since, _OTHER.since)))
    .join(_OTHER, on=(_OTHER.key == _ONE.key))
    .where((_ONE.campaign == given("one")) & (_OTHER.campaign == given("other"))),
    _Moment,
)


def add(store: Writing, campaign: int, name: str, program: str, now: datetime) -> bool:
    """Record that a campaign has a name and program; return True if it never had them before."""
    key = group_key(name, program)
    return bool(_ADD.run(store, campaign=campaign, key=key, name=name, program=program, since=now))


def others(store: Reading, campaign: int, name: str, program: str) -> list[int]:
    """Return the other campaigns that share a name and program with `campaign`, or would if it had these."""
    return _OTHERS.all(store, campaign=campaign, key=group_key(name, program))


def keys(store: Reading) -> list[Key]:
    """Return every name and program of all campaigns."""
    return _KEYS.all(store)


def names_of(store: Reading, campaign: int) -> list[Title]:
    """Return every name and program of a campaign, the oldest first."""
    return _TITLES.all(store, campaign=campaign)


def shared_since(store: Reading, one: int, other: int) -> datetime | None:
    """Return since when two campaigns share a name and program, or None if they never did."""
    return _SHARED_SINCE.one(store, one=one, other=other).at
