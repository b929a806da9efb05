"""Holds and faults: calls and items that are held for a while, and lists that could not be read."""

from __future__ import annotations

import peewee as pw

from core.store.fields import MaybeUtcField, UtcField
from core.store.tables.base import Numbered
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach
from core.store.tables.people import Source
from core.store.tables.workspace import Member


class ReadingFault(Numbered):
    """A fault in reading a list of an account, a chat, a search or a profile: since when, and which records it skipped.

    There is no row without a fault, except for a search, which keeps a fingerprint of its last page.
    """

    member = pw.ForeignKeyField(Member, backref="readings", index=False)
    list = pw.TextField()
    """sent, relations, chats, messages, search, profile or account."""
    part = pw.TextField(default="")
    """The id of the chat, the source (of a search) or the outreach (of a profile); empty for a list of the account."""
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="readings")
    """The outreach concerned, if it is about one person."""
    failed_since = MaybeUtcField()
    """Time of the first failed read; null if reading works."""
    failures = pw.IntegerField(default=0)
    again_at = MaybeUtcField()
    """Time before which the list is not read again."""
    missing_from = MaybeUtcField()
    """Time since which changes were not seen; null if none were ever seen."""
    words = pw.TextField(default="")
    """The reason why reading failed."""
    skipped = pw.IntegerField(default=0)
    """Number of records that the last reading skipped as unreadable."""
    skipped_since = MaybeUtcField()
    skipped_at = MaybeUtcField()
    last_page = pw.TextField(default="")
    """A fingerprint of a search's last page."""

    class Meta:
        table_name = "reading"
        indexes = ((("member", "list", "part"), True),)


class Hold(Numbered):
    """A hold on one kind of call of a campaign or of a whole member, after refusals by the network."""

    campaign = pw.ForeignKeyField(Campaign, null=True, backref="holds")
    """Null if the hold is of the whole member."""
    member = pw.ForeignKeyField(Member, backref="holds", index=False)
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="holds")
    """The outreach that was refused last. `words` may name its person, and are erased with the person's data."""
    call = pw.TextField()
    """profile, invitation, message, draw or note (`core.rules.holds`)."""
    code = pw.TextField()
    """The code of the problem that the hold raises."""
    status = pw.IntegerField()
    """HTTP status of the answer; 0 if there was none."""
    type = pw.TextField()
    """The provider's type of the answer."""
    words = pw.TextField()
    people = pw.IntegerField()
    """The number of people refused consecutively."""
    since = UtcField()
    try_at = UtcField()
    """Time from which one person may be tried; a hold on notes ends at this time."""

    class Meta:
        indexes = ((("member", "call"), False),)


class Refusal(Numbered):
    """The last refusal of one person in one kind of call, kept while the call, not the person, may be the cause."""

    campaign = pw.ForeignKeyField(Campaign, backref="refusals", index=False)
    outreach = pw.ForeignKeyField(Outreach, backref="refusals", index=False)
    call = pw.TextField()
    status = pw.IntegerField()
    type = pw.TextField()
    at = UtcField()
    spared = pw.BooleanField(default=False)
    """True if a hold restored the person's status. If the hold has ended and the same refusal comes again, it is about
    this person.
    """

    class Meta:
        indexes = ((("outreach", "call"), True), (("campaign", "call"), False))


class PersonWait(Numbered):
    """A person whom the network forbids a member to invite for a while."""

    member = pw.ForeignKeyField(Member, backref="waits", index=False)
    outreach = pw.ForeignKeyField(Outreach, backref="waits")
    person = pw.TextField()
    since = UtcField()
    until_at = MaybeUtcField()
    """Time before which no invitation is sent; null until the next person's answer shows whom the refusal concerns."""

    class Meta:
        table_name = "person_wait"
        indexes = ((("member", "person"), True),)


class HeldItem(Numbered):
    """An item that failed with an unexpected error: only this item is held, and tried again later.

    See docs/reliability.md#bulkheads.
    """

    work = pw.TextField()
    """A kind of the agenda, or a part of one (`core.rules.bulkheads.DOING`)."""
    item = pw.BigIntegerField()
    """The id of the work's subject."""
    part = pw.TextField(default="")
    """The part of the item that failed, such as one chat of a member; empty for the whole item."""
    campaign = pw.ForeignKeyField(Campaign, null=True, backref="held_items")
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="held_items")
    member = pw.ForeignKeyField(Member, null=True, backref="held_items")
    source = pw.ForeignKeyField(Source, null=True, backref="held_items")
    error = pw.TextField()
    """The type of the exception; never its message."""
    place = pw.TextField()
    """The place at which the exception was raised, as module:function:line."""
    version = pw.TextField()
    """The version of the program in which it failed; another version tries again at once."""
    failures = pw.IntegerField()
    """The number of consecutive failures."""
    since = UtcField()
    last_at = UtcField()
    until_at = UtcField()
    """Time of the next attempt."""

    class Meta:
        table_name = "held_item"
        indexes = ((("work", "item", "part"), True),)
