"""Replies of people, newest first."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from core.rules.addresses.identity import profile_address
from core.services.unshown import WORDS, shown
from core.store.fields import from_us
from core.store.people import replies
from core.store.people.replies import ReplyRow
from core.views.activity_view import Reply
from core.workspace import Workspace


def listed(workspace: Workspace, since: datetime | None = None, *, campaign: str = "", limit: int = 500) -> list[Reply]:
    """Return replies later than `since` (UTC) in campaigns whose name contains a text."""
    with workspace.store.read() as store:
        found = replies.list_rows(store, since, campaign, limit)
    return [shown(partial(_reply, row), partial(_unshown, row)) for row in found]


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
