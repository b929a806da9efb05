"""Invitations of an account that Overture did not send (table `foreign_invitation`), from its sent list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.owners import of_owner
from core.store.spelled import one_of
from core.store.tables.journal import Journal
from core.store.tables.outreach import ForeignInvitation


class Outside(NamedTuple):
    """An invitation that Overture did not send: when it was sent, and when it was first seen."""

    at: datetime
    seen_at: datetime


_MEMBER = given("member")
_OWN = of_owner(ForeignInvitation.member, _MEMBER)
_SEEN = ForeignInvitation.alias("seen")
_SAME = (_SEEN.invitation_id == given("invitation")) | (
    (_SEEN.person != "") & (_SEEN.person == given("person")) & (_SEEN.at > given("since"))
)
_ADD = Change(
    ForeignInvitation.insert_from(
        pw.Select(columns=[given(name) for name in ("member", "invitation", "person", "at", "now", "noted")]).where(
            ~pw.fn.EXISTS(_SEEN.select(_SEEN.id).where(of_owner(_SEEN.member, _MEMBER) & _SAME))
        ),
        [
            ForeignInvitation.member,
            ForeignInvitation.invitation_id,
            ForeignInvitation.person,
            ForeignInvitation.at,
            ForeignInvitation.seen_at,
            ForeignInvitation.noted,
        ],
    ),
    about=touched.member(),
)
_DELETE_NAMED = Change(
    ForeignInvitation.delete().where(
        (ForeignInvitation.member == _MEMBER) & ForeignInvitation.invitation_id.startswith(given("name"))
    )
)
_HIDE = Change(
    ForeignInvitation.update({ForeignInvitation.person: ""}).where(ForeignInvitation.person == given("person"))
)
_PEOPLE = Select(ForeignInvitation.select(ForeignInvitation.person).where(ForeignInvitation.member == _MEMBER), str)
_ANY_OF = Select(
    ForeignInvitation.select(ForeignInvitation.id).where(_OWN & one_of(ForeignInvitation.person, "people")).limit(1),
    int,
)
_OF_MEMBER = Select(ForeignInvitation.select(ForeignInvitation.at, ForeignInvitation.seen_at).where(_OWN), Outside)
_PROFILE_READ = Journal.select(pw.fn.MAX(Journal.at)).where(
    (Journal.outreach == given("outreach")) & (Journal.kind == "profile.read")
)
_SINCE_PROFILE = Select(
    ForeignInvitation.select(ForeignInvitation.id)
    .where(
        _OWN
        & (ForeignInvitation.person == given("person"))
        & (ForeignInvitation.seen_at >= pw.fn.COALESCE(_PROFILE_READ, 0))
    )
    .limit(1),
    int,
)


def add(
    store: Writing,
    member: int,
    invitation: str,
    person: str,
    *,
    at: datetime,
    same_since: datetime,
    noted: bool,
    now: datetime,
) -> int:
    """Add an invitation unless the owner has it already, and return how many were added.

    An invitation to the same person later than `same_since` is the same one: another account gives it another id.
    """
    return _ADD.run(
        store, member=member, invitation=invitation, person=person, at=at, since=same_since, noted=noted, now=now
    )


def delete_named(store: Writing, member: int, beginning: str) -> None:
    """Delete a member's invitations whose id begins with `beginning`."""
    _DELETE_NAMED.run(store, member=member, name=beginning)


def hide_person(store: Writing, person: str) -> None:
    """Remove the id of an erased person from all invitations."""
    _HIDE.run(store, person=person)


def people(store: Reading, member: int) -> set[str]:
    """Return the provider's ids of the people whom a member invited outside Overture."""
    return set(_PEOPLE.all(store, member=member))


def has_any(store: Reading, member: int, people: Iterable[str]) -> bool:
    """Return whether the member's owner invited one of these people outside Overture."""
    return _ANY_OF.first(store, member=member, people=list(people)) is not None


def of_member(store: Reading, member: int) -> list[Outside]:
    """Return the invitations that the member's owner sent outside Overture."""
    return _OF_MEMBER.all(store, member=member)


def seen_since_profile(store: Reading, outreach: int, member: int, person: str) -> bool:
    """Return whether the account's list has shown an invitation to a person since their profile was read."""
    return _SINCE_PROFILE.first(store, outreach=outreach, member=member, person=person) is not None
