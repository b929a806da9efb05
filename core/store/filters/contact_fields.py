"""Filter keys of the list of contacts, as conditions on the store's tables."""

from __future__ import annotations

from core.store.compiled import given
from core.store.filters.list_fields import Field, ListFields, Test, number_field, text_field
from core.store.people.free_people import is_free
from core.store.spelled import as_number, at_path
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach
from core.store.tables.people import Contact, Source, SourceContact


def _in_source(test: Test) -> object:
    entries = SourceContact.select(SourceContact.contact).join(Source)
    return Contact.id.in_(entries.where(test(Source.name)))


def _in_campaign(test: Test) -> object:
    outreaches = Outreach.select(Outreach.contact).join(Campaign)
    return Contact.id.in_(outreaches.where(test(Campaign.name)))


def _in_status(test: Test) -> object:
    return Contact.id.in_(Outreach.select(Outreach.contact).where(test(Outreach.status)))


def _custom(path: str) -> Field:
    return Field(lambda test: test(at_path(Contact.custom, given(path))), at_path(Contact.custom, given(path)))


FIELDS = ListFields(
    Contact,
    {
        "id": number_field(Contact.id),
        "name": text_field(Contact.name),
        "first": text_field(Contact.first_name),
        "last": text_field(Contact.last_name),
        "company": text_field(Contact.company),
        "title": text_field(Contact.position),
        "location": text_field(Contact.location),
        "headline": text_field(Contact.headline),
        "email": text_field(Contact.email),
        "language": text_field(Contact.language),
        "address": text_field(Contact.public_id),
        "blocked": number_field(as_number(~is_free())),
        "source": Field(_in_source),
        "campaign": Field(_in_campaign),
        "status": Field(_in_status),
    },
    always=Contact.merged_into.is_null(),
    custom=_custom,
)
