"""Next openings of running campaigns, and the next time at which a text may wait for approval."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import BETWEEN_STEPS, Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import is_true
from core.store.tables.campaigns import Campaign, Slot
from core.store.tables.outreach import Outreach
from core.store.tables.workspace import Member


class _Moment(NamedTuple):
    at: datetime | None


_RUNS = is_true(Campaign.active) & Campaign.archived_at.is_null()
_OPENINGS = (
    Slot.select(Campaign.name)
    .join(Campaign)
    .join(Member)
    .where((Slot.next_open_at < given("until")) & _RUNS & Member.archived_at.is_null() & (Member.state == "ok"))
    .group_by(Campaign.id, Campaign.name)
    .order_by(pw.fn.MIN(Slot.next_open_at), Campaign.id)
)
_OF_MEMBER = Select(_OPENINGS.where(Member.id == given("member")), str)
_OF_UNPAUSED = Select(_OPENINGS.where(Member.paused_at.is_null()), str)

_ASKS = _RUNS & (Campaign.approval != "off")
_TIMES = (
    Slot.select(pw.fn.MIN(Slot.next_open_at).alias("at"))
    .join(Campaign)
    .where(Slot.next_open_at.is_null(False) & _ASKS)
    .union_all(
        Outreach.select(pw.fn.MIN(Outreach.read_at))
        .join(Campaign)
        .where((Outreach.status == Status.QUEUED.value) & _ASKS)
    )
    .union_all(
        Outreach.select(pw.fn.MIN(Outreach.render_at))
        .join(Campaign)
        .where(
            Outreach.status.in_([status.value for status in BETWEEN_STEPS])
            & Outreach.render_at.is_null(False)
            & _RUNS
            & (Campaign.approval == "every-message")
        )
    )
)
_TIME = _TIMES.alias("time")
_NEXT_TEXT = Select(pw.Select([_TIME], [pw.fn.MIN(_TIME.c.at)]), _Moment)


def campaigns_opening(store: Reading, until: datetime, member: int | None) -> list[str]:
    """Return the names of running campaigns that open before a moment, the first to open first.

    The campaigns are those of one member, or, with None, of all members who are not paused. Those of members whose
    account is not connected are left out, because nothing can be sent from it.
    """
    query = _OF_UNPAUSED if member is None else _OF_MEMBER
    return query.all(store, until=until, member=member)


def next_text_at(store: Reading) -> datetime | None:
    """Return when the next text may wait for approval, or None if none is to come."""
    return _NEXT_TEXT.one(store).at
