"""The queue's page: a window over any number of rows, which begins at a row's key and not at an offset."""

from __future__ import annotations

from dataclasses import replace

from core.rules.filters.keys import QUEUE
from core.services.list_filters import filter_of
from core.services.lookup import find
from core.services.queue.queue_rows import entries
from core.store.database import Reading
from core.store.views import queue_page as rows
from core.store.views.doubts import withdrawals_in_doubt
from core.store.views.queue_page import QueueFilter
from core.views.queue_view import Key, QueuePage, QueueQuery
from core.workspace import Workspace

WINDOW = 200
"""Number of rows in memory at once: those that a terminal shows, and a margin on both sides."""


def page(workspace: Workspace, query: QueueQuery, *, limit: int = WINDOW) -> QueuePage:
    """Return a window of rows, with the counts of the whole queue.

    Raises NotFoundError for an unknown campaign, UsageError for a filter that cannot be read.
    """
    now = workspace.now()
    with workspace.store.read() as store:
        wanted = _filter(workspace, store, query)
        keys = rows.keys(store, wanted, query.order, query.at, limit)
        shown = entries(workspace, [ident for _key, ident in keys])
        statuses = rows.by_status(store, _filter(workspace, store, replace(query, status=None)))
        before = 0 if query.at is None else rows.count_before(store, wanted, query.order, query.at)
        doubts = _withdrawals(store, query.campaign)
    total = sum(statuses.values()) if query.status is None else statuses.get(query.status, 0)
    return QueuePage(query, now, tuple(shown), tuple(keys), before, total, statuses, doubts)


def every_id(workspace: Workspace, query: QueueQuery, *, limit: int) -> list[int]:
    """Return the ids of all rows of a query in its order, at most `limit`."""
    with workspace.store.read() as store:
        return [ident for _key, ident in rows.keys(store, _filter(workspace, store, query), query.order, None, limit)]


def withdrawals(workspace: Workspace, campaign: str | None) -> int:
    """Count the withdrawals in doubt of a campaign, or of all."""
    with workspace.store.read() as store:
        return _withdrawals(store, campaign)


def _withdrawals(store: Reading, campaign: str | None) -> int:
    return withdrawals_in_doubt(store, None if campaign is None else find(store, "campaign", campaign))


def _filter(workspace: Workspace, store: Reading, query: QueueQuery) -> QueueFilter:
    return QueueFilter(
        campaign=None if query.campaign is None else find(store, "campaign", query.campaign),
        program=query.program,
        status=query.status,
        where=filter_of(workspace, query.where, QUEUE) if query.where else None,
        to_go=query.status is None and query.order == "next",
    )


def earlier(workspace: Workspace, query: QueueQuery, count: int) -> Key | None:
    """Return the key of the row `count` rows before the window; None if fewer rows precede it."""
    return None if query.at is None else _from_behind(workspace, query, count)


def ending(workspace: Workspace, query: QueueQuery, *, limit: int) -> Key | None:
    """Return the key with which the last window begins; None if it is also the first."""
    return _from_behind(workspace, replace(query, at=None), limit)


def key_at(workspace: Workspace, query: QueueQuery, place: int) -> Key | None:
    """Return the key of the row at a position of the whole queue, counted from 1; None for the first row."""
    with workspace.store.read() as store:
        wanted = _filter(workspace, store, query)
        found = rows.keys(store, wanted, query.order, None, 1, skip=place - 1) if place > 1 else []
    return found[0] if found else None


def _from_behind(workspace: Workspace, query: QueueQuery, count: int) -> Key | None:
    """Return the key of the row `count` rows before the query's key, or before the end if the query has none."""
    with workspace.store.read() as store:
        found = rows.keys_before(store, _filter(workspace, store, query), query.order, query.at, count)
    return found[-1] if len(found) == count else None
