"""Erasing a forgotten person from the store, for good.

Rows that are counted stay: outreaches, deliveries and the journal keep their times, statuses and ids. A sent text is
replaced by its keyed hash in the delivery and in the approval, so that `verify` still sees that both had one text.
"""

from __future__ import annotations

import json

from core.engine import side_journal
from core.store import held_items, holds, journal, outreach_plans, person_waits, readings
from core.store.database import Reading, Writing
from core.store.fields import dump_json
from core.store.people import (
    addresses,
    connections,
    contacts,
    delivery_traces,
    entries,
    exclusions,
    foreign_invitations,
    replies,
)

NAME = "(forgotten)"
PROVIDER = "provider:"
"""Prefix of an address that is the provider's own id."""
_KEPT = frozenset({"to", "from", "batch", "at", "reason"})
"""Keys whose texts in the data of a journal row are not about the person."""


def provider_ids(store: Reading, contact: int) -> set[str]:
    """Return every id by which a network may know a contact."""
    ids = delivery_traces.person_ids(store, contact)
    ids |= {key.removeprefix(PROVIDER) for key in addresses.of(store, contact) if key.startswith(PROVIDER)}
    return {ident for ident in ids if not side_journal.is_hidden(ident)}


def erase(store: Writing, key: str, contact: int) -> None:
    """Erase from the store a contact's identity and the texts sent to it."""
    for person in sorted(provider_ids(store, contact)):
        hashed = side_journal.hidden(key, person)
        foreign_invitations.hide_person(store, person)
        delivery_traces.hide_person(store, contact, person, hashed)
    for sent in delivery_traces.texts(store, contact):
        delivery_traces.hide_text(store, sent.id, _hashed(key, sent.text))
    delivery_traces.forget_answers(store, contact)
    for ident, data in journal.data_of_contact(store, contact):
        journal.set_data(store, ident, _scrubbed(key, data))
    readings.forget(store, contact)
    replies.erase(store, contact)
    outreach_plans.erase(store, contact)
    person_waits.forget(store, contact)
    held_items.forget(store, contact)
    holds.forget_words(store, contact)
    exclusions.forget(store, contact)
    connections.delete(store, contact)
    addresses.delete(store, contact)
    entries.delete(store, contact)
    contacts.erase(store, contact, NAME)


def _scrubbed(key: str, data: str) -> str:
    """Return a journal row's data without the person: numbers and statuses stay, a text becomes its hash."""
    told = json.loads(data)
    if not isinstance(told, dict):
        return "null"
    kept = {name: value for name, value in told.items() if not isinstance(value, str | list | dict) or name in _KEPT}
    if told.get("text"):
        kept["text"] = _hashed(key, str(told["text"]))
    return dump_json(kept)


def _hashed(key: str, text: str) -> str:
    """Return the keyed hash of a text; a text that is already a hash, since its person was erased before, stays."""
    return text if side_journal.is_hidden(text) else side_journal.hidden(key, text)
