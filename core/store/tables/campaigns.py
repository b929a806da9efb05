"""A campaign as its user defined it: its names, slots and steps."""

from __future__ import annotations

import peewee as pw

from core.store.fields import JsonField, MaybeUtcField, UtcField
from core.store.tables.base import Numbered, Table
from core.store.tables.people import Source
from core.store.tables.workspace import Member


class Campaign(Numbered):
    """A campaign: its sender, source, texts and rules."""

    name = pw.TextField()
    program = pw.TextField()
    description = pw.TextField(default="")
    member = pw.ForeignKeyField(Member, backref="campaigns")
    source = pw.ForeignKeyField(Source, backref="campaigns")
    time_zone = pw.TextField()
    languages = JsonField(default=list)
    approval = pw.TextField(default="every-message")
    note_rule = pw.TextField(default="without")
    """Rule once a basic account's notes are used up: `without` a note, or `hold` the invitation."""
    withdraw_after_days = pw.IntegerField(default=0)
    cohort_size = pw.IntegerField()
    active = pw.BooleanField(default=False)
    created_at = UtcField()
    archived_at = MaybeUtcField()

    class Meta:
        indexes = ((("program", "name"), False),)


class CampaignName(Numbered):
    """A name and program that a campaign has or had; rows are only added."""

    campaign = pw.ForeignKeyField(Campaign, backref="names", index=False)
    key = pw.TextField()
    """Name and program in the form in which they are compared (`core.rules.groups`)."""
    name = pw.TextField()
    program = pw.TextField()
    since = UtcField()

    class Meta:
        table_name = "campaign_name"
        indexes = ((("campaign", "key"), True), (("key", "campaign"), False))


class CampaignCount(Table):
    """One count of a campaign: people in one status, sends, acceptances or answers (`core.store.campaign_counts`).

    It is updated in the transaction that changes it, and `verify` recounts it.
    """

    campaign = pw.ForeignKeyField(Campaign, backref="counts", index=False)
    what = pw.TextField()
    """A status, or `invitations`, `messages` or `withdrawals` (sent), `acceptances` or `answers`."""
    number = pw.IntegerField()

    class Meta:
        table_name = "campaign_count"
        primary_key = pw.CompositeKey("campaign", "what")
        without_rowid = True


class Slot(Numbered):
    """An execution slot. Only its last date changes: an edit ends it and adds others."""

    campaign = pw.ForeignKeyField(Campaign, backref="slots")
    days = pw.TextField()
    """Weekdays as digits, 0 for Monday."""
    start = pw.TextField()
    """Local wall time, HH:MM."""
    minutes = pw.IntegerField()
    time_zone = pw.TextField()
    first_date = pw.TextField(null=True)
    """ISO date: no run on an earlier local date."""
    last_date = pw.TextField(null=True)
    """ISO date: no run on a later local date."""
    next_open_at = MaybeUtcField(index=True)
    """The next opening that is not on a day off, while the campaign is active; computed from the slot's rule."""
    next_draw_at = MaybeUtcField(index=True)
    """The time at which the cohort of the next opening is drawn; only for a campaign without approval."""
    next_off_at = MaybeUtcField(index=True)
    """The next opening that falls on a day off, if it comes before `next_open_at`: the run is recorded as `off`."""


class Step(Numbered):
    """One message of a campaign's sequence. Position 0 is the invitation."""

    campaign = pw.ForeignKeyField(Campaign, backref="steps", index=False)
    position = pw.IntegerField()
    kind = pw.TextField()
    after_days = pw.IntegerField(default=0)
    texts = JsonField(default=dict)

    class Meta:
        indexes = ((("campaign", "position"), True),)
