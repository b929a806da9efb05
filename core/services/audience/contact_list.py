"""Contacts as `overture contact list` prints them: those that match a filter, by id or in the filter's order."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from core.rules.filters.folding import fold
from core.rules.filters.keys import CONTACTS
from core.rules.filters.parse import Condition
from core.services.audience.contact_page import contacts_of
from core.services.list_filters import filter_of
from core.services.lookup import find
from core.store.filters import filtered
from core.store.people.source_people import members
from core.text import clean
from core.views.people_view import Contact, ContactPage
from core.workspace import Workspace

PAGE = 100
"""Rows of a page in the app."""
Move = Literal["", "back", "end"]
"""The page after a row (empty), the page before it (`back`), or the last page (`end`)."""


def contact_page(workspace: Workspace, where: str, at: int, move: Move, first: int) -> ContactPage:
    """Return a page of contacts: those behind the row `at`, those ahead of it, or the last ones.

    `first` is the number of the page's first row, counted from 1; for the last page it is counted here, and for a page
    that begins the list it is 1. An order without an index is sorted again for each page, and the last page counts the
    list, so both cost more in a longer list. Raises UsageError for a filter that cannot be read.
    """
    wanted = filter_of(workspace, where, CONTACTS)
    with workspace.store.read() as store:
        after = at
        if move:
            before = at if move == "back" else 0
            after = filtered.begin_of_last(store, "contacts", wanted, before=before, limit=PAGE)
        ids = filtered.ids(store, "contacts", wanted, after=after, limit=PAGE + 1)
        if move == "end":
            first = filtered.count(store, "contacts", wanted) - len(ids) + 1
        people = tuple(contacts_of(store, ids[:PAGE]))
        return ContactPage(people, len(ids) > PAGE, 1 if not after else max(1, first), after)


def row_at(workspace: Workspace, where: str, place: int) -> int:
    """Return the contact after which a page begins with the row at this place, the first being 1; 0 for the first."""
    if place <= 1:
        return 0
    wanted = filter_of(workspace, where, CONTACTS)
    with workspace.store.read() as store:
        return filtered.id_at(store, "contacts", wanted, place - 1)


def list_contacts(
    workspace: Workspace, where: str = "", *, source: str | None = None, search: str = "", after: int = 0, limit: int
) -> list[Contact]:
    """Return the contacts that meet all conditions, after the contact `after`; `search` is a part of the name.

    Raises NotFoundError for an unknown source, UsageError for a filter that cannot be read.
    """
    wanted = filter_of(workspace, where, CONTACTS)
    conditions = [*wanted.conditions]
    if search:
        conditions.append(Condition((CONTACTS.key("name"),), ":", (fold(clean(search)),)))
    with workspace.store.read() as store:
        among = None if source is None else members(store, find(store, "source", source))
        whole = replace(wanted, conditions=tuple(conditions))
        return contacts_of(store, filtered.ids(store, "contacts", whole, among=among, after=after, limit=limit))
