"""Items held after an unexpected error, until they are tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import peewee as pw

from core.rules.bulkheads import wait
from core.rules.states import BETWEEN_STEPS, CLEARED, WAITING, DeliveryState, Status
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import maybe_moment
from core.store.spelled import always
from core.store.tables.campaigns import Campaign
from core.store.tables.holds import HeldItem
from core.store.tables.outreach import Delivery, Outreach
from core.store.tables.people import Contact, Source
from core.store.tables.workspace import Member
from core.store.views.agenda import Kind

SHOWN = timedelta(days=2)
Key = tuple[str, int, str]
"""Kind of work, the id of its subject, and the part of it."""


class Item(NamedTuple):
    """A unit of work that can be held alone, with the campaign, person, member and source it belongs to, if known."""

    work: str
    """A kind of the agenda, or a part of one (`core.rules.bulkheads.DOING`)."""
    item: int
    part: str = ""
    campaign: int | None = None
    outreach: int | None = None
    member: int | None = None
    source: int | None = None

    @property
    def key(self) -> Key:
        """Return the key of the item."""
        return self.work, self.item, self.part


class Held(NamedTuple):
    """A held item with the names of its subject; `until` is the time of the next attempt."""

    work: str
    item: int
    part: str
    campaign_id: int | None
    outreach_id: int | None
    member_id: int | None
    source_id: int | None
    error: str
    place: str
    failures: int
    since: datetime
    last: datetime
    until: datetime
    campaign: str | None
    person: str | None
    member: str | None
    source: str | None


class Part(NamedTuple):
    """A held part of an item: its outreach, and since when."""

    part: str
    outreach: int | None
    since: datetime


class _Key(NamedTuple):
    work: str
    item: int
    part: str


_ONE = (HeldItem.work == given("work")) & (HeldItem.item == given("item")) & (HeldItem.part == given("part"))
# A person whose status has changed since is no longer held.
_CURRENT = HeldItem.outreach.is_null() | pw.Case(
    HeldItem.work,
    (
        ("read", Outreach.status == Status.QUEUED),
        ("send", Outreach.status.in_(CLEARED)),
        ("plan", Outreach.status.in_(CLEARED)),
        ("render", Outreach.status.in_(BETWEEN_STEPS)),
        (
            "settle",
            pw.fn.EXISTS(
                Delivery.select(Delivery.id).where(
                    (Delivery.id == HeldItem.item) & (Delivery.state == DeliveryState.IN_DOUBT)
                )
            ),
        ),
        ("withdraw", (Outreach.status == Status.INVITED) & Outreach.withdraw_at.is_null(False)),
    ),
    always(),
)
_IS_DUE_AGAIN = (HeldItem.part == "") & (HeldItem.until_at > 0) & HeldItem.work.in_([kind.work for kind in Kind])
_EVERY = Select(
    HeldItem.select(
        HeldItem.work,
        HeldItem.item,
        HeldItem.part,
        HeldItem.campaign,
        HeldItem.outreach,
        HeldItem.member,
        HeldItem.source,
        HeldItem.error,
        HeldItem.place,
        HeldItem.failures,
        HeldItem.since,
        HeldItem.last_at,
        HeldItem.until_at,
        Campaign.name,
        Contact.name,
        Member.name,
        Source.name,
    )
    .join(Campaign, pw.JOIN.LEFT_OUTER)
    .switch(HeldItem)
    .join(Outreach, pw.JOIN.LEFT_OUTER)
    .join(Contact, pw.JOIN.LEFT_OUTER)
    .join(Member, pw.JOIN.LEFT_OUTER, on=Member.id == HeldItem.member)
    .join(Source, pw.JOIN.LEFT_OUTER, on=Source.id == HeldItem.source)
    .where(
        _CURRENT
        & Campaign.archived_at.is_null()
        & Member.archived_at.is_null()
        & Source.archived_at.is_null()
        & ((HeldItem.until_at > given("since")) | _IS_DUE_AGAIN)
    )
    .order_by(HeldItem.since, HeldItem.id),
    Held,
)
_KEYS = Select(HeldItem.select(HeldItem.work, HeldItem.item, HeldItem.part), _Key)
_FAILURES = Select(HeldItem.select(HeldItem.failures).where(_ONE), int)
_FAILURE = {
    HeldItem.error: given("error"),
    HeldItem.place: given("place"),
    HeldItem.version: given("version"),
    HeldItem.failures: given("failures"),
    HeldItem.last_at: given("now"),
    HeldItem.until_at: given("until"),
}
_ADD = Change(
    HeldItem.insert(
        {
            HeldItem.work: given("work"),
            HeldItem.item: given("item"),
            HeldItem.part: given("part"),
            HeldItem.campaign: given("campaign"),
            HeldItem.outreach: given("outreach"),
            HeldItem.member: given("member"),
            HeldItem.source: given("source"),
            HeldItem.since: given("now"),
            **_FAILURE,
        }
    ).on_conflict(conflict_target=(HeldItem.work, HeldItem.item, HeldItem.part), update=_FAILURE)
)
_IS_HELD = Select(HeldItem.select(HeldItem.id).where(_ONE & (HeldItem.until_at > given("now"))), int)
_SLOT_FAILED = Select(
    HeldItem.select(HeldItem.id).where(
        (HeldItem.work == "open")
        & (HeldItem.item == given("slot"))
        & (HeldItem.part == "")
        & (HeldItem.last_at >= given("opens"))
    ),
    int,
)
_FIRST_OF_MEMBER = Select(
    HeldItem.select(pw.fn.MIN(HeldItem.since)).where((HeldItem.work == "record") & (HeldItem.item == given("member"))),
    maybe_moment,
)
_WAITING_PEOPLE = Select(
    HeldItem.select(pw.fn.COUNT(HeldItem.outreach.distinct()))
    .join(Outreach)
    .where((HeldItem.campaign == given("campaign")) & (Outreach.step == 0) & Outreach.status.in_(WAITING)),
    int,
)
_PARTS = Select(
    HeldItem.select(HeldItem.part, HeldItem.outreach, HeldItem.since)
    .where((HeldItem.work == given("work")) & (HeldItem.item == given("item")))
    .order_by(HeldItem.id),
    Part,
)
_REMOVE = Change(HeldItem.delete().where(_ONE))
_FORGET = Change(
    HeldItem.delete().where(
        HeldItem.outreach.in_(Outreach.select(Outreach.id).where(Outreach.contact == given("contact")))
    )
)


class _Again:
    """The statements that end the holds on some items, so that these are tried again.

    Rows are deleted, because the agenda lists their work anyway. Rows of chats and records stay, marked as no longer
    held: LinkedIn's lists may not show these any more, and only the rows tell the engine to look for them.
    """

    def __init__(self, which: Any) -> None:
        self._count = Select(HeldItem.select(pw.fn.COUNT(HeldItem.id)).where((HeldItem.until_at > 0) & which), int)
        self._delete = Change(HeldItem.delete().where(HeldItem.work.not_in(["chat", "record"]) & which))
        self._keep = Change(HeldItem.update({HeldItem.until_at: 0, HeldItem.failures: 0}).where(which))

    def run(self, store: Writing, **values: object) -> int:
        """End the hold, and return how many items were held."""
        count = self._count.one(store, **values)
        self._delete.run(store, **values)
        self._keep.run(store, **values)
        return count


_ALL_AGAIN = _Again(HeldItem.id.is_null(False))
_VERSIONS_AGAIN = _Again(HeldItem.version != given("version"))
_AGAIN = {
    f"{name}_id": _Again(field == given("id"))
    for name, field in (
        ("campaign", HeldItem.campaign),
        ("outreach", HeldItem.outreach),
        ("member", HeldItem.member),
        ("source", HeldItem.source),
    )
}


def every(store: Reading, now: datetime) -> list[Held]:
    """Return all held items, the longest held first.

    An item of the agenda is listed until it succeeds. A hold on only a part of an item is listed until two days after
    its next attempt, because that part may never be tried again.
    """
    return _EVERY.all(store, since=now - SHOWN)


def keys(store: Reading) -> set[Key]:
    """Return the keys of all held items."""
    return set(_KEYS.all(store))


def add(store: Writing, item: Item, error: str, place: str, version: str, now: datetime) -> datetime:
    """Hold an item, longer if it failed before; returns until when."""
    failures = 1 + (_FAILURES.first(store, work=item.work, item=item.item, part=item.part) or 0)
    until = now + wait(failures)
    _ADD.run(
        store, **item._asdict(), error=error, place=place, version=version, failures=failures, now=now, until=until
    )
    return until


def is_held(store: Reading, key: Key, now: datetime) -> bool:
    """Return whether an item is held at a moment."""
    work, item, part = key
    return _IS_HELD.first(store, work=work, item=item, part=part, now=now) is not None


def slot_failed(store: Reading, slot: int, opens: datetime) -> bool:
    """Return whether opening a slot's run has failed at or after `opens`, the moment at which that run opens."""
    return _SLOT_FAILED.first(store, slot=slot, opens=opens) is not None


def first_of_member(store: Reading, member: int) -> datetime | None:
    """Return since when a record of a member's lists is held; None if none is."""
    return _FIRST_OF_MEMBER.one(store, member=member)


def waiting_people(store: Reading, campaign: int) -> int:
    """Count the people of a campaign who wait to be invited and are held."""
    return _WAITING_PEOPLE.one(store, campaign=campaign)


def parts(store: Reading, work: str, item: int) -> list[Part]:
    """Return the held parts of one item, whether they may be tried again or not."""
    return _PARTS.all(store, work=work, item=item)


def remove(store: Writing, key: Key) -> int:
    """End the hold on an item; returns the number of rows deleted."""
    work, item, part = key
    return _REMOVE.run(store, work=work, item=item, part=part)


def forget(store: Writing, contact: int) -> None:
    """Remove all held items of a contact."""
    _FORGET.run(store, contact=contact)


def try_all_again(store: Writing) -> int:
    """End every hold, so that all items are tried again; returns how many were held."""
    return _ALL_AGAIN.run(store)


def try_again(store: Writing, column: str, ident: int) -> int:
    """End the holds of a campaign, outreach, member or source (`column` is `campaign_id` …); returns how many."""
    return _AGAIN[column].run(store, id=ident)


def try_other_versions_again(store: Writing, version: str) -> int:
    """End the holds on what failed in another version of the program; returns how many."""
    return _VERSIONS_AGAIN.run(store, version=version)
