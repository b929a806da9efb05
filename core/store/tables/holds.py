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
    """A fault of one list of an account, or of one chat, search or profile: since when, and what was skipped.

    There is no row without a fault, except for a search, which keeps a fingerprint of its last page.
    """

    member = pw.ForeignKeyField(Member, backref="readings", index=False)
    list = pw.TextField()
    """sent, relations, chats, messages, search, profile or account."""
    part = pw.TextField(default="")
    """The id of one of several: a chat, a source or an outreach."""
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="readings")
    """The outreach concerned, if it is about one person."""
    failed_since = MaybeUtcField()
    """Time of the first failed read; null if it can be read."""
    failures = pw.IntegerField(default=0)
    again_at = MaybeUtcField()
    """Time before which it is not read again."""
    missing_from = MaybeUtcField()
    """Time from which changes were not seen; null: from the beginning."""
    words = pw.TextField(default="")
    """The reason why it could not be read."""
    skipped = pw.IntegerField(default=0)
    """Records that the last reading could not read."""
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
    """The outreach that was refused last: `words` may name the person, so they are erased with them."""
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
    """Time at which one person is tried next; a hold on notes ends then."""

    class Meta:
        indexes = ((("member", "call"), False),)


class Refusal(Numbered):
    """The last refusal of one person by one kind of call, while its cause may be the call and not the person."""

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
    """Time before which no invitation is sent; null until another person's answer shows whether it concerns them."""

    class Meta:
        table_name = "person_wait"
        indexes = ((("member", "person"), True),)


class HeldItem(Numbered):
    """An item that failed with an unexpected error: it alone is held, and tried again.

    See docs/reliability.md#bulkheads.
    """

    work = pw.TextField()
    """A kind of the agenda, or a part of one (`core.rules.bulkheads.DOING`)."""
    item = pw.BigIntegerField()
    """The id of the work's subject."""
    part = pw.TextField(default="")
    """The part of it that failed, such as one chat of a member."""
    campaign = pw.ForeignKeyField(Campaign, null=True, backref="held_items")
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="held_items")
    member = pw.ForeignKeyField(Member, null=True, backref="held_items")
    source = pw.ForeignKeyField(Source, null=True, backref="held_items")
    error = pw.TextField()
    """The type of the exception; never its message."""
    place = pw.TextField()
    """The place at which it was raised: module:function:line."""
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
