"""The queue page by page: a window over however many rows, by the order's own key, never by an offset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.rules.codes import describe
from core.rules.coming import due_state, past_words
from core.rules.health import told
from core.rules.states import Status
from core.services.left_out import LATER
from core.services.life import late_after, life
from core.services.lookup import containing, find
from core.services.outreaches import by_ids
from core.store.database import Store
from core.store.doubts import withdrawals_in_doubt
from core.store.fields import from_us
from core.workspace import Workspace

WINDOW = 200
"""Rows that are held at once: what a terminal shows, and a margin on both sides."""

Key = tuple[int, int]
"""Where a row stands in an order: what it is sorted by, then its id."""

TO_GO = (
    Status.UNRESOLVED, Status.IN_DOUBT, Status.SENDING, Status.SCHEDULED, Status.APPROVED, Status.PENDING,
    Status.QUEUED,
)  # fmt: skip
"""Who is still to go, in the order of the queue: what needs a person or is on its way first."""

_AT = """
CASE WHEN o.send_at IS NOT NULL THEN o.send_at WHEN o.status IN ('queued', 'pending', 'approved') THEN NULL
WHEN o.status IN ('invited', 'messaged', 'finished') THEN o.last_sent_at
WHEN o.status = 'accepted' THEN coalesce(o.accepted_at, o.changed_at)
WHEN o.status = 'replied' THEN coalesce(o.replied_at, o.changed_at) ELSE o.changed_at END
"""
# When it leaves, else when it came to stand as it does: a text that waits has no time, whatever left before it.
_LATEST = f"coalesce({_AT}, 0)"
# The rank of a status stands above every moment: 2^53 microseconds are the year 2255.
_NEXT = f"""
(CASE o.status {" ".join(f"WHEN '{status}' THEN {rank}" for rank, status in enumerate(TO_GO))} ELSE {len(TO_GO)} END
 * 9007199254740992 + coalesce(o.send_at, o.approved_at, 0))
"""

WORDS = {
    Status.QUEUED: "Drawn from the source; the profile is read next, then the text comes up.",
    Status.PENDING: "The text waits for a yes or no under Approvals.",
    Status.APPROVED: "Approved; the next run that may take it gives it a send time.",
    Status.SCHEDULED: "Has a send time.",
    Status.SENDING: "Sending now.",
    Status.IN_DOUBT: "Whether it arrived is not known yet; the engine looks it up and touches nobody meanwhile.",
    Status.UNRESOLVED: "Whether it arrived cannot be found out: look on LinkedIn, then resolve it.",
    Status.INVITED: "The invitation is out; no answer yet.",
    Status.ACCEPTED: "Accepted the invitation; the next message is not due yet.",
    Status.MESSAGED: "The last message is out; the next one is not due yet.",
    Status.REPLIED: "The sequence is over: there was an answer.",
    Status.FINISHED: "Every step has left.",
    Status.REJECTED: "The sender said no to the text.",
    Status.CANCELLED: "Will not be contacted.",
    Status.WITHDRAWN: "The invitation was taken back.",
    Status.FAILED: "The network refused this person or this text.",
}
"""What a status means, in a sentence."""


@dataclass(frozen=True)
class Query:
    """Which rows, in which order, and where the window begins; `at` None is the very beginning."""

    campaign: str | None = None
    program: str | None = None
    status: str | None = None
    name: str = ""
    next_first: bool = False
    """In the order of the queue, only who is still to go; else everybody, the latest first."""
    at: Key | None = None


@dataclass(frozen=True)
class Page:
    """One window: its rows with their keys, and honest counts."""

    query: Query
    now: datetime
    rows: list[dict[str, Any]]
    keys: list[Key]
    before: int
    """How many stand before the window."""
    total: int
    statuses: dict[str, int]
    """How many are in each status, whichever of them is asked for."""
    withdrawals_in_doubt: int = 0
    """Of the campaign or of all; their people are *invited*."""


def page(workspace: Workspace, query: Query, *, limit: int = WINDOW) -> Page:
    """Read a window. Raises NotFoundError for a campaign that is not there."""
    now = workspace.now()
    with workspace.store.read() as store:
        where, values = _conditions(store, query)
        order, behind, ahead = _order(query)
        statuses = _statuses(store, query)
        place = _place(query.at)
        found = store.rows(
            f"SELECT {order}, o.id FROM outreach o WHERE {where} {behind if query.at else ''} "
            f"ORDER BY 1 {_direction(query)}, 2 {_direction(query)} LIMIT ?",
            *values, *place, limit,
        )  # fmt: skip
        before = 0
        if query.at is not None:
            before = int(store.scalar(f"SELECT count(*) FROM outreach o WHERE {where} {ahead}", *values, *place))
        keys = [(int(key), int(ident)) for key, ident in found]
        views = _told(store, by_ids(store, [ident for _key, ident in keys]))
        doubts = _withdrawals(store, query.campaign)
        _tell_due(workspace, views, now)
    total = sum(statuses.values()) if query.status is None else statuses.get(query.status, 0)
    return Page(query, now, views, keys, before, total, statuses, doubts)


def withdrawals(workspace: Workspace, campaign: str | None) -> int:
    """Count the withdrawals in doubt of a campaign, or of all."""
    with workspace.store.read() as store:
        return _withdrawals(store, campaign)


def _withdrawals(store: Store, campaign: str | None) -> int:
    return withdrawals_in_doubt(store, None if campaign is None else find(store, "campaign", campaign))


def _statuses(store: Store, query: Query) -> dict[str, int]:
    where, values = _conditions(store, replace(query, status=None))
    return dict(store.rows(f"SELECT o.status, count(*) FROM outreach o WHERE {where} GROUP BY o.status", *values))


def earlier(workspace: Workspace, query: Query, count: int) -> Key | None:
    """The key of the row that stands `count` rows before the window; None: its beginning is nearer."""
    return None if query.at is None else _from_behind(workspace, query, count)


def ending(workspace: Workspace, query: Query, *, limit: int) -> Key | None:
    """The key with which the last window begins; None: it is the first one too."""
    return _from_behind(workspace, replace(query, at=None), limit)


def _from_behind(workspace: Workspace, query: Query, count: int) -> Key | None:
    """The key of the row that stands `count` rows before the window, or before the end where there is none."""
    with workspace.store.read() as store:
        where, values = _conditions(store, query)
        order, _behind, ahead = _order(query)
        back = "DESC" if query.next_first else "ASC"
        found = store.rows(
            f"SELECT {order}, o.id FROM outreach o WHERE {where} {ahead if query.at else ''} "
            f"ORDER BY 1 {back}, 2 {back} LIMIT ?",
            *values, *_place(query.at), count,
        )  # fmt: skip
    return (int(found[-1][0]), int(found[-1][1])) if len(found) == count else None


def _conditions(store: Store, query: Query) -> tuple[str, list[object]]:
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
    elif query.next_first:
        parts.append(f"o.status IN {tuple(status.value for status in TO_GO)}")
    if query.name:
        parts.append(r"o.contact_id IN (SELECT id FROM contact WHERE name LIKE ? ESCAPE '\')")
        values.append(containing(query.name))
    return " AND ".join(parts), values


def _order(query: Query) -> tuple[str, str, str]:
    """What the order sorts by, and the conditions "from the key on" and "before the key"."""
    by = _NEXT if query.next_first else _LATEST
    behind, ahead = (">=", "<") if query.next_first else ("<=", ">")
    return by, f"AND ({by}, o.id) {behind} (?, ?)", f"AND ({by}, o.id) {ahead} (?, ?)"


def _direction(query: Query) -> str:
    return "ASC" if query.next_first else "DESC"


def _place(at: Key | None) -> tuple[int, ...]:
    return () if at is None else at


_BESIDE = f"""
SELECT o.id, f.name, {_AT}, (SELECT d.words FROM delivery d WHERE d.outreach_id = o.id AND d.words <> ''
AND o.status IN ('failed', 'in_doubt', 'unresolved') ORDER BY d.id DESC LIMIT 1)
FROM outreach o JOIN campaign c ON c.id = o.campaign_id JOIN source f ON f.id = c.source_id
WHERE o.id IN (SELECT value FROM json_each(?))
"""


def _told(store: Store, views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their source, their moment, the network's words, what their status means and what to do."""
    ids = f"[{','.join(view['id'] for view in views)}]"
    beside = {str(ident): told for ident, *told in store.rows(_BESIDE, ids)}
    for view in views:
        view["source"], at, view["words"] = beside[view["id"]]
        view["at"] = None if at is None else from_us(at).isoformat()
        view["means"] = WORDS[Status(view["status"])]
        view["action"] = describe(view["reason"])[1] if view["reason"] else LATER if view["left_out"] else None
    return views


def _tell_due(workspace: Workspace, views: list[dict[str, Any]], now: datetime) -> None:
    """Whether a send time is to come, acted on now or overdue; None where there is none."""
    works, late, zone = life(workspace).works, late_after(workspace), workspace.stamp.time_zone
    for view in views:
        view["due"] = None
        if view["status"] != Status.SCHEDULED or view["send_at"] is None:
            continue
        at = datetime.fromisoformat(view["send_at"])
        view["due"] = state = due_state(at, now, works=works, late=late)
        if state == "to come":
            view["means"] = f"Scheduled for {told(at, zone, zone, now)}."
        else:
            words = past_words(at, zone, zone, now, state)
            view["means"] = f"{words[0].upper()}{words[1:]}."
