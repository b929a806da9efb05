"""Contacts (table `contact`), one for each person: their values, and the merge of two that are the same person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import peewee as pw

from core.rules import same_person
from core.rules.addresses.identity import identity_of
from core.rules.value_origin import NewValue, Origin
from core.store import journal
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import dump_json
from core.store.journal import ENGINE
from core.store.people import addresses, connections, contact_values, entries
from core.store.people.free_people import is_free
from core.store.people.person_fields import FIELDS, Details, Person, fields_of, kept
from core.store.people.segments import filter_of
from core.store.people.source_people import members
from core.store.spelled import contains, one_of, pattern_of, same_in_any_case
from core.store.tables.people import Contact, SourceContact


class NewContact(NamedTuple):
    """A person who is not known yet, with addresses that no contact has."""

    details: Details
    keys: Sequence[str]
    public_id: str | None
    provider_id: str | None
    blocked: bool
    origins: str | None
    """The origin of the details (`contact_values.first_origins`)."""


class ContactRow(NamedTuple):
    """A contact for pages and for filling in texts."""

    id: int
    name: str
    first_name: str
    last_name: str
    public_id: str | None
    company: str
    position: str
    location: str
    headline: str
    language: str
    custom: dict[str, str]
    blocked: bool
    """True if marked “do not contact”, or excluded by a rule."""
    marked: bool
    """True if marked “do not contact”."""
    merged_into: int | None
    """The contact that is the same person and represents both; None for nearly everybody."""


class Summary(NamedTuple):
    """A contact's name, and whether it is marked “do not contact”."""

    name: str
    first_name: str
    blocked: bool


class Marked(NamedTuple):
    """A contact marked “do not contact”, and since when."""

    id: int
    name: str
    blocked_at: datetime


class Known(Person, Protocol):
    """A person's values from a profile."""

    @property
    def provider_id(self) -> str: ...
    @property
    def public_id(self) -> str: ...


class _Ids(NamedTuple):
    provider_id: str | None
    public_id: str | None
    name: str


class _Words(NamedTuple):
    name: str
    email: str
    public_id: str | None


_FIELDS = [getattr(Contact, name) for name in (*FIELDS, "custom")]
_BY_ID = Contact.id == given("contact")
_BLOCKED = Contact.blocked_at.is_null(False)
_ONCE = Contact.merged_into.is_null()

_ROW = Contact.select(
    Contact.id,
    Contact.name,
    Contact.first_name,
    Contact.last_name,
    Contact.public_id,
    Contact.company,
    Contact.position,
    Contact.location,
    Contact.headline,
    Contact.language,
    Contact.custom,
    ~is_free(),
    _BLOCKED,
    Contact.merged_into,
)
_ONE = Select(_ROW.where(_BY_ID), ContactRow)
_PAGE = (
    _ROW.where((Contact.id > given("after")) & _ONCE & contains(Contact.name, "pattern"))
    .order_by(Contact.id)
    .limit(given("limit"))
)
_PAGE_OF_ALL = Select(_PAGE, ContactRow)
_PAGE_OF_SOURCE = Select(
    _PAGE.where(
        Contact.id.in_(SourceContact.select(SourceContact.contact).where(SourceContact.source == given("source")))
    ),
    ContactRow,
)
_PAGE_OF_SOME = Select(_PAGE.where(one_of(Contact.id, "ids")), ContactRow)
_SOME = Select(_ROW.where(one_of(Contact.id, "ids")), ContactRow)
_COUNT = Select(Contact.select(pw.fn.COUNT(pw.SQL("*"))), int)
_COUNT_MERGED = Select(Contact.select(pw.fn.COUNT(Contact.id)).where(Contact.merged_into.is_null(False)), int)
_SUMMARY = Select(Contact.select(Contact.name, Contact.first_name, _BLOCKED).where(_BY_ID), Summary)
_IS_BLOCKED = Select(Contact.select(_BLOCKED).where(_BY_ID), bool)
_MARKED = Select(
    Contact.select(Contact.id, Contact.name, Contact.blocked_at).where(_BLOCKED & _ONCE).order_by(Contact.id), Marked
)
_IDS = Select(Contact.select(Contact.provider_id, Contact.public_id, Contact.name).where(_BY_ID), _Ids)
_WORDS = Select(
    Contact.select(Contact.name, Contact.email, Contact.public_id).where(one_of(Contact.id, "contacts")), _Words
)
_SURVIVING = Select(Contact.select(pw.fn.COALESCE(Contact.merged_into, Contact.id)).where(_BY_ID), int)
_BY_NAME = Select(
    Contact.select(Contact.id)
    .where(same_in_any_case(Contact.name, "name") & _ONCE)
    .order_by(Contact.id)
    .limit(given("limit")),
    int,
)
_WITH_MERGED = Select(
    Contact.select(Contact.id)
    .where(_BY_ID | (Contact.merged_into == given("contact")))
    .order_by(Contact.id != given("contact"), Contact.id),
    int,
)

_NEW = {
    Contact.public_id: given("public_id"),
    Contact.provider_id: given("provider_id"),
    **{field: given(field.name) for field in _FIELDS},
    Contact.origins: given("origins"),
    Contact.created_at: given("created_at"),
    Contact.blocked_at: given("blocked_at"),
}
_ADD = Change(Contact.insert({Contact.id: given("id"), **_NEW}))
_LAST = Select(Contact.select(pw.fn.COALESCE(pw.fn.MAX(Contact.id), 0)), int)
_KNOW = Change(
    Contact.update({Contact.provider_id: given("provider_id")}).where(_BY_ID), about=touched.contact("contact")
)
_BLOCK = Change(
    Contact.update({Contact.blocked_at: given("now")}).where(_BY_ID & Contact.blocked_at.is_null()),
    about=touched.contact("contact"),
)
_UNBLOCK = Change(
    Contact.update({Contact.blocked_at: None}).where(_BY_ID & Contact.blocked_at.is_null(False)),
    about=touched.contact("contact"),
)
_ERASE = Change(
    Contact.update(
        {
            **{field: "" for field in _FIELDS if field is not Contact.custom},
            Contact.name: given("name"),
            Contact.custom: {},
            Contact.origins: None,
            Contact.public_id: None,
            Contact.provider_id: None,
        }
    ).where(_BY_ID)
)
_Loser = Contact.alias("loser")
_BLOCK_AS = Change(
    Contact.update(
        {
            Contact.blocked_at: pw.fn.COALESCE(
                Contact.blocked_at, _Loser.select(_Loser.blocked_at).where(_Loser.id == given("loser"))
            )
        }
    ).where(_BY_ID)
)
_MERGE = Change(
    Contact.update({Contact.merged_into: given("winner")}).where(
        (Contact.id == given("loser")) | (Contact.merged_into == given("loser"))
    )
)


def get(store: Reading, contact: int) -> ContactRow:
    """Return one contact. Raises LookupError for an unknown id."""
    return _ONE.one(store, contact=contact)


def summary(store: Reading, contact: int) -> Summary:
    """Return the name of a contact and whether it is blocked. Raises LookupError for an unknown id."""
    return _SUMMARY.one(store, contact=contact)


def page(store: Reading, *, source: int | None, name: str, after: int, limit: int) -> list[ContactRow]:
    """Return the contacts of one source, or of all, with ids above `after` and `name` in their names, ordered by id."""
    values: dict[str, object] = {"after": after, "pattern": pattern_of(name), "limit": limit}
    if source is None:
        return _PAGE_OF_ALL.all(store, **values)
    if filter_of(store, source) is None:
        return _PAGE_OF_SOURCE.all(store, source=source, **values)
    return _PAGE_OF_SOME.all(store, ids=members(store, source), **values)


def some(store: Reading, ids: Iterable[int]) -> list[ContactRow]:
    """Return contacts by id, in no order."""
    return _SOME.all(store, ids=list(ids))


def count(store: Reading) -> int:
    """Count the people; two merged contacts count once.

    SQLite counts all rows by whole pages, and reads only the merged ones one by one, which are then subtracted.
    """
    return _COUNT.one(store) - _COUNT_MERGED.one(store)


def is_blocked(store: Reading, contact: int) -> bool:
    """Return whether a contact is marked “do not contact”. Raises LookupError for an unknown id."""
    return _IS_BLOCKED.one(store, contact=contact)


def marked(store: Reading) -> list[Marked]:
    """Return the people who are marked “do not contact”, ordered by id; contacts merged into another are left out."""
    return _MARKED.all(store)


def addresses_of_marked(store: Reading) -> list[addresses.Address]:
    """Return the addresses of the people who are marked “do not contact”."""
    return addresses.contacts_by_id(store, [row.id for row in _MARKED.all(store)])


def surviving(store: Reading, contact: int) -> int | None:
    """Return the contact into which a contact was merged; the contact itself if it was not; None for an unknown id."""
    return _SURVIVING.first(store, contact=contact)


def ids_by_name(store: Reading, name: str, *, limit: int) -> list[int]:
    """Return the first `limit` people with this full name, without regard to case, ordered by id."""
    return _BY_NAME.all(store, name=name, limit=limit)


def with_merged(store: Reading, contact: int) -> list[int]:
    """Return a contact, and after it all that were merged into it, ordered by id."""
    return _WITH_MERGED.all(store, contact=contact)


def identifying_words(store: Reading, contacts: Iterable[int]) -> set[str]:
    """Return names, e-mail addresses and public ids of contacts."""
    return {word for row in _WORDS.all(store, contacts=list(contacts)) for word in row if word}


def identifier(store: Reading, contact: int) -> str:
    """Return the id by which the provider is asked for a contact: the provider's own if known, else the public one."""
    row = _IDS.one(store, contact=contact)
    return str(row.provider_id or row.public_id)


def public_id(store: Reading, contact: int) -> str | None:
    """Return the public identifier of a contact, or None if it is not known."""
    return _IDS.one(store, contact=contact).public_id


def add(
    store: Writing,
    details: Details,
    keys: Sequence[str],
    now: datetime,
    *,
    public_id: str | None,
    provider_id: str | None,
    blocked: bool,
    told: Mapping[str, NewValue] | None = None,
) -> int:
    """Add a person under addresses that no contact has, and return the contact's id.

    `told` gives the origin of details that are not a file's own.
    """
    new = NewContact(details, keys, public_id, provider_id, blocked, contact_values.first_origins(told or {}))
    return add_many(store, [new], now)[0]


def add_many(store: Writing, people: Sequence[NewContact], now: datetime) -> list[int]:
    """Add people as `add` does, all at once, and return their ids in the same order.

    Contact ids are assigned here and nowhere else: a server's own id sequence does not know of them.
    """
    first = _LAST.one(store) + 1
    _ADD.run_many(store, [{"id": first + at, **_values(new, now)} for at, new in enumerate(people)])
    pairs = [addresses.Address(key, first + at) for at, new in enumerate(people) for key in new.keys]
    addresses.add_many(store, pairs)
    return list(range(first, first + len(people)))


def _values(new: NewContact, now: datetime) -> dict[str, object]:
    return {
        **{name: getattr(new.details, name) for name in FIELDS},
        "custom": dump_json(new.details.custom),
        "public_id": new.public_id,
        "provider_id": new.provider_id,
        "origins": new.origins,
        "created_at": now,
        "blocked_at": now if new.blocked else None,
    }


def block(store: Writing, contact: int, now: datetime) -> bool:
    """Mark a contact “do not contact”; return whether it was not marked before."""
    return bool(_BLOCK.run(store, contact=contact, now=now))


def unblock(store: Writing, contact: int) -> bool:
    """Remove the mark “do not contact” from a contact; return whether it was there."""
    return bool(_UNBLOCK.run(store, contact=contact))


def erase(store: Writing, contact: int, name: str) -> None:
    """Erase a contact's data; the row stays, with a name that says why."""
    _ERASE.run(store, contact=contact, name=name)


def addresses_of(profile: Known) -> list[str]:
    """Return the addresses in a profile; LinkedIn may withhold the public one."""
    public = identity_of(profile.public_id, bare=True)
    told = [public.key] if public is not None and public.kind == "public" else []
    return [f"provider:{profile.provider_id}", *told]


def is_another(store: Reading, contact: int, profile: Known) -> bool:
    """Return whether a profile that was read for a contact belongs to another person."""
    row = _IDS.one(store, contact=contact)
    asked = same_person.Named(row.provider_id or "", row.public_id or "", row.name)
    name = kept("name", f"{profile.first_name} {profile.last_name}")
    return same_person.is_another(asked, same_person.Named(profile.provider_id, profile.public_id, name))


def learn(store: Writing, contact: int, profile: Known, now: datetime) -> tuple[int, bool]:
    """Add the provider's id to a contact, and take the values that LinkedIn knows better than the contact's file.

    Returns the contact that now represents the person, and True if that is another contact than before.
    """
    owner = addresses.contact_of(store, f"provider:{profile.provider_id}")
    if owner is not None and owner != contact:
        merge(store, owner, contact, now)
        return owner, True
    for address in addresses_of(profile):
        addresses.add_unknown(store, address, contact)
    _KNOW.run(store, contact=contact, provider_id=profile.provider_id)
    told = {name: NewValue(text, Origin.PROFILE) for name, text in fields_of(profile).items()}
    changed = contact_values.tell(store, contact, told, now).changed
    replaced = {name: pair for name, pair in changed.items() if pair[0]}  # only what was overwritten is journaled
    contact_values.journal_change(store, contact, replaced, now, ENGINE, by=Origin.PROFILE)
    return contact, False


def merge(store: Writing, winner: int, loser: int, now: datetime) -> None:
    """Merge two contacts that are one person: the winner gets addresses, sources, connections and the block.

    The loser's row stays, marked as merged: its outreaches still refer to it.
    """
    addresses.move(store, loser, winner)
    entries.copy(store, loser, winner)
    connections.copy(store, loser, winner)
    _BLOCK_AS.run(store, contact=winner, loser=loser)
    _MERGE.run(store, winner=winner, loser=loser)
    journal.write(store, now, ENGINE, "merged", contact=winner, data={"contact": loser})
