"""The agenda: the work that is due next, of every kind, read by one statement over indexed columns."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import reduce
from typing import Any, NamedTuple

import peewee as pw

from core.moments import LAST
from core.rules.states import BETWEEN_STEPS, BookingState, DeliveryState, Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import from_us, is_true, to_us
from core.store.spelled import greatest, no_number
from core.store.tables.campaigns import Campaign, Slot
from core.store.tables.holds import HeldItem
from core.store.tables.outreach import Booking, Delivery, Outreach, Run
from core.store.tables.people import Finder
from core.store.tables.workspace import Member

_FIRST, _LAST = to_us(datetime(1, 1, 2, tzinfo=UTC)), to_us(LAST)
"""First and last possible moment of an item; a stored moment outside them is invalid."""


class Kind(StrEnum):
    """Kinds of work, in the order in which items due at the same moment are done."""

    CLOSE = "1 close"
    DRAW = "2 draw"
    OFF = "3 off"
    OPEN = "3 open"
    SYNC = "4 sync"
    SETTLE = "5 settle"
    RENDER = "6 render"
    READ = "7 read"
    SEND = "8 send"
    FIND = "9 find"
    WITHDRAW = "a withdraw"

    @property
    def work(self) -> str:
        """The kind in one word, as in the key of a held item."""
        return self.value.partition(" ")[2]


class Due(NamedTuple):
    """One due item: its moment, its kind, the id of its subject, and the member whose network it uses."""

    at: datetime
    kind: Kind
    id: int
    member: int | None
    odd: bool = False
    """True if the stored value is no moment, or outside the calendar."""


class _Part(NamedTuple):
    """The columns of one kind's items: moment, id, member, the id that is held after a failure, and the condition."""

    at: Any
    id: Any
    member: Any
    key: Any
    where: Any
    campaign: Any = None
    """The field with the campaign of a row, if only those of running campaigns are due."""


_NONE = no_number()
_PARTS = {
    Kind.CLOSE: _Part(
        Run.closes_at,
        Run.id,
        _NONE,
        Run.id,
        (Run.state == "open")
        & ~pw.fn.EXISTS(
            Booking.select(Booking.id).where((Booking.run == Run.id) & (Booking.state == BookingState.SENDING.value))
        ),
    ),
    Kind.DRAW: _Part(Slot.next_draw_at, Slot.id, _NONE, Slot.id, Slot.next_draw_at.is_null(False)),
    Kind.OPEN: _Part(Slot.next_open_at, Slot.id, _NONE, Slot.id, Slot.next_open_at.is_null(False)),
    Kind.OFF: _Part(Slot.next_off_at, Slot.id, _NONE, Slot.id, Slot.next_off_at.is_null(False)),
    Kind.SYNC: _Part(Member.sync_at, Member.id, Member.id, Member.id, Member.sync_at.is_null(False)),
    Kind.SETTLE: _Part(
        Delivery.look_at,
        Delivery.id,
        Delivery.member,
        Delivery.id,
        (Delivery.state == DeliveryState.IN_DOUBT.value) & Delivery.look_at.is_null(False),
    ),
    Kind.RENDER: _Part(
        Outreach.render_at,
        Outreach.id,
        _NONE,
        Outreach.id,
        Outreach.status.in_([status.value for status in BETWEEN_STEPS]) & Outreach.render_at.is_null(False),
        Outreach.campaign,
    ),
    Kind.READ: _Part(
        Outreach.read_at,
        Outreach.id,
        Outreach.member,
        Outreach.id,
        (Outreach.status == Status.QUEUED.value) & Outreach.read_at.is_null(False),
        Outreach.campaign,
    ),
    Kind.SEND: _Part(
        Booking.send_at, Booking.id, Booking.member, Booking.outreach, Booking.state == BookingState.PLANNED.value
    ),
    Kind.WITHDRAW: _Part(
        Outreach.withdraw_at,
        Outreach.id,
        Outreach.member,
        Outreach.id,
        (Outreach.status == Status.INVITED.value) & Outreach.withdraw_at.is_null(False),
    ),
    Kind.FIND: _Part(Finder.next_at, Finder.source, Finder.member, Finder.source, Finder.next_at.is_null(False)),
}


def _of_running(query: Any, part: _Part) -> Any:
    """Return the query limited to the rows of running campaigns, if the kind requires that."""
    if part.campaign is None:
        return query
    running = is_true(Campaign.active) & Campaign.archived_at.is_null()
    return query.join(Campaign, on=(Campaign.id == part.campaign)).where(running)


def _is_held(kind: Kind, part: _Part) -> Any:
    return (HeldItem.work == kind.work) & (HeldItem.item == part.key) & (HeldItem.part == "")


def _first_of(query: Any, *order: Any) -> Any:
    """Wrap a query for its first rows so that `UNION ALL` accepts it with an order and a limit."""
    return pw.Select([query.order_by(*order).limit(given("limit"))], [pw.SQL("*")])


def _any(kind: Kind, part: _Part) -> Any:
    """Return the query of a kind's items, for the time while no item of any kind is held."""
    query = part.id.model.select(pw.Value(kind.value), part.at, part.id, part.member, _NONE).where(part.where)
    return _first_of(_of_running(query, part), part.at, part.id)


def _free(kind: Kind, part: _Part) -> Any:
    """Return the query of a kind's items that are not held."""
    query = part.id.model.select(pw.Value(kind.value), part.at, part.id, part.member, _NONE).where(
        part.where & ~pw.fn.EXISTS(HeldItem.select(HeldItem.id).where(_is_held(kind, part)))
    )
    return _first_of(_of_running(query, part), part.at, part.id)


def _held(kind: Kind, part: _Part) -> Any:
    """Return the query of a kind's held items, which are due at their next attempt, not before."""
    query = (
        HeldItem.select(pw.Value(kind.value), part.at, part.id, part.member, HeldItem.until_at)
        .join(part.id.model, pw.JOIN.CROSS)
        .where(part.where & _is_held(kind, part))
    )
    return _first_of(_of_running(query, part), greatest(part.at, HeldItem.until_at), part.id)


def _due(kind: str, at: object, ident: int, member: int | None, held_until: object) -> Due:
    """Return one due item. An item whose stored value is no moment is due at once, so that the error is reported."""
    odd = not isinstance(at, int) or not _FIRST <= at < _LAST
    moments = [at for at in (at, held_until) if isinstance(at, int) and _FIRST <= at < _LAST]
    return Due(from_us(max(moments, default=_FIRST)), Kind(kind), ident, member, odd)


def _all_of(*queries: Any) -> Select[Due]:
    return Select(reduce(lambda one, other: one.union_all(other), queries), _due)


_AGENDA = _all_of(*(make(kind, part) for kind, part in _PARTS.items() for make in (_free, _held)))
_PLAIN = _all_of(*(_any(kind, part) for kind, part in _PARTS.items()))
"""The agenda while no item is held, nearly always. It is read at each step, and takes a third of `_AGENDA`'s time."""
_IS_ANYTHING_HELD = Select(HeldItem.select(HeldItem.id).limit(1), int)


def upcoming(store: Reading, limit: int = 1) -> list[Due]:
    """Return the next items by the moment at which they are due, past or future; at most `limit` of each kind."""
    query = _PLAIN if _IS_ANYTHING_HELD.first(store) is None else _AGENDA
    return sorted(query.all(store, limit=limit), key=lambda due: (due.at, due.kind, due.id))


def first(store: Reading) -> Due | None:
    """Return the earliest item, or None."""
    found = upcoming(store)
    return found[0] if found else None
