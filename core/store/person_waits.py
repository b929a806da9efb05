"""People whom the network forbids a member to invite for a while."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Writing
from core.store.fields import maybe_moment
from core.store.owners import of_owner
from core.store.tables.holds import PersonWait
from core.store.tables.outreach import Outreach


class Suspect(NamedTuple):
    """A person whose refusal may concern them alone; the next person's answer decides."""

    outreach: int
    person: str


_PERSON = (PersonWait.member == given("member")) & (PersonWait.person == given("person"))
_SUSPECTS = (PersonWait.member == given("member")) & PersonWait.until_at.is_null()
_UNTIL = Select(
    PersonWait.select(pw.fn.MAX(PersonWait.until_at)).where(
        of_owner(PersonWait.member, given("member"))
        & (PersonWait.person == given("person"))
        & (PersonWait.until_at > given("now"))
    ),
    maybe_moment,
)
_ALL_SUSPECTS = Select(PersonWait.select(PersonWait.outreach, PersonWait.person).where(_SUSPECTS), Suspect)
_ADD = Insert(
    PersonWait.insert(
        {
            PersonWait.member: given("member"),
            PersonWait.outreach: given("outreach"),
            PersonWait.person: given("person"),
            PersonWait.since: given("now"),
        }
    )
)
_WAIT = Change(PersonWait.update({PersonWait.until_at: given("until")}).where(_PERSON))
_DELETE = Change(PersonWait.delete().where(_PERSON))
_DELETE_SUSPECTS = Change(PersonWait.delete().where(_SUSPECTS))
_DELETE_OF_CONTACT = Change(
    PersonWait.delete().where(
        PersonWait.outreach.in_(Outreach.select(Outreach.id).where(Outreach.contact == given("contact")))
    )
)


def until(store: Reading, member: int, person: str, now: datetime) -> datetime | None:
    """Return until when a member may not invite a person; None if the member may do so now."""
    return _UNTIL.one(store, member=member, person=person, now=now)


def suspects(store: Reading, member: int) -> list[Suspect]:
    """Return the people whose refusal may concern them alone and is not decided yet."""
    return _ALL_SUSPECTS.all(store, member=member)


def suspect(store: Writing, member: int, outreach: int, person: str, now: datetime) -> None:
    """Record that a refusal may concern this person alone; the next person is tried to find out."""
    _DELETE.run(store, member=member, person=person)
    _ADD.run(store, member=member, outreach=outreach, person=person, now=now)


def wait(store: Writing, member: int, person: str, until_at: datetime) -> None:
    """Send a person no invitation before `until_at`: the refusal concerned this person alone."""
    _WAIT.run(store, member=member, person=person, until=until_at)


def clear_suspects(store: Writing, member: int) -> None:
    """Clear all suspects of a member: the refusal concerned the account."""
    _DELETE_SUSPECTS.run(store, member=member)


def invited(store: Writing, member: int, person: str) -> None:
    """Delete the wait of a person who was invited meanwhile."""
    _DELETE.run(store, member=member, person=person)


def forget(store: Writing, contact: int) -> None:
    """Delete the waits of a contact."""
    _DELETE_OF_CONTACT.run(store, contact=contact)
