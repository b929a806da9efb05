"""Contacts as `overture contact list` prints them: those that fit a filter, by id or in the filter's order."""

from __future__ import annotations

from dataclasses import replace

from core.rules.filters.folding import fold
from core.rules.filters.keys import CONTACTS
from core.rules.filters.parse import Condition
from core.services.audience.contact_page import contacts_of
from core.services.list_filters import filter_of
from core.services.lookup import find
from core.store.filters import filtered
from core.store.people.source_people import members
from core.text import clean
from core.views.people_view import Contact
from core.workspace import Workspace


def list_contacts(
    workspace: Workspace, where: str = "", *, source: str | None = None, search: str = "", after: int = 0, limit: int
) -> list[Contact]:
    """Return the contacts that meet all conditions, from behind the contact `after`; `search` is a part of the name.

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
