"""Days off of campaigns: the workspace's (table `setting`) and their members' (table `member`)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import peewee as pw

from core.days_off import DaysOff, parse
from core.errors import UnreadableError
from core.store.compiled import Select, given
from core.store.database import Reading, Row
from core.store.stamp import DAYS_OFF
from core.store.tables.campaigns import Campaign
from core.store.tables.workspace import Member, Setting

Days = Annotated[DaysOff, parse]
"""Days off as the type of a row's field."""


class CampaignDays(NamedTuple):
    """Days off of a campaign: the workspace's and its member's together, as local dates of `time_zone`."""

    time_zone: str
    days: DaysOff


class OwnAndCommon(NamedTuple):
    """Days off of the workspace, and of a campaign's member."""

    common: Days
    own: Days


_NONE = DaysOff()


def _both(time_zone: str, own: Days | None, common: Days | None) -> CampaignDays:
    return CampaignDays(time_zone, (own or _NONE) | (common or _NONE) if own or common else _NONE)


def _of_one(time_zone: str, own: Days | None, common: Days | None, ident: int) -> tuple[int, CampaignDays]:
    return ident, _both(time_zone, own, common)


_COMMON = Setting.select(Setting.value).where(Setting.key == DAYS_OFF)
_CAMPAIGNS = Campaign.select(Campaign.time_zone, Member.days_off, _COMMON).join(Member)
_OF_CAMPAIGN = Select(_CAMPAIGNS.where(Campaign.id == given("campaign")), _both)
_EACH = Select(
    Campaign.select(pw.fn.COALESCE(_COMMON, ""), pw.fn.COALESCE(Member.days_off, ""))
    .join(Member)
    .where(Campaign.id == given("campaign")),
    OwnAndCommon,
)
_OF_LIVE_CAMPAIGNS = Select(
    _CAMPAIGNS.select_extend(Campaign.id).where(Campaign.archived_at.is_null()).order_by(Campaign.id), _of_one
)


def of_campaign(store: Reading, campaign: int) -> CampaignDays:
    """Return the days off of a campaign. Raises LookupError for an unknown id."""
    return _OF_CAMPAIGN.one(store, campaign=campaign)


def of_each(store: Reading, campaign: int) -> OwnAndCommon:
    """Return the days off of the workspace and of a campaign's member. Raises LookupError for an unknown campaign."""
    return _EACH.one(store, campaign=campaign)


def of_live_campaigns(store: Reading, odd: dict[int, UnreadableError]) -> dict[int, CampaignDays]:
    """Return the days off of each campaign that is not archived, by id.

    A campaign whose days off are unreadable is left out, and `odd` gets its error.
    """

    def note(row: Row, error: UnreadableError) -> None:
        odd[row[-1]] = error

    return dict(_OF_LIVE_CAMPAIGNS.readable(store, note))
