"""Numbers of people for the list of campaigns: waiting for approval, drawn last, and with an unsent note."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import WRITTEN, Status
from core.store.compiled import Select
from core.store.database import Reading
from core.store.fields import is_true
from core.store.spelled import number_of
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Outreach


class Pending(NamedTuple):
    """The texts that wait for approval in one campaign."""

    campaign: int
    since: datetime
    texts: int
    invitations: int
    first_due: str | None
    """The earliest local date (ISO) on which a waiting message is due; empty if one has no date, None if none waits."""


class LastBatch(NamedTuple):
    """The people whom a campaign drew last, and those of them who were cancelled because of a text."""

    campaign: int
    people: int
    failed: int


class _Count(NamedTuple):
    campaign: int
    people: int


_COUNT = pw.fn.COUNT(Outreach.id)
_DUE = pw.Case(None, [(Outreach.step > 0, pw.fn.COALESCE(Outreach.due_date, ""))])
_PENDING = Select(
    Outreach.select(
        Outreach.campaign, pw.fn.MIN(Outreach.changed_at), _COUNT, number_of(Outreach.step == 0), pw.fn.MIN(_DUE)
    )
    .where(Outreach.status == Status.PENDING)
    .group_by(Outreach.campaign),
    Pending,
)
_LAST = Outreach.alias("last")
_LAST_BATCH = _LAST.select(_LAST.batch).where(_LAST.campaign == Campaign.id).order_by(_LAST.id.desc()).limit(1)


_FAILED = (Outreach.status == Status.CANCELLED) & pw.Expression(Outreach.reason, pw.OP.ILIKE, pw.Value("text.%"))
# CROSS JOIN fixes SQLite's join order: campaign by campaign, each with the index over batches.
_LAST_BATCHES = Select(
    Campaign.select(Campaign.id, _COUNT, number_of(_FAILED))
    .join(Outreach, pw.JOIN.CROSS)
    .where((Outreach.campaign == Campaign.id) & (Outreach.batch == _LAST_BATCH))
    .group_by(Campaign.id),
    LastBatch,
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


def pending(store: Reading) -> dict[int, Pending]:
    """Return the number of texts that wait for approval, by campaign."""
    return {row.campaign: row for row in _PENDING.all(store)}


def last_batches(store: Reading) -> dict[int, LastBatch]:
    """Return the people who were drawn for the last run of each campaign that drew any."""
    return {row.campaign: row for row in _LAST_BATCHES.all(store)}


def notes_kept(store: Reading) -> dict[int, int]:
    """Count the unsent invitations with a note, in campaigns that keep their notes."""
    return {row.campaign: row.people for row in _NOTES_KEPT.all(store)}
