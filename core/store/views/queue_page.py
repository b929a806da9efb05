"""The rows of the queue for its page and commands: one window at a time, ordered by the chosen key, then the id."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple

import peewee as pw

from core.rules.filters.parse import Filter
from core.rules.states import TO_GO, WAITING, Status
from core.store import campaign_counts
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.filters import filtered
from core.store.spelled import always, one_of
from core.store.tables.campaigns import Campaign, Step
from core.store.tables.outreach import Delivery, Outreach
from core.store.tables.people import Contact, Source
from core.store.tables.workspace import Member

ABOVE_EVERY_MOMENT = 2**53
"""Microseconds since 1970 UTC, in the year 2255. A rank times this sorts after every moment of a lower rank."""

Order = Literal["latest", "next", "id"]
"""The newest event first, the next to be sent first, or the lowest id first."""
Key = tuple[int, int]
"""Position of a row in an order: its sort value, and its id. A window begins at a key."""


class Shape(NamedTuple):
    """The parts of a filter on which the text of its query depends."""

    names: frozenset[str]
    """Names of the conditions that hold, from `_CONDITIONS`."""
    filtered_by: Hashable | None


@dataclass(frozen=True)
class QueueFilter:
    """The rows of the queue that are wanted; a field that is None excludes nothing."""

    campaign: int | None = None
    program: str | None = None
    status: str | None = None
    where: Filter | None = None
    """Further conditions for the rows."""
    to_go: bool = False
    """True for only the people who are still to be contacted."""

    @property
    def shape(self) -> Shape:
        """The parts on which the query's text depends: the names of the conditions, and the shape of `where`."""
        wanted = {"campaign": self.campaign, "program": self.program, "status": self.status}
        named = {name for name, value in wanted.items() if value is not None}
        filtered_by = None if self.where is None else filtered.shape_of("queue", self.where)
        return Shape(frozenset(named | ({"to_go"} if self.to_go else set())), filtered_by)

    @property
    def values(self) -> dict[str, object]:
        """Return, by placeholder name, the values with which the conditions compare."""
        return {
            "campaign": self.campaign,
            "program": self.program,
            "status": self.status,
            **({} if self.where is None else filtered.values(self.where)),
        }


class QueueLine(NamedTuple):
    """A row of the queue with everything that pages and commands show of it."""

    id: int
    campaign_id: int
    campaign: str
    program: str
    source: str
    contact_id: int
    name: str
    public_id: str | None
    sender: str
    step: int
    kind: str | None
    """Kind of the step; None if the campaign no longer has it."""
    number: int
    """Ordinal of the follow-up (1, 2, …)."""
    status: Status
    reason: str
    revision: int
    text: str | None
    provider_words: str | None
    at: datetime | None
    send_at: datetime | None
    last_sent_at: datetime | None
    approved_at: datetime | None
    approved_by: str


class _Key(NamedTuple):
    term: int
    id: int


class _Status(NamedTuple):
    status: str
    outreaches: int


AT = pw.Case(
    None,
    [
        (Outreach.send_at.is_null(False), Outreach.send_at),
        (Outreach.status.in_(WAITING), pw.SQL("NULL")),
        (Outreach.status.in_((Status.INVITED, Status.MESSAGED, Status.FINISHED)), Outreach.last_sent_at),
        (Outreach.status == Status.ACCEPTED, pw.fn.COALESCE(Outreach.accepted_at, Outreach.changed_at)),
        (Outreach.status == Status.REPLIED, pw.fn.COALESCE(Outreach.replied_at, Outreach.changed_at)),
    ],
    Outreach.changed_at,
)
"""The moment shown for a row: its send time, else the time of its status; none while it waits for its next send."""

_RANK = pw.Case(Outreach.status, [(status, rank) for rank, status in enumerate(TO_GO)], len(TO_GO))
_TERMS: dict[Order, Any] = {
    "latest": pw.fn.COALESCE(AT, 0),
    "next": _RANK * ABOVE_EVERY_MOMENT + pw.fn.COALESCE(Outreach.send_at, Outreach.approved_at, 0),
    "id": Outreach.id,
}
_CONDITIONS = {
    "campaign": Outreach.campaign == given("campaign"),
    "program": Outreach.campaign.in_(Campaign.select(Campaign.id).where(Campaign.program == given("program"))),
    "status": Outreach.status == given("status"),
    "to_go": Outreach.status.in_(TO_GO),
}
_NUMBERED = Step.alias("numbered")
_LINES = Select(
    Outreach.select(
        Outreach.id,
        Outreach.campaign,
        Campaign.name,
        Campaign.program,
        Source.name,
        Contact.id,
        Contact.name,
        Contact.public_id,
        Member.name,
        Outreach.step,
        Step.kind,
        _NUMBERED.select(pw.fn.COUNT(_NUMBERED.id)).where(
            (_NUMBERED.campaign == Outreach.campaign)
            & (_NUMBERED.position <= Outreach.step)
            & (_NUMBERED.kind == "follow-up")
        ),
        Outreach.status,
        Outreach.reason,
        Outreach.revision,
        Outreach.text,
        Delivery.select(Delivery.words)
        .where(
            (Delivery.outreach == Outreach.id)
            & (Delivery.words != "")
            & Outreach.status.in_((Status.FAILED, Status.IN_DOUBT, Status.UNRESOLVED))
        )
        .order_by(Delivery.id.desc())
        .limit(1),
        AT,
        Outreach.send_at,
        Outreach.last_sent_at,
        Outreach.approved_at,
        Outreach.approved_by,
    )
    .join(Campaign)
    .join(Source)
    .join_from(Outreach, Contact)
    .join_from(Outreach, Member)
    .join_from(
        Outreach,
        Step,
        pw.JOIN.LEFT_OUTER,
        on=(Step.campaign == Outreach.campaign) & (Step.position == Outreach.step),
    )
    .where(one_of(Outreach.id, "ids")),
    QueueLine,
)


def _where(shape: Shape) -> Any:
    condition: Any = always()
    for name in sorted(shape.names):
        condition = condition & _CONDITIONS[name]
    return condition if shape.filtered_by is None else condition & filtered.condition_of(shape.filtered_by)


def _place(order: Order) -> pw.Tuple:
    return pw.Tuple(_TERMS[order], Outreach.id)


def _in_front(order: Order) -> Any:
    """Return the condition that a row comes before a key."""
    key = pw.Tuple(given("term"), given("id"))
    return _place(order) > key if order == "latest" else _place(order) < key


def _from(order: Order) -> Any:
    """Return the condition that a row is at a key or after it."""
    key = pw.Tuple(given("term"), given("id"))
    return _place(order) <= key if order == "latest" else _place(order) >= key


@cache
def _keys(order: Order, shape: Shape, *, backward: bool, bounded: bool) -> Select[_Key]:
    condition = _where(shape)
    if bounded:
        condition = condition & (_in_front(order) if backward else _from(order))
    falling = (order == "latest") != backward
    columns = [pw.SQL(place).desc() if falling else pw.SQL(place).asc() for place in ("1", "2")]
    query = Outreach.select(_TERMS[order], Outreach.id).where(condition).order_by(*columns)
    return Select(query.limit(given("limit")).offset(given("skip")), _Key)


@cache
def _in_front_count(order: Order, shape: Shape) -> Select[int]:
    return Select(Outreach.select(pw.fn.COUNT(Outreach.id)).where(_where(shape) & _in_front(order)), int)


@cache
def _statuses(shape: Shape) -> Select[_Status]:
    query = Outreach.select(Outreach.status, pw.fn.COUNT(Outreach.id)).where(_where(shape))
    return Select(query.group_by(Outreach.status), _Status)


def keys(store: Reading, wanted: QueueFilter, order: Order, at: Key | None, limit: int, *, skip: int = 0) -> list[Key]:
    """Return the keys of a window in its order, from a key on (None: from the beginning), without the first `skip`."""
    statement = _keys(order, wanted.shape, backward=False, bounded=at is not None)
    return _run(store, statement, wanted, at, limit, skip)


def keys_before(store: Reading, wanted: QueueFilter, order: Order, at: Key | None, limit: int) -> list[Key]:
    """Return the last keys before a key (None: before the end), the nearest first."""
    statement = _keys(order, wanted.shape, backward=True, bounded=at is not None)
    return _run(store, statement, wanted, at, limit)


def _run(
    store: Reading, statement: Select[_Key], wanted: QueueFilter, at: Key | None, limit: int, skip: int = 0
) -> list[Key]:
    term, ident = at or (0, 0)
    found = statement.all(store, **wanted.values, term=term, id=ident, limit=limit, skip=skip)
    return [(row.term, row.id) for row in found]


def count_before(store: Reading, wanted: QueueFilter, order: Order, at: Key) -> int:
    """Count the rows before a key."""
    term, ident = at
    return _in_front_count(order, wanted.shape).one(store, **wanted.values, term=term, id=ident)


def by_status(store: Reading, wanted: QueueFilter) -> dict[str, int]:
    """Count the rows by status; without a filter, from the stored counts."""
    if wanted.where is None:
        asked = TO_GO if wanted.to_go else tuple(Status)
        counts = campaign_counts.by_status(store, wanted.campaign, wanted.program)
        return {
            status: number for status, number in counts.items() if status in asked and wanted.status in (None, status)
        }
    return {row.status: row.outreaches for row in _statuses(wanted.shape).all(store, **wanted.values)}


def lines(store: Reading, ids: Iterable[int]) -> dict[int, QueueLine]:
    """Return these rows of the queue by id; ids without a row are missing."""
    return {row.id: row for row in _LINES.all(store, ids=list(ids))}
