"""The addresses of contacts (table `identity`): `public:slug` or `provider:ACo…`, each of one contact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import peewee as pw

from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import one_of
from core.store.tables.people import Identity


class Address(NamedTuple):
    """An address and its contact."""

    key: str
    contact_id: int


class _Contact(NamedTuple):
    contact_id: int | None


_ROW = Identity.select(Identity.key, Identity.contact)
_EVERY = Select(_ROW, Address)
_BY_KEYS = Select(_ROW.where(one_of(Identity.key, "keys")), Address)
_OF_CONTACTS = Select(_ROW.where(one_of(Identity.contact, "contacts")).order_by(Identity.key), Address)
_FIRST = Select(Identity.select(pw.fn.MIN(Identity.contact)).where(one_of(Identity.key, "keys")), _Contact)
_NEW = {Identity.key: given("key"), Identity.contact: given("contact")}
_ADD = Change(Identity.insert(_NEW), about=touched.contact())
_ADD_UNKNOWN = Change(
    Identity.insert(_NEW).on_conflict(action="NOTHING", conflict_target=(Identity.key,)), about=touched.contact()
)
_MOVE = Change(Identity.update({Identity.contact: given("to")}).where(Identity.contact == given("contact")))
_DELETE = Change(Identity.delete().where(Identity.contact == given("contact")))


def every(store: Reading) -> list[Address]:
    """Return all addresses of the store."""
    return _EVERY.all(store)


def contacts_by(store: Reading, keys: Iterable[str]) -> dict[str, int]:
    """Return which of these addresses are known, each with its contact."""
    return {row.key: row.contact_id for row in _BY_KEYS.all(store, keys=list(keys))}


def contacts_by_id(store: Reading, contacts: Iterable[int]) -> list[Address]:
    """Return the addresses of contacts, each with its contact."""
    return _OF_CONTACTS.all(store, contacts=list(contacts))


def contact_of(store: Reading, *keys: str) -> int | None:
    """Return the oldest contact that one of these addresses names, or None."""
    return _FIRST.one(store, keys=keys).contact_id


def of(store: Reading, *contacts: int) -> list[str]:
    """Return the addresses of contacts, in alphabetical order."""
    return [row.key for row in _OF_CONTACTS.all(store, contacts=contacts)]


def add(store: Writing, key: str, contact: int) -> None:
    """Give a contact an address that no contact has."""
    _ADD.run(store, key=key, contact=contact)


def add_many(store: Writing, pairs: Iterable[Address]) -> None:
    """Give contacts addresses that no contact has."""
    _ADD.run_many(store, [{"key": pair.key, "contact": pair.contact_id} for pair in pairs])


def add_unknown(store: Writing, key: str, contact: int) -> None:
    """Give a contact an address unless a contact has it."""
    _ADD_UNKNOWN.run(store, key=key, contact=contact)


def move(store: Writing, contact: int, to: int) -> None:
    """Give all addresses of a contact to another one."""
    _MOVE.run(store, contact=contact, to=to)


def delete(store: Writing, contact: int) -> None:
    """Take all addresses from a contact."""
    _DELETE.run(store, contact=contact)
