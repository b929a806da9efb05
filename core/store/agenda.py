"""What is due next, and of which kind: one statement over indexed columns."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from core.store.database import Store
from core.store.fields import from_us


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


class Due(NamedTuple):
    """One thing to do: its moment, its kind, the id it is about, and the member whose network it uses."""

    at: datetime
    kind: Kind
    id: int
    member: int | None


_RUNNING = "c.active = 1 AND c.archived_at IS NULL"

_PARTS = {
    Kind.CLOSE: """
        r.closes_at, r.id, NULL FROM run r WHERE r.state = 'open'
        AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.run_id = r.id AND b.state = 'sending')""",
    Kind.DRAW: "s.next_draw_at, s.id, NULL FROM slot s WHERE s.next_draw_at IS NOT NULL",
    Kind.OPEN: "s.next_open_at, s.id, NULL FROM slot s WHERE s.next_open_at IS NOT NULL",
    Kind.SYNC: "m.sync_at, m.id, m.id FROM member m WHERE m.sync_at IS NOT NULL",
    Kind.SETTLE: """
        d.look_at, d.id, d.member_id FROM delivery d WHERE d.state = 'in_doubt' AND d.look_at IS NOT NULL""",
    Kind.RENDER: f"""
        o.render_at, o.id, NULL FROM outreach o JOIN campaign c ON c.id = o.campaign_id
        WHERE o.status IN ('accepted', 'messaged') AND o.render_at IS NOT NULL AND {_RUNNING}""",
    Kind.READ: f"""
        o.read_at, o.id, o.member_id FROM outreach o JOIN campaign c ON c.id = o.campaign_id
        WHERE o.status = 'queued' AND o.read_at IS NOT NULL AND {_RUNNING}""",
    Kind.SEND: "b.send_at, b.id, b.member_id FROM booking b WHERE b.state = 'planned'",
    Kind.WITHDRAW: """
        o.withdraw_at, o.id, o.member_id FROM outreach o
        WHERE o.status = 'invited' AND o.withdraw_at IS NOT NULL""",
    Kind.FIND: "f.next_at, f.source_id, f.member_id FROM finder f WHERE f.next_at IS NOT NULL",
}

_AGENDA = (
    " UNION ALL ".join(
        f"SELECT * FROM (SELECT '{kind.value}', {sql} ORDER BY 2, 3 LIMIT ?)" for kind, sql in _PARTS.items()
    )
    + " ORDER BY 2, 1, 3"
)


def upcoming(store: Store, limit: int = 1) -> list[Due]:
    """The next things to do, `limit` of each kind at the most, whenever they are due; inside a door."""
    found = store.rows(_AGENDA, *([limit] * len(_PARTS)))
    return [Due(from_us(at), Kind(kind), ident, member) for kind, at, ident, member in found]


def first(store: Store) -> Due | None:
    """The earliest thing to do; inside a door."""
    found = upcoming(store)
    return found[0] if found else None


def take_off(store: Store, column: str, value: int) -> None:
    """Campaigns of an archived member or source stay active and are Stopped: nothing of them opens."""
    store.change(
        f"UPDATE slot SET next_open_at = NULL, next_draw_at = NULL WHERE campaign_id IN "
        f"(SELECT id FROM campaign WHERE {column} = ?)",
        value,
    )
