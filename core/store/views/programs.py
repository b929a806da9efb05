"""Programs, and the campaign names in each: the sends of their campaigns, and how far their people got."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import NOT_YET_OUT, DeliveryState, Status
from core.store.campaign_counts import ACCEPTANCES, ANSWERS, INVITATIONS
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import from_us, is_true
from core.store.spelled import in_any_case, is_missing, number_of, unindexed
from core.store.tables.campaigns import Campaign, CampaignCount
from core.store.tables.outreach import Delivery, Outreach


class ProgramLine(NamedTuple):
    """Sums over the campaigns that share one name in a program, archived ones included."""

    program: str
    name: str
    campaigns: int
    ended: int
    active: int
    sent: int
    accepted: int
    waiting: int
    replied: int


class NamedCampaign(NamedTuple):
    """A program, a campaign name in it, and a member who has a campaign of that name."""

    program: str
    name: str
    member_id: int


class Reached(NamedTuple):
    """The number of people who reached each stage of the funnel."""

    drawn: int
    invited: int
    accepted: int
    messaged: int
    replied: int


class _Steps(NamedTuple):
    """The stages of `Reached` that are stored as counts."""

    drawn: int
    invited: int
    accepted: int
    replied: int


def _counted(*what: str) -> Any:
    """Return the expression that sums the counts of these names."""
    return pw.fn.SUM(pw.Case(None, [(CampaignCount.what.in_(what), CampaignCount.number)], 0))


_COUNTS = (
    CampaignCount.select(
        CampaignCount.campaign,
        _counted(INVITATIONS).alias("sent"),
        _counted(ACCEPTANCES).alias("accepted"),
        _counted(*(status.value for status in NOT_YET_OUT)).alias("waiting"),
        _counted(ANSWERS).alias("replied"),
    )
    .group_by(CampaignCount.campaign)
    .alias("counts")
)
_LINES = Select(
    Campaign.select(
        Campaign.program,
        Campaign.name,
        pw.fn.COUNT(Campaign.id),
        number_of(Campaign.archived_at.is_null(False)),
        number_of(is_true(Campaign.active) & Campaign.archived_at.is_null()),
        pw.fn.SUM(pw.fn.COALESCE(_COUNTS.c.sent, 0)),
        pw.fn.SUM(pw.fn.COALESCE(_COUNTS.c.accepted, 0)),
        pw.fn.SUM(pw.fn.COALESCE(_COUNTS.c.waiting, 0)),
        pw.fn.SUM(pw.fn.COALESCE(_COUNTS.c.replied, 0)),
    )
    .join(_COUNTS, pw.JOIN.LEFT_OUTER, on=_COUNTS.c.campaign_id == Campaign.id)
    .group_by(Campaign.program, Campaign.name)
    .order_by(in_any_case(Campaign.program), Campaign.program, in_any_case(Campaign.name), Campaign.name),
    ProgramLine,
)
_NAMED = Select(Campaign.select(Campaign.program, Campaign.name, Campaign.member).distinct(), NamedCampaign)
_CHOSEN = Campaign.select(Campaign.id).where(
    (Campaign.program == given("program")) & (is_missing("name") | (Campaign.name == given("name")))
)
_OF_CHOSEN = CampaignCount.campaign.in_(_CHOSEN)
_STEPS = Select(
    CampaignCount.select(
        *(
            pw.fn.COALESCE(_counted(*what), 0)
            for what in ([status.value for status in Status], [INVITATIONS], [ACCEPTANCES], [ANSWERS])
        )
    ).where(_OF_CHOSEN),
    _Steps,
)
_MESSAGED = Select(
    Delivery.select(pw.fn.COUNT(Delivery.outreach.distinct())).where(
        Delivery.campaign.in_(_CHOSEN)
        & (Delivery.kind == "message")
        & (unindexed(Delivery.state) == DeliveryState.SENT)
    ),
    int,
)
_SENT_SINCE = Select(
    Delivery.select(Delivery.intent_at).where(
        Delivery.campaign.in_(_CHOSEN)
        & (Delivery.kind == "invitation")
        & (unindexed(Delivery.state) == DeliveryState.SENT)
        & (Delivery.intent_at >= given("since"))
    ),
    from_us,
)
_ACCEPTED_SINCE = Select(
    Outreach.select(Outreach.accepted_at).where(
        (Outreach.accepted_at >= given("since")) & Outreach.campaign.in_(_CHOSEN)
    ),
    from_us,
)


def lines(store: Reading) -> list[ProgramLine]:
    """Return every name in every program, in alphabetical order of both, without regard to case."""
    return _LINES.all(store)


def named(store: Reading) -> list[NamedCampaign]:
    """Return, for each name in each program, the members who have a campaign of that name there."""
    return _NAMED.all(store)


def funnel(store: Reading, program: str, name: str | None) -> Reached:
    """Return how many people of a program, or of one campaign name in it, reached each stage."""
    drawn, invited, accepted, replied = _STEPS.one(store, program=program, name=name)
    return Reached(drawn, invited, accepted, _MESSAGED.one(store, program=program, name=name), replied)


def sent_since(store: Reading, program: str, name: str | None, since: datetime) -> list[datetime]:
    """Return the send times, from a moment on, of the invitations of a program, or of one campaign name in it."""
    return _SENT_SINCE.all(store, program=program, name=name, since=since)


def accepted_since(store: Reading, program: str, name: str | None, since: datetime) -> list[datetime]:
    """Return the times, from a moment on, of the acceptances in a program, or of one campaign name in it."""
    return _ACCEPTED_SINCE.all(store, program=program, name=name, since=since)
