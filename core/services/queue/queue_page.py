"""The queue page by page: a window over however many rows, by the order's own key, never by an offset."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.errors import NotFoundError
from core.rules.states import Status
from core.services.lookup import containing, find
from core.services.queue.queue_rows import AT, entries
from core.store.database import Store
from core.store.views.doubts import withdrawals_in_doubt
from core.views.queue_view import Key, Order, QueueEntry, QueuePage, QueueQuery
from core.workspace import Workspace

WINDOW = 200
"""Rows that are held at once: what a terminal shows, and a margin on both sides."""
HIGHEST_ID = 2**63 - 1
"""SQLite's largest integer."""

TO_GO = (
    Status.UNRESOLVED,
    Status.IN_DOUBT,
    Status.SENDING,
    Status.SCHEDULED,
    Status.APPROVED,
    Status.PENDING,
    Status.QUEUED,
)
"""Who is still to go, in the order of the queue: what needs a person or is on its way first."""

_LATEST = f"coalesce({AT}, 0)"
# The rank of a status stands above every moment: 2^53 microseconds are the year 2255.
_NEXT = f"""
(CASE o.status {" ".join(f"WHEN '{status}' THEN {rank}" for rank, status in enumerate(TO_GO))} ELSE {len(TO_GO)} END
 * 9007199254740992 + coalesce(o.send_at, o.approved_at, 0))
"""


@dataclass(frozen=True)
class _Order:
    """How rows are sorted: by a term, then by id."""

    by: str
    ascending: bool

    @property
    def forward(self) -> str:
        return "ASC" if self.ascending else "DESC"

    @property
    def backward(self) -> str:
        return "DESC" if self.ascending else "ASC"

    @property
    def is_from(self) -> str:
        """The condition that a row is at a key or behind it."""
        return f"({self.by}, o.id) {'>=' if self.ascending else '<='} (?, ?)"

    @property
    def is_before(self) -> str:
        """The condition that a row is in front of a key."""
        return f"({self.by}, o.id) {'<' if self.ascending else '>'} (?, ?)"


_ORDERS: dict[Order, _Order] = {
    "latest": _Order(_LATEST, ascending=False),
    "next": _Order(_NEXT, ascending=True),
    "id": _Order("o.id", ascending=True),
}


def page(workspace: Workspace, query: QueueQuery, *, limit: int = WINDOW) -> QueuePage:
    """Return a window with its counts. Raises NotFoundError for a campaign that is not there."""
    now = workspace.now()
    with workspace.store.read() as store:
        keys = _keys(store, query, limit)
        rows = entries(workspace, [ident for _key, ident in keys])
        statuses, before = _statuses(store, query), _before(store, query)
        doubts = _withdrawals(store, query.campaign)
    total = sum(statuses.values()) if query.status is None else statuses.get(query.status, 0)
    return QueuePage(query, now, tuple(rows), tuple(keys), before, total, statuses, doubts)


def list_queue(workspace: Workspace, query: QueueQuery, *, limit: int = WINDOW) -> list[QueueEntry]:
    """Return the rows of a window alone. Raises NotFoundError for an unknown campaign or status."""
    if query.status is not None and query.status not in set(Status):
        raise NotFoundError(f"No status is called “{query.status}”. It is one of: {', '.join(Status)}.")
    with workspace.store.read() as store:
        return entries(workspace, [ident for _key, ident in _keys(store, query, limit)])


def behind(ident: int) -> Key:
    """Return where the rows behind an id begin, in the order of ids."""
    following = min(ident, HIGHEST_ID - 1) + 1
    return following, following


def withdrawals(workspace: Workspace, campaign: str | None) -> int:
    """Count the withdrawals in doubt of a campaign, or of all."""
    with workspace.store.read() as store:
        return _withdrawals(store, campaign)


def _withdrawals(store: Store, campaign: str | None) -> int:
    return withdrawals_in_doubt(store, None if campaign is None else find(store, "campaign", campaign))


def _statuses(store: Store, query: QueueQuery) -> dict[str, int]:
    where, values = _conditions(store, replace(query, status=None))
    return dict(store.rows(f"SELECT o.status, count(*) FROM outreach o WHERE {where} GROUP BY o.status", *values))


def earlier(workspace: Workspace, query: QueueQuery, count: int) -> Key | None:
    """Return the key of the row `count` rows before the window; None where the beginning is nearer."""
    return None if query.at is None else _from_behind(workspace, query, count)


def ending(workspace: Workspace, query: QueueQuery, *, limit: int) -> Key | None:
    """Return the key with which the last window begins; None where it is the first one, too."""
    return _from_behind(workspace, replace(query, at=None), limit)


def _from_behind(workspace: Workspace, query: QueueQuery, count: int) -> Key | None:
    """Return the key of the row `count` rows before the window, or before the end where there is none."""
    with workspace.store.read() as store:
        where, values = _conditions(store, query)
        order = _ORDERS[query.order]
        start = f"AND {order.is_before}" if query.at else ""
        found = store.rows(
            f"SELECT {order.by}, o.id FROM outreach o WHERE {where} {start} "
            f"ORDER BY 1 {order.backward}, 2 {order.backward} LIMIT ?",
            *values,
            *_place(query.at),
            count,
        )
    return (int(found[-1][0]), int(found[-1][1])) if len(found) == count else None


def _keys(store: Store, query: QueueQuery, limit: int) -> list[Key]:
    where, values = _conditions(store, query)
    order = _ORDERS[query.order]
    start = f"AND {order.is_from}" if query.at else ""
    found = store.rows(
        f"SELECT {order.by}, o.id FROM outreach o WHERE {where} {start} "
        f"ORDER BY 1 {order.forward}, 2 {order.forward} LIMIT ?",
        *values,
        *_place(query.at),
        limit,
    )
    return [(int(key), int(ident)) for key, ident in found]


def _before(store: Store, query: QueueQuery) -> int:
    if query.at is None:
        return 0
    where, values = _conditions(store, query)
    before = _ORDERS[query.order].is_before
    return int(store.scalar(f"SELECT count(*) FROM outreach o WHERE {where} AND {before}", *values, *query.at))


def _conditions(store: Store, query: QueueQuery) -> tuple[str, list[object]]:
    parts, values = ["1"], []  # type: list[str], list[object]
    if query.campaign is not None:
        parts.append("o.campaign_id = ?")
        values.append(find(store, "campaign", query.campaign))
    if query.program is not None:
        parts.append("o.campaign_id IN (SELECT id FROM campaign WHERE program = ?)")
        values.append(query.program)
    if query.status is not None:
        parts.append("o.status = ?")
        values.append(query.status)
    elif query.order == "next":
        parts.append(f"o.status IN {tuple(status.value for status in TO_GO)}")
    if query.name:
        parts.append(r"o.contact_id IN (SELECT id FROM contact WHERE name LIKE ? ESCAPE '\')")
        values.append(containing(query.name))
    return " AND ".join(parts), values


def _place(at: Key | None) -> tuple[int, ...]:
    return () if at is None else at
