"""What people wrote back, newest first."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from core.rules.identity import profile_address
from core.services.lookup import containing
from core.services.unshown import WORDS, shown
from core.store.fields import from_us, to_us
from core.views.activity_view import Reply
from core.workspace import Workspace


def listed(workspace: Workspace, since: datetime | None = None, *, campaign: str = "", limit: int = 500) -> list[Reply]:
    """Return replies later than `since` (UTC) in campaigns whose name contains a text."""
    with workspace.store.read() as store:
        found = store.rows(
            r"""SELECT r.id, p.id, p.name, p.public_id, c.id, c.name, c.program, m.name, r.at, r.text, r.ours
            FROM reply r JOIN outreach o ON o.id = r.outreach_id JOIN contact p ON p.id = o.contact_id
            JOIN campaign c ON c.id = o.campaign_id JOIN member m ON m.id = o.member_id
            WHERE r.at > ? AND c.name LIKE ? ESCAPE '\' ORDER BY r.at DESC, r.id DESC LIMIT ?""",
            -1 if since is None else to_us(since),
            containing(campaign),
            limit,
        )
    return [shown(partial(_reply, *row), partial(_unshown, *row)) for row in found]


def _reply(
    ident: int,
    contact: int,
    name: str,
    public: str | None,
    campaign_id: int,
    campaign: str,
    program: str,
    member: str,
    at: int,
    text: str,
    ours: int,
) -> Reply:
    return Reply(
        id=ident,
        at=from_us(at),
        text=str(text),
        ours=bool(ours),
        contact_id=contact,
        person=name,
        profile=profile_address(public) if public else None,
        campaign_id=campaign_id,
        campaign=campaign,
        program=program,
        member=member,
    )


def _unshown(ident: int, contact: int, _name: str, _public: str | None, campaign_id: int, *_rest: object) -> Reply:
    """Stand for a reply that cannot be shown."""
    return _reply(ident, contact, "", None, campaign_id, "", "", "", 0, WORDS, 0)
