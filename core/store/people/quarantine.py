"""Sends that only the side journal knows, until their people are known in this store, too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import one_of
from core.store.tables.people import Quarantine


class Call(NamedTuple):
    """A call that may have arrived; `key` is that of its delivery."""

    id: int
    key: str
    kind: str
    at: datetime


class _Text(NamedTuple):
    text: str


class _Number(NamedTuple):
    number: int


_ANY = Select(Quarantine.select(Quarantine.id).limit(1), _Number)
_KEYS = Select(Quarantine.select(Quarantine.key), _Text)
_PEOPLE = Select(Quarantine.select(Quarantine.person_hash).distinct(), _Text)
_LAST = Select(
    Quarantine.select(Quarantine.id, Quarantine.key, Quarantine.kind, Quarantine.at)
    .where((Quarantine.step == given("step")) & one_of(Quarantine.person_hash, "people"))
    .order_by(Quarantine.at.desc(), Quarantine.key.desc())
    .limit(1),
    Call,
)
_MESSAGES = Select(
    Quarantine.select(pw.fn.COUNT(Quarantine.id)).where(
        (Quarantine.kind == "message")
        & one_of(Quarantine.person_hash, "people")
        & Quarantine.at.between(given("first"), given("last"))
    ),
    _Number,
)
_ADD = Change(
    Quarantine.insert(
        {
            Quarantine.key: given("key"),
            Quarantine.person_hash: given("person"),
            Quarantine.member: given("member"),
            Quarantine.member_hash: given("account"),
            Quarantine.step: given("step"),
            Quarantine.kind: given("kind"),
            Quarantine.at: given("at"),
        }
    )
)
_CLAIM = Change(
    Quarantine.update({Quarantine.member: given("member")}).where(
        Quarantine.member.is_null() & one_of(Quarantine.member_hash, "accounts")
    )
)
_DELETE = Change(Quarantine.delete().where(Quarantine.id == given("id")))


def is_empty(store: Reading) -> bool:
    """Return whether no send is in quarantine."""
    return _ANY.first(store) is None


def keys(store: Reading) -> set[str]:
    """Return the keys of all deliveries in quarantine."""
    return {row.text for row in _KEYS.all(store)}


def people(store: Reading) -> set[str]:
    """Return the hashes of the people to whom the sends went."""
    return {row.text for row in _PEOPLE.all(store)}


def last_call(store: Reading, people: Iterable[str], step: int) -> Call | None:
    """Return the last call of one step to a person with one of these hashes, or None."""
    return _LAST.first(store, people=list(people), step=step)


def has_message(store: Reading, people: Iterable[str], first: datetime, last: datetime) -> bool:
    """Return whether a message to a person with one of these hashes was sent between two moments, both included."""
    return _MESSAGES.one(store, people=list(people), first=first, last=last).number > 0


def add(
    store: Writing, key: str, *, person: str, member: int | None, account: str, step: int, kind: str, at: datetime
) -> None:
    """Store a send; `person` and `account` are hashes, `member` is None if the account is unknown here."""
    _ADD.run(store, key=key, person=person, member=member, account=account, step=step, kind=kind, at=at)


def claim(store: Writing, member: int, accounts: Iterable[str]) -> None:
    """Assign to a member the sends of these accounts, given by hash, that have no member yet."""
    _CLAIM.run(store, member=member, accounts=list(accounts))


def delete(store: Writing, call: Call) -> None:
    """Delete a send that the store knows by now."""
    _DELETE.run(store, id=call.id)
