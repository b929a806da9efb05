"""The campaigns that depend on a member or a source: they stop when it is archived."""

from __future__ import annotations

from typing import Literal, NamedTuple

import peewee as pw

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach

Ground = Literal["member", "source"]


class Dependent(NamedTuple):
    """An active campaign, and the id of its member or source."""

    ground: int
    campaign: str


class _Count(NamedTuple):
    status: str
    people: int


_FIELDS = {"member": Campaign.member, "source": Campaign.source}
_UNARCHIVED = Campaign.archived_at.is_null()
_ACTIVE = {
    ground: Select(
        Campaign.select(field, Campaign.name)
        .where((Campaign.active == 1) & _UNARCHIVED)
        .order_by(Campaign.name, Campaign.id),
        Dependent,
    )
    for ground, field in _FIELDS.items()
}
_STATUSES = {
    ground: Select(
        Campaign.select(Outreach.status, pw.fn.COUNT(Outreach.id))
        .join(Outreach)
        .where((field == given("id")) & _UNARCHIVED)
        .group_by(Outreach.status),
        _Count,
    )
    for ground, field in _FIELDS.items()
}


def active_campaigns(store: Reading, ground: Ground) -> list[Dependent]:
    """Return all active campaigns with their member or source, ordered by name."""
    return _ACTIVE[ground].all(store)


def people_by_status(store: Reading, ground: Ground, ident: int) -> dict[str, int]:
    """Count the outreaches in the unarchived campaigns of a member or source, by status."""
    return {row.status: row.people for row in _STATUSES[ground].all(store, id=ident)}
