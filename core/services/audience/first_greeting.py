"""The first text that the first person of a contact file would get, as a preview after the import."""

from __future__ import annotations

from core.engine.planning.render import template_of, text_of, values_of
from core.rules.codes import describe
from core.rules.field_words import EXAMPLE
from core.rules.language import choose
from core.rules.message import render
from core.services.audience.contact_file import ReadPerson
from core.store import campaign_steps, campaigns, members
from core.store.database import Reading
from core.store.people import addresses, contacts
from core.views.contact_file_view import Greeting


def first_greeting(store: Reading, source: int, person: ReadPerson) -> Greeting:
    """Return the first text of a campaign on this source for a person in the store; without a campaign, EXAMPLE's."""
    contact = addresses.contacts_by(store, person.keys)[person.identity.key]
    for ident in campaigns.on_source(store, source):
        campaign = campaigns.get(store, ident)
        member = members.get(store, campaign.member_id)
        language = choose(contacts.get(store, contact).language, campaign.languages)
        for step in campaign_steps.of_campaign(store, ident):
            template = template_of(step, campaign, language)
            if template:
                text = text_of(store, step.kind, template, contact, member)
                why = describe(text.refusal)[0] if text.refusal else _until_read(person, template)
                return Greeting(person.line, text.text, campaign.name, why)
    rendered = render(EXAMPLE, *values_of(store, contact, ""))
    return Greeting(person.line, rendered.text, None, _until_read(person, EXAMPLE))


def _until_read(person: ReadPerson, template: str) -> str:
    """Return a note if the first name is unknown or cut from a full name: LinkedIn's own will replace it; else ''."""
    told = person.first_name and "first_name" not in person.cut
    return "" if told or "first_name" not in template else "the first name will be LinkedIn's own"
