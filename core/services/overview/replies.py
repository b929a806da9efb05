"""Replies of people, newest first."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from core.rules.addresses.identity import profile_address
from core.rules.filters import keys
from core.rules.filters.match import select
from core.services.list_filters import REPLIES, filter_of
from core.services.unshown import WORDS, shown
from core.store.fields import from_us
from core.store.people import replies
from core.store.people.replies import ReplyRow
from core.views.activity_view import Reply
from core.workspace import Workspace

LIMIT = 500
SEARCHED = 100_000
"""Number of latest replies that a filter searches."""


def listed(
    workspace: Workspace, since: datetime | None = None, *, where: str = "", limit: int = LIMIT, skip: int = 0
) -> list[Reply]:
    """Return the replies later than `since` (UTC) that match a filter of the journal, without the first `skip` ones.

    Newest first or in the filter's order. Raises UsageError for a filter that cannot be read.
    """
    wanted = filter_of(workspace, where, keys.ACTIVITY)
    with workspace.store.read() as store:
        rows = replies.list_rows(store, since, SEARCHED if where else skip + limit)
    found = [shown(partial(_reply, row), partial(_unshown, row)) for row in rows]
    return select(found, wanted, REPLIES)[skip : skip + limit]


def count(workspace: Workspace, where: str = "") -> int:
    """Count the replies that match a filter. Raises UsageError for one that cannot be read."""
    return len(listed(workspace, where=where, limit=SEARCHED))


def _reply(row: ReplyRow) -> Reply:
    return Reply(
        id=row.id,
        at=from_us(row.at_us),
        text=str(row.text),
        ours=bool(row.ours),
        contact_id=row.contact,
        person=row.person,
        profile=profile_address(row.public_id) if row.public_id else None,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        program=row.program,
        member=row.member,
    )


def _unshown(row: ReplyRow, _error: Exception) -> Reply:
    """Return the replacement for a reply that cannot be shown."""
    return _reply(ReplyRow(row.id, row.contact, "", None, row.campaign_id, "", "", "", at_us=0, text=WORDS, ours=0))
