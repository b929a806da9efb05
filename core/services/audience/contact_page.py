"""Contacts a page at a time, and one of them with all its events: quick for any number of contacts."""

from __future__ import annotations

from collections.abc import Sequence

from core.rules.addresses.identity import profile_address
from core.rules.filters.natural_order import natural
from core.rules.value_origin import Origin
from core.services.audience.contacts import find_contact
from core.services.audience.rule_holders import holders
from core.services.lookup import find
from core.services.overview.journal_text import journey_event
from core.store.database import Reading
from core.store.people import contact_values, contacts
from core.store.people.contacts import ContactRow
from core.store.views import activity, outreach_people
from core.views.exclusions_view import Holder
from core.views.people_view import BlockingEnds, Contact, ContactPage, ContactValue, Journey
from core.workspace import Workspace

PAGE = 100
LARGEST = 2**63 - 2
"""Most rows of a page: one more than this must fit into SQLite's largest integer."""


def page(
    workspace: Workspace, *, source: str | None = None, search: str = "", after: int = 0, size: int = PAGE
) -> ContactPage:
    """Return contacts whose id is above `after` and whose name contains `search`, of one source or all.

    A page continues after an id, not at an offset, so each is equally fast. Raises NotFoundError for an unknown source.
    """
    with workspace.store.read() as store:
        ident = None if source is None else find(store, "source", source)
        found = contacts.page(store, source=ident, name=search, after=after, limit=min(size, LARGEST) + 1)
        return ContactPage(tuple(_contacts(store, found[:size])), len(found) > size)


def contacts_of(store: Reading, ids: Sequence[int]) -> list[Contact]:
    """Return contacts in the order of `ids`, with a fixed number of statements."""
    found = {view.id: view for view in _contacts(store, contacts.some(store, ids))}
    return [found[ident] for ident in ids]


def _contacts(store: Reading, found: Sequence[ContactRow]) -> list[Contact]:
    open_in = outreach_people.open_by_contact(store, [row.id for row in found])
    held = holders(store, {row.id: row.marked for row in found})
    others = sorted({row.merged_into for row in found if row.merged_into is not None})
    same = {other.id: other.name for other in contacts.some(store, others)} if others else {}
    return [_contact(row, open_in.get(row.id, 0), held[row.id], same) for row in found]


def _contact(row: ContactRow, open_in: int, held_by: tuple[Holder, ...], same: dict[int, str]) -> Contact:
    return Contact(
        id=row.id,
        name=row.name,
        first_name=row.first_name,
        last_name=row.last_name,
        profile=profile_address(row.public_id) if row.public_id else None,
        company=row.company,
        position=row.position,
        location=row.location,
        headline=row.headline,
        language=row.language,
        blocked=row.blocked,
        custom=row.custom,
        open_in=open_in,
        held_by=held_by,
        merged_into=row.merged_into,
        same_as="" if row.merged_into is None else same[row.merged_into],
    )


def journey(workspace: Workspace, ref: str) -> Journey:
    """Return one contact with all its events, newest first. Raises NotFoundError."""
    with workspace.store.read() as store:
        ident = find_contact(store, ref)
        contact, values = with_values(store, ident)
        found = activity.journey(store, ident)
    return Journey(contact, values, tuple(journey_event(row) for row in found if row.kind != "profile.read"))


def with_values(store: Reading, ident: int) -> tuple[Contact, dict[str, ContactValue]]:
    """Return one contact, and its values by field with their origins, including values that a person cleared."""
    (contact,) = _contacts(store, [contacts.get(store, ident)])
    added = contact_values.added_at(store, ident)
    return contact, {
        name: ContactValue(value.text, value.origin, value.at or added, value.was, value.file)
        for name, value in contact_values.of(store, ident).items()
        if value.text or value.origin is Origin.HAND
    }


def what_blocking_ends(workspace: Workspace, ref: str) -> BlockingEnds:
    """Return the counts for the question before somebody is marked “do not contact”. Raises NotFoundError."""
    with workspace.store.read() as store:
        contact = find_contact(store, ref)
        known = contacts.summary(store, contact)
        found = outreach_people.campaigns_ended_by_block(store, contact)
    return BlockingEnds(contact, known.name, known.blocked, tuple(sorted(found, key=natural)))
