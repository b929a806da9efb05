"""The people of a campaign at a past moment, each with a code from the last status that the journal had for them.

`counts` and `with_code` use the same groups, so each count equals the number of people that `with_code` returns.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import peewee as pw

from core.rules.problem_codes.person_code import DRAWN, code_of
from core.rules.shortage import UNRECORDED
from core.rules.states import Status
from core.store.campaigns import CampaignRow
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.people.segments import Shape, entries, filter_of, shape_of, values_of
from core.store.spelled import as_number, json_text, no_object
from core.store.tables.journal import Journal
from core.store.tables.outreach import Outreach
from core.store.tables.people import Contact


class StatusThen(NamedTuple):
    """The number of a campaign's people with one status and reason at a past moment, from the journal."""

    status: str
    reason: str
    written: bool
    """True if their step is a message, so that their invitation was sent."""
    people: int


class OneThen(NamedTuple):
    """The status of one outreach at a past moment, from the journal, and the time of its change to that status."""

    at: datetime
    status: str
    reason: str
    written: bool

    @property
    def code(self) -> str:
        """The code of the person at that moment (`person_code.code_of`)."""
        return _code(self.status, self.reason, written=self.written)


_TO = json_text(Journal.data, "to")
_STATUS = pw.fn.COALESCE(_TO, "")
"""The status that a row tells; empty for a damaged one."""
_TELLS = _TO.is_null(False) | no_object(Journal.data)
"""Rows that tell a status, and damaged ones: what such a row told is not known, so an earlier one does not hold."""
_WRITTEN = as_number(pw.fn.COALESCE(Journal.step, 0) > 0)
_CHANGES = (
    (Journal.campaign == given("campaign")) & Journal.outreach.is_null(False) & (Journal.at <= given("at")) & _TELLS
)
_LATEST = Journal.id.in_(Journal.select(pw.fn.MAX(Journal.id)).where(_CHANGES).group_by(Journal.outreach))
_THEN = (
    Journal.select(_STATUS.alias("status"), Journal.code.alias("reason"), _WRITTEN.alias("written"))
    .where(_LATEST)
    .alias("state")
)
_GROUP = [_THEN.c.status, _THEN.c.reason, _THEN.c.written]
_STATUSES = Select(pw.Select([_THEN], [*_GROUP, pw.fn.COUNT(pw.SQL("*"))]).group_by(*_GROUP), StatusThen)
_PEOPLE = Select(
    Journal.select(Outreach.contact)
    .join(Outreach)
    .where(_LATEST & (given("status") == _STATUS) & (Journal.code == given("reason")) & (given("written") == _WRITTEN)),
    int,
)
_STATUS_OF = Select(
    Journal.select(Journal.at, _STATUS, Journal.code, _WRITTEN)
    .where((Journal.outreach == given("outreach")) & (Journal.at <= given("at")) & _TELLS)
    .order_by(Journal.id.desc())
    .limit(1),
    OneThen,
)


def _not_drawn(shape: Shape | None, column: Any) -> Any:
    source = entries(shape).alias("entry")
    drawn = Outreach.select(Outreach.contact).where(Outreach.id.in_(Journal.select(Journal.outreach).where(_CHANGES)))
    people = Contact.select(column).join(source, on=(Contact.id == source.c.contact_id))
    return people.where(Contact.id.not_in(drawn))


@cache
def _count_not_drawn(shape: Shape | None) -> Select[int]:
    return Select(_not_drawn(shape, pw.fn.COUNT(Contact.id)), int)


@cache
def _ids_not_drawn(shape: Shape | None) -> Select[int]:
    return Select(_not_drawn(shape, Contact.id), int)


def _code(status: str, reason: str, *, written: bool) -> str:
    """Return the code of a group; UNRECORDED for an unknown status, as in a damaged row."""
    return code_of(DRAWN, status, reason, written=written) if status in set(Status) else UNRECORDED


def counts(store: Reading, campaign: CampaignRow, at: datetime) -> dict[str, int]:
    """Count the people drawn up to a moment, by the code that they had at that moment, the largest group first.

    Everybody else who is in the source now counts as UNRECORDED, which comes last.
    """
    found: dict[str, int] = {}
    for group in _STATUSES.all(store, campaign=campaign.id, at=at):
        code = _code(group.status, group.reason, written=group.written)
        found[code] = found.get(code, 0) + group.people
    wanted = filter_of(store, campaign.source_id)
    rest = _count_not_drawn(shape_of(wanted)).one(store, **_values(campaign, at), **values_of(wanted))
    unrecorded = found.pop(UNRECORDED, 0) + rest
    ranked = dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
    return {**ranked, UNRECORDED: unrecorded} if unrecorded else ranked


def with_code(store: Reading, campaign: CampaignRow, code: str, at: datetime) -> list[int]:
    """Return the people whom `counts` counts under a code, ordered by id."""
    found: list[int] = []
    for group in _STATUSES.all(store, campaign=campaign.id, at=at):
        if _code(group.status, group.reason, written=group.written) == code:
            same = {"status": group.status, "reason": group.reason, "written": int(group.written)}
            found += _PEOPLE.all(store, campaign=campaign.id, at=at, **same)
    if code == UNRECORDED:
        wanted = filter_of(store, campaign.source_id)
        found += _ids_not_drawn(shape_of(wanted)).all(store, **_values(campaign, at), **values_of(wanted))
    return sorted(found)


def status_of(store: Reading, outreach: int, at: datetime) -> OneThen | None:
    """Return the status of one outreach at a moment; None if it was not drawn by then."""
    return _STATUS_OF.first(store, outreach=outreach, at=at)


def _values(campaign: CampaignRow, at: datetime) -> dict[str, object]:
    return {"source": campaign.source_id, "campaign": campaign.id, "at": at}
