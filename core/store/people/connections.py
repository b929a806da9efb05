"""Connections of a member according to its own export (table `connection`), compared by LinkedIn owner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import peewee as pw

from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.owners import of_owner
from core.store.tables.people import Connection

_KNOWN = Select(
    Connection.select(Connection.contact)
    .where((Connection.contact == given("contact")) & of_owner(Connection.member, given("member")))
    .limit(1),
    int,
)
_ADD = Change(
    Connection.insert(
        {Connection.contact: given("contact"), Connection.member: given("member"), Connection.at: given("at")}
    ).on_conflict(action="NOTHING", conflict_target=(Connection.contact, Connection.member)),
    about=touched.member(),
)
_COPY = Change(
    Connection.insert_from(
        Connection.select(given("to"), Connection.member, Connection.at).where(Connection.contact == given("contact")),
        (Connection.contact, Connection.member, Connection.at),
    ).on_conflict(action="NOTHING", conflict_target=(Connection.contact, Connection.member))
)
_OF_MEMBER = Select(
    Connection.select(Connection.contact)
    .where(of_owner(Connection.member, given("member")))
    .order_by(Connection.contact),
    int,
)
_REMOVE = Change(
    Connection.delete().where((Connection.contact == given("contact")) & of_owner(Connection.member, given("member"))),
    about=touched.member(),
)
_DELETE = Change(Connection.delete().where(Connection.contact == given("contact")))


def is_known(contact: Any, member: Any) -> Any:
    """Return the condition that a contact is known as a connection of a member's owner."""
    return pw.fn.EXISTS(
        Connection.select(pw.SQL("1")).where((Connection.contact == contact) & of_owner(Connection.member, member))
    )


def known(store: Reading, contact: int, member: int) -> bool:
    """Return whether a contact is known as a connection of a member's owner."""
    return _KNOWN.first(store, contact=contact, member=member) is not None


def add(store: Writing, contacts: Iterable[int], member: int, at: datetime) -> int:
    """Record that contacts are connected with a member, and return for how many that is new."""
    return sum(_ADD.run(store, contact=contact, member=member, at=at) for contact in contacts)


def of_member(store: Reading, member: int) -> list[int]:
    """Return the contacts recorded as connections of a member's owner."""
    return _OF_MEMBER.all(store, member=member)


def remove(store: Writing, contacts: Iterable[int], member: int) -> int:
    """Delete the record that contacts are connected with a member's owner; return how many contacts had it."""
    return sum(_REMOVE.run(store, contact=contact, member=member) > 0 for contact in contacts)


def copy(store: Writing, contact: int, to: int) -> None:
    """Copy to a contact the connections of another contact, which was merged into it."""
    _COPY.run(store, contact=contact, to=to)


def delete(store: Writing, contact: int) -> None:
    """Delete the connections of a contact."""
    _DELETE.run(store, contact=contact)
