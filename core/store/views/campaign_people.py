"""How many people each campaign has, by what became of them: a handful of statements over all campaigns."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import WRITTEN, Status
from core.store.compiled import Select
from core.store.database import Reading
from core.store.fields import is_true
from core.store.sqlite import unindexed
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach


class Pending(NamedTuple):
    """What waits for approval in one campaign."""

    campaign: int
    since: datetime
    texts: int
    invitations: int
    first_due: str | None
    """The first local date on which a message that waits is due, an ISO date; empty where one has none."""


class _Count(NamedTuple):
    campaign: int
    people: int


class _Status(NamedTuple):
    campaign: int
    status: str
    people: int


_COUNT = pw.fn.COUNT(Outreach.id)
_ACCEPTED = Select(
    Outreach.select(Outreach.campaign, _COUNT).where(Outreach.accepted_at.is_null(False)).group_by(Outreach.campaign),
    _Count,
)
_STATUSES = Select(
    Outreach.select(Outreach.campaign, Outreach.status, _COUNT).group_by(Outreach.campaign, Outreach.status), _Status
)
_DUE = pw.Case(None, [(Outreach.step > 0, pw.fn.COALESCE(Outreach.due_date, ""))])
_PENDING = Select(
    Outreach.select(
        Outreach.campaign, pw.fn.MIN(Outreach.changed_at), _COUNT, pw.fn.SUM(Outreach.step == 0), pw.fn.MIN(_DUE)
    )
    .where(Outreach.status == Status.PENDING)
    .group_by(Outreach.campaign),
    Pending,
)
_LAST = Outreach.alias("last")
_LAST_BATCH = _LAST.select(_LAST.batch).where(_LAST.campaign == Campaign.id).order_by(_LAST.id.desc()).limit(1)


def _of_last_batch(*conditions: Any) -> Select[_Count]:
    """Count the people whom each campaign drew last: campaign by campaign, each by the index over batches."""
    query = Campaign.select(Campaign.id, _COUNT).join(Outreach, pw.JOIN.CROSS)
    of_batch = (Outreach.campaign == Campaign.id) & (Outreach.batch == _LAST_BATCH)
    return Select(query.where(of_batch, *conditions).group_by(Campaign.id), _Count)


_DRAWN_LAST = _of_last_batch()
_FAILED_LAST = _of_last_batch(
    unindexed(Outreach.status) == Status.CANCELLED, pw.Expression(Outreach.reason, pw.OP.ILIKE, pw.Value("text.%"))
)
_NOTES_KEPT = Select(
    Campaign.select(Outreach.campaign, _COUNT)
    .join(Outreach)
    .where(
        (Campaign.note_rule == "hold")
        & is_true(Campaign.active)
        & (Outreach.step == 0)
        & Outreach.text.is_null(False)
        & Outreach.status.in_(WRITTEN)
    )
    .group_by(Outreach.campaign),
    _Count,
)


def _by_campaign(store: Reading, statement: Select[_Count]) -> dict[int, int]:
    return {row.campaign: row.people for row in statement.all(store)}


def accepted(store: Reading) -> dict[int, int]:
    """Count who accepted, by campaign."""
    return _by_campaign(store, _ACCEPTED)


def by_status(store: Reading) -> dict[int, dict[str, int]]:
    """Count the people in each status, by campaign."""
    found: dict[int, dict[str, int]] = {}
    for row in _STATUSES.all(store):
        found.setdefault(row.campaign, {})[row.status] = row.people
    return found


def pending(store: Reading) -> dict[int, Pending]:
    """Return what waits for approval, by campaign."""
    return {row.campaign: row for row in _PENDING.all(store)}


def drawn_last(store: Reading) -> dict[int, int]:
    """Count the people who were drawn for the last run of each campaign that drew any."""
    return _by_campaign(store, _DRAWN_LAST)


def failed_last(store: Reading) -> dict[int, int]:
    """Count those of `drawn_last` who were cancelled because of a text."""
    return _by_campaign(store, _FAILED_LAST)


def notes_kept(store: Reading) -> dict[int, int]:
    """Count the invitations with a note that are not out yet, in campaigns that keep their notes."""
    return _by_campaign(store, _NOTES_KEPT)
