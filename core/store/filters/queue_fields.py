"""Filter keys of the queue, as conditions on the store's tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peewee as pw

from core.store.filters.list_fields import Field, ListFields, Test, number_field
from core.store.spelled import without_accents
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach
from core.store.tables.people import Contact, Source
from core.store.tables.workspace import Member


def _of_contact(column: pw.Field) -> Field:
    return Field(
        lambda test: Outreach.contact.in_(Contact.select(Contact.id).where(test(column))),
        without_accents(Contact.select(column).where(Contact.id == Outreach.contact)),
    )


def _of_campaign(column: pw.Field) -> Field:
    return Field(
        lambda test: Outreach.campaign.in_(Campaign.select(Campaign.id).where(test(column))),
        without_accents(Campaign.select(column).where(Campaign.id == Outreach.campaign)),
    )


def _in_source(test: Test) -> object:
    campaigns = Campaign.select(Campaign.id).join(Source)
    return Outreach.campaign.in_(campaigns.where(test(Source.name)))


def _of_member(test: Test) -> object:
    return Outreach.member.in_(Member.select(Member.id).where(test(Member.name)))


def _column(column: Any) -> Callable[[Test], Any]:
    return lambda test: test(column)


FIELDS = ListFields(
    Outreach,
    {
        "id": number_field(Outreach.id),
        "name": _of_contact(Contact.name),
        "company": _of_contact(Contact.company),
        "title": _of_contact(Contact.position),
        "address": _of_contact(Contact.public_id),
        "language": _of_contact(Contact.language),
        "contact": number_field(Outreach.contact),
        "campaign": _of_campaign(Campaign.name),
        "campaign_id": number_field(Outreach.campaign),
        "program": _of_campaign(Campaign.program),
        "source": Field(
            _in_source,
            without_accents(
                Campaign.select(Source.name).join(Source).where(Campaign.id == Outreach.campaign),
            ),
        ),
        "sender": Field(_of_member, without_accents(Member.select(Member.name).where(Member.id == Outreach.member))),
        "status": Field(_column(Outreach.status), Outreach.status),
        "reason": Field(_column(Outreach.reason), Outreach.reason),
        "step": number_field(Outreach.step),
        "scheduled": number_field(Outreach.send_at),
        "sent": number_field(Outreach.last_sent_at),
        "approved": number_field(Outreach.approved_at),
        "accepted": number_field(Outreach.accepted_at),
        "replied": number_field(Outreach.replied_at),
        "changed": number_field(Outreach.changed_at),
    },
)
