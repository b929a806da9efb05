"""Lists of contacts that match a filter, by id or in the filter's order: for `contact list` and the app's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import Literal, NamedTuple

from core.errors import UsageError
from core.rules.codes import CODES
from core.rules.filters.folding import fold
from core.rules.filters.keys import CONTACTS
from core.rules.filters.parse import Condition
from core.rules.limits import AFTER_WITHDRAWAL
from core.rules.shortage import UNRECORDED
from core.services.audience.contact_page import contacts_of
from core.services.list_filters import filter_of
from core.services.lookup import find
from core.store import campaigns
from core.store.database import Reading
from core.store.fields import to_us
from core.store.filters import filtered
from core.store.filters.filtered import Among
from core.store.people.source_people import members
from core.store.views.explaining import people_then, person_states
from core.text import clean
from core.views.people_view import Contact, ContactPage
from core.workspace import Workspace

PAGE = 100
"""Rows of a page in the app."""
Move = Literal["", "back", "end"]
"""The page after a row (empty), the page before it (`back`), or the last page (`end`)."""


class Reason(NamedTuple):
    """A choice of people by the code that a campaign has for them: why it has not contacted them, or `contacted`.

    With `at`, it is the code that they had at that past moment.
    """

    campaign: str
    """Id or name."""
    code: str
    """Code of the reason, or `contacted`."""
    at: datetime | None = None


def contact_page(
    workspace: Workspace, where: str, at: int, move: Move, first: int, reason: Reason | None = None
) -> ContactPage:
    """Return a page of contacts: the page after the row `at`, the page before that row, or the last page.

    `first` is the number of the page's first row, from 1, as the caller knows it; for the first and the last page it is
    computed. A longer list costs more for an order without an index, which is sorted for each page, and for
    the last page, which counts the list. Raises UsageError for a filter that cannot be read.
    """
    wanted = filter_of(workspace, where, CONTACTS)
    with workspace.store.read() as store:
        after, among = at, _among(workspace, store, reason)
        if move:
            before = at if move == "back" else 0
            after = filtered.begin_of_last(store, "contacts", wanted, among=among, before=before, limit=PAGE)
        ids = filtered.ids(store, "contacts", wanted, among=among, after=after, limit=PAGE + 1)
        if move == "end":
            first = filtered.count(store, "contacts", wanted, among=among) - len(ids) + 1
        people = tuple(contacts_of(store, ids[:PAGE]))
        return ContactPage(people, len(ids) > PAGE, 1 if not after else max(1, first), after)


def _among(workspace: Workspace, store: Reading, reason: Reason | None) -> Among | None:
    """Return the people with a reason, including those merged into another contact, as the count of the reason does.

    Returns None if no reason is given.

    Raises NotFoundError for an unknown campaign, UsageError for an unknown code.
    """
    if reason is None:
        return None
    if reason.code not in (codes := {*CODES, UNRECORDED}):
        near = get_close_matches(reason.code, codes, 1)
        hint = f"Did you mean {near[0]}?" if near else "`overture explain CAMPAIGN` shows them."
        raise UsageError(f"“{clean(reason.code, 40)}” is no code of a reason. {hint}", field="--why")
    row = campaigns.get(store, find(store, "campaign", reason.campaign))
    if reason.at is not None:
        return Among(people_then.with_code(store, row, reason.code, reason.at), hidden=True)
    after = to_us(workspace.now() - AFTER_WITHDRAWAL)
    found = person_states.with_code(store, row, reason.code, dedupe=workspace.stamp.dedupe, withdrawn_after=after)
    return Among(found, hidden=True)


def row_at(workspace: Workspace, where: str, place: int, reason: Reason | None = None) -> int | None:
    """Return the id of the contact before the row at `place` (from 1), so that a page can begin with that row.

    Returns 0 for the first row, None if the list is shorter.
    """
    if place <= 1:
        return 0
    wanted = filter_of(workspace, where, CONTACTS)
    with workspace.store.read() as store:
        among = _among(workspace, store, reason)
        if not filtered.id_at(store, "contacts", wanted, place, among=among):
            return None
        return filtered.id_at(store, "contacts", wanted, place - 1, among=among)


def every_id(workspace: Workspace, where: str, reason: Reason | None, *, limit: int) -> list[int]:
    """Return the ids of all contacts that match, in their order, at most `limit`.

    Raises UsageError for a filter that cannot be read.
    """
    wanted = filter_of(workspace, where, CONTACTS)
    with workspace.store.read() as store:
        return filtered.ids(store, "contacts", wanted, among=_among(workspace, store, reason), after=0, limit=limit)


def list_contacts(
    workspace: Workspace,
    where: str = "",
    *,
    source: str | None = None,
    reason: Reason | None = None,
    search: str = "",
    after: int = 0,
    limit: int,
) -> list[Contact]:
    """Return the contacts that meet all conditions, after the contact `after`; `search` is a part of the name.

    Raises NotFoundError for an unknown source or campaign, UsageError for a filter that cannot be read.
    """
    wanted = filter_of(workspace, where, CONTACTS)
    conditions = [*wanted.conditions]
    if search:
        conditions.append(Condition((CONTACTS.key("name"),), ":", (fold(clean(search)),)))
    with workspace.store.read() as store:
        among = _among(workspace, store, reason)
        if source is not None:
            held = members(store, find(store, "source", source))
            among = Among(held) if among is None else among._replace(ids=sorted(set(held) & set(among.ids)))
        whole = replace(wanted, conditions=tuple(conditions))
        return contacts_of(store, filtered.ids(store, "contacts", whole, among=among, after=after, limit=limit))
