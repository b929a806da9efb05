"""Holds on one kind of call, and the consecutive refusals that lead to them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.holds import READING
from core.store.changes import touched
from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Writing
from core.store.fields import is_false, is_true, maybe_moment
from core.store.tables.campaigns import Campaign
from core.store.tables.holds import Hold, Refusal
from core.store.tables.outreach import Outreach
from core.store.tables.people import Source
from core.store.tables.workspace import Member


class HoldRow(NamedTuple):
    """A hold on one kind of call of a campaign, or of a whole member if `campaign_id` is None."""

    id: int
    campaign_id: int | None
    member_id: int
    call: str
    code: str
    status: int
    type: str
    words: str
    people: int
    since: datetime
    try_at: datetime


_HOLD = Hold.select(
    Hold.id,
    Hold.campaign,
    Hold.member,
    Hold.call,
    Hold.code,
    Hold.status,
    Hold.type,
    Hold.words,
    Hold.people,
    Hold.since,
    Hold.try_at,
).order_by(Hold.id)
_OF_CALL = (Hold.member == given("member")) & (Hold.call == given("call"))
_IS_OF_MEMBER = Hold.campaign.is_null()
_ID = Hold.id == given("id")
_STANDING = Select(_HOLD.where(_OF_CALL & (_IS_OF_MEMBER | (Hold.campaign == given("campaign")))), HoldRow)
_OF_MEMBER = Select(_HOLD.where(_OF_CALL), HoldRow)
_OF_CAMPAIGN = Select(_HOLD.where(Hold.campaign == given("campaign")), HoldRow)
_EVERY = Select(
    _HOLD.where(
        Hold.member.in_(Member.select(Member.id).where(Member.archived_at.is_null()))
        & (_IS_OF_MEMBER | Hold.campaign.in_(Campaign.select(Campaign.id).where(Campaign.archived_at.is_null())))
    ),
    HoldRow,
)
_SOURCE_CAMPAIGNS = Select(
    Hold.select(Campaign.id)
    .distinct()
    .join(Campaign, on=(Campaign.id == Hold.campaign) | _IS_OF_MEMBER & (Campaign.member == Hold.member))
    .join(Source, on=Source.id == Campaign.source)
    .where(
        Hold.call.in_(READING)
        & Campaign.archived_at.is_null()
        & ((Source.id == given("source")) | (Source.kind == "segment"))
    )
    .order_by(Campaign.id),
    int,
)
_ADD = Insert(
    Hold.insert(
        {
            Hold.campaign: given("campaign"),
            Hold.member: given("member"),
            Hold.outreach: given("outreach"),
            Hold.call: given("call"),
            Hold.code: given("code"),
            Hold.status: given("status"),
            Hold.type: given("type"),
            Hold.words: given("words"),
            Hold.people: given("people"),
            Hold.since: given("now"),
            Hold.try_at: given("try_at"),
        }
    ),
    about=touched.member(),
)
_PUT_OFF = Change(Hold.update({Hold.try_at: given("try_at")}).where(_ID))
_REFUSED_AGAIN = Change(
    Hold.update({Hold.words: given("words"), Hold.people: Hold.people + 1, Hold.outreach: given("outreach")}).where(_ID)
)
_REMOVE = Change(Hold.delete().where(_ID))
_FORGET_WORDS = Change(
    Hold.update({Hold.words: ""}).where(
        Hold.outreach.in_(Outreach.select(Outreach.id).where(Outreach.contact == given("contact")))
    )
)

_OF_CAMPAIGN_CALL = (Refusal.campaign == given("campaign")) & (Refusal.call == given("call"))
_OF_PERSON = (Refusal.outreach == given("outreach")) & (Refusal.call == given("call"))
_IN_A_ROW = is_false(Refusal.spared)
_ALIKE = (Refusal.status == given("status")) & (Refusal.type == given("type"))
_ADD_REFUSAL = Insert(
    Refusal.insert(
        {
            Refusal.campaign: given("campaign"),
            Refusal.outreach: given("outreach"),
            Refusal.call: given("call"),
            Refusal.status: given("status"),
            Refusal.type: given("type"),
            Refusal.at: given("at"),
            Refusal.spared: given("spared"),
        }
    ),
    about=touched.campaign(),
)
_DELETE_OTHERS = Change(
    Refusal.delete().where(
        _OF_CAMPAIGN_CALL & _IN_A_ROW & ((Refusal.status != given("status")) | (Refusal.type != given("type")))
    ),
    about=touched.campaign(),
)
_PEOPLE = Select(
    Refusal.select(Refusal.outreach).where(_OF_CAMPAIGN_CALL & _IN_A_ROW & _ALIKE).order_by(Refusal.id), int
)
_SPARED = Select(
    Refusal.select(Refusal.id).where(_OF_PERSON & is_true(Refusal.spared) & _ALIKE).limit(1),
    int,
)
_TYPE = Select(Refusal.select(Refusal.type).where(_OF_PERSON), str)
_FIRST = Select(Refusal.select(pw.fn.MIN(Refusal.at)).where(_OF_CAMPAIGN_CALL), maybe_moment)
_SPARE = Change(Refusal.update({Refusal.spared: True}).where(_OF_CAMPAIGN_CALL), about=touched.campaign())
_BREAK_ROW = Change(Refusal.delete().where(_OF_CAMPAIGN_CALL & _IN_A_ROW), about=touched.campaign())
_FORGET = Change(Refusal.delete().where(_OF_PERSON), about=touched.outreach())
_FORGET_ALL = Change(Refusal.delete().where(_OF_CAMPAIGN_CALL), about=touched.campaign())


def of_call(store: Reading, campaign: int, member: int, call: str) -> list[HoldRow]:
    """Return the holds that concern a call: the campaign's own, and the member's."""
    return _STANDING.all(store, campaign=campaign, member=member, call=call)


def blocking(store: Reading, campaign: int, member: int, call: str, now: datetime) -> HoldRow | None:
    """Return the hold that forbids a call now; None if there is none, or one person may be tried."""
    found = [hold for hold in of_call(store, campaign, member, call) if hold.try_at > now]
    return max(found, key=lambda hold: hold.try_at, default=None)


def of_member(store: Reading, member: int, call: str) -> list[HoldRow]:
    """Return every hold of a member and of its campaigns on one kind of call."""
    return _OF_MEMBER.all(store, member=member, call=call)


def of_campaign(store: Reading, campaign: int) -> list[HoldRow]:
    """Return every hold of one campaign, without those of its member."""
    return _OF_CAMPAIGN.all(store, campaign=campaign)


def every(store: Reading) -> list[HoldRow]:
    """Return every hold, without those of archived campaigns and members."""
    return _EVERY.all(store)


def campaigns_of_source(store: Reading, source: int) -> list[int]:
    """Return the campaigns, ordered by id, whose reading or drawing is held and which new people of a source may help.

    Those are the campaigns on that source, and those on any segment.
    """
    return _SOURCE_CAMPAIGNS.all(store, source=source)


def add(
    store: Writing,
    *,
    campaign: int | None,
    member: int,
    call: str,
    code: str,
    status: int,
    type_: str,
    words: str,
    people: int,
    outreach: int | None,
    now: datetime,
    try_at: datetime,
) -> None:
    """Hold one kind of call until the hold is ended; from `try_at` on, one person may be tried."""
    _ADD.run(
        store,
        campaign=campaign,
        member=member,
        outreach=outreach,
        call=call,
        code=code,
        status=status,
        type=type_,
        words=words,
        people=people,
        now=now,
        try_at=try_at,
    )


def put_off(store: Writing, found: list[HoldRow], try_at: datetime) -> None:
    """Set `try_at` as the earliest time at which the next person is tried."""
    for hold in found:
        _PUT_OFF.run(store, id=hold.id, try_at=try_at)


def refused_again(store: Writing, found: list[HoldRow], words: str, outreach: int) -> None:
    """Count one more refusal under these holds, and store its words."""
    for hold in found:
        _REFUSED_AGAIN.run(store, id=hold.id, words=words, outreach=outreach)


def remove(store: Writing, hold: HoldRow) -> None:
    """Delete a hold that has ended."""
    _REMOVE.run(store, id=hold.id)


def forget_words(store: Writing, contact: int) -> None:
    """Remove the provider's words about a contact from the holds."""
    _FORGET_WORDS.run(store, contact=contact)


def add_refusal(
    store: Writing, *, campaign: int, outreach: int, call: str, status: int, type_: str, at: datetime, spared: bool
) -> None:
    """Count one person's refusal; if it differs from the earlier ones, count the consecutive refusals from 1 again."""
    _DELETE_OTHERS.run(store, campaign=campaign, call=call, status=status, type=type_)
    forget_refusal(store, outreach, call)
    _ADD_REFUSAL.run(
        store, campaign=campaign, outreach=outreach, call=call, status=status, type=type_, at=at, spared=spared
    )


def people_of_row(store: Reading, campaign: int, call: str, status: int, type_: str) -> list[int]:
    """Return the outreaches refused consecutively with this status and type, the earliest first."""
    return _PEOPLE.all(store, campaign=campaign, call=call, status=status, type=type_)


def was_spared(store: Reading, outreach: int, call: str, status: int, type_: str) -> bool:
    """Return whether a hold has already put this person back once, after the same refusal."""
    return _SPARED.first(store, outreach=outreach, call=call, status=status, type=type_) is not None


def refusal_type(store: Reading, outreach: int, call: str) -> str | None:
    """Return the provider's type of a person's last stored refusal; None if there is none."""
    return _TYPE.first(store, outreach=outreach, call=call)


def first_refusal(store: Reading, campaign: int, call: str) -> datetime | None:
    """Return when the first refused call was made, of the consecutive refusals or of the hold that followed."""
    return _FIRST.one(store, campaign=campaign, call=call)


def spare(store: Writing, campaign: int, call: str) -> None:
    """Mark the people of the consecutive refusals as put back by a hold."""
    _SPARE.run(store, campaign=campaign, call=call)


def break_row(store: Writing, campaign: int, call: str) -> None:
    """Delete the consecutive refusals of a kind of call after a call worked: they concerned people, not the call."""
    _BREAK_ROW.run(store, campaign=campaign, call=call)


def forget_refusal(store: Writing, outreach: int, call: str) -> None:
    """Delete the stored refusal of one person."""
    _FORGET.run(store, outreach=outreach, call=call)


def forget_refusals(store: Writing, campaign: int, call: str) -> None:
    """Delete every refusal of a campaign for one kind of call, so that they are counted from 0 again."""
    _FORGET_ALL.run(store, campaign=campaign, call=call)
