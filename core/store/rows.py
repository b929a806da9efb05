"""Rows of the engine's statements, with names and types."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from core.store.database import Store
from core.store.fields import maybe_moment


class OutreachRow(NamedTuple):
    """What the engine needs to know about one outreach."""

    id: int
    campaign_id: int
    contact_id: int
    member_id: int
    person: str | None
    language: str
    status: str
    step: int
    text: str | None
    revision: int
    batch: str
    approved_by: str
    """Who said yes to the text; empty while nobody did."""
    due_date: str | None
    invited_at: datetime | None
    accepted_at: datetime | None
    last_sent_at: datetime | None
    chat_id: str | None
    invitation_id: str | None
    withdraw_at: datetime | None
    withdraw_by: str
    """Who asked to take the invitation back; empty where the campaign's rule does."""
    requeues: int


_OUTREACH = """
SELECT id, campaign_id, contact_id, member_id, person, language, status, step, text, revision, batch,
approved_by, due_date, invited_at, accepted_at, last_sent_at, chat_id, invitation_id,
withdraw_at, withdraw_by, requeues FROM outreach
"""


def _outreach(row: tuple[object, ...]) -> OutreachRow:
    values = list(row)
    for index in (13, 14, 15, 18):
        values[index] = maybe_moment(values[index])  # type: ignore[arg-type]
    return OutreachRow(*values)  # type: ignore[arg-type]


def outreach(store: Store, ident: int) -> OutreachRow:
    """One outreach by row id."""
    row = store.row(f"{_OUTREACH} WHERE id = ?", ident)
    assert row is not None  # noqa: S101 - outreaches are never deleted
    return _outreach(row)


def outreaches(store: Store, where: str, *values: object) -> list[OutreachRow]:
    """Outreaches by a condition of ours, written in this package or in the engine."""
    return [_outreach(row) for row in store.rows(f"{_OUTREACH} WHERE {where}", *values)]
