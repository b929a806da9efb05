"""The last journal rows that opened or closed gates, and the last run, up to a past moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.spelled import json_text, no_object, one_of
from core.store.tables.journal import Journal
from core.store.tables.outreach import Run


class GateChange(NamedTuple):
    """The last journal row that opened or closed a gate; `data` is JSON, which may be damaged."""

    at: datetime
    kind: str
    code: str
    data: str | None


class NotedRun(NamedTuple):
    """A run, and the closed gates that it recorded at its opening, as JSON; None in a run older than this record."""

    id: int
    opened_at: datetime
    gates: str | None


def _last(*scope: Any) -> Select[GateChange]:
    return Select(
        Journal.select(Journal.at, Journal.kind, Journal.code, Journal.data)
        .where(one_of(Journal.kind, "kinds") & (Journal.at <= given("at")), *scope)
        .order_by(Journal.at.desc(), Journal.id.desc())
        .limit(1),
        GateChange,
    )


_OF_WORKSPACE = _last(Journal.member.is_null(), Journal.campaign.is_null())
_OF_MEMBER = _last(Journal.member == given("member"), Journal.campaign.is_null())
_OF_CAMPAIGN = _last(Journal.campaign == given("campaign"))
_OF_CALL = Select(
    Journal.select(Journal.at, Journal.kind, Journal.code, Journal.data)
    .where(
        Journal.kind.in_(("hold.set", "hold.ended"))
        & (Journal.at <= given("at"))
        & (Journal.member == given("member"))
        & ((Journal.campaign == given("campaign")) | (Journal.code == "member.refused"))
        & ((json_text(Journal.data, "call") == given("call")) | no_object(Journal.data))
    )
    .order_by(Journal.at.desc(), Journal.id.desc())
    .limit(1),
    GateChange,
)


def _around(*scope: Any) -> tuple[Select[GateChange], Select[GateChange]]:
    """Return the queries of the last row up to a moment, and of the first one after it."""
    rows = Journal.select(Journal.at, Journal.kind, Journal.code, Journal.data).where(*scope)
    before = rows.where(Journal.at <= given("at")).order_by(Journal.at.desc(), Journal.id.desc())
    after = rows.where(Journal.at > given("at")).order_by(Journal.at, Journal.id)
    return Select(before.limit(1), GateChange), Select(after.limit(1), GateChange)


_OF_VALUE = _around(
    (Journal.kind == "value.changed") & ((json_text(Journal.data, "name") == given("name")) | no_object(Journal.data))
)
_OF_DAYS_OFF = _around(
    (Journal.kind == "member.edited")
    & (Journal.member == given("member"))
    & (json_text(Journal.data, "days_off").is_null(False) | no_object(Journal.data))
)
_LAST_RUN = Select(
    Run.select(Run.id, Run.opened_at, Run.gates)
    .where((Run.campaign == given("campaign")) & (Run.opened_at <= given("at")))
    .order_by(Run.opens_at.desc(), Run.id.desc())
    .limit(1),
    NotedRun,
)


def of_workspace(store: Reading, kinds: Sequence[str], at: datetime) -> GateChange | None:
    """Return the last row of these kinds about the whole workspace, up to a moment."""
    return _OF_WORKSPACE.first(store, kinds=list(kinds), at=at)


def of_member(store: Reading, kinds: Sequence[str], at: datetime, member: int) -> GateChange | None:
    """Return the last row of these kinds about a member, up to a moment."""
    return _OF_MEMBER.first(store, kinds=list(kinds), at=at, member=member)


def of_campaign(store: Reading, kinds: Sequence[str], at: datetime, campaign: int) -> GateChange | None:
    """Return the last row of these kinds about a campaign, up to a moment."""
    return _OF_CAMPAIGN.first(store, kinds=list(kinds), at=at, campaign=campaign)


def of_call(store: Reading, call: str, at: datetime, member: int, campaign: int) -> GateChange | None:
    """Return the last row about a hold on one kind of call of a campaign, or of its whole member, until a moment.

    A damaged row counts, as it may be about that call.
    """
    return _OF_CALL.first(store, call=call, at=at, member=member, campaign=campaign)


def of_value(store: Reading, name: str, at: datetime) -> tuple[GateChange | None, GateChange | None]:
    """Return the last change of a value of the workspace up to a moment, and the first one after it."""
    before, after = (query.first(store, name=name, at=at) for query in _OF_VALUE)
    return before, after


def of_days_off(store: Reading, member: int, at: datetime) -> tuple[GateChange | None, GateChange | None]:
    """Return the last change of a member's days off up to a moment, and the first one after it."""
    before, after = (query.first(store, member=member, at=at) for query in _OF_DAYS_OFF)
    return before, after


def last_run(store: Reading, campaign: int, at: datetime) -> NotedRun | None:
    """Return the last run of a campaign, missed or not, that was recorded up to a moment."""
    return _LAST_RUN.first(store, campaign=campaign, at=at)
