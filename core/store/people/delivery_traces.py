"""Traces of a person in deliveries: counted before the person is erased, then replaced by keyed hashes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import peewee as pw

from core.rules.states import DOUBTFUL, DeliveryState
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import one_of, unindexed
from core.store.tables.outreach import Delivery, Outreach
from core.store.tables.people import Contact


class SentText(NamedTuple):
    """A text that was sent to a person, and the id of its delivery."""

    id: int
    text: str


_CONTACT = given("contact")
_COUNT = Delivery.select(pw.fn.COUNT(Delivery.id)).where(one_of(Delivery.contact, "contacts"))
_OPEN = Select(
    _COUNT.where(Delivery.state.in_([DeliveryState.SENDING, DeliveryState.IN_DOUBT, DeliveryState.UNRESOLVED])), int
)
_DOUBTFUL = Select(
    Outreach.select(Outreach.id).where(Outreach.status.in_(DOUBTFUL) & one_of(Outreach.contact, "contacts")).limit(1),
    int,
)
_SENT = Select(_COUNT.where(unindexed(Delivery.state) == DeliveryState.SENT), int)
_PEOPLE = Select(
    Delivery.select(Delivery.person)
    .where(Delivery.contact == _CONTACT)
    .union(Outreach.select(Outreach.person).where((Outreach.contact == _CONTACT) & Outreach.person.is_null(False)))
    .union(Contact.select(Contact.provider_id).where((Contact.id == _CONTACT) & Contact.provider_id.is_null(False))),
    str,
)
_TEXTS = Select(
    Delivery.select(Delivery.id, Delivery.text).where((Delivery.contact == _CONTACT) & (Delivery.text != "")), SentText
)
_HIDE_PERSON = Change(
    Delivery.update({Delivery.person: given("hash")}).where(
        (Delivery.contact == _CONTACT) & (Delivery.person == given("person"))
    )
)
_HIDE_TEXT = Change(Delivery.update({Delivery.text: given("hash")}).where(Delivery.id == given("id")))
_FORGET_ANSWERS = Change(
    Delivery.update({Delivery.words: "", Delivery.provider_ref: None}).where(Delivery.contact == _CONTACT)
)


def count_open(store: Reading, contacts: Iterable[int]) -> int:
    """Count the sends to contacts that are under way or in doubt: only the person's own id can settle them."""
    return _OPEN.one(store, contacts=list(contacts))


def doubtful_outreach(store: Reading, contacts: Iterable[int]) -> int | None:
    """Return an outreach in doubt to any of these contacts, or None."""
    return _DOUBTFUL.first(store, contacts=list(contacts))


def count_sent(store: Reading, contacts: Iterable[int]) -> int:
    """Count the sends to contacts."""
    return _SENT.one(store, contacts=list(contacts))


def person_ids(store: Reading, contact: int) -> set[str]:
    """Return the provider's ids of a contact in deliveries, outreaches and the contact's own row."""
    return {person for person in _PEOPLE.all(store, contact=contact) if person}


def texts(store: Reading, contact: int) -> list[SentText]:
    """Return the texts that were sent to a contact."""
    return _TEXTS.all(store, contact=contact)


def hide_person(store: Writing, contact: int, person: str, hashed: str) -> None:
    """Replace the provider's id of a contact by a hash."""
    _HIDE_PERSON.run(store, contact=contact, person=person, hash=hashed)


def hide_text(store: Writing, delivery: int, hashed: str) -> None:
    """Replace a text by a hash."""
    _HIDE_TEXT.run(store, id=delivery, hash=hashed)


def forget_answers(store: Writing, contact: int) -> None:
    """Remove the provider's words and ids from a contact's deliveries."""
    _FORGET_ANSWERS.run(store, contact=contact)
