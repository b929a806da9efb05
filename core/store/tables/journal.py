"""The journal of all events, in order."""

from __future__ import annotations

import peewee as pw

from core.store.fields import JsonField, UtcField
from core.store.tables.base import Numbered
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach, Run
from core.store.tables.people import Contact
from core.store.tables.workspace import Member


class Journal(Numbered):
    """An event, in order, and who caused it. Rows are only ever added."""

    at = UtcField()
    actor = pw.TextField()
    kind = pw.TextField()
    campaign = pw.ForeignKeyField(Campaign, null=True, backref="journal")
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="journal")
    contact = pw.ForeignKeyField(Contact, null=True, backref="journal")
    member = pw.ForeignKeyField(Member, null=True, backref="journal")
    run = pw.ForeignKeyField(Run, null=True, backref="journal")
    step = pw.IntegerField(null=True)
    code = pw.TextField(default="")
    data = JsonField(null=True)

    class Meta:
        indexes = ((("kind", "campaign", "at"), False), (("kind", "member", "at"), False))
