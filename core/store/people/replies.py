"""Messages that people sent back (table `reply`), and those that the member wrote outside Overture."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store import campaign_counts
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import is_false
from core.store.spelled import one_of
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach, Reply
from core.store.tables.people import Contact
from core.store.tables.workspace import Member


class ReplyRow(NamedTuple):
    """A reply with its person and campaign; `at_us` is microseconds as stored, so an unreadable one hides no other."""

    id: int
    contact: int
    person: str
    public_id: str | None
    campaign_id: int
    campaign: str
    program: str
    member: str
    at_us: int
    text: str
    ours: int


class Unanswered(NamedTuple):
    """The last message of a person that nobody has answered."""

    outreach_id: int
    at: datetime
    contact_id: int
    person: str
    public_id: str | None
    campaign_id: int
    campaign: str
    text: str
    """Empty once the person was erased."""


_ROW = {
    Reply.outreach: given("outreach"),
    Reply.message_id: given("message"),
    Reply.at: given("at"),
    Reply.text: given("text"),
    Reply.ours: given("ours"),
}
_KNOWN = Reply.alias("known")
_SAME = (_KNOWN.message_id == given("message")) | (
    (_KNOWN.at == given("at")) & (_KNOWN.text == given("text")) & (_KNOWN.ours == given("ours"))
)
_ADD = Change(
    Reply.insert_from(
        pw.Select(columns=list(_ROW.values())).where(
            ~pw.fn.EXISTS(_KNOWN.select(_KNOWN.id).where((_KNOWN.outreach == given("outreach")) & _SAME))
        ),
        list(_ROW),
    ),
    about=touched.outreach(),
)
_OF_CONTACTS = Reply.outreach.in_(Outreach.select(Outreach.id).where(one_of(Outreach.contact, "contacts")))
_ANSWERS = Select(
    Reply.select(pw.fn.COUNT(Reply.id)).where((Reply.outreach == given("outreach")) & is_false(Reply.ours)), int
)
_EMPTY = Change(Reply.update({Reply.text: ""}).where(_OF_CONTACTS))
_COUNT = Select(Reply.select(pw.fn.COUNT(Reply.id)).where(_OF_CONTACTS), int)
_LIST = Select(
    Reply.select(
        Reply.id,
        Contact.id,
        Contact.name,
        Contact.public_id,
        Campaign.id,
        Campaign.name,
        Campaign.program,
        Member.name,
        Reply.at,
        Reply.text,
        Reply.ours,
    )
    .join(Outreach)
    .join(Contact)
    .switch(Outreach)
    .join(Campaign)
    .join(Member, on=Member.id == Outreach.member)
    .where(Reply.at > given("after_us"))
    .order_by(Reply.at.desc(), Reply.id.desc())
    .limit(given("limit")),
    ReplyRow,
)
_LATER = Reply.alias("later")
_UNANSWERED = Select(
    Reply.select(
        Outreach.id,
        Reply.at,
        Contact.id,
        Contact.name,
        Contact.public_id,
        Campaign.id,
        Campaign.name,
        Reply.text,
    )
    .join(Outreach)
    .join(Contact)
    .switch(Outreach)
    .join(Campaign)
    .where(
        (Reply.at > given("after"))
        & is_false(Reply.ours)
        & ~pw.fn.EXISTS(
            _LATER.select(_LATER.id).where(
                (_LATER.outreach == Reply.outreach)
                & ((_LATER.at > Reply.at) | ((_LATER.at == Reply.at) & (_LATER.id > Reply.id)))
            )
        )
    )
    .order_by(Reply.at.desc(), Reply.id.desc())
    .limit(given("limit")),
    Unanswered,
)


def add(store: Writing, outreach: int, message: str, at: datetime, text: str, *, ours: bool) -> bool:
    """Store a message unless it is known, and return whether it was stored.

    A message is known by its id, or by its time, text and author, since another account gives it another id.
    """
    added = _ADD.run(store, outreach=outreach, message=message, at=at, text=text, ours=ours) > 0
    if added and not ours and _ANSWERS.one(store, outreach=outreach) == 1:
        campaign_counts.answer(store, outreach)
    return added


def erase(store: Writing, contact: int) -> None:
    """Delete the texts of a contact's replies."""
    _EMPTY.run(store, contacts=[contact])


def count(store: Reading, contacts: Iterable[int]) -> int:
    """Count the replies of contacts."""
    return _COUNT.one(store, contacts=list(contacts))


def list_rows(store: Reading, after: datetime | None, limit: int) -> list[ReplyRow]:
    """Return the newest replies later than `after`, newest first."""
    return _LIST.all(store, after_us=-1 if after is None else after, limit=limit)


def unanswered(store: Reading, after: datetime, limit: int) -> list[Unanswered]:
    """Return the people whose last message came later than `after` and was not answered, newest first."""
    return _UNANSWERED.all(store, after=after, limit=limit)
