"""The rows of the queue that match a filter, by id or in the filter's order, for `overture queue list`."""

from __future__ import annotations

from dataclasses import replace

from core.errors import NotFoundError
from core.rules.filters.folding import fold
from core.rules.filters.keys import QUEUE, Key, Kind
from core.rules.filters.parse import Condition
from core.rules.states import Status
from core.services.list_filters import filter_of
from core.services.lookup import find
from core.services.queue.queue_rows import entries
from core.store.filters import filtered
from core.text import clean
from core.views.queue_view import QueueEntry
from core.workspace import Workspace

_CAMPAIGN_ID = Key("campaign_id", Kind.NUMBER, "Number of the campaign.")


def list_queue(
    workspace: Workspace,
    where: str = "",
    *,
    campaign: str | None = None,
    program: str | None = None,
    status: str | None = None,
    after: int = 0,
    limit: int,
) -> list[QueueEntry]:
    """Return the rows that match all conditions, after the row `after`.

    Raises NotFoundError for an unknown campaign or status, UsageError for a filter that cannot be read.
    """
    wanted = filter_of(workspace, where, QUEUE)
    conditions = [*wanted.conditions]
    if status is not None:
        named = status.strip().lower().replace(" ", "_").replace("-", "_")  # as `--where status:` takes it
        if named not in set(Status):
            raise NotFoundError(f"No status is called “{clean(status, 40)}”. It is one of: {', '.join(Status)}.")
        conditions.append(Condition((QUEUE.key("status"),), "=", (named,)))
    if program is not None:
        conditions.append(Condition((QUEUE.key("program"),), "=", (fold(program),)))
    with workspace.store.read() as store:
        if campaign is not None:
            conditions.append(Condition((_CAMPAIGN_ID,), "=", (find(store, "campaign", campaign),)))
        found = filtered.ids(store, "queue", replace(wanted, conditions=tuple(conditions)), after=after, limit=limit)
        return entries(workspace, found)
