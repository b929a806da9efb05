"""What is due next, and of which kind: one statement over indexed columns."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from itertools import starmap
from typing import NamedTuple

from core.moments import LAST
from core.rules.states import BETWEEN_STEPS
from core.store.database import Store
from core.store.fields import from_us, sql_list, to_us

_FIRST, _LAST = to_us(datetime(1, 1, 2, tzinfo=UTC)), to_us(LAST)
"""What can be a moment: later ones would never come, and earlier ones are none."""


class Kind(StrEnum):
    """Kinds of work, in the order in which they are done at the same moment."""

    CLOSE = "1 close"
    DRAW = "2 draw"
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
        """The kind in one word, as what is held is called."""
        return self.value.partition(" ")[2]


class Due(NamedTuple):
    """One thing to do: its moment, its kind, the id it is about, and the member whose network it uses."""

    at: datetime
    kind: Kind
    id: int
    member: int | None
    odd: bool = False
    """What is stored as its moment is none, or outside of the calendar."""


class Part(NamedTuple):
    """SQL of one kind: its moment, its id, its member, the id that is held where it fails, and its rows."""

    at: str
    id: str
    member: str
    key: str
    rows: str


_RUNNING = "c.active = 1 AND c.archived_at IS NULL"

_PARTS = {
    Kind.CLOSE: Part(
        "r.closes_at",
        "r.id",
        "NULL",
        "r.id",
        "run r WHERE r.state = 'open' "
        "AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.run_id = r.id AND b.state = 'sending')",
    ),
    Kind.DRAW: Part("s.next_draw_at", "s.id", "NULL", "s.id", "slot s WHERE s.next_draw_at IS NOT NULL"),
    Kind.OPEN: Part("s.next_open_at", "s.id", "NULL", "s.id", "slot s WHERE s.next_open_at IS NOT NULL"),
    Kind.SYNC: Part("m.sync_at", "m.id", "m.id", "m.id", "member m WHERE m.sync_at IS NOT NULL"),
    Kind.SETTLE: Part(
        "d.look_at",
        "d.id",
        "d.member_id",
        "d.id",
        "delivery d WHERE d.state = 'in_doubt' AND d.look_at IS NOT NULL",
    ),
    Kind.RENDER: Part(
        "o.render_at",
        "o.id",
        "NULL",
        "o.id",
        "outreach o JOIN campaign c ON c.id = o.campaign_id "
        f"WHERE o.status IN {sql_list(BETWEEN_STEPS)} AND o.render_at IS NOT NULL AND {_RUNNING}",
    ),
    Kind.READ: Part(
        "o.read_at",
        "o.id",
        "o.member_id",
        "o.id",
        "outreach o JOIN campaign c ON c.id = o.campaign_id "
        f"WHERE o.status = 'queued' AND o.read_at IS NOT NULL AND {_RUNNING}",
    ),
    Kind.SEND: Part("b.send_at", "b.id", "b.member_id", "b.outreach_id", "booking b WHERE b.state = 'planned'"),
    Kind.WITHDRAW: Part(
        "o.withdraw_at",
        "o.id",
        "o.member_id",
        "o.id",
        "outreach o WHERE o.status = 'invited' AND o.withdraw_at IS NOT NULL",
    ),
    Kind.FIND: Part("f.next_at", "f.source_id", "f.member_id", "f.source_id", "finder f WHERE f.next_at IS NOT NULL"),
}


def _free(kind: Kind, part: Part) -> str:
    """What is due of a kind and not held."""
    return (
        f"SELECT * FROM (SELECT '{kind.value}', {part.at}, {part.id}, {part.member}, NULL FROM {part.rows} "
        f"AND NOT EXISTS (SELECT 1 FROM held_item h WHERE h.work = '{kind.work}' AND h.item = {part.key} "
        "AND h.part = '') ORDER BY 2, 3 LIMIT ?)"
    )


def _any(kind: Kind, part: Part) -> str:
    """What is due of a kind where nothing of any kind is held."""
    return (
        f"SELECT * FROM (SELECT '{kind.value}', {part.at}, {part.id}, {part.member}, NULL FROM {part.rows} "
        "ORDER BY 2, 3 LIMIT ?)"
    )


def _held(kind: Kind, part: Part) -> str:
    """What is held of a kind: due when it is tried again, and not before."""
    return (
        f"SELECT * FROM (SELECT '{kind.value}', {part.at}, {part.id}, {part.member}, h.until_at "
        f"FROM held_item h CROSS JOIN {part.rows} AND h.work = '{kind.work}' AND h.item = {part.key} "
        f"AND h.part = '' ORDER BY max({part.at}, h.until_at), 3 LIMIT ?)"
    )


_AGENDA = " UNION ALL ".join(make(kind, part) for kind, part in _PARTS.items() for make in (_free, _held))
_PLAIN = " UNION ALL ".join(_any(kind, part) for kind, part in _PARTS.items())
"""The same where nothing is held, which is almost always: it takes a third of the time, and comes before each step."""


def upcoming(store: Store, limit: int = 1) -> list[Due]:
    """The next things to do, `limit` of each kind at the most, whenever they are due; inside a door."""
    if store.scalar("SELECT EXISTS (SELECT 1 FROM held_item)"):
        found = store.rows(_AGENDA, *([limit] * (2 * len(_PARTS))))
    else:
        found = store.rows(_PLAIN, *([limit] * len(_PARTS)))
    return sorted(starmap(_due, found), key=lambda due: (due.at, due.kind, due.id))


def _due(kind: str, at: object, ident: int, member: int | None, held_until: int | None) -> Due:
    """One row; a moment that is none is due at once, so that somebody is told."""
    odd = not isinstance(at, int) or not _FIRST <= at < _LAST
    moments = [at for at in (at, held_until) if isinstance(at, int) and _FIRST <= at < _LAST]
    return Due(from_us(max(moments, default=_FIRST)), Kind(kind), ident, member, odd)


def first(store: Store) -> Due | None:
    """The earliest thing to do; inside a door."""
    found = upcoming(store)
    return found[0] if found else None
